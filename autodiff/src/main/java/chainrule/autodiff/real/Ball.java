package chainrule.autodiff.real;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A real number with a proved bound of its error: a midpoint of any length and a radius. The number
 * meant lies in the ball, and every operation gives a ball that contains its result for every
 * number of the operands' balls: if a ball says that a derivative is not 3, then it is not 3.
 *
 * <p>The radius has 30 bits and is rounded up. Exponents reach to ±2⁶¹, so {@code exp(1e10)} is a
 * number and {@code exp(-1e300)} is a ball close to zero. A wide ball is an interval, and functions
 * of it are bounds of their range. Where no bounded ball contains the result, it is a half-line,
 * the whole line (both include infinity), an infinity, {@linkplain #isUndefined undefined} (proved
 * not to be a number) or {@linkplain #isUnknown unknown} (any number, or none); {@link #doubt} then
 * says why, and also where a ball is wide because it straddles a branch or a jump.
 *
 * <p>A number of {@code d} digits is computed with 32 bits more. Functions of exact numbers have a
 * relative error below {@code 10^-d}, near their zeros too; that of the operands is carried along
 * and grows as it must. Operands may differ in digits, and the result has as many as the more
 * precise one. Every double is exact. {@linkplain #greater Comparisons} have three answers: the
 * mask 1, 0, or the ball [0, 1] for "cannot tell", with which {@link #choose} gives a ball that
 * contains both branches. Zeros have a sign where it is known.
 *
 * <p>Operations on a {@link Real} of another class throw {@link ClassCastException}. Instances are
 * immutable and can be shared between threads; {@code equals} is identity.
 *
 * <p>Midpoint-radius arithmetic follows Johansson, Arb: efficient arbitrary-precision
 * midpoint-radius interval arithmetic, IEEE Transactions on Computers 66 (2017). Each function says
 * where its bound comes from; functions that are monotone take their bounds from the ends of the
 * ball.
 */
public final class Ball extends Functions<Ball> {

  static final int GUARD_BITS = 32;
  private static final double BITS_PER_DIGIT = Math.log(10) / Math.log(2);

  /** Magnitudes beyond 2^±LIMIT are not represented. */
  private static final long LIMIT = 1L << 61;

  /** What over- and underflows is beyond 2^±REACH. */
  private static final long REACH = 1L << 60;

  static final int POSITIVE = 1;
  static final int NEGATIVE = -1;
  static final int UNSIGNED = 0;

  static final String POLE = "divides by a number that may be zero";
  static final String INDEFINITE = "combines zeros and infinities";
  static final String OVERFLOW = "overflow";
  static final String INFINITY_LESS_INFINITY = "infinity - infinity";
  static final String ZERO_TIMES_INFINITY = "zero times infinity";
  static final String ZERO_OVER_ZERO = "zero divided by zero";
  static final String INFINITY_OVER_INFINITY = "infinity divided by infinity";
  private static final Set<String> INDEFINITE_FORMS =
      Set.of(INFINITY_LESS_INFINITY, ZERO_TIMES_INFINITY, ZERO_OVER_ZERO, INFINITY_OVER_INFINITY);
  static final String DOMAIN = "may be outside the domain of ";

  enum Kind {
    /** midpoint ± radius. */
    BOUNDED,
    /** From the midpoint to +∞, included. */
    ABOVE,
    /** From -∞, included, to the midpoint. */
    BELOW,
    /** Any number, infinities included, but a number. */
    LINE,
    /** The infinity of the midpoint's sign. */
    INFINITE,
    /** Not a number. */
    UNDEFINED,
    /** Any number or none. */
    UNKNOWN
  }

  private final Kind kind;
  private final Big mid;
  private final Magnitude radius;
  private final int bits;

  /** The sign of an exact zero, as far as it is known. */
  private final int zeroSign;

  private final @Nullable String doubt;

  private Ball(
      Kind kind, Big mid, Magnitude radius, int bits, int zeroSign, @Nullable String doubt) {
    this.kind = kind;
    this.mid = mid;
    this.radius = radius;
    this.bits = bits;
    this.zeroSign = zeroSign;
    this.doubt = doubt;
  }

  // ---------------------------------------------------------------- making

  /**
   * The exact value of a double, for computations with the given number of digits.
   *
   * @throws IllegalArgumentException if digits is not positive
   */
  public static Ball of(double value, int digits) {
    return ofBits(value, bits(digits));
  }

  /**
   * A ball that contains the number written in decimal, as narrow as the digits allow; exact if the
   * number is a whole number or a fraction of a power of two, of no more digits.
   *
   * @throws IllegalArgumentException if digits is not positive
   * @throws NumberFormatException if the text is not a number
   */
  public static Ball of(String decimal, int digits) {
    return BallText.read(decimal, bits(digits));
  }

  /**
   * The interval between two numbers, either of which may be infinite.
   *
   * @throws IllegalArgumentException if low is greater than high, either is NaN or digits is not
   *     positive
   */
  public static Ball between(double low, double high, int digits) {
    if (!(low <= high)) {
      throw new IllegalArgumentException("no interval between " + low + " and " + high);
    }
    return low == high && low != 0 ? of(low, digits) : of(low, digits).hull(of(high, digits));
  }

  private static int bits(int digits) {
    if (digits <= 0) {
      throw new IllegalArgumentException("digits must be positive: " + digits);
    }
    return (int) Math.ceil(digits * BITS_PER_DIGIT) + GUARD_BITS;
  }

  static Ball ofBits(double value, int bits) {
    if (Double.isNaN(value)) {
      return undefined(bits, "not a number");
    }
    if (Double.isInfinite(value)) {
      return infinite((int) Math.signum(value), bits);
    }
    return value == 0
        ? zero(Double.doubleToRawLongBits(value) == 0 ? POSITIVE : NEGATIVE, bits)
        : exact(Big.of(value), bits);
  }

  static Ball exact(Big value, int bits) {
    return point(value, POSITIVE, bits);
  }

  static Ball zero(int sign, int bits) {
    return point(Big.ZERO, sign, bits);
  }

  /** An exact number; the sign is that of a zero. */
  static Ball point(Big value, int zeroSign, int bits) {
    return new Ball(Kind.BOUNDED, value, Magnitude.ZERO, bits, zeroSign, null);
  }

  static Ball infinite(int sign, int bits) {
    return new Ball(Kind.INFINITE, Big.of(sign), Magnitude.ZERO, bits, UNSIGNED, null);
  }

  static Ball undefined(int bits, String why) {
    return new Ball(Kind.UNDEFINED, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, why);
  }

  static Ball unknown(int bits, String why) {
    return new Ball(Kind.UNKNOWN, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, why);
  }

  static Ball line(int bits, @Nullable String why) {
    return new Ball(Kind.LINE, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, why);
  }

  static Ball above(Big low, int bits, @Nullable String doubt) {
    if (low.isNegative() && low.top() > LIMIT) {
      return line(bits, doubt);
    }
    return new Ball(Kind.ABOVE, representedBelow(low), Magnitude.ZERO, bits, UNSIGNED, doubt);
  }

  static Ball below(Big high, int bits, @Nullable String doubt) {
    if (!high.isNegative() && high.top() > LIMIT) {
      return line(bits, doubt);
    }
    Big kept = representedBelow(high.negate()).negate();
    return new Ball(Kind.BELOW, kept, Magnitude.ZERO, bits, UNSIGNED, doubt);
  }

  /** A number not greater, whose exponent is represented unless it is negative and huge. */
  static Big representedBelow(Big x) {
    if (x.isZero() || Math.abs(x.top()) <= LIMIT) {
      return x;
    }
    if (x.top() > 0) {
      return x.isNegative() ? x : Big.ONE.scale(LIMIT - 1);
    }
    return x.isNegative() ? Big.ONE.negate().scale(-LIMIT) : Big.ZERO;
  }

  static boolean isHuge(Big x) {
    return x.top() > LIMIT;
  }

  /** Numbers too large for every exponent that is represented, with the given sign. */
  static Ball overflow(int sign, int bits) {
    Big limit = Big.ONE.scale(REACH);
    String why = "is beyond 2^(2^60)";
    return sign > 0 ? above(limit, bits, why) : below(limit.negate(), bits, why);
  }

  /** Numbers from zero to below every exponent that is represented, with the given sign. */
  static Ball underflow(int sign, int bits) {
    Magnitude half = Magnitude.powerOfTwo(-REACH);
    Big mid = sign > 0 ? half.toBig() : half.toBig().negate();
    return new Ball(Kind.BOUNDED, mid, half, bits, UNSIGNED, null);
  }

  /** A ball about a midpoint that is kept as it is, however long. */
  static Ball unrounded(Big mid, Magnitude radius, int bits, @Nullable String doubt) {
    return new Ball(Kind.BOUNDED, mid, radius, bits, POSITIVE, doubt);
  }

  /** A ball about a midpoint, which is rounded. */
  static Ball about(Big mid, Magnitude radius, int bits) {
    return about(mid, radius, bits, null);
  }

  static Ball about(Big mid, Magnitude radius, int bits, @Nullable String doubt) {
    Big kept = mid.roundDown(bits);
    // which is off by less than a unit of the last bit that is kept, unless only zeros are dropped
    boolean same =
        kept == mid || mid.mantissa().getLowestSetBit() >= kept.exponent() - mid.exponent();
    Magnitude sum = same ? radius : radius.add(Magnitude.powerOfTwo(kept.exponent()));
    if (sum.top() < -LIMIT - LIMIT / 2) {
      sum = sum.isZero() ? sum : Magnitude.powerOfTwo(-LIMIT - LIMIT / 2);
    }
    if (kept.top() > LIMIT || sum.top() > LIMIT) {
      return kept.top() > sum.top() + 1 ? overflow(kept.signum(), bits) : line(bits, OVERFLOW);
    }
    if (!kept.isZero() && kept.top() < -LIMIT) {
      return new Ball(
          Kind.BOUNDED, Big.ZERO, sum.add(Magnitude.powerOfTwo(-LIMIT)), bits, UNSIGNED, doubt);
    }
    return unrounded(kept, sum, bits, doubt);
  }

  // ---------------------------------------------------------------- reading

  /** How many significant decimal digits this number computes with. */
  public int digits() {
    return (int) Math.floor((bits - GUARD_BITS) / BITS_PER_DIGIT);
  }

  Kind kind() {
    return kind;
  }

  int bits() {
    return bits;
  }

  /** The sign of an exact zero, or {@link #UNSIGNED}. */
  int zeroSign() {
    return zeroSign;
  }

  /**
   * The same ball, to be computed with in another number of digits.
   *
   * @throws IllegalArgumentException if digits is not positive
   */
  public Ball withDigits(int digits) {
    return withBits(bits(digits));
  }

  /** The same ball with another precision; its midpoint is rounded where that is lower. */
  Ball withBits(int newBits) {
    if (newBits == bits) {
      return this;
    }
    return newBits < bits && kind == Kind.BOUNDED && mid.mantissa().bitLength() > newBits
        ? about(mid, radius, newBits, doubt)
        : new Ball(kind, mid, radius, newBits, zeroSign, doubt);
  }

  /** Whether this is one number, without error: an infinity too. */
  public boolean isExact() {
    return kind == Kind.INFINITE || (kind == Kind.BOUNDED && radius.isZero());
  }

  /** Whether this is a midpoint and a radius, and not unbounded or not a number. */
  public boolean isBounded() {
    return kind == Kind.BOUNDED;
  }

  /** Whether this is an infinity for certain. */
  boolean isInfinite() {
    return kind == Kind.INFINITE;
  }

  /** Whether this is proved not to be a number, as the logarithm of -1. */
  public boolean isUndefined() {
    return kind == Kind.UNDEFINED;
  }

  /** Whether this is not a number for zeros and infinities: limits of this form may be any. */
  boolean isIndefinite() {
    return kind == Kind.UNDEFINED && doubt != null && INDEFINITE_FORMS.contains(doubt);
  }

  /** Whether this can be any number or none, as the logarithm of a ball about 0. */
  public boolean isUnknown() {
    return kind == Kind.UNKNOWN;
  }

  /** Why the ball is wide, unbounded or not a number, where this is not rounding. */
  public Optional<String> doubt() {
    return Optional.ofNullable(doubt);
  }

  /** The greatest double that is not greater than any number of the ball; -∞ if there is none. */
  public double lower() {
    return switch (kind) {
      case BOUNDED -> roundedDown(Intervals.lowEnd(this));
      case ABOVE -> roundedDown(mid);
      case INFINITE -> mid.signum() * Double.POSITIVE_INFINITY;
      default -> Double.NEGATIVE_INFINITY;
    };
  }

  /** The least double that is not less than any number of the ball; +∞ if there is none. */
  public double upper() {
    return -negate().lower();
  }

  private static double roundedDown(Big x) {
    double near = x.toDouble();
    if (Double.isInfinite(near)) {
      return near > 0 ? Double.MAX_VALUE : near;
    }
    return Big.of(near).compareTo(x) > 0 ? Math.nextDown(near) : near;
  }

  /** A bound of the distance of the number from {@link #doubleValue}'s unrounded midpoint. */
  public double radius() {
    return kind == Kind.BOUNDED
        ? radius.toDouble()
        : kind == Kind.INFINITE ? 0 : Double.POSITIVE_INFINITY;
  }

  /**
   * How many significant decimal digits of the midpoint are certain, relative to the least
   * magnitude in the ball: 0 if zero is in it, or if it is not bounded; as many as it computes with
   * if it is exact.
   */
  public int certainDigits() {
    if (isExact()) {
      return digits();
    }
    long certain = certainBits();
    return (int) Math.max(0, Math.min(digits(), Math.floor(certain / BITS_PER_DIGIT)));
  }

  /** A number b such that the radius is at most 2^-b of every number of the ball, or 0. */
  long certainBits() {
    if (kind != Kind.BOUNDED) {
      return 0;
    }
    if (radius.isZero()) {
      return Long.MAX_VALUE;
    }
    return mid.isZero() ? 0 : Math.max(0, mid.top() - 2 - radius.top());
  }

  Big midpoint() {
    return mid;
  }

  Magnitude radiusBound() {
    return radius;
  }

  /** A bound of the magnitude of a bounded ball. */
  Magnitude magnitude() {
    return Magnitude.above(mid).add(radius);
  }

  /** Whether this is so close to zero that more bits would not tell it from that. */
  boolean isVanishing() {
    return mayBeZero() && magnitude().top() < -REACH;
  }

  /** This ball with a greater radius. */
  Ball widened(Magnitude more) {
    return kind == Kind.BOUNDED ? about(mid, radius.add(more), bits, doubt) : this;
  }

  /** The number times two to the given power. */
  Ball scale(long power) {
    return switch (kind) {
      case BOUNDED -> isZero() ? this : about(mid.scale(power), radius.scale(power), bits, doubt);
      case ABOVE -> above(mid.scale(power), bits, doubt);
      case BELOW -> below(mid.scale(power), bits, doubt);
      default -> this;
    };
  }

  /** Whether a number is in the ball; NaN is in a ball that is undefined or unknown. */
  public boolean contains(double value) {
    return contains(ofBits(value, bits));
  }

  /** Whether every number of that ball is in this one. */
  public boolean contains(Ball that) {
    return Intervals.contains(this, that);
  }

  /** Whether no number is in both balls. */
  public boolean isApartFrom(Ball that) {
    return Intervals.isApartFrom(this, that);
  }

  /** The least ball that contains both. */
  public Ball hull(Ball that) {
    return Intervals.hull(this, that, firstDoubt(that));
  }

  // ---------------------------------------------------------------- what is certain

  /** The sign of all numbers of the ball; 0 if they differ or are zero. */
  int certainSign() {
    return switch (kind) {
      case BOUNDED -> radius.isZero() || mid.abs().compareTo(radius.toBig()) > 0 ? mid.signum() : 0;
      case INFINITE -> mid.signum();
      case ABOVE -> mid.signum() > 0 ? 1 : 0;
      case BELOW -> mid.signum() < 0 ? -1 : 0;
      default -> 0;
    };
  }

  boolean isZero() {
    return kind == Kind.BOUNDED && mid.isZero() && radius.isZero();
  }

  boolean mayBeZero() {
    return !isNaN() && certainSign() == 0;
  }

  /** The sign of a factor whose product is zero. */
  int factorSign() {
    return isZero() ? zeroSign : certainSign();
  }

  boolean mayBe(double infinity) {
    return contains(number(infinity));
  }

  boolean mayBeInfinite() {
    return mayBe(Double.POSITIVE_INFINITY) || mayBe(Double.NEGATIVE_INFINITY);
  }

  /** Whether the ends are so far apart that a product's range is better taken from them. */
  boolean isWide() {
    return !radius.isZero() && radius.top() > mid.top() - 16;
  }

  @Nullable String doubtOrNull() {
    return doubt;
  }

  String doubtOr(String why) {
    return doubt == null ? why : doubt;
  }

  @Nullable String firstDoubt(Ball that) {
    return doubt != null ? doubt : that.doubt;
  }

  Ball withoutDoubt() {
    return doubt == null ? this : new Ball(kind, mid, radius, bits, zeroSign, null);
  }

  /** This ball, in doubt if it was not before. */
  Ball withDoubt(@Nullable String why) {
    return doubt != null || why == null ? this : new Ball(kind, mid, radius, bits, zeroSign, why);
  }

  /** What an operation gives if an operand is not a number. */
  Ball notANumber(Ball that, int common) {
    return kind == Kind.UNDEFINED || that.kind == Kind.UNDEFINED
        ? undefined(common, kind == Kind.UNDEFINED ? String.valueOf(doubt) : that.doubt)
        : unknown(common, isNaN() ? String.valueOf(doubt) : that.doubt);
  }

  // ---------------------------------------------------------------- constants and conversions

  @Override
  public Ball number(double value) {
    return ofBits(value, bits);
  }

  @Override
  public Ball pi() {
    return Constants.pi(bits);
  }

  /** The double nearest to the midpoint; NaN where there is none. */
  @Override
  public double doubleValue() {
    return switch (kind) {
      case BOUNDED -> isZero() && zeroSign < 0 ? -0.0 : mid.toDouble();
      case INFINITE -> mid.signum() * Double.POSITIVE_INFINITY;
      case ABOVE, BELOW ->
          mid.top() > 1024 && certainSign() != 0
              ? mid.signum() * Double.POSITIVE_INFINITY
              : Double.NaN;
      default -> Double.NaN;
    };
  }

  /** Whether this is undefined or unknown. */
  @Override
  public boolean isNaN() {
    return kind == Kind.UNDEFINED || kind == Kind.UNKNOWN;
  }

  // ---------------------------------------------------------------- operations

  @Override
  public Ball add(Real that) {
    return BallArithmetic.add(this, (Ball) that);
  }

  @Override
  public Ball subtract(Real that) {
    return add(((Ball) that).negate());
  }

  @Override
  public Ball multiply(Real that) {
    return BallArithmetic.multiply(this, (Ball) that);
  }

  @Override
  public Ball divide(Real that) {
    return BallArithmetic.divide(this, (Ball) that);
  }

  @Override
  public Ball negate() {
    return switch (kind) {
      case ABOVE -> below(mid.negate(), bits, doubt);
      case BELOW -> above(mid.negate(), bits, doubt);
      default -> new Ball(kind, mid.negate(), radius, bits, -zeroSign, doubt);
    };
  }

  @Override
  public Ball reciprocal() {
    return number(1).divide(this);
  }

  @Override
  public Ball abs() {
    return BallArithmetic.abs(this);
  }

  @Override
  public Ball sign() {
    return BallArithmetic.sign(this);
  }

  @Override
  public Ball floor() {
    return BallArithmetic.floor(this);
  }

  @Override
  public Ball square() {
    return BallArithmetic.square(this);
  }

  @Override
  public Ball hypot(Real that) {
    return BallArithmetic.hypot(this, (Ball) that);
  }

  @Override
  public Ball pow(Real exponent) {
    return Powers.pow(this, (Ball) exponent);
  }

  @Override
  Ball unary(String name, Course course, SpecialFunction onSpecial, PointFunction function) {
    return Ranges.unary(this, name, course, onSpecial, function);
  }

  @Override
  public Ball atan2(Real x) {
    return Trigonometry.atan2(this, (Ball) x);
  }

  @Override
  public Ball expSubtract(Real that) {
    return Exponentials.expSubtract(this, (Ball) that);
  }

  @Override
  public Ball xLogY(Real y) {
    return Exponentials.xLogY(this, (Ball) y);
  }

  // ---------------------------------------------------------------- comparison and choice

  @Override
  public Ball max(Real that) {
    return Comparisons.max(this, (Ball) that);
  }

  @Override
  public Ball min(Real that) {
    return negate().max(((Ball) that).negate()).negate();
  }

  @Override
  public Ball greater(Real that) {
    return Comparisons.greater(this, (Ball) that);
  }

  @Override
  public Ball greaterOrEqual(Real that) {
    return ((Ball) that).lessOrEqual(this);
  }

  @Override
  public Ball less(Real that) {
    return ((Ball) that).greater(this);
  }

  @Override
  public Ball lessOrEqual(Real that) {
    return Comparisons.lessOrEqual(this, (Ball) that);
  }

  @Override
  public Ball equalTo(Real that) {
    return Comparisons.equalTo(this, (Ball) that);
  }

  @Override
  public Ball notEqualTo(Real that) {
    return number(1).subtract(equalTo(that));
  }

  @Override
  public Real choose(Real ifTrue, Real ifFalse) {
    return Comparisons.choose(this, ifTrue, ifFalse);
  }

  // ---------------------------------------------------------------- text

  /** The midpoint of a bounded ball, or an infinity, in decimal, rounded to so many digits. */
  public String midpointText(int digits) {
    if (kind != Kind.BOUNDED && kind != Kind.INFINITE) {
      throw new IllegalStateException("no midpoint: " + this);
    }
    if (kind == Kind.INFINITE || mid.isZero()) {
      return Double.toString(doubleValue());
    }
    return mid.toText(digits);
  }

  /** The certain digits and the radius, such as {@code 0.73105857863000487925 ± 3.1E-21}. */
  @Override
  public String toString() {
    return BallText.write(this);
  }
}
