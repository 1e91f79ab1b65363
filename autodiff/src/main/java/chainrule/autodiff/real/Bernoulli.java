package chainrule.autodiff.real;

import java.math.BigInteger;

/** The Bernoulli numbers of even index, exactly. */
final class Bernoulli {

  /** Longer tables are computed every time, which bounds the memory held. */
  private static final int MAX_KEPT = 2048;

  private static volatile BigInteger[] kept = tangentNumbers(64);

  private Bernoulli() {}

  /**
   * Tangent numbers T₁ … Tₙ at the indexes 1 … n, at least; to be given to {@link #number}. Not to
   * be changed.
   */
  static BigInteger[] table(int n) {
    BigInteger[] table = kept;
    if (table.length <= n) {
      table = tangentNumbers(n + n / 4);
      if (table.length <= MAX_KEPT) {
        kept = table;
      }
    }
    return table;
  }

  /** The Bernoulli number B₂ₖ = (-1)^(k-1) 2k Tₖ / (4ᵏ(4ᵏ - 1)). */
  static Ball number(BigInteger[] table, int k, int bits) {
    BigInteger numerator = table[k].multiply(BigInteger.valueOf(k % 2 == 0 ? -2L * k : 2L * k));
    BigInteger denominator = BigInteger.ONE.shiftLeft(2 * k).subtract(BigInteger.ONE);
    return Ball.exact(new Big(numerator, -2L * k), bits)
        .divide(Ball.exact(new Big(denominator, 0), bits));
  }

  /** The algorithm of Brent and Harvey, in place. */
  private static BigInteger[] tangentNumbers(int n) {
    BigInteger[] t = new BigInteger[n + 1];
    t[0] = BigInteger.ZERO;
    t[1] = BigInteger.ONE;
    for (int k = 2; k <= n; k++) {
      t[k] = t[k - 1].multiply(BigInteger.valueOf(k - 1));
    }
    for (int k = 2; k <= n; k++) {
      for (int j = k; j <= n; j++) {
        t[j] =
            t[j - 1]
                .multiply(BigInteger.valueOf(j - k))
                .add(t[j].multiply(BigInteger.valueOf(j - k + 2)));
      }
    }
    return t;
  }
}
