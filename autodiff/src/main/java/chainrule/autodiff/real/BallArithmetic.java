package chainrule.autodiff.real;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Sums, products and quotients of balls, and the functions whose values at points are exact. */
final class BallArithmetic {

  private BallArithmetic() {}

  /** The radii add up, and the rounding of the midpoint. */
  static Ball add(Ball x, Ball that) {
    int common = Math.max(x.bits(), that.bits());
    if (x.isBounded() && that.isBounded()) {
      return sum(x, that, common).withDoubt(x.firstDoubt(that));
    }
    if (x.isNaN() || that.isNaN()) {
      return x.notANumber(that, common);
    }
    Ball low = endSum(Intervals.low(x), Intervals.low(that), common);
    Ball high = endSum(Intervals.high(x), Intervals.high(that), common);
    if (low.isNaN() || high.isNaN()) {
      return x.isExact() && that.isExact()
          ? Ball.undefined(common, Ball.INFINITY_LESS_INFINITY)
          : Ball.unknown(common, Ball.INDEFINITE);
    }
    // an infinity among finite numbers may meet the opposite one
    boolean opposite =
        (x.mayBe(Double.POSITIVE_INFINITY) && that.mayBe(Double.NEGATIVE_INFINITY))
            || (x.mayBe(Double.NEGATIVE_INFINITY) && that.mayBe(Double.POSITIVE_INFINITY));
    return opposite
        ? Ball.unknown(common, Ball.INDEFINITE)
        : Intervals.ofEnds(Intervals.low(low), Intervals.high(high), common, x.firstDoubt(that));
  }

  private static Ball endSum(Ball a, Ball b, int bits) {
    if (a.isBounded() && b.isBounded()) {
      return sum(a, b, bits);
    }
    if (a.isInfinite() && b.isInfinite()) {
      return a.midpoint().signum() == b.midpoint().signum()
          ? a
          : Ball.undefined(bits, Ball.INDEFINITE);
    }
    return a.isInfinite() ? a : b;
  }

  private static Ball sum(Ball x, Ball that, int common) {
    Magnitude reach = x.radiusBound().add(that.radiusBound());
    long gap = x.midpoint().top() - that.midpoint().top();
    if (x.midpoint().isZero() || that.midpoint().isZero()) {
      if (x.isZero() && that.isZero()) {
        return Ball.zero(
            x.zeroSign() == that.zeroSign() ? x.zeroSign() : bothSigns(x, that), common);
      }
      return Ball.about(x.midpoint().isZero() ? that.midpoint() : x.midpoint(), reach, common);
    }
    if (Math.abs(gap) > common + 2L) {
      Big lost = gap > 0 ? that.midpoint() : x.midpoint();
      return Ball.about(
          gap > 0 ? x.midpoint() : that.midpoint(), reach.add(Magnitude.above(lost)), common);
    }
    return Ball.about(x.midpoint().add(that.midpoint()), reach, common);
  }

  /** The sign of a sum of zeros whose signs differ: positive unless one is not known. */
  private static int bothSigns(Ball x, Ball that) {
    return (x.zeroSign() == Ball.UNSIGNED && that.zeroSign() == Ball.NEGATIVE)
            || (x.zeroSign() == Ball.NEGATIVE && that.zeroSign() == Ball.UNSIGNED)
        ? Ball.UNSIGNED
        : Ball.POSITIVE;
  }

  /** The radius |x|·s + |y|·r + r·s for x ± r and y ± s, and the rounding of the midpoint. */
  static Ball multiply(Ball x, Ball that) {
    int common = Math.max(x.bits(), that.bits());
    String why = x.firstDoubt(that);
    if (x.isBounded() && that.isBounded()) {
      if (x.isZero() || that.isZero()) {
        return Ball.zero(x.factorSign() * that.factorSign(), common).withDoubt(why);
      }
      if (x.isWide() || that.isWide()) {
        return endProducts(x, that, common, why);
      }
      Magnitude reach = x.radiusBound().multiply(that.radiusBound());
      if (!x.radiusBound().isZero()) {
        reach = reach.add(x.radiusBound().multiply(Magnitude.above(that.midpoint())));
      }
      if (!that.radiusBound().isZero()) {
        reach = reach.add(that.radiusBound().multiply(Magnitude.above(x.midpoint())));
      }
      return Ball.about(x.midpoint().multiply(that.midpoint()), reach, common, why);
    }
    if (x.isNaN() || that.isNaN()) {
      return x.notANumber(that, common);
    }
    if ((x.isZero() && that.isInfinite()) || (that.isZero() && x.isInfinite())) {
      return Ball.undefined(common, Ball.ZERO_TIMES_INFINITY);
    }
    if ((x.mayBeZero() && that.mayBeInfinite()) || (that.mayBeZero() && x.mayBeInfinite())) {
      return Ball.unknown(common, why == null ? Ball.INDEFINITE : why);
    }
    return scaledBy(x, that, common).withDoubt(why);
  }

  /** The range of a product, which lies between products of ends. */
  private static Ball endProducts(Ball x, Ball that, int common, @Nullable String why) {
    Big low = Intervals.low(x).midpoint();
    Big high = Intervals.high(x).midpoint();
    Ball result = null;
    for (Big end : new Big[] {Intervals.low(that).midpoint(), Intervals.high(that).midpoint()}) {
      Ball one =
          Intervals.hull(
              Ball.exact(low.multiply(end), common), Ball.exact(high.multiply(end), common), why);
      result = result == null ? one : Intervals.hull(result, one, why);
    }
    return result;
  }

  /** A product of which neither factor may be zero, or the other is finite and so is certain. */
  private static Ball scaledBy(Ball x, Ball that, int common) {
    int sign = x.certainSign() * that.certainSign();
    if (sign == 0) {
      return Ball.line(common, Ball.INDEFINITE);
    }
    if (x.isInfinite() || that.isInfinite()) {
      return Ball.infinite(sign, common);
    }
    Big least = Intervals.leastAbs(x).multiply(Intervals.leastAbs(that)).roundDown(common);
    return sign > 0 ? Ball.above(least, common, null) : Ball.below(least.negate(), common, null);
  }

  /** The radius (|x|·s + |y|·r) / (|y| (|y| - s)) for (x ± r) / (y ± s), and rounding. */
  static Ball divide(Ball x, Ball that) {
    int common = Math.max(x.bits(), that.bits());
    String why = x.firstDoubt(that);
    if (x.isNaN() || that.isNaN()) {
      return x.notANumber(that, common);
    }
    if (that.mayBeZero()) {
      return overZero(x, that, common, why == null ? Ball.POLE : why);
    }
    if (!that.isBounded()) {
      return overInfinity(x, that, common).withDoubt(why);
    }
    if (!x.isBounded()) {
      return x.multiply(Ball.exact(Big.ONE, common).divide(that)).withDoubt(why);
    }
    if (x.isZero()) {
      return Ball.zero(x.zeroSign() * that.certainSign(), common).withDoubt(why);
    }
    if (that.isWide() || x.isWide()) {
      Ball one = Ball.exact(Big.ONE, common);
      Ball reciprocal =
          Intervals.hull(one.divide(Intervals.high(that)), one.divide(Intervals.low(that)), why);
      return x.multiply(reciprocal);
    }
    int places =
        common + 2 + that.midpoint().mantissa().bitLength() - x.midpoint().mantissa().bitLength();
    places = Math.max(0, places);
    BigInteger[] division =
        x.midpoint().mantissa().shiftLeft(places).divideAndRemainder(that.midpoint().mantissa());
    Big quotient =
        new Big(division[0], x.midpoint().exponent() - that.midpoint().exponent() - places);
    // the quotient is truncated
    Magnitude reach =
        division[1].signum() == 0 ? Magnitude.ZERO : Magnitude.powerOfTwo(quotient.exponent());
    if (!x.radiusBound().isZero() || !that.radiusBound().isZero()) {
      Magnitude least = Magnitude.below(Intervals.leastAbs(that));
      Magnitude numerator =
          Magnitude.above(quotient).add(reach).multiply(that.radiusBound()).add(x.radiusBound());
      reach = reach.add(numerator.divide(least));
    }
    return Ball.about(quotient, reach, common, why);
  }

  private static Ball overZero(Ball x, Ball that, int common, String why) {
    if (x.isZero() && that.isZero()) {
      return Ball.undefined(common, Ball.ZERO_OVER_ZERO);
    }
    if (x.mayBeZero() || (!that.isZero() && !x.isBounded())) {
      return Ball.unknown(common, why);
    }
    int sign = x.certainSign() * that.factorSign();
    return that.isZero() && sign != 0 ? Ball.infinite(sign, common) : Ball.line(common, why);
  }

  /** The quotient by an unbounded number of certain sign. */
  private static Ball overInfinity(Ball x, Ball that, int common) {
    if (x.isInfinite() && that.isInfinite()) {
      return Ball.undefined(common, Ball.INFINITY_OVER_INFINITY);
    }
    if (!x.isBounded()) {
      return Ball.unknown(common, Ball.INDEFINITE);
    }
    int sign = x.factorSign() * that.certainSign();
    if (x.isZero() || that.isInfinite()) {
      return Ball.zero(sign, common);
    }
    Ball most = x.divide(Ball.exact(Intervals.leastAbs(that), common));
    return (that.certainSign() > 0 ? most : most.negate()).hull(Ball.exact(Big.ZERO, common));
  }

  static Ball abs(Ball x) {
    if (x.isNaN()) {
      return x;
    }
    if (x.isZero()) {
      return Ball.zero(Ball.POSITIVE, x.bits()).withDoubt(x.doubtOrNull());
    }
    return switch (x.certainSign()) {
      case 1 -> x;
      case -1 -> x.negate();
      default -> {
        Ball low = Intervals.low(x);
        Ball high = Intervals.high(x);
        Ball zero = Ball.zero(Ball.POSITIVE, x.bits());
        Ball nearest =
            Intervals.compare(low, zero) > 0
                ? low
                : Intervals.compare(high, zero) < 0 ? high.negate() : zero;
        Ball opposite = low.negate();
        Ball furthest = Intervals.higher(opposite, high);
        yield Intervals.ofEnds(nearest, furthest, x.bits(), x.doubtOrNull());
      }
    };
  }

  static Ball sign(Ball x) {
    if (x.isNaN() || x.isZero()) {
      return x;
    }
    int sign = x.certainSign();
    return sign != 0
        ? x.number(sign).withDoubt(x.doubtOrNull())
        : Intervals.hull(x.number(-1), x.number(1), "straddles the jump of the sign");
  }

  static Ball floor(Ball x) {
    if (x.isNaN() || x.isZero() || x.isInfinite()) {
      return x;
    }
    Ball low = floorOf(Intervals.low(x));
    Ball high = floorOf(Intervals.high(x));
    return Intervals.compare(low, high) == 0
        ? low.withDoubt(x.doubtOrNull())
        : Intervals.ofEnds(low, high, x.bits(), x.doubtOr("straddles a jump of floor"));
  }

  private static Ball floorOf(Ball point) {
    if (point.isInfinite()) {
      return point;
    }
    return point.isZero() ? point : Ball.exact(point.midpoint().floor(), point.bits());
  }

  /** (x ± r)² = x² ± (2|x|r + r²), or up to that of the further end where zero is in the ball. */
  static Ball square(Ball x) {
    if (x.isExact() || !x.mayBeZero()) {
      return x.multiply(x);
    }
    Ball furthest = Intervals.high(abs(x));
    return Intervals.ofEnds(
        Ball.exact(Big.ZERO, x.bits()),
        Intervals.high(furthest.multiply(furthest)),
        x.bits(),
        x.doubtOrNull());
  }

  /** √(x² + y²), and |x| where y is zero. */
  static Ball hypot(Ball x, Ball that) {
    int common = Math.max(x.bits(), that.bits());
    if (x.isInfinite() || that.isInfinite()) {
      return Ball.infinite(Ball.POSITIVE, common);
    }
    if (x.isNaN() || that.isNaN()) {
      // infinite even if the other is not a number
      return x.isUnknown() || that.isUnknown() || !x.isNaN() || !that.isNaN()
          ? unknownUnlessBounded(x, that, common)
          : x.notANumber(that, common);
    }
    if (x.isZero() || that.isZero()) {
      return (x.isZero() ? that : x).abs().withBits(common);
    }
    if (x.isBounded() && that.isBounded()) {
      // scaled so that squares neither overflow nor vanish
      long power = Math.max(x.magnitude().top(), that.magnitude().top());
      Ball a = x.withBits(common + 8).scale(-power);
      Ball b = that.withBits(common + 8).scale(-power);
      Ball sum = a.square().add(b.square());
      if (sum.certainSign() > 0) {
        return sum.sqrt().scale(power).withBits(common);
      }
    }
    Ball a = abs(x);
    Ball b = abs(that);
    Ball least = hypot(Intervals.low(a), Intervals.low(b));
    Ball most = hypot(Intervals.high(a), Intervals.high(b));
    return Intervals.ofEnds(Intervals.low(least), Intervals.high(most), common, x.firstDoubt(that));
  }

  private static Ball unknownUnlessBounded(Ball x, Ball that, int common) {
    Ball other = x.isNaN() ? that : x;
    return other.isBounded() ? x.notANumber(that, common) : Ball.unknown(common, Ball.INDEFINITE);
  }
}
