package chainrule.autodiff.real;

/** Comparisons of balls, which have three answers, and what is chosen by them. */
final class Comparisons {

  private Comparisons() {}

  static Ball max(Ball x, Ball that) {
    int common = Math.max(x.bits(), that.bits());
    if (x.isNaN() || that.isNaN()) {
      return x.notANumber(that, common);
    }
    if (x.isZero() && that.isZero()) {
      int sign =
          x.zeroSign() == Ball.POSITIVE || that.zeroSign() == Ball.POSITIVE
              ? Ball.POSITIVE
              : x.zeroSign() == that.zeroSign() ? x.zeroSign() : Ball.UNSIGNED;
      return Ball.zero(sign, common);
    }
    if (Intervals.compare(Intervals.low(x), Intervals.high(that)) >= 0) {
      return unsigned(x.withBits(common), that);
    }
    if (Intervals.compare(Intervals.low(that), Intervals.high(x)) >= 0) {
      return unsigned(that.withBits(common), x);
    }
    Ball low = Intervals.higher(Intervals.low(x), Intervals.low(that));
    Ball high = Intervals.higher(Intervals.high(x), Intervals.high(that));
    return Intervals.ofEnds(low, high, common, x.firstDoubt(that));
  }

  /** A negative zero loses its sign where the other number may be a positive one. */
  private static Ball unsigned(Ball greater, Ball other) {
    return greater.isZero() && greater.zeroSign() == Ball.NEGATIVE && other.mayBeZero()
        ? Ball.zero(Ball.UNSIGNED, greater.bits()).withDoubt(greater.doubtOrNull())
        : greater;
  }

  static Ball greater(Ball x, Ball that) {
    return mask(
        x,
        that,
        ">",
        compareUnlessNaN(Intervals.low(x), Intervals.high(that)) > 0,
        compareUnlessNaN(Intervals.high(x), Intervals.low(that)) <= 0);
  }

  static Ball lessOrEqual(Ball x, Ball that) {
    return mask(
        x,
        that,
        "<=",
        compareUnlessNaN(Intervals.high(x), Intervals.low(that)) <= 0,
        compareUnlessNaN(Intervals.low(x), Intervals.high(that)) > 0);
  }

  static Ball equalTo(Ball x, Ball that) {
    boolean points = x.isExact() && that.isExact();
    return mask(
        x,
        that,
        "=",
        points && compareUnlessNaN(x, that) == 0,
        compareUnlessNaN(Intervals.low(x), Intervals.high(that)) > 0
            || compareUnlessNaN(Intervals.high(x), Intervals.low(that)) < 0);
  }

  private static int compareUnlessNaN(Ball a, Ball b) {
    return a.isNaN() || b.isNaN() ? 0 : Intervals.compare(a, b);
  }

  private static Ball mask(Ball x, Ball that, String symbol, boolean proved, boolean refuted) {
    int common = Math.max(x.bits(), that.bits());
    if (x.isUndefined() || that.isUndefined()) {
      return Ball.ofBits(0, common);
    }
    boolean unknown = x.isUnknown() || that.isUnknown();
    if (!unknown && (proved || refuted)) {
      return Ball.ofBits(proved ? 1 : 0, common);
    }
    String why = x.firstDoubt(that);
    return Intervals.ofEnds(
        Ball.ofBits(0, common),
        Ball.ofBits(1, common),
        common,
        why != null ? why : "cannot tell whether " + x + " " + symbol + " " + that);
  }

  static Real choose(Ball x, Real ifTrue, Real ifFalse) {
    if (x.isNaN()) {
      return x;
    }
    if (!x.mayBeZero()) {
      return ifTrue;
    }
    if (x.isZero()) {
      return ifFalse;
    }
    // other arithmetics over balls choose part by part
    return ifTrue == ifFalse
        ? ifTrue
        : Intervals.hull((Ball) ifTrue, (Ball) ifFalse, x.doubtOr("straddles a branch"));
  }
}
