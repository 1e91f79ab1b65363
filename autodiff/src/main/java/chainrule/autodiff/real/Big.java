package chainrule.autodiff.real;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Function;

/**
 * A finite binary floating-point number {@code mantissa · 2^exponent} of any length.
 *
 * <p>Operations that take a number of bits round their exact result to that many bits: they never
 * lose relative precision, whatever cancels.
 */
final class Big {

  static final Big ZERO = new Big(BigInteger.ZERO, 0);
  static final Big ONE = new Big(BigInteger.ONE, 0);
  static final Big TWO = new Big(BigInteger.TWO, 0);

  private static final BigInteger FIVE = BigInteger.valueOf(5);

  /** The powers of two of greater exponents are not written exactly on the way to decimal. */
  private static final int MAX_EXACT_EXPONENT = 2000;

  /** Numbers beyond 2^±this are not written in decimal. */
  private static final long MAX_DECIMAL_TOP = 1L << 24;

  private static final int DOUBLE_DIGITS = 53;
  private static final int DOUBLE_MIN_EXPONENT = -1074;

  private final BigInteger mantissa;
  private final long exponent;

  Big(BigInteger mantissa, long exponent) {
    this.mantissa = mantissa;
    this.exponent = mantissa.signum() == 0 ? 0 : exponent;
  }

  static Big of(long value) {
    return new Big(BigInteger.valueOf(value), 0);
  }

  /** The exact value of a finite double. */
  static Big of(double value) {
    if (value == 0) {
      return ZERO;
    }
    int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - (DOUBLE_DIGITS - 1);
    // scaled in two steps, since 2^1074 is not a double
    long mantissa = (long) Math.scalb(Math.scalb(value, -exponent / 2), -exponent + exponent / 2);
    int zeros = Long.numberOfTrailingZeros(mantissa);
    return new Big(BigInteger.valueOf(mantissa >> zeros), exponent + zeros);
  }

  static Big of(BigDecimal value, int bits) {
    BigInteger unscaled = value.unscaledValue();
    BigInteger power = BigInteger.TEN.pow(Math.abs(value.scale()));
    return value.scale() <= 0
        ? new Big(unscaled.multiply(power), 0).round(bits)
        : new Big(unscaled, 0).divide(new Big(power, 0), bits);
  }

  int signum() {
    return mantissa.signum();
  }

  boolean isNegative() {
    return mantissa.signum() < 0;
  }

  boolean isZero() {
    return mantissa.signum() == 0;
  }

  BigInteger mantissa() {
    return mantissa;
  }

  long exponent() {
    return exponent;
  }

  /** The exponent t with 2^(t-1) ≤ |x| < 2^t (or = for negative powers of two); -2^62 for zero. */
  long top() {
    return isZero() ? -(1L << 62) : exponent + mantissa.bitLength();
  }

  /** How many bits lie between the highest and the lowest of two numbers. */
  static long span(Big x, Big y) {
    if (x.isZero() || y.isZero()) {
      return Math.max(x.mantissa.bitLength(), y.mantissa.bitLength());
    }
    return Math.max(x.top(), y.top()) - Math.min(x.exponent, y.exponent);
  }

  /** The exact sum; to be asked for only where the {@link #span} is small. */
  Big add(Big that) {
    if (isZero() || that.isZero()) {
      return isZero() ? that : this;
    }
    long common = Math.min(exponent, that.exponent);
    BigInteger sum = shifted(mantissa, exponent - common);
    return new Big(sum.add(shifted(that.mantissa, that.exponent - common)), common);
  }

  /** The exact product. */
  Big multiply(Big that) {
    return new Big(mantissa.multiply(that.mantissa), exponent + that.exponent);
  }

  /** The greatest number of at most the given number of significant bits that is not greater. */
  Big roundDown(int bits) {
    int drop = mantissa.bitLength() - bits;
    return drop <= 0 ? this : new Big(mantissa.shiftRight(drop), exponent + drop);
  }

  /** The same number with at most the given number of significant bits, ties away from zero. */
  Big round(int bits) {
    int drop = mantissa.bitLength() - bits;
    if (drop <= 0) {
      return this;
    }
    if (isNegative()) {
      return negate().round(bits).negate();
    }
    BigInteger kept = mantissa.shiftRight(drop);
    return new Big(mantissa.testBit(drop - 1) ? kept.add(BigInteger.ONE) : kept, exponent + drop);
  }

  Big negate() {
    return new Big(mantissa.negate(), exponent);
  }

  Big abs() {
    return isNegative() ? negate() : this;
  }

  /** This number times two to the given power. */
  Big scale(long power) {
    return new Big(mantissa, exponent + power);
  }

  Big add(Big that, int bits) {
    if (top() < that.top()) {
      return that.add(this, bits);
    }
    if (that.isZero() || top() - that.top() > bits + 2L) {
      return round(bits);
    }
    return add(that).round(bits);
  }

  private static BigInteger shifted(BigInteger mantissa, long places) {
    return mantissa.shiftLeft(Math.toIntExact(places));
  }

  Big multiply(Big that, int bits) {
    return new Big(mantissa.multiply(that.mantissa), exponent + that.exponent).round(bits);
  }

  Big divide(Big that, int bits) {
    int places = Math.max(0, bits + 2 + that.mantissa.bitLength() - mantissa.bitLength());
    BigInteger quotient = mantissa.shiftLeft(places).divide(that.mantissa);
    return new Big(quotient, exponent - that.exponent - places).round(bits);
  }

  /** The power to a natural exponent by repeated squaring. */
  Big power(int n, int bits) {
    Big result = ONE;
    Big square = this;
    for (int rest = n; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result = result.multiply(square, bits);
      }
      square = rest > 1 ? square.multiply(square, bits) : square;
    }
    return result;
  }

  int compareTo(Big that) {
    if (signum() != that.signum() || isZero()) {
      return Integer.compare(signum(), that.signum());
    }
    long difference = top() - that.top();
    if (Math.abs(difference) > 1) {
      return difference > 0 ? signum() : -signum();
    }
    return add(that.negate(), 8).signum();
  }

  boolean isWhole() {
    return exponent >= 0 || mantissa.getLowestSetBit() >= -exponent || isZero();
  }

  /** Whether this is an odd whole number. */
  boolean isOdd() {
    return !isZero() && exponent + mantissa.getLowestSetBit() == 0;
  }

  /** The greatest whole number not greater. */
  Big floor() {
    if (exponent >= 0) {
      return this;
    }
    int places = (int) Math.min(-exponent, mantissa.bitLength() + 1L);
    return new Big(mantissa.shiftRight(places), 0);
  }

  /** The whole number nearest to this one; a half goes up. */
  Big nearestWhole() {
    return exponent >= 0 ? this : add(ONE.scale(-1), mantissa.bitLength() + 2).floor();
  }

  /** The whole part of this number times 2^places. */
  BigInteger fixed(int places) {
    long shift = exponent + places;
    if (shift >= 0) {
      return mantissa.shiftLeft(Math.toIntExact(shift));
    }
    return mantissa.shiftRight((int) Math.min(-shift, mantissa.bitLength() + 1L));
  }

  /** The nearest double, ties to even. */
  double toDouble() {
    if (isZero()) {
      return 0;
    }
    long top = exponent + mantissa.abs().bitLength();
    if (top > Double.MAX_EXPONENT + 1) {
      return signum() * Double.POSITIVE_INFINITY;
    }
    if (top < DOUBLE_MIN_EXPONENT) {
      return signum() * 0.0;
    }
    int unit = (int) Math.max(top - DOUBLE_DIGITS, DOUBLE_MIN_EXPONENT);
    int drop = (int) (unit - exponent);
    BigInteger magnitude = mantissa.abs();
    long kept = (drop > 0 ? magnitude.shiftRight(drop) : magnitude.shiftLeft(-drop)).longValue();
    boolean half = drop > 0 && magnitude.testBit(drop - 1);
    if (half && ((kept & 1) != 0 || magnitude.getLowestSetBit() < drop - 1)) {
      kept++;
    }
    return signum() * Math.scalb((double) kept, unit);
  }

  /** The decimal value rounded to the given number of digits, at most a unit of the last off. */
  BigDecimal toBigDecimal(int digits) {
    MathContext context = new MathContext(digits);
    if (hasExactDecimal()) {
      return exactDecimal().round(context);
    }
    int bits = 4 * digits + 64;
    int places = digits + 8 - (int) (top() * Math.log10(2));
    Big power = of(10).power(Math.abs(places), bits);
    Big scaled = places < 0 ? divide(power, bits) : multiply(power, bits);
    return new BigDecimal(scaled.fixed(0), places).round(context);
  }

  private boolean hasExactDecimal() {
    return Math.abs(exponent) <= MAX_EXACT_EXPONENT;
  }

  private BigDecimal exactDecimal() {
    int places = (int) Math.max(0, -exponent);
    BigInteger unscaled =
        exponent >= 0 ? mantissa.shiftLeft((int) exponent) : mantissa.multiply(FIVE.pow(places));
    return new BigDecimal(unscaled, places);
  }

  /** A decimal number of so many digits that is not less, or not greater with FLOOR. */
  BigDecimal bound(int digits, RoundingMode mode) {
    MathContext context = new MathContext(digits, mode);
    if (hasExactDecimal()) {
      return exactDecimal().round(context);
    }
    BigDecimal near = toBigDecimal(digits + 3);
    BigDecimal unit = near.ulp();
    return (mode == RoundingMode.FLOOR ? near.subtract(unit) : near.add(unit)).round(context);
  }

  /** A bound of the distance from a decimal number that {@link #toBigDecimal} gave. */
  BigDecimal distance(BigDecimal rounded) {
    return hasExactDecimal() ? exactDecimal().subtract(rounded).abs() : rounded.ulp();
  }

  /** The power of two that is taken out of a number for its text: 0 if it can be a power of ten. */
  long textPower() {
    return Math.abs(top()) > MAX_DECIMAL_TOP && !isZero() ? top() - 1 : 0;
  }

  /**
   * The text of this number with so many digits: a power of ten, or of two if that is too large.
   */
  String toText(int digits) {
    return toText(n -> n.toBigDecimal(digits));
  }

  /** The text of a {@link #bound}. */
  String toText(int digits, RoundingMode mode) {
    return toText(n -> n.bound(digits, mode));
  }

  private String toText(Function<Big, BigDecimal> rounding) {
    long power = textPower();
    return text(rounding.apply(scale(-power)), power);
  }

  /** The text of a decimal number times a power of two. */
  static String text(BigDecimal number, long power) {
    BigDecimal stripped = number.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale();
    String text =
        exponent > -6 && exponent <= 21
            ? stripped.toPlainString()
            : stripped.toString().replace("E+", "E");
    return power == 0 ? text : text + "·2^" + power;
  }
}
