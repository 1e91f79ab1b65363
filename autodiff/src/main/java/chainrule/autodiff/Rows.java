package chainrule.autodiff;

import chainrule.autodiff.kernel.Sums;
import java.util.Arrays;

/**
 * A tensor as rows to reduce: the axes that stay, then those that are reduced, which makes every
 * row contiguous. Data that lies so already is not copied.
 *
 * @param inner how many entries lie between those of a row, if they lie so: the rows are columns of
 *     matrices of so many columns; otherwise 0
 */
record Rows(int count, int length, View view, int inner) {

  static Rows of(Shape shape, int[] axes) {
    int[] order = new int[shape.rank()];
    int next = 0;
    for (int axis = 0; axis < order.length; axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        order[next++] = axis;
      }
    }
    System.arraycopy(axes, 0, order, next, axes.length);
    int length = 1;
    for (int axis : axes) {
      length *= shape.size(axis);
    }
    int count = shape.reduced(axes, false).count();
    return new Rows(count, length, View.permutation(shape, order), inner(shape, axes));
  }

  private static int inner(Shape shape, int[] axes) {
    int last = axes.length - 1;
    if (last < 0 || axes[last] - axes[0] != last) {
      return 0;
    }
    int inner = 1;
    for (int axis = axes[last] + 1; axis < shape.rank(); axis++) {
      inner *= shape.size(axis);
    }
    return inner;
  }

  /** Whether {@link #sum} takes the data as it is, not {@link #arrange}d. */
  boolean areColumns() {
    return inner > 1 && length > 1;
  }

  /** Whether the rows are equally far from one another, and so are the entries of each. */
  boolean areRegular() {
    return view.isReshape() || inner == count;
  }

  /** How far entries of a regular row are from one another. */
  int step() {
    return view.isReshape() ? 1 : inner;
  }

  /** How far regular rows are from one another. */
  int stride() {
    return view.isReshape() ? length : 1;
  }

  /** The places that {@link #sum} needs for itself. */
  int scratch() {
    return areColumns() ? Sums.scratch(length, inner) : 0;
  }

  /** The sums of the rows of data that begins at an index. */
  void sum(double[] data, int from, double[] out, double[] scratch) {
    if (areColumns()) {
      for (int row = 0; row < count; row += inner) {
        Sums.columns(data, from + row * length, length, out, row, inner, scratch);
      }
      return;
    }
    for (int row = 0; row < count; row++) {
      int start = from + row * length;
      out[row] = Sums.pairwise(data, start, start + length);
    }
  }

  double[] arrange(double[] data) {
    return view.isReshape() ? data : view.read(data);
  }

  <T> T[] arrange(T[] data) {
    T[] rows = data.clone();
    view.read(data, rows);
    return rows;
  }
}
