package chainrule.autodiff.kernel;

/**
 * Hyperbolic functions and their inverses.
 *
 * <p>The inverses are logarithms of an argument that is carried as {@code hi + lo}, twice the
 * precision of a double: {@code log(hi + lo) = log(hi) + lo / hi}.
 */
final class Hyperbolics {

  private static final double LN2 = Math.log(2);

  /** From here on {@code sqrt(x^2 ± 1)} is {@code x} to all digits. */
  private static final double LARGE = 0x1p28;

  /** Below, two terms of the series of asinh and atanh are enough. */
  private static final double SMALL = 0x1p-14;

  private Hyperbolics() {}

  static double asinh(double x) {
    double a = Math.abs(x);
    double y;
    if (a < SMALL) {
      y = Math.fma(a * (-1 / 6.0), a * a, a);
    } else if (a < LARGE) {
      double p = a * a;
      double pLo = Math.fma(a, a, -p);
      double w = 1 + p;
      double t = w - p;
      double wLo = (p - (w - t)) + (1 - t) + pLo;
      double r = Math.sqrt(w);
      double rLo = (Math.fma(-r, r, w) + wLo) * (0.5 / r);
      double s = r + a;
      double sLo = (a - (s - r)) + rLo;
      y = Math.log(s) + sLo / s;
    } else {
      y = Math.log(a) + LN2;
    }
    return Math.copySign(y, x);
  }

  static double acosh(double x) {
    if (!(x > 1)) {
      return x == 1 ? 0 : Double.NaN;
    }
    if (x > LARGE) {
      return Math.log(x) + LN2;
    }
    double below = x - 1;
    double above = x + 1;
    double aboveLo = 1 - (above - x);
    double p = below * above;
    double pLo = Math.fma(below, above, -p) + below * aboveLo;
    double r = Math.sqrt(p);
    double rLo = (Math.fma(-r, r, p) + pLo) * (0.5 / r);
    double s = x + r;
    double sLo = (r - (s - x)) + rLo;
    return Math.log(s) + sLo / s;
  }

  static double atanh(double x) {
    double a = Math.abs(x);
    double y;
    if (a < SMALL) {
      y = Math.fma(a * (1 / 3.0), a * a, a);
    } else if (a < 1) {
      double n = 1 + a;
      double nLo = a - (n - 1);
      double d = 1 - a;
      double dLo = (1 - d) - a;
      double q = n / d;
      double rest = Math.fma(-q, d, n) + nLo - q * dLo;
      y = 0.5 * (Math.log(q) + rest / n);
    } else {
      y = a == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return Math.copySign(y, x);
  }
}
