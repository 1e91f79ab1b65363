package chainrule.autodiff.real;

import java.math.BigInteger;

/**
 * Enclosures of exponentials, logarithms and hyperbolic functions of exact numbers other than zero.
 *
 * <p>Three series are summed in fixed point, as whole numbers of units of 2^-w, and count their
 * errors in units; everything else is composed of them by balls, whose arithmetic bounds its own
 * rounding. The reductions are those of Johansson, Efficient implementation of elementary functions
 * in the medium-precision range (2015).
 */
final class Exponentials {

  /** Exponentials of numbers from 2^60 on are out of range. */
  private static final int MAX_TOP = 60;

  /** Below 2^-8 the series of log1p and artanh are used at once. */
  private static final int SERIES_TOP = -8;

  /** Differences of exact numbers are written exactly to so many bits. */
  private static final int MAX_SPAN = 4096;

  private Exponentials() {}

  /**
   * The exponential: x = k log 2 + r with r in [0, log 2), the Taylor series of r/2^s, s squarings.
   *
   * <p>Errors in units: r is off by at most 1 for x and 2 for each of k log 2, all shifted right by
   * as many bits as k may have, so r/2^s by at most 2. If a term is off by 2, then the next, being
   * the floor of its product with r/2^s below ¼ over n ≥ 2, by (2/4 + 2/4 + 1)/2 + 1 = 2. What
   * follows the last term is less than 3. A squaring of v in [1, 2] doubles the error and
   * multiplies it by v, and adds 1; the product of all v is at most e^r ≤ 2, so E grows to 2^(s+1)
   * (E + s), doubled here to cover squares of the error.
   */
  static Ball exp(Big x, int bits) {
    if (x.top() > MAX_TOP) {
      return x.isNegative() ? Ball.underflow(1, bits) : Ball.overflow(1, bits);
    }
    int squarings = (int) Math.sqrt(bits) / 2 + 2;
    int working = bits + squarings + 24;
    int whole = (int) Math.max(0, x.top() + 2);
    BigInteger log2 = Constants.fixedLog2(working + whole);
    BigInteger fixed = x.fixed(working + whole);
    BigInteger mod = fixed.mod(log2);
    BigInteger rest = mod.shiftRight(whole + squarings);
    BigInteger sum = BigInteger.ONE.shiftLeft(working).add(rest);
    BigInteger term = rest;
    int n = 2;
    for (; term.bitLength() > 1; n++) {
      term = term.multiply(rest).shiftRight(working).divide(BigInteger.valueOf(n));
      sum = sum.add(term);
    }
    for (int i = 0; i < squarings; i++) {
      sum = sum.multiply(sum).shiftRight(working);
    }
    long units = 2L * n + 4 + squarings;
    long scale = fixed.subtract(mod).divide(log2).longValueExact() - working;
    Magnitude error = Magnitude.of(units, scale + squarings + 2);
    return Ball.about(new Big(sum, scale), error, bits + 2);
  }

  /** For tiny x the series x + x²/2, whose rest is below |x|³ for |x| < 1. */
  static Ball expm1(Big x, int bits) {
    if (x.top() < -bits - 8) {
      Ball exact = Ball.exact(x, bits + 8);
      Ball sum = exact.add(exact.square().multiply(exact.number(0.5)));
      return sum.widened(Magnitude.powerOfTwo(3 * x.top()));
    }
    int lost = (int) Math.max(0, -x.top());
    return exp(x, bits + lost + 8).subtract(Ball.exact(Big.ONE, bits));
  }

  static Ball log(Big x, int bits) {
    return x.isNegative() ? Ball.ofBits(Double.NaN, bits) : positiveLog(x, bits);
  }

  private static Ball positiveLog(Big x, int bits) {
    if (x.top() == 0 || x.top() == 1) {
      Big difference = x.add(Big.ONE.negate());
      if (difference.isZero()) {
        return Ball.exact(Big.ZERO, bits);
      }
      if (difference.top() < SERIES_TOP) {
        return smallLog1p(Ball.exact(difference, bits + 8));
      }
    }
    return logAwayFromOne(x, bits + 40);
  }

  /**
   * The logarithm of x = 2^k m with m in [1, 2), from a double y near log m and log1p(m exp(-y) -
   * 1): any y will do.
   */
  private static Ball logAwayFromOne(Big x, int working) {
    long k = x.top() - 1;
    Big mantissa = x.scale(-k);
    Big start = Big.of(Math.log(mantissa.toDouble()));
    Ball quotient = Ball.exact(mantissa, working);
    if (!start.isZero()) {
      quotient = quotient.multiply(exp(start.negate(), working));
    }
    Ball correction = smallLog1p(quotient.subtract(Ball.exact(Big.ONE, working)));
    Ball powers = Constants.log2(working).multiply(Ball.exact(Big.of(k), working));
    return Ball.exact(start, working).add(correction).add(powers);
  }

  /** The function log1p(d) = 2 artanh(d/(2+d)) for small d. */
  private static Ball smallLog1p(Ball d) {
    return artanh(d.divide(d.add(d.number(2)))).scale(1);
  }

  /** For |z| < 2^-7 the slope of artanh, 1/(1-z²), is below 2: twice the radius is carried over. */
  private static Ball artanh(Ball z) {
    Big middle = z.midpoint();
    Ball result = middle.isZero() ? Ball.exact(middle, z.bits()) : arcSeries(middle, 1, z.bits());
    return result.widened(z.radiusBound().scale(1));
  }

  /**
   * z times the sum of (sign · z²)^k/(2k+1) for |z| < 2^-7: artanh z, or arctan z for the sign -1.
   * In units: a power is off by at most 2, and so is a term; the powers after one of zero, itself
   * below 3, are less than 1 together.
   */
  static Ball arcSeries(Big z, int sign, int bits) {
    int working = bits + 16;
    BigInteger square = z.multiply(z).fixed(working).multiply(BigInteger.valueOf(sign));
    BigInteger power = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = power;
    long k = 1;
    for (; power.signum() != 0; k++) {
      power = power.multiply(square).shiftRight(working);
      sum = sum.add(power.divide(BigInteger.valueOf(2 * k + 1)));
    }
    Ball series = Ball.about(new Big(sum, -working), Magnitude.of(2 * k + 1, -working), bits + 8);
    return series.multiply(Ball.exact(z, bits));
  }

  static Ball log1p(Big x, int bits) {
    if (x.top() < SERIES_TOP) {
      return smallLog1p(Ball.exact(x, bits + 8));
    }
    if (x.top() > bits + 8) {
      // log1p(x) = log x + log1p(1/x)
      return log(x, bits).add(smallLog1p(Ball.exact(x, bits).reciprocal()));
    }
    Big sum = x.add(Big.ONE);
    return sum.isZero() ? Ball.ofBits(Double.NEGATIVE_INFINITY, bits) : log(sum, bits);
  }

  /** A power of a positive number with a whole exponent, by multiplication or as exp(n log x). */
  static Ball wholePower(Big x, Big n, int bits) {
    Ball exponent = Ball.exact(n, bits);
    if (n.top() > 10) {
      int more = (int) Math.min(80, n.top()) + 16;
      Ball log = positiveLog(x, bits + more);
      return log.multiply(exponent).exp();
    }
    int rest = (int) Math.abs(n.toDouble());
    Ball square = Ball.exact(x, bits + 16);
    Ball result = square.number(1);
    for (; rest > 0; rest >>= 1) {
      result = (rest & 1) != 0 ? result.multiply(square) : result;
      square = rest > 1 ? square.multiply(square) : square;
    }
    return n.isNegative() ? result.reciprocal() : result;
  }

  static Ball sinh(Big x, int bits) {
    Ball size;
    if (x.top() > 2) {
      Ball exp = exp(x.abs(), bits + 8);
      size = exp.subtract(exp.reciprocal()).scale(-1);
    } else {
      Ball expm1 = expm1(x.abs(), bits + 8);
      size = expm1.add(expm1.divide(expm1.add(expm1.number(1)))).scale(-1);
    }
    return x.isNegative() ? size.negate() : size;
  }

  static Ball cosh(Big x, int bits) {
    Ball exp = exp(x.abs(), bits + 8);
    return exp.add(exp.reciprocal()).scale(-1);
  }

  /** The sum 1 - 2/(e^2x + 1) where that is close to 1, a quotient of expm1(2x) elsewhere. */
  static Ball tanh(Big x, int bits) {
    Ball size;
    if (x.top() > 2) {
      Ball exp = exp(x.abs().scale(1), bits + 8);
      size = exp.number(1).subtract(exp.number(2).divide(exp.add(exp.number(1))));
    } else {
      Ball expm1 = expm1(x.abs().scale(1), bits + 8);
      size = expm1.divide(expm1.add(expm1.number(2)));
    }
    return x.isNegative() ? size.negate() : size;
  }

  /** The square of 1/cosh, 4e/(1+e)² with e = exp(-2|x|). */
  static Ball sech2(Big x, int bits) {
    Ball e = exp(x.abs().scale(1).negate(), bits + 8);
    return e.divide(e.add(e.number(1)).square()).scale(2);
  }

  /** The exponential of the exact square. */
  static Ball gaussian(Big x, int bits) {
    return exp(x.multiply(x).negate(), bits);
  }

  static Ball xLogX(Big x, int bits) {
    return log(x, bits).multiply(Ball.exact(x, bits));
  }

  /** The inverse log1p(x + x²/(1 + √(1 + x²))) for x ≥ 0, continued oddly. */
  static Ball asinh(Big x, int bits) {
    Ball size = Ball.exact(x.abs(), bits + 16);
    Ball result;
    if (x.top() > bits + 16) {
      result = logOfTwice(size);
    } else {
      Ball square = size.square();
      Ball root = square.add(size.number(1)).sqrt();
      result = size.add(square.divide(root.add(size.number(1)))).log1p();
    }
    return x.isNegative() ? result.negate() : result;
  }

  /** For huge numbers asinh is log(2x) and about 1/(4x²), and acosh is less by as much. */
  private static Ball logOfTwice(Ball x) {
    return x.scale(1).log().widened(Magnitude.powerOfTwo(-2L * x.bits()));
  }

  /** The inverse log1p(t + √(2t + t²)) with t = x - 1, exactly, for numbers that are not huge. */
  static Ball acosh(Big x, int bits) {
    if (x.isNegative() || x.top() < 1) {
      return Ball.ofBits(Double.NaN, bits);
    }
    Ball number = Ball.exact(x, bits + 16);
    if (x.top() > bits + 16) {
      return logOfTwice(number);
    }
    Ball t = Ball.exact(x.add(Big.ONE.negate()), bits + 16);
    return t.add(t.multiply(t.add(t.number(2))).sqrt()).log1p();
  }

  /** The inverse ½ log1p(2x/(1 - x)) for x ≥ 0, continued oddly. */
  static Ball atanh(Big x, int bits) {
    if (x.abs().compareTo(Big.ONE) > 0) {
      return Ball.ofBits(Double.NaN, bits);
    }
    Ball size = Ball.exact(x.abs(), bits + 16);
    Ball rest = size.number(1).subtract(size);
    Ball result =
        rest.midpoint().isZero()
            ? Ball.ofBits(Double.POSITIVE_INFINITY, bits)
            : size.scale(1).divide(rest).log1p().scale(-1);
    return x.isNegative() ? result.negate() : result;
  }

  /** exp of the exact difference, where it is not too long. */
  static Ball expSubtract(Ball x, Ball that) {
    int common = Math.max(x.bits(), that.bits());
    boolean exact = x.isExact() && that.isExact() && x.isBounded() && that.isBounded();
    return exact && Big.span(x.midpoint(), that.midpoint()) < MAX_SPAN
        ? Ball.exact(x.midpoint().add(that.midpoint().negate()), common).exp()
        : x.subtract(that).exp();
  }

  /** x·log(y), which is 0 for x = 0 whatever the number y. */
  static Ball xLogY(Ball x, Ball y) {
    int common = Math.max(x.bits(), y.bits());
    if (x.isNaN() || y.isNaN()) {
      return x.notANumber(y, common);
    }
    if (x.isZero()) {
      return Ball.exact(Big.ZERO, common);
    }
    Ball log = y.withBits(common).log();
    return x.mayBeZero() && !log.isBounded()
        ? Ball.unknown(common, x.doubtOr(log.doubtOr(Ball.INDEFINITE)))
        : x.multiply(log);
  }
}
