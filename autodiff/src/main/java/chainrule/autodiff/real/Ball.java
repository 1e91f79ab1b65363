package chainrule.autodiff.real;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
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

  private static final int GUARD_BITS = 32;
  private static final double BITS_PER_DIGIT = Math.log(10) / Math.log(2);

  /** Greater powers of ten are not written exactly. */
  private static final int MAX_EXACT_PLACES = 10_000;

  /** Magnitudes beyond 2^±LIMIT are not represented. */
  private static final long LIMIT = 1L << 61;

  /** What over- and underflows is beyond 2^±REACH. */
  private static final long REACH = 1L << 60;

  private static final int POSITIVE = 1;
  private static final int NEGATIVE = -1;
  private static final int UNSIGNED = 0;

  private static final String POLE = "divides by a number that may be zero";
  private static final String INDEFINITE = "combines zeros and infinities";
  private static final String DOMAIN = "may be outside the domain of ";

  private enum Kind {
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
   * text is a whole number or a fraction of a power of two.
   *
   * @throws IllegalArgumentException if digits is not positive
   * @throws NumberFormatException if the text is not a number
   */
  public static Ball of(String decimal, int digits) {
    int bits = bits(digits);
    BigDecimal exact = new BigDecimal(decimal);
    Ball unscaled = exact(new Big(exact.unscaledValue(), 0), bits);
    double places = Math.abs((double) exact.scale());
    Ball power =
        places <= MAX_EXACT_PLACES
            ? exact(new Big(BigInteger.TEN.pow((int) places), 0), bits)
            : ofBits(10, bits).pow(ofBits(places, bits));
    Ball result = exact.scale() > 0 ? unscaled.divide(power) : unscaled.multiply(power);
    return exact.signum() == 0 && decimal.startsWith("-") ? result.negate() : result;
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
    return new Ball(Kind.BOUNDED, value, Magnitude.ZERO, bits, POSITIVE, null);
  }

  private static Ball zero(int sign, int bits) {
    return new Ball(Kind.BOUNDED, Big.ZERO, Magnitude.ZERO, bits, sign, null);
  }

  private static Ball infinite(int sign, int bits) {
    return new Ball(Kind.INFINITE, Big.of(sign), Magnitude.ZERO, bits, UNSIGNED, null);
  }

  static Ball undefined(int bits, String why) {
    return new Ball(Kind.UNDEFINED, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, why);
  }

  static Ball unknown(int bits, String why) {
    return new Ball(Kind.UNKNOWN, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, why);
  }

  private static Ball line(int bits, String why) {
    return new Ball(Kind.LINE, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, why);
  }

  private static Ball above(Big low, int bits, @Nullable String doubt) {
    return new Ball(Kind.ABOVE, low, Magnitude.ZERO, bits, UNSIGNED, doubt);
  }

  private static Ball below(Big high, int bits, @Nullable String doubt) {
    return new Ball(Kind.BELOW, high, Magnitude.ZERO, bits, UNSIGNED, doubt);
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

  /** A ball about a midpoint, which is rounded. */
  static Ball about(Big mid, Magnitude radius, int bits) {
    return about(mid, radius, bits, null);
  }

  private static Ball about(Big mid, Magnitude radius, int bits, @Nullable String doubt) {
    Big kept = mid.truncate(bits);
    // truncation is off by less than a unit of the last bit that is kept
    Magnitude sum = kept == mid ? radius : radius.add(Magnitude.powerOfTwo(kept.exponent()));
    if (sum.top() < -LIMIT - LIMIT / 2) {
      sum = sum.isZero() ? sum : Magnitude.powerOfTwo(-LIMIT - LIMIT / 2);
    }
    if (kept.top() > LIMIT || sum.top() > LIMIT) {
      return kept.top() > sum.top() + 1 ? overflow(kept.signum(), bits) : line(bits, "overflow");
    }
    if (!kept.isZero() && kept.top() < -LIMIT) {
      return new Ball(
          Kind.BOUNDED, Big.ZERO, sum.add(Magnitude.powerOfTwo(-LIMIT)), bits, UNSIGNED, doubt);
    }
    return new Ball(Kind.BOUNDED, kept, sum, bits, POSITIVE, doubt);
  }

  /**
   * The interval between two ends. Its end nearer to zero is kept exactly, or as zero where it is
   * too small beside the other: an interval of positive numbers does not reach below zero.
   */
  private static Ball interval(Big low, Big high, int bits, @Nullable String doubt) {
    if (low.signum() < 0 && (high.signum() <= 0 || low.abs().compareTo(high) > 0)) {
      return interval(high.negate(), low.negate(), bits, doubt).negate();
    }
    Big from = low;
    Big to = high;
    if (Big.span(low, high) > 2L * bits + 64) {
      // ends too long to be written exactly are rounded outwards
      int kept = bits + GUARD_BITS;
      Big least = Big.ONE.scale(high.top() - kept);
      boolean weightless = low.top() < high.top() - kept;
      from = weightless ? (low.signum() > 0 ? Big.ZERO : least.negate()) : low.truncate(kept);
      to = high.negate().truncate(kept).negate();
    }
    Magnitude radius = Magnitude.above(to.add(from.negate())).scale(-1);
    return new Ball(Kind.BOUNDED, from.add(radius.toBig()), radius, bits, POSITIVE, doubt);
  }

  // ---------------------------------------------------------------- reading

  /** How many significant decimal digits this number computes with. */
  public int digits() {
    return (int) Math.floor((bits - GUARD_BITS) / BITS_PER_DIGIT);
  }

  int bits() {
    return bits;
  }

  /**
   * The same ball, to be computed with in another number of digits.
   *
   * @throws IllegalArgumentException if digits is not positive
   */
  public Ball withDigits(int digits) {
    return withBits(bits(digits));
  }

  /** The same ball with another precision; its midpoint is rounded where it is longer. */
  Ball withBits(int newBits) {
    if (newBits == bits) {
      return this;
    }
    return kind == Kind.BOUNDED && mid.mantissa().bitLength() > newBits
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

  /** Whether this is proved not to be a number, as the logarithm of -1. */
  public boolean isUndefined() {
    return kind == Kind.UNDEFINED;
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
      case BOUNDED -> roundedDown(lowEnd());
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

  /** This ball with a greater radius. */
  Ball widened(Magnitude more) {
    return kind == Kind.BOUNDED ? about(mid, radius.add(more), bits, doubt) : this;
  }

  /** The number times two to the given power. */
  Ball scale(long power) {
    return switch (kind) {
      case BOUNDED -> isZero() ? this : about(mid.scale(power), radius.scale(power), bits, doubt);
      case ABOVE, BELOW -> new Ball(kind, mid.scale(power), radius, bits, zeroSign, doubt);
      default -> this;
    };
  }

  /** Whether a number is in the ball; NaN is in a ball that is undefined or unknown. */
  public boolean contains(double value) {
    return contains(ofBits(value, bits));
  }

  /** Whether every number of that ball is in this one. */
  public boolean contains(Ball that) {
    if (kind == Kind.UNKNOWN || (kind == that.kind && (kind == Kind.LINE || isNaN()))) {
      return true;
    }
    if (isNaN() || that.isNaN()) {
      return false;
    }
    return compare(lowPoint(), that.lowPoint()) <= 0 && compare(that.highPoint(), highPoint()) <= 0;
  }

  /** The least ball that contains both. */
  public Ball hull(Ball that) {
    return hull(that, firstDoubt(that));
  }

  private Ball hull(Ball that, @Nullable String why) {
    int common = Math.max(bits, that.bits);
    if (isNaN() || that.isNaN()) {
      return kind == that.kind
          ? withBits(common)
          : unknown(common, why == null ? "may not be a number" : why);
    }
    if (isZero() && that.isZero()) {
      return zero(zeroSign == that.zeroSign ? zeroSign : UNSIGNED, common).withDoubt(why);
    }
    Ball low = lesser(lowPoint(), that.lowPoint());
    Ball high = higher(highPoint(), that.highPoint());
    return between(low, high, common, why);
  }

  // ---------------------------------------------------------------- ends

  /** The lower end: an exact number or an infinity. */
  private Ball lowPoint() {
    return switch (kind) {
      case BOUNDED -> radius.isZero() ? this : end(lowEnd());
      case ABOVE -> exact(mid, bits);
      case BELOW, LINE -> infinite(NEGATIVE, bits);
      default -> this;
    };
  }

  private Ball highPoint() {
    return switch (kind) {
      case BOUNDED -> radius.isZero() ? this : end(highEnd());
      case BELOW -> exact(mid, bits);
      case ABOVE, LINE -> infinite(POSITIVE, bits);
      default -> this;
    };
  }

  /** An end; if it is zero, then of unknown sign. */
  private Ball end(Big value) {
    return new Ball(Kind.BOUNDED, value, Magnitude.ZERO, bits, UNSIGNED, null);
  }

  private Big highEnd() {
    return mid.isZero() ? radius.toBig() : negate().lowEnd().negate();
  }

  /** A number not above midpoint - radius: equal to it unless it is too long to be written. */
  private Big lowEnd() {
    Big reach = radius.toBig().negate();
    if (Big.span(mid, reach) <= 2L * bits + 128) {
      return mid.add(reach);
    }
    long top = Math.max(mid.top(), radius.top());
    // twice the error of a rounded sum
    return mid.add(reach, bits).add(Big.ONE.scale(top - bits + 2).negate());
  }

  /** The interval from one point to another. */
  private static Ball between(Ball low, Ball high, int bits, @Nullable String doubt) {
    if (low.kind == Kind.INFINITE && high.kind == Kind.INFINITE) {
      return low.mid.signum() == high.mid.signum()
          ? infinite(low.mid.signum(), bits)
          : new Ball(Kind.LINE, Big.ZERO, Magnitude.ZERO, bits, UNSIGNED, doubt);
    }
    if (high.kind == Kind.INFINITE) {
      return above(low.mid, bits, doubt);
    }
    if (low.kind == Kind.INFINITE) {
      return below(high.mid, bits, doubt);
    }
    if (low.mid.compareTo(high.mid) == 0) {
      int sign = low.zeroSign == high.zeroSign ? low.zeroSign : UNSIGNED;
      return new Ball(Kind.BOUNDED, low.mid, Magnitude.ZERO, bits, sign, doubt);
    }
    return interval(low.mid, high.mid, bits, doubt);
  }

  /** Compares points: exact numbers and infinities. */
  private static int compare(Ball a, Ball b) {
    int infiniteA = a.kind == Kind.INFINITE ? a.mid.signum() : 0;
    int infiniteB = b.kind == Kind.INFINITE ? b.mid.signum() : 0;
    return infiniteA != 0 || infiniteB != 0
        ? Integer.compare(infiniteA, infiniteB)
        : a.mid.compareTo(b.mid);
  }

  private static Ball lesser(Ball a, Ball b) {
    return compare(a, b) <= 0 ? a : b;
  }

  private static Ball higher(Ball a, Ball b) {
    return compare(a, b) >= 0 ? a : b;
  }

  /** The sign of all numbers of the ball; 0 if they differ or are zero. */
  private int certainSign() {
    return switch (kind) {
      case BOUNDED -> radius.isZero() || mid.abs().compareTo(radius.toBig()) > 0 ? mid.signum() : 0;
      case INFINITE -> mid.signum();
      case ABOVE -> mid.signum() > 0 ? 1 : 0;
      case BELOW -> mid.signum() < 0 ? -1 : 0;
      default -> 0;
    };
  }

  private boolean isZero() {
    return kind == Kind.BOUNDED && mid.isZero() && radius.isZero();
  }

  private boolean mayBeZero() {
    return !isNaN() && certainSign() == 0;
  }

  private @Nullable String firstDoubt(Ball that) {
    return doubt != null ? doubt : that.doubt;
  }

  /** Whether no number is in both balls. */
  public boolean isApartFrom(Ball that) {
    return !isNaN()
        && !that.isNaN()
        && (compare(lowPoint(), that.highPoint()) > 0 || compare(that.lowPoint(), highPoint()) > 0);
  }

  /** The numbers that are in both balls, which must not be apart. */
  Ball intersection(Ball that) {
    if (isNaN() || that.isNaN() || isApartFrom(that)) {
      throw new IllegalArgumentException("no intersection of " + this + " and " + that);
    }
    Ball low = higher(lowPoint(), that.lowPoint());
    Ball high = lesser(highPoint(), that.highPoint());
    return between(low, high, Math.max(bits, that.bits), firstDoubt(that));
  }

  Ball withoutDoubt() {
    return doubt == null ? this : new Ball(kind, mid, radius, bits, zeroSign, null);
  }

  /** This ball, in doubt if it was not before. */
  Ball withDoubt(@Nullable String why) {
    return doubt != null || why == null ? this : new Ball(kind, mid, radius, bits, zeroSign, why);
  }

  /** What an operation gives if an operand is not a number. */
  private Ball notANumber(Ball that, int common) {
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

  // ---------------------------------------------------------------- arithmetic

  /** The radii add up, and the rounding of the midpoint. */
  @Override
  public Ball add(Real number) {
    Ball that = (Ball) number;
    int common = Math.max(bits, that.bits);
    if (kind == Kind.BOUNDED && that.kind == Kind.BOUNDED) {
      return sum(that, common).withDoubt(firstDoubt(that));
    }
    if (isNaN() || that.isNaN()) {
      return notANumber(that, common);
    }
    Ball low = endSum(lowPoint(), that.lowPoint(), common);
    Ball high = endSum(highPoint(), that.highPoint(), common);
    if (low.isNaN() || high.isNaN()) {
      return isExact() && that.isExact()
          ? undefined(common, "infinity - infinity")
          : unknown(common, INDEFINITE);
    }
    // an infinity among finite numbers may meet the opposite one
    boolean opposite =
        (mayBe(Double.POSITIVE_INFINITY) && that.mayBe(Double.NEGATIVE_INFINITY))
            || (mayBe(Double.NEGATIVE_INFINITY) && that.mayBe(Double.POSITIVE_INFINITY));
    return opposite
        ? unknown(common, INDEFINITE)
        : between(low.lowPoint(), high.highPoint(), common, firstDoubt(that));
  }

  private boolean mayBe(double infinity) {
    return contains(number(infinity));
  }

  private boolean mayBeInfinite() {
    return mayBe(Double.POSITIVE_INFINITY) || mayBe(Double.NEGATIVE_INFINITY);
  }

  private static Ball endSum(Ball a, Ball b, int bits) {
    if (a.kind == Kind.BOUNDED && b.kind == Kind.BOUNDED) {
      return a.sum(b, bits);
    }
    if (a.kind == Kind.INFINITE && b.kind == Kind.INFINITE) {
      return a.mid.signum() == b.mid.signum() ? a : undefined(bits, INDEFINITE);
    }
    return a.kind == Kind.INFINITE ? a : b;
  }

  private Ball sum(Ball that, int common) {
    Magnitude reach = radius.add(that.radius);
    long gap = mid.top() - that.mid.top();
    if (mid.isZero() || that.mid.isZero()) {
      if (isZero() && that.isZero()) {
        return zero(zeroSign == that.zeroSign ? zeroSign : bothSigns(that), common);
      }
      return about(mid.isZero() ? that.mid : mid, reach, common);
    }
    if (Math.abs(gap) > common + 2L) {
      Big lost = gap > 0 ? that.mid : mid;
      return about(gap > 0 ? mid : that.mid, reach.add(Magnitude.above(lost)), common);
    }
    return about(mid.add(that.mid), reach, common);
  }

  /** The sign of a sum of zeros whose signs differ: positive unless one is not known. */
  private int bothSigns(Ball that) {
    return (zeroSign == UNSIGNED && that.zeroSign == NEGATIVE)
            || (zeroSign == NEGATIVE && that.zeroSign == UNSIGNED)
        ? UNSIGNED
        : POSITIVE;
  }

  @Override
  public Ball subtract(Real that) {
    return add(((Ball) that).negate());
  }

  /** The radius |x|·s + |y|·r + r·s for x ± r and y ± s, and the rounding of the midpoint. */
  @Override
  public Ball multiply(Real number) {
    Ball that = (Ball) number;
    int common = Math.max(bits, that.bits);
    String why = firstDoubt(that);
    if (kind == Kind.BOUNDED && that.kind == Kind.BOUNDED) {
      if (isZero() || that.isZero()) {
        return zero(factorSign() * that.factorSign(), common).withDoubt(why);
      }
      if (isWide() || that.isWide()) {
        return endProducts(that, common, why);
      }
      Magnitude reach = radius.multiply(that.radius);
      if (!radius.isZero()) {
        reach = reach.add(radius.multiply(Magnitude.above(that.mid)));
      }
      if (!that.radius.isZero()) {
        reach = reach.add(that.radius.multiply(Magnitude.above(mid)));
      }
      return about(mid.multiply(that.mid), reach, common, why);
    }
    if (isNaN() || that.isNaN()) {
      return notANumber(that, common);
    }
    if ((isZero() && that.kind == Kind.INFINITE) || (that.isZero() && kind == Kind.INFINITE)) {
      return undefined(common, "zero times infinity");
    }
    if ((mayBeZero() && that.mayBeInfinite()) || (that.mayBeZero() && mayBeInfinite())) {
      return unknown(common, why == null ? INDEFINITE : why);
    }
    return scaledBy(that, common).withDoubt(why);
  }

  /** Whether the ends are so far apart that a product's range is better taken from them. */
  private boolean isWide() {
    return !radius.isZero() && radius.top() > mid.top() - 16;
  }

  /** The range of a product, which lies between products of ends. */
  private Ball endProducts(Ball that, int common, @Nullable String why) {
    Big low = lowPoint().mid;
    Big high = highPoint().mid;
    Ball result = null;
    for (Big end : new Big[] {that.lowPoint().mid, that.highPoint().mid}) {
      Ball one = exact(low.multiply(end), common).hull(exact(high.multiply(end), common), why);
      result = result == null ? one : result.hull(one, why);
    }
    return result;
  }

  /** A product of which neither factor may be zero, or the other is finite and so is certain. */
  private Ball scaledBy(Ball that, int common) {
    int sign = certainSign() * that.certainSign();
    if (sign == 0) {
      return line(common, INDEFINITE);
    }
    if (kind == Kind.INFINITE || that.kind == Kind.INFINITE) {
      return infinite(sign, common);
    }
    Big least = leastAbs().multiply(that.leastAbs()).truncate(common);
    return sign > 0 ? above(least, common, null) : below(least.negate(), common, null);
  }

  /** The least magnitude of a ball of certain sign. */
  private Big leastAbs() {
    return (certainSign() > 0 ? lowPoint().mid : highPoint().mid).abs();
  }

  /** The sign of a factor whose product is zero. */
  private int factorSign() {
    return isZero() ? zeroSign : certainSign();
  }

  /** The radius (|x|·s + |y|·r) / (|y| (|y| - s)) for (x ± r) / (y ± s), and rounding. */
  @Override
  public Ball divide(Real number) {
    Ball that = (Ball) number;
    int common = Math.max(bits, that.bits);
    String why = firstDoubt(that);
    if (isNaN() || that.isNaN()) {
      return notANumber(that, common);
    }
    if (that.mayBeZero()) {
      return overZero(that, common, why == null ? POLE : why);
    }
    if (that.kind != Kind.BOUNDED) {
      return overInfinity(that, common).withDoubt(why);
    }
    if (kind != Kind.BOUNDED) {
      return multiply(that.reciprocalBound(common)).withDoubt(why);
    }
    if (isZero()) {
      return zero(zeroSign * that.certainSign(), common).withDoubt(why);
    }
    if (that.isWide()) {
      Ball one = exact(Big.ONE, common);
      Ball reciprocal = one.divide(that.highPoint()).hull(one.divide(that.lowPoint()), why);
      return multiply(reciprocal);
    }
    int places = common + 2 + that.mid.mantissa().bitLength() - mid.mantissa().bitLength();
    places = Math.max(0, places);
    BigInteger[] division =
        mid.mantissa().shiftLeft(places).divideAndRemainder(that.mid.mantissa());
    Big quotient = new Big(division[0], mid.exponent() - that.mid.exponent() - places);
    // the quotient is truncated
    Magnitude reach =
        division[1].signum() == 0 ? Magnitude.ZERO : Magnitude.powerOfTwo(quotient.exponent());
    if (!radius.isZero() || !that.radius.isZero()) {
      Magnitude least = Magnitude.below(that.leastAbs());
      Magnitude numerator = Magnitude.above(quotient).add(reach).multiply(that.radius).add(radius);
      reach = reach.add(numerator.divide(least));
    }
    return about(quotient, reach, common, why);
  }

  /** The reciprocal of a bounded number without zero, as a bounded number. */
  private Ball reciprocalBound(int common) {
    return exact(Big.ONE, common).divide(this);
  }

  private Ball overZero(Ball that, int common, String why) {
    if (isZero() && that.isZero()) {
      return undefined(common, "zero divided by zero");
    }
    if (mayBeZero() || (!that.isZero() && !isBounded())) {
      return unknown(common, why);
    }
    int sign = certainSign() * that.factorSign();
    return that.isZero() && sign != 0 ? infinite(sign, common) : line(common, why);
  }

  /** The quotient by an unbounded number of certain sign. */
  private Ball overInfinity(Ball that, int common) {
    if (kind == Kind.INFINITE && that.kind == Kind.INFINITE) {
      return undefined(common, "infinity divided by infinity");
    }
    if (kind != Kind.BOUNDED) {
      return unknown(common, INDEFINITE);
    }
    int sign = factorSign() * that.certainSign();
    if (isZero() || that.kind == Kind.INFINITE) {
      return zero(sign, common);
    }
    Ball most = divide(exact(that.leastAbs(), common));
    return hullWithZero(that.certainSign() > 0 ? most : most.negate());
  }

  private static Ball hullWithZero(Ball ball) {
    return ball.hull(exact(Big.ZERO, ball.bits));
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
    if (isNaN()) {
      return this;
    }
    if (isZero()) {
      return zero(POSITIVE, bits).withDoubt(doubt);
    }
    return switch (certainSign()) {
      case 1 -> this;
      case -1 -> negate();
      default -> {
        Ball low = lowPoint();
        Ball high = highPoint();
        Ball nearest =
            compare(low, zero(POSITIVE, bits)) > 0
                ? low
                : compare(high, zero(POSITIVE, bits)) < 0 ? high.negate() : zero(POSITIVE, bits);
        Ball opposite = low.negate();
        Ball furthest = higher(opposite, high);
        yield between(nearest, furthest, bits, doubt);
      }
    };
  }

  @Override
  public Ball sign() {
    if (isNaN() || isZero()) {
      return this;
    }
    int sign = certainSign();
    return sign != 0
        ? number(sign).withDoubt(doubt)
        : number(-1).hull(number(1), "straddles the jump of the sign");
  }

  @Override
  public Ball floor() {
    if (isNaN() || isZero() || kind == Kind.INFINITE) {
      return this;
    }
    Ball low = floorOf(lowPoint());
    Ball high = floorOf(highPoint());
    return compare(low, high) == 0
        ? low.withDoubt(doubt)
        : between(low, high, bits, doubt == null ? "straddles a jump of floor" : doubt);
  }

  private static Ball floorOf(Ball point) {
    if (point.kind == Kind.INFINITE) {
      return point;
    }
    return point.isZero() ? point : exact(point.mid.floor(), point.bits);
  }

  /** (x ± r)² = x² ± (2|x|r + r²), or the interval from zero where zero is in the ball. */
  @Override
  public Ball square() {
    if (kind != Kind.BOUNDED || isZero()) {
      return multiply(this);
    }
    if (mayBeZero()) {
      Magnitude furthest = Magnitude.above(mid).add(radius);
      return between(
          exact(Big.ZERO, bits), exact(furthest.multiply(furthest).toBig(), bits), bits, doubt);
    }
    return multiply(this);
  }

  /** √(x² + y²), and |x| where y is zero. */
  @Override
  public Ball hypot(Real number) {
    Ball that = (Ball) number;
    int common = Math.max(bits, that.bits);
    if (kind == Kind.INFINITE || that.kind == Kind.INFINITE) {
      return infinite(POSITIVE, common);
    }
    if (isNaN() || that.isNaN()) {
      // infinite even if the other is not a number
      return kind == Kind.UNKNOWN || that.kind == Kind.UNKNOWN || !isNaN() || !that.isNaN()
          ? unknownUnlessBounded(that, common)
          : notANumber(that, common);
    }
    if (isZero() || that.isZero()) {
      return (isZero() ? that : this).abs().withBits(common);
    }
    Ball wide = withBits(common + 8);
    return wide.square().add(that.square()).sqrt().withBits(common);
  }

  private Ball unknownUnlessBounded(Ball that, int common) {
    Ball other = isNaN() ? that : this;
    return other.isBounded() ? notANumber(that, common) : unknown(common, INDEFINITE);
  }

  // ---------------------------------------------------------------- powers

  /**
   * Powers of whole exponents by multiplication; exp(y log x) for others, in which either operand
   * occurs once, so that the result is as wide as it must be. Logarithms are taken to so many more
   * bits as the exponent has before its point.
   */
  @Override
  public Ball pow(Real exponent) {
    Ball power = (Ball) exponent;
    int common = Math.max(bits, power.bits);
    if (power.isZero()) {
      return exact(Big.ONE, common);
    }
    if (isNaN() || power.isNaN()) {
      // x⁰ is 1 even for NaN
      return power.mayBeZero() ? unknown(common, INDEFINITE) : notANumber(power, common);
    }
    if (mayBeInfinite() || power.kind != Kind.BOUNDED || (isZero() && power.isExact())) {
      return corners(power, common);
    }
    if (power.isExact() && power.mid.isWhole()) {
      return wholePower(power.mid, common);
    }
    if (compare(lowPoint(), number(0)) < 0) {
      return power.isExact() && compare(highPoint(), number(0)) < 0
          ? undefined(common, "negative number to a power that is not whole")
          : unknown(common, DOMAIN + "pow");
    }
    if (mayBeZero()) {
      return corners(power, common);
    }
    int whole = (int) Math.max(0, Math.min(64, Math.max(power.mid.top(), power.radius.top())));
    Ball wide = withBits(common + whole + 16);
    return wide.log().multiply(power).exp().withBits(common).withDoubt(firstDoubt(power));
  }

  /** A power with a whole exponent, which is odd or even in the base. */
  private Ball wholePower(Big exponent, int common) {
    boolean odd = exponent.isOdd();
    boolean falling = exponent.signum() < 0;
    if (odd && !falling && isZero()) {
      return withBits(common);
    }
    if (odd && certainSign() == 0 && !(isZero() && zeroSign != UNSIGNED)) {
      return falling
          ? line(common, doubt == null ? POLE : doubt)
          : lowPoint()
              .wholePower(exponent, common)
              .hull(highPoint().wholePower(exponent, common), doubt);
    }
    Ball size =
        abs()
            .withBits(common)
            .unary(
                "pow",
                falling ? Course.DECREASING : Course.INCREASING,
                SpecialFunction.of(x -> falling ? 1 / x : x),
                (x, working) -> Exponentials.wholePower(x, exponent, working));
    return odd && factorSign() < 0 ? size.negate() : size;
  }

  /**
   * A power of a base that is not negative is monotone in each operand: its extremes are at the
   * corners.
   */
  private Ball corners(Ball power, int common) {
    String why = firstDoubt(power);
    if (isExact() && power.isExact()) {
      if (isZero() && zeroSign == UNSIGNED) {
        return zero(POSITIVE, bits)
            .corners(power, common)
            .hull(zero(NEGATIVE, bits).corners(power, common), why);
      }
      return kind == Kind.BOUNDED && power.kind == Kind.BOUNDED && !isZero()
          ? withBits(common).pow(power)
          : ofBits(Math.pow(baseStandIn(), power.exponentStandIn()), common).withDoubt(why);
    }
    if (compare(lowPoint(), number(0)) < 0) {
      return unknown(common, DOMAIN + "pow");
    }
    if (mayBeZero() && !(isZero() && zeroSign != UNSIGNED) && power.certainSign() <= 0) {
      // an odd power among them has a pole of either sign
      return power.mayBeZero() ? unknown(common, POLE) : line(common, POLE);
    }
    if (power.mayBeInfinite() && contains(number(1))) {
      return unknown(common, why == null ? INDEFINITE : why);
    }
    Ball result = lowPoint().corners(power.lowPoint(), common);
    result = result.hull(lowPoint().corners(power.highPoint(), common), why);
    result = result.hull(highPoint().corners(power.lowPoint(), common), why);
    return result.hull(highPoint().corners(power.highPoint(), common), why);
  }

  /** A double with the same special powers: same sign, same side of 1. */
  private double baseStandIn() {
    return kind == Kind.INFINITE || isZero()
        ? doubleValue()
        : mid.signum() * Math.pow(2, mid.abs().compareTo(Big.ONE));
  }

  /** A double with the same special powers: same sign, even, odd or not whole. */
  private double exponentStandIn() {
    return kind == Kind.INFINITE || isZero()
        ? doubleValue()
        : mid.signum() * (mid.isOdd() ? 1 : mid.isWhole() ? 2 : 0.5);
  }

  // ---------------------------------------------------------------- functions of one number

  /**
   * The range of a function over the ball, from its values at the ends where it is monotone. A
   * function convex on [m-r, m+r] is at most the greater of its values at the ends, and, since f(m)
   * is at most the mean of f(y) and f(2m-y), at least twice f(m) less that.
   */
  @Override
  Ball unary(String name, Course course, SpecialFunction onSpecial, PointFunction function) {
    if (isNaN()) {
      return this;
    }
    if (isExact()) {
      Ball result = kind == Kind.INFINITE || isZero() ? special(onSpecial) : function.at(mid, bits);
      return result.kind == Kind.UNDEFINED
          ? undefined(bits, "outside the domain of " + name)
          : result.withBits(bits).withDoubt(doubt);
    }
    Ball low = lowPoint();
    Ball high = highPoint();
    Magnitude carried = carried(course);
    if (carried != null) {
      Ball middle = function.at(mid, bits);
      Magnitude reach =
          course == Course.EXPONENTIAL ? carried.multiply(middle.magnitude()) : carried;
      return about(middle.mid, middle.radius.add(reach), bits, doubt);
    }
    return switch (course) {
      case INCREASING, GENTLE, EXPONENTIAL, LOGARITHM ->
          hullOf(name, low.at(onSpecial, function), high.at(onSpecial, function));
      case DECREASING -> hullOf(name, high.at(onSpecial, function), low.at(onSpecial, function));
      case VALLEY -> abs().unary(name, Course.INCREASING, onSpecial, function);
      case HILL -> abs().unary(name, Course.DECREASING, onSpecial, function);
      case OSCILLATING -> oscillating(onSpecial, function);
      case TANGENT -> sin().divide(cos());
      case INCREASING_BETWEEN_POLES ->
          hasPole()
              ? unknown(bits, "straddles a pole of " + name)
              : hullOf(name, low.at(onSpecial, function), high.at(onSpecial, function));
      case CONVEX_BETWEEN_POLES ->
          hasPole() ? line(bits, "straddles a pole of " + name) : convex(name, onSpecial, function);
      case CONVEX -> convex(name, onSpecial, function);
    };
  }

  /**
   * How far a function of a narrow ball may be from its value at the midpoint, where this is known
   * without the ends: by the radius itself for slopes of at most 1; by exp(r) - 1 of the value for
   * exp(x ± r); by r/(x - r) for log(x ± r). Null elsewhere.
   */
  private @Nullable Magnitude carried(Course course) {
    if (kind != Kind.BOUNDED || isWide()) {
      return null;
    }
    return switch (course) {
      case GENTLE -> mid.top() <= 2 ? radius : null;
      case EXPONENTIAL -> radius.top() < 0 && mid.top() < 60 ? radius.expm1() : null;
      case LOGARITHM -> mid.signum() > 0 ? radius.divide(Magnitude.below(lowEnd())) : null;
      default -> null;
    };
  }

  /** The value at a point: an exact number or an infinity. */
  private Ball at(SpecialFunction onSpecial, PointFunction function) {
    return kind == Kind.INFINITE || isZero() ? special(onSpecial) : function.at(mid, bits);
  }

  private Ball special(SpecialFunction onSpecial) {
    if (kind == Kind.INFINITE || zeroSign != UNSIGNED) {
      return onSpecial.at(doubleValue(), bits);
    }
    return onSpecial.at(0.0, bits).hull(onSpecial.at(-0.0, bits));
  }

  /** The numbers between values at the ends of an interval; outside the domain it is in doubt. */
  private Ball hullOf(String name, Ball low, Ball high) {
    if (low.isNaN() || high.isNaN()) {
      return low.isNaN() && high.isNaN() && certainSign() != 0
          ? undefined(bits, "outside the domain of " + name)
          : unknown(bits, DOMAIN + name);
    }
    return between(low.lowPoint(), high.highPoint(), bits, doubt);
  }

  /** Slopes between -1 and 1 carry the radius over as it is. */
  private Ball oscillating(SpecialFunction onSpecial, PointFunction function) {
    Ball unit = between(number(-1), number(1), bits, doubt);
    if (kind != Kind.BOUNDED) {
      return mayBeInfinite() ? unknown(bits, doubt == null ? INDEFINITE : doubt) : unit;
    }
    if (radius.top() > 1) {
      return unit;
    }
    Ball middle = exact(mid, bits).at(onSpecial, function);
    return about(middle.mid, middle.radius.add(radius), bits, doubt);
  }

  private Ball convex(String name, SpecialFunction onSpecial, PointFunction function) {
    Ball atLow = lowPoint().at(onSpecial, function);
    Ball atHigh = highPoint().at(onSpecial, function);
    if (!atLow.isBounded() || !atHigh.isBounded()) {
      Ball ends = hullOf(name, atLow, atHigh);
      return ends.isNaN() ? ends : line(bits, doubt == null ? INDEFINITE : doubt);
    }
    Ball most = compare(atLow.highPoint(), atHigh.highPoint()) > 0 ? atLow : atHigh;
    Ball middle = exact(mid, bits).at(onSpecial, function);
    Ball least = middle.add(middle).subtract(most);
    return between(least.lowPoint(), most.highPoint(), bits, doubt);
  }

  /** Whether zero or a negative whole number is in the ball. */
  private boolean hasPole() {
    if (kind != Kind.BOUNDED) {
      return kind != Kind.ABOVE || mid.signum() <= 0;
    }
    Big low = lowPoint().mid;
    Big high = highPoint().mid;
    return low.signum() <= 0
        && (high.signum() >= 0 || low.floor().compareTo(high.floor()) != 0 || low.isWhole());
  }

  // ---------------------------------------------------------------- of two numbers

  /** The angle of a point, from its tangent or cotangent; π is added or taken on the left. */
  @Override
  public Ball atan2(Real number) {
    Ball x = (Ball) number;
    int common = Math.max(bits, x.bits);
    if (isNaN() || x.isNaN()) {
      return notANumber(x, common);
    }
    if (isExact() && x.isExact() && (!isBounded() || !x.isBounded() || isZero() || x.isZero())) {
      if ((isZero() && zeroSign == UNSIGNED) || (x.isZero() && x.zeroSign == UNSIGNED)) {
        return fullCircle(common, "the angle of a zero of unknown sign");
      }
      double angle = Math.atan2(standIn(), x.standIn());
      Ball eighths = ofBits(Math.rint(angle * 4 / Math.PI) / 4, common);
      return eighths.isZero() ? eighths : eighths.multiply(Constants.pi(common));
    }
    int working = common + 8;
    Ball y = withBits(working);
    Ball abscissa = x.withBits(working);
    Ball angle;
    if (x.certainSign() > 0) {
      angle = y.divide(abscissa).atan();
    } else if (certainSign() != 0) {
      Ball right = Trigonometry.quarterTurns(certainSign(), working);
      angle = right.subtract(abscissa.divide(y).atan());
    } else if (isZero() && zeroSign != UNSIGNED && x.certainSign() < 0) {
      angle = Trigonometry.quarterTurns(2 * zeroSign, working);
    } else {
      return fullCircle(common, "straddles the jump of the angle");
    }
    return angle.withBits(common).withDoubt(firstDoubt(x));
  }

  private static Ball fullCircle(int bits, String why) {
    Ball pi = Constants.pi(bits);
    return pi.negate().hull(pi, why);
  }

  /** A double of the same kind and sign, any finite magnitude being 1. */
  private double standIn() {
    return kind == Kind.INFINITE || isZero() ? doubleValue() : mid.signum();
  }

  /** exp of the exact difference, where it can be written. */
  @Override
  public Ball expSubtract(Real number) {
    Ball that = (Ball) number;
    int common = Math.max(bits, that.bits);
    if (isExact() && that.isExact() && isBounded() && that.isBounded()) {
      Big difference = Big.span(mid, that.mid) < 4096 ? mid.add(that.mid.negate()) : null;
      if (difference != null) {
        return exact(difference, common).exp();
      }
    }
    return subtract(that).exp();
  }

  /** x·log(y), which is 0 for x = 0 whatever the number y. */
  @Override
  public Ball xLogY(Real number) {
    Ball y = (Ball) number;
    int common = Math.max(bits, y.bits);
    if (isZero() && !y.isNaN()) {
      return exact(Big.ZERO, common);
    }
    Ball log = y.log();
    return mayBeZero() && !log.isBounded()
        ? unknown(common, firstDoubt(log) == null ? INDEFINITE : firstDoubt(log))
        : multiply(log);
  }

  // ---------------------------------------------------------------- comparison and choice

  @Override
  public Ball max(Real number) {
    Ball that = (Ball) number;
    int common = Math.max(bits, that.bits);
    if (isNaN() || that.isNaN()) {
      return notANumber(that, common);
    }
    if (isZero() && that.isZero()) {
      int sign =
          zeroSign == POSITIVE || that.zeroSign == POSITIVE
              ? POSITIVE
              : zeroSign == that.zeroSign ? zeroSign : UNSIGNED;
      return zero(sign, common);
    }
    if (compare(lowPoint(), that.highPoint()) >= 0) {
      return unsigned(withBits(common), that);
    }
    if (compare(that.lowPoint(), highPoint()) >= 0) {
      return unsigned(that.withBits(common), this);
    }
    Ball low = higher(lowPoint(), that.lowPoint());
    Ball high = higher(highPoint(), that.highPoint());
    return between(low, high, common, firstDoubt(that));
  }

  /** A negative zero loses its sign where the other number may be a positive one. */
  private static Ball unsigned(Ball greater, Ball other) {
    return greater.isZero() && greater.zeroSign == NEGATIVE && other.mayBeZero()
        ? zero(UNSIGNED, greater.bits).withDoubt(greater.doubt)
        : greater;
  }

  @Override
  public Ball min(Real that) {
    return negate().max(((Ball) that).negate()).negate();
  }

  @Override
  public Ball greater(Real number) {
    Ball that = (Ball) number;
    return mask(
        that,
        ">",
        compareUnlessNaN(lowPoint(), that.highPoint()) > 0,
        compareUnlessNaN(highPoint(), that.lowPoint()) <= 0);
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
  public Ball lessOrEqual(Real number) {
    Ball that = (Ball) number;
    return mask(
        that,
        "<=",
        compareUnlessNaN(highPoint(), that.lowPoint()) <= 0,
        compareUnlessNaN(lowPoint(), that.highPoint()) > 0);
  }

  @Override
  public Ball equalTo(Real number) {
    Ball that = (Ball) number;
    boolean points = isExact() && that.isExact();
    return mask(
        that,
        "=",
        points && compareUnlessNaN(this, that) == 0,
        compareUnlessNaN(lowPoint(), that.highPoint()) > 0
            || compareUnlessNaN(highPoint(), that.lowPoint()) < 0);
  }

  @Override
  public Ball notEqualTo(Real that) {
    Ball one = number(1);
    return one.subtract(equalTo(that));
  }

  private static int compareUnlessNaN(Ball a, Ball b) {
    return a.isNaN() || b.isNaN() ? 0 : compare(a, b);
  }

  private Ball mask(Ball that, String symbol, boolean proved, boolean refuted) {
    int common = Math.max(bits, that.bits);
    if (kind == Kind.UNDEFINED || that.kind == Kind.UNDEFINED) {
      return ofBits(0, common);
    }
    boolean unknown = kind == Kind.UNKNOWN || that.kind == Kind.UNKNOWN;
    if (!unknown && (proved || refuted)) {
      return ofBits(proved ? 1 : 0, common);
    }
    String why = firstDoubt(that);
    return between(
        ofBits(0, common),
        ofBits(1, common),
        common,
        why != null ? why : "cannot tell whether " + this + " " + symbol + " " + that);
  }

  @Override
  public Real choose(Real ifTrue, Real ifFalse) {
    if (isNaN()) {
      return this;
    }
    if (!mayBeZero()) {
      return ifTrue;
    }
    if (isZero()) {
      return ifFalse;
    }
    // other arithmetics over balls choose part by part
    return ifTrue == ifFalse
        ? ifTrue
        : ((Ball) ifTrue).hull((Ball) ifFalse, doubt == null ? "straddles a branch" : doubt);
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
    return switch (kind) {
      case BOUNDED -> boundedText();
      case ABOVE -> "at least " + exact(mid, bits);
      case BELOW -> "at most " + exact(mid, bits);
      case LINE -> "any number" + why();
      case INFINITE -> mid.signum() > 0 ? "Infinity" : "-Infinity";
      case UNDEFINED -> "undefined" + why();
      case UNKNOWN -> "cannot tell" + why();
    };
  }

  private String why() {
    return doubt == null ? "" : " (" + doubt + ")";
  }

  private String boundedText() {
    if (!radius.isZero() && certainBits() < 8) {
      return "between " + lowEnd().toText(8) + " and " + highEnd().toText(8);
    }
    if (mid.isZero()) {
      String zero = zeroSign < 0 ? "-0" : "0";
      return radius.isZero() ? zero : zero + " ± " + radiusText();
    }
    long digits =
        radius.isZero() ? digits() : Math.max(2, Math.min(digits(), certainDigits() + 2L));
    String text = mid.toText((int) digits);
    return radius.isZero() ? text : text + " ± " + radiusText();
  }

  private String radiusText() {
    // a sixteenth more, so that two digits are not less
    return radius.multiply(Magnitude.of(17, -4)).toBig().toText(2);
  }
}
