package chainrule.autodiff.kernel;

/** Accurate elementary and special functions of doubles. */
public final class SpecialFunctions {

  private SpecialFunctions() {}

  /** {@code 1 / cosh(x)^2}, the derivative of {@code tanh}. */
  public static double sech2(double x) {
    return Hyperbolics.sech2(x);
  }

  /** The hyperbolic tangent. */
  public static double tanh(double x) {
    return Hyperbolics.tanh(x);
  }

  /** The inverse hyperbolic sine. */
  public static double asinh(double x) {
    return Hyperbolics.asinh(x);
  }

  /** The inverse hyperbolic cosine. */
  public static double acosh(double x) {
    return Hyperbolics.acosh(x);
  }

  /** The inverse hyperbolic tangent. */
  public static double atanh(double x) {
    return Hyperbolics.atanh(x);
  }

  /** {@code exp(-x^2)}. */
  public static double gaussian(double x) {
    return Gaussians.gaussian(x);
  }

  /** The distribution function of the standard normal distribution. */
  public static double normalCdf(double x) {
    return Gaussians.normalCdf(x);
  }

  /** The density of the standard normal distribution. */
  public static double normalPdf(double x) {
    return Gaussians.normalPdf(x);
  }

  /** {@code exp(a - b)}, with the rounding error of the difference made good. */
  public static double expSubtract(double a, double b) {
    return Gaussians.expSubtract(a, b);
  }

  /** The {@code n}-th derivative of {@code sin(x) / x}. */
  public static double sinc(int n, double x) {
    return ExponentialMoments.sinc(checkOrder("sinc", n), x);
  }

  /** The {@code n}-th derivative of {@code (exp(x) - 1) / x}. */
  public static double expm1OverX(int n, double x) {
    return ExponentialMoments.expm1OverX(checkOrder("expm1OverX", n), x);
  }

  /** {@code x log(x)}, 0 at 0. */
  public static double xLogX(double x) {
    return x == 0 ? 0 : x * Math.log(x);
  }

  /** {@code x log(y)}, 0 where {@code x} is 0. */
  public static double xLogY(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y);
  }

  /** The logarithm of the absolute value of the gamma function. */
  public static double logGamma(double x) {
    return LogGamma.logGamma(x);
  }

  /** The digamma function, the derivative of {@code logGamma}. */
  public static double digamma(double x) {
    return Polygammas.digamma(x);
  }

  /** The {@code n}-th derivative of {@link #digamma}. */
  public static double polygamma(int n, double x) {
    return Polygammas.polygamma(checkOrder("polygamma", n), x);
  }

  private static int checkOrder(String name, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          name + ": the order of a derivative is not negative: " + n);
    }
    return n;
  }
}
