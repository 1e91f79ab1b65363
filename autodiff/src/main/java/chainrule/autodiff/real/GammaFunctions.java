package chainrule.autodiff.real;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Enclosures of the logarithm of the gamma function and of its derivatives at exact numbers other
 * than zero.
 *
 * <p>Stirling's series is used beyond a point that grows with the number of bits, which the
 * recurrence reaches from any positive number; negative numbers are reflected. For positive numbers
 * the error of the series is less than the first term left out, and so is that of its derivatives,
 * since it is completely monotonic but for its sign (Alzer, On some inequalities for the gamma and
 * psi functions, Mathematics of Computation 66, 1997). Where parts of a result cancel, it is
 * computed again with so many more bits.
 */
final class GammaFunctions {

  private GammaFunctions() {}

  static Ball logGamma(Big x, int bits) {
    if (isPole(x)) {
      return Ball.ofBits(Double.POSITIVE_INFINITY, bits);
    }
    if (x.compareTo(Big.ONE) == 0 || x.compareTo(Big.TWO) == 0) {
      return Ball.exact(Big.ZERO, bits);
    }
    return Refinement.significant(working -> logGammaTo(x, working), bits);
  }

  /** Reflection: log(π / |sin πx|) - logGamma(1 - x). */
  private static Ball logGammaTo(Big x, int bits) {
    Ball at = Ball.exact(x, bits);
    if (x.signum() > 0) {
      return positiveLogGamma(at);
    }
    Ball sine = distance(x, bits).multiply(at.pi()).sin().abs();
    Ball log = at.pi().divide(sine).log();
    return log.subtract(positiveLogGamma(at.number(1).subtract(at)));
  }

  /** (y - ½) log y - y + ½ log 2π + Σ B₂ₖ/(2k(2k-1) y^(2k-1)) - log(x(x+1)…(y-1)). */
  private static Ball positiveLogGamma(Ball x) {
    int shift = shift(x, 0);
    Ball product = x.number(1);
    for (int k = 0; k < shift; k++) {
      product = product.multiply(x.add(x.number(k)));
    }
    Ball y = x.add(x.number(shift));
    Ball main = y.subtract(x.number(0.5)).multiply(y.log());
    Ball sum = main.subtract(y).add(x.pi().scale(1).log().scale(-1));
    Ball reciprocal = y.reciprocal();
    Ball step = reciprocal.square();
    Ball power = reciprocal;
    BigInteger[] table = Bernoulli.table(x.bits() / 8 + 8);
    for (int k = 1; ; k++) {
      Ball term = Bernoulli.number(table, k, x.bits()).multiply(power);
      term = term.divide(x.number(2.0 * k * (2.0 * k - 1)));
      Magnitude size = term.magnitude();
      if (size.top() < -x.bits()) {
        return sum.widened(size).subtract(product.log());
      }
      sum = sum.add(term);
      power = power.multiply(step);
    }
  }

  static Ball digamma(Big x, int bits) {
    return isPole(x)
        ? Ball.ofBits(Double.NaN, bits)
        : Refinement.significant(working -> digammaTo(x, working), bits);
  }

  /** Reflection: digamma(1 - x) - π cot πx. */
  private static Ball digammaTo(Big x, int bits) {
    Ball at = Ball.exact(x, bits);
    if (x.signum() > 0) {
      return positiveDigamma(at);
    }
    Ball pole = at.pi().multiply(cotangent(x, bits));
    return positiveDigamma(at.number(1).subtract(at)).subtract(pole);
  }

  /** log y - 1/(2y) - Σ B₂ₖ/(2k y^(2k)) - 1/x - 1/(x+1) - … - 1/(y-1). */
  private static Ball positiveDigamma(Ball x) {
    int shift = shift(x, 0);
    Ball poles = x.number(0);
    for (int k = 0; k < shift; k++) {
      poles = poles.add(x.add(x.number(k)).reciprocal());
    }
    Ball y = x.add(x.number(shift));
    Ball reciprocal = y.reciprocal();
    Ball sum = y.log().subtract(reciprocal.scale(-1));
    Ball step = reciprocal.square();
    Ball power = step;
    BigInteger[] table = Bernoulli.table(x.bits() / 8 + 8);
    for (int k = 1; ; k++) {
      Ball term = Bernoulli.number(table, k, x.bits()).multiply(power).divide(x.number(2.0 * k));
      Magnitude size = term.magnitude();
      if (size.top() < -x.bits()) {
        return sum.widened(size).subtract(poles);
      }
      sum = sum.subtract(term);
      power = power.multiply(step);
    }
  }

  /** The n-th derivative of the digamma function, for n at least 1. */
  static Ball polygamma(Big x, int n, int bits) {
    if (isPole(x)) {
      return Ball.ofBits(n % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY, bits);
    }
    return Refinement.significant(working -> polygammaTo(x, n, working + 16), bits);
  }

  /** Reflection: (-1)ⁿ ψₙ(1-x) - ψₙ(x) is the n-th derivative of π cot πx. */
  private static Ball polygammaTo(Big x, int n, int bits) {
    Ball at = Ball.exact(x, bits);
    if (x.signum() > 0) {
      return positivePolygamma(at, n);
    }
    Ball reflected = positivePolygamma(at.number(1).subtract(at), n);
    return (n % 2 == 0 ? reflected : reflected.negate()).subtract(cotangentDerivative(x, n, bits));
  }

  /**
   * (-1)^(n+1) times n! (x^-(n+1) + … + (y-1)^-(n+1)) + (n-1)!/yⁿ + n!/(2y^(n+1)) + Σ B₂ₖ
   * (2k+n-1)!/((2k)! y^(2k+n)).
   */
  private static Ball positivePolygamma(Ball x, int n) {
    int shift = shift(x, n);
    Ball factorial = x.number(1);
    for (int k = 2; k < n; k++) {
      factorial = factorial.multiply(x.number(k));
    }
    Ball whole = x.number(n);
    Ball poles = x.number(0);
    for (int k = 0; k < shift; k++) {
      poles = poles.add(x.add(x.number(k)).pow(x.number(n + 1)).reciprocal());
    }
    Ball y = x.add(x.number(shift));
    Ball reciprocal = y.reciprocal();
    Ball power = reciprocal.pow(whole);
    Ball head = x.number(1).add(reciprocal.multiply(whole).scale(-1)).multiply(power);
    Ball sum = head.add(poles.multiply(whole));
    Ball step = reciprocal.square();
    Ball coefficient = power.multiply(step).multiply(x.number((double) n * (n + 1))).scale(-1);
    BigInteger[] table = Bernoulli.table(x.bits() / 4 + n);
    for (int k = 1; ; k++) {
      Ball term = Bernoulli.number(table, k, x.bits()).multiply(coefficient);
      Magnitude size = term.magnitude();
      // the powers of huge numbers vanish, and those of tiny ones are not bounded
      if (size.top() < sum.magnitude().top() - x.bits() || k == table.length - 1) {
        Ball result = sum.widened(size).multiply(factorial);
        return n % 2 == 0 ? result.negate() : result;
      }
      sum = sum.add(term);
      coefficient = coefficient.multiply(step);
      coefficient = coefficient.multiply(x.number((2.0 * k + n) * (2.0 * k + n + 1)));
      coefficient = coefficient.divide(x.number((2.0 * k + 1) * (2.0 * k + 2)));
    }
  }

  /**
   * The n-th derivative of π cot πx, a polynomial in the cotangent: (c^m)' = -πm (c^(m-1) +
   * c^(m+1)). All its coefficients have one sign, and its powers one parity.
   */
  private static Ball cotangentDerivative(Big x, int n, int bits) {
    BigInteger[] coefficients = {BigInteger.ZERO, BigInteger.ONE};
    for (int k = 1; k <= n; k++) {
      BigInteger[] next = new BigInteger[k + 2];
      Arrays.fill(next, BigInteger.ZERO);
      for (int m = 1; m <= k; m++) {
        BigInteger product = coefficients[m].multiply(BigInteger.valueOf(-m));
        next[m - 1] = next[m - 1].add(product);
        next[m + 1] = next[m + 1].add(product);
      }
      coefficients = next;
    }
    Ball cotangent = cotangent(x, bits);
    Ball square = cotangent.square();
    Ball sum = cotangent.number(0);
    for (int m = n + 1; m >= 0; m -= 2) {
      sum = sum.multiply(square).add(Ball.exact(new Big(coefficients[m], 0), bits));
    }
    sum = n % 2 != 0 ? sum : sum.multiply(cotangent);
    return sum.multiply(Constants.pi(bits).pow(sum.number(n + 1)));
  }

  /** How many steps of the recurrence lead from x to where Stirling's series has enough bits. */
  private static int shift(Ball x, int n) {
    double start = 0.3 * x.bits() + n + 2;
    return (int) Math.ceil(Math.max(0, start - x.doubleValue()));
  }

  /** Whether the gamma function has a pole at a number other than zero. */
  private static boolean isPole(Big x) {
    return x.signum() < 0 && x.isWhole();
  }

  /** The distance of x from the nearest whole number. */
  private static Ball distance(Big x, int bits) {
    return Ball.exact(x.top() < 0 ? x : x.add(x.nearestWhole().negate()), bits);
  }

  /** The cotangent of πx, exactly zero halfway between whole numbers. */
  private static Ball cotangent(Big x, int bits) {
    Ball distance = distance(x, bits);
    Big middle = distance.midpoint();
    if (middle.top() < -1) {
      return distance.multiply(distance.pi()).tan().reciprocal();
    }
    Ball half = distance.number(middle.signum() < 0 ? -0.5 : 0.5);
    Ball rest = half.subtract(distance);
    return rest.midpoint().isZero() ? rest : rest.multiply(rest.pi()).tan();
  }
}
