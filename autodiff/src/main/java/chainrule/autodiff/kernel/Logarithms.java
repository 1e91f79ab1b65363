package chainrule.autodiff.kernel;

/**
 * Logarithms, each a straight line of primitives (see {@link MethodReader}).
 *
 * <p>{@code log(2^k (1 + f)) = k log(2) + f - f^2/2 + s (f^2/2 + R)} with {@code 1 + f} between the
 * square roots of 1/2 and 2, {@code s = f / (2 + f)} and {@code R = 2 artanh(s) / s - 2}, a
 * polynomial in {@code s^2}, an interpolation at Chebyshev points computed with 80 digits. f is
 * exact; all that is rounded is small beside it.
 */
final class Logarithms {

  private static final double SQRT2 = 1.4142135623730951;
  private static final double SUBNORMAL_SCALE = 0x1p54;
  private static final double SUBNORMAL_SHIFT = -54;

  private Logarithms() {}

  /** The natural logarithm: -∞ at either zero, ∞ at ∞, NaN below 0. */
  static double log(double x) {
    double subnormal = Double.MIN_NORMAL - x;
    double y = Steps.ifPositive(subnormal, x * SUBNORMAL_SCALE, x);
    return ends(x, x, log(y, 0, Steps.ifPositive(subnormal, SUBNORMAL_SHIFT, 0)));
  }

  /** {@code log(1 + x)}: ±0 at ±0, -∞ at -1, ∞ at ∞, NaN below -1. */
  static double log1p(double x) {
    double u = 1 + x;
    double added = u - 1;
    double error = (1 - (u - added)) + (x - added); // Knuth's two-sum
    return Math.copySign(ends(u, x, log(u, error / u, 0)), x);
  }

  /** {@code log(u) + correction + shift log(2)} for a positive normal u and a small correction. */
  private static double log(double u, double correction, double shift) {
    double m = Steps.significand(u);
    double above = m - SQRT2;
    double k = Steps.exponent(u) + Steps.ifPositive(above, shift + 1, shift);
    double f = Steps.ifPositive(above, 0.5 * m, m) - 1;
    double s = f / (2 + f);
    double z = s * s;
    double z2 = z * z;
    double c01 = Math.fma(0.4000000000000088, z, 0.6666666666666666);
    double c23 = Math.fma(0.22222222391887056, z, 0.2857142857080285);
    double c45 = Math.fma(0.1538624070891935, z, 0.18181795621633706);
    double c67 = Math.fma(0.13086907873878542, z, 0.13268746196943831);
    double r = z * Math.fma(Math.fma(Math.fma(c67, z2, c45), z2, c23), z2, c01);
    double half = 0.5 * f * f;
    double small = Math.fma(s, half + r, Math.fma(k, Exponentials.LN2_LO, correction));
    return k * Exponentials.LN2_HI - ((half - small) - f);
  }

  /** The logarithm of u where it is inside the domain, x at ∞. */
  private static double ends(double u, double x, double log) {
    double outside = Steps.ifPositive(-u, Double.NaN, u - Double.POSITIVE_INFINITY);
    return Steps.ifPositive(u - Double.MAX_VALUE, x, Steps.ifPositive(u, log, outside));
  }
}
