package chainrule.autodiff.kernel;

import static chainrule.autodiff.kernel.Polynomials.polynomial;
import static chainrule.autodiff.kernel.Polynomials.rational;

/**
 * Exponentials of an argument that no double holds: {@code x^2} and {@code a - b} are carried as
 * {@code hi + lo}, and {@code exp(hi + lo) = exp(hi) (1 + lo)}. Where {@code exp(hi)} would be
 * subnormal it is the product of two halves, so that only the last multiplication rounds there.
 */
final class Gaussians {

  /** {@code exp} is a normal number down to {@code exp(-NORMAL)}. */
  private static final double NORMAL = 708.39;

  /** {@code exp} is finite up to {@code exp(FINITE)}. */
  private static final double FINITE = 709.78;

  /** Beyond, {@code exp(x)} is 0 or infinite with or without the correction. */
  private static final double RANGE = 750;

  /** {@code 1 / sqrt(2 pi)} as {@code C + C_LO}. */
  private static final double C = 0.3989422804014327;

  private static final double C_LO = -2.49232720227773e-17;

  /** {@code (Φ(x) - 1/2) / x} as a polynomial in {@code x^2}, for {@code |x| < 0.67}. */
  private static final double[] CENTRE = {
    0.3989422804014327,
    -0.06649038006690523,
    0.009973557010023316,
    -0.0011873282151942147,
    0.00011543468433031161,
    -9.444635047738032e-06,
    6.658887648455299e-07,
    -4.1047585742096293e-08,
    2.0569676939013593e-09
  };

  /** {@code φ(x) / Φ(-x) - x}, the hazard above {@code x}, for {@code 0.66 < x < 39}. */
  private static final double[] HAZARD_P = {
    0.7978845608028808,
    1.0852455401330068,
    0.7519136770700426,
    0.3403809045783689,
    0.11006902893890752,
    0.026383352926175753,
    0.0047328165103895405,
    0.0006273978790285487,
    5.900079921859175e-05,
    3.5789116687632907e-06,
    1.077774762029944e-07
  };

  private static final double[] HAZARD_Q = {
    1.0,
    1.8155831544201897,
    1.632634536284592,
    0.9460836510368422,
    0.3895338355888589,
    0.1191851681717863,
    0.0276166758648326,
    0.004850171423169919,
    0.0006345557028555987,
    5.9216354163067603e-05,
    3.5789116688417057e-06,
    1.0777747620264003e-07
  };

  private Gaussians() {}

  static double gaussian(double x) {
    double hi = x * x;
    if (hi > RANGE) {
      return 0;
    }
    return timesExp(1, -Math.fma(x, x, -hi), -hi);
  }

  static double normalPdf(double x) {
    double half = 0.5 * x;
    double hi = half * x;
    if (hi > RANGE) {
      return 0;
    }
    return timesExp(C, Math.fma(-C, Math.fma(half, x, -hi), C_LO), -hi);
  }

  static double expSubtract(double a, double b) {
    double s = a - b;
    if (!(Math.abs(s) < RANGE)) {
      return Math.exp(s);
    }
    double t = a - s;
    return timesExp(1, (a - (s + t)) + (t - b), s);
  }

  static double normalCdf(double x) {
    double a = Math.abs(x);
    if (a < 0.67) {
      return Math.fma(x, polynomial(CENTRE, x * x), 0.5);
    }
    double tail = a > 39 ? 0 : upperTail(a);
    return x < 0 ? tail : 1 - tail;
  }

  /** {@code Φ(-a) = φ(a) / (a + hazard(a))}. */
  private static double upperTail(double a) {
    double hazard = rational(HAZARD_P, HAZARD_Q, a);
    double d = a + hazard;
    double dLo = hazard - (d - a);
    double r = 1 / d;
    double rLo = r * (Math.fma(-r, d, 1) - r * dLo);
    double half = 0.5 * a;
    double hi = half * a;
    double lo = Math.fma(half, a, -hi);
    double m = r * C;
    double mLo = Math.fma(r, C, -m) + Math.fma(r, C_LO, rLo * C) - m * lo;
    return timesExp(m, mLo, -hi);
  }

  /** {@code exp(x) (m + mLo)}. */
  private static double timesExp(double m, double mLo, double x) {
    if (x < -NORMAL || x > FINITE) {
      double e = Math.exp(0.5 * x);
      return e * Math.fma(e, m, e * mLo);
    }
    double e = Math.exp(x);
    return Math.fma(e, m, e * mLo);
  }
}
