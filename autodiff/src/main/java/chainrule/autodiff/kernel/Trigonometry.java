package chainrule.autodiff.kernel;

/**
 * Sine and cosine: a straight line of primitives (see {@link MethodReader}) for arguments up to
 * {@link #NEAR}, and {@link Math}'s beyond, where the reduction needs more digits of π.
 *
 * <p>{@code x - n π/2} is taken as {@code hi + lo}, with π/2 in three parts (Cody and Waite) of
 * which the products of the first two are exact. {@code (sin(r) / r - 1) / r^2} and {@code (cos(r)
 * - 1 + r^2 / 2) / r^4} are polynomials in {@code r^2}, interpolations at Chebyshev points computed
 * with 80 digits.
 */
final class Trigonometry {

  /** The largest magnitude of the straight lines. */
  static final double NEAR = 0x1p20;

  private static final double TWO_OVER_PI = 0.6366197723675814;
  private static final double PI_2_HI = 1.5707963267341256; // 33 bits
  private static final double PI_2_MID = 6.077100506303966e-11; // 33 bits
  private static final double PI_2_LO = 2.0222662487959506e-21;

  private Trigonometry() {}

  /** The sine: ±0 at ±0, NaN at ±∞. */
  static double sin(double x) {
    return Math.abs(x) <= NEAR ? nearSin(x) : Math.sin(x);
  }

  /** The cosine: NaN at ±∞. */
  static double cos(double x) {
    return Math.abs(x) <= NEAR ? nearCos(x) : Math.cos(x);
  }

  static double nearSin(double x) {
    double n = multiple(x);
    return Steps.ifPositive(Math.abs(x), reduced(x, n, n), x);
  }

  static double nearCos(double x) {
    double n = multiple(x);
    return reduced(x, n, n + 1);
  }

  /** The whole number of π/2 nearest to x. */
  private static double multiple(double x) {
    return Math.fma(x, TWO_OVER_PI, Steps.SHIFT) - Steps.SHIFT;
  }

  /** {@code sin(x - n π/2 + quarters π/2)}. */
  private static double reduced(double x, double n, double quarters) {
    double a = Math.fma(-n, PI_2_HI, x);
    double b = n * PI_2_MID;
    double difference = a - b;
    double subtracted = difference - a;
    double error = (a - (difference - subtracted)) - (b + subtracted); // Knuth's two-sum
    double rest = Math.fma(-n, PI_2_LO, error);
    double hi = difference + rest;
    double lo = (difference - hi) + rest;

    double halves = floor(quarters);
    double odd = quarters - 2 * halves;
    double negative = halves - 2 * floor(halves);
    return Steps.ifPositive(odd, cosine(hi, lo), sine(hi, lo)) * (1 - 2 * negative);
  }

  /** {@code floor(n / 2)} for a whole n. */
  private static double floor(double n) {
    return Math.fma(n, 0.5, -0.25) + Steps.SHIFT - Steps.SHIFT;
  }

  private static double sine(double hi, double lo) {
    double z = hi * hi;
    double z2 = z * z;
    double c01 = Math.fma(0.008333333333333331, z, -0.16666666666666666);
    double c23 = Math.fma(2.755731921930192e-06, z, -0.00019841269841265017);
    double c45 = Math.fma(1.6058529572267877e-10, z, -2.5052106219521895e-08);
    double c46 = Math.fma(-7.586576588171073e-13, z2, c45);
    double c = Math.fma(Math.fma(c46, z2, c23), z2, c01);
    return hi + Math.fma(hi * z, c, Math.fma(-0.5 * z, lo, lo));
  }

  private static double cosine(double hi, double lo) {
    double z = hi * hi;
    double z2 = z * z;
    double c01 = Math.fma(-0.0013888888888888887, z, 0.041666666666666664);
    double c23 = Math.fma(-2.7557319221382114e-07, z, 2.4801587301584618e-05);
    double c45 = Math.fma(-1.1470459749675607e-11, z, 2.087675578389404e-09);
    double c46 = Math.fma(4.745804889760674e-14, z2, c45);
    double c = Math.fma(Math.fma(c46, z2, c23), z2, c01);
    double half = 0.5 * z;
    double first = 1 - half;
    return first + (((1 - first) - half) + Math.fma(z2, c, -hi * lo));
  }
}
