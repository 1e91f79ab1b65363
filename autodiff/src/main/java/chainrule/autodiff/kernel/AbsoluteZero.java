package chainrule.autodiff.kernel;

/**
 * Multiplication in which zero wins: the product by which the chain rule combines an incoming
 * factor with a partial derivative.
 *
 * <p>A derivative that does not matter, because its factor is zero, must not poison the result when
 * it happens to be infinite or NaN.
 */
public final class AbsoluteZero {

  private AbsoluteZero() {}

  /**
   * Multiplies a factor by a partial derivative.
   *
   * @param c the factor
   * @param p the partial derivative
   * @return {@code c * p}, or 0 where that is NaN although one of the two is zero
   */
  public static double multiply(double c, double p) {
    double r = c * p;
    if (Double.isNaN(r) && (c == 0 || p == 0)) {
      r = 0;
    }
    return r;
  }
}
