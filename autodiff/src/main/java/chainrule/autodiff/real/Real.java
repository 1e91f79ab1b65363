package chainrule.autodiff.real;

/**
 * A real number in some arithmetic: decimal digits, truncated Taylor series, and the like.
 *
 * <p>The interface is deliberately not generic, so that a mathematical function can be written as a
 * {@code UnaryOperator<Real>} or {@code BinaryOperator<Real>} lambda and evaluated in every
 * arithmetic. Numbers are immutable. All operands of one operation belong to the same arithmetic;
 * constants are made from an operand with {@link #number(double)}.
 *
 * <p>Unless a method says otherwise, NaN in gives NaN out, and zeros, infinities and the sign of
 * zero follow {@link Math}. No operation throws for a numeric argument.
 *
 * <p>Comparisons do not answer with a {@code boolean} but with a <em>mask</em>: the number 1 or 0
 * of the same arithmetic, to be given to {@link #choose}. An arithmetic that cannot always tell,
 * such as balls, may answer with a number in between.
 */
public interface Real {

  // ---------------------------------------------------------------- constants and conversions

  /** The given double in the arithmetic of this number; the arithmetic states its rounding. */
  Real number(double value);

  /** The circle constant π in the arithmetic of this number. */
  Real pi();

  /**
   * The double nearest to this number, with gradual underflow to subnormal numbers and zero, and
   * overflow to infinity.
   */
  double doubleValue();

  /** Whether this is not a number. */
  boolean isNaN();

  // ---------------------------------------------------------------- arithmetic

  /** The sum {@code this + that}; NaN for infinities of opposite sign. */
  Real add(Real that);

  /** The difference {@code this - that}; NaN for infinities of the same sign. */
  Real subtract(Real that);

  /** The product {@code this · that}; NaN for zero times infinity. */
  Real multiply(Real that);

  /**
   * The quotient {@code this / that}; a signed infinity for a nonzero number over zero, NaN for 0/0
   * and ∞/∞.
   */
  Real divide(Real that);

  /** The opposite number {@code -this}; zero changes its sign too. */
  Real negate();

  /** The reciprocal {@code 1 / this}; a signed infinity at zero, a signed zero at infinity. */
  Real reciprocal();

  /** The absolute value. */
  Real abs();

  /** The sign: 1 or -1; a zero is returned as it is. */
  Real sign();

  /** The greatest whole number not greater than this one; infinities and zeros stay as they are. */
  Real floor();

  /** The square {@code this²}. */
  Real square();

  /** The square root; NaN below zero, -0 at -0. */
  Real sqrt();

  /** The cube root, of the sign of this number. */
  Real cbrt();

  /**
   * The square root of the sum of squares of this and that number; infinite when either is
   * infinite, even if the other is NaN.
   */
  Real hypot(Real that);

  // ---------------------------------------------------------------- exponentials and logarithms

  /**
   * This number to the given power, with the cases of {@link Math#pow}: anything to the power of
   * zero is 1, even NaN; a negative number has powers with whole exponents only, odd or even
   * according to the exponent, and NaN otherwise; zero to a negative power is infinite; a number of
   * magnitude 1 to an infinite power is NaN.
   */
  Real pow(Real exponent);

  /** The exponential eˣ; 0 at -∞. */
  Real exp();

  /** The function eˣ - 1 without cancellation near zero; -1 at -∞. */
  Real expm1();

  /** The natural logarithm; -∞ at either zero, NaN below zero. */
  Real log();

  /** The function log(1 + x) without cancellation near zero; -∞ at -1, NaN below -1. */
  Real log1p();

  // ---------------------------------------------------------------- trigonometry

  /** The sine; NaN at infinities. */
  Real sin();

  /** The cosine; NaN at infinities. */
  Real cos();

  /** The tangent; NaN at infinities. */
  Real tan();

  /** The inverse sine in [-π/2, π/2]; NaN outside [-1, 1]. */
  Real asin();

  /** The inverse cosine in [0, π]; NaN outside [-1, 1]. */
  Real acos();

  /** The inverse tangent in [-π/2, π/2]; ±π/2 at infinities. */
  Real atan();

  /**
   * The angle in [-π, π] of the point whose ordinate is this number and whose abscissa is the given
   * one, with the cases of {@link Math#atan2} for zeros and infinities.
   */
  Real atan2(Real x);

  // ---------------------------------------------------------------- hyperbolic functions

  /** The hyperbolic sine; infinite at infinities. */
  Real sinh();

  /** The hyperbolic cosine; +∞ at infinities. */
  Real cosh();

  /** The hyperbolic tangent; ±1 at infinities. */
  Real tanh();

  /** The inverse hyperbolic sine; infinite at infinities. */
  Real asinh();

  /** The inverse hyperbolic cosine, not negative; NaN below 1. */
  Real acosh();

  /** The inverse hyperbolic tangent; infinite at ±1, NaN beyond. */
  Real atanh();

  // ---------------------------------------------------------------- special functions

  /** The error function 2/√π ∫₀ˣ exp(-t²) dt; ±1 at infinities. */
  Real erf();

  /** The complementary error function 1 - erf(x) without cancellation; 0 at +∞, 2 at -∞. */
  Real erfc();

  /**
   * The logarithm of the absolute value of the gamma function; +∞ at zero, at negative whole
   * numbers and at infinities.
   */
  Real logGamma();

  /**
   * The digamma function ψ, the derivative of {@link #logGamma}; -∞ at +0 and +∞ at -0, NaN at
   * negative whole numbers and at -∞, +∞ at +∞.
   */
  Real digamma();

  /**
   * The n-th derivative of the digamma function; {@link #digamma} itself for n = 0. For n ≥ 1 it is
   * 0 at +∞ and NaN at -∞. At zero and at negative whole numbers it is +∞ for odd n; for even n it
   * is NaN at negative whole numbers, -∞ at +0 and +∞ at -0.
   *
   * @throws IllegalArgumentException if n is negative
   */
  Real polygamma(int n);

  // ---------------------------------------------------------------- comparison and choice

  /** The greater of two numbers; NaN if either is; +0 is greater than -0. */
  Real max(Real that);

  /** The smaller of two numbers; NaN if either is; -0 is smaller than +0. */
  Real min(Real that);

  /** The mask 1 if this number is greater than that, 0 if not or if either is NaN. */
  Real greater(Real that);

  /** The mask 1 if this number is greater than or equal to that, 0 if not or if either is NaN. */
  Real greaterOrEqual(Real that);

  /** The mask 1 if this number is less than that, 0 if not or if either is NaN. */
  Real less(Real that);

  /** The mask 1 if this number is less than or equal to that, 0 if not or if either is NaN. */
  Real lessOrEqual(Real that);

  /** The mask 1 if the numbers are equal (both zeros are), 0 if not or if either is NaN. */
  Real equalTo(Real that);

  /** The mask 1 if the numbers differ or either is NaN, 0 if they are equal (both zeros are). */
  Real notEqualTo(Real that);

  /**
   * Takes this number as a mask: {@code ifTrue} if it is not zero, {@code ifFalse} if it is zero,
   * NaN if it is NaN. The number not chosen has no influence, even if it is NaN.
   */
  Real choose(Real ifTrue, Real ifFalse);

  // ---------------------------------------------------------------- compositions

  /** The squared hyperbolic secant 1/cosh²(x), the derivative of tanh; 0 at infinities. */
  default Real sech2() {
    return cosh().reciprocal().square();
  }

  /** The bell curve exp(-x²), not normalised; 0 at infinities. */
  default Real gaussian() {
    return square().negate().exp();
  }

  /** The standard normal distribution function ½ erfc(-x/√2); 0 at -∞, 1 at +∞. */
  default Real normalCdf() {
    Real half = number(0.5);
    return negate().multiply(half.sqrt()).erfc().multiply(half);
  }

  /** The n-th derivative of the bell curve exp(-x²); 0 at infinities. */
  default Real gaussian(int n) {
    return Gates.bell(this, 2, n);
  }

  /** The n-th derivative of the normal density exp(-x²/2)/√(2π); 0 at infinities. */
  default Real normalPdf(int n) {
    return Gates.bell(this, 1, n).divide(number(2).multiply(pi()).sqrt());
  }

  /** The n-th derivative of xΦ(x), Φ being {@link #normalCdf}; that of max(x, 0) at infinities. */
  default Real xNormalCdf(int n) {
    return Gates.xNormalCdf(this, n);
  }

  /**
   * The n-th derivative of x(1 + tanh(√(2/π)(x + 0.044715x³)))/2; that of max(x, 0) at infinities.
   */
  default Real xPage(int n) {
    return Gates.xPage(this, n);
  }

  /** The n-th derivative of x/(1 + e⁻ˣ); that of max(x, 0) at infinities. */
  default Real xSigmoid(int n) {
    return Gates.xSigmoid(this, n);
  }

  /** The n-th derivative of x·tanh(log(1 + eˣ)); that of max(x, 0) at infinities. */
  default Real xTanhSoftplus(int n) {
    return Gates.xTanhSoftplus(this, n);
  }

  /** The exponential of a difference, exp(this - that); NaN for infinities of the same sign. */
  default Real expSubtract(Real that) {
    return subtract(that).exp();
  }

  /**
   * The n-th derivative of sin(x)/x, which is ∫₀¹ tⁿ cos(xt + nπ/2) dt: without the factor π, and
   * sinc(0) is 1 for n = 0. It is 0 at infinities.
   *
   * @throws IllegalArgumentException if n is negative
   */
  Real sinc(int n);

  /**
   * The n-th derivative of (eˣ - 1)/x, which is ∫₀¹ tⁿ exp(xt) dt; 1/(n+1) at zero, 0 at -∞.
   *
   * @throws IllegalArgumentException if n is negative
   */
  Real expm1OverX(int n);

  /** The function x·log(x), continued by 0 at zero; NaN below zero. */
  default Real xLogX() {
    Real zero = number(0);
    return equalTo(zero).choose(zero, multiply(log()));
  }

  /** The function x·log(y) for this number x; 0 when x = 0 and y is not NaN. */
  default Real xLogY(Real y) {
    Real zero = number(0);
    return equalTo(zero).choose(y.isNaN() ? y : zero, multiply(y.log()));
  }
}
