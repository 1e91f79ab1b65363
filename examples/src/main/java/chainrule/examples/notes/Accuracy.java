package chainrule.examples.notes;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import chainrule.examples.page.Numbers;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * How far a function in doubles is from the same or another one in {@value #DIGITS} digits. So many
 * are needed: 1 - σ(700) begins with 304 zeros.
 */
final class Accuracy {
  static final int DIGITS = 400;

  private Accuracy() {}

  /** The largest error over some points, and the point. */
  record Worst(double ulps, double at) {
    Worst or(Worst other) {
      return Double.isNaN(ulps) || other.ulps <= ulps ? this : other;
    }

    @Override
    public String toString() {
      return Numbers.ulps(ulps) + " ulp";
    }
  }

  /** The largest error in units in the last place of the true value. */
  static Worst worst(UnaryOperator<Tensor> f, UnaryOperator<Tensor> truth, double... points) {
    return worst(ulps(f, truth, points), points);
  }

  /** The largest of some errors. */
  static Worst worst(double[] errors, double... points) {
    Worst worst = new Worst(0, points[0]);
    for (int i = 0; i < points.length; i++) {
      if (Double.isNaN(errors[i])) {
        return new Worst(Double.NaN, points[i]);
      }
      if (errors[i] > worst.ulps) {
        worst = new Worst(errors[i], points[i]);
      }
    }
    return worst;
  }

  /** The error at every point, in units in the last place of the true value. */
  static double[] ulps(UnaryOperator<Tensor> f, UnaryOperator<Tensor> truth, double... points) {
    return ulps(f, precise(truth, points), points);
  }

  /** The error at every point, for true values that are known. */
  static double[] ulps(UnaryOperator<Tensor> f, Real[] exact, double... points) {
    double[] found = f.apply(Tensor.vector(points)).toArray();
    double[] errors = new double[points.length];
    Arrays.setAll(errors, i -> ulps(found[i], exact[i]));
    return errors;
  }

  /** To how many digits two functions agree at least, up to {@value #DIGITS}. */
  static double agreeingDigits(UnaryOperator<Tensor> f, UnaryOperator<Tensor> g, double... points) {
    Real[] a = precise(f, points);
    Real[] b = precise(g, points);
    double digits = DIGITS;
    for (int i = 0; i < points.length; i++) {
      Real difference = a[i].subtract(b[i]).divide(b[i]).abs();
      digits = Math.min(digits, -difference.log().doubleValue() / Math.log(10));
    }
    return Math.max(0, Math.floor(digits));
  }

  /** The true values, rounded to doubles. */
  static double[] truth(UnaryOperator<Tensor> f, double... points) {
    return Arrays.stream(precise(f, points)).mapToDouble(Real::doubleValue).toArray();
  }

  static Real[] precise(UnaryOperator<Tensor> f, double... points) {
    Real[] x = Arrays.stream(points).mapToObj(p -> DecimalReal.of(p, DIGITS)).toArray(Real[]::new);
    return Precise.evaluate(f, Shape.of(points.length), x);
  }

  static double ulps(double found, Real exact) {
    double nearest = exact.doubleValue();
    if (found == nearest && !Double.isFinite(found)) {
      return 0;
    }
    return exact
        .number(found)
        .subtract(exact)
        .abs()
        .divide(exact.number(Math.ulp(nearest)))
        .doubleValue();
  }
}
