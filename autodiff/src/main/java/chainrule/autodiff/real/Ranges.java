package chainrule.autodiff.real;

import chainrule.autodiff.real.Functions.Course;
import chainrule.autodiff.real.Functions.PointFunction;
import chainrule.autodiff.real.Functions.SpecialFunction;
import org.jspecify.annotations.Nullable;

/** Ranges of functions of one number over balls, from enclosures of their values at points. */
final class Ranges {

  private Ranges() {}

  /**
   * The range of a function over the ball, from its values at the ends where it is monotone. A
   * function convex on [m-r, m+r] is at most the greater of its values at the ends, and, since f(m)
   * is at most the mean of f(y) and f(2m-y), at least twice f(m) less that.
   */
  static Ball unary(
      Ball x, String name, Course course, SpecialFunction onSpecial, PointFunction function) {
    if (x.isNaN()) {
      return x;
    }
    if (x.isExact()) {
      Ball result = at(x, onSpecial, function);
      return result.isUndefined()
          ? Ball.undefined(x.bits(), "outside the domain of " + name)
          : result.withBits(x.bits()).withDoubt(x.doubtOrNull());
    }
    Ball low = Intervals.low(x);
    Ball high = Intervals.high(x);
    Magnitude carried = carried(x, course);
    if (carried != null) {
      Ball middle = function.at(x.midpoint(), x.bits());
      Magnitude reach =
          course == Course.EXPONENTIAL ? carried.multiply(middle.magnitude()) : carried;
      return Ball.about(
          middle.midpoint(), middle.radiusBound().add(reach), x.bits(), x.doubtOrNull());
    }
    return switch (course) {
      case INCREASING, GENTLE, EXPONENTIAL, LOGARITHM ->
          hullOf(x, name, at(low, onSpecial, function), at(high, onSpecial, function));
      case DECREASING ->
          hullOf(x, name, at(high, onSpecial, function), at(low, onSpecial, function));
      case VALLEY -> x.abs().unary(name, Course.INCREASING, onSpecial, function);
      case HILL -> x.abs().unary(name, Course.DECREASING, onSpecial, function);
      case OSCILLATING -> oscillating(x, onSpecial, function);
      case TANGENT -> tangent(x);
      case INCREASING_BETWEEN_POLES ->
          hasPole(x)
              ? Ball.unknown(x.bits(), "straddles a pole of " + name)
              : hullOf(x, name, at(low, onSpecial, function), at(high, onSpecial, function));
      case CONVEX_BETWEEN_POLES ->
          hasPole(x)
              ? Ball.line(x.bits(), "straddles a pole of " + name)
              : convex(x, name, onSpecial, function);
      case CONVEX -> convex(x, name, onSpecial, function);
    };
  }

  /**
   * How far a function of a narrow ball may be from its value at the midpoint, where this is known
   * without the ends: by the radius itself for slopes of at most 1; by exp(r) - 1 of the value for
   * exp(x ± r); by r/(x - r) for log(x ± r). Null elsewhere.
   */
  private static @Nullable Magnitude carried(Ball x, Course course) {
    if (!x.isBounded() || x.isWide()) {
      return null;
    }
    return switch (course) {
      case GENTLE -> x.midpoint().top() <= 2 ? x.radiusBound() : null;
      case EXPONENTIAL ->
          x.radiusBound().top() < 0 && x.midpoint().top() < 60 ? x.radiusBound().expm1() : null;
      case LOGARITHM ->
          x.midpoint().signum() > 0
              ? x.radiusBound().divide(Magnitude.below(Intervals.lowEnd(x)))
              : null;
      default -> null;
    };
  }

  /** The value at a point: an exact number or an infinity. */
  private static Ball at(Ball x, SpecialFunction onSpecial, PointFunction function) {
    return x.isInfinite() || x.isZero()
        ? special(x, onSpecial)
        : function.at(x.midpoint(), x.bits());
  }

  private static Ball special(Ball x, SpecialFunction onSpecial) {
    if (x.isInfinite() || x.zeroSign() != Ball.UNSIGNED) {
      return onSpecial.at(x.doubleValue(), x.bits());
    }
    return onSpecial.at(0.0, x.bits()).hull(onSpecial.at(-0.0, x.bits()));
  }

  /** The numbers between values at the ends of an interval; outside the domain it is in doubt. */
  private static Ball hullOf(Ball x, String name, Ball low, Ball high) {
    if (low.isNaN() || high.isNaN()) {
      return low.isUndefined() && high.isUndefined() && x.certainSign() != 0
          ? Ball.undefined(x.bits(), "outside the domain of " + name)
          : Ball.unknown(x.bits(), Ball.DOMAIN + name);
    }
    return Intervals.ofEnds(Intervals.low(low), Intervals.high(high), x.bits(), x.doubtOrNull());
  }

  /** Slopes between -1 and 1 carry the radius over as it is. */
  private static Ball oscillating(Ball x, SpecialFunction onSpecial, PointFunction function) {
    Ball unit = Intervals.ofEnds(x.number(-1), x.number(1), x.bits(), x.doubtOrNull());
    if (!x.isBounded()) {
      return onSpecial.at(Double.POSITIVE_INFINITY, x.bits()).isNaN()
          ? Ball.unknown(x.bits(), x.doubtOr(Ball.INDEFINITE))
          : unit;
    }
    if (x.radiusBound().top() > 1) {
      return unit;
    }
    Ball middle = at(Ball.exact(x.midpoint(), x.bits()), onSpecial, function);
    return Ball.about(
        middle.midpoint(), middle.radiusBound().add(x.radiusBound()), x.bits(), x.doubtOrNull());
  }

  /** Where both sine and cosine may be zero they are not at once: still, it is a number. */
  private static Ball tangent(Ball x) {
    Ball quotient = x.sin().divide(x.cos());
    return x.isBounded() && quotient.isNaN()
        ? Ball.line(x.bits(), x.doubtOr("straddles a pole of tan"))
        : quotient;
  }

  private static Ball convex(
      Ball x, String name, SpecialFunction onSpecial, PointFunction function) {
    Ball atLow = at(Intervals.low(x), onSpecial, function);
    Ball atHigh = at(Intervals.high(x), onSpecial, function);
    if (!atLow.isBounded() || !atHigh.isBounded()) {
      Ball ends = hullOf(x, name, atLow, atHigh);
      return ends.isNaN() ? ends : Ball.line(x.bits(), x.doubtOr(Ball.INDEFINITE));
    }
    Ball most =
        Intervals.compare(Intervals.high(atLow), Intervals.high(atHigh)) > 0 ? atLow : atHigh;
    Ball middle = at(Ball.exact(x.midpoint(), x.bits()), onSpecial, function);
    Ball least = middle.add(middle).subtract(most);
    return Intervals.ofEnds(Intervals.low(least), Intervals.high(most), x.bits(), x.doubtOrNull());
  }

  /** Whether zero or a negative whole number is in the ball. */
  private static boolean hasPole(Ball x) {
    if (!x.isBounded()) {
      return x.kind() != Ball.Kind.ABOVE || x.midpoint().signum() <= 0;
    }
    Big low = Intervals.low(x).midpoint();
    Big high = Intervals.high(x).midpoint();
    return low.signum() <= 0
        && (high.signum() >= 0 || low.floor().compareTo(high.floor()) != 0 || low.isWhole());
  }
}
