package chainrule.autodiff.real;

/**
 * Enclosures of the integrals ∫₀¹ tⁿ cos(xt + nπ/2) dt and ∫₀¹ tⁿ exp(xt) dt at exact numbers other
 * than zero.
 *
 * <p>Near zero they are summed as power series, of which the terms left out are less than twice the
 * first of them, since each is at most half of the one before; elsewhere they follow from the
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
    double size = square.doubleValue();
    int first = n % 2;
    Ball power = first == 0 ? x.number(1) : x;
    Ball sum = x.number(0);
    for (int j = first; ; j += 2) {
      Ball term = power.divide(x.number(n + j + 1));
      if (isNegligible(term, sum) && 3 * size < (j + 1.0) * (j + 2)) {
        return sum.widened(term.magnitude().scale(1));
      }
      sum = (n + j) % 4 == 0 ? sum.add(term) : sum.subtract(term);
      power = power.multiply(square).divide(x.number((j + 1.0) * (j + 2.0)));
    }
  }

  private static boolean isNegligible(Ball term, Ball sum) {
    return term.magnitude().top() < sum.magnitude().top() - sum.bits();
  }

  /** The n-th derivative of (eˣ - 1)/x. */
  static Ball expm1OverX(Big x, int n, int bits) {
    if (x.top() > 60 && x.signum() > 0) {
      return Ball.overflow(1, bits);
    }
    double value = x.toDouble();
    return Refinement.significant(
        working -> {
          Ball at = Ball.exact(x, working);
          if (Math.abs(value) > 2.0 * n + 1) {
            return expm1Recurrence(at, n);
          }
          return value >= 0 ? positiveSeries(at, n) : negativeSeries(at, n);
        },
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
  private static Ball positiveSeries(Ball x, int n) {
    double size = x.doubleValue();
    Ball power = x.number(1);
    Ball sum = x.number(0);
    for (int j = 0; ; j++) {
      Ball term = power.divide(x.number(n + j + 1));
      if (isNegligible(term, sum) && 3 * size < j + 1) {
        return sum.widened(term.magnitude().scale(1));
      }
      sum = sum.add(term);
      power = power.multiply(x).divide(x.number(j + 1));
    }
  }

  /** Kummer's transformation of the same sum, eˣ times the sum of (-x)ʲ/((n+1)…(n+j+1)). */
  private static Ball negativeSeries(Ball x, int n) {
    double size = -x.doubleValue();
    Ball term = x.number(n + 1).reciprocal();
    Ball sum = x.number(0);
    for (int j = 0; ; j++) {
      if (isNegligible(term, sum) && 3 * size < n + j + 2) {
        return sum.widened(term.magnitude().scale(1)).multiply(x.exp());
      }
      sum = sum.add(term);
      term = term.multiply(x).divide(x.number(-(n + j + 2.0)));
    }
  }
}
