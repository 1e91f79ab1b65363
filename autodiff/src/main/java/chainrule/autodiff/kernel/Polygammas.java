package chainrule.autodiff.kernel;

import static chainrule.autodiff.kernel.Polynomials.rational;

/** The digamma function and its derivatives. */
final class Polygammas {

  /** {@code pi} is {@code Math.PI + PI_LO}. */
  private static final double PI_LO = 1.2246467991473532e-16;

  /** Closer to 0 than this, digamma is {@code -1/x} to all digits. */
  private static final double TINY = 1e-17;

  /** The positive root of digamma, less 1, as {@code ROOT + ROOT_LO}. */
  private static final double ROOT = 0.46163214496836236;

  private static final double ROOT_LO = -1.5522348162858677e-17;

  /** {@code digamma(root + d) / d = SLOPE + SLOPE_LO + CURVATURE d + d^2 R(d)}. */
  private static final double SLOPE = 0.9676722454476212;

  private static final double SLOPE_LO = -3.387874303038943e-17;
  private static final double CURVATURE = -0.4427631689835921;

  private static final double[] ROOT_P = {
    0.258499760955651,
    0.28521683446470747,
    0.11361905510306579,
    0.02004287956651232,
    0.001515830552788562,
    3.7137354502964724e-05
  };

  private static final double[] ROOT_Q = {
    1.0,
    1.7375626896002165,
    1.124394589558298,
    0.34517511338266693,
    0.052282326688545294,
    0.0036041690175615654,
    8.389576796309827e-05
  };

  /** {@code y^2 (digamma(y + 1/2) - log(y))} in {@code 1/y^2}, for {@code y ≥ 2}. */
  private static final double[] ASYMPTOTIC_P = {
    0.041666666666666234,
    0.6427502139911841,
    3.0605698171848994,
    5.371469517415105,
    3.212178606403139,
    0.4425717071269524
  };

  private static final double[] ASYMPTOTIC_Q = {
    1.0,
    15.601005135776193,
    76.09158960901863,
    140.89113666757325,
    96.09434148343621,
    19.663629559334098,
    0.6507116939695187
  };

  /** The Bernoulli polynomials of even degree at 1/2: {@code B_2(1/2), B_4(1/2), …}. */
  private static final double[] BERNOULLI_HALF = {
    -1 / 12.0,
    7 / 240.0,
    -31 / 1344.0,
    127 / 3840.0,
    -0.07560961174242424,
    0.2529899625114469,
    -1.1665242513020833,
    7.091940427293965,
    -54.970758548057766,
    529.123233199842,
    -6192.120235771373,
    86580.24279238265
  };

  private Polygammas() {}

  static double digamma(double x) {
    if (Math.abs(x) < TINY) {
      return -1 / x;
    }
    if (x >= 2.5) {
      double y = x - 0.5;
      double z = 1 / (y * y);
      return Math.log(y) + z * rational(ASYMPTOTIC_P, ASYMPTOTIC_Q, z);
    }
    if (x >= 1) {
      return nearRoot(x - 1);
    }
    if (x > 0) {
      double r = 1 / x;
      double rLo = Math.fma(-r, x, 1) * r;
      double w = nearRoot(x);
      double y = w - r;
      double yLo = w - (y + r);
      return y + (yLo - rLo);
    }
    double s = x - Math.rint(x);
    return s == 0 || Double.isNaN(s) ? Double.NaN : minusPiCotPi(s, digamma(1 - x));
  }

  /** {@code w - pi cot(pi s)} for {@code |s| ≤ 1/2}, not 0. */
  private static double minusPiCotPi(double s, double w) {
    double a = Math.abs(s);
    double b = Math.min(a, 0.5 - a);
    double p = Math.PI * b;
    double pLo = Math.fma(Math.PI, b, -p) + PI_LO * b;
    double t = Math.tan(p);
    double tLo = pLo * (1 + t * t);
    double c;
    double cLo;
    if (a > 0.25) {
      c = Math.PI * t;
      cLo = Math.fma(Math.PI, t, -c) + PI_LO * t + Math.PI * tLo;
    } else {
      c = Math.PI / t;
      cLo = (Math.fma(-c, t, Math.PI) + PI_LO - c * tLo) / t;
    }
    double sign = Math.signum(s);
    c *= sign;
    double y = w - c;
    double v = w - y;
    return y + ((w - (y + v)) + (v - c) - sign * cLo);
  }

  /** {@code digamma(1 + t)} for {@code 0 < t < 1.5}. */
  private static double nearRoot(double t) {
    double d = t - ROOT;
    double v = t - d;
    double dLo = (t - (d + v)) + (v - ROOT) - ROOT_LO;
    double p = d * CURVATURE;
    double g = SLOPE + p;
    double gLo =
        (p - (g - SLOPE))
            + SLOPE_LO
            + d * d * rational(ROOT_P, ROOT_Q, d)
            + Math.fma(d, CURVATURE, -p);
    double h = g + gLo;
    double hLo = gLo - (h - g);
    return Math.fma(d, h, Math.fma(d, hLo, dLo * h));
  }

  static double polygamma(int n, double x) {
    if (n == 0) {
      return digamma(x);
    }
    if (x > 0) {
      double y = hurwitz(n, x);
      return (n & 1) == 1 ? y : -y;
    }
    return reflected(n, x);
  }

  /**
   * For {@code x < 0} the sum over the terms right of 0, which begins at the fractional part of
   * {@code x}, and over those left of 0, which is a difference of two such sums.
   */
  private static double reflected(int n, double x) {
    double s = x - Math.rint(x);
    boolean odd = (n & 1) == 1;
    if (Double.isNaN(s)) {
      return Double.NaN;
    }
    if (s == 0) {
      if (odd) {
        return Double.POSITIVE_INFINITY;
      }
      return x == 0 ? -1 / x : Double.NaN;
    }
    double a = Math.abs(s);
    double near = hurwitz(n, a);
    double far = hurwitz(n, 1 - a);
    double beyond = hurwitz(n, 1 - x);
    double right = s > 0 ? near : far;
    double left = s > 0 ? far : near;
    // in this order, since left and right may cancel, exactly so half-way between the poles
    return odd ? right + (left - beyond) : (left - right) - beyond;
  }

  /**
   * {@code n! Σ_k (x + k)^-(n + 1)} for {@code x > 0}: the terms, relative to the first, up to
   * where the asymptotic series in {@code y = x + k - 1/2} takes over, summed in twice the
   * precision.
   */
  private static double hurwitz(int n, double x) {
    if (x == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double start = 12 + 1.5 * n;
    double sum = 0;
    double sumLo = 0;
    for (int k = 0; ; k++) {
      double s = x + k;
      double v = s - x;
      double sLo = (x - (s - v)) + (k - v);
      boolean last = s >= start;
      if (last) {
        double y = s - 0.5;
        sLo += (s - y) - 0.5;
        s = y;
      }
      double q = x / s;
      double qLo = (Math.fma(-q, s, x) - q * sLo) / s;
      double t = 1;
      double tLo = 0;
      for (long e = n + 1L; ; ) { // t = q^(n + 1), by squaring
        if ((e & 1) == 1) {
          double p = t * q;
          tLo = Math.fma(t, q, -p) + t * qLo + tLo * q;
          t = p;
        }
        e >>= 1;
        if (e == 0) {
          break;
        }
        double p = q * q;
        qLo = Math.fma(q, q, -p) + 2 * q * qLo;
        q = p;
      }
      if (last) {
        double w = s / n;
        double wLo = (Math.fma(-w, n, s) + sLo) / n + w * asymptotic(n, s);
        double p = t * w;
        tLo = Math.fma(t, w, -p) + t * wLo + tLo * (w + wLo);
        t = p;
      }
      double next = sum + t;
      double u = next - sum;
      sumLo += (sum - (next - u)) + (t - u) + tLo;
      sum = next;
      if (last || t * (1 + s / n) < 0x1p-64) {
        return factorialOverPower(n, x, sum, sumLo);
      }
    }
  }

  /** {@code Σ_(j > 0) B_2j(1/2) binomial(n + 2j - 1, 2j) y^-2j}. */
  private static double asymptotic(int n, double y) {
    double sum = 0;
    double power = 1;
    double z = 1 / (y * y);
    for (int j = 0; j < BERNOULLI_HALF.length; j++) {
      double i = 2.0 * j;
      power *= (n + i) * (n + i + 1) / ((i + 1) * (i + 2)) * z;
      sum += power * BERNOULLI_HALF[j];
    }
    return sum;
  }

  /**
   * {@code n! / x^(n + 1) (hi + lo)} for {@code x > 0}, rounded once where the result is normal.
   */
  static double factorialOverPower(int n, double x, double hi, double lo) {
    int shift = x < Double.MIN_NORMAL ? 64 : 0;
    double scaled = x * (shift == 0 ? 1 : 0x1p64);
    int e = Math.getExponent(scaled);
    double m = Math.scalb(scaled, -e);
    long exponent = (n + 1L) * (shift - e);
    double r = 1 / m;
    double rLo = Math.fma(-r, m, 1) * r;
    double h = hi + lo;
    int eh = Math.getExponent(h);
    exponent += eh;
    double y = Math.scalb(h, -eh);
    double yLo = Math.scalb(lo - (h - hi), -eh);
    double p = y * r;
    yLo = Math.fma(y, r, -p) + y * rLo + yLo * r;
    y = p;
    for (int j = 1; j <= n; j++) {
      double f = j * r;
      double fLo = Math.fma(j, r, -f) + j * rLo;
      p = y * f;
      yLo = Math.fma(y, f, -p) + y * fLo + yLo * f;
      y = p;
      if (y > 0x1p500) {
        y *= 0x1p-500;
        yLo *= 0x1p-500;
        exponent += 500;
        if (exponent > 1100) { // and grows
          return Double.POSITIVE_INFINITY;
        }
      }
    }
    return Math.scalb(y + yLo, (int) Math.max(-5000, Math.min(5000, exponent)));
  }
}
