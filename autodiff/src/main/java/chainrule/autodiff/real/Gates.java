package chainrule.autodiff.real;

/**
 * Derivatives of every order of the bell curves and of the identity times a distribution function,
 * in any arithmetic. Near a sign change of a derivative the error is absolute.
 */
final class Gates {
  private Gates() {}

  /** The n-th derivative of exp(-αx²/2), by the recurrence of the Hermite polynomials. */
  static Real bell(Real x, double alpha, int n) {
    if (isInfinite(x)) {
      return zero(x, n % 2 == 1 && x.doubleValue() > 0);
    }
    Real bell = x.square().multiply(x.number(-0.5 * alpha)).exp();
    return hermite(x, alpha, n).multiply(bell);
  }

  private static Real hermite(Real x, double alpha, int n) {
    Real before = x.number(0);
    Real last = x.number(1);
    for (int k = 0; k < n; k++) {
      Real next = last.multiply(x).add(before.multiply(x.number(k))).multiply(x.number(-alpha));
      before = last;
      last = next;
    }
    return last;
  }

  /** The n-th derivative of xΦ(x), which is xφ⁽ⁿ⁻¹⁾(x) + nφ⁽ⁿ⁻²⁾(x) for n ≥ 2. */
  static Real xNormalCdf(Real x, int n) {
    if (isInfinite(x)) {
      return saturated(x, n);
    }
    if (n == 0) {
      return x.multiply(x.normalCdf());
    }
    if (n == 1) {
      return x.normalCdf().add(x.multiply(x.normalPdf(0)));
    }
    Real last = x.number(n).multiply(hermite(x, 1, n - 2));
    return x.multiply(hermite(x, 1, n - 1)).add(last).multiply(x.normalPdf(0));
  }

  static Real xSigmoid(Real x, int n) {
    Real[] v = zeros(x, n);
    v[0] = x;
    v[1] = x.number(1);
    return isInfinite(x) ? saturated(x, n) : gated(x, v, n);
  }

  /** With v = 2√(2/π) (x + 0.044715 x³). */
  static Real xPage(Real x, int n) {
    if (isInfinite(x)) {
      return saturated(x, n);
    }
    Real slope = x.number(8).divide(x.pi()).sqrt();
    Real cubic = slope.multiply(x.number(44715)).divide(x.number(1e6));
    Real three = x.number(3);
    Real[] v = zeros(x, Math.max(3, n));
    v[0] = x.multiply(slope.add(cubic.multiply(x.square())));
    v[1] = slope.add(three.multiply(cubic).multiply(x.square()));
    v[2] = three.multiply(cubic).multiply(x);
    v[3] = cubic;
    return gated(x, v, n);
  }

  /** With v = x + log(1 + eˣ/2), whose derivative is 1 + σ(x - log 2). */
  static Real xTanhSoftplus(Real x, int n) {
    if (isInfinite(x)) {
      return saturated(x, n);
    }
    Real one = x.number(1);
    Real two = x.number(2);
    Real above = two.multiply(x).subtract(two.log());
    above = above.add(two.multiply(x.negate().exp()).log1p());
    Real below = x.add(x.exp().divide(two).log1p());
    Real[] inner = zeros(x, n);
    inner[0] = x.subtract(two.log());
    inner[1] = one;
    Real[] logistic = logistic(inner, n);
    Real[] v = zeros(x, n);
    v[0] = positive(x).choose(above, below);
    v[1] = one.add(logistic[0]);
    for (int k = 2; k <= n; k++) {
      v[k] = logistic[k - 1].divide(x.number(k));
    }
    return gated(x, v, n);
  }

  /** The n-th derivative of xσ(v), from the Taylor coefficients of v. */
  private static Real gated(Real x, Real[] v, int n) {
    Real[] logistic = logistic(v, n);
    Real result = x.multiply(logistic[n]);
    if (n > 0) {
      result = result.add(logistic[n - 1]);
    }
    for (int k = 2; k <= n; k++) {
      result = result.multiply(x.number(k));
    }
    return result;
  }

  /** The Taylor coefficients of σ(v), of which the derivative in v is σ(1 - σ). */
  private static Real[] logistic(Real[] v, int n) {
    Real one = v[0].number(1);
    Real above = positive(v[0]);
    Real exponent = v[0].abs().negate();
    Real small = exponent.exp();
    Real r = one.add(small).reciprocal();
    Real size = exponent.expm1().multiply(r);
    Real balance = above.choose(size, size.negate()); // 1 - 2σ
    Real[] gate = new Real[n + 1];
    Real[] slope = new Real[n + 1];
    gate[0] = above.choose(r, small.multiply(r));
    slope[0] = small.multiply(r.square());
    for (int k = 1; k <= n; k++) {
      Real sum = v[1].multiply(slope[k - 1]);
      for (int j = 2; j <= k; j++) {
        sum = sum.add(v[0].number(j).multiply(v[j]).multiply(slope[k - j]));
      }
      gate[k] = sum.divide(v[0].number(k));
      slope[k] = gate[k].multiply(balance);
      for (int i = 1; i < k; i++) {
        slope[k] = slope[k].subtract(gate[i].multiply(gate[k - i]));
      }
    }
    return gate;
  }

  private static Real[] zeros(Real x, int n) {
    Real[] zeros = new Real[Math.max(1, n) + 1];
    java.util.Arrays.fill(zeros, x.number(0));
    return zeros;
  }

  private static Real positive(Real x) {
    return x.greater(x.number(0));
  }

  /** The limits at ±∞ are the derivatives of max(x, 0). */
  private static Real saturated(Real x, int n) {
    boolean above = x.doubleValue() > 0;
    return above && n < 2 ? (n == 0 ? x : x.number(1)) : zero(x, !above || n % 2 == 0);
  }

  private static Real zero(Real x, boolean negative) {
    return x.number(negative ? -0.0 : 0.0);
  }

  private static boolean isInfinite(Real x) {
    return x.abs().equalTo(x.number(Double.POSITIVE_INFINITY)).doubleValue() == 1;
  }
}
