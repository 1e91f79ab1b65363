package chainrule.autodiff;

import java.util.Arrays;

/**
 * A regular part of a tensor: entry {@code (i, j, …)} of the part is entry {@code offset +
 * i·strides[0] + j·strides[1] + …} of the whole, row-major. Slices, transposes, reshapes, flips and
 * diagonals are views that show every entry at most once; in an expansion (stride 0) entries
 * repeat.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below, never written to
record View(Shape whole, Shape part, int offset, int[] strides) {
  /** A view of nothing begins at 0, not behind the end of the whole. */
  View {
    offset = part.count() == 0 ? 0 : offset;
  }

  /**
   * What happens to a run of {@code count} entries: contiguous in the part, regular in the whole.
   */
  private interface Run {
    void accept(int inPart, int inWhole, int count, int stride);
  }

  /** All entries in order under another shape of as many elements. */
  static View reshape(Shape from, Shape to) {
    return new View(from, to, 0, to.strides());
  }

  static View permutation(Shape whole, int[] axes) {
    int[] strides = whole.strides();
    int[] sizes = new int[axes.length];
    int[] permuted = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      sizes[i] = whole.size(axes[i]);
      permuted[i] = strides[axes[i]];
    }
    return new View(whole, Shape.of(sizes), 0, permuted);
  }

  /** {@code count} entries along an axis, from {@code start} by {@code step}. */
  static View slice(Shape whole, int axis, int start, int step, int count) {
    int[] strides = whole.strides();
    int offset = start * strides[axis];
    strides[axis] *= step;
    return new View(whole, whole.with(axis, count), offset, strides);
  }

  /**
   * The entries of {@code whole} repeated along axes that {@code part} has in addition or longer.
   */
  static View expansion(Shape whole, Shape part, int[] axes, boolean kept) {
    int[] from = whole.strides();
    int[] strides = new int[part.rank()];
    int next = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      boolean repeated = Arrays.binarySearch(axes, axis) >= 0;
      strides[axis] = repeated ? 0 : from[next];
      next += repeated && !kept ? 0 : 1;
    }
    return new View(whole, part, 0, strides);
  }

  /** Whether all that the part shows is in the whole. */
  boolean isWithin() {
    if (strides.length != part.rank()) {
      return false;
    }
    long first = offset;
    long last = offset;
    for (int axis = 0; axis < strides.length; axis++) {
      long reach = (part.size(axis) - 1L) * strides[axis];
      first += Math.min(0, reach);
      last += Math.max(0, reach);
    }
    return part.count() == 0 || (first >= 0 && last < whole.count());
  }

  /** Whether the part is the whole in the same order. */
  boolean isReshape() {
    return part.count() == whole.count() && offset == 0 && Arrays.equals(strides, part.strides());
  }

  /** Whether the part is the transpose of a matrix, and not also a reshape. */
  boolean isTranspose() {
    return whole.rank() == 2
        && part.rank() == 2
        && !isReshape()
        && this.equals(permutation(whole, new int[] {1, 0}));
  }

  /** Copies the part out of the whole. */
  double[] read(double[] from) {
    double[] to = new double[part.count()];
    copy(from, 0, to);
    return to;
  }

  /** Copies the part out of the whole, which begins somewhere in an array. */
  void copy(double[] from, int start, double[] to) {
    runs(
        (inPart, inWhole, count, stride) -> {
          int first = start + inWhole;
          if (stride == 1) {
            System.arraycopy(from, first, to, inPart, count);
          } else if (stride == 0) {
            Arrays.fill(to, inPart, inPart + count, from[first]);
          } else {
            for (int i = 0; i < count; i++) {
              to[inPart + i] = from[first + i * stride];
            }
          }
        });
  }

  /** Copies the part into the whole, both of which begin somewhere in an array. */
  void write(double[] from, int start, double[] to, int startOfWhole) {
    runs(
        (inPart, inWhole, count, stride) -> {
          int first = startOfWhole + inWhole;
          for (int i = 0; i < count; i++) {
            to[first + i * stride] = from[start + inPart + i];
          }
        });
  }

  /** The places in the whole of the part's entries, in order. */
  int[] places() {
    int[] places = new int[part.count()];
    runs(
        (inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            places[inPart + i] = inWhole + i * stride;
          }
        });
    return places;
  }

  /**
   * Adds the entries that the part shows of {@code from} to {@code to}, which has the part's shape.
   */
  void addRead(double[] from, double[] to) {
    runs(
        (inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            to[inPart + i] += from[inWhole + i * stride];
          }
        });
  }

  /**
   * Adds {@code from}, which has the part's shape, to the entries of the whole that the part shows.
   */
  void add(double[] from, double[] to) {
    runs(
        (inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            to[inWhole + i * stride] += from[inPart + i];
          }
        });
  }

  /** As {@link #add}, but what is added to 0 keeps its bits: a zero its sign. */
  void place(double[] from, double[] to) {
    runs(
        (inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            int at = inWhole + i * stride;
            to[at] = to[at] == 0 ? from[inPart + i] : to[at] + from[inPart + i];
          }
        });
  }

  /** Copies the part out of the whole. */
  <T> void read(T[] from, T[] to) {
    runs(
        (inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            to[inPart + i] = from[inWhole + i * stride];
          }
        });
  }

  /** Copies the part into the whole. */
  <T> void write(T[] from, T[] to) {
    runs(
        (inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            to[inWhole + i * stride] = from[inPart + i];
          }
        });
  }

  private void runs(Run run) {
    if (part.count() == 0) {
      return;
    }
    // Neighbouring axes that form one regular run are walked as one.
    int[] sizes = new int[part.rank() + 1];
    int[] steps = new int[part.rank() + 1];
    int rank = 0;
    for (int axis = 0; axis < part.rank(); axis++) {
      int size = part.size(axis);
      if (size == 1) {
        continue;
      }
      if (rank > 0 && steps[rank - 1] == strides[axis] * size) {
        sizes[rank - 1] *= size;
        steps[rank - 1] = strides[axis];
      } else {
        sizes[rank] = size;
        steps[rank++] = strides[axis];
      }
    }
    if (rank == 0) {
      run.accept(0, offset, 1, 1);
      return;
    }
    int inner = sizes[rank - 1];
    int[] index = new int[rank];
    int inWhole = offset;
    for (int inPart = 0; inPart < part.count(); inPart += inner) {
      run.accept(inPart, inWhole, inner, steps[rank - 1]);
      for (int axis = rank - 2; axis >= 0; axis--) {
        inWhole += steps[axis];
        if (++index[axis] < sizes[axis]) {
          break;
        }
        inWhole -= steps[axis] * sizes[axis];
        index[axis] = 0;
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof View view
        && whole.equals(view.whole)
        && part.equals(view.part)
        && offset == view.offset
        && Arrays.equals(strides, view.strides);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * whole.hashCode() + part.hashCode()) + 31 * offset + Arrays.hashCode(strides);
  }
}
