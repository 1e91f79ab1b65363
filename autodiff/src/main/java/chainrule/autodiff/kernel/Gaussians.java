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
  static final double NORMAL = 670;

  /** Below this divisor the rounding error of a quotient may underflow. */
  private static final double FINE = 0x1p-900;

  private static final double COARSE = 0x1p500;

  /** {@code exp} is finite up to {@code exp(FINITE)}. */
  private static final double FINITE = 709.78;

  /** Beyond, {@code exp(x)} is 0 or infinite with or without the correction. */
  private static final double RANGE = 750;

  /** Beyond, {@code exp(-x)} is 0 also if a power of x that matters multiplies it. */
  private static final double FAR = 850;

  /** {@code 2^185 exp(-128)} as {@code DOWN + DOWN_LO}. */
  private static final double DOWN = 1.2614078059993428;

  private static final double DOWN_LO = 7.422853049587706e-18;

  /** {@code exp(64)} as {@code UP + UP_LO}. */
  private static final double UP = 6.235149080811617e+27;

  private static final double UP_LO = 138997388724.92847;

  /** {@code 1 / sqrt(2 pi)} as {@code C + C_LO}. */
  private static final double C = 0.3989422804014327;

  private static final double C_LO = -2.49232720227773e-17;

  private static final Twin DENSITY = new Twin(C, C_LO);

  /** {@code 2 / sqrt(2 pi)} as {@code DOUBLE_C + DOUBLE_C_LO}. */
  private static final double DOUBLE_C = 2 * C;

  private static final double DOUBLE_C_LO = 2 * C_LO;

  /** {@code sqrt(2)} as {@code ROOT_2 + ROOT_2_LO}. */
  private static final double ROOT_2 = 1.4142135623730951;

  private static final double ROOT_2_LO = -9.667293313452913e-17;

  /** {@code erf(x) / x = ERF_0 + ERF_0_LO + x^2 P(x^2)}, for {@code |x| < 0.85}. */
  private static final double ERF_0 = 1.1283791670955126;

  private static final double ERF_0_LO = 1.533545961316588e-17;

  private static final double[] ERF = {
    -0.37612638903183754,
    0.1128379167095509,
    -0.02686617064511194,
    0.005223977625028675,
    -0.0008548326977987853,
    0.00012055330061679399,
    -1.4925533186993773e-05,
    1.6459085110030172e-06,
    -1.6315250606996681e-07,
    1.4276576277264812e-08,
    -9.057970720398479e-10
  };

  private static final double LN2 = 0.6931471805599453;

  private static final double LN2_LO = 2.3190468138462996e-17;

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

  /** The zero of {@code Φ(x) + x φ(x)}, as {@code LEAST + LEAST_LO}. */
  private static final double LEAST = -0.7517915246935645;

  private static final double LEAST_LO = 1.4956759177009883e-17;

  /** {@code (Φ(x) + x φ(x)) / t} at its zero plus {@code t}, for {@code |t| < 0.2}. */
  private static final double[] BESIDE_LEAST = {
    0.4314939923140469,
    0.388284982990552,
    -0.018199676398671115,
    -0.1140082332972217,
    -0.014771522148233256,
    0.01942167983818903,
    0.004539228377462642,
    -0.0022395380680682374,
    -0.0007448267198508872,
    0.00018633974585874677,
    8.615511813762489e-05,
    -1.121436663121026e-05,
    -7.669043055109918e-06,
    4.326039345455657e-07
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

  static double normalCdf(double x) {
    double a = Math.abs(x);
    if (a < 0.67) {
      return Math.fma(x, polynomial(CENTRE, x * x), 0.5);
    }
    double tail = a > 39 ? 0 : upperTail(1, a);
    return x < 0 ? tail : 1 - tail;
  }

  /** {@code f Φ(-a)}, by {@code φ(a) / Φ(-a) = a + 1/2 + rest}. */
  private static double upperTail(double f, double a) {
    double rest = rational(HAZARD_P, HAZARD_Q, a);
    double b = a + 0.5;
    double bLo = 0.5 - (b - a);
    double d = b + rest;
    double dLo = rest - (d - b) + bLo;
    double r = 1 / d;
    double q = f * r;
    double qLo = r * (Math.fma(-q, d, f) - q * dLo);
    double half = 0.5 * a;
    double hi = half * a;
    double lo = Math.fma(half, a, -hi);
    double m = q * C;
    double mLo = Math.fma(q, C, -m) + Math.fma(q, C_LO, qLo * C) - m * lo;
    return timesExp(m, mLo, -hi);
  }

  static double erf(double x) {
    double a = Math.abs(x);
    if (a < 0.85) {
      double z = x * x;
      return Math.fma(x, ERF_0, x * Math.fma(z, polynomial(ERF, z), ERF_0_LO));
    }
    if (a > 6) {
      return Math.copySign(1, x);
    }
    // The same as erfcTail, to fewer digits, which the difference from 1 needs no more of.
    double t = a * ROOT_2;
    double q = polynomial(HAZARD_Q, t);
    double d = Math.fma(t + 0.5, q, polynomial(HAZARD_P, t));
    return Math.copySign(1 - DOUBLE_C * q / d * Math.exp(-a * a), x);
  }

  static double erfc(double x) {
    double a = Math.abs(x);
    if (a < 0.5) {
      double z = x * x;
      return Math.fma(-x, ERF_0 + Math.fma(z, polynomial(ERF, z), ERF_0_LO), 1);
    }
    double tail = a > 28 ? 0 : erfcTail(a);
    return x < 0 ? 2 - tail : tail;
  }

  /** {@code 2 Φ(-t) = 2 φ(t) / h(t)} at {@code t = a sqrt(2)}, where {@code φ(t) = C exp(-a^2)}. */
  private static double erfcTail(double a) {
    double t = a * ROOT_2;
    double rest = rational(HAZARD_P, HAZARD_Q, t);
    double b = t + 0.5;
    double d = b + rest;
    double dLo = rest - (d - b) + (0.5 - (b - t)) + Math.fma(a, ROOT_2, -t) + a * ROOT_2_LO;
    double r = 1 / d;
    double m = DOUBLE_C * r;
    double mLo = r * (Math.fma(-m, d, DOUBLE_C) + DOUBLE_C_LO - m * dLo);
    double hi = a * a;
    return timesExp(m, mLo - m * Math.fma(a, a, -hi), -hi);
  }

  /** The n-th derivative of {@code exp(-x^2)}. */
  static double gaussian(int n, double x) {
    double hi = x * x;
    if (!(hi < FAR)) {
      return vanished(n, x);
    }
    return timesBell(hermite(2, n, x), Math.fma(x, x, -hi), hi);
  }

  /** The n-th derivative of the normal density. */
  static double normalPdf(int n, double x) {
    double half = 0.5 * x;
    double hi = half * x;
    if (!(hi < FAR)) {
      return vanished(n, x);
    }
    return timesBell(hermite(1, n, x).times(DENSITY), Math.fma(half, x, -hi), hi);
  }

  // x Φ(x) and its derivatives: those at x and -x add up to x, 1, 0, 0, …. The first two are what
  // training takes, and are written out without Twin, with which they take twice the time.

  static double xNormalCdf(double x) {
    double a = Math.abs(x);
    if (a < 0.67) {
      double p = polynomial(CENTRE, x * x);
      double y = Math.fma(x, p, 0.5);
      double yLo = Math.fma(x, p, 0.5 - y);
      return x == 0 ? x : Math.fma(x, y, x * yLo);
    }
    if (!(a <= 39)) {
      return Gates.saturated(0, x);
    }
    double lower = upperTail(a, a);
    return x < 0 ? -lower : x - lower;
  }

  static double xNormalCdfSlope(double x) {
    if (x > -0.95 && x < -0.555) {
      double t = (x - LEAST) - LEAST_LO;
      return t * polynomial(BESIDE_LEAST, t);
    }
    double a = Math.abs(x);
    if (a < 0.67) {
      double half = 0.5 * x;
      double hi = half * x;
      double e = Math.exp(-hi);
      double k = C * x;
      double kLo = Math.fma(C, x, -k) + C_LO * x - k * Math.fma(half, x, -hi);
      double p = polynomial(CENTRE, x * x);
      double s = x * p;
      double y = Math.fma(e, k, s);
      double yLo = Math.fma(e, k, s - y) + Math.fma(x, p, -s) + e * kLo;
      return 0.5 + y + yLo;
    }
    if (!(a <= 39)) {
      return Gates.saturated(1, x);
    }
    double numerator = polynomial(HAZARD_P, a);
    double denominator = polynomial(HAZARD_Q, a);
    // 1 / h - a, where 1 / h = D / ((a + 1/2) D + N) with N / D the rest of the hazard
    double inverse = denominator / Math.fma(a, denominator, Math.fma(0.5, denominator, numerator));
    double q = inverse - a;
    double qLo = inverse - (q + a);
    double half = 0.5 * a;
    double hi = half * a;
    double m = q * C;
    double mLo =
        Math.fma(q, C, -m) + Math.fma(q, C_LO, Math.fma(qLo, C, -m * Math.fma(half, a, -hi)));
    double lower = timesExp(m, mLo, -hi);
    // 0 below 0, else 1: a branch would be taken at random
    double step = Math.min(Math.max(2 * x, 0), 1);
    return -Math.fma(2 * step - 1, lower, -step);
  }

  static double xNormalCdf(int n, double x) {
    if (n < 2) {
      return n == 0 ? xNormalCdf(x) : xNormalCdfSlope(x);
    }
    double half = 0.5 * x;
    double hi = half * x;
    if (!(hi < FAR)) {
      return Gates.saturated(n, x);
    }
    Twin factor =
        n == 2
            ? Twin.product(-x, x).plus(2)
            : hermite(1, n - 1, x).times(x).plus(hermite(1, n - 2, x).times(n));
    return timesBell(factor.times(DENSITY), Math.fma(half, x, -hi), hi);
  }

  /** The limits of derivatives at ±∞, with the sign of {@code (-x)^n}. */
  private static double vanished(int n, double x) {
    return Double.isNaN(x) ? x : n % 2 == 0 ? 0 : Math.copySign(0, -x);
  }

  /** {@code f exp(-(hi + lo))}. */
  private static double timesBell(Twin f, double lo, double hi) {
    return f.hi() == 0 ? f.hi() : timesExp(f.hi(), f.lo() - f.hi() * lo, -hi);
  }

  /** What multiplies {@code exp(-α x^2 / 2)} in its n-th derivative. */
  private static Twin hermite(double alpha, int n, double x) {
    if (n == 0) {
      return Twin.ONE;
    }
    Twin before = Twin.ONE;
    Twin last = Twin.of(-alpha * x);
    for (int k = 1; k < n; k++) {
      Twin next = last.times(x).plus(before.times(k)).times(-alpha);
      before = last;
      last = next;
    }
    return last;
  }

  /** {@code exp(x / a) / a^k} of the exact quotients. */
  static double expDivide(int k, double x, double a) {
    double q = x / a;
    double e = Math.exp(q);
    double size = Math.abs(a);
    if (size > 0x1p-64 && size < 0x1p64 && k < 6 && Math.abs(q) < NORMAL) {
      Twin y = new Twin(e, e * (Math.fma(-q, a, x) / a));
      for (int i = 0; i < k; i++) {
        y = y.divide(a);
      }
      return y.value();
    }
    if (Math.abs(q) < RANGE * (k + 2) && size > 0 && size <= Double.MAX_VALUE) {
      return scaledExpDivide(k, x, a);
    }
    for (int i = 0; i < k; i++) {
      e /= a;
    }
    return e;
  }

  /** The same for k ≥ -1, where powers of a or the exponential are no normal numbers. */
  private static double scaledExpDivide(int k, double x, double a) {
    int shift = Math.abs(a) < 0x1p-500 ? 500 : 0;
    double dividend = Math.scalb(x, shift);
    double divisor = Math.scalb(a, shift);
    double q = dividend / divisor;
    double j = Math.rint(q / LN2);
    double t = Math.fma(-j, LN2, q);
    double lo = Math.fma(-j, LN2_LO, Math.fma(-q, divisor, dividend) / divisor);
    int exponent = Math.getExponent(divisor);
    double mantissa = Math.scalb(divisor, -exponent);
    double e = Math.exp(t);
    Twin y = new Twin(e, e * lo);
    long power = (long) j - (long) k * (exponent - shift);
    for (int i = 0; i < k; i++) {
      y = y.divide(mantissa);
      if (Math.abs(y.hi()) < 0x1p-500) {
        y = y.times(0x1p500);
        power -= 500;
      }
    }
    double value = (k < 0 ? y.times(mantissa) : y).value();
    return Math.scalb(value, (int) Math.max(-4000, Math.min(4000, power)));
  }

  /** {@code a (exp(x / a) - 1)} of the exact quotient. */
  static double scaledExpm1(double x, double a) {
    double q = x / a;
    if (Math.abs(a) < FINE && Math.abs(q) < NORMAL) { // where the rounding of q would be lost
      return 1 / COARSE * expm1Times(x * COARSE, a * COARSE, q);
    }
    return expm1Times(x, a, q);
  }

  private static double expm1Times(double x, double a, double q) {
    double size = Math.abs(q);
    if (size < 0x1p-26 && Math.abs(a) <= Double.MAX_VALUE) {
      return q == 0 ? x : Math.fma(0.5 * x, q, x);
    }
    if (q > NORMAL && q < 3 * RANGE) {
      return scaledExpDivide(-1, x, a);
    }
    double y = Math.expm1(q);
    if (!(size < NORMAL)) {
      return a * y;
    }
    double lo = Math.fma(-q, a, x) * (1 + y); // a times the change by the rounding of q
    return Math.fma(a, y, lo);
  }

  /** The derivative of {@link #scaledExpm1} in a, a function of {@code q = x / a}. */
  static double scaledExpm1Slope(double x, double a) {
    double q = x / a;
    if (q < -50) {
      return -1;
    }
    double scale = Math.abs(a) < FINE ? COARSE : 1;
    double divisor = a * scale;
    double lo = Math.fma(-q, divisor, x * scale) / divisor;
    if (q > 8) {
      return q < RANGE ? -(timesExp(q - 1, q * lo, q) + 1) : Double.NEGATIVE_INFINITY;
    }
    double slope = -(q * q * ExponentialMoments.expm1OverX(1, q));
    return Math.abs(q) < 0x1p-26 ? slope : Math.fma(-q * Math.exp(q), lo, slope);
  }

  /** {@code exp(x) (m + mLo)} for {@code |x| < 850}, rounded once where the result is normal. */
  static double timesExp(double m, double mLo, double x) {
    if (x < -NORMAL) {
      double p = m * DOWN;
      double e = Math.exp(x + 128);
      return 0x1p-185 * Math.fma(e, p, e * productLo(m, mLo, p, DOWN, DOWN_LO));
    }
    if (x > FINITE) {
      double p = m * UP;
      double e = Math.exp(x - 64);
      // the small part may overflow where the product does, with the other sign
      return Double.isInfinite(e * p) ? e * p : Math.fma(e, p, e * productLo(m, mLo, p, UP, UP_LO));
    }
    double e = Math.exp(x);
    return Math.fma(e, m, e * mLo);
  }

  /** What {@code p = m c} lacks of {@code (m + mLo) (c + cLo)}. */
  private static double productLo(double m, double mLo, double p, double c, double cLo) {
    return Math.fma(m, c, -p) + Math.fma(m, cLo, mLo * c);
  }
}
