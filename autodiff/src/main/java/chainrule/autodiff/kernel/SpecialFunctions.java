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
   * <p>1 at 0, 0 at ±∞. Largest error 1.48 ulps. Computed as {@code 4e / (1 + e)^2}, {@code e =
   * exp(-2|x|)}, with the rounding errors of the square and the quotient made good.
   */
  public static double sech2(double x) {
    return Hyperbolics.sech2(x);
  }

  /**
   * The hyperbolic tangent.
   *
   * <p>±0 at ±0, ±1 at ±∞. Largest error 0.82 ulps ({@link Math#tanh}: 2.1). A rational
   * approximation for {@code |x| < 0.625}, {@code 1 - 2 / (exp(2x) + 1)} beyond.
   */
  public static double tanh(double x) {
    return Hyperbolics.tanh(x);
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
   * {@code exp(a - b)} of the exact difference.
   *
   * <p>NaN for equal infinities; otherwise infinite arguments give 0 or ∞. Largest error 1.13 ulps,
   * subnormal values included. The rounding error of {@code a - b} (Knuth's two-sum) corrects the
   * exponential.
   */
  public static double expSubtract(double a, double b) {
    return Gaussians.expSubtract(a, b);
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
   * <p>{@code 1 / (n + 1)} at 0, 0 at -∞, ∞ at ∞. Largest error 1.72 ulps for {@code n = 0}, 4.59
   * for {@code n} from 1 to 4; 10 for {@code n = 200}. A power series for {@code -1 ≤ x < 8};
   * integration by parts beyond, as in {@link #sinc}.
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
