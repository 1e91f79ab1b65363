package chainrule.examples.gradbench;

import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The evals {@code particle} and {@code saddle} in plain Java, with dual numbers carried by hand
 * for both derivatives, forward over forward: the yardstick of {@link ChargedParticle} and {@link
 * SaddlePoint}. Run as a program it times itself.
 */
final class DualsByHand {
  private static final double TOLERANCE = 1e-5;
  private static final HyperDual ZERO = constant(0);

  private DualsByHand() {}

  /** A value with its slopes by an outer and an inner variable, and by both. */
  record HyperDual(double value, double outer, double inner, double both) {
    HyperDual plus(HyperDual y) {
      return new HyperDual(value + y.value, outer + y.outer, inner + y.inner, both + y.both);
    }

    HyperDual minus(HyperDual y) {
      return new HyperDual(value - y.value, outer - y.outer, inner - y.inner, both - y.both);
    }

    HyperDual times(HyperDual y) {
      return new HyperDual(
          value * y.value,
          value * y.outer + outer * y.value,
          value * y.inner + inner * y.value,
          value * y.both + outer * y.inner + inner * y.outer + both * y.value);
    }

    HyperDual times(double k) {
      return new HyperDual(k * value, k * outer, k * inner, k * both);
    }

    HyperDual reciprocal() {
      double y = 1 / value;
      return map(y, -y * y, 2 * y * y * y);
    }

    HyperDual sqrt() {
      double y = Math.sqrt(value);
      return map(y, 0.5 / y, -0.25 / (y * value));
    }

    private HyperDual map(double y, double first, double second) {
      return new HyperDual(y, first * outer, first * inner, first * both + second * outer * inner);
    }
  }

  private static HyperDual constant(double value) {
    return new HyperDual(value, 0, 0, 0);
  }

  /** The slopes by the outer variables. */
  private static HyperDual[] outer(Function<HyperDual[], HyperDual> f, HyperDual[] x) {
    HyperDual[] slopes = new HyperDual[x.length];
    for (int i = 0; i < x.length; i++) {
      HyperDual[] seeded = x.clone();
      seeded[i] = new HyperDual(x[i].value, 1, 0, 0);
      slopes[i] = constant(f.apply(seeded).outer);
    }
    return slopes;
  }

  /** The slopes by the inner variables, which still carry those by the outer one. */
  private static HyperDual[] inner(Function<HyperDual[], HyperDual> f, HyperDual[] x) {
    HyperDual[] slopes = new HyperDual[x.length];
    for (int i = 0; i < x.length; i++) {
      HyperDual[] seeded = x.clone();
      seeded[i] = new HyperDual(x[i].value, x[i].outer, 1, 0);
      HyperDual y = f.apply(seeded);
      slopes[i] = new HyperDual(y.inner, y.both, 0, 0);
    }
    return slopes;
  }

  private static HyperDual[] argmin(
      Function<HyperDual[], HyperDual> f, UnaryOperator<HyperDual[]> gradient, HyperDual[] start) {
    HyperDual[] x = start;
    double least = f.apply(x).value;
    HyperDual[] slope = gradient.apply(x);
    double rate = 1e-5;
    int successes = 0;
    while (length(slope) > TOLERANCE) {
      if (successes == 10) {
        rate *= 2;
        successes = 0;
      }
      if (rate * length(slope) <= TOLERANCE) {
        return x;
      }
      HyperDual[] next = new HyperDual[x.length];
      for (int i = 0; i < x.length; i++) {
        next[i] = x[i].minus(slope[i].times(rate));
      }
      double value = f.apply(next).value;
      if (value < least) {
        x = next;
        least = value;
        slope = gradient.apply(x);
        successes++;
      } else {
        rate /= 2;
        successes = 0;
      }
    }
    return x;
  }

  private static double length(HyperDual[] x) {
    double sum = 0;
    for (HyperDual entry : x) {
      sum += entry.value * entry.value;
    }
    return Math.sqrt(sum);
  }

  /** The charge's place. */
  static double particle(double start) {
    return argmin(
            w -> miss(w[0]), w -> outer(v -> miss(v[0]), w), new HyperDual[] {constant(start)})[0]
        .value;
  }

  private static HyperDual miss(HyperDual w) {
    HyperDual movable = constant(10).minus(w);
    HyperDual[] x = {ZERO, constant(8)};
    HyperDual[] v = {constant(0.75), ZERO};
    while (true) {
      HyperDual[] next = {x[0].plus(v[0].times(0.1)), x[1].plus(v[1].times(0.1))};
      if (next[1].value <= 0) {
        HyperDual at = next[0].minus(next[1].times(v[1].reciprocal()).times(v[0]));
        return at.times(at);
      }
      HyperDual[] force = inner(p -> attraction(p, movable).plus(attraction(p, ZERO)), x);
      v = new HyperDual[] {v[0].minus(force[0].times(0.1)), v[1].minus(force[1].times(0.1))};
      x = next;
    }
  }

  /** Of a charge at (10, y). */
  private static HyperDual attraction(HyperDual[] x, HyperDual y) {
    HyperDual dx = x[0].minus(constant(10));
    HyperDual dy = x[1].minus(y);
    return dx.times(dx).plus(dy.times(dy)).sqrt().reciprocal();
  }

  /** The four numbers of the saddle point. */
  static double[] saddle(double first, double second) {
    HyperDual[] start = {constant(first), constant(second)};
    HyperDual[] x = argmin(p -> greatest(p, start), p -> outer(q -> greatest(q, start), p), start);
    HyperDual[] y = argmin(q -> f(q, x), q -> outer(r -> f(r, x), q), start);
    return new double[] {x[0].value, x[1].value, y[0].value, y[1].value};
  }

  private static HyperDual greatest(HyperDual[] x, HyperDual[] start) {
    HyperDual[] y = argmin(q -> f(q, x), q -> inner(r -> f(r, x), q), start);
    return f(x, y);
  }

  private static HyperDual f(HyperDual[] x, HyperDual[] y) {
    return square(x).minus(square(y));
  }

  private static HyperDual square(HyperDual[] x) {
    return x[0].times(x[0]).plus(x[1].times(x[1]));
  }

  /** Prints the least time of each eval over five seconds, in seconds. */
  public static void main(String[] arguments) {
    time("particle", () -> particle(0));
    time("saddle", () -> saddle(1, 1)[0]);
  }

  private static void time(String eval, DoubleSupplier run) {
    long least = Long.MAX_VALUE;
    double result = 0;
    for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; ) {
      long start = System.nanoTime();
      result = run.getAsDouble();
      least = Math.min(least, System.nanoTime() - start);
    }
    System.out.println(eval + " " + least * 1e-9 + " " + result);
  }
}
