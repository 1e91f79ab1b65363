package chainrule.autodiff.kernel;

/**
 * Elementary and special functions of doubles that {@link Math} lacks or does less accurately.
 *
 * <p>Each method states the largest error found, in units in the last place (ulps) of the true
 * value, against MPFR at 240 bits: over at least 100,000 points each, of every binary exponent and
 * both signs, denser about the worst ones (some thousands for orders above 4). It was found on
 * HotSpot on x86-64, whose {@code exp}, {@code log}, {@code sin}, {@code cos} and {@code tan} are
 * within 0.58 ulp; where the virtual machine has no intrinsics for them, errors are up to 0.3
 * larger.
 *
 * <p>Where a function changes sign away from 0 the error is <em>mixed</em>: its unit is an ulp of
 * the value or the change that half an ulp of {@code x} makes, whichever is larger. No rounded
 * {@code x} deserves a better answer.
 *
 * <p>NaN comes from NaN, and from where a function is not defined. No method allocates. Rational
 * and polynomial approximations, unless said otherwise, are interpolations at Chebyshev points,
 * computed for this class with 160 digits.
 */
public final class SpecialFunctions {

  private SpecialFunctions() {}

  /**
   * The square of the hyperbolic secant, {@code 1 / cosh(x)^2}, the derivative of {@link #tanh}.
   *
   * <p>1 at 0, 0 at ±∞. Largest error 1.11 ulps. Computed as {@code 4e / (1 + e)^2}, {@code e =
   * exp(-2|x|)}, with the rounding errors of the square and the quotient made good.
   */
  public static double sech2(double x) {
    return Exponentials.sech2(x);
  }

  /**
   * The hyperbolic tangent.
   *
   * <p>±0 at ±0, ±1 at ±∞. Largest error 1.55 ulps ({@link Math#tanh}: 2.1), at x around ±0.12.
   * Computed as {@code n / (n + 1)}, {@code n = (exp(2|x|) - 1) / 2}, with the rounding errors of
   * the sum and the quotient made good, but not that of n.
   */
  public static double tanh(double x) {
    return Exponentials.tanh(x);
  }

  /**
   * The inverse hyperbolic sine, {@code log(x + sqrt(x^2 + 1))}.
   *
   * <p>±0 at ±0, ±∞ at ±∞. Largest error 1.00 ulps. The argument of the logarithm is carried in
   * twice the precision.
   */
  public static double asinh(double x) {
    return Hyperbolics.asinh(x);
  }

  /**
   * The inverse hyperbolic cosine, {@code log(x + sqrt(x^2 - 1))}.
   *
   * <p>0 at 1, ∞ at ∞, NaN below 1. Largest error 1.01 ulps. The argument of the logarithm is
   * carried in twice the precision.
   */
  public static double acosh(double x) {
    return Hyperbolics.acosh(x);
  }

  /**
   * The inverse hyperbolic tangent, {@code log((1 + x) / (1 - x)) / 2}.
   *
   * <p>±0 at ±0, ±∞ at ±1, NaN beyond. Largest error 1.01 ulps. The argument of the logarithm is
   * carried in twice the precision.
   */
  public static double atanh(double x) {
    return Hyperbolics.atanh(x);
  }

  /**
   * The bell curve {@code exp(-x^2)}.
   *
   * <p>1 at 0, 0 at ±∞. Largest error 1.14 ulps, subnormal values included. The square is carried
   * in twice the precision.
   */
  public static double gaussian(double x) {
    return Gaussians.gaussian(x);
  }

  /**
   * The density of the standard normal distribution, {@code φ(x) = exp(-x^2 / 2) / sqrt(2π)}.
   *
   * <p>0 at ±∞. Largest error 1.31 ulps, subnormal values included. The square and the constant are
   * carried in twice the precision.
   */
  public static double normalPdf(double x) {
    return Gaussians.normalPdf(x);
  }

  /**
   * The distribution function of the standard normal distribution, {@code Φ(x) = erfc(-x / sqrt(2))
   * / 2}.
   *
   * <p>0 at -∞, 1/2 at 0, 1 at ∞. Largest error 1.61 ulps, down to the smallest subnormal value at
   * -38.48. A polynomial for {@code |x| < 0.67}; {@code Φ(-x) = φ(x) / h(x)} beyond, where a
   * rational approximation gives the part of the hazard {@code h(x)} above {@code x + 1/2}.
   */
  public static double normalCdf(double x) {
    return Gaussians.normalCdf(x);
  }

  /**
   * The error function {@code erf(x) = 2 / sqrt(π) ∫_0^x exp(-t^2) dt}.
   *
   * <p>±0 at ±0, ±1 at ±∞. Largest error 1.25 ulps (a million points, against balls). An odd
   * polynomial for {@code |x| < 0.85}, {@code 1 - erfc(x)} beyond.
   */
  public static double erf(double x) {
    return Gaussians.erf(x);
  }

  /**
   * The complement of the error function, {@code erfc(x) = 1 - erf(x)}.
   *
   * <p>2 at -∞, 1 at 0, 0 at ∞. Largest error 1.6 ulps (20,000 points, against balls), down to the
   * smallest subnormal value at 27.2. The polynomial of {@link #erf} for {@code |x| < 1/2}; {@code
   * 2 Φ(-x sqrt(2))} by the hazard of {@link #normalCdf} beyond, with {@code x sqrt(2)} and {@code
   * x^2} carried in twice the precision.
   */
  public static double erfc(double x) {
    return Gaussians.erfc(x);
  }

  /**
   * The {@code n}-th derivative of {@code exp(-x^2)}: {@code (-1)^n H_n(x) exp(-x^2)}, H being the
   * Hermite polynomials of physics.
   *
   * <p>0 at ±∞. Largest error 1.4 ulps for {@code n} up to 2, mixed (18,000 points, against 60
   * digits). The square and the polynomial are carried in twice the precision.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double gaussian(int n, double x) {
    return Gaussians.gaussian(checkOrder("gaussian", n), x);
  }

  /**
   * The {@code n}-th derivative of {@link #normalPdf(double)}: {@code (-1)^n He_n(x) φ(x)}, He
   * being the Hermite polynomials of probability.
   *
   * <p>0 at ±∞. Largest error 1.25 ulps on the sample points of the tests, {@code n} up to 5.
   * Computed as {@link #gaussian(int, double)}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double normalPdf(int n, double x) {
    return Gaussians.normalPdf(checkOrder("normalPdf", n), x);
  }

  /**
   * {@code x Φ(x)}, Φ being the normal distribution function.
   *
   * <p>At ±∞ {@code max(x, 0)}. Largest error 1.27 ulps (20,000 points, against 60 digits).
   */
  public static double xNormalCdf(double x) {
    return Gaussians.xNormalCdf(x);
  }

  /**
   * The derivative of {@code x Φ(x)}, {@code Φ(x) + x φ(x)}.
   *
   * <p>At ±∞ that of {@code max(x, 0)}. Largest error 2.8 ulps (20,000 points, against balls), also
   * near its sign change at -0.75. Below -0.67 {@code φ(x) (1 / h + x)}, where {@code h = φ(x) /
   * Φ(x)}.
   */
  public static double xNormalCdfSlope(double x) {
    return Gaussians.xNormalCdfSlope(x);
  }

  /**
   * The {@code n}-th derivative of {@code x Φ(x)}.
   *
   * <p>At ±∞ those of {@code max(x, 0)}. Largest error of the second, {@code φ(x) (2 - x^2)}, 1.45
   * ulps, mixed (18,000 points, against 60 digits), also near its sign changes.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double xNormalCdf(int n, double x) {
    return Gaussians.xNormalCdf(checkOrder("xNormalCdf", n), x);
  }

  /**
   * The {@code n}-th derivative of {@code x P(x)}, where {@code P(x) = (1 + tanh(sqrt(2/π) (x +
   * 0.044715 x^3))) / 2} is Page's approximation of the normal distribution function.
   *
   * <p>At ±∞ those of {@code max(x, 0)}. Largest error 1.3 ulps for {@code n} up to 2, mixed
   * (18,000 points, against 60 digits). The cubic polynomial is carried in twice the precision.
   * Source: Page, Approximations to the cumulative normal function and its inverse for use on a
   * pocket calculator, 1977.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double xPage(int n, double x) {
    return Gates.xPage(checkOrder("xPage", n), x);
  }

  /**
   * The {@code n}-th derivative of {@code x σ(x) = x / (1 + exp(-x))}.
   *
   * <p>At ±∞ those of {@code max(x, 0)}. Largest error 1.4 ulps for {@code n} up to 2, mixed
   * (18,000 points, against 60 digits). All but {@code exp(-|x|)} is carried in twice the
   * precision.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double xSigmoid(int n, double x) {
    return Gates.xSigmoid(checkOrder("xSigmoid", n), x);
  }

  /**
   * The {@code n}-th derivative of {@code x tanh(log(1 + exp(x)))}.
   *
   * <p>At ±∞ those of {@code max(x, 0)}. Largest error 1.4 ulps for {@code n} up to 2, mixed 1.9
   * (18,000 points, against 60 digits); 20 for the fifth derivative at -1e-9. Computed as {@link
   * #xSigmoid}: the factor of x is {@code σ(x + log(1 + exp(x) / 2))}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double xTanhSoftplus(int n, double x) {
    return Gates.xTanhSoftplus(checkOrder("xTanhSoftplus", n), x);
  }

  /**
   * {@code exp(x / a) / a^k} of the exact quotient.
   *
   * <p>Largest error 1.3 ulps on the sample points of the tests, also where the exponential or the
   * power is subnormal or infinite but the result is not. The rounding error of {@code x / a}
   * corrects the exponential.
   *
   * @throws IllegalArgumentException if {@code k} is negative
   */
  public static double expDivide(int k, double x, double a) {
    return Gaussians.expDivide(checkOrder("expDivide", k), x, a);
  }

  /**
   * {@code a (exp(x / a) - 1)} of the exact quotient: a function of slope 1 at 0.
   *
   * <p>Largest error 1.4 ulps (18,000 points, against 60 digits). NaN for an infinite {@code a}.
   */
  public static double scaledExpm1(double x, double a) {
    return Gaussians.scaledExpm1(x, a);
  }

  /**
   * The derivative of {@link #scaledExpm1} in {@code a}: {@code exp(q) - 1 - q exp(q)} with {@code
   * q = x / a}, in (-∞, 0].
   */
  public static double scaledExpm1Slope(double x, double a) {
    return Gaussians.scaledExpm1Slope(x, a);
  }

  /**
   * {@code exp(a - b)} of the exact difference.
   *
   * <p>NaN for equal infinities; otherwise infinite arguments give 0 or ∞. Largest error 0.84 ulps,
   * subnormal values included. The rounding error of {@code a - b} (Knuth's two-sum) corrects the
   * exponential.
   */
  public static double expSubtract(double a, double b) {
    return Exponentials.expSubtract(a, b);
  }

  /**
   * The {@code n}-th derivative of {@code sin(x) / x}, {@code ∫_0^1 t^n cos(xt + nπ/2) dt}.
   *
   * <p>At 0, 0 for odd {@code n} (with the sign that the odd function has) and {@code (-1)^(n/2) /
   * (n + 1)} for even {@code n}; 0 at ±∞. Largest error 1.48 ulps for {@code n = 0}, mixed; for
   * {@code n} from 1 to 4 3.58 ulps mixed, and 6.08 ulps wherever the value is more than a quarter
   * of its envelope {@code 1 / max(n + 1, |x|)}; 5.1 mixed for {@code n = 200}. A power series for
   * {@code |x| < 2}; integration by parts beyond, {@code t^n} integrated where {@code |x| < n} and
   * differentiated where {@code |x| ≥ n}, which takes {@code O(sqrt(n))} terms.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double sinc(int n, double x) {
    return ExponentialMoments.sinc(checkOrder("sinc", n), x);
  }

  /**
   * The {@code n}-th derivative of {@code (exp(x) - 1) / x}, {@code ∫_0^1 t^n exp(xt) dt}.
   *
   * <p>{@code 1 / (n + 1)} at 0, 0 at -∞, ∞ at ∞. Largest error 1.72 ulps for {@code n = 0}, 2.7
   * for {@code n = 1} and 2, 3.91 for 3 and 4; 10 for {@code n = 200}. A power series for {@code -1
   * ≤ x < 8}, up to 2 where n is 1 or 2; integration by parts beyond, as in {@link #sinc}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double expm1OverX(int n, double x) {
    return ExponentialMoments.expm1OverX(checkOrder("expm1OverX", n), x);
  }

  /**
   * {@code x log(x)}.
   *
   * <p>0 at 0, ∞ at ∞, NaN below 0. Largest error 1.49 ulps.
   */
  public static double xLogX(double x) {
    return x == 0 ? 0 : x * Math.log(x);
  }

  /**
   * {@code x log(y)}.
   *
   * <p>0 if {@code x} is 0 and {@code y} is not NaN, whatever else {@code y} is; NaN for negative
   * {@code y} otherwise. Largest error 1.49 ulps.
   */
  public static double xLogY(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y);
  }

  /**
   * {@code log |Γ(x)|}.
   *
   * <p>∞ at the poles 0, -1, -2, … and at ±∞; exactly 0 at 1 and 2. Largest error 1.65 ulps for
   * {@code x > 0}, next to the roots 1 and 2 too; 2.66 ulps mixed for {@code x < 0}. Rational
   * approximations of {@code log Γ(x) / ((x - 1) (x - 2))} below 3 and of the remainder of
   * Stirling's formula in {@code x - 1/2} from there on; the reflection formula below 0, with a
   * polynomial of its own between the roots -2.747… and -2.457….
   */
  public static double logGamma(double x) {
    return LogGamma.logGamma(x);
  }

  /**
   * The digamma function {@code ψ(x) = Γ'(x) / Γ(x)}, the derivative of {@link #logGamma}.
   *
   * <p>∓∞ at ±0, NaN at the other poles -1, -2, …, where the sign is open, and at -∞; ∞ at ∞.
   * Largest error 1.67 ulps for {@code x > 0}, next to the root 1.4616… too; 1.46 ulps mixed for
   * {@code x < 0}. A rational approximation of {@code ψ(x) / (x - r)} about that root {@code r},
   * which is carried in twice the precision, for {@code 0 < x < 2.5}; one of {@code ψ(x) - log(x -
   * 1/2)} from there on; the reflection formula below 0.
   */
  public static double digamma(double x) {
    return Polygammas.digamma(x);
  }

  /**
   * The {@code n}-th derivative of {@link #digamma}, {@code (-1)^(n+1) n! Σ_k (x + k)^-(n+1)}.
   *
   * <p>{@code digamma(x)} for {@code n = 0}. At the poles 0, -1, -2, …: ∞ for odd {@code n}; for
   * even {@code n} ∓∞ at ±0 and NaN at the others. 0 at ∞, NaN at -∞. Largest error for {@code n}
   * from 1 to 3: 0.76 ulps for {@code x > 0}, 2.68 ulps mixed for {@code x < 0}. The sum over
   * {@code k} is carried in twice the precision until the asymptotic series in {@code x + k - 1/2}
   * takes over; orders of 20, 60 and 200 are as accurate. Takes {@code O(n)} time.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static double polygamma(int n, double x) {
    return Polygammas.polygamma(checkOrder("polygamma", n), x);
  }

  private static int checkOrder(String function, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          function + ": the order of the derivative must not be negative: " + n);
    }
    return n;
  }
}
