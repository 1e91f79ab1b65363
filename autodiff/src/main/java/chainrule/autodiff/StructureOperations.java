package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operations that move entries: parts, shapes, axes, and tensors put together. */
abstract class StructureOperations extends SpecialOperations {
  StructureOperations() {}

  /** The part at an index along the first axes: an entry, a row … */
  public static Tensor at(Tensor x, int... index) {
    Shape shape = x.shape();
    if (index.length > shape.rank()) {
      throw new ShapeException(
          "at: shape "
              + shape
              + " has "
              + shape.rank()
              + " axes, but the index "
              + Arrays.toString(index)
              + " names "
              + index.length);
    }
    int offset = 0;
    int[] strides = shape.strides();
    for (int axis = 0; axis < index.length; axis++) {
      offset += Tensor.index("at", shape, axis, index[axis]) * strides[axis];
    }
    int rest = shape.rank() - index.length;
    int[] sizes = Arrays.copyOfRange(shape.sizes(), index.length, shape.rank());
    int[] steps = Arrays.copyOfRange(strides, index.length, shape.rank());
    View view = new View(shape, rest == 0 ? Shape.SCALAR : Shape.of(sizes), offset, steps);
    return new ReadView("at", view).apply(x);
  }

  /**
   * The same entries, row-major, under another shape.
   *
   * @throws ShapeException if the shape has another number of entries
   */
  public static Tensor reshape(Tensor x, Shape to) {
    Shape from = x.shape();
    if (from.equals(to)) {
      return x;
    }
    if (from.count() != to.count()) {
      throw new ShapeException(
          "reshape: shape "
              + from
              + " has "
              + from.count()
              + " entries, "
              + to
              + " has "
              + to.count());
    }
    return new ReadView("reshape", View.reshape(from, to)).apply(x);
  }

  /** The axes in another order; without axes in reverse order, for a matrix its transpose. */
  public static Tensor transpose(Tensor x, int... axes) {
    Shape shape = x.shape();
    int rank = shape.rank();
    int[] order =
        axes.length == 0
            ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
            : Arrays.stream(axes).map(axis -> shape.axis("transpose", axis)).toArray();
    shape.axes("transpose", order);
    if (order.length != rank) {
      throw new ShapeException(
          "transpose: shape "
              + shape
              + " has "
              + rank
              + " axes, but "
              + Arrays.toString(axes)
              + " names "
              + axes.length);
    }
    return new ReadView("transpose", View.permutation(shape, order)).apply(x);
  }

  /**
   * The tensor repeated along a new axis: {@code expand(b, 0, 3)} of a vector is three equal rows.
   */
  public static Tensor expand(Tensor x, int axis, int size) {
    Shape shape = x.shape();
    int place = axis < 0 ? axis + shape.rank() + 1 : axis;
    if (place < 0 || place > shape.rank() || size < 0) {
      throw new ShapeException(
          "expand: shape "
              + shape
              + " cannot get a new axis "
              + axis
              + " of size "
              + size
              + "; new axes are 0 to "
              + shape.rank());
    }
    return new Expand(shape.inserted(place, size), new int[] {place}, false).apply(x);
  }

  /**
   * The tensor repeated along its axes of size 1 to have a shape of the same rank; a scalar becomes
   * any shape.
   */
  public static Tensor expand(Tensor x, Shape to) {
    Shape from = x.shape();
    if (from.equals(to)) {
      return x;
    }
    if (from.isScalar()) {
      return new Expand(to, to.axes("expand"), false).apply(x);
    }
    boolean fits = from.rank() == to.rank();
    int[] axes = new int[to.rank()];
    int count = 0;
    for (int axis = 0; fits && axis < to.rank(); axis++) {
      if (from.size(axis) != to.size(axis)) {
        fits = from.size(axis) == 1;
        axes[count++] = axis;
      }
    }
    if (!fits) {
      throw new ShapeException(
          "expand: shape "
              + from
              + " does not become "
              + to
              + ": ranks must be equal and only axes of size 1 can "
              + "grow; to add an axis use expand(x, axis, size)");
    }
    return new Expand(to, Arrays.copyOf(axes, count), true).apply(x);
  }

  /**
   * Entries from {@code from} to before {@code to} along an axis; negative ends count from its end.
   */
  public static Tensor slice(Tensor x, int axis, int from, int to) {
    return slice(x, axis, from, to, 1);
  }

  /** Every {@code step}-th entry from {@code from} to before {@code to} along an axis. */
  public static Tensor slice(Tensor x, int axis, int from, int to, int step) {
    Shape shape = x.shape();
    int along = shape.axis("slice", axis);
    int size = shape.size(along);
    int start = from < 0 ? from + size : from;
    int end = to < 0 ? to + size : to;
    if (start < 0 || end > size || start > end || step < 1) {
      throw new ShapeException(
          "slice: "
              + from
              + " to "
              + to
              + " by "
              + step
              + " is not within axis "
              + axis
              + " of shape "
              + shape
              + "; it needs 0 ≤ from ≤ to ≤ "
              + size
              + " and a step of 1 or more");
    }
    int count = end == start ? 0 : (end - start - 1) / step + 1;
    return new ReadView("slice", View.slice(shape, along, start, step, count)).apply(x);
  }

  /** The entries along an axis in reverse order. */
  public static Tensor flip(Tensor x, int axis) {
    Shape shape = x.shape();
    int along = shape.axis("flip", axis);
    int size = shape.size(along);
    View view = View.slice(shape, along, Math.max(0, size - 1), -1, size);
    return new ReadView("flip", view).apply(x);
  }

  /** The tensor with zeros before and after it along an axis. */
  public static Tensor pad(Tensor x, int axis, int before, int after) {
    Shape shape = x.shape();
    int along = shape.axis("pad", axis);
    if (before < 0 || after < 0) {
      throw new ShapeException(
          "pad: " + before + " before and " + after + " after; use slice to make a tensor smaller");
    }
    long size = (long) shape.size(along) + before + after;
    Shape whole = shape.with(along, size("pad", size));
    View view = View.slice(whole, along, before, 1, shape.size(along));
    return new PlaceViews("pad", whole, List.of(view)).apply(x);
  }

  private static int size(String operation, long size) {
    if (size > Integer.MAX_VALUE) {
      throw new ShapeException(
          operation + ": " + size + " entries along an axis are more than 2^31 - 1");
    }
    return (int) size;
  }

  /** The diagonal of a matrix as a vector, or the diagonal matrix of a vector. */
  public static Tensor diag(Tensor x) {
    Shape shape = x.shape();
    if (shape.rank() == 1) {
      int n = shape.size(0);
      Shape square = Shape.of(n, n);
      View view = new View(square, shape, 0, new int[] {n + 1});
      return new PlaceViews("diag", square, List.of(view)).apply(x);
    }
    if (shape.rank() != 2) {
      throw new ShapeException("diag: shape " + shape + " is neither a vector nor a matrix");
    }
    Shape diagonal = Shape.of(Math.min(shape.size(0), shape.size(1)));
    return new ReadView("diag", new View(shape, diagonal, 0, new int[] {shape.size(1) + 1}))
        .apply(x);
  }

  /** Tensors one after the other along an axis; their other axes are equal. */
  public static Tensor concatenate(int axis, Tensor... parts) {
    return concatenate(axis, Arrays.asList(parts));
  }

  private static void requireParts(String user, List<Tensor> parts) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) == null) {
        throw new UsageException(user + ": the tensor " + i + " of " + parts.size() + " is null");
      }
    }
  }

  /** Tensors one after the other along an axis; their other axes are equal. */
  public static Tensor concatenate(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException("concatenate: no tensors given");
    }
    requireParts("concatenate", parts);
    Shape first = parts.get(0).shape();
    int along = first.axis("concatenate", axis);
    long total = 0;
    for (Tensor part : parts) {
      Shape shape = part.shape();
      if (shape.rank() != first.rank() || !shape.without(along).equals(first.without(along))) {
        throw new ShapeException(
            "concatenate: shapes "
                + first
                + " and "
                + shape
                + " differ in another axis than "
                + axis);
      }
      total += shape.size(along);
    }
    Shape whole = first.with(along, size("concatenate", total));
    List<View> views = new ArrayList<>();
    int start = 0;
    for (Tensor part : parts) {
      int size = part.shape().size(along);
      views.add(View.slice(whole, along, start, 1, size));
      start += size;
    }
    return new PlaceViews("concatenate", whole, List.copyOf(views))
        .apply(parts.toArray(new Tensor[0]));
  }

  /** Tensors of one shape side by side along a new axis. */
  public static Tensor stack(int axis, Tensor... parts) {
    return stack(axis, Arrays.asList(parts));
  }

  /** Tensors of one shape side by side along a new axis. */
  public static Tensor stack(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException("stack: no tensors given");
    }
    requireParts("stack", parts);
    Shape shape = parts.get(0).shape();
    int place = axis < 0 ? axis + shape.rank() + 1 : axis;
    if (place < 0 || place > shape.rank()) {
      throw new ShapeException(
          "stack: shape "
              + shape
              + " cannot get a new axis "
              + axis
              + "; new axes are 0 to "
              + shape.rank());
    }
    Shape whole = shape.inserted(place, parts.size());
    int[] strides = whole.strides();
    int step = strides[place];
    int[] rest =
        IntStream.range(0, strides.length).filter(i -> i != place).map(i -> strides[i]).toArray();
    List<View> views = new ArrayList<>();
    for (Tensor part : parts) {
      if (!part.shape().equals(shape)) {
        throw new ShapeException("stack: shapes " + shape + " and " + part.shape() + " differ");
      }
      views.add(new View(whole, shape, views.size() * step, rest));
    }
    return new PlaceViews("stack", whole, List.copyOf(views)).apply(parts.toArray(new Tensor[0]));
  }

  /**
   * Slices along axis 0 picked by whole numbers: entry {@code [i…]} of the result is {@code
   * x[index[i…]]}.
   *
   * @throws ShapeException for an index that is not whole or out of range
   */
  public static Tensor gather(Tensor x, Tensor index) {
    if (x.shape().isScalar()) {
      throw new ShapeException("gather: a scalar has no entries to pick");
    }
    return Gather.gather(x.shape().size(0)).apply(x, index);
  }

  /** Zeros of {@code size} slices to which the slices of x are added where the index says. */
  public static Tensor scatterAdd(Tensor x, Tensor index, int size) {
    return Gather.scatterAdd(size).apply(x, index);
  }
}
