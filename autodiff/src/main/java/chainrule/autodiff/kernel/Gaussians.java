package chainrule.autodiff.kernel;

import static chainrule.autodiff.kernel.Polynomials.polynomial;
import static chainrule.autodiff.kernel.Polynomials.rational;

/**
 * Exponentials of an argument that no double holds: {@code x^2} and {@code a - b} are carried as
 * {@code hi + lo}, and {@code exp(hi + lo) = exp(hi) (1 + lo)}. Where {@code exp(hi)} would be
 * subnormal or infinite, {@code hi} is shifted, which is exact, and the result multiplied with the
 * exponential of the shift.
 */
final class Gaussians {

  /** From {@code exp(-NORMAL)} on upwards the last digit of a correction is a normal number. */
  private static final double NORMAL = 670;

  /** {@code exp} is finite up to {@code exp(FINITE)}. */
  private static final double FINITE = 709.78;

  /** Beyond, {@code exp(x)} is 0 or infinite with or without the correction. */
  private static final double RANGE = 750;

  /** {@code 2^185 exp(-128)} as {@code DOWN + DOWN_LO}. */
  private static final double DOWN = 1.2614078059993428;

  private static final double DOWN_LO = 7.422853049587706e-18;

  /** {@code exp(64)} as {@code UP + UP_LO}. */
  private static final double UP = 6.235149080811617e+27;

  private static final double UP_LO = 138997388724.92847;

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

  /** {@code φ(x) / Φ(-x) - x - 1/2}, for {@code 0.66 < x < 39}. */
  private static final double[] HAZARD_P = {
    0.2978845608027361,
    0.13962129027231962,
    -0.08414825266645604,
    -0.12280275649756334,
    -0.06847297364697162,
    -0.02371429850284471,
    -0.005650856089612624,
    -0.0009481883039655976,
    -0.00010953279008634713,
    -8.012761565682984e-06,
    -2.886870044642311e-07
  };

  private static final double[] HAZARD_Q = {
    1.0,
    1.6885786780871588,
    1.4114227456313868,
    0.7558036518295044,
    0.28467817797621725,
    0.07849609483512895,
    0.016034829976632456,
    0.002400919352505594,
    0.000253426122547266,
    1.718027114841303e-05,
    5.77374008932368e-07
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

  /** {@code Φ(-a) = φ(a) / (a + 1/2 + (hazard(a) - a - 1/2))}, where the last part is small. */
  private static double upperTail(double a) {
    double rest = rational(HAZARD_P, HAZARD_Q, a);
    double b = a + 0.5;
    double bLo = 0.5 - (b - a);
    double d = b + rest;
    double dLo = rest - (d - b) + bLo;
    double r = 1 / d;
    double rLo = r * (Math.fma(-r, d, 1) - r * dLo);
    double half = 0.5 * a;
    double hi = half * a;
    double lo = Math.fma(half, a, -hi);
    double m = r * C;
    double mLo = Math.fma(r, C, -m) + Math.fma(r, C_LO, rLo * C) - m * lo;
    return timesExp(m, mLo, -hi);
  }

  /** {@code exp(x) (m + mLo)} for {@code |x| < 750}, rounded once where the result is normal. */
  static double timesExp(double m, double mLo, double x) {
    if (x < -NORMAL) {
      double p = m * DOWN;
      double e = Math.exp(x + 128);
      return 0x1p-185 * Math.fma(e, p, e * productLo(m, mLo, p, DOWN, DOWN_LO));
    }
    if (x > FINITE) {
      double p = m * UP;
      double e = Math.exp(x - 64);
      return Math.fma(e, p, e * productLo(m, mLo, p, UP, UP_LO));
    }
    double e = Math.exp(x);
    return Math.fma(e, m, e * mLo);
  }

  /** What {@code p = m c} lacks of {@code (m + mLo) (c + cLo)}. */
  private static double productLo(double m, double mLo, double p, double c, double cLo) {
    return Math.fma(m, c, -p) + Math.fma(m, cLo, mLo * c);
  }
}
