package chainrule.autodiff.real;

import java.math.BigInteger;

/**
 * An upper bound that is not negative, {@code mantissa · 2^exponent} with a mantissa of 30 bits.
 *
 * <p>Every operation rounds up, by at most one unit of the mantissa and at least to the exact
 * result: an expression of sums, products and roots of upper bounds is an upper bound. A quotient
 * is one if its divisor was made by {@link #below}, which rounds down. This is the radius of
 * Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE
 * Transactions on Computers 66 (2017).
 */
final class Magnitude implements Comparable<Magnitude> {

  static final Magnitude ZERO = new Magnitude(0, 0);

  private static final int BITS = 30;

  private final long mantissa;
  private final long exponent;

  private Magnitude(long mantissa, long exponent) {
    this.mantissa = mantissa;
    this.exponent = exponent;
  }

  /** A bound of {@code value · 2^exponent} for a value that is not negative. */
  static Magnitude of(long value, long exponent) {
    if (value == 0) {
      return ZERO;
    }
    int surplus = Long.SIZE - Long.numberOfLeadingZeros(value) - BITS;
    if (surplus <= 0) {
      return new Magnitude(value << -surplus, exponent + surplus);
    }
    long kept = value >>> surplus;
    return carried((kept << surplus) == value ? kept : kept + 1, exponent + surplus);
  }

  private static Magnitude carried(long mantissa, long exponent) {
    return mantissa >> BITS == 0
        ? new Magnitude(mantissa, exponent)
        : new Magnitude((mantissa + 1) >> 1, exponent + 1);
  }

  static Magnitude powerOfTwo(long exponent) {
    return of(1, exponent);
  }

  /** A bound of |x|. */
  static Magnitude above(Big x) {
    return x.isZero() ? ZERO : top(x, 1);
  }

  /** A number that is not greater than |x|, and is zero only for zero. */
  static Magnitude below(Big x) {
    return x.isZero() ? ZERO : top(x, 0);
  }

  private static Magnitude top(Big x, int roundUp) {
    BigInteger magnitude = x.mantissa().abs();
    int surplus = magnitude.bitLength() - BITS;
    if (surplus <= 0) {
      return of(magnitude.longValue(), x.exponent());
    }
    return carried(magnitude.shiftRight(surplus).longValue() + roundUp, x.exponent() + surplus);
  }

  boolean isZero() {
    return mantissa == 0;
  }

  /** The exponent t with 2^(t-1) ≤ this < 2^t; far below everything for zero. */
  long top() {
    return isZero() ? -(1L << 62) : exponent + BITS;
  }

  Magnitude scale(long power) {
    return isZero() ? this : new Magnitude(mantissa, exponent + power);
  }

  Magnitude add(Magnitude that) {
    if (exponent < that.exponent || isZero()) {
      return that.isZero() ? this : that.addNotGreater(this);
    }
    return that.isZero() ? this : addNotGreater(that);
  }

  private Magnitude addNotGreater(Magnitude that) {
    if (that.isZero()) {
      return this;
    }
    long shift = exponent - that.exponent;
    long part = shift > BITS ? 0 : that.mantissa >> shift;
    boolean exact = shift <= BITS && part << shift == that.mantissa;
    return carried(mantissa + part + (exact ? 0 : 1), exponent);
  }

  Magnitude multiply(Magnitude that) {
    return isZero() || that.isZero()
        ? ZERO
        : of(mantissa * that.mantissa, exponent + that.exponent);
  }

  Magnitude multiply(long count) {
    return multiply(of(count, 0));
  }

  /** The quotient; the divisor is a lower bound and not zero. */
  Magnitude divide(Magnitude below) {
    if (isZero()) {
      return this;
    }
    long quotient = (mantissa << BITS) / below.mantissa + 1;
    return of(quotient, exponent - below.exponent - BITS);
  }

  /** A bound of {@code exp(this) - 1}: the number itself and its square, for up to 1. */
  Magnitude expm1() {
    if (top() > 0) {
      throw new IllegalStateException("expm1 of a magnitude that may be above 1");
    }
    return add(multiply(this));
  }

  static Magnitude max(Magnitude a, Magnitude b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  @Override
  public int compareTo(Magnitude that) {
    if (isZero() || that.isZero() || exponent == that.exponent) {
      return Long.compare(mantissa, that.mantissa);
    }
    return Long.compare(exponent, that.exponent);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Magnitude that
        && mantissa == that.mantissa
        && exponent == that.exponent;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * mantissa + exponent);
  }

  /** This number, exactly. */
  Big toBig() {
    return new Big(BigInteger.valueOf(mantissa), exponent);
  }

  /** A bound as a double, infinite beyond the range of doubles. */
  double toDouble() {
    if (isZero()) {
      return 0;
    }
    double value = Math.scalb((double) mantissa, (int) Math.max(-2000, Math.min(2000, exponent)));
    return value >= Double.MIN_NORMAL ? value : Math.nextUp(value);
  }

  @Override
  public String toString() {
    return mantissa + "·2^" + exponent;
  }
}
