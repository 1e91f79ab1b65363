package chainrule.autodiff.real;

import chainrule.autodiff.real.Functions.Course;
import chainrule.autodiff.real.Functions.SpecialFunction;

/** Powers of balls, whose special cases are those of {@link Math#pow}. */
final class Powers {

  private Powers() {}

  /**
   * Powers of whole exponents by multiplication; exp(y log x) for others, in which either operand
   * occurs once, so that the result is as wide as it must be. Logarithms are taken to so many more
   * bits as the exponent has before its point.
   */
  static Ball pow(Ball x, Ball power) {
    int common = Math.max(x.bits(), power.bits());
    if (power.isZero()) {
      return Ball.exact(Big.ONE, common);
    }
    if (x.isNaN() || power.isNaN()) {
      // x⁰ is 1 even for NaN
      return power.mayBeZero()
          ? Ball.unknown(common, Ball.INDEFINITE)
          : x.notANumber(power, common);
    }
    if (x.mayBeInfinite() || !power.isBounded() || (x.isZero() && power.isExact())) {
      return corners(x, power, common);
    }
    if (power.isExact() && power.midpoint().isWhole()) {
      return wholePower(x, power.midpoint(), common);
    }
    if (Intervals.compare(Intervals.low(x), x.number(0)) < 0) {
      return power.isExact() && Intervals.compare(Intervals.high(x), x.number(0)) < 0
          ? Ball.undefined(common, "negative number to a power that is not whole")
          : Ball.unknown(common, Ball.DOMAIN + "pow");
    }
    if (x.mayBeZero()) {
      return corners(x, power, common);
    }
    int whole =
        (int)
            Math.max(0, Math.min(64, Math.max(power.midpoint().top(), power.radiusBound().top())));
    Ball wide = x.withBits(common + whole + 16);
    return wide.log().multiply(power).exp().withBits(common).withDoubt(x.firstDoubt(power));
  }

  /** A power with a whole exponent, which is odd or even in the base. */
  private static Ball wholePower(Ball x, Big exponent, int common) {
    boolean odd = exponent.isOdd();
    boolean falling = exponent.signum() < 0;
    if (odd && !falling && x.isZero()) {
      return x.withBits(common);
    }
    if (odd && x.certainSign() == 0 && !(x.isZero() && x.zeroSign() != Ball.UNSIGNED)) {
      return falling
          ? Ball.line(common, x.doubtOr(Ball.POLE))
          : Intervals.hull(
              wholePower(Intervals.low(x), exponent, common),
              wholePower(Intervals.high(x), exponent, common),
              x.doubtOrNull());
    }
    Ball size =
        x.abs()
            .withBits(common)
            .unary(
                "pow",
                falling ? Course.DECREASING : Course.INCREASING,
                SpecialFunction.of(special -> falling ? 1 / special : special),
                (point, working) -> Exponentials.wholePower(point, exponent, working));
    return odd && x.factorSign() < 0 ? size.negate() : size;
  }

  /**
   * A power of a base that is not negative is monotone in each operand: its extremes are at the
   * corners.
   */
  private static Ball corners(Ball x, Ball power, int common) {
    String why = x.firstDoubt(power);
    if (x.isExact() && power.isExact()) {
      if (x.isZero() && x.zeroSign() == Ball.UNSIGNED) {
        return Intervals.hull(
            corners(Ball.zero(Ball.POSITIVE, x.bits()), power, common),
            corners(Ball.zero(Ball.NEGATIVE, x.bits()), power, common),
            why);
      }
      return x.isBounded() && power.isBounded() && !x.isZero()
          ? pow(x.withBits(common), power)
          : Ball.ofBits(Math.pow(baseStandIn(x), exponentStandIn(power)), common).withDoubt(why);
    }
    if (Intervals.compare(Intervals.low(x), x.number(0)) < 0) {
      return Ball.unknown(common, Ball.DOMAIN + "pow");
    }
    if (power.mayBeInfinite() && x.contains(x.number(1))) {
      return Ball.unknown(common, why == null ? Ball.INDEFINITE : why);
    }
    if (x.mayBeZero()
        && !(x.isZero() && x.zeroSign() != Ball.UNSIGNED)
        && power.certainSign() <= 0) {
      // an odd power among them has a pole of either sign
      return power.mayBeZero() ? Ball.unknown(common, Ball.POLE) : Ball.line(common, Ball.POLE);
    }
    if (x.isZero() && x.zeroSign() == Ball.NEGATIVE) {
      // odd powers keep the sign, and others do not
      Ball positive = corners(Ball.zero(Ball.POSITIVE, x.bits()), power, common);
      return Intervals.hull(positive, positive.negate(), why);
    }
    Ball result = corners(Intervals.low(x), Intervals.low(power), common);
    result = Intervals.hull(result, corners(Intervals.low(x), Intervals.high(power), common), why);
    result = Intervals.hull(result, corners(Intervals.high(x), Intervals.low(power), common), why);
    return Intervals.hull(result, corners(Intervals.high(x), Intervals.high(power), common), why);
  }

  /** A double with the same special powers: same sign, same side of 1. */
  private static double baseStandIn(Ball x) {
    return x.isInfinite() || x.isZero()
        ? x.doubleValue()
        : x.midpoint().signum() * Math.pow(2, x.midpoint().abs().compareTo(Big.ONE));
  }

  /** A double with the same special powers: same sign, even, odd or not whole. */
  private static double exponentStandIn(Ball power) {
    return power.isInfinite() || power.isZero()
        ? power.doubleValue()
        : power.midpoint().signum()
            * (power.midpoint().isOdd() ? 1 : power.midpoint().isWhole() ? 2 : 0.5);
  }
}
