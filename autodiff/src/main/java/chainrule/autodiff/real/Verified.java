package chainrule.autodiff.real;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values, derivatives and ranges of functions with proved bounds.
 *
 * <p>A function is evaluated over {@link Ball}, its derivatives by {@link TaylorReal} series of
 * balls: no rule of the engine takes part. Digits rise until the answer is {@linkplain #isSettled
 * settled}, up to {@value #MAX_DIGITS}. What comes back always contains the truth; where it could
 * not be settled, its {@link Ball#doubt} says why: the function straddles a branch, a pole, the end
 * of its domain, or the digits did not suffice, as for a number that is zero for a reason which
 * arithmetic does not see.
 */
public final class Verified {

  /** The most digits that are tried. */
  public static final int MAX_DIGITS = 1000;

  private static final int FIRST_MORE = 12;
  private static final int MAX_PIECES = 20_000;
  private static final double USUAL = 1e6;

  private Verified() {}

  /**
   * Whether a ball is known to so many significant digits, or to be exact, not a number, an
   * infinity, or closer to zero than to the least double.
   */
  public static boolean isSettled(Ball ball, int digits) {
    return ball.isExact()
        || ball.isUndefined()
        || ball.certainDigits() >= digits
        || (ball.isBounded() && ball.magnitude().top() < Double.MIN_EXPONENT - 53);
  }

  /**
   * A number computed to so many significant digits.
   *
   * @param attempt computes it over balls of the number of digits that it is given
   * @throws IllegalArgumentException if digits is not between 1 and {@value #MAX_DIGITS}
   */
  public static Ball settle(IntFunction<Ball> attempt, int digits) {
    Ball ball = settleAll(working -> new Ball[] {attempt.apply(working)}, digits)[0];
    return isSettled(ball, digits) && ball.isBounded() ? ball.withDigits(digits) : ball;
  }

  /**
   * Several numbers computed at once to so many significant digits, each with the digits that it
   * took.
   *
   * @param attempt computes them over balls of the number of digits that it is given
   * @throws IllegalArgumentException if digits is not between 1 and {@value #MAX_DIGITS}
   */
  public static Ball[] settleAll(IntFunction<Ball[]> attempt, int digits) {
    if (digits < 1 || digits > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "digits must be between 1 and " + MAX_DIGITS + ": " + digits);
    }
    int working = digits + FIRST_MORE;
    Ball[] balls = attempt.apply(working);
    while (true) {
      boolean all = true;
      for (int i = 0; i < balls.length; i++) {
        boolean settled = isSettled(balls[i], digits);
        balls[i] =
            !settled && working >= MAX_DIGITS
                ? balls[i].withDoubt("not settled with " + working + " digits")
                : settled && balls[i].isBounded() ? balls[i].withoutDoubt() : balls[i];
        all &= settled;
      }
      if (all || working >= MAX_DIGITS) {
        return balls;
      }
      working = Math.min(MAX_DIGITS, 2 * working);
      Ball[] next = attempt.apply(working);
      for (int i = 0; i < balls.length; i++) {
        balls[i] = isSettled(balls[i], digits) ? balls[i] : next[i];
      }
    }
  }

  /** The value of a function at a double, to so many significant digits. */
  public static Ball value(UnaryOperator<Real> f, double x, int digits) {
    return settle(working -> (Ball) f.apply(Ball.of(x, working)), digits);
  }

  /**
   * The derivative of the given order, to so many significant digits: that from both sides, if they
   * cannot be told apart; at a kink a ball that contains both, and at the end of the domain that
   * from within, and the doubt says so.
   *
   * @throws IllegalArgumentException if the order is negative
   */
  public static Ball derivative(UnaryOperator<Real> f, double x, int order, int digits) {
    Ball right = derivative(f, x, order, TaylorReal.Side.RIGHT, digits);
    Ball left = derivative(f, x, order, TaylorReal.Side.LEFT, digits);
    if (left.isNaN() != right.isNaN()) {
      return left.isNaN()
          ? right.withDoubt("from the right only")
          : left.withDoubt("from the left only");
    }
    Ball both = left.hull(right);
    return left.isApartFrom(right)
        ? both.withDoubt("a kink or jump: " + left + " from the left, " + right + " from the right")
        : both;
  }

  /**
   * The derivative of the given order from one side, to so many significant digits.
   *
   * @throws IllegalArgumentException if the order is negative
   */
  public static Ball derivative(
      UnaryOperator<Real> f, double x, int order, TaylorReal.Side side, int digits) {
    return settle(
        working -> (Ball) TaylorReal.derivatives(f, Ball.of(x, working), order, side)[order],
        digits);
  }

  // ---------------------------------------------------------------- ranges

  /** Balls that contain the least and the greatest value of a function. */
  public record Range(Ball least, Ball greatest) {
    @Override
    public String toString() {
      return "least " + least + ", greatest " + greatest;
    }
  }

  /** A part of an interval, and an enclosure of the function's values on it. */
  private record Piece(double low, double high, Ball values) {}

  /**
   * The least and the greatest value of a function on an interval of finite numbers, {@code
   * ±Double.MAX_VALUE} for all: balls that reach from a bound of a value that is attained to a
   * bound of all values, at a distance of at most the tolerance, relative to the greater of 1 and
   * the bound. Where this takes too many pieces, they are wider, and the doubt says so.
   *
   * <p>The interval is bisected where its enclosures reach furthest. A piece is enclosed by the
   * function of its ball and by the mean value form f(m) + f′(X)(X - m), which falls with the
   * square of its width (Moore, Interval Analysis, 1966).
   *
   * @throws IllegalArgumentException if low is not less than high, either is infinite, or the
   *     tolerance is not positive
   */
  public static Range range(UnaryOperator<Real> f, double low, double high, double tolerance) {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high) || !(tolerance > 0)) {
      throw new IllegalArgumentException(
          "a range needs finite low < high and a positive tolerance, not "
              + low
              + ", "
              + high
              + ", "
              + tolerance);
    }
    Ball greatest = greatest(f, low, high, tolerance);
    Ball least = greatest(x -> f.apply(x).negate(), low, high, tolerance).negate();
    return new Range(least, greatest);
  }

  /** A ball from a value that is attained to a bound of all values. */
  private static Ball greatest(UnaryOperator<Real> f, double low, double high, double tolerance) {
    int digits = Math.max(20, (int) Math.ceil(-Math.log10(tolerance)) + 10);
    PriorityQueue<Piece> pieces =
        new PriorityQueue<>(Comparator.comparingDouble((Piece p) -> p.values.upper()).reversed());
    pieces.add(piece(f, low, high, digits));
    double attained = Double.NEGATIVE_INFINITY;
    for (int count = 1; ; count++) {
      Piece furthest = pieces.remove();
      double middle = middle(furthest.low, furthest.high);
      attained = Math.max(attained, attained(f, middle, digits));
      double bound = furthest.values.upper();
      double gap = bound - attained;
      boolean close =
          gap <= 0 || (Double.isFinite(gap) && gap <= tolerance * Math.max(1, Math.abs(bound)));
      boolean whole = !(furthest.low < middle && middle < furthest.high);
      if (close || whole || count > MAX_PIECES) {
        Ball reached = attained > Double.NEGATIVE_INFINITY ? Ball.of(attained, digits) : null;
        return bounds(reached, furthest.values, digits, close);
      }
      pieces.add(piece(f, furthest.low, middle, digits));
      pieces.add(piece(f, middle, furthest.high, digits));
    }
  }

  private static Ball bounds(@Nullable Ball attained, Ball values, int digits, boolean close) {
    if (values.isNaN()) {
      return values;
    }
    Ball bound = Ball.of(values.upper(), digits);
    Ball both = attained == null ? values : attained.hull(bound);
    return close ? both : both.withDoubt("the tolerance was not reached");
  }

  private static double attained(UnaryOperator<Real> f, double x, int digits) {
    Ball value = (Ball) f.apply(Ball.of(x, digits));
    return value.isNaN() ? Double.NEGATIVE_INFINITY : value.lower();
  }

  private static Piece piece(UnaryOperator<Real> f, double low, double high, int digits) {
    Ball x = Ball.between(low, high, digits);
    Ball values = (Ball) f.apply(x);
    if (values.isBounded() && values.doubt().isEmpty()) {
      Ball middle = Ball.of(middle(low, high), digits);
      Ball slope = (Ball) TaylorReal.derivatives(f, x, 1)[1];
      Ball form = ((Ball) f.apply(middle)).add(slope.multiply(x.subtract(middle)));
      values = form.isBounded() ? Intervals.intersection(values, form) : values;
    }
    return new Piece(low, high, values);
  }

  /** The mean of numbers of usual size, otherwise the double in the middle of the order. */
  private static double middle(double low, double high) {
    if (Math.max(-low, high) <= USUAL) {
      return low / 2 + high / 2;
    }
    long from = ordinal(low);
    long to = ordinal(high);
    // half their sum, which may overflow
    return number((from & to) + ((from ^ to) >> 1));
  }

  /** The position of a double in the order of all. */
  private static long ordinal(double x) {
    long bits = Double.doubleToLongBits(x + 0.0);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double number(long ordinal) {
    return Double.longBitsToDouble(ordinal < 0 ? Long.MIN_VALUE - ordinal : ordinal);
  }
}
