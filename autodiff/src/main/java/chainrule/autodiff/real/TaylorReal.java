package chainrule.autodiff.real;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A truncated Taylor series in one variable over numbers of any arithmetic: the truth for
 * derivatives, independent of every rule of the engine.
 *
 * <p>The variable is x ± ε with an infinitesimal positive ε, so that derivatives are one-sided. All
 * choices are those of the numbers beside the point: comparisons look at the values first, and
 * where these are equal at the derivatives, lowest first; {@link #abs}, {@link #max}, {@link
 * #floor} and {@code choose} follow. A difference that shows beyond the order of the series only is
 * not seen: to order 1, x² is not greater than 0 at 0. Choices are made with masks of the
 * arithmetic, coefficient by coefficient where a mask is undecided, and never by way of doubles.
 *
 * <p>Values are those of the functions of the arithmetic. Derivatives are sums of few terms, and
 * cancel no more than the derivative itself does at the point: over decimal numbers they lose two
 * or three of the digits, and more than that near zeros of the derivative only. At the border of a
 * domain they are the one-sided limits, infinite ones included, and NaN on the side where the
 * function is not defined. Quotients and powers are right where numerator and denominator, or the
 * base, start with exact zeros (sin(x)/x at 0). Where ∞ - ∞ or 0 · ∞ occurs among coefficients of a
 * composition, and at infinite points, derivatives may be NaN although they exist.
 *
 * <p>Operations on numbers of other arithmetics fail as those of the coefficients do; numbers of
 * the coefficients' own arithmetic are taken as constants. Instances are immutable.
 */
public final class TaylorReal implements Real {

  /** Quotients of numbers with more leading zeros than this, about, are not computed. */
  private static final int MAX_FURTHER_ORDERS = 15;

  private final Series series;

  private TaylorReal(Series series) {
    this.series = series;
  }

  /** The side of a point from which derivatives are taken. */
  public enum Side {
    /** Towards -∞. */
    LEFT,
    /** Towards +∞. */
    RIGHT
  }

  /**
   * The derivatives f(x), f′(x) … of the orders 0 to the given one, from the right; the value too
   * is the limit from there if f has a jump at x.
   *
   * @throws IllegalArgumentException if the order is negative
   */
  public static Real[] derivatives(UnaryOperator<Real> f, Real x, int order) {
    return derivatives(f, x, order, Side.RIGHT);
  }

  /**
   * The derivatives f(x), f′(x) … of the orders 0 to the given one, from one side, in the
   * arithmetic of x; see {@link #derivatives(UnaryOperator, Real, int)}. They are NaN where f is,
   * and where f is infinite and its slope is not.
   *
   * @throws IllegalArgumentException if the order is negative
   */
  public static Real[] derivatives(UnaryOperator<Real> f, Real x, int order, Side side) {
    return derivativesOfAll(t -> new Real[] {f.apply(t)}, x, order, side)[0];
  }

  /**
   * The derivatives of a function with several results, by result and order; see {@link
   * #derivatives(UnaryOperator, Real, int, Side)}.
   *
   * @throws IllegalArgumentException if the order is negative
   */
  public static Real[][] derivativesOfAll(Function<Real, Real[]> f, Real x, int order, Side side) {
    if (order < 0) {
      throw new IllegalArgumentException("order of derivative must not be negative: " + order);
    }
    double direction = side == Side.RIGHT ? 1 : -1;
    Series[] results;
    int further = 0;
    while (true) {
      Real t = new TaylorReal(Series.linear(x, x.number(direction), order + further));
      results = Arrays.stream(f.apply(t)).map(TaylorReal::series).toArray(Series[]::new);
      if (further >= MAX_FURTHER_ORDERS
          || Arrays.stream(results).allMatch(y -> y.order() >= order)) {
        break;
      }
      further = 2 * further + 1;
    }
    return Arrays.stream(results)
        .map(y -> derivatives(y, x, order, direction))
        .toArray(Real[][]::new);
  }

  private static Real[] derivatives(Series y, Real x, int order, double direction) {
    Real[] derivatives = new Real[order + 1];
    Real factorial = x.number(1);
    for (int k = 0; k <= order; k++) {
      Real coefficient = coefficient(y, x, k);
      Real size = k < 2 ? coefficient : coefficient.multiply(factorial);
      // a difference leaves a zero positive
      derivatives[k] = direction < 0 && k % 2 != 0 ? x.number(0).subtract(size) : size;
      factorial = factorial.multiply(x.number(k + 1));
    }
    return derivatives;
  }

  /**
   * A coefficient; what is not known of it, or combines zeros and infinities, may be any number.
   */
  private static Real coefficient(Series y, Real x, int k) {
    if (k > y.order()) {
      return Series.unknown(x);
    }
    if (y.value().isNaN()) {
      return y.value();
    }
    Real coefficient = y.coefficient(k);
    if (coefficient instanceof Ball ball && ball.isIndefinite()) {
      return Series.unknown(coefficient);
    }
    // as 1/0 + x, which no slope brings there
    boolean jumps = k > 0 && isInfinite(y.value()) && !isInfinite(x);
    return jumps && !isInfinite(coefficient) ? x.number(Double.NaN) : coefficient;
  }

  /** A number of any arithmetic as a constant among series over that arithmetic. */
  public static TaylorReal constant(Real value) {
    return new TaylorReal(Series.constant(value));
  }

  /** The value as a constant: this number without its derivatives. */
  public TaylorReal stopped() {
    return constant(value());
  }

  /** The coefficients of the powers of ε. */
  @Override
  public String toString() {
    return series.toString();
  }

  // ---------------------------------------------------------------- helpers

  private static boolean isInfinite(Real number) {
    return number instanceof Ball ball && ball.isInfinite();
  }

  private static Series series(Real number) {
    return number instanceof TaylorReal taylor ? taylor.series : Series.constant(number);
  }

  private Real value() {
    return series.value();
  }

  /** A function of the value, and of the series unless it is constant. */
  private TaylorReal function(UnaryOperator<Real> f, Supplier<Series> varying) {
    return series.isConstant() ? constant(f.apply(value())) : new TaylorReal(varying.get());
  }

  /** The function with the given slope, which is not asked for at constants. */
  private TaylorReal integral(UnaryOperator<Real> f, Supplier<TaylorReal> slope) {
    return function(f, () -> series.integral(f.apply(value()), slope.get().series));
  }

  /** The function whose slope is the reciprocal of the given divisor. */
  private TaylorReal integralOver(UnaryOperator<Real> f, Supplier<TaylorReal> divisor) {
    return function(f, () -> series.integralOver(f.apply(value()), divisor.get().series));
  }

  /** The n-th member of a family of which each is the derivative of the one before. */
  private TaylorReal family(int n, IntFunction<UnaryOperator<Real>> member) {
    Real value = series.oneSidedValue();
    return function(
        member.apply(n),
        () ->
            series.composed(
                k -> {
                  Real derivative = member.apply(n + k).apply(value);
                  for (int j = 2; j <= k; j++) {
                    derivative = derivative.divide(value.number(j));
                  }
                  return derivative;
                }));
  }

  private TaylorReal power(UnaryOperator<Real> value, Real numerator, Real denominator) {
    return new TaylorReal(series.power(new Series.Power(value, numerator, denominator)));
  }

  private TaylorReal compare(Real that, BinaryOperator<Real> comparison) {
    return new TaylorReal(series.compare(series(that), comparison));
  }

  private TaylorReal withValue(Real value) {
    return new TaylorReal(series.withValue(value));
  }

  /** This function where a mask is true; elsewhere its derivatives are NaN, not its value. */
  private TaylorReal where(TaylorReal mask) {
    return series.isConstant() ? this : new TaylorReal(series.where(mask.series));
  }

  private Real zero() {
    return value().number(0);
  }

  private Real one() {
    return value().number(1);
  }

  // ---------------------------------------------------------------- constants and conversions

  @Override
  public TaylorReal number(double number) {
    return constant(value().number(number));
  }

  @Override
  public TaylorReal pi() {
    return constant(value().pi());
  }

  @Override
  public double doubleValue() {
    return value().doubleValue();
  }

  /**
   * The double nearest to this number, where ε counts: for choices that a program makes on doubles,
   * as {@code x.value() > 0}. If the value is a double and this number is beside it, that is the
   * next double on that side.
   */
  public double sidedDoubleValue() {
    double value = doubleValue();
    TaylorReal same = number(value);
    if (!Series.isTrue(value().equalTo(same.value()))) {
      return value;
    }
    return Series.isTrue(greater(same))
        ? Math.nextUp(value)
        : Series.isTrue(less(same)) ? Math.nextDown(value) : value;
  }

  @Override
  public boolean isNaN() {
    return value().isNaN();
  }

  // ---------------------------------------------------------------- arithmetic

  @Override
  public TaylorReal add(Real that) {
    return new TaylorReal(series.add(series(that)));
  }

  @Override
  public TaylorReal subtract(Real that) {
    return new TaylorReal(series.subtract(series(that)));
  }

  @Override
  public TaylorReal multiply(Real that) {
    return new TaylorReal(series.multiply(series(that)));
  }

  @Override
  public TaylorReal divide(Real that) {
    return new TaylorReal(series.divide(series(that)));
  }

  @Override
  public TaylorReal negate() {
    return new TaylorReal(series.negate());
  }

  @Override
  public TaylorReal reciprocal() {
    return number(1).divide(this);
  }

  @Override
  public TaylorReal square() {
    return multiply(this).withValue(value().square());
  }

  @Override
  public TaylorReal abs() {
    return less(number(0)).choose(negate(), this).withValue(value().abs());
  }

  @Override
  public TaylorReal sign() {
    TaylorReal zero = number(0);
    Real positive = greater(zero).choose(number(1), constant(value().sign()));
    return less(zero).choose(number(-1), positive);
  }

  @Override
  public TaylorReal floor() {
    Real floor = value().floor();
    TaylorReal whole = constant(floor);
    return less(whole).choose(constant(floor.subtract(one())), whole);
  }

  // ---------------------------------------------------------------- roots and powers

  @Override
  public TaylorReal sqrt() {
    return power(Real::sqrt, one(), value().number(2)).where(greaterOrEqual(number(0)));
  }

  @Override
  public TaylorReal cbrt() {
    return power(Real::cbrt, one(), value().number(3));
  }

  @Override
  public TaylorReal hypot(Real that) {
    return new TaylorReal(series.hypot(series(that)));
  }

  @Override
  public TaylorReal pow(Real exponent) {
    Series power = series(exponent);
    if (power.isConstant()) {
      Real constant = power.value();
      if (Series.isTrue(constant.equalTo(zero()))) {
        return number(1);
      }
      TaylorReal result = power(x -> x.pow(constant), constant, one());
      boolean whole = Series.isTrue(constant.equalTo(constant.floor()));
      return whole ? result : result.where(greaterOrEqual(number(0)));
    }
    if (power.isLevel()) {
      // No slope up to its order, as x·0 + 2: a power of a negative number has derivatives then.
      Real zero = exponent.subtract(constant(power.value()));
      return pow(constant(power.value())).add(zero);
    }
    Real value = value().pow(power.value());
    boolean ofZero = series.isConstant() && Series.isTrue(value().equalTo(zero()));
    if (ofZero && Series.isTrue(power.value().notEqualTo(zero()))) {
      return constant(value);
    }
    Real logarithm = exponent.xLogY(this);
    return new TaylorReal(series(logarithm).exponential(value));
  }

  // ---------------------------------------------------------------- exponentials and logarithms

  @Override
  public TaylorReal exp() {
    return function(Real::exp, () -> series.exponential(value().exp()));
  }

  @Override
  public TaylorReal expm1() {
    return function(Real::expm1, () -> exp().series.withValue(value().expm1()));
  }

  @Override
  public TaylorReal log() {
    return integralOver(Real::log, () -> this).where(greaterOrEqual(number(0)));
  }

  @Override
  public TaylorReal log1p() {
    TaylorReal argument = add(number(1));
    return integralOver(Real::log1p, () -> argument).where(argument.greaterOrEqual(number(0)));
  }

  @Override
  public TaylorReal gaussian() {
    return function(Real::gaussian, () -> square().negate().series.exponential(value().gaussian()));
  }

  @Override
  public TaylorReal expSubtract(Real that) {
    TaylorReal difference = subtract(that);
    Real value = value().expSubtract(series(that).value());
    return difference.function(x -> value, () -> difference.series.exponential(value));
  }

  @Override
  public TaylorReal xLogX() {
    return integral(Real::xLogX, () -> log().add(number(1))).where(greaterOrEqual(number(0)));
  }

  @Override
  public TaylorReal xLogY(Real y) {
    TaylorReal that = new TaylorReal(series(y));
    Real value = value().xLogY(that.value());
    boolean ofZero = series.isConstant() && Series.isTrue(value().equalTo(zero()));
    if (ofZero || (series.isConstant() && that.series.isConstant())) {
      return constant(value);
    }
    Series product = series.logarithmicProduct(that.series, that.log().series, value);
    return new TaylorReal(product).where(that.greaterOrEqual(number(0)));
  }

  // ---------------------------------------------------------------- trigonometry

  @Override
  public TaylorReal sin() {
    return function(Real::sin, () -> series.oscillation(value().sin(), value().cos(), -1)[0]);
  }

  @Override
  public TaylorReal cos() {
    return function(Real::cos, () -> series.oscillation(value().sin(), value().cos(), -1)[1]);
  }

  @Override
  public TaylorReal tan() {
    return integralOver(Real::tan, () -> cos().square());
  }

  @Override
  public TaylorReal asin() {
    return upToOne(integralOver(Real::asin, () -> oneLessSquare().sqrt()));
  }

  @Override
  public TaylorReal acos() {
    return upToOne(integralOver(Real::acos, () -> oneLessSquare().sqrt().negate()));
  }

  /** A function of this number where that is from -1 to 1. */
  private TaylorReal upToOne(TaylorReal function) {
    return function.where(greaterOrEqual(number(-1))).where(lessOrEqual(number(1)));
  }

  /** The function 1 - x². */
  private TaylorReal oneLessSquare() {
    return number(1).subtract(this).multiply(number(1).add(this));
  }

  @Override
  public TaylorReal atan() {
    return integralOver(Real::atan, () -> number(1).add(square()));
  }

  @Override
  public TaylorReal atan2(Real x) {
    return new TaylorReal(series.atan2(series(x)));
  }

  // ---------------------------------------------------------------- hyperbolic functions

  @Override
  public TaylorReal sinh() {
    return function(Real::sinh, () -> series.oscillation(value().sinh(), value().cosh(), 1)[0]);
  }

  @Override
  public TaylorReal cosh() {
    return function(Real::cosh, () -> series.oscillation(value().sinh(), value().cosh(), 1)[1]);
  }

  @Override
  public TaylorReal tanh() {
    return function(Real::tanh, () -> series.saturation()[0]);
  }

  @Override
  public TaylorReal sech2() {
    return function(Real::sech2, () -> series.saturation()[1]);
  }

  @Override
  public TaylorReal asinh() {
    return integralOver(Real::asinh, () -> number(1).add(square()).sqrt());
  }

  @Override
  public TaylorReal acosh() {
    return integralOver(Real::acosh, () -> oneLessSquare().negate().sqrt())
        .where(greaterOrEqual(number(1)));
  }

  @Override
  public TaylorReal atanh() {
    return upToOne(integralOver(Real::atanh, () -> oneLessSquare()));
  }

  // ---------------------------------------------------------------- special functions

  @Override
  public TaylorReal erf() {
    return integral(Real::erf, this::erfSlope);
  }

  @Override
  public TaylorReal erfc() {
    return integral(Real::erfc, () -> erfSlope().negate());
  }

  /** The function 2/√π exp(-x²). */
  private TaylorReal erfSlope() {
    return gaussian().multiply(constant(value().number(2).divide(value().pi().sqrt())));
  }

  @Override
  public TaylorReal normalCdf() {
    return integral(
        Real::normalCdf,
        () -> {
          Real two = value().number(2);
          Real height = two.multiply(value().pi()).sqrt().reciprocal();
          return square().divide(constant(two)).negate().exp().multiply(constant(height));
        });
  }

  @Override
  public TaylorReal logGamma() {
    return family(0, k -> k == 0 ? Real::logGamma : x -> x.polygamma(k - 1));
  }

  @Override
  public TaylorReal digamma() {
    return polygamma(0);
  }

  @Override
  public TaylorReal polygamma(int n) {
    return family(n, k -> x -> x.polygamma(k));
  }

  @Override
  public TaylorReal sinc(int n) {
    return family(n, k -> x -> x.sinc(k));
  }

  @Override
  public TaylorReal expm1OverX(int n) {
    return family(n, k -> x -> x.expm1OverX(k));
  }

  // ---------------------------------------------------------------- comparison and choice

  @Override
  public TaylorReal max(Real that) {
    Real value = value().max(series(that).value());
    return greaterOrEqual(that).choose(this, that).withValue(value);
  }

  @Override
  public TaylorReal min(Real that) {
    Real value = value().min(series(that).value());
    return lessOrEqual(that).choose(this, that).withValue(value);
  }

  @Override
  public TaylorReal greater(Real that) {
    return compare(that, Real::greater);
  }

  @Override
  public TaylorReal greaterOrEqual(Real that) {
    return compare(that, Real::greaterOrEqual);
  }

  @Override
  public TaylorReal less(Real that) {
    return compare(that, Real::less);
  }

  @Override
  public TaylorReal lessOrEqual(Real that) {
    return compare(that, Real::lessOrEqual);
  }

  @Override
  public TaylorReal equalTo(Real that) {
    return compare(that, Real::equalTo);
  }

  @Override
  public TaylorReal notEqualTo(Real that) {
    return compare(that, Real::notEqualTo);
  }

  @Override
  public TaylorReal choose(Real ifTrue, Real ifFalse) {
    return new TaylorReal(series.choose(series(ifTrue), series(ifFalse)));
  }
}
