package chainrule.autodiff;

import java.util.Arrays;

/**
 * The sizes of a tensor along its axes; axis 0 is the slowest (row-major). Immutable. A scalar has
 * rank 0 and one element.
 */
public final class Shape {
  static final Shape SCALAR = new Shape(new int[0], 1);

  private final int[] sizes;
  private final int count;

  private Shape(int[] sizes, int count) {
    this.sizes = sizes;
    this.count = count;
  }

  /**
   * The shape of these sizes; none for a scalar.
   *
   * @throws ShapeException for a negative size, or for more than 2³¹ - 1 elements
   */
  public static Shape of(int... sizes) {
    if (sizes.length == 0) {
      return SCALAR;
    }
    boolean empty = Arrays.stream(sizes).anyMatch(size -> size == 0);
    long count = empty ? 0 : 1;
    for (int size : sizes) {
      if (size < 0) {
        throw new ShapeException(
            "shape "
                + Arrays.toString(sizes)
                + ": size "
                + size
                + " is negative; write every size out");
      }
      count *= size;
      if (count > Integer.MAX_VALUE) {
        throw new ShapeException(
            "shape "
                + Arrays.toString(sizes)
                + ": more than 2^31 - 1 elements; split the tensor along an axis");
      }
    }
    return new Shape(sizes.clone(), (int) count);
  }

  /** The number of axes. */
  public int rank() {
    return sizes.length;
  }

  /** The number of elements, the product of the sizes. */
  public int count() {
    return count;
  }

  /**
   * The size along an axis; a negative axis counts from the end.
   *
   * @throws ShapeException if there is no such axis
   */
  public int size(int axis) {
    return sizes[axis("size", axis)];
  }

  /** The sizes along all axes, as a new array. */
  public int[] sizes() {
    return sizes.clone();
  }

  /** Whether the rank is 0. */
  public boolean isScalar() {
    return sizes.length == 0;
  }

  /**
   * The axis counted from the front, for an operation that reports itself by name.
   *
   * @throws ShapeException if there is no such axis
   */
  public int axis(String operation, int axis) {
    int result = axis < 0 ? axis + sizes.length : axis;
    if (result < 0 || result >= sizes.length) {
      throw new ShapeException(
          operation
              + ": shape "
              + this
              + " has no axis "
              + axis
              + (sizes.length == 0
                  ? "; a scalar has no axes"
                  : "; its axes are 0 to "
                      + (sizes.length - 1)
                      + " (or -1 to "
                      + -sizes.length
                      + ")"));
    }
    return result;
  }

  /** Distinct axes counted from the front in ascending order; all of them when none is given. */
  int[] axes(String operation, int... axes) {
    if (axes.length == 0) {
      int[] all = new int[sizes.length];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] result = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      result[i] = axis(operation, axes[i]);
    }
    Arrays.sort(result);
    for (int i = 1; i < result.length; i++) {
      if (result[i] == result[i - 1]) {
        throw new ShapeException(
            operation + ": axis " + result[i] + " is named twice for shape " + this);
      }
    }
    return result;
  }

  /** Row-major strides: how far apart neighbours along each axis lie. */
  int[] strides() {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, sizes[axis]);
    }
    return strides;
  }

  Shape without(int axis) {
    int[] result = new int[sizes.length - 1];
    System.arraycopy(sizes, 0, result, 0, axis);
    System.arraycopy(sizes, axis + 1, result, axis, result.length - axis);
    return of(result);
  }

  Shape with(int axis, int size) {
    int[] result = sizes.clone();
    result[axis] = size;
    return of(result);
  }

  Shape inserted(int axis, int size) {
    int[] result = new int[sizes.length + 1];
    System.arraycopy(sizes, 0, result, 0, axis);
    result[axis] = size;
    System.arraycopy(sizes, axis, result, axis + 1, sizes.length - axis);
    return of(result);
  }

  /** These axes, each reduced to size 1 if kept, else left out. */
  Shape reduced(int[] axes, boolean keep) {
    int[] kept = sizes.clone();
    for (int axis : axes) {
      kept[axis] = keep ? 1 : -1;
    }
    return of(Arrays.stream(kept).filter(size -> size >= 0).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** The sizes in brackets, {@code [3, 4]}; {@code []} for a scalar. */
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
