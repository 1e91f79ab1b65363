package chainrule.autodiff.real;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Exponentials, logarithms and hyperbolic functions to a given number of significant bits.
 *
 * <p>Results too large or too small for any exponent are {@link Big#HUGE} and {@link Big#TINY};
 * null stands for "not a number".
 */
final class Exponentials {

  /** Exponentials of numbers from 2^22 on are out of range. */
  private static final int MAX_TOP = 22;

  /** Below 2^-8 the series of log1p and artanh are used at once. */
  private static final int SERIES_TOP = -8;

  private Exponentials() {}

  /** The exponential: x = k log 2 + r, Taylor series of r/2^s, s squarings. */
  static Big exp(Big x, int bits) {
    if (x.top() > MAX_TOP) {
      return x.signum() > 0 ? Big.HUGE : Big.TINY;
    }
    int squarings = (int) Math.sqrt(bits) / 2 + 2;
    int working = bits + squarings + 40;
    long k = Math.round(x.toDouble() / Math.log(2));
    BigInteger rest =
        x.fixed(working).subtract(Constants.log2(working).multiply(BigInteger.valueOf(k)));
    rest = rest.shiftRight(squarings);
    BigInteger one = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = one.add(rest);
    BigInteger term = rest;
    for (int n = 2; term.bitLength() > 2; n++) {
      term = term.multiply(rest).shiftRight(working).divide(BigInteger.valueOf(n));
      sum = sum.add(term);
    }
    for (int i = 0; i < squarings; i++) {
      sum = sum.multiply(sum).shiftRight(working);
    }
    return new Big(sum, k - working).round(bits);
  }

  static Big expm1(Big x, int bits) {
    if (x.top() < -bits - 8) {
      return x.add(x.square(bits).scale(-1), bits);
    }
    int lost = (int) Math.max(0, -x.top());
    return exp(x, bits + lost + 8).subtract(Big.ONE, bits);
  }

  static @Nullable Big log(Big x, int bits) {
    return x.signum() < 0 ? null : positiveLog(x, bits);
  }

  /** The logarithm of a positive number. */
  static Big positiveLog(Big x, int bits) {
    Big difference = x.top() < -1 ? Big.ONE : x.subtract(Big.ONE, bits + 8);
    return difference.top() < SERIES_TOP ? smallLog1p(difference, bits) : logAwayFromOne(x, bits);
  }

  /** The logarithm of x = 2^k m, from a double y near log m and log1p(m exp(-y) - 1). */
  private static Big logAwayFromOne(Big x, int bits) {
    int working = bits + 40;
    long k = x.top();
    Big mantissa = x.scale(-k);
    if (mantissa.toDouble() < Math.sqrt(0.5)) {
      k--;
      mantissa = mantissa.scale(1);
    }
    Big start = Big.of(Math.log(mantissa.toDouble()));
    Big quotient = mantissa.multiply(exp(start.negate(), working), working);
    Big correction = smallLog1p(quotient.subtract(Big.ONE, working), working);
    Big powerOfTwo = new Big(Constants.log2(working), -working).multiply(k, working);
    return start.add(correction, working).add(powerOfTwo, bits);
  }

  /** The function log1p(d) = 2 artanh(d/(2+d)) for small d. */
  private static Big smallLog1p(Big d, int bits) {
    int working = bits + 8;
    return artanhSeries(d.divide(Big.TWO.add(d, working), working), bits).scale(1);
  }

  /** The sum of z^(2k+1)/(2k+1) for small z. */
  private static Big artanhSeries(Big z, int bits) {
    int working = bits + 16;
    BigInteger square = z.square(working).fixed(working);
    BigInteger power = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = power;
    for (int k = 1; power.signum() != 0; k++) {
      power = power.multiply(square).shiftRight(working);
      sum = sum.add(power.divide(BigInteger.valueOf(2L * k + 1)));
    }
    return new Big(sum, -working).multiply(z, bits);
  }

  static @Nullable Big log1p(Big x, int bits) {
    if (x.top() < SERIES_TOP) {
      return smallLog1p(x, bits);
    }
    Big sum = x.add(Big.ONE, 2 * bits + 16);
    return sum.isZero() ? Big.HUGE.negate() : log(sum, bits);
  }

  /** The power of a positive number. */
  static Big pow(Big x, Big y, int bits) {
    if (y.isWhole() && y.top() <= 10) {
      int n = (int) y.toDouble();
      Big power = x.power(Math.abs(n), bits + 16);
      return n < 0 ? Big.ONE.divide(power, bits) : power.round(bits);
    }
    int working = bits + MAX_TOP + 16;
    return exp(positiveLog(x, working).multiply(y, working), bits);
  }

  static Big sinh(Big x, int bits) {
    int working = bits + 8;
    Big expm1 = expm1(x.abs(), working);
    Big sum = expm1.add(expm1.divide(expm1.add(Big.ONE, working), working), bits).scale(-1);
    return x.signum() < 0 ? sum.negate() : sum;
  }

  static Big cosh(Big x, int bits) {
    Big exp = exp(x.abs(), bits + 8);
    return exp.add(Big.ONE.divide(exp, bits + 8), bits).scale(-1);
  }

  static Big tanh(Big x, int bits) {
    int working = bits + 8;
    Big expm1 = expm1(x.abs().scale(1), working);
    Big result = expm1.divide(expm1.add(Big.TWO, working), bits);
    return x.signum() < 0 ? result.negate() : result;
  }

  /** The inverse log1p(x + x²/(1 + √(1 + x²))) for x ≥ 0, continued oddly. */
  static @Nullable Big asinh(Big x, int bits) {
    int working = bits + 16;
    Big square = x.square(working);
    Big root = square.add(Big.ONE, working).sqrt(working).add(Big.ONE, working);
    Big result = log1p(x.abs().add(square.divide(root, working), working), bits);
    return result != null && x.signum() < 0 ? result.negate() : result;
  }

  /** The inverse log1p(t + √(2t + t²)) with t = x - 1. */
  static @Nullable Big acosh(Big x, int bits) {
    int working = bits + 16;
    Big t = x.subtract(Big.ONE, working);
    if (t.signum() < 0) {
      return null;
    }
    Big root = t.multiply(t.add(Big.TWO, working), working).sqrt(working);
    return log1p(t.add(root, working), bits);
  }

  /** The inverse ½ log1p(2x/(1 - x)) for x ≥ 0, continued oddly. */
  static @Nullable Big atanh(Big x, int bits) {
    int working = bits + 16;
    Big size = x.abs();
    Big rest = Big.ONE.subtract(size, working);
    if (rest.signum() <= 0) {
      return rest.isZero() ? Big.HUGE.multiply(x.signum(), 1) : null;
    }
    Big result = log1p(size.scale(1).divide(rest, working), bits);
    return result == null ? null : (x.signum() < 0 ? result.negate() : result).scale(-1);
  }
}
