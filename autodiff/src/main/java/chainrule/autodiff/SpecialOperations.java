package chainrule.autodiff;

import chainrule.autodiff.kernel.SpecialFunctions;
import chainrule.autodiff.real.Real;

/** Functions that close families under differentiation, or that no composition gets right. */
abstract class SpecialOperations extends Transcendental {
  static final Define SPECIAL = new Define();

  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  private static final Elementwise GAUSSIAN =
      SPECIAL
          .unary("gaussian", SpecialFunctions::gaussian, Real::gaussian)
          .derivative((x, y) -> gaussianDerivative(Scalar.ONE, x));
  private static final Elementwise GAUSSIAN_DERIVATIVE =
      SPECIAL
          .binary(
              "gaussianDerivative",
              (n, x) -> SpecialFunctions.gaussian(order("gaussianDerivative", n), x),
              (n, x) -> x.gaussian(order("gaussianDerivative", n.doubleValue())))
          .derivatives(null, (n, x, y) -> gaussianDerivative(add(n, 1), x));
  private static final Elementwise NORMAL_CDF =
      SPECIAL
          .unary("normalCdf", SpecialFunctions::normalCdf, Real::normalCdf)
          .derivative((x, y) -> normalPdf(x));
  private static final Elementwise NORMAL_PDF =
      SPECIAL
          .unary("normalPdf", SpecialFunctions::normalPdf, x -> x.normalPdf(0))
          .derivative((x, y) -> normalPdfDerivative(Scalar.ONE, x));
  private static final Elementwise NORMAL_PDF_DERIVATIVE =
      SPECIAL
          .binary(
              "normalPdfDerivative",
              (n, x) -> SpecialFunctions.normalPdf(order("normalPdfDerivative", n), x),
              (n, x) -> x.normalPdf(order("normalPdfDerivative", n.doubleValue())))
          .derivatives(null, (n, x, y) -> normalPdfDerivative(add(n, 1), x));
  private static final Elementwise X_NORMAL_CDF =
      SPECIAL
          .unary("xNormalCdf", SpecialFunctions::xNormalCdf, x -> x.xNormalCdf(0))
          .derivative((x, y) -> xNormalCdfSlope(x));
  private static final Elementwise X_NORMAL_CDF_SLOPE =
      SPECIAL
          .unary("xNormalCdfSlope", SpecialFunctions::xNormalCdfSlope, x -> x.xNormalCdf(1))
          .derivative((x, y) -> xNormalCdfDerivative(new Scalar(2), x));
  private static final Elementwise X_NORMAL_CDF_DERIVATIVE =
      SPECIAL
          .binary(
              "xNormalCdfDerivative",
              (n, x) -> SpecialFunctions.xNormalCdf(order("xNormalCdfDerivative", n), x),
              (n, x) -> x.xNormalCdf(order("xNormalCdfDerivative", n.doubleValue())))
          .derivatives(null, (n, x, y) -> xNormalCdfDerivative(add(n, 1), x));
  private static final Elementwise X_PAGE =
      SPECIAL
          .binary(
              "xPage",
              (n, x) -> SpecialFunctions.xPage(order("xPage", n), x),
              (n, x) -> x.xPage(order("xPage", n.doubleValue())))
          .derivatives(null, (n, x, y) -> xPage(add(n, 1), x));
  private static final Elementwise X_SIGMOID =
      SPECIAL
          .binary(
              "xSigmoid",
              (n, x) -> SpecialFunctions.xSigmoid(order("xSigmoid", n), x),
              (n, x) -> x.xSigmoid(order("xSigmoid", n.doubleValue())))
          .derivatives(null, (n, x, y) -> xSigmoid(add(n, 1), x));
  private static final Elementwise X_TANH_SOFTPLUS =
      SPECIAL
          .binary(
              "xTanhSoftplus",
              (n, x) -> SpecialFunctions.xTanhSoftplus(order("xTanhSoftplus", n), x),
              (n, x) -> x.xTanhSoftplus(order("xTanhSoftplus", n.doubleValue())))
          .derivatives(null, (n, x, y) -> xTanhSoftplus(add(n, 1), x));
  private static final Elementwise ERF_DERIVATIVE =
      SPECIAL
          .unary(
              "erfDerivative",
              x -> TWO_OVER_ROOT_PI * SpecialFunctions.gaussian(x),
              SpecialOperations::erfDerivative)
          .derivative((x, y) -> multiply(TWO_OVER_ROOT_PI, gaussianDerivative(Scalar.ONE, x)));
  private static final Elementwise ERF =
      SPECIAL.unary("erf", SpecialFunctions::erf, Real::erf).derivative((x, y) -> erfDerivative(x));
  private static final Elementwise ERFC =
      SPECIAL
          .unary("erfc", SpecialFunctions::erfc, Real::erfc)
          .derivative((x, y) -> negate(erfDerivative(x)));
  private static final Elementwise EXP_DIVIDE =
      SPECIAL
          .ternary(
              "expDivide",
              (k, x, a) -> SpecialFunctions.expDivide(order("expDivide", k), x, a),
              (k, x, a) -> x.divide(a).exp().divide(a.pow(k)))
          .derivatives(
              null,
              (k, x, a, y) -> expDivide(add(k, 1), x, a),
              (k, x, a, y) ->
                  negate(
                      add(
                          absoluteZeroMultiply(k, expDivide(add(k, 1), x, a)),
                          absoluteZeroMultiply(x, expDivide(add(k, 2), x, a)))));
  private static final Elementwise SCALED_EXPM1 =
      SPECIAL
          .binary(
              "scaledExpm1",
              SpecialFunctions::scaledExpm1,
              (x, a) -> a.multiply(x.divide(a).expm1()))
          .derivatives(
              (x, a, y) -> expDivide(Scalar.ZERO, x, a), (x, a, y) -> scaledExpm1Slope(x, a));
  private static final Elementwise SCALED_EXPM1_SLOPE =
      SPECIAL
          .binary(
              "scaledExpm1Slope",
              SpecialFunctions::scaledExpm1Slope,
              SpecialOperations::scaledExpm1Slope)
          .derivatives(
              (x, a, y) -> negate(absoluteZeroMultiply(x, expDivide(new Scalar(2), x, a))),
              (x, a, y) -> absoluteZeroMultiply(square(x), expDivide(new Scalar(3), x, a)));
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
          .derivatives((x, y, z) -> log(y), (x, y, z) -> logQuotient(x, y));

  // As a product it overflows where the reciprocal of y does.
  private static final Elementwise LOG_QUOTIENT =
      SPECIAL
          .binary("logQuotient", SpecialOperations::logQuotient, (x, y) -> chain(x, logSlope(y)))
          .derivatives((x, y, z) -> logSlope(y), (x, y, z) -> negate(logQuotient(z, y)));

  SpecialOperations() {}

  private static int order(String operation, double n) {
    int order = (int) n;
    if (order != n || order < 0) {
      throw new ShapeException(
          operation + ": order " + TensorText.number(n) + " is not a whole number of 0 or more");
    }
    return order;
  }

  private static double logQuotient(double x, double y) {
    double quotient = y < 0 ? Double.NaN : x / Math.abs(y);
    boolean zero = x == 0 || y == Double.POSITIVE_INFINITY; // as the chain rule multiplies
    return zero && Double.isNaN(quotient) ? 0 : quotient;
  }

  private static Real erfDerivative(Real x) {
    return x.number(2).divide(x.pi().sqrt()).multiply(x.gaussian());
  }

  private static Real scaledExpm1Slope(Real x, Real a) {
    Real q = x.divide(a);
    Real limit = q.number(-1);
    Real low = q.equalTo(q.number(Double.NEGATIVE_INFINITY));
    return low.choose(limit, q.square().multiply(q.expm1OverX(1)).negate());
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

  private static Tensor gaussianDerivative(Tensor n, Tensor x) {
    return GAUSSIAN_DERIVATIVE.on(n, x);
  }

  private static Tensor normalPdfDerivative(Tensor n, Tensor x) {
    return NORMAL_PDF_DERIVATIVE.on(n, x);
  }

  /**
   * {@code x Φ(x)} with {@link #normalCdf Φ}, with derivatives of every order. As a product it
   * multiplies the rounding of a subnormal Φ by x.
   */
  public static Tensor xNormalCdf(Tensor x) {
    return X_NORMAL_CDF.on(x);
  }

  private static Tensor xNormalCdfSlope(Tensor x) {
    return X_NORMAL_CDF_SLOPE.on(x);
  }

  private static Tensor xNormalCdfDerivative(Tensor n, Tensor x) {
    return X_NORMAL_CDF_DERIVATIVE.on(n, x);
  }

  /**
   * {@code ½x (1 + tanh(√(2/π) (x + 0.044715 x³)))}, with derivatives of every order: x times
   * Page's approximation of the normal distribution function (1977). As a composition it multiplies
   * the rounding of the cubic polynomial, which exp sees, by its size.
   */
  public static Tensor xPage(Tensor x) {
    return X_PAGE.on(Scalar.ZERO, x);
  }

  private static Tensor xPage(Tensor n, Tensor x) {
    return X_PAGE.on(n, x);
  }

  /**
   * {@code x / (1 + e⁻ˣ)}, with derivatives of every order. As a composition it loses digits where
   * a factor is subnormal and where a derivative changes sign.
   */
  public static Tensor xSigmoid(Tensor x) {
    return X_SIGMOID.on(Scalar.ZERO, x);
  }

  private static Tensor xSigmoid(Tensor n, Tensor x) {
    return X_SIGMOID.on(n, x);
  }

  /**
   * {@code x tanh(log(1 + eˣ))}, with derivatives of every order. As a composition it loses digits
   * as {@link #xSigmoid} does.
   */
  public static Tensor xTanhSoftplus(Tensor x) {
    return X_TANH_SOFTPLUS.on(Scalar.ZERO, x);
  }

  private static Tensor xTanhSoftplus(Tensor n, Tensor x) {
    return X_TANH_SOFTPLUS.on(n, x);
  }

  /**
   * {@code a (exp(x/a) - 1)}, of slope 1 at 0. As a composition its derivative multiplies the
   * rounding of x/a by the size of x/a.
   */
  public static Tensor scaledExpm1(Tensor x, Tensor a) {
    return SCALED_EXPM1.on(x, a);
  }

  /** {@code a (exp(x/a) - 1)} with a constant scale. */
  public static Tensor scaledExpm1(Tensor x, double a) {
    return SCALED_EXPM1.on(x, new Scalar(a));
  }

  /** {@code exp(q) - 1 - q exp(q)} with {@code q = x/a}: how a scaled exponential grows with a. */
  private static Tensor scaledExpm1Slope(Tensor x, Tensor a) {
    return SCALED_EXPM1_SLOPE.on(x, a);
  }

  /** {@code exp(x/a) / aᵏ} for a whole k, the family that the derivatives in x stay in. */
  private static Tensor expDivide(Tensor k, Tensor x, Tensor a) {
    return EXP_DIVIDE.apply(k, x, a);
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

  /** {@code x / y}, the derivative of x log y: NaN for y below 0, and 0 where x is 0 or y is ∞. */
  private static Tensor logQuotient(Tensor x, Tensor y) {
    return LOG_QUOTIENT.on(x, y);
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
