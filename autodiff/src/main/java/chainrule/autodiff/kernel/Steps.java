package chainrule.autodiff.kernel;

/** The primitives that are neither an instruction nor a method of {@link Math}. */
final class Steps {

  /** Added to a whole number below 2^51, it leaves that number in the lowest bits. */
  static final double SHIFT = 0x1.8p52;

  /** The exponent of 1 in the bits of a double. */
  static final int BIAS = 1023;

  /** The number of bits of a double's fraction. */
  static final int FRACTION = 52;

  private Steps() {}

  static double identity(double x) {
    return x;
  }

  static double reciprocal(double x) {
    return 1 / x;
  }

  static double square(double x) {
    return x * x;
  }

  static double powerOfTwo(double k) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(k + SHIFT) + BIAS) << FRACTION);
  }

  /** The biased exponents of two factors: halves of k and two biases, which is not negative. */
  static double scale(double x, double k) {
    long sum = Double.doubleToRawLongBits(k + (SHIFT + 2 * BIAS));
    long half = sum >>> 1;
    return x
        * Double.longBitsToDouble(half << FRACTION)
        * Double.longBitsToDouble((sum - half) << FRACTION);
  }

  static double exponent(double x) {
    return (double) ((Double.doubleToRawLongBits(x) >>> FRACTION) - BIAS);
  }

  static double significand(double x) {
    long fraction = Double.doubleToRawLongBits(x) & (1L << FRACTION) - 1;
    return Double.longBitsToDouble(fraction | (long) BIAS << FRACTION);
  }

  static double atMost(double x, double bound) {
    return x > bound ? bound : x;
  }

  static double atLeast(double x, double bound) {
    return x < bound ? bound : x;
  }

  static double greater(double a, double b) {
    return a > b ? 1 : a <= b ? 0 : Double.NaN;
  }

  static double greaterOrEqual(double a, double b) {
    return a >= b ? 1 : a < b ? 0 : Double.NaN;
  }

  static double less(double a, double b) {
    return a < b ? 1 : a >= b ? 0 : Double.NaN;
  }

  static double lessOrEqual(double a, double b) {
    return a <= b ? 1 : a > b ? 0 : Double.NaN;
  }

  static double equal(double a, double b) {
    return a == b ? 1 : a < b || a > b ? 0 : Double.NaN;
  }

  static double notEqual(double a, double b) {
    return a == b ? 0 : a < b || a > b ? 1 : Double.NaN;
  }

  static double where(double mask, double a, double b) {
    return Double.isNaN(mask) ? mask : mask != 0 ? a : b;
  }

  static double ifPositive(double x, double a, double b) {
    return x > 0 ? a : b;
  }
}
