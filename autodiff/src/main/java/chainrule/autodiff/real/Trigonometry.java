package chainrule.autodiff.real;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Trigonometric functions and their inverses to a given number of significant bits. */
final class Trigonometry {

  private static final Big REDUCED = Big.of(0.75);

  private Trigonometry() {}

  /** An angle as a multiple of π/2, modulo 4, and a rest of magnitude at most about π/4. */
  private record Angle(int quadrant, Big rest) {}

  /** Reduces an angle so that the rest, however small, has the given number of right bits. */
  private static Angle reduce(Big x, int bits) {
    if (x.abs().compareTo(REDUCED) < 0) {
      return new Angle(0, x);
    }
    int whole = (int) Math.max(0, x.top());
    int places = bits + whole + 32;
    while (true) {
      BigInteger rightAngle = Constants.pi(places - 1);
      BigInteger angle = x.fixed(places);
      BigInteger count = angle.shiftLeft(1).add(rightAngle).divide(rightAngle.shiftLeft(1));
      if (angle.signum() < 0) {
        count = angle.shiftLeft(1).subtract(rightAngle).divide(rightAngle.shiftLeft(1));
      }
      BigInteger rest = angle.subtract(count.multiply(rightAngle));
      int missing = bits + whole + 8 - rest.bitLength();
      if (missing <= 0) {
        int quadrant = count.intValue() & 3;
        return new Angle(quadrant, new Big(rest, -places).round(bits + 8));
      }
      places += missing + 8;
    }
  }

  static Big sin(Big x, int bits) {
    Angle angle = reduce(x, bits + 8);
    Big value = angle.quadrant % 2 == 0 ? sinSeries(angle.rest, bits) : cosSeries(angle.rest, bits);
    return angle.quadrant >= 2 ? value.negate() : value;
  }

  static Big cos(Big x, int bits) {
    Angle angle = reduce(x, bits + 8);
    Big value = angle.quadrant % 2 == 0 ? cosSeries(angle.rest, bits) : sinSeries(angle.rest, bits);
    return angle.quadrant == 1 || angle.quadrant == 2 ? value.negate() : value;
  }

  static Big tan(Big x, int bits) {
    int working = bits + 8;
    Angle angle = reduce(x, working);
    Big sin = sinSeries(angle.rest, working);
    Big cos = cosSeries(angle.rest, working);
    return angle.quadrant % 2 == 0 ? sin.divide(cos, bits) : cos.negate().divide(sin, bits);
  }

  private static Big sinSeries(Big x, int bits) {
    return series(x, 1, bits + 8).multiply(x, bits);
  }

  private static Big cosSeries(Big x, int bits) {
    return series(x, 0, bits);
  }

  /** The sum of first! (-x²)^k / (2k + first)!, for |x| below 1. */
  private static Big series(Big x, int first, int bits) {
    int working = bits + 16;
    BigInteger square = x.square(working).fixed(working);
    BigInteger term = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = term;
    for (int n = first + 1; term.signum() != 0; n += 2) {
      term = term.multiply(square).shiftRight(working).divide(BigInteger.valueOf(n * (n + 1L)));
      sum = n % 4 == first + 1 ? sum.subtract(term) : sum.add(term);
    }
    return new Big(sum, -working).round(bits);
  }

  /** The inverse tangent, from a double y near it and the tangent of the small rest. */
  static Big atan(Big x, int bits) {
    int working = bits + 16;
    Big size = x.abs();
    Big result;
    if (size.compareTo(Big.ONE) > 0) {
      Big complement = atan(Big.ONE.divide(size, working), working);
      result = Constants.bigPi(working).scale(-1).subtract(complement, bits);
    } else if (size.top() < -8) {
      result = atanSeries(size, bits);
    } else {
      Big start = Big.of(Math.atan(size.toDouble()));
      Big sin = sinSeries(start, working);
      Big cos = cosSeries(start, working);
      Big numerator = size.multiply(cos, 2 * working).subtract(sin, working);
      Big denominator = size.multiply(sin, working).add(cos, working);
      result = start.add(atanSeries(numerator.divide(denominator, working), working), bits);
    }
    return x.signum() < 0 ? result.negate() : result;
  }

  private static Big atanSeries(Big x, int bits) {
    int working = bits + 16;
    BigInteger square = x.square(working).fixed(working);
    BigInteger power = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = power;
    for (int k = 1; power.signum() != 0; k++) {
      power = power.multiply(square).shiftRight(working);
      BigInteger term = power.divide(BigInteger.valueOf(2L * k + 1));
      sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
    }
    return new Big(sum, -working).multiply(x, bits);
  }

  static @Nullable Big asin(Big x, int bits) {
    int working = bits + 16;
    Big below = Big.ONE.subtract(x, working);
    Big above = Big.ONE.add(x, working);
    if (below.signum() < 0 || above.signum() < 0) {
      return null;
    }
    if (below.isZero() || above.isZero()) {
      return Constants.bigPi(bits).scale(-1).multiply(x.signum(), bits);
    }
    return atan(x.divide(below.multiply(above, working).sqrt(working), working), bits);
  }

  /** The inverse cosine 2 arctan √((1 - x)/(1 + x)). */
  static @Nullable Big acos(Big x, int bits) {
    int working = bits + 16;
    Big below = Big.ONE.subtract(x, working);
    Big above = Big.ONE.add(x, working);
    if (below.signum() < 0 || above.signum() < 0) {
      return null;
    }
    if (above.isZero()) {
      return Constants.bigPi(bits);
    }
    return atan(below.divide(above, working).sqrt(working), bits).scale(1);
  }

  /** The angle of the point (x, y), neither coordinate being zero. */
  static Big atan2(Big y, Big x, int bits) {
    int working = bits + 16;
    Big angle = atan(y.divide(x, working), working);
    if (x.signum() > 0) {
      return angle.round(bits);
    }
    return angle.add(Constants.bigPi(working).multiply(y.signum(), working), bits);
  }
}
