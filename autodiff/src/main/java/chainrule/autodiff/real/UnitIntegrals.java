package chainrule.autodiff.real;

/**
 * Enclosures of the integrals ∫₀¹ tⁿ cos(xt + nπ/2) dt and ∫₀¹ tⁿ exp(xt) dt at exact numbers other
 * than zero.
 *
 * <p>Near zero they are summed as power series, of which the terms left out are less than twice the
 * first of them, since each is less than half of the one before; elsewhere they follow from the
 * derivatives of x·f(x): x f⁽ⁿ⁾ + n f⁽ⁿ⁻¹⁾ is the n-th derivative of sin x, or eˣ.
 */
final class UnitIntegrals {

  private UnitIntegrals() {}

  /** The n-th derivative of sin(x)/x. */
  static Ball sinc(Big x, int n, int bits) {
    return Refinement.significant(
        working ->
            Math.abs(x.toDouble()) <= Math.max(1, n)
                ? sincSeries(Ball.exact(x, working), n)
                : sincRecurrence(Ball.exact(x, working), n),
        bits);
  }

  static Ball sincAtZero(int n, int bits) {
    int cosine = n % 2 != 0 ? 0 : n % 4 == 0 ? 1 : -1;
    return Ball.ofBits(cosine, bits).divide(Ball.ofBits(n + 1.0, bits));
  }

  private static Ball sincRecurrence(Ball x, int n) {
    Ball sin = x.sin();
    Ball cos = x.cos();
    Ball[] derivatives = {sin, cos, sin.negate(), cos.negate()};
    Ball result = sin.divide(x);
    for (int k = 1; k <= n; k++) {
      result = derivatives[k % 4].subtract(result.multiply(x.number(k))).divide(x);
    }
    return result;
  }

  /** The sum of cos((n+j)π/2) xʲ/(j! (n+j+1)), whose terms are zero for odd n + j. */
  private static Ball sincSeries(Ball x, int n) {
    Ball square = x.square();
    int first = n % 2;
    Ball power = first == 0 ? x.number(1) : x;
    Ball sum = x.number(0);
    Ball before = sum;
    for (int j = first; ; j += 2) {
      Ball term = power.divide(x.number(n + j + 1));
      if (isLast(before, term, sum)) {
        return sum.widened(term.magnitude().scale(1));
      }
      before = term;
      sum = (n + j) % 4 == 0 ? sum.add(term) : sum.subtract(term);
      power = power.multiply(square).divide(x.number((j + 1.0) * (j + 2.0)));
    }
  }

  /**
   * Whether a term does not matter beside the sum, and is less than half of the one before; the
   * ratio of terms falls.
   */
  private static boolean isLast(Ball before, Ball term, Ball sum) {
    long top = term.magnitude().top();
    return top < sum.magnitude().top() - sum.bits() && top < before.magnitude().top() - 2;
  }

  /** The n-th derivative of (eˣ - 1)/x. */
  static Ball expm1OverX(Big x, int n, int bits) {
    if (x.top() > 60 && x.signum() > 0) {
      return Ball.overflow(1, bits);
    }
    return Refinement.significant(
        working ->
            Math.abs(x.toDouble()) <= 2.0 * n + 1
                ? expm1Series(Ball.exact(x, working), n)
                : expm1Recurrence(Ball.exact(x, working), n),
        bits);
  }

  static Ball expm1OverXAtZero(int n, int bits) {
    return Ball.ofBits(1, bits).divide(Ball.ofBits(n + 1.0, bits));
  }

  private static Ball expm1Recurrence(Ball x, int n) {
    Ball exp = x.exp();
    Ball result = x.expm1().divide(x);
    for (int k = 1; k <= n; k++) {
      result = exp.subtract(result.multiply(x.number(k))).divide(x);
    }
    return result;
  }

  /** The sum of xʲ/(j! (n+j+1)). */
  private static Ball expm1Series(Ball x, int n) {
    Ball power = x.number(1);
    Ball sum = x.number(0);
    Ball before = sum;
    for (int j = 0; ; j++) {
      Ball term = power.divide(x.number(n + j + 1));
      if (isLast(before, term, sum)) {
        return sum.widened(term.magnitude().scale(1));
      }
      before = term;
      sum = sum.add(term);
      power = power.multiply(x).divide(x.number(j + 1));
    }
  }
}
