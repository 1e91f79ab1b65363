package chainrule.autodiff;

import static chainrule.autodiff.OperationSamples.apply;
import static chainrule.autodiff.OperationSamples.real;
import static chainrule.autodiff.OperationSamples.ulps;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Searches all doubles for the largest errors of an elementwise operation: its value, first and
 * second partial derivatives. The truth is differences of the precise function, which know no rule.
 *
 * <p>Points are spread over all exponents and both signs, and over moderate numbers; from the worst
 * ones the search climbs on, by changes of every relative size.
 */
final class ElementwiseSweep {
  /** A value or partial derivative: the inputs in which it is differentiated. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or written to
  record Partial(int... inputs) {
    int order() {
      return inputs.length;
    }

    @Override
    public String toString() {
      return Arrays.stream(inputs).mapToObj(k -> "∂" + k).reduce("f", (a, b) -> b + a);
    }
  }

  /** The error at a point. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or written to
  record Found(double error, double[] point, double actual, double exact) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%9.3g at %s: %s for %s", error, Arrays.toString(point), actual, exact);
    }
  }

  private static final Found NONE = new Found(0, new double[0], 0, 0);

  /** What a value, a first and a second derivative may be wrong, in units in the last place. */
  static final double[] BOUNDS = {2, 4, 16};

  /** The digits that a difference must keep. */
  private static final int KEPT = 25;

  private static final int MOST_DIGITS = 2200;

  /** Steps are this part of the scale on which a function changes, in digits. */
  private static final int STEP = 38;

  private final Elementwise operation;
  private final SplittableRandom random;

  /** The largest argument, whose reciprocal is the least, or infinity. */
  private final double most;

  /**
   * A search over all doubles, or over those between the reciprocal of {@code most} and that, and
   * where derivatives are between 1e-290 and 1e290.
   */
  ElementwiseSweep(Elementwise operation, long seed, double most) {
    this.operation = operation;
    this.most = most;
    this.random = new SplittableRandom(seed);
  }

  /** The value, and all partial derivatives of first and second order. */
  static List<Partial> partials(Elementwise operation) {
    List<Partial> all = new ArrayList<>(List.of(new Partial()));
    int[] inputs =
        IntStream.range(0, operation.arity()).filter(k -> !fixed(operation, k)).toArray();
    Arrays.stream(inputs).forEach(i -> all.add(new Partial(i)));
    for (int i : inputs) {
      for (int j : inputs) {
        all.add(new Partial(i, j));
      }
    }
    return all;
  }

  /** Masks and orders of derivatives are not differentiated. */
  static boolean fixed(Elementwise operation, int input) {
    return input == 0 && (OperationSamples.hasOrder(operation) || operation.name().equals("where"));
  }

  // ---------------------------------------------------------------- points

  double[] point() {
    double[] point = new double[operation.arity()];
    int range = random.nextInt(4);
    for (int k = 0; k < point.length; k++) {
      point[k] = fixed(operation, k) ? mask() : number(range);
    }
    if (random.nextInt(6) == 0 && point.length > 1) {
      int last = point.length - 1;
      point[last] = near(point[last - 1]);
    }
    return point;
  }

  /** The order of the function itself, or one of the masks. */
  private double mask() {
    return OperationSamples.hasOrder(operation) ? 0 : random.nextInt(2);
  }

  private double number(int range) {
    double x =
        switch (range) {
          case 0 -> Double.longBitsToDouble(random.nextLong() >>> 1);
          case 1 -> 40 * random.nextDouble();
          case 2 -> Math.scalb(1 + random.nextDouble(), random.nextInt(-60, 60));
          default -> random.nextInt(5) == 0 ? near(1) : Math.exp(14 * random.nextDouble() - 7);
        };
    return !Double.isFinite(x) ? 1 : random.nextInt(3) == 0 ? -x : x;
  }

  private double near(double x) {
    double change = Math.scalb(random.nextDouble() - 0.5, -random.nextInt(54));
    double moved = x * (1 + change);
    return Double.isFinite(moved) ? moved : x;
  }

  private double[] near(double[] point) {
    double[] moved = point.clone();
    for (int k = 0; k < moved.length; k++) {
      if (!fixed(operation, k) && random.nextInt(moved.length) == 0) {
        moved[k] =
            random.nextInt(4) == 0 && moved.length > 1
                ? moved[k] * Math.scalb(1.0, random.nextInt(-40, 40))
                : near(moved[k]);
        moved[k] = Double.isFinite(moved[k]) ? moved[k] : point[k];
      }
    }
    return moved;
  }

  /** The largest error found, from so many points and as many steps of climbing. */
  Found worst(Partial partial, int points) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      found.add(error(partial, point()));
    }
    found.sort(Comparator.comparingDouble((Found f) -> -f.error()));
    Found worst = NONE;
    int starts = Math.min(points, 8);
    for (Found start : found.subList(0, starts)) {
      Found best = start;
      for (int i = 0; i < points / starts && best.error() < Double.POSITIVE_INFINITY; i++) {
        if (best.point().length == 0) {
          break;
        }
        Found next = error(partial, near(best.point()));
        best = next.error() > best.error() ? next : best;
      }
      worst = best.error() > worst.error() ? best : worst;
    }
    return worst;
  }

  // ---------------------------------------------------------------- errors

  /** The error at a point; zero at kinks and where the derivative cannot be told. */
  Found error(Partial partial, double... point) {
    Tensor[] inputs = new Tensor[point.length];
    Arrays.setAll(inputs, k -> new Scalar(point[k]));
    if (operation.kink(inputs)) {
      return NONE;
    }
    boolean limited = most < Double.POSITIVE_INFINITY;
    if (limited && !Arrays.stream(point).allMatch(x -> x == 0 || isOrdinary(x, most))) {
      return NONE;
    }
    Real exact = truth(partial, STEP, point);
    if (exact == null
        || (limited && partial.order() > 0 && !isOrdinary(exact.doubleValue(), 1e290))) {
      return NONE;
    }
    double actual = actual(partial, point);
    double error = Math.max(ulps(actual, exact), ulps(actualByReverse(partial, point), exact));
    if (exact.isNaN()) {
      boolean linear = partial.order() == 2 && actual == 0;
      boolean pole = Double.isInfinite(actual) && operation.name().equals("polygamma");
      error = Double.isNaN(actual) || linear || pole ? 0 : Double.POSITIVE_INFINITY;
    } else if (error > BOUNDS[partial.order()]) {
      error = isCertain(partial, point, exact) ? mixed(partial, point, exact, error) : 0;
    }
    return new Found(error, point, actual, exact.doubleValue());
  }

  private static boolean isOrdinary(double x, double most) {
    return Math.abs(x) <= most && Math.abs(x) >= 1 / most;
  }

  /** Whether a smaller step gives the same derivative: at its zeros no step is small enough. */
  private boolean isCertain(Partial partial, double[] point, Real exact) {
    Real finer = truth(partial, STEP + 10, point);
    return finer != null
        && (finer.doubleValue() == exact.doubleValue()
            || finer.subtract(exact).divide(exact).abs().doubleValue() < 1e-20);
  }

  /**
   * In units of what half an ulp of an input changes, where that is more than an ulp of the result
   * and the result changes sign nearby.
   */
  private double mixed(Partial partial, double[] point, Real exact, double error) {
    double unit = Math.ulp(exact.doubleValue());
    double largest = unit;
    for (int k = 0; k < point.length; k++) {
      if (fixed(operation, k)) {
        continue;
      }
      double ulp = Math.ulp(point[k]);
      double[] next = point.clone();
      next[k] = point[k] + ulp;
      Real moved = Double.isInfinite(next[k]) ? null : truth(partial, STEP, next);
      if (moved == null || moved.subtract(moved).isNaN()) {
        largest = Double.POSITIVE_INFINITY; // next to a pole
        continue;
      }
      double change = moved.subtract(exact).doubleValue();
      double[] across = point.clone();
      double ulps = 4 * exact.doubleValue() / change;
      across[k] = point[k] - Math.copySign(Math.max(Math.abs(ulps), 1), ulps) * ulp;
      if (change == 0 || !Double.isFinite(across[k])) {
        continue;
      }
      Real other = truth(partial, STEP, across);
      if (other != null && other.doubleValue() * Math.signum(exact.doubleValue()) <= 0) {
        largest = Math.max(largest, Math.abs(change) / 2);
      }
    }
    return Double.isInfinite(error) ? error : error * (unit / largest);
  }

  double actual(Partial partial, double... point) {
    return derivative(partial.inputs(), 0, scalars(point), false).value();
  }

  double actualByReverse(Partial partial, double... point) {
    return derivative(partial.inputs(), 0, scalars(point), true).value();
  }

  private static Tensor[] scalars(double... point) {
    Tensor[] inputs = new Tensor[point.length];
    Arrays.setAll(inputs, k -> new Scalar(point[k]));
    return inputs;
  }

  private Tensor derivative(int[] by, int depth, Tensor[] inputs, boolean reverse) {
    if (depth == by.length) {
      return apply(operation, inputs);
    }
    int k = by[depth];
    java.util.function.UnaryOperator<Tensor> inner =
        x -> {
          Tensor[] moved = inputs.clone();
          moved[k] = x;
          return derivative(by, depth + 1, moved, reverse);
        };
    return (reverse ? Derivatives.grad(inner) : Derivatives.derivative(inner)).apply(inputs[k]);
  }

  // ---------------------------------------------------------------- truth

  /**
   * The derivative by central differences, with as many digits as leave {@link #KEPT} of them, NaN
   * outside the domain, and null at its end or where more digits than {@link #MOST_DIGITS} would be
   * needed.
   */
  Real truth(Partial partial, int stepDigits, double... point) {
    Real value = real(operation, point, 60);
    if (partial.order() == 0 || value.isNaN()) {
      return value;
    }
    if (value.subtract(value).isNaN()) {
      return null;
    }
    int[] by = partial.inputs();
    int digits = KEPT + 10 + stepDigits * (by.length + 1);
    double lost = 0;
    for (int k : by) {
      lost = Math.max(lost, Math.log10(Math.abs(point[k])) - Math.log10(scale(k, point)));
    }
    digits += (int) lost;
    while (digits < MOST_DIGITS) {
      Real zero = DecimalReal.of(0, digits);
      Real[] steps = new Real[point.length];
      for (int k : by) {
        steps[k] =
            zero.number(10).pow(zero.number(-stepDigits)).multiply(zero.number(scale(k, point)));
      }
      Real sum = zero;
      Real size = zero;
      int corners = by.length == 1 || by[0] == by[1] ? by.length + 1 : 4;
      double[] factors = by.length == 1 ? new double[] {1, 0, -1} : new double[] {1, -2, 1};
      for (int corner = 0; corner < Math.max(3, corners); corner++) {
        double factor;
        double[] move = new double[point.length];
        if (corners == 4) {
          move[by[0]] = corner % 2 == 0 ? 1 : -1;
          move[by[1]] = corner < 2 ? 1 : -1;
          factor = move[by[0]] * move[by[1]];
        } else {
          move[by[0]] = 1 - corner;
          factor = factors[corner];
        }
        if (factor == 0) {
          continue;
        }
        Real[] inputs = new Real[point.length];
        for (int k = 0; k < inputs.length; k++) {
          inputs[k] = zero.number(point[k]);
          if (move[k] != 0) {
            inputs[k] = inputs[k].add(steps[k].multiply(zero.number(move[k])));
          }
        }
        Real term = real(operation, inputs).multiply(zero.number(factor));
        sum = sum.add(term);
        size = size.max(term.abs());
      }
      if (sum.isNaN()) {
        return null;
      }
      Real step = zero.number(corners == 4 ? 4 : by.length == 1 ? 2 : 1);
      for (int k : by) {
        step = step.multiply(steps[k]);
      }
      Real doubt = size.multiply(zero.number(10).pow(zero.number(KEPT - digits)));
      Real derivative = sum.divide(step);
      if (sum.abs().greaterOrEqual(doubt).doubleValue() == 1) {
        return derivative;
      }
      if (doubt.divide(step).doubleValue() == 0) {
        return derivative;
      }
      digits *= 2;
    }
    return null;
  }

  /** A distance over which the function changes smoothly. */
  private double scale(int k, double... point) {
    double x = Math.abs(point[k]);
    double usual = x == 0 ? 1 : Math.min(x, 1);
    return switch (operation.name()) {
      case "add", "subtract", "multiply", "absoluteZeroMultiply", "square", "negate" ->
          x == 0 ? 1 : x;
      case "atan2" -> // the cut is on the left
          k == 0 && point[1] < 0 && x > 0 ? x / 2 : Math.max(x, Math.abs(point[1 - k])) / 2;
      case "hypot", "cosine" -> Math.max(x, Math.abs(point[1 - k])) / 2;
      case "pow", "loweredPow" -> {
        double base = Math.abs(point[point.length - 2]);
        double exponent = Math.min(Math.abs(point[point.length - 1]), 1e20);
        yield k == point.length - 2
            ? base == 0 ? 1 : Math.max(base / (1 + exponent), Double.MIN_VALUE)
            : base == 0 ? 1 : 1 / (1 + Math.abs(Math.log(base)));
      }
      case "divide", "reciprocal", "log", "sqrt", "cbrt", "xLogX", "xLogY" -> x == 0 ? 1 : x;
      default -> usual;
    };
  }
}
