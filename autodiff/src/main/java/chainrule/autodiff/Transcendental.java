package chainrule.autodiff;

import chainrule.autodiff.kernel.BinaryFunction;
import chainrule.autodiff.kernel.SpecialFunctions;
import chainrule.autodiff.kernel.UnaryFunction;
import chainrule.autodiff.kernel.UnaryPrimitive;
import chainrule.autodiff.real.Real;

/** Powers, exponentials, logarithms, circular and hyperbolic functions and their inverses. */
abstract class Transcendental extends Arithmetic {
  static final Define TRANSCENDENTAL = new Define();

  // The root of -0 is -0, where the slope is that from above; -0 + 0 is 0.
  private static final Elementwise SQRT =
      TRANSCENDENTAL
          .unary("sqrt", UnaryPrimitive.SQRT, Real::sqrt)
          .derivative((x, y) -> divide(0.5, add(y, 0)));
  private static final Elementwise CBRT =
      TRANSCENDENTAL.unary("cbrt", Math::cbrt, Real::cbrt).derivative((x, y) -> cbrtSlope(x));

  // As a reciprocal of the root's square it would double the error of the root.
  private static final Elementwise CBRT_SLOPE =
      TRANSCENDENTAL
          .unary(
              "cbrtSlope",
              Transcendental::cbrtSlope,
              x -> x.cbrt().square().multiply(x.number(3)).reciprocal())
          .derivative((x, y) -> divide(divide(multiply(-2, y), 3), x));
  private static final Elementwise POW =
      TRANSCENDENTAL
          .binary("pow", Math::pow, Real::pow)
          .derivatives(
              (x, n, y) -> absoluteZeroMultiply(n, loweredPow(Scalar.ONE, x, n)),
              (x, n, y) -> absoluteZeroMultiply(y, log(x)));
  private static final Elementwise LOWERED_POW =
      TRANSCENDENTAL
          .ternary("loweredPow", Transcendental::loweredPow, Transcendental::loweredPow)
          .derivatives(
              null,
              (k, x, n, y) -> absoluteZeroMultiply(subtract(n, k), loweredPow(add(k, 1), x, n)),
              (k, x, n, y) -> absoluteZeroMultiply(y, log(x)));
  private static final Elementwise EXP =
      TRANSCENDENTAL.unary("exp", UnaryFunction.EXP, Real::exp).derivative((x, y) -> y);
  private static final Elementwise EXPM1 =
      TRANSCENDENTAL.unary("expm1", UnaryFunction.EXPM1, Real::expm1).derivative((x, y) -> exp(x));
  private static final Elementwise EXP_SUBTRACT =
      TRANSCENDENTAL
          .binary("expSubtract", BinaryFunction.EXP_SUBTRACT, Real::expSubtract)
          .derivatives((a, b, y) -> y, (a, b, y) -> negate(y));
  private static final Elementwise LOG =
      TRANSCENDENTAL.unary("log", UnaryFunction.LOG, Real::log).derivative((x, y) -> logSlope(x));
  private static final Elementwise LOG1P =
      TRANSCENDENTAL
          .unary("log1p", UnaryFunction.LOG1P, Real::log1p)
          .derivative((x, y) -> logSlope(add(1, x)));

  // As a reciprocal it would be a number below 0 too, where there is no logarithm.
  private static final Elementwise LOG_SLOPE =
      TRANSCENDENTAL
          .unary("logSlope", x -> x < 0 ? Double.NaN : 1 / Math.abs(x), Transcendental::logSlope)
          .derivative((x, y) -> negate(square(y)));

  // As a composition it loses either its value near 1 or its derivative near 0.
  private static final Elementwise ONE_MINUS_SQUARE =
      TRANSCENDENTAL
          .unary(
              "oneMinusSquare",
              x -> (1 - x) * (1 + x),
              x -> x.number(1).subtract(x).multiply(x.number(1).add(x)))
          .derivative((x, y) -> multiply(-2, x));

  private static final Elementwise SIN =
      TRANSCENDENTAL.unary("sin", UnaryFunction.SIN, Real::sin).derivative((x, y) -> cos(x));
  private static final Elementwise COS =
      TRANSCENDENTAL
          .unary("cos", UnaryFunction.COS, Real::cos)
          .derivative((x, y) -> negate(sin(x)));
  private static final Elementwise TAN =
      TRANSCENDENTAL.unary("tan", Math::tan, Real::tan).derivative((x, y) -> add(1, square(y)));
  private static final Elementwise ASIN =
      TRANSCENDENTAL
          .unary("asin", Math::asin, Real::asin)
          .derivative((x, y) -> reciprocal(sqrt(oneMinusSquare(x))));
  private static final Elementwise ACOS =
      TRANSCENDENTAL
          .unary("acos", Math::acos, Real::acos)
          .derivative((x, y) -> divide(-1, sqrt(oneMinusSquare(x))));
  private static final Elementwise ATAN =
      TRANSCENDENTAL.unary("atan", Math::atan, Real::atan).derivative((x, y) -> atanSlope(x));

  // As a composition it overflows, or squares the rounding of a length.
  private static final Elementwise ATAN_SLOPE =
      TRANSCENDENTAL
          .unary(
              "atanSlope", Transcendental::atanSlope, x -> x.number(1).add(x.square()).reciprocal())
          // far out y is 0 and x infinite, and x y² is 0 there
          .derivative((x, y) -> multiply(-2, multiply(absoluteZeroMultiply(y, x), y)));
  private static final Elementwise ATAN2 =
      TRANSCENDENTAL
          .binary("atan2", Math::atan2, Real::atan2)
          .derivatives(
              (y, x, angle) -> divide(cosine(x, y), hypot(y, x)),
              (y, x, angle) -> negate(divide(cosine(y, x), hypot(y, x))));
  private static final Elementwise HYPOT =
      TRANSCENDENTAL
          .binary("hypot", Math::hypot, Real::hypot)
          .kinkAt((a, b) -> a == 0 && b == 0)
          .derivatives((a, b, y) -> cosine(a, b), (a, b, y) -> cosine(b, a));

  // As a quotient its derivative in a, b²/r³, would be the difference of two large terms.
  private static final Elementwise COSINE =
      TRANSCENDENTAL
          .binary("cosine", Transcendental::cosine, Transcendental::cosine)
          .kinkAt((a, b) -> a == 0 && b == 0)
          .derivatives(
              // in this order, since the square of a small cosine may underflow
              (a, b, y) -> multiply(cosine(b, a), unit(cosine(b, a), hypot(a, b))),
              (a, b, y) -> negate(multiply(y, unit(cosine(b, a), hypot(a, b)))));

  private static final Elementwise SINH =
      TRANSCENDENTAL.unary("sinh", Math::sinh, Real::sinh).derivative((x, y) -> cosh(x));
  private static final Elementwise COSH =
      TRANSCENDENTAL.unary("cosh", UnaryFunction.COSH, Real::cosh).derivative((x, y) -> sinh(x));
  private static final Elementwise TANH =
      TRANSCENDENTAL.unary("tanh", UnaryFunction.TANH, Real::tanh).derivative((x, y) -> sech2(x));
  private static final Elementwise SECH2 =
      TRANSCENDENTAL
          .unary("sech2", UnaryFunction.SECH2, Real::sech2)
          .derivative((x, y) -> multiply(-2, multiply(tanh(x), y)));
  private static final Elementwise ASINH =
      TRANSCENDENTAL
          .unary("asinh", SpecialFunctions::asinh, Real::asinh)
          .derivative((x, y) -> reciprocal(hypot(1, x)));
  private static final Elementwise ACOSH =
      TRANSCENDENTAL
          .unary("acosh", SpecialFunctions::acosh, Real::acosh)
          .derivative((x, y) -> reciprocal(multiply(sqrt(subtract(x, 1)), sqrt(add(x, 1)))));
  private static final Elementwise ATANH =
      TRANSCENDENTAL
          .unary("atanh", SpecialFunctions::atanh, Real::atanh)
          .derivative((x, y) -> logSlope(oneMinusSquare(x)));

  Transcendental() {}

  /**
   * {@code xⁿ⁻ᵏ} for a whole k, the family that the derivatives of a power stay in. The rounding
   * error of n - k, which the power would multiply by log x, is carried along.
   */
  private static Tensor loweredPow(Tensor k, Tensor x, Tensor n) {
    return LOWERED_POW.apply(k, x, n);
  }

  private static double loweredPow(double k, double x, double n) {
    if (x < 0 && Double.isNaN(Math.pow(x, n))) {
      return Double.NaN; // n - k may round to a whole number
    }
    double exponent = n - k;
    double power = Math.pow(x, exponent);
    double lowered = exponent - n;
    double error = (n - (exponent - lowered)) - (k + lowered); // Knuth's two-sum
    boolean corrects =
        Math.abs(error) > 0 && x > 0 && power > 0 && power < Double.POSITIVE_INFINITY;
    return corrects ? power + power * (error * Math.log(x)) : power;
  }

  private static Real loweredPow(Real k, Real x, Real n) {
    Real power = x.pow(n);
    return power.isNaN() ? power : x.pow(n.subtract(k));
  }

  private static double cbrtSlope(double x) {
    return x == 0 || Double.isInfinite(x) ? Math.abs(1 / x) : Math.cbrt(x) / x / 3;
  }

  private static double atanSlope(double x) {
    return Math.abs(x) < 0x1p500 ? 1 / Math.fma(x, x, 1) : 1 / x / x;
  }

  /**
   * A coordinate over the length it is part of: 0 for length 0, the least subgradient of a norm.
   */
  static Tensor unit(Tensor coordinate, Tensor length) {
    return where(equal(length, 0), 0, divide(coordinate, length));
  }

  private static double cosine(double a, double b) {
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      // The limit along the ray to the point: from equal parts where both are infinite.
      return cosine(ray(a), ray(b));
    }
    double length = Math.hypot(a, b);
    if (length < 0x1p-960 || length == Double.POSITIVE_INFINITY) {
      double scale = length < 1 ? 0x1p100 : 0x1p-2;
      return length == 0 ? 0 : a * scale / Math.hypot(a * scale, b * scale);
    }
    return a / length;
  }

  private static boolean isInfinite(Real x) {
    return x.abs().equalTo(x.number(Double.POSITIVE_INFINITY)).doubleValue() == 1;
  }

  private static Real ray(Real x) {
    return x.isNaN() ? x : isInfinite(x) ? x.sign() : x.multiply(x.number(0));
  }

  private static double ray(double x) {
    return Double.isNaN(x) ? x : Math.copySign(Double.isInfinite(x) ? 1 : 0, x);
  }

  private static Real cosine(Real a, Real b) {
    if (isInfinite(a) || isInfinite(b)) {
      return cosine(ray(a), ray(b));
    }
    Real length = a.hypot(b);
    Real zero = a.number(0);
    return length.equalTo(zero).choose(zero, a.divide(length));
  }

  static Real logSlope(Real x) {
    return x.less(x.number(0)).choose(x.number(Double.NaN), x.abs().reciprocal());
  }

  /** The derivative of the logarithm: {@code 1 / x}, ∞ at either zero, and NaN below. */
  static Tensor logSlope(Tensor x) {
    return LOG_SLOPE.on(x);
  }

  /** The derivative of the cube root: {@code x^(-2/3) / 3}, ∞ at 0. */
  private static Tensor cbrtSlope(Tensor x) {
    return CBRT_SLOPE.on(x);
  }

  /** The derivative of the inverse tangent: {@code 1 / (1 + x²)}. */
  private static Tensor atanSlope(Tensor x) {
    return ATAN_SLOPE.on(x);
  }

  /** {@code 1 - x²}, accurate near ±1. */
  static Tensor oneMinusSquare(Tensor x) {
    return ONE_MINUS_SQUARE.on(x);
  }

  /**
   * The cosine of the angle between the axis of a and the point (a, b): a over the length; 0 at the
   * origin, the least subgradient of that length.
   */
  static Tensor cosine(Tensor a, Tensor b) {
    return COSINE.on(a, b);
  }

  /** {@code √x}; the derivative at 0 is infinite. */
  public static Tensor sqrt(Tensor x) {
    return SQRT.on(x);
  }

  /** The real cube root; the derivative at 0 is infinite. */
  public static Tensor cbrt(Tensor x) {
    return CBRT.on(x);
  }

  /** {@code eˣ}. */
  public static Tensor exp(Tensor x) {
    return EXP.on(x);
  }

  /** {@code eˣ - 1}, accurate near 0. */
  public static Tensor expm1(Tensor x) {
    return EXPM1.on(x);
  }

  /** The natural logarithm; NaN below 0. */
  public static Tensor log(Tensor x) {
    return LOG.on(x);
  }

  /** {@code log(1 + x)}, accurate near 0. */
  public static Tensor log1p(Tensor x) {
    return LOG1P.on(x);
  }

  /** The sine of an angle in radians. */
  public static Tensor sin(Tensor x) {
    return SIN.on(x);
  }

  /** The cosine of an angle in radians. */
  public static Tensor cos(Tensor x) {
    return COS.on(x);
  }

  /** The tangent of an angle in radians. */
  public static Tensor tan(Tensor x) {
    return TAN.on(x);
  }

  /** The inverse sine, in [-π/2, π/2]. */
  public static Tensor asin(Tensor x) {
    return ASIN.on(x);
  }

  /** The inverse cosine, in [0, π]. */
  public static Tensor acos(Tensor x) {
    return ACOS.on(x);
  }

  /** The inverse tangent, in (-π/2, π/2). */
  public static Tensor atan(Tensor x) {
    return ATAN.on(x);
  }

  /** The hyperbolic sine. */
  public static Tensor sinh(Tensor x) {
    return SINH.on(x);
  }

  /** The hyperbolic cosine. */
  public static Tensor cosh(Tensor x) {
    return COSH.on(x);
  }

  /** The hyperbolic tangent; its derivative is {@link #sech2}. */
  public static Tensor tanh(Tensor x) {
    return TANH.on(x);
  }

  /** {@code 1 / cosh²x = 1 - tanh²x}, accurate in the tails, where {@code 1 - tanh²} is 0. */
  public static Tensor sech2(Tensor x) {
    return SECH2.on(x);
  }

  /** The inverse hyperbolic sine. */
  public static Tensor asinh(Tensor x) {
    return ASINH.on(x);
  }

  /** The inverse hyperbolic cosine; NaN below 1. */
  public static Tensor acosh(Tensor x) {
    return ACOSH.on(x);
  }

  /** The inverse hyperbolic tangent; NaN beyond ±1. */
  public static Tensor atanh(Tensor x) {
    return ATANH.on(x);
  }

  /**
   * {@code xⁿ} by the case table of {@link Math#pow}. Derivatives at base 0 and negative bases are
   * exact where the power is smooth there: those of {@code x²} at 0 are 0, 2, 0.
   */
  public static Tensor pow(Tensor x, Tensor n) {
    return POW.on(x, n);
  }

  /** {@code xⁿ} with a constant exponent. */
  public static Tensor pow(Tensor x, double n) {
    return POW.on(x, new Scalar(n));
  }

  /** {@code xⁿ} with a constant base. */
  public static Tensor pow(double x, Tensor n) {
    return POW.on(new Scalar(x), n);
  }

  /**
   * {@code exp(a - b)} without the rounding error of the difference, which exp would multiply by |a
   * - b|.
   */
  public static Tensor expSubtract(Tensor a, Tensor b) {
    return EXP_SUBTRACT.on(a, b);
  }

  /** The angle of the point (x, y) as {@link Math#atan2}. */
  public static Tensor atan2(Tensor y, Tensor x) {
    return ATAN2.on(y, x);
  }

  /**
   * {@code √(a² + b²)} without overflow; at the origin both derivatives are 0, the least
   * subgradient.
   */
  public static Tensor hypot(Tensor a, Tensor b) {
    return HYPOT.on(a, b);
  }

  /** {@code √(a² + b²)} without overflow. */
  public static Tensor hypot(double a, Tensor b) {
    return HYPOT.on(new Scalar(a), b);
  }

  /** {@code √(a² + b²)} without overflow. */
  public static Tensor hypot(Tensor a, double b) {
    return HYPOT.on(a, new Scalar(b));
  }
}
