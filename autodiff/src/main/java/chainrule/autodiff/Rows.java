package chainrule.autodiff;

import java.util.Arrays;

/**
 * A tensor as rows to reduce: the axes that stay, then those that are reduced, which makes every
 * row contiguous. Data that lies so already is not copied.
 */
record Rows(int count, int length, View view) {

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
    return new Rows(count, length, View.permutation(shape, order));
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
