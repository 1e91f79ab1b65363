package chainrule.autodiff.kernel;

/** Polynomials and quotients of polynomials, coefficients from the constant one upwards. */
final class Polynomials {

  private Polynomials() {}

  /** {@code c[0] + c[1] x + c[2] x^2 + …}, by Horner's rule. */
  static double polynomial(double[] c, double x) {
    double y = c[c.length - 1];
    for (int i = c.length - 2; i >= 0; i--) {
      y = Math.fma(y, x, c[i]);
    }
    return y;
  }

  /** The quotient of two polynomials in {@code x}. */
  static double rational(double[] p, double[] q, double x) {
    return polynomial(p, x) / polynomial(q, x);
  }
}
