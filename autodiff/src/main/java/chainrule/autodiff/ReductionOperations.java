package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;

/**
 * Reductions over axes; without axes over all entries. {@code …Keep} leaves the reduced axes with
 * size 1.
 */
abstract class ReductionOperations extends StructureOperations {

  private static final Reduction.Definition MAX =
      new Reduction.Definition(
          "amax",
          RowFunctions::max,
          (data, from, to) -> Arrays.stream(data, from + 1, to).reduce(data[from], Real::max),
          ReductionOperations::shared,
          ReductionOperations::tied,
          RowLines::max);
  private static final Reduction.Definition MIN =
      new Reduction.Definition(
          "amin",
          RowFunctions::min,
          (data, from, to) -> Arrays.stream(data, from + 1, to).reduce(data[from], Real::min),
          ReductionOperations::shared,
          (data, from, to) -> tied(negated(data, from, to), 0, to - from),
          RowLines::min);
  private static final Reduction.Definition ARGMAX =
      new Reduction.Definition(
          "argmax",
          (data, from, to) -> extreme(data, from, to, 1),
          (data, from, to) -> data[from].number(extreme(doubles(data, from, to), 0, to - from, 1)),
          null,
          ReductionOperations::tied);
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
          (x, y, axes) -> softmax(x, axes),
          (data, from, to) -> false,
          RowLines::logSumExp);
  private static final Reduction.Definition NORM =
      new Reduction.Definition(
          "norm",
          RowFunctions::norm,
          RowFunctions::norm,
          (x, y, axes) -> unitVector(x, axes),
          (data, from, to) -> RowFunctions.norm(data, from, to) == 0,
          RowLines::norm);

  // The slopes of logSumExp and norm, s and u. In ds = s (t - Σst) and du = (t - u Σut) / norm all
  // digits of 1 - s and 1 - u² are lost where one entry dominates its row; so these are operations.
  private static final RowMap.Definition SOFTMAX =
      new RowMap.Definition(
          "softmax",
          RowFunctions::softmax,
          RowFunctions::softmax,
          (x, s, t, axes) -> chain(s, apart(s, t, softmaxRest(x, axes), axes)),
          RowLines::softmax);
  private static final RowMap.Definition SOFTMAX_REST =
      new RowMap.Definition(
          "softmaxRest",
          RowFunctions::softmaxRest,
          RowFunctions::softmaxRest,
          (x, rest, t, axes) -> {
            Tensor s = softmax(x, axes);
            return negate(chain(s, apart(s, t, rest, axes)));
          },
          RowLines::softmaxRest);
  private static final RowMap.Definition LOG_SOFTMAX =
      new RowMap.Definition(
          "logSoftmax",
          RowFunctions::logSoftmax,
          RowFunctions::logSoftmax,
          (x, y, t, axes) -> apart(softmax(x, axes), t, softmaxRest(x, axes), axes),
          RowLines::logSoftmax);
  private static final RowMap.Definition UNIT_VECTOR =
      new RowMap.Definition(
          "unitVector",
          RowFunctions::unitVector,
          RowFunctions::unitVector,
          (x, u, t, axes) -> turned(x, u, t, unitVectorRest(x, axes), axes),
          RowLines::unitVector);
  private static final RowMap.Definition UNIT_VECTOR_REST =
      new RowMap.Definition(
          "unitVectorRest",
          RowFunctions::unitVectorRest,
          RowFunctions::unitVectorRest,
          (x, rest, t, axes) -> {
            Tensor u = unitVector(x, axes);
            return multiply(-2, chain(u, turned(x, u, t, rest, axes)));
          },
          RowLines::unitVectorRest);

  ReductionOperations() {}

  static List<Reduction.Definition> reductions() {
    return List.of(MAX, MIN, ARGMAX, ARGMIN, LOG_SUM_EXP, NORM);
  }

  static List<RowMap.Definition> rowMaps() {
    return List.of(SOFTMAX, SOFTMAX_REST, LOG_SOFTMAX, UNIT_VECTOR, UNIT_VECTOR_REST);
  }

  /** Each of k entries that share the extreme gets 1/k: the subgradient of least norm. */
  private static Tensor shared(Tensor x, Tensor y, int[] axes) {
    Tensor ties = equal(x, y);
    Tensor count = new Sum(x.shape(), axes, true).apply(ties);
    return multiply(ties, expand(reciprocal(count), x.shape()));
  }

  private static Tensor softmax(Tensor x, int... axes) {
    return SOFTMAX.on(x, axes);
  }

  /** {@code 1 - softmax}. */
  private static Tensor softmaxRest(Tensor x, int... axes) {
    return SOFTMAX_REST.on(x, axes);
  }

  /** The entries over the norm, all 0 where it is. */
  private static Tensor unitVector(Tensor x, int... axes) {
    return UNIT_VECTOR.on(x, axes);
  }

  /** {@code 1 - u²} of the unit vector u. */
  private static Tensor unitVectorRest(Tensor x, int... axes) {
    return UNIT_VECTOR_REST.on(x, axes);
  }

  /** What a tangent changes by itself, less what it changes through the others' shares. */
  private static Tensor apart(Tensor share, Tensor tangent, Tensor rest, int... axes) {
    return subtract(chain(tangent, rest), others(share, tangent, axes));
  }

  /** The tangent of a unit vector. */
  private static Tensor turned(Tensor x, Tensor u, Tensor tangent, Tensor rest, int... axes) {
    Tensor change = subtract(chain(tangent, rest), chain(others(u, tangent, axes), u));
    return unit(change, new Expand(x.shape(), axes, true).apply(NORM.on(x, axes, true)));
  }

  /** The sum of the products of the other entries of a row. */
  private static Tensor others(Tensor share, Tensor tangent, int... axes) {
    Tensor products = chain(tangent, share);
    Tensor sum = new Sum(products.shape(), axes, true).apply(products);
    return subtract(new Expand(products.shape(), axes, true).apply(sum), products);
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
    int count = meanCount(x, axes);
    return divide(sum(x, axes), count);
  }

  /** The mean over axes, which stay with size 1. */
  public static Tensor meanKeep(Tensor x, int... axes) {
    int count = meanCount(x, axes);
    return divide(sumKeep(x, axes), count);
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

  /** {@code √Σx²} over axes, which stay with size 1. */
  public static Tensor normKeep(Tensor x, int... axes) {
    return reduce(NORM, x, axes, true);
  }

  /**
   * {@code exp(x) / Σ exp(x)} along an axis; does not overflow, and derivatives of every order keep
   * their digits where one entry dominates. Infinite entries that are the largest share alike.
   *
   * @throws ShapeException if there is no such axis, or it is empty
   */
  public static Tensor softmax(Tensor x, int axis) {
    return along(SOFTMAX, x, axis);
  }

  /**
   * {@code x - log Σ exp(x)} along an axis: the logarithm of {@link #softmax}, with its digits also
   * where that is near 1 or underflows.
   *
   * @throws ShapeException if there is no such axis, or it is empty
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return along(LOG_SOFTMAX, x, axis);
  }

  private static Tensor along(RowMap.Definition map, Tensor x, int axis) {
    Shape shape = x.shape();
    int along = shape.axis(map.name(), axis);
    if (shape.size(along) == 0) {
      throw new ShapeException(map.name() + ": axis " + axis + " of shape " + shape + " is empty");
    }
    return map.on(x, new int[] {along});
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

  /** The product over axes, which stay with size 1. */
  public static Tensor prodKeep(Tensor x, int... axes) {
    Shape shape = x.shape();
    return reshape(prod(x, axes), shape.reduced(shape.axes("prod", axes), true));
  }

  /** Running sums along an axis. */
  public static Tensor cumsum(Tensor x, int axis) {
    return new CumulativeSum(x.shape().axis("cumsum", axis), false).apply(x);
  }
}
