package chainrule.autodiff.real;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The logarithm of the gamma function and its derivatives to a given number of significant bits.
 *
 * <p>Stirling's series is used beyond a point that grows with the number of bits, which the
 * recurrence reaches from any positive number; negative numbers are reflected. Arguments are
 * neither zero nor negative whole numbers. Where parts of a result cancel, it is computed again
 * with so many more bits.
 */
final class GammaFunctions {

  private GammaFunctions() {}

  /** A sum and an upper bound for the exponent of the terms that it was made of. */
  private record Sum(Big value, long top) {

    long lostBits() {
      return top - value.top();
    }
  }

  /** A sum to any number of bits absolute to its terms. */
  private interface Summation {
    Sum at(int bits);
  }

  /** Repeats the summation until the sum has the given number of significant bits. */
  private static Big significant(Summation summation, int bits) {
    int working = bits + 32;
    while (true) {
      Sum sum = summation.at(working);
      long missing = bits + 8 + sum.lostBits() - working;
      if (missing <= 0) {
        return sum.value.round(bits);
      }
      working += (int) Math.min(missing, 4L * working) + 8;
    }
  }

  static Big logGamma(Big x, int bits) {
    if (x.compareTo(Big.ONE) == 0 || x.compareTo(Big.TWO) == 0) {
      return Big.ZERO;
    }
    return significant(working -> sumLogGamma(x, working + 16), bits);
  }

  private static Sum sumLogGamma(Big x, int bits) {
    if (x.signum() > 0) {
      return positiveLogGamma(x, bits);
    }
    Big sine =
        Trigonometry.sin(distance(x, bits).multiply(Constants.bigPi(bits), bits), bits).abs();
    Big quotient = Constants.bigPi(bits).divide(sine, bits);
    Sum reflected = positiveLogGamma(Big.ONE.subtract(x, bits), bits);
    Big log = Exponentials.positiveLog(quotient, bits);
    return new Sum(
        log.subtract(reflected.value, bits), Math.max(reflected.top, Math.max(2, log.top())));
  }

  /** (y - ½) log y - y + ½ log 2π + Σ B₂ₖ/(2k(2k-1) y^(2k-1)) - log(x(x+1)…(y-1)). */
  private static Sum positiveLogGamma(Big x, int bits) {
    int shift = shift(x, bits, 0);
    Big product = Big.ONE;
    for (int k = 0; k < shift; k++) {
      product = product.multiply(x.add(Big.of(k), bits), bits);
    }
    Big y = x.add(Big.of(shift), bits);
    Big half = Big.ONE.scale(-1);
    Big main = y.subtract(half, bits).multiply(Exponentials.positiveLog(y, bits), bits);
    Big twoPi = Constants.bigPi(bits).scale(1);
    Big sum = main.subtract(y, bits).add(Exponentials.positiveLog(twoPi, bits).scale(-1), bits);
    Big step = Big.ONE.divide(y.square(bits), bits);
    Big power = Big.ONE.divide(y, bits);
    BigInteger[] table = Bernoulli.table(bits / 8 + 8);
    for (int k = 1; ; k++) {
      Big term = Bernoulli.number(table, k, bits).multiply(power, bits);
      term = term.divide(2L * k * (2L * k - 1), bits);
      if (term.top() < -bits) {
        break;
      }
      sum = sum.add(term, bits);
      power = power.multiply(step, bits);
    }
    Big log = Exponentials.positiveLog(product, bits);
    return new Sum(sum.subtract(log, bits), Math.max(main.top(), log.top()) + 1);
  }

  static Big digamma(Big x, int bits) {
    return significant(working -> sumDigamma(x, working + 16), bits);
  }

  private static Sum sumDigamma(Big x, int bits) {
    if (x.signum() > 0) {
      return positiveDigamma(x, bits);
    }
    Big pole = Constants.bigPi(bits).multiply(cotangent(x, bits), bits);
    Sum reflected = positiveDigamma(Big.ONE.subtract(x, bits), bits);
    return new Sum(reflected.value.subtract(pole, bits), Math.max(reflected.top, pole.top()));
  }

  /** log y - 1/(2y) - Σ B₂ₖ/(2k y^(2k)) - 1/x - 1/(x+1) - … - 1/(y-1). */
  private static Sum positiveDigamma(Big x, int bits) {
    int shift = shift(x, bits, 0);
    Big y = x.add(Big.of(shift), bits);
    Big log = Exponentials.positiveLog(y, bits);
    Big reciprocal = Big.ONE.divide(y, bits);
    Big sum = log.subtract(reciprocal.scale(-1), bits);
    Big step = reciprocal.square(bits);
    Big power = step;
    BigInteger[] table = Bernoulli.table(bits / 8 + 8);
    for (int k = 1; ; k++) {
      Big term = Bernoulli.number(table, k, bits).multiply(power, bits).divide(2L * k, bits);
      if (term.top() < -bits) {
        break;
      }
      sum = sum.subtract(term, bits);
      power = power.multiply(step, bits);
    }
    Big poles = Big.ZERO;
    for (int k = 0; k < shift; k++) {
      poles = poles.add(Big.ONE.divide(x.add(Big.of(k), bits), bits), bits);
    }
    return new Sum(sum.subtract(poles, bits), Math.max(log.top(), poles.top()) + 1);
  }

  /** The n-th derivative of the digamma function, for n at least 1. */
  static Big polygamma(Big x, int n, int bits) {
    return significant(working -> sumPolygamma(x, n, working + 16), bits);
  }

  /** Reflection: (-1)ⁿ ψₙ(1-x) - ψₙ(x) is the n-th derivative of π cot πx. */
  private static Sum sumPolygamma(Big x, int n, int bits) {
    if (x.signum() > 0) {
      Big value = positivePolygamma(x, n, bits);
      return new Sum(value, value.top());
    }
    Big reflected = positivePolygamma(Big.ONE.subtract(x, bits), n, bits);
    Big poles = cotangentDerivative(x, n, bits);
    Big value = (n % 2 == 0 ? reflected : reflected.negate()).subtract(poles, bits);
    return new Sum(value, Math.max(reflected.top(), poles.top()));
  }

  /**
   * (-1)^(n+1) times n! (x^-(n+1) + … + (y-1)^-(n+1)) + (n-1)!/yⁿ + n!/(2y^(n+1)) + Σ B₂ₖ
   * (2k+n-1)!/((2k)! y^(2k+n)).
   */
  private static Big positivePolygamma(Big x, int n, int bits) {
    int shift = shift(x, bits, n);
    Big factorial = Big.ONE;
    for (int k = 2; k < n; k++) {
      factorial = factorial.multiply(k, bits);
    }
    Big poles = Big.ZERO;
    for (int k = 0; k < shift; k++) {
      Big power = x.add(Big.of(k), bits).power(n + 1, bits + 32);
      poles = poles.add(Big.ONE.divide(power, bits), bits);
    }
    Big y = x.add(Big.of(shift), bits);
    Big reciprocal = Big.ONE.divide(y, bits + 32);
    Big power = reciprocal.power(n, bits + 32);
    Big head = Big.ONE.add(reciprocal.multiply(n, bits).scale(-1), bits).multiply(power, bits);
    Big sum = head.add(poles.multiply(n, bits), bits);
    Big step = reciprocal.square(bits);
    Big coefficient = power.multiply(step, bits).multiply((long) n * (n + 1), bits).scale(-1);
    BigInteger[] table = Bernoulli.table(bits / 4);
    for (int k = 1; ; k++) {
      Big term = Bernoulli.number(table, k, bits).multiply(coefficient, bits);
      if (term.top() < sum.top() - bits) {
        break;
      }
      sum = sum.add(term, bits);
      coefficient = coefficient.multiply(step, bits);
      coefficient = coefficient.multiply((2L * k + n) * (2L * k + n + 1), bits);
      coefficient = coefficient.divide((2L * k + 1) * (2L * k + 2), bits);
    }
    Big result = sum.multiply(factorial, bits);
    return n % 2 == 0 ? result.negate() : result;
  }

  /**
   * The n-th derivative of π cot πx, a polynomial in the cotangent: (c^m)' = -πm (c^(m-1) +
   * c^(m+1)). All its coefficients have one sign, and its powers one parity.
   */
  private static Big cotangentDerivative(Big x, int n, int bits) {
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
    Big cotangent = cotangent(x, bits);
    Big square = cotangent.square(bits);
    Big sum = Big.ZERO;
    for (int m = n + 1; m >= 0; m -= 2) {
      sum = sum.multiply(square, bits).add(new Big(coefficients[m], 0), bits);
    }
    sum = n % 2 != 0 ? sum : sum.multiply(cotangent, bits);
    return sum.multiply(Constants.bigPi(bits).power(n + 1, bits + 32), bits);
  }

  /** How many steps of the recurrence lead from x to where Stirling's series has enough bits. */
  private static int shift(Big x, int bits, int n) {
    double start = 0.3 * bits + n;
    return (int) Math.ceil(Math.max(0, start - x.toDouble()));
  }

  /** The distance of x from the nearest whole number. */
  private static Big distance(Big x, int bits) {
    return x.top() < 0 ? x : x.subtract(x.nearestWhole(), bits);
  }

  /** The cotangent of πx, exactly zero halfway between whole numbers. */
  private static Big cotangent(Big x, int bits) {
    Big pi = Constants.bigPi(bits);
    Big distance = distance(x, bits);
    if (distance.top() < -1) {
      return Big.ONE.divide(Trigonometry.tan(distance.multiply(pi, bits), bits), bits);
    }
    Big half = Big.ONE.scale(-1);
    Big rest = (distance.signum() < 0 ? half.negate() : half).subtract(distance, bits);
    return rest.isZero() ? rest : Trigonometry.tan(rest.multiply(pi, bits), bits);
  }
}
