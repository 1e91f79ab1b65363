package chainrule.autodiff.kernel;

/**
 * The exponential function and what is made of it, each a straight line of primitives (see {@link
 * MethodReader}): no branches, so that lanes follow.
 *
 * <p>{@code e^x = 2^k e^r} with {@code |r| <= log(2) / 2}, where {@code k log(2)} is subtracted in
 * two parts, the first exactly (Cody and Waite, Software manual for the elementary functions,
 * 1980). {@code (e^r - 1 - r) / r^2} is a polynomial, an interpolation at Chebyshev points computed
 * with 80 digits.
 */
final class Exponentials {

  private static final double LOG2_E = 1.4426950408889634;

  /** log(2) to 41 bits, so that its products with whole numbers below 2^12 are exact. */
  static final double LN2_HI = 0.693147180559663;

  static final double LN2_LO = 2.8235290563031577e-13;

  /** Beyond, all is overflow or underflow; the scaling by two factors reaches so far. */
  private static final double FAR = 1400;

  private Exponentials() {}

  /** {@code e^x}: 0 at -∞, ∞ at ∞; subnormal results are rounded once. */
  static double exp(double x) {
    double y = Steps.atLeast(Steps.atMost(x, FAR), -FAR);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double linear = 1 + hi;
    double rest = hi - (linear - 1);
    return Steps.scale(linear + (rest + beyondLinear(hi, -k * LN2_LO)), k);
  }

  /** {@code e^(a - b)}, with the rounding error of the difference by Knuth's two-sum. */
  static double expSubtract(double a, double b) {
    double s = a - b;
    double t = a - s;
    double lost = (a - (s + t)) + (t - b);
    double y = Steps.atLeast(Steps.atMost(s, FAR), -FAR);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double lo = Math.fma(-k, LN2_LO, Steps.ifPositive(FAR - Math.abs(s), lost, 0));
    return Steps.scale(1 + (hi + beyondLinear(hi, lo)), k);
  }

  /** What the last rounding of {@link #expSubtract} takes away from a result that is at most 1. */
  static double expSubtractRest(double a, double b) {
    double s = a - b;
    double t = a - s;
    double lost = (a - (s + t)) + (t - b);
    double y = Steps.atLeast(Steps.atMost(s, FAR), -FAR);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double lo = Math.fma(-k, LN2_LO, Steps.ifPositive(FAR - Math.abs(s), lost, 0));
    double beyond = hi + beyondLinear(hi, lo);
    return Steps.powerOfTwo(Steps.atLeast(k, -1022)) * (beyond - ((1 + beyond) - 1));
  }

  /** {@code 1 / cosh(x)^2 = 4 e^-2|x| / (1 + e^-2|x|)^2}; 0 at ±∞. */
  static double sech2(double x) {
    double y = Steps.atLeast(-2 * Math.abs(x), -FAR);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double beyond = hi + beyondLinear(hi, -k * LN2_LO);
    // e^y = 2^k (m + mLo)
    double m = 1 + beyond;
    double mLo = beyond - (m - 1);
    double e = Steps.powerOfTwo(Steps.atLeast(k, -200)) * m;
    double s = 1 + e;
    double sLo = e - (s - 1);
    double square = s * s;
    double squareLo = Math.fma(s, s, -square) + 2 * s * sLo;
    double r = 1 / square;
    double q = m * r;
    double rest = (Math.fma(-q, square, m) + mLo) - q * squareLo;
    return Steps.scale(4 * Math.fma(rest, r, q), k);
  }

  /** {@code cosh(x) = (e^|x| + e^-|x|) / 2}; ∞ at ±∞. */
  static double cosh(double x) {
    double y = Steps.atMost(Math.abs(x), 711);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double beyond = hi + beyondLinear(hi, -k * LN2_LO);
    // e^y = 2^k (m + mLo)
    double m = 1 + beyond;
    double mLo = beyond - (m - 1);
    double q = Steps.powerOfTwo(Steps.atLeast(-2 * k, -1000)) / m;
    double sum = m + q;
    double rest = (q - (sum - m)) + mLo;
    return Steps.scale(0.5 * (sum + rest), k);
  }

  /** {@code e^x - 1}: ±0 at ±0, -1 at -∞, ∞ at ∞. */
  static double expm1(double x) {
    double y = Steps.atLeast(Steps.atMost(x, 709.9), -60);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double beyond = beyondLinear(hi, -k * LN2_LO);
    // Half of 2^k (1 + hi + beyond) - 1, since 2^1024 is no double. b is 0 or the larger summand.
    double p = Steps.powerOfTwo(k - 1);
    double b = p - 0.5;
    double sum = Math.fma(p, hi, b);
    double rest = Math.fma(p, beyond, Math.fma(p, hi, b - sum));
    return Math.copySign(Steps.ifPositive(Math.abs(k), 2 * (sum + rest), hi + beyond), x);
  }

  /** ±0 at ±0, ±1 at ±∞: {@code n / (n + 1)} with {@code n = (e^2|x| - 1) / 2}. */
  static double tanh(double x) {
    double y = Steps.atMost(2 * Math.abs(x), 44);
    double k = multiple(y);
    double hi = Math.fma(-k, LN2_HI, y);
    double beyond = beyondLinear(hi, -k * LN2_LO);
    double p = Steps.powerOfTwo(k - 1);
    double b = p - 0.5;
    double sum = Math.fma(p, hi, b);
    double rest = Math.fma(p, beyond, Math.fma(p, hi, b - sum));
    double n = sum + rest;
    double d = n + 1;
    double dLo = n - (d - 1);
    double reciprocal = 1 / d;
    double q = n * reciprocal;
    double left = Math.fma(-q, d, n) - q * dLo;
    return Math.copySign(Math.fma(left, reciprocal, q), x);
  }

  /** The whole number of log(2) nearest to x. */
  private static double multiple(double x) {
    return Math.fma(x, LOG2_E, Steps.SHIFT) - Steps.SHIFT;
  }

  /** {@code e^(hi + lo) - 1 - hi} for {@code |hi + lo| <= log(2) / 2}. */
  private static double beyondLinear(double hi, double lo) {
    double r = hi + lo;
    double r2 = r * r;
    double c01 = Math.fma(0.1666666666666667, r, 0.5);
    double c23 = Math.fma(0.008333333333326136, r, 0.04166666666666667);
    double c45 = Math.fma(0.00019841269874820627, r, 0.0013888888888883748);
    double c67 = Math.fma(2.7557255400206422e-06, r, 2.4801587325547743e-05);
    double c89 = Math.fma(2.5105217004720745e-08, r, 2.75572736431103e-07);
    double c47 = Math.fma(c67, r2, c45);
    double c8 = Math.fma(2.0914686968086876e-09, r2, c89);
    double r4 = r2 * r2;
    double c03 = Math.fma(c23, r2, c01);
    return Math.fma(r2, Math.fma(Math.fma(c8, r4, c47), r4, c03), lo);
  }
}
