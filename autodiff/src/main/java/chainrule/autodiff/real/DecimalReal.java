package chainrule.autodiff.real;

import java.math.BigDecimal;
import org.apache.commons.math3.dfp.Dfp;
import org.jspecify.annotations.Nullable;

/**
 * A real number of a chosen count of significant decimal digits, an oracle for computations in
 * {@code double}.
 *
 * <p>Numbers are held in binary with about nine guard digits more than asked for. Every operation
 * rounds its exact result to this precision once, with a relative error below 10^-(digits+8) even
 * near zeros of a function: an expression of a few operations is right to the digits asked unless
 * it cancels. Every double is held exactly. Operands may differ in digits, and the result has as
 * many as the more precise one: digits missing in the other are taken as zeros.
 *
 * <p>Magnitudes beyond 2^(±2^20), about 10^±315652, become infinity and zero. Operations on a
 * {@link Real} of another class throw {@link ClassCastException}. Instances are immutable and can
 * be shared between threads; {@code equals} is identity, see {@link #equalTo}.
 */
public final class DecimalReal extends Functions<DecimalReal> {

  private static final int GUARD_BITS = 32;
  private static final long MAX_TOP = 1L << 20;

  /** A finite number other than zero, or null. */
  private final @Nullable Big value;

  /** The zero, infinity or NaN that this is when {@code value} is null. */
  private final double special;

  private final int digits;

  private DecimalReal(@Nullable Big value, double special, int digits) {
    this.value = value;
    this.special = special;
    this.digits = digits;
  }

  /**
   * The exact value of a double.
   *
   * @throws IllegalArgumentException if digits is not positive
   */
  public static DecimalReal of(double value, int digits) {
    checkDigits(digits);
    return value == 0 || !Double.isFinite(value)
        ? new DecimalReal(null, value, digits)
        : new DecimalReal(Big.of(value), 0, digits);
  }

  /**
   * The number written in decimal, or one of {@code NaN}, {@code Infinity} and {@code -Infinity},
   * rounded to the digits asked for and the guard digits.
   *
   * @throws IllegalArgumentException if digits is not positive
   * @throws NumberFormatException if the text is not a number
   */
  public static DecimalReal of(String decimal, int digits) {
    checkDigits(digits);
    if (decimal.equals("NaN") || decimal.endsWith("Infinity")) {
      return of(Double.parseDouble(decimal), digits);
    }
    BigDecimal exact = new BigDecimal(decimal);
    if (exact.signum() == 0) {
      return of(decimal.startsWith("-") ? -0.0 : 0.0, digits);
    }
    long power = exact.precision() - (long) exact.scale();
    if (Math.abs(power) > MAX_TOP) {
      return of(exact.signum() * (power > 0 ? Double.POSITIVE_INFINITY : 0.0), digits);
    }
    return finite(Big.of(exact, bits(digits)), digits);
  }

  private static void checkDigits(int digits) {
    if (digits <= 0) {
      throw new IllegalArgumentException("digits must be positive: " + digits);
    }
  }

  private static int bits(int digits) {
    return (int) Math.ceil(digits * (Math.log(10) / Math.log(2))) + GUARD_BITS;
  }

  /** The result of a function, null being NaN, brought into the range of exponents. */
  private static DecimalReal finite(@Nullable Big value, int digits) {
    if (value == null) {
      return of(Double.NaN, digits);
    }
    if (value.isZero() || value.top() < -MAX_TOP) {
      return of(value.signum() < 0 ? -0.0 : 0.0, digits);
    }
    return value.top() > MAX_TOP
        ? of(value.signum() * Double.POSITIVE_INFINITY, digits)
        : new DecimalReal(value, 0, digits);
  }

  /** How many significant decimal digits this number was asked to have. */
  public int digits() {
    return digits;
  }

  /**
   * This number with another count of digits: further digits are zeros, fewer are a rounding.
   *
   * @throws IllegalArgumentException if digits is not positive
   */
  public DecimalReal withDigits(int newDigits) {
    checkDigits(newDigits);
    return value == null || newDigits >= digits
        ? new DecimalReal(value, special, newDigits)
        : finite(value.round(bits(newDigits)), newDigits);
  }

  /**
   * This number in the arithmetic of Commons Math, with as many digits, but at most 200: making the
   * field of {@code Dfp} numbers takes seconds for more, and fails for a thousand.
   */
  public Dfp toDfp() {
    return DfpConversion.convert(
        value == null ? null : value.toBigDecimal(digits), special, digits);
  }

  /** The decimal text of this number rounded to its digits, without trailing zeros. */
  @Override
  public String toString() {
    if (value == null) {
      return Double.toString(special);
    }
    BigDecimal rounded = value.toBigDecimal(digits).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale();
    return exponent > -6 && exponent <= 21 ? rounded.toPlainString() : rounded.toString();
  }

  // ---------------------------------------------------------------- constants and conversions

  @Override
  public DecimalReal number(double number) {
    return of(number, digits);
  }

  @Override
  public DecimalReal pi() {
    return finite(Constants.pi(bits(digits)).midpoint(), digits);
  }

  @Override
  public double doubleValue() {
    return value == null ? special : value.toDouble();
  }

  @Override
  public boolean isNaN() {
    return value == null && Double.isNaN(special);
  }

  // ---------------------------------------------------------------- helpers

  @Override
  DecimalReal unary(String name, Course course, SpecialFunction onSpecial, PointFunction function) {
    int bits = bits(digits);
    return nearest(value == null ? onSpecial.at(special, bits) : function.at(value, bits), digits);
  }

  /** The number in the middle of a ball, which is narrow. */
  private static DecimalReal nearest(Ball ball, int digits) {
    return ball.isBounded() && !ball.midpoint().isZero()
        ? finite(ball.midpoint().round(bits(digits)), digits)
        : of(ball.doubleValue(), digits);
  }

  /** This number, to be computed with so many digits and eight bits more. */
  private Ball toBall(int more) {
    int bits = bits(more) + 8;
    return value == null ? Ball.ofBits(special, bits) : Ball.exact(value, bits);
  }

  /** A double of the same kind and sign as this number, any finite magnitude being 1. */
  private double standIn() {
    return value == null ? special : value.signum();
  }

  private int commonDigits(DecimalReal that) {
    return Math.max(digits, that.digits);
  }

  // ---------------------------------------------------------------- arithmetic

  @Override
  public DecimalReal add(Real that) {
    DecimalReal other = (DecimalReal) that;
    int common = commonDigits(other);
    if (value != null && other.value != null) {
      return finite(value.add(other.value, bits(common)), common);
    }
    if (value == null && other.value == null) {
      return of(special + other.special, common);
    }
    DecimalReal unusual = value == null ? this : other;
    return (unusual.special == 0 ? value == null ? other : this : unusual).withDigits(common);
  }

  @Override
  public DecimalReal subtract(Real that) {
    return add(((DecimalReal) that).negate());
  }

  @Override
  public DecimalReal multiply(Real that) {
    DecimalReal other = (DecimalReal) that;
    int common = commonDigits(other);
    return value == null || other.value == null
        ? of(standIn() * other.standIn(), common)
        : finite(value.multiply(other.value, bits(common)), common);
  }

  @Override
  public DecimalReal divide(Real that) {
    DecimalReal other = (DecimalReal) that;
    int common = commonDigits(other);
    return value == null || other.value == null
        ? of(standIn() / other.standIn(), common)
        : finite(value.divide(other.value, bits(common)), common);
  }

  @Override
  public DecimalReal negate() {
    return new DecimalReal(value == null ? null : value.negate(), -special, digits);
  }

  @Override
  public DecimalReal reciprocal() {
    return number(1).divide(this);
  }

  @Override
  public DecimalReal abs() {
    return new DecimalReal(value == null ? null : value.abs(), Math.abs(special), digits);
  }

  @Override
  public DecimalReal sign() {
    return number(Math.signum(standIn()));
  }

  @Override
  public DecimalReal square() {
    return multiply(this);
  }

  @Override
  public DecimalReal hypot(Real that) {
    DecimalReal other = (DecimalReal) that;
    int common = commonDigits(other);
    return nearest(toBall(common).hypot(other.toBall(common)), common);
  }

  // ---------------------------------------------------------------- exponentials and logarithms

  @Override
  public DecimalReal pow(Real exponent) {
    DecimalReal power = (DecimalReal) exponent;
    int common = commonDigits(power);
    if (isNaN() && power.value == null && power.special == 0) {
      return of(1, common);
    }
    return nearest(toBall(common).pow(power.toBall(common)), common);
  }

  // ---------------------------------------------------------------- trigonometry

  @Override
  public DecimalReal atan2(Real x) {
    DecimalReal other = (DecimalReal) x;
    int common = commonDigits(other);
    return nearest(toBall(common).atan2(other.toBall(common)), common);
  }

  // ---------------------------------------------------------------- comparison and choice

  @Override
  public DecimalReal max(Real that) {
    DecimalReal other = (DecimalReal) that;
    boolean first = isNaN() || (!other.isNaN() && orderedFrom(other) >= 0);
    return (first ? this : other).withDigits(commonDigits(other));
  }

  @Override
  public DecimalReal min(Real that) {
    DecimalReal other = (DecimalReal) that;
    boolean first = isNaN() || (!other.isNaN() && orderedFrom(other) <= 0);
    return (first ? this : other).withDigits(commonDigits(other));
  }

  /** The sign of a comparison in which -0 is less than +0; neither number is NaN. */
  private int orderedFrom(DecimalReal that) {
    return value != null && that.value != null
        ? value.compareTo(that.value)
        : Double.compare(standIn(), that.standIn());
  }

  @Override
  public DecimalReal greater(Real that) {
    return mask(that, (x, y) -> x > y);
  }

  @Override
  public DecimalReal greaterOrEqual(Real that) {
    return mask(that, (x, y) -> x >= y);
  }

  @Override
  public DecimalReal less(Real that) {
    return mask(that, (x, y) -> x < y);
  }

  @Override
  public DecimalReal lessOrEqual(Real that) {
    return mask(that, (x, y) -> x <= y);
  }

  @Override
  public DecimalReal equalTo(Real that) {
    return mask(that, (x, y) -> x == y);
  }

  @Override
  public DecimalReal notEqualTo(Real that) {
    return mask(that, (x, y) -> x != y);
  }

  private interface Comparison {
    boolean holds(double x, double y);
  }

  /** The result of a comparison, made with doubles that are in the same order. */
  private DecimalReal mask(Real number, Comparison comparison) {
    DecimalReal that = (DecimalReal) number;
    boolean finite = value != null && that.value != null;
    double left = finite ? orderedFrom(that) : standIn();
    double right = finite ? 0 : that.standIn();
    return of(comparison.holds(left, right) ? 1 : 0, commonDigits(that));
  }

  @Override
  public Real choose(Real ifTrue, Real ifFalse) {
    return isNaN() ? this : value == null && special == 0 ? ifFalse : ifTrue;
  }

  // ---------------------------------------------------------------- compositions

  @Override
  public DecimalReal floor() {
    return value == null ? this : nearest(toBall(digits).floor(), digits);
  }

  @Override
  public DecimalReal expSubtract(Real that) {
    DecimalReal other = (DecimalReal) that;
    int common = commonDigits(other);
    return nearest(toBall(common).expSubtract(other.toBall(common)), common);
  }
}
