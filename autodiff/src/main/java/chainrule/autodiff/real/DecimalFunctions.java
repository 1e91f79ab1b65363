package chainrule.autodiff.real;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one decimal number that are computed by a {@link UnaryFunction} on {@link Big}.
 */
abstract sealed class DecimalFunctions implements Real permits DecimalReal {

  /** A function of finite numbers that are not zero; null for "not a number". */
  interface UnaryFunction {
    @Nullable Big apply(Big x, int bits);
  }

  /** A function given on zeros, infinities and NaN by exact doubles. */
  abstract DecimalReal unary(DoubleUnaryOperator onSpecial, UnaryFunction function);

  /** The result of a comparison, made with doubles that are in the same order. */
  abstract DecimalReal mask(Real that, DoubleBinaryOperator comparison);

  // ---------------------------------------------------------------- roots and rounding

  @Override
  public final DecimalReal floor() {
    return unary(x -> x, (x, bits) -> x.floor());
  }

  @Override
  public final DecimalReal sqrt() {
    return unary(Math::sqrt, (x, bits) -> x.signum() < 0 ? null : x.sqrt(bits));
  }

  @Override
  public final DecimalReal cbrt() {
    return unary(Math::cbrt, Big::cbrt);
  }

  // ---------------------------------------------------------------- exponentials and logarithms

  @Override
  public final DecimalReal exp() {
    return unary(Math::exp, Exponentials::exp);
  }

  @Override
  public final DecimalReal expm1() {
    return unary(Math::expm1, Exponentials::expm1);
  }

  @Override
  public final DecimalReal log() {
    return unary(Math::log, Exponentials::log);
  }

  @Override
  public final DecimalReal log1p() {
    return unary(Math::log1p, Exponentials::log1p);
  }

  // ---------------------------------------------------------------- trigonometry

  @Override
  public final DecimalReal sin() {
    return unary(Math::sin, Trigonometry::sin);
  }

  @Override
  public final DecimalReal cos() {
    return unary(Math::cos, Trigonometry::cos);
  }

  @Override
  public final DecimalReal tan() {
    return unary(Math::tan, Trigonometry::tan);
  }

  @Override
  public final DecimalReal asin() {
    return unary(Math::asin, Trigonometry::asin);
  }

  // ---------------------------------------------------------------- hyperbolic functions

  @Override
  public final DecimalReal sinh() {
    return unary(Math::sinh, Exponentials::sinh);
  }

  @Override
  public final DecimalReal cosh() {
    return unary(Math::cosh, Exponentials::cosh);
  }

  @Override
  public final DecimalReal tanh() {
    return unary(Math::tanh, Exponentials::tanh);
  }

  @Override
  public final DecimalReal asinh() {
    return unary(x -> x, Exponentials::asinh);
  }

  @Override
  public final DecimalReal acosh() {
    return unary(x -> x > 0 ? x : Double.NaN, Exponentials::acosh);
  }

  @Override
  public final DecimalReal atanh() {
    return unary(x -> x == 0 ? x : Double.NaN, Exponentials::atanh);
  }

  // ---------------------------------------------------------------- special functions

  @Override
  public final DecimalReal erf() {
    return unary(Math::signum, ErrorFunctions::erf);
  }

  @Override
  public final DecimalReal erfc() {
    return unary(x -> 1 - Math.signum(x), ErrorFunctions::erfc);
  }

  @Override
  public final DecimalReal logGamma() {
    return unary(
        x -> Double.isNaN(x) ? x : Double.POSITIVE_INFINITY,
        (x, bits) -> isPole(x) ? Big.HUGE : GammaFunctions.logGamma(x, bits));
  }

  @Override
  public final DecimalReal digamma() {
    return unary(
        x -> x == 0 ? -1 / x : Math.sqrt(x),
        (x, bits) -> isPole(x) ? null : GammaFunctions.digamma(x, bits));
  }

  @Override
  public final DecimalReal polygamma(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("order of derivative must not be negative: " + n);
    }
    if (n == 0) {
      return digamma();
    }
    boolean odd = n % 2 != 0;
    return unary(
        x -> x == 0 ? -1 / (odd ? -Math.abs(x) : x) : 1 / Math.sqrt(x),
        (x, bits) -> isPole(x) ? (odd ? Big.HUGE : null) : GammaFunctions.polygamma(x, n, bits));
  }

  /** Whether the gamma function has a pole there. */
  private static boolean isPole(Big x) {
    return x.signum() < 0 && x.isWhole();
  }

  // ---------------------------------------------------------------- comparisons

  @Override
  public final DecimalReal greater(Real that) {
    return mask(that, (x, y) -> x > y ? 1 : 0);
  }

  @Override
  public final DecimalReal greaterOrEqual(Real that) {
    return mask(that, (x, y) -> x >= y ? 1 : 0);
  }

  @Override
  public final DecimalReal less(Real that) {
    return mask(that, (x, y) -> x < y ? 1 : 0);
  }

  @Override
  public final DecimalReal lessOrEqual(Real that) {
    return mask(that, (x, y) -> x <= y ? 1 : 0);
  }

  @Override
  public final DecimalReal equalTo(Real that) {
    return mask(that, (x, y) -> x == y ? 1 : 0);
  }

  @Override
  public final DecimalReal notEqualTo(Real that) {
    return mask(that, (x, y) -> x != y ? 1 : 0);
  }
}
