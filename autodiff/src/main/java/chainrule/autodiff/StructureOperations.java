package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reductions over axes, and operations that move entries. */
abstract class StructureOperations extends SpecialOperations {

  private static final Reduction.Definition MAX =
      new Reduction.Definition(
          "amax",
          (data, from, to) -> data[from + extreme(data, from, to, 1)],
          (data, from, to) -> Arrays.stream(data, from + 1, to).reduce(data[from], Real::max),
          StructureOperations::shared,
          StructureOperations::tied);
  private static final Reduction.Definition MIN =
      new Reduction.Definition(
          "amin",
          (data, from, to) -> data[from + extreme(data, from, to, -1)],
          (data, from, to) -> Arrays.stream(data, from + 1, to).reduce(data[from], Real::min),
          StructureOperations::shared,
          (data, from, to) -> tied(negated(data, from, to), 0, to - from));
  private static final Reduction.Definition ARGMAX =
      new Reduction.Definition(
          "argmax",
          (data, from, to) -> extreme(data, from, to, 1),
          (data, from, to) -> data[from].number(extreme(doubles(data, from, to), 0, to - from, 1)),
          null,
          StructureOperations::tied);
  private static final Reduction.Definition ARGMIN =
      new Reduction.Definition(
          "argmin",
          (data, from, to) -> extreme(data, from, to, -1),
          (data, from, to) -> data[from].number(extreme(doubles(data, from, to), 0, to - from, -1)),
          null,
          (data, from, to) -> tied(negated(data, from, to), 0, to - from));
  private static final Reduction.Definition LOG_SUM_EXP =
      new Reduction.Definition(
          "logSumExp",
          RowFunctions::logSumExp,
          RowFunctions::logSumExp,
          (x, y, axes) -> expSubtract(x, y),
          (data, from, to) -> false);
  private static final Reduction.Definition NORM =
      new Reduction.Definition(
          "norm",
          RowFunctions::norm,
          RowFunctions::norm,
          (x, y, axes) -> unit(x, y),
          (data, from, to) -> RowFunctions.norm(data, from, to) == 0);

  StructureOperations() {}

  /** Each of k entries that share the extreme gets 1/k: the subgradient of least norm. */
  private static Tensor shared(Tensor x, Tensor y, int[] axes) {
    Tensor ties = equal(x, y);
    Tensor count = new Sum(x.shape(), axes, true).apply(ties);
    return divide(ties, expand(count, x.shape()));
  }

  private static int extreme(double[] data, int from, int to, int sign) {
    int best = from;
    for (int i = from; i < to; i++) {
      if (Double.isNaN(data[i])) {
        return i - from;
      }
      best = Double.compare(sign * data[i], sign * data[best]) > 0 ? i : best;
    }
    return best - from;
  }

  private static boolean tied(double[] data, int from, int to) {
    double max = data[from + extreme(data, from, to, 1)];
    return Arrays.stream(data, from, to).filter(x -> x == max).count() > 1;
  }

  private static double[] negated(double[] data, int from, int to) {
    return Arrays.stream(data, from, to).map(x -> -x).toArray();
  }

  private static double[] doubles(Real[] data, int from, int to) {
    return Arrays.stream(data, from, to).mapToDouble(Real::doubleValue).toArray();
  }

  // Reductions. Without axes over all entries; keep… leaves the reduced axes with size 1.

  /** The sum over axes, all of them if none is named. Pairwise: the error grows with log n. */
  public static Tensor sum(Tensor x, int... axes) {
    return sum(x, axes, false);
  }

  /** The sum over axes, which stay with size 1. */
  public static Tensor sumKeep(Tensor x, int... axes) {
    return sum(x, axes, true);
  }

  private static Tensor sum(Tensor x, int[] axes, boolean kept) {
    int[] reduced = x.shape().axes("sum", axes);
    return reduced.length == 0 ? x : new Sum(x.shape(), reduced, kept).apply(x);
  }

  /** The mean over axes, all of them if none is named. */
  public static Tensor mean(Tensor x, int... axes) {
    return divide(sum(x, axes), meanCount(x, axes));
  }

  /** The mean over axes, which stay with size 1. */
  public static Tensor meanKeep(Tensor x, int... axes) {
    return divide(sumKeep(x, axes), meanCount(x, axes));
  }

  private static int meanCount(Tensor x, int... axes) {
    int count = 1;
    for (int axis : x.shape().axes("mean", axes)) {
      count *= x.shape().size(axis);
    }
    if (count == 0) {
      throw new ShapeException("mean: shape " + x.shape() + " has nothing to average");
    }
    return count;
  }

  /**
   * The largest entry over axes, all of them if none is named; k entries that tie get slope 1/k
   * each.
   */
  public static Tensor amax(Tensor x, int... axes) {
    return reduce(MAX, x, axes, false);
  }

  /** The largest entry over axes, which stay with size 1. */
  public static Tensor amaxKeep(Tensor x, int... axes) {
    return reduce(MAX, x, axes, true);
  }

  /**
   * The smallest entry over axes, all of them if none is named; k entries that tie get slope 1/k
   * each.
   */
  public static Tensor amin(Tensor x, int... axes) {
    return reduce(MIN, x, axes, false);
  }

  /** The smallest entry over axes, which stay with size 1. */
  public static Tensor aminKeep(Tensor x, int... axes) {
    return reduce(MIN, x, axes, true);
  }

  /** The first index of the largest entry along an axis, as whole numbers with derivative 0. */
  public static Tensor argmax(Tensor x, int axis) {
    return ARGMAX.on(x, new int[] {axis}, false);
  }

  /** The first index of the smallest entry along an axis, as whole numbers with derivative 0. */
  public static Tensor argmin(Tensor x, int axis) {
    return ARGMIN.on(x, new int[] {axis}, false);
  }

  /** {@code log Σ exp(x)} over axes, all of them if none is named; does not overflow. */
  public static Tensor logSumExp(Tensor x, int... axes) {
    return reduce(LOG_SUM_EXP, x, axes, false);
  }

  /** {@code log Σ exp(x)} over axes, which stay with size 1. */
  public static Tensor logSumExpKeep(Tensor x, int... axes) {
    return reduce(LOG_SUM_EXP, x, axes, true);
  }

  /** {@code √Σx²} over axes, all of them if none is named; does not overflow; derivative 0 at 0. */
  public static Tensor norm(Tensor x, int... axes) {
    return reduce(NORM, x, axes, false);
  }

  private static Tensor reduce(
      Reduction.Definition definition, Tensor x, int[] axes, boolean kept) {
    if (x.shape().isScalar()) {
      x.shape().axes(definition.name(), axes);
      return reshape(definition.on(reshape(x, Shape.of(1)), new int[] {0}, false), Shape.SCALAR);
    }
    return definition.on(x, axes, kept);
  }

  /**
   * The product over axes, all of them if none is named; right derivatives also where factors are
   * 0.
   */
  public static Tensor prod(Tensor x, int... axes) {
    Shape shape = x.shape();
    int[] reduced = shape.axes("prod", axes);
    Rows rows = Rows.of(shape, reduced);
    Shape result = shape.reduced(reduced, false);
    if (rows.length() == 0) {
      return Tensor.ones(result);
    }
    Tensor factors =
        reshape(
            new ReadView("transpose", rows.view()).apply(x), Shape.of(rows.count(), rows.length()));
    // Halving multiplies by a tree that the shape fixes, and needs no division by a factor.
    while (factors.shape().size(1) > 1) {
      int size = factors.shape().size(1);
      int half = size / 2;
      Tensor product = multiply(slice(factors, 1, 0, half), slice(factors, 1, half, 2 * half));
      factors =
          size % 2 == 0 ? product : concatenate(1, product, slice(factors, 1, size - 1, size));
    }
    return reshape(factors, result);
  }

  /** Running sums along an axis. */
  public static Tensor cumsum(Tensor x, int axis) {
    return new CumulativeSum(x.shape().axis("cumsum", axis), false).apply(x);
  }

  // Moving entries.

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
    return concatenate(axis, List.of(parts));
  }

  /** Tensors one after the other along an axis; their other axes are equal. */
  public static Tensor concatenate(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException("concatenate: no tensors given");
    }
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
    return stack(axis, List.of(parts));
  }

  /** Tensors of one shape side by side along a new axis. */
  public static Tensor stack(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException("stack: no tensors given");
    }
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
