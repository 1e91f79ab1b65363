package chainrule.autodiff.real;

import java.math.BigDecimal;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
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
public final class DecimalReal extends DecimalFunctions {

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
      return finite((power > 0 ? Big.HUGE : Big.TINY).multiply(exact.signum(), 1), digits);
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
    return finite(Constants.bigPi(bits(digits)), digits);
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
  DecimalReal unary(DoubleUnaryOperator onSpecial, UnaryFunction function) {
    return value == null
        ? number(onSpecial.applyAsDouble(special))
        : finite(function.apply(value, bits(digits)), digits);
  }

  /** A double of the same kind and sign as this number, any finite magnitude being 1. */
  private double standIn() {
    return value == null ? special : value.signum();
  }

  private int commonDigits(DecimalReal that) {
    return Math.max(digits, that.digits);
  }

  /** A composition at more digits, so that its own errors vanish in the rounding. */
  private DecimalReal raised(int more, Function<DecimalReal, DecimalReal> composition) {
    return composition.apply(withDigits(digits + more)).withDigits(digits);
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
    if (value == null || other.value == null) {
      double hypot = Math.hypot(standIn(), other.standIn());
      return hypot == 1
          ? (value == null ? other : this).abs().withDigits(common)
          : of(hypot, common);
    }
    int bits = bits(common);
    Big sum = value.square(bits + 8).add(other.value.square(bits + 8), bits + 8);
    return finite(sum.sqrt(bits), common);
  }

  // ---------------------------------------------------------------- exponentials and logarithms

  @Override
  public DecimalReal pow(Real exponent) {
    DecimalReal power = (DecimalReal) exponent;
    int common = commonDigits(power);
    if (value == null || power.value == null) {
      return of(Math.pow(baseStandIn(), power.exponentStandIn()), common);
    }
    if (value.signum() < 0 && !power.value.isWhole()) {
      return of(Double.NaN, common);
    }
    Big result = Exponentials.pow(value.abs(), power.value, bits(common));
    boolean negative = value.signum() < 0 && power.value.isOdd();
    return finite(negative ? result.negate() : result, common);
  }

  /** A double with the same special powers: same sign, same side of 1. */
  private double baseStandIn() {
    return value == null ? special : value.signum() * Math.pow(2, value.abs().compareTo(Big.ONE));
  }

  /** A double with the same special powers: same sign, even, odd or not whole. */
  private double exponentStandIn() {
    if (value == null) {
      return special;
    }
    return value.signum() * (value.isOdd() ? 1 : value.isWhole() ? 2 : 0.5);
  }

  // ---------------------------------------------------------------- trigonometry

  @Override
  public DecimalReal acos() {
    return value == null
        ? quarters(2 + 0 * special, digits)
        : unary(Math::acos, Trigonometry::acos);
  }

  @Override
  public DecimalReal atan() {
    return Double.isInfinite(special)
        ? quarters(2 * Math.signum(special), digits)
        : unary(Math::atan, Trigonometry::atan);
  }

  @Override
  public DecimalReal atan2(Real x) {
    DecimalReal other = (DecimalReal) x;
    int common = commonDigits(other);
    if (value != null && other.value != null) {
      return finite(Trigonometry.atan2(value, other.value, bits(common)), common);
    }
    double angle = Math.atan2(standIn(), other.standIn());
    return quarters(Math.rint(angle * 4 / Math.PI), common);
  }

  /** A small multiple of π/4, zeros and NaN included. */
  private static DecimalReal quarters(double count, int digits) {
    DecimalReal number = of(count / 4, digits);
    return number.multiply(number.pi());
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
  DecimalReal mask(Real number, DoubleBinaryOperator comparison) {
    DecimalReal that = (DecimalReal) number;
    boolean finite = value != null && that.value != null;
    double left = finite ? orderedFrom(that) : standIn();
    double right = finite ? 0 : that.standIn();
    return of(comparison.applyAsDouble(left, right), commonDigits(that));
  }

  @Override
  public Real choose(Real ifTrue, Real ifFalse) {
    return isNaN() ? this : value == null && special == 0 ? ifFalse : ifTrue;
  }

  // ---------------------------------------------------------------- compositions

  @Override
  public DecimalReal gaussian() {
    return raised(12, x -> x.square().negate().exp());
  }

  @Override
  public DecimalReal normalCdf() {
    DecimalReal half = number(0.5);
    return raised(12, x -> x.negate().multiply(x.number(0.5).sqrt()).erfc()).multiply(half);
  }

  @Override
  public DecimalReal expSubtract(Real that) {
    DecimalReal other = (DecimalReal) that;
    int common = commonDigits(other);
    return withDigits(common).raised(12, x -> x.subtract(other).exp());
  }

  @Override
  public DecimalReal sinc(int n) {
    int more = 10 + n;
    DecimalReal rough = raised(more, x -> (DecimalReal) UnitIntegrals.sinc(x, n));
    // the error is absolute near the zeros of the derivatives
    if (n == 0 || rough.value == null || value == null) {
      return rough;
    }
    long lost = Math.max(0, -rough.value.top() + Math.min(0, value.top()));
    return raised(more + (int) (lost / 3), x -> (DecimalReal) UnitIntegrals.sinc(x, n));
  }

  @Override
  public DecimalReal expm1OverX(int n) {
    return raised(10 + n, x -> (DecimalReal) UnitIntegrals.expm1OverX(x, n));
  }
}
