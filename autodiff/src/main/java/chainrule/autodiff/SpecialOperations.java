package chainrule.autodiff;

import chainrule.autodiff.kernel.SpecialFunctions;
import chainrule.autodiff.real.Real;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;

/** Functions that close families under differentiation, or that no composition gets right. */
abstract class SpecialOperations extends Transcendental {
  static final Define SPECIAL = new Define();

  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  private static final Elementwise GAUSSIAN =
      SPECIAL
          .unary("gaussian", SpecialFunctions::gaussian, Real::gaussian)
          .derivative((x, y) -> multiply(-2, absoluteZeroMultiply(x, y)));
  private static final Elementwise NORMAL_CDF =
      SPECIAL
          .unary("normalCdf", SpecialFunctions::normalCdf, Real::normalCdf)
          .derivative((x, y) -> normalPdf(x));
  private static final Elementwise NORMAL_PDF =
      SPECIAL
          .unary("normalPdf", SpecialFunctions::normalPdf, SpecialOperations::normalPdf)
          .derivative((x, y) -> negate(absoluteZeroMultiply(x, y)));
  private static final Elementwise ERF_DERIVATIVE =
      SPECIAL
          .unary(
              "erfDerivative",
              x -> TWO_OVER_ROOT_PI * SpecialFunctions.gaussian(x),
              SpecialOperations::erfDerivative)
          .derivative((x, y) -> multiply(-2, absoluteZeroMultiply(x, y)));
  private static final Elementwise ERF =
      SPECIAL.unary("erf", Erf::value, Real::erf).derivative((x, y) -> erfDerivative(x));
  private static final Elementwise ERFC =
      SPECIAL.unary("erfc", Erfc::value, Real::erfc).derivative((x, y) -> negate(erfDerivative(x)));
  private static final Elementwise LOG_GAMMA =
      SPECIAL
          .unary("logGamma", SpecialFunctions::logGamma, Real::logGamma)
          .derivative((x, y) -> digamma(x));
  private static final Elementwise POLYGAMMA =
      SPECIAL
          .binary(
              "polygamma",
              (n, x) -> SpecialFunctions.polygamma(order("polygamma", n), x),
              (n, x) -> x.polygamma(order("polygamma", n.doubleValue())))
          .derivatives(null, (n, x, y) -> polygamma(add(n, 1), x));
  private static final Elementwise SINC =
      SPECIAL
          .binary(
              "sinc",
              (n, x) -> SpecialFunctions.sinc(order("sinc", n), x),
              (n, x) -> x.sinc(order("sinc", n.doubleValue())))
          .derivatives(null, (n, x, y) -> sinc(add(n, 1), x));
  private static final Elementwise EXPM1_OVER_X =
      SPECIAL
          .binary(
              "expm1OverX",
              (n, x) -> SpecialFunctions.expm1OverX(order("expm1OverX", n), x),
              (n, x) -> x.expm1OverX(order("expm1OverX", n.doubleValue())))
          .derivatives(null, (n, x, y) -> expm1OverX(add(n, 1), x));
  private static final Elementwise X_LOG_X =
      SPECIAL
          .unary("xLogX", SpecialFunctions::xLogX, Real::xLogX)
          .derivative((x, y) -> add(1, log(x)));
  private static final Elementwise X_LOG_Y =
      SPECIAL
          .binary("xLogY", SpecialFunctions::xLogY, Real::xLogY)
          .derivatives((x, y, z) -> log(y), (x, y, z) -> absoluteZeroMultiply(x, logSlope(y)));

  SpecialOperations() {}

  private static int order(String operation, double n) {
    int order = (int) n;
    if (order != n || order < 0) {
      throw new ShapeException(
          operation + ": order " + TensorText.number(n) + " is not a whole number of 0 or more");
    }
    return order;
  }

  private static Real normalPdf(Real x) {
    Real two = x.number(2);
    return x.square().divide(two).negate().exp().divide(two.multiply(x.pi()).sqrt());
  }

  private static Real erfDerivative(Real x) {
    return x.number(2).divide(x.pi().sqrt()).multiply(x.gaussian());
  }

  /** {@code exp(-x²)}. */
  public static Tensor gaussian(Tensor x) {
    return GAUSSIAN.on(x);
  }

  /**
   * The standard normal distribution function {@code Φ(x) = ½ erfc(-x/√2)}, accurate in both tails.
   */
  public static Tensor normalCdf(Tensor x) {
    return NORMAL_CDF.on(x);
  }

  /** The standard normal density {@code exp(-x²/2) / √(2π)}. */
  public static Tensor normalPdf(Tensor x) {
    return NORMAL_PDF.on(x);
  }

  /** The error function. */
  public static Tensor erf(Tensor x) {
    return ERF.on(x);
  }

  /** {@code 2/√π · exp(-x²)}, the derivative of {@link #erf}. */
  public static Tensor erfDerivative(Tensor x) {
    return ERF_DERIVATIVE.on(x);
  }

  /** {@code 1 - erf(x)}, accurate where that is small. */
  public static Tensor erfc(Tensor x) {
    return ERFC.on(x);
  }

  /** {@code log|Γ(x)|}. */
  public static Tensor logGamma(Tensor x) {
    return LOG_GAMMA.on(x);
  }

  /** {@code ψ(x)}, the derivative of {@link #logGamma}. */
  public static Tensor digamma(Tensor x) {
    return POLYGAMMA.on(Scalar.ZERO, x);
  }

  /** The n-th derivative of {@link #digamma}; {@code polygamma(1, x)} is the trigamma function. */
  public static Tensor polygamma(int n, Tensor x) {
    return POLYGAMMA.on(new Scalar(n), x);
  }

  static Tensor polygamma(Tensor n, Tensor x) {
    return POLYGAMMA.on(n, x);
  }

  /** {@code sin(x) / x}, 1 at 0 (not normalised by π), with derivatives of every order. */
  public static Tensor sinc(Tensor x) {
    return SINC.on(Scalar.ZERO, x);
  }

  static Tensor sinc(Tensor n, Tensor x) {
    return SINC.on(n, x);
  }

  /** {@code (eˣ - 1) / x}, 1 at 0, with derivatives of every order. */
  public static Tensor expm1OverX(Tensor x) {
    return EXPM1_OVER_X.on(Scalar.ZERO, x);
  }

  static Tensor expm1OverX(Tensor n, Tensor x) {
    return EXPM1_OVER_X.on(n, x);
  }

  /** {@code x log x}, 0 at 0. */
  public static Tensor xLogX(Tensor x) {
    return X_LOG_X.on(x);
  }

  /** {@code x log y}, 0 where x is 0. */
  public static Tensor xLogY(Tensor x, Tensor y) {
    return X_LOG_Y.on(x, y);
  }
}
