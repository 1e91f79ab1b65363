package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.sum;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Errors of computed values and derivatives against closed forms in 60 digits, in ulps. */
final class Ulps {
  private static final int DIGITS = 60;

  private Ulps() {}

  /** The largest error, and where. */
  record Worst(double error, double at, double computed, double truth) {
    static final Worst NONE = new Worst(0, Double.NaN, Double.NaN, Double.NaN);

    Worst or(double otherError, double x, double number, double truly) {
      return Double.isNaN(error) || otherError <= error
          ? this
          : new Worst(otherError, x, number, truly);
    }

    @Override
    public String toString() {
      return "%.2f at x = %s: %s for %s".formatted(error, at, computed, truth);
    }
  }

  /** The ways to a value or a derivative of one order, all of which have to be accurate. */
  static List<UnaryOperator<Tensor>> ways(UnaryOperator<Tensor> f, int order) {
    UnaryOperator<Tensor> forward = derivative(f);
    UnaryOperator<Tensor> reverse = grad(x -> sum(f.apply(x)));
    return switch (order) {
      case 0 -> List.of(f);
      case 1 -> List.of(forward, reverse);
      default -> List.of(derivative(f, 2), grad(x -> sum(reverse.apply(x))), derivative(reverse));
    };
  }

  /**
   * The worst error of all the ways to a derivative: in shares of the ulps that are allowed, where
   * {@code plain} holds; elsewhere what exceeds them, in changes of the derivative by half an ulp
   * of x.
   */
  record Report(Worst share, Worst changes) {}

  static Report report(
      Curve curve,
      int order,
      DoubleUnaryOperator allowed,
      DoublePredicate plain,
      double... points) {
    UnaryOperator<Real> closed = curve.closed().get(order);
    Real[] truths = new Real[points.length];
    for (int i = 0; i < points.length; i++) {
      truths[i] = closed.apply(DecimalReal.of(points[i], DIGITS));
    }
    Worst share = Worst.NONE;
    Worst changes = Worst.NONE;
    for (UnaryOperator<Tensor> way : ways(curve.engine(), order)) {
      double[] computed = way.apply(Tensor.vector(points)).toArray();
      for (int i = 0; i < points.length; i++) {
        double truth = truths[i].doubleValue();
        double error = error(computed[i], truths[i]);
        double bound = allowed.applyAsDouble(points[i]);
        if (plain.test(points[i])) {
          share = share.or(error / bound, points[i], computed[i], truth);
        } else if (!(error <= bound)) {
          double change = change(closed, points[i], truth);
          changes = changes.or((error - bound) / change, points[i], computed[i], truth);
        }
      }
    }
    return new Report(share, changes);
  }

  /** The distance in units of the last place of the truth; NaN if the computed number is NaN. */
  static double error(double computed, Real truth) {
    double rounded = truth.doubleValue();
    if (computed == rounded) {
      Real zero = truth.number(0);
      if (Double.isInfinite(rounded)
          || truth.subtract(truth.number(rounded)).equalTo(zero).doubleValue() == 1) {
        return 0;
      }
    }
    Real distance = truth.number(computed).subtract(truth).abs();
    return distance.divide(truth.number(Math.ulp(rounded))).doubleValue();
  }

  /** How much half an ulp of x changes the function, in ulps of its value. */
  private static double change(UnaryOperator<Real> closed, double x, double truth) {
    Real at = DecimalReal.of(x, DIGITS);
    Real half = at.number(0.5 * Math.ulp(x));
    Real twice = closed.apply(at.add(half)).subtract(closed.apply(at.subtract(half))).abs();
    return twice.multiply(at.number(0.5)).doubleValue() / Math.ulp(truth);
  }

  /**
   * Points over the whole range of exponents and of both signs, dense where activations bend and
   * saturate: one point in so many octaves, and so many in each dense range.
   */
  static double[] points(int octaves, int dense, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> points = new ArrayList<>();
    for (double special :
        new double[] {0, 0.25, 0.5, 1, 2, 3, 6, 16.5, 20, 26.63, 30, 32.5, 40, 88, 350, 710, 745}) {
      for (double x : new double[] {special, Math.nextUp(special), Math.nextDown(special)}) {
        points.add(x);
        points.add(-x);
      }
    }
    points.add(Double.MAX_VALUE);
    points.add(-Double.MAX_VALUE);
    for (int exponent = -1074; exponent <= 1023; exponent += octaves) {
      double size = Math.scalb(1 + random.nextDouble(), exponent);
      points.add(random.nextBoolean() ? size : -size);
    }
    for (double range : new double[] {800, 40, 40, 4}) {
      for (int k = 0; k < dense; k++) {
        points.add(range * (2 * random.nextDouble() - 1));
      }
    }
    return points.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
