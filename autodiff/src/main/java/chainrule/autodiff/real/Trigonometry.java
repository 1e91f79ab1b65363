package chainrule.autodiff.real;

import java.math.BigInteger;

/**
 * Enclosures of trigonometric functions and their inverses of exact numbers other than zero.
 *
 * <p>The series of sine, cosine and arctangent are summed in fixed point, as whole numbers of units
 * of 2^-w, and count their errors in units; everything else is composed of them by balls.
 */
final class Trigonometry {

  private static final Big REDUCED = Big.of(0.75);

  private Trigonometry() {}

  /** An angle as a multiple of π/2, modulo 4, and a rest of magnitude at most about π/4. */
  private record Angle(int quadrant, Ball rest) {}

  /** A multiple of π/2. */
  static Ball quarterTurns(int count, int bits) {
    Ball pi = Constants.pi(bits);
    return pi.multiply(pi.number(count)).scale(-1);
  }

  /**
   * Reduces an angle so that the rest, however small, has the given number of right bits.
   *
   * <p>The angle is off by at most 1 unit, and the multiple of π/2 by 2 times the count of right
   * angles, which is below 2^(whole+1).
   */
  private static Angle reduce(Big x, int bits) {
    if (x.abs().compareTo(REDUCED) < 0) {
      return new Angle(0, Ball.exact(x, bits));
    }
    int whole = (int) x.top();
    int places = bits + whole + 32;
    while (true) {
      BigInteger rightAngle = Constants.fixedPi(places - 1);
      BigInteger angle = x.fixed(places);
      BigInteger half = rightAngle.shiftRight(1);
      BigInteger turned = angle.add(half);
      BigInteger mod = turned.mod(rightAngle);
      BigInteger count = turned.subtract(mod).divide(rightAngle);
      BigInteger rest = mod.subtract(half);
      int missing = bits + whole + 8 - rest.bitLength();
      if (missing <= 0) {
        Magnitude error = Magnitude.of(5, whole - places);
        return new Angle(count.intValue() & 3, Ball.about(new Big(rest, -places), error, bits + 8));
      }
      places += missing + 8;
    }
  }

  /** Beyond 2^(2^20) the digits of π needed are too many. */
  private static boolean isTooLarge(Big x) {
    return x.top() > 1 << 20;
  }

  static Ball sin(Big x, int bits) {
    if (isTooLarge(x)) {
      return Ball.between(-1, 1, 1).withBits(bits);
    }
    Angle angle = reduce(x, bits + 8);
    Ball value = angle.quadrant % 2 == 0 ? reducedSin(angle.rest) : reducedCos(angle.rest);
    return angle.quadrant >= 2 ? value.negate() : value;
  }

  static Ball cos(Big x, int bits) {
    if (isTooLarge(x)) {
      return Ball.between(-1, 1, 1).withBits(bits);
    }
    Angle angle = reduce(x, bits + 8);
    Ball value = angle.quadrant % 2 == 0 ? reducedCos(angle.rest) : reducedSin(angle.rest);
    return angle.quadrant == 1 || angle.quadrant == 2 ? value.negate() : value;
  }

  static Ball tan(Big x, int bits) {
    if (isTooLarge(x)) {
      return Ball.line(bits, "the angle is too large");
    }
    Angle angle = reduce(x, bits + 8);
    Ball sin = reducedSin(angle.rest);
    Ball cos = reducedCos(angle.rest);
    return angle.quadrant % 2 == 0 ? sin.divide(cos) : cos.negate().divide(sin);
  }

  /** The sine's slope is at most 1: the radius is carried over. */
  private static Ball reducedSin(Ball x) {
    Ball middle = Ball.exact(x.midpoint(), x.bits());
    return series(x.midpoint(), 1, x.bits()).multiply(middle).widened(x.radiusBound());
  }

  private static Ball reducedCos(Ball x) {
    return series(x.midpoint(), 0, x.bits()).widened(x.radiusBound());
  }

  /**
   * The sum of first! (-x²)^k / (2k + first)!, for |x| below 1. In units: the square is off by 1, a
   * term by 2, since (2·x² + 1 + 1)/(n(n+1)) + 1 is at most 2 after the first, and the terms after
   * one of zero are less than 3 together.
   */
  private static Ball series(Big x, int first, int bits) {
    int working = bits + 16;
    BigInteger square = x.multiply(x).fixed(working);
    BigInteger term = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = term;
    int n = first + 1;
    for (; term.signum() != 0; n += 2) {
      term = term.multiply(square).shiftRight(working).divide(BigInteger.valueOf(n * (n + 1L)));
      sum = n % 4 == first + 1 ? sum.subtract(term) : sum.add(term);
    }
    return Ball.about(new Big(sum, -working), Magnitude.of(n + 3, -working), bits + 2);
  }

  /**
   * The arctangent, from a double y near it and the tangent of the small rest: any y will do that
   * leaves a rest below 2^-7.
   */
  static Ball atan(Big x, int bits) {
    int working = bits + 16;
    Big size = x.abs();
    Ball result;
    if (size.top() > 1 || size.compareTo(Big.ONE) > 0) {
      Ball complement = Ball.exact(Big.ONE, working).divide(Ball.exact(size, working));
      result = quarterTurns(1, working).subtract(complement.atan());
    } else if (size.top() < -8) {
      result = Exponentials.arcSeries(size, -1, working);
    } else {
      int wide = working + 64;
      Big start = Big.of(Math.atan(size.toDouble()));
      Ball at = Ball.exact(size, wide);
      Ball sin = reducedSin(Ball.exact(start, wide));
      Ball cos = reducedCos(Ball.exact(start, wide));
      Ball rest = at.multiply(cos).subtract(sin).divide(at.multiply(sin).add(cos));
      Ball arc =
          rest.midpoint().isZero() ? rest : Exponentials.arcSeries(rest.midpoint(), -1, working);
      result = Ball.exact(start, working).add(arc.widened(rest.radiusBound()));
    }
    return x.isNegative() ? result.negate() : result;
  }

  /** The angle arctan(x / √(1-x²)). */
  static Ball asin(Big x, int bits) {
    Ball number = Ball.exact(x, bits + 16);
    Ball below = number.number(1).subtract(number);
    Ball above = number.number(1).add(number);
    if (below.midpoint().isZero() || above.midpoint().isZero()) {
      return quarterTurns(x.signum(), bits + 8);
    }
    return number.divide(below.multiply(above).sqrt()).atan();
  }

  /** The inverse cosine 2 arctan √((1-x)/(1+x)). */
  static Ball acos(Big x, int bits) {
    Ball number = Ball.exact(x, bits + 16);
    Ball below = number.number(1).subtract(number);
    Ball above = number.number(1).add(number);
    if (above.midpoint().isZero()) {
      return quarterTurns(2, bits + 8);
    }
    return below.divide(above).sqrt().atan().scale(1);
  }

  /** The angle of a point, from its tangent or cotangent; π is added or taken on the left. */
  static Ball atan2(Ball y, Ball x) {
    int common = Math.max(y.bits(), x.bits());
    if (y.isNaN() || x.isNaN()) {
      return y.notANumber(x, common);
    }
    if (y.isExact()
        && x.isExact()
        && (!y.isBounded() || !x.isBounded() || y.isZero() || x.isZero())) {
      if ((y.isZero() && y.zeroSign() == Ball.UNSIGNED)
          || (x.isZero() && x.zeroSign() == Ball.UNSIGNED)) {
        return fullCircle(common, "the angle of a zero of unknown sign");
      }
      double angle = Math.atan2(standIn(y), standIn(x));
      Ball eighths = Ball.ofBits(Math.rint(angle * 4 / Math.PI) / 4, common);
      return eighths.isZero() ? eighths : eighths.multiply(Constants.pi(common));
    }
    int working = common + 8;
    Ball ordinate = y.withBits(working);
    Ball abscissa = x.withBits(working);
    Ball angle;
    if (x.certainSign() > 0) {
      angle = ordinate.divide(abscissa).atan();
    } else if (y.certainSign() != 0) {
      Ball right = quarterTurns(y.certainSign(), working);
      angle = right.subtract(abscissa.divide(ordinate).atan());
    } else if (y.isZero() && y.zeroSign() != Ball.UNSIGNED && x.certainSign() < 0) {
      angle = quarterTurns(2 * y.zeroSign(), working);
    } else {
      return fullCircle(common, "straddles the jump of the angle");
    }
    return angle.withBits(common).withDoubt(y.firstDoubt(x));
  }

  private static Ball fullCircle(int bits, String why) {
    Ball pi = Constants.pi(bits);
    return Intervals.hull(pi.negate(), pi, why);
  }

  /** A double of the same kind and sign, any finite magnitude being 1. */
  private static double standIn(Ball x) {
    return x.isInfinite() || x.isZero() ? x.doubleValue() : x.midpoint().signum();
  }
}
