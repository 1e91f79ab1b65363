package chainrule.autodiff.kernel;

/**
 * The moments {@code ∫_0^1 t^n exp(z t) dt} for real and imaginary {@code z}: the derivatives of
 * {@code (exp(x) - 1) / x} and, with {@code z = ix}, of {@code sin(x) / x}.
 *
 * <p>Three expansions share the line between them:
 *
 * <pre>
 *   powers    Σ_k z^k / (k! (n + k + 1))                        |z| small
 *   rising    exp(z) Σ_k (-z)^k n! / (n + k + 1)!               |z| &lt; n
 *   falling   exp(z) / z Σ_k (-1/z)^k n! / (n - k)! + rest      |z| ≥ n,  rest = n! / (-z)^(n + 1)
 * </pre>
 *
 * The last two come from integrating by parts, one way and the other.
 */
final class ExponentialMoments {

  /** {@code 1 / k!}. */
  private static final double[] INVERSE_FACTORIAL = inverseFactorials(48);

  /** Terms below this part of the first one no longer count. */
  private static final double NEGLIGIBLE = 0x1p-60;

  private ExponentialMoments() {}

  static double sinc(int n, double x) {
    double a = Math.abs(x);
    if (a == Double.POSITIVE_INFINITY) {
      return 0;
    }
    if (n == 0) {
      return a < 0x1p-30 ? 1 : Math.sin(x) / x;
    }
    double y;
    if (a < 2) {
      y = sincPowers(n, a);
    } else {
      y = a < n ? sincRising(n, a) : sincFalling(n, a);
    }
    return (n & 1) == 1 ? Math.copySign(1, x) * y : y;
  }

  /** The series at 0; even and odd orders have the terms of their own parity only. */
  private static double sincPowers(int n, double a) {
    double z = a * a;
    int parity = n & 1;
    double y = 0;
    for (int k = 22 + parity; k > parity; k -= 2) {
      y = Math.fma(-z, y, INVERSE_FACTORIAL[k] / (n + 1.0 + k));
    }
    y = Math.fma(-z, y, 1 / (n + 1.0 + parity));
    if (parity == 1) {
      y *= a;
    }
    return ((n + parity) & 2) == 0 ? y : -y;
  }

  private static double sincRising(int n, double a) {
    double even = 0;
    double odd = 0;
    double term = 1;
    for (int k = 1; term > NEGLIGIBLE; k++) {
      double next = term * (a / (n + 1.0 + k));
      if ((k & 1) == 1) {
        odd += (k & 2) == 0 ? next : -next;
      } else {
        even += (k & 2) == 0 ? next : -next;
      }
      term = next;
    }
    return (turned(n, a) * (1 + even) + turned(n + 3, a) * odd) / (n + 1.0);
  }

  private static double sincFalling(int n, double a) {
    double even = 0;
    double odd = 0;
    double term = 1;
    for (int k = 1; k <= n && term > NEGLIGIBLE; k++) {
      double next = term * ((n + 1.0 - k) / a);
      if ((k & 1) == 1) {
        odd += (k & 2) == 0 ? next : -next;
      } else {
        even += (k & 2) == 0 ? next : -next;
      }
      term = next;
    }
    return (turned(n - 1, a) * (1 + even) + turned(n, a) * odd) / a;
  }

  /** {@code cos(a + n pi/2)}. */
  private static double turned(int n, double a) {
    double y = (n & 1) == 0 ? Math.cos(a) : Math.sin(a);
    return ((n + 1) & 2) == 0 ? y : -y;
  }

  static double expm1OverX(int n, double x) {
    if (x > 750) {
      return Double.POSITIVE_INFINITY;
    }
    if (x == Double.NEGATIVE_INFINITY) {
      return 0;
    }
    if (n == 0) {
      if (Math.abs(x) < 0x1p-60) {
        return 1;
      }
      if (x < 700) {
        return Math.expm1(x) / x;
      }
      double r = 1 / x;
      return Gaussians.timesExp(r, Math.fma(-r, x, 1) * r, x);
    }
    if (x < -1) {
      return -x < n + 1.0 ? decayRising(n, -x) : decayFalling(n, -x);
    }
    if (x < (n <= 2 ? 2 : 8)) {
      return growthPowers(n, x);
    }
    return x < n ? growthRising(n, x) : growthFalling(n, x);
  }

  private static double growthPowers(int n, double x) {
    double y = 0;
    for (int k = (int) (20 + 3 * Math.max(x, 0)); k > 0; k--) {
      y = Math.fma(x, y, INVERSE_FACTORIAL[k] / (n + 1.0 + k));
    }
    return Math.fma(x, y, 1 / (n + 1.0));
  }

  private static double growthRising(int n, double x) {
    double sum = 0;
    double term = 1;
    for (int k = 1; Math.abs(term) > NEGLIGIBLE; k++) {
      term *= -x / (n + 1.0 + k);
      sum += term;
    }
    return Gaussians.timesExp((1 + sum) / (n + 1.0), 0, x);
  }

  private static double growthFalling(int n, double x) {
    double sum = 0;
    double term = 1;
    for (int k = 1; k <= n && Math.abs(term) > NEGLIGIBLE; k++) {
      term *= -(n + 1.0 - k) / x;
      sum += term;
    }
    double rest = sum + (x < 42 ? -term * Math.exp(-x) : 0);
    double s = 1 + rest;
    double r = 1 / x;
    double m = s * r;
    return Gaussians.timesExp(m, r * (Math.fma(-m, x, s) + (rest - (s - 1))), x);
  }

  /** Summed by Horner's rule, since here all terms count. */
  private static double decayRising(int n, double a) {
    int count = 0;
    for (double term = 1; term > NEGLIGIBLE; term *= a / (n + 1.0 + count)) {
      count++;
    }
    double y = 1;
    for (int k = count; k > 0; k--) {
      y = Math.fma(a / (n + 1.0 + k), y, 1);
    }
    return Math.exp(-a) * y / (n + 1.0);
  }

  private static double decayFalling(int n, double a) {
    double sum = 0;
    double term = 1;
    for (int k = 1; k <= n && term > NEGLIGIBLE; k++) {
      term *= (n + 1.0 - k) / a;
      sum += term;
    }
    return Polygammas.factorialOverPower(n, a, 1, 0) - Math.exp(-a) * (1 + sum) / a;
  }

  private static double[] inverseFactorials(int count) {
    double[] inverse = new double[count];
    double factorial = 1;
    for (int k = 0; k < count; k++) {
      factorial *= Math.max(k, 1);
      inverse[k] = 1 / factorial;
    }
    return inverse;
  }
}
