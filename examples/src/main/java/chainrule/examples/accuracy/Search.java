package chainrule.examples.accuracy;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Precise;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import chainrule.autodiff.real.Verified;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Searches all finite doubles for the largest error of a function's value or of its derivatives by
 * one argument, forward and reverse. The truth is the function over balls and their Taylor series.
 */
final class Search {
  private static final int[] DIGITS = {25, 50, 100, 200, 400};
  private static final int CERTAIN = 19;
  private static final int STARTS = 8;
  private static final double[] SPECIAL = {
    0.0, -0.0, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, 1, 2, 0.5, Math.PI, 745, 710
  };

  /**
   * An error in ulps, or in changes of the result by half an ulp of the argument if mixed. Unknown
   * if the truth cannot be told.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or written to
  record Found(
      double error, boolean mixed, boolean unknown, double[] at, double actual, double truth) {}

  /** The largest error, and how many points were tried and how many could not be told. */
  record Result(Found worst, int points, long unknown) {}

  private final Function<Tensor[], Tensor> f;
  private final int arity;
  private final int argument;
  private final int order;
  private final @Nullable DoubleUnaryOperator other;
  private final SplittableRandom random = new SplittableRandom(20260301);

  /**
   * @param argument by which f is differentiated
   */
  Search(Function<Tensor[], Tensor> f, int arity, int argument, int order) {
    this(f, arity, argument, order, null);
  }

  /** The values that another library has for a function of one number. */
  static Search ofOther(Function<Tensor[], Tensor> f, DoubleUnaryOperator other) {
    return new Search(f, 1, 0, 0, other);
  }

  private Search(
      Function<Tensor[], Tensor> f,
      int arity,
      int argument,
      int order,
      @Nullable DoubleUnaryOperator other) {
    this.other = other;
    this.f = f;
    this.arity = arity;
    this.argument = argument;
    this.order = order;
  }

  /** Over so many points, and as many again while climbing from the worst. */
  Result run(int points) {
    List<double[]> spread = new ArrayList<>();
    for (double special : SPECIAL) {
      for (double x : new double[] {special, -special}) {
        double[] point = point();
        point[argument] = x;
        spread.add(point);
      }
    }
    while (spread.size() < points) {
      spread.add(point());
    }
    List<Found> found = errors(spread);
    long unknown = found.stream().filter(Found::unknown).count();
    int tried = found.size();
    int rounds = Math.max(1, points / 400);
    for (int round = 0; round < rounds; round++) {
      found.sort(Comparator.comparingDouble((Found e) -> -e.error()));
      found = new ArrayList<>(found.subList(0, Math.min(STARTS, found.size())));
      List<double[]> near = new ArrayList<>();
      for (Found start : found) {
        for (int i = 0; i < 50; i++) {
          near.add(near(start.at()));
        }
      }
      List<Found> next = errors(near);
      unknown += next.stream().filter(Found::unknown).count();
      tried += next.size();
      found.addAll(next);
    }
    return new Result(
        Collections.max(found, Comparator.comparingDouble(Found::error)), tried, unknown);
  }

  // ---------------------------------------------------------------- points

  private double[] point() {
    double[] point = new double[arity];
    boolean moderate = random.nextBoolean();
    for (int k = 0; k < arity; k++) {
      int exponent = moderate ? random.nextInt(-20, 11) : random.nextInt(-1074, 1024);
      double size = Math.scalb(1 + random.nextDouble(), exponent);
      point[k] = random.nextBoolean() ? size : -size;
    }
    return point;
  }

  /** A neighbour by ulps, by mantissa or by exponent, in one argument. */
  private double[] near(double... point) {
    double[] moved = point.clone();
    int k = random.nextInt(arity);
    double x = point[k];
    double y =
        switch (random.nextInt(8)) {
          case 0 -> Math.scalb(x, random.nextInt(-2, 3));
          case 1, 2 -> x + Math.ulp(x) * random.nextInt(-100, 101);
          default -> x * (1 + Math.scalb(random.nextDouble() - 0.5, -random.nextInt(52)));
        };
    moved[k] = Double.isFinite(y) ? y : x;
    return moved;
  }

  // ---------------------------------------------------------------- errors

  private List<Found> errors(List<double[]> points) {
    double[] forward = engine(points, false);
    double[] reverse = engine(points, true);
    List<Found> errors = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Found a = error(points.get(i), forward[i]);
      boolean same = Double.compare(forward[i] + 0.0, reverse[i] + 0.0) == 0;
      Found b = same ? a : error(points.get(i), reverse[i]);
      errors.add(b.error() > a.error() ? b : a);
    }
    return errors;
  }

  private double[] engine(List<double[]> points, boolean reverse) {
    if (other != null) {
      return points.stream().mapToDouble(p -> answer(other, p[0])).toArray();
    }
    Tensor[] inputs = new Tensor[arity];
    for (int k = 0; k < arity; k++) {
      int entry = k;
      inputs[k] = Tensor.vector(points.stream().mapToDouble(p -> p[entry]).toArray());
    }
    UnaryOperator<Tensor> g =
        x -> {
          Tensor[] moved = inputs.clone();
          moved[argument] = x;
          return f.apply(moved);
        };
    for (int k = 0; k < order; k++) {
      UnaryOperator<Tensor> inner = g;
      g =
          reverse
              ? Derivatives.grad(x -> Operations.sum(inner.apply(x)))
              : Derivatives.derivative(inner);
    }
    return g.apply(inputs[argument]).toArray();
  }

  /** NaN where a library has none: Commons Math's digamma recurs as often as -x says. */
  private static double answer(DoubleUnaryOperator other, double x) {
    try {
      return other.applyAsDouble(x);
    } catch (StackOverflowError tooDeep) {
      return Double.NaN;
    }
  }

  /** The error of a computed number at a point. */
  Found error(double[] point, double actual) {
    Ball truth = truth(point, order, TaylorReal.Side.RIGHT);
    double rounded = truth.doubleValue();
    if (truth.isUndefined()) {
      // a derivative may exist from one side only, so that only values are held to NaN
      boolean wrong = order == 0 && !Double.isNaN(actual);
      double error = wrong ? Double.POSITIVE_INFINITY : 0;
      return new Found(error, false, false, point, actual, rounded);
    }
    if (!isDecided(truth)) {
      return new Found(0, false, true, point, actual, rounded);
    }
    double error = ulps(actual, truth);
    if (error <= 1) {
      return new Found(error, false, false, point, actual, rounded);
    }
    Ball left = truth(point, order, TaylorReal.Side.LEFT);
    if (left.isNaN() || left.isApartFrom(truth)) {
      return new Found(0, false, false, point, actual, rounded); // a kink, or the domain's end
    }
    double unit = mixedUnit(point, truth);
    return unit > 1
        ? new Found(error / unit, true, false, point, actual, rounded)
        : new Found(error, false, false, point, actual, rounded);
  }

  /** Distance in units in the last place of the truth; infinite if the number is NaN. */
  static double ulps(double actual, Ball truth) {
    double rounded = truth.doubleValue();
    if (actual == rounded && (Double.isInfinite(rounded) || truth.isExact())) {
      return 0;
    }
    if (!Double.isFinite(actual)) {
      return Double.POSITIVE_INFINITY;
    }
    double ulp = Double.isInfinite(rounded) ? Math.ulp(Double.MAX_VALUE) : Math.ulp(rounded);
    Ball distance = truth.number(actual).subtract(truth).abs();
    return distance.divide(truth.number(ulp)).doubleValue();
  }

  /** In ulps, what half an ulp of the argument changes where the result changes sign nearby. */
  private double mixedUnit(double[] point, Ball truth) {
    Ball slope = truth(point, order + 1, TaylorReal.Side.RIGHT);
    double step = truth.divide(slope).doubleValue();
    double[] across = point.clone();
    across[argument] -= 2 * step;
    if (!Double.isFinite(across[argument])) {
      return 1;
    }
    double other = truth(across, order, TaylorReal.Side.RIGHT).doubleValue();
    if (!(other * Math.signum(truth.doubleValue()) < 0)) {
      return 1;
    }
    double half = Math.ulp(point[argument]) / 2;
    return Math.abs(slope.doubleValue()) * half / Math.ulp(truth.doubleValue());
  }

  // ---------------------------------------------------------------- truth

  private Ball truth(double[] point, int n, TaylorReal.Side side) {
    Ball last = Ball.of(Double.NaN, DIGITS[0]);
    for (int digits : DIGITS) {
      Ball x = Ball.of(point[argument], digits);
      // a value at a jump is not the limit from either side
      last =
          (Ball)
              (n == 0
                  ? precise(point, x)
                  : TaylorReal.derivatives(t -> precise(point, t), x, n, side)[n]);
      if (isDecided(last)) {
        break;
      }
    }
    return last;
  }

  private Real precise(double[] point, Real t) {
    Real[][] numbers = new Real[arity][];
    for (int k = 0; k < arity; k++) {
      numbers[k] = new Real[] {k == argument ? t : t.number(point[k])};
    }
    return Precise.evaluate(
        inputs -> f.apply(inputs.toArray(Tensor[]::new)),
        Collections.nCopies(arity, Shape.of()),
        numbers)[0];
  }

  /** Whether the error of any double is known to a hundredth of an ulp. */
  private static boolean isDecided(Ball truth) {
    return Double.isInfinite(truth.doubleValue()) || Verified.isSettled(truth, CERTAIN);
  }
}
