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
  private static final int[] NONE = {};

  /** A view of nothing begins at 0, not behind the end of the whole. */
  View {
    offset = part.count() == 0 ? 0 : offset;
  }

  /**
   * What happens to a run of {@code count} entries: contiguous in the part, regular in the whole.
   * It has no state of its own, so that nothing is allocated for it.
   */
  private interface Move<S, T> {
    void run(S from, T to, int inPart, int inWhole, int count, int stride);
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
        from,
        to,
        0,
        start,
        (x, y, inPart, inWhole, count, stride) -> {
          if (stride == 1) {
            System.arraycopy(x, inWhole, y, inPart, count);
          } else if (stride == 0) {
            Arrays.fill(y, inPart, inPart + count, x[inWhole]);
          } else {
            for (int i = 0; i < count; i++) {
              y[inPart + i] = x[inWhole + i * stride];
            }
          }
        });
  }

  /** Copies the part into the whole, both of which begin somewhere in an array. */
  void write(double[] from, int start, double[] to, int startOfWhole) {
    runs(
        from,
        to,
        start,
        startOfWhole,
        (x, y, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            y[inWhole + i * stride] = x[inPart + i];
          }
        });
  }

  /** The places in the whole of the part's entries, in order. */
  int[] places() {
    int[] places = new int[part.count()];
    runs(
        places,
        places,
        0,
        0,
        (none, to, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            to[inPart + i] = inWhole + i * stride;
          }
        });
    return places;
  }

  /**
   * Adds the entries that the part shows of {@code from} to {@code to}, which has the part's shape.
   */
  void addRead(double[] from, double[] to) {
    runs(
        from,
        to,
        0,
        0,
        (x, y, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            y[inPart + i] += x[inWhole + i * stride];
          }
        });
  }

  /**
   * Adds {@code from}, which has the part's shape, to the entries of the whole that the part shows.
   */
  void add(double[] from, double[] to) {
    runs(
        from,
        to,
        0,
        0,
        (x, y, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            y[inWhole + i * stride] += x[inPart + i];
          }
        });
  }

  /** As {@link #add}, but what is added to 0 keeps its bits: a zero its sign. */
  void place(double[] from, double[] to) {
    runs(
        from,
        to,
        0,
        0,
        (x, y, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            int at = inWhole + i * stride;
            y[at] = y[at] == 0 ? x[inPart + i] : y[at] + x[inPart + i];
          }
        });
  }

  /** Copies the part out of the whole. */
  <T> void read(T[] from, T[] to) {
    runs(
        from,
        to,
        0,
        0,
        (x, y, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            y[inPart + i] = x[inWhole + i * stride];
          }
        });
  }

  /** Copies the part into the whole. */
  <T> void write(T[] from, T[] to) {
    runs(
        from,
        to,
        0,
        0,
        (x, y, inPart, inWhole, count, stride) -> {
          for (int i = 0; i < count; i++) {
            y[inWhole + i * stride] = x[inPart + i];
          }
        });
  }

  private <S, T> void runs(S from, T to, int startOfPart, int startOfWhole, Move<S, T> move) {
    if (part.count() == 0) {
      return;
    }
    // Neighbouring axes that form one regular run are walked as one.
    int axis = part.rank() - 1;
    int inner = 1;
    int step = 1;
    for (; axis >= 0 && (inner == 1 || continues(axis, inner, step)); axis--) {
      step = inner == 1 && part.size(axis) != 1 ? strides[axis] : step;
      inner *= part.size(axis);
    }
    int outer = 1;
    int outerStep = 0;
    for (; axis >= 0 && (outer == 1 || continues(axis, outer, outerStep)); axis--) {
      outerStep = outer == 1 && part.size(axis) != 1 ? strides[axis] : outerStep;
      outer *= part.size(axis);
    }
    // The axes further out.
    int[] index = axis < 0 ? NONE : new int[axis + 1];
    int inWhole = startOfWhole + offset;
    for (int done = 0; done < part.count(); ) {
      for (int i = 0; i < outer; i++) {
        move.run(from, to, startOfPart + done, inWhole + i * outerStep, inner, step);
        done += inner;
      }
      for (int k = axis; k >= 0; k--) {
        inWhole += strides[k];
        if (++index[k] < part.size(k)) {
          break;
        }
        inWhole -= strides[k] * part.size(k);
        index[k] = 0;
      }
    }
  }

  /** Whether an axis goes on where a run of so many entries, so far from one another, ends. */
  private boolean continues(int axis, int size, int step) {
    return part.size(axis) == 1 || strides[axis] == step * size;
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
