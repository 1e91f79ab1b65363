package chainrule.autodiff.kernel;

import java.util.Arrays;

/**
 * Derivatives of {@code x σ(v(x))}, where {@code σ(v) = 1 / (1 + e^-v)}.
 *
 * <p>With {@code E = exp(-v)} on the side of positive x and {@code E = exp(v)} on the other, and
 * {@code r = 1 / (1 + E)}, σ is {@code r} or {@code E r}, and its derivative in v is {@code E r^2}
 * on both sides. The factor E is kept apart until the end, so that nothing is rounded to a
 * subnormal number before the result is; the rest is carried in twice the precision, which it needs
 * where it changes sign.
 */
final class Gates {

  /** From this |x| on, E and its products with powers of x are 0. */
  private static final double SATURATED = 850;

  /** From this |x| on, the |v| of {@link #xPage} is larger than {@link #SATURATED}. */
  private static final double PAGE_SATURATED = 25;

  /** Up to this |x|, derivatives of order 3, 5, … of an odd gate are linear, others constant. */
  private static final double LINEAR = 0x1p-500;

  /** {@code 2 sqrt(2 / π)}. */
  private static final Twin SLOPE = new Twin(1.5957691216057308, -9.96930880911092e-17);

  /** 0.044715. */
  private static final Twin CUBIC = new Twin(0.044715, 2.1960211427085595e-18);

  /** {@code 3 · 0.044715}. */
  private static final Twin THRICE_CUBIC = new Twin(0.134145, 1.3526957332032908e-17);

  /** {@code 6 · 0.044715 · 2 sqrt(2 / π)}. */
  private static final Twin BEND = new Twin(0.42812889763560147, 2.4050485664735725e-17);

  private Gates() {}

  /** The side of x, and E as {@code exp(a + aLo) scale}, {@code e} being {@code exp(a)}. */
  private record Factor(double x, double a, double aLo, double e, Twin scale) {
    boolean above() {
      return x > 0;
    }

    Twin value() {
      return scale.times(new Twin(e, e * aLo));
    }

    /** {@code E b}. */
    double times(Twin b) {
      Twin m = b.times(scale);
      if (m.hi() == 0) {
        return m.hi();
      }
      double lo = m.lo() + m.hi() * aLo;
      return a < -Gaussians.NORMAL
          ? Gaussians.timesExp(m.hi(), lo, a)
          : Math.fma(e, m.hi(), e * lo);
    }
  }

  /** {@code v = x}. */
  static double xSigmoid(int n, double x) {
    double size = Math.abs(x);
    if (!(size < SATURATED)) {
      return saturated(n, x);
    }
    if (n > 2 && x != 0 && size < LINEAR) { // where the product of small factors would be 0
      double y = xSigmoid(n, x / LINEAR);
      return n % 2 == 0 ? y : y * LINEAR;
    }
    Factor factor = new Factor(x, -size, 0, Math.exp(-size), Twin.ONE);
    if (n == 0) {
      return value(factor);
    }
    if (n <= 2) {
      return derivative(n, factor, Twin.ONE, Twin.ZERO);
    }
    Twin[] v = zeros(n);
    v[1] = Twin.ONE;
    return derivative(n, factor, v);
  }

  /** {@code v = 2 sqrt(2 / π) (x + 0.044715 x^3)}. */
  static double xPage(int n, double x) {
    double size = Math.abs(x);
    if (!(size < PAGE_SATURATED)) {
      return saturated(n, x);
    }
    if (n > 2 && x != 0 && size < LINEAR) { // where the product of small factors would be 0
      double y = xPage(n, x / LINEAR);
      return n % 2 == 0 ? y : y * LINEAR;
    }
    Twin square = Twin.product(x, x);
    Twin a = SLOPE.times(-size).times(CUBIC.times(square).plus(1));
    Factor factor = new Factor(x, a.hi(), a.lo(), Math.exp(a.hi()), Twin.ONE);
    if (n == 0) {
      return value(factor);
    }
    Twin slope = SLOPE.times(THRICE_CUBIC.times(square).plus(1));
    Twin curvature = BEND.times(x);
    if (n <= 2) {
      return derivative(n, factor, slope, curvature);
    }
    Twin[] v = zeros(n);
    v[1] = slope;
    v[2] = curvature.times(0.5);
    v[3] = SLOPE.times(CUBIC);
    return derivative(n, factor, v);
  }

  /**
   * {@code v = x + log(1 + e^x / 2)}, for which {@code σ(v) = tanh(log(1 + e^x))}: its E is {@code
   * e^-2x 2 / (1 + 2 e^-x)} above 0 and {@code e^x (1 + e^x / 2)} below, and {@code v' = 1 + w},
   * {@code w = σ(x - log 2)}.
   */
  static double xTanhSoftplus(int n, double x) {
    double size = Math.abs(x);
    if (!(size < SATURATED)) {
      return saturated(n, x);
    }
    double d = Math.exp(-size);
    boolean above = x > 0;
    Twin part = above ? Twin.ONE.plus(2 * d).reciprocal() : Twin.of(2).plus(d).reciprocal();
    Factor factor =
        above
            ? new Factor(x, -2 * x, 0, n == 0 ? d * d : Math.exp(-2 * x), part.times(2))
            : new Factor(x, x, 0, d, Twin.ONE.plus(0.5 * d));
    if (n == 0) {
      return value(factor);
    }
    Twin w = above ? part : part.times(d);
    Twin rest = part.times(above ? 2 * d : 2); // 1 - w
    if (n <= 2) {
      return derivative(n, factor, w.plus(1), w.times(rest));
    }
    Twin[] logistic = new Twin[n];
    Twin[] slopes = new Twin[n];
    logistic[0] = w;
    slopes[0] = w.times(rest);
    Twin balance = rest.plus(w.negate());
    for (int k = 1; k < n; k++) {
      logistic[k] = slopes[k - 1].divide(k);
      slopes[k] = logistic[k].times(balance).plus(inner(logistic, k).negate());
    }
    Twin[] v = zeros(n);
    v[1] = w.plus(1);
    for (int k = 2; k <= n; k++) {
      v[k] = logistic[k - 1].divide(k);
    }
    return derivative(n, factor, v);
  }

  /** The derivative of {@code max(x, 0)}: what that of a gate rounds to far out, and at ±∞. */
  static double saturated(int n, double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (n > 1 || x < 0) {
      return x > 0 && n % 2 == 1 ? 0.0 : -0.0;
    }
    return n == 0 ? x : 1;
  }

  private static double value(Factor factor) {
    Twin r = factor.value().plus(1).reciprocal();
    Twin product = r.times(factor.x);
    return factor.above() ? product.value() : factor.times(product);
  }

  /** The first or second derivative, from those of v. */
  private static double derivative(int n, Factor factor, Twin slope, Twin curvature) {
    Twin small = factor.value();
    Twin r = small.plus(1).reciprocal();
    Twin square = r.times(r);
    if (n == 1) {
      Twin term = slope.times(square).times(factor.x);
      return factor.above() ? r.plus(small.times(term)).value() : factor.times(r.plus(term));
    }
    Twin balance = balance(factor, small, r);
    Twin bend = slope.times(slope).times(balance).plus(curvature).times(factor.x);
    return factor.times(bend.plus(slope.times(2)).times(square));
  }

  /** {@code 1 - 2 σ(v)}. */
  private static Twin balance(Factor factor, Twin small, Twin r) {
    // What is left of 1 - E near v = 0 counts where only derivatives of even order remain.
    boolean central = factor.scale.hi() == 1 && factor.a > -0.5;
    Twin rest = central ? Twin.of(-Math.expm1(factor.a)) : small.negate().plus(1);
    Twin size = rest.times(r);
    return factor.above() ? size.negate() : size;
  }

  /** The n-th derivative for n ≥ 2, from the Taylor coefficients of v. */
  private static double derivative(int n, Factor factor, Twin[] v) {
    Twin small = factor.value();
    Twin[] gate = new Twin[n + 1]; // the coefficients of σ(v) over E, and those of σ'(v) over E
    Twin[] slope = new Twin[n + 1];
    gate[0] = small.plus(1).reciprocal();
    slope[0] = gate[0].times(gate[0]);
    Twin balance = balance(factor, small, gate[0]);
    for (int k = 1; k <= n; k++) {
      Twin sum = Twin.ZERO;
      for (int j = 1; j <= k; j++) {
        sum = sum.plus(v[j].times(slope[k - j]).times(j));
      }
      gate[k] = sum.divide(k);
      slope[k] = gate[k].times(balance).plus(inner(gate, k).times(small).negate());
    }
    Twin result = gate[n].times(factor.x).plus(gate[n - 1]);
    for (int k = 2; k <= n; k++) {
      result = result.times(k);
    }
    return factor.times(result);
  }

  /** The coefficient k of a square, without the products that contain the coefficient 0. */
  private static Twin inner(Twin[] c, int k) {
    Twin sum = Twin.ZERO;
    for (int i = 1; i < k; i++) {
      sum = sum.plus(c[i].times(c[k - i]));
    }
    return sum;
  }

  private static Twin[] zeros(int n) {
    Twin[] zeros = new Twin[n + 1];
    Arrays.fill(zeros, Twin.ZERO);
    return zeros;
  }
}
