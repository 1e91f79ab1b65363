package chainrule.autodiff.real;

/**
 * The integrals ∫₀¹ tⁿ cos(xt + nπ/2) dt and ∫₀¹ tⁿ exp(xt) dt in any arithmetic.
 *
 * <p>Near zero they are summed as power series, which do not cancel there; elsewhere they follow
 * from the derivatives of x·f(x): x f⁽ⁿ⁾ + n f⁽ⁿ⁻¹⁾ is the n-th derivative of sin x, or eˣ. This
 * recurrence is stable as long as |x| is not less than n.
 */
final class UnitIntegrals {

  /** More terms than any series below needs at thousands of digits. */
  private static final int MAX_TERMS = 20_000;

  private UnitIntegrals() {}

  /** The n-th derivative of sin(x)/x; near zeros of it the error is absolute. */
  static Real sinc(Real x, int n) {
    checkOrder(n);
    if (x.isNaN()) {
      return x;
    }
    double size = Math.abs(x.doubleValue());
    if (size <= Math.max(1, n)) {
      return sincSeries(x, n, size);
    }
    if (isInfinite(x)) {
      return x.number(0);
    }
    Real sin = x.sin();
    Real cos = x.cos();
    Real[] derivatives = {sin, cos, sin.negate(), cos.negate()};
    Real result = sin.divide(x);
    for (int k = 1; k <= n; k++) {
      result = derivatives[k % 4].subtract(result.multiply(x.number(k))).divide(x);
    }
    return result;
  }

  /** The sum of cos((n+j)π/2) xʲ/(j! (n+j+1)), whose terms are zero for odd n + j. */
  private static Real sincSeries(Real x, int n, double size) {
    Real square = x.square();
    int first = n % 2;
    Real power = first == 0 ? x.number(1) : x;
    Real sum = x.number(0);
    for (int j = first; j < MAX_TERMS; j += 2) {
      Real term = power.divide(x.number(n + j + 1));
      Real next = (n + j) % 4 == 0 ? sum.add(term) : sum.subtract(term);
      if (j > size + 2 && isTrue(next.equalTo(sum))) {
        return next;
      }
      sum = next;
      power = power.multiply(square).divide(x.number((j + 1.0) * (j + 2.0)));
    }
    return sum;
  }

  /** The n-th derivative of (eˣ - 1)/x. */
  static Real expm1OverX(Real x, int n) {
    checkOrder(n);
    if (x.isNaN()) {
      return x;
    }
    double value = x.doubleValue();
    if (Math.abs(value) <= 2.0 * n + 1) {
      return value >= 0 ? positiveSeries(x, n, value) : negativeSeries(x, n, -value);
    }
    if (isInfinite(x)) {
      return value > 0 ? x : x.number(0);
    }
    Real exp = x.exp();
    if (isInfinite(exp)) {
      return exp;
    }
    Real result = x.expm1().divide(x);
    for (int k = 1; k <= n; k++) {
      result = exp.subtract(result.multiply(x.number(k))).divide(x);
    }
    return result;
  }

  /** The sum of xʲ/(j! (n+j+1)). */
  private static Real positiveSeries(Real x, int n, double size) {
    Real power = x.number(1);
    Real sum = x.number(0);
    for (int j = 0; j < MAX_TERMS; j++) {
      Real next = sum.add(power.divide(x.number(n + j + 1)));
      if (j > size + 1 && isTrue(next.equalTo(sum))) {
        return next;
      }
      sum = next;
      power = power.multiply(x).divide(x.number(j + 1));
    }
    return sum;
  }

  /** Kummer's transformation of the same sum, eˣ times the sum of (-x)ʲ/((n+1)…(n+j+1)). */
  private static Real negativeSeries(Real x, int n, double size) {
    Real term = x.number(n + 1).reciprocal();
    Real sum = x.number(0);
    for (int j = 0; j < MAX_TERMS; j++) {
      Real next = sum.add(term);
      if (j > size + 1 && isTrue(next.equalTo(sum))) {
        break;
      }
      sum = next;
      term = term.multiply(x).divide(x.number(-(n + j + 2.0)));
    }
    return sum.multiply(x.exp());
  }

  private static boolean isInfinite(Real x) {
    return isTrue(x.abs().equalTo(x.number(Double.POSITIVE_INFINITY)));
  }

  private static boolean isTrue(Real mask) {
    return mask.doubleValue() == 1;
  }

  private static void checkOrder(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("order of derivative must not be negative: " + n);
    }
  }
}
