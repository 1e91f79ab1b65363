package chainrule.autodiff.real;

import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one number that rest on enclosures of their values at exact points.
 *
 * @param <T> the arithmetic
 */
abstract sealed class Functions<T extends Functions<T>> implements Real permits Ball, DecimalReal {

  /**
   * A function of exact numbers other than zero. The ball that it gives has a radius below {@code
   * 2^-bits} of its midpoint, unless it over- or underflows or is undefined.
   */
  interface PointFunction {
    Ball at(Big x, int bits);
  }

  /** A function of zeros, infinities and NaN. */
  interface SpecialFunction {
    Ball at(double x, int bits);

    /** A function whose special values are doubles, exactly. */
    static SpecialFunction of(DoubleUnaryOperator exact) {
      return (x, bits) -> Ball.ofBits(exact.applyAsDouble(x), bits);
    }
  }

  /** What is known of a function's course, from which its range over an interval follows. */
  enum Course {
    INCREASING,
    DECREASING,
    /** Increasing, with slopes of at most 1. */
    GENTLE,
    /** The exponential. */
    EXPONENTIAL,
    /** The logarithm. */
    LOGARITHM,
    /** Even, and increasing on positive numbers. */
    VALLEY,
    /** Even, and decreasing on positive numbers. */
    HILL,
    /** Of values and slopes between -1 and 1. */
    OSCILLATING,
    /** The quotient of sine and cosine. */
    TANGENT,
    /** Increasing between the poles at zero and negative whole numbers. */
    INCREASING_BETWEEN_POLES,
    /** Convex between the poles at zero and negative whole numbers. */
    CONVEX_BETWEEN_POLES,
    /** Convex on positive numbers, and not defined on others. */
    CONVEX
  }

  /**
   * A function given by its course, by exact doubles for zeros and infinities, and by enclosures
   * elsewhere.
   */
  abstract T unary(String name, Course course, SpecialFunction onSpecial, PointFunction function);

  private T unary(
      String name, Course course, DoubleUnaryOperator onSpecial, PointFunction function) {
    return unary(name, course, SpecialFunction.of(onSpecial), function);
  }

  // ---------------------------------------------------------------- roots and rounding

  @Override
  public final T sqrt() {
    return unary("sqrt", Course.INCREASING, Math::sqrt, Roots::sqrt);
  }

  @Override
  public final T cbrt() {
    return unary("cbrt", Course.INCREASING, Math::cbrt, Roots::cbrt);
  }

  // ---------------------------------------------------------------- exponentials and logarithms

  @Override
  public final T exp() {
    return unary("exp", Course.EXPONENTIAL, Math::exp, Exponentials::exp);
  }

  @Override
  public final T expm1() {
    return unary("expm1", Course.INCREASING, Math::expm1, Exponentials::expm1);
  }

  @Override
  public final T log() {
    return unary("log", Course.LOGARITHM, Math::log, Exponentials::log);
  }

  @Override
  public final T log1p() {
    return unary("log1p", Course.INCREASING, Math::log1p, Exponentials::log1p);
  }

  // ---------------------------------------------------------------- trigonometry

  @Override
  public final T sin() {
    return unary("sin", Course.OSCILLATING, Math::sin, Trigonometry::sin);
  }

  @Override
  public final T cos() {
    return unary("cos", Course.OSCILLATING, Math::cos, Trigonometry::cos);
  }

  @Override
  public final T tan() {
    return unary("tan", Course.TANGENT, Math::tan, Trigonometry::tan);
  }

  @Override
  public final T acos() {
    return unary(
        "acos",
        Course.DECREASING,
        (x, bits) -> x == 0 ? Trigonometry.quarterTurns(1, bits) : Ball.ofBits(Double.NaN, bits),
        Trigonometry::acos);
  }

  @Override
  public final T atan() {
    return unary(
        "atan",
        Course.GENTLE,
        (x, bits) ->
            Double.isInfinite(x)
                ? Trigonometry.quarterTurns((int) Math.signum(x), bits)
                : Ball.ofBits(x, bits),
        Trigonometry::atan);
  }

  @Override
  public final T asin() {
    return unary("asin", Course.INCREASING, Math::asin, Trigonometry::asin);
  }

  // ---------------------------------------------------------------- hyperbolic functions

  @Override
  public final T sinh() {
    return unary("sinh", Course.INCREASING, Math::sinh, Exponentials::sinh);
  }

  @Override
  public final T cosh() {
    return unary("cosh", Course.VALLEY, Math::cosh, Exponentials::cosh);
  }

  @Override
  public final T tanh() {
    return unary("tanh", Course.GENTLE, Math::tanh, Exponentials::tanh);
  }

  @Override
  public final T asinh() {
    return unary("asinh", Course.GENTLE, x -> x, Exponentials::asinh);
  }

  @Override
  public final T acosh() {
    return unary("acosh", Course.INCREASING, x -> x > 0 ? x : Double.NaN, Exponentials::acosh);
  }

  @Override
  public final T atanh() {
    return unary("atanh", Course.INCREASING, x -> x == 0 ? x : Double.NaN, Exponentials::atanh);
  }

  // ---------------------------------------------------------------- special functions

  @Override
  public final T erf() {
    return unary("erf", Course.INCREASING, Math::signum, ErrorFunctions::erf);
  }

  @Override
  public final T erfc() {
    return unary("erfc", Course.DECREASING, x -> 1 - Math.signum(x), ErrorFunctions::erfc);
  }

  @Override
  public final T logGamma() {
    return unary(
        "logGamma",
        Course.CONVEX_BETWEEN_POLES,
        x -> Double.isNaN(x) ? x : Double.POSITIVE_INFINITY,
        GammaFunctions::logGamma);
  }

  @Override
  public final T digamma() {
    return unary(
        "digamma",
        Course.INCREASING_BETWEEN_POLES,
        x -> x == 0 ? -1 / x : Math.sqrt(x),
        GammaFunctions::digamma);
  }

  @Override
  public final T polygamma(int n) {
    checkOrder(n);
    if (n == 0) {
      return digamma();
    }
    boolean odd = n % 2 != 0;
    return unary(
        "polygamma",
        odd ? Course.CONVEX_BETWEEN_POLES : Course.INCREASING_BETWEEN_POLES,
        x -> x == 0 ? -1 / (odd ? -Math.abs(x) : x) : 1 / Math.sqrt(x),
        (x, bits) -> GammaFunctions.polygamma(x, n, bits));
  }

  @Override
  public final T sinc(int n) {
    checkOrder(n);
    return unary(
        "sinc",
        Course.OSCILLATING,
        (x, bits) ->
            x == 0 ? UnitIntegrals.sincAtZero(n, bits) : Ball.ofBits(Double.isNaN(x) ? x : 0, bits),
        (x, bits) -> UnitIntegrals.sinc(x, n, bits));
  }

  @Override
  public final T expm1OverX(int n) {
    checkOrder(n);
    return unary(
        "expm1OverX",
        Course.INCREASING,
        (x, bits) ->
            x == 0 ? UnitIntegrals.expm1OverXAtZero(n, bits) : Ball.ofBits(Math.exp(x), bits),
        (x, bits) -> UnitIntegrals.expm1OverX(x, n, bits));
  }

  @Override
  public final T gaussian() {
    return unary(
        "gaussian", Course.HILL, x -> x == 0 ? 1 : Double.isNaN(x) ? x : 0, Exponentials::gaussian);
  }

  @Override
  public final T sech2() {
    return unary(
        "sech2", Course.HILL, x -> x == 0 ? 1 : Double.isNaN(x) ? x : 0, Exponentials::sech2);
  }

  @Override
  public final T normalCdf() {
    return unary(
        "normalCdf",
        Course.INCREASING,
        x -> x == 0 ? 0.5 : (1 + Math.signum(x)) / 2,
        ErrorFunctions::normalCdf);
  }

  @Override
  public final T xLogX() {
    return unary(
        "xLogX", Course.CONVEX, x -> x == 0 ? 0 : x > 0 ? x : Double.NaN, Exponentials::xLogX);
  }

  private static void checkOrder(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("order of derivative must not be negative: " + n);
    }
  }
}
