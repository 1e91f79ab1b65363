package chainrule.autodiff.check;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import chainrule.autodiff.real.TaylorReal.Side;
import chainrule.autodiff.real.Verified;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/** A function of one variable over balls: itself and two derivatives, at doubles and on pieces. */
final class Curve {
  static final int ORDERS = 3;

  /** What is certain of a number that is printed to seven digits and held against doubles. */
  private static final int DIGITS = 20;

  /** The radius of a wide ball has no more. */
  private static final int PIECE_DIGITS = 12;

  private static final int MAX_WORKING = 200;

  /** How many times its least number the greatest of a piece is, if they are far from zero. */
  static final double WIDE = 0x1p16;

  private final UnaryOperator<Real> f;
  private final Map<Double, Ball[]> fromRight = new HashMap<>();
  private final Map<Double, Ball[]> fromLeft = new HashMap<>();

  Curve(UnaryOperator<Tensor> f) {
    this.f = x -> Precise.evaluate(f, x);
  }

  /** f, f′ and f″ on one side of a double, to 20 digits where they can be had. */
  Ball[] at(double x, Side side) {
    return (side == Side.RIGHT ? fromRight : fromLeft)
        .computeIfAbsent(
            x + 0.0,
            key -> {
              Ball[] balls = derivatives(Ball.of(key, DIGITS + 4), side);
              for (int digits = 2 * DIGITS; digits <= MAX_WORKING && !settled(balls); digits *= 2) {
                balls = derivatives(Ball.of(key, digits), side);
              }
              return balls;
            });
  }

  private static boolean settled(Ball[] balls) {
    for (Ball ball : balls) {
      if (ball.isBounded() && !Verified.isSettled(ball, DIGITS)) {
        return false;
      }
    }
    return true;
  }

  Ball[] at(double x) {
    return at(x, Side.RIGHT);
  }

  /** The value at a double itself, which may differ from both one-sided limits. */
  Ball value(double x) {
    return value(x, DIGITS + 4);
  }

  Ball value(double x, int digits) {
    return (Ball) f.apply(Ball.of(x, digits));
  }

  static boolean isInfinity(Ball ball) {
    return ball.isExact() && !ball.isBounded();
  }

  /** The sign of a derivative at a double: 0 where it is zero or cannot be told. */
  int sign(double x, int order) {
    return sign(at(x)[order]);
  }

  static int sign(Ball ball) {
    if (ball.isNaN()) {
      return 0;
    }
    // by comparison, which also tells the sign of what is below the least double
    Ball zero = ball.number(0);
    return ball.greater(zero).doubleValue() == 1 ? 1 : ball.less(zero).doubleValue() == 1 ? -1 : 0;
  }

  private static double[] bounds(double infinity) {
    double[] bounds = new double[ORDERS];
    Arrays.fill(bounds, infinity);
    return bounds;
  }

  private static double[] tail(double low, double high) {
    double end = Double.isInfinite(high) ? low : high;
    DoubleStream.Builder sizes = DoubleStream.builder();
    for (double size = Math.abs(end); size < Double.MAX_VALUE; size *= WIDE) {
      sizes.add(Math.copySign(size, end));
    }
    return sizes.add(Math.copySign(Double.MAX_VALUE, end)).build().sorted().toArray();
  }

  private Ball[] derivatives(Ball x, Side side) {
    Real[] derivatives = TaylorReal.derivatives(f, x, ORDERS - 1, side);
    Ball[] balls = new Ball[ORDERS];
    for (int k = 0; k < ORDERS; k++) {
      balls[k] = (Ball) derivatives[k];
    }
    return balls;
  }

  Piece piece(double low, double high) {
    return new Piece(low, high);
  }

  /**
   * A part of the line, with bounds of f, f′ and f″ on it that are proved: those of the ball that
   * it is, and on demand those of the mean value form (Moore, Interval Analysis, 1966).
   */
  final class Piece {
    private static final double NARROW = 0x1p-22;

    final double low;
    final double high;
    private final Ball x;
    private final Ball[] values;
    private final double[] lower = bounds(Double.NEGATIVE_INFINITY);
    private final double[] upper = bounds(Double.POSITIVE_INFINITY);
    private boolean refined;
    private List<Piece> halves = List.of();

    private Piece(double low, double high) {
      this.low = low;
      this.high = high;
      this.x = Ball.between(low, high, PIECE_DIGITS);
      Ball[] right = derivatives(x, Side.RIGHT);
      bound(right);
      if (isClear(right)) {
        values = right;
      } else {
        // slopes from the right count one beyond the end, those from the left one before the start:
        // between kinks both are the slope, and either bound holds
        Ball[] left = derivatives(x, Side.LEFT);
        bound(left);
        values = left;
      }
    }

    private void bound(Ball[] balls) {
      for (int k = 0; k < ORDERS; k++) {
        lower[k] = Math.max(lower[k], balls[k].lower());
        upper[k] = Math.min(upper[k], balls[k].upper());
      }
    }

    private boolean isClear(Ball[] balls) {
      for (Ball ball : balls) {
        if (ball.isNaN() || ball.doubt().isPresent() || !(ball.isBounded() || isHalfLine())) {
          return false;
        }
      }
      return true;
    }

    private boolean isHalfLine() {
      return Double.isInfinite(low) || Double.isInfinite(high);
    }

    /** A bound that f or its derivative does not pass below. */
    double lower(int order) {
      return lower[order];
    }

    double upper(int order) {
      return upper[order];
    }

    /** Whether there may be a kink, a jump or a pole. */
    boolean isDoubtful() {
      return !isClear(values);
    }

    boolean isExactlyFlat() {
      return values[1].isExact() && values[1].doubleValue() == 0;
    }

    boolean refine() {
      if (refined || isHalfLine() || isDoubtful()) {
        return false;
      }
      refined = true;
      double middle = middle();
      Ball[] there = derivatives(Ball.of(middle, DIGITS), Side.RIGHT);
      Ball offset = x.subtract(x.number(middle));
      for (int k = 0; k < ORDERS - 1; k++) {
        Ball form = there[k].add(values[k + 1].multiply(offset));
        if (form.isBounded()) {
          lower[k] = Math.max(lower[k], form.lower());
          upper[k] = Math.min(upper[k], form.upper());
        }
      }
      return true;
    }

    /** Whether halves would not tell more: the radius of a ball has 30 bits. */
    boolean isNarrow() {
      return high - low <= NARROW * Math.max(NARROW, Math.max(Math.abs(low), Math.abs(high)));
    }

    /** Parts of this one: two, or of a half-line as many as balls can hold its numbers in. */
    List<Piece> halves() {
      if (halves.isEmpty()) {
        double[] cuts = isHalfLine() ? tail(low, high) : new double[] {low, middle(), high};
        List<Piece> parts = new ArrayList<>();
        for (int i = 1; i < cuts.length; i++) {
          parts.add(piece(cuts[i - 1], cuts[i]));
        }
        halves = List.copyOf(parts);
      }
      return halves;
    }

    private double middle() {
      return Doubles.middle(low, high);
    }

    boolean isHalved() {
      return !halves.isEmpty();
    }
  }

  /**
   * The parts on which a statement is not proved, after at most so many more pieces: they are
   * halved breadth first, so that a part of the line that resists takes no more than its share.
   */
  static List<Interval> unproved(List<Piece> pieces, Predicate<Piece> holds, int budget) {
    TreeMap<Double, Double> failed = new TreeMap<>();
    List<Piece> open = new ArrayList<>(pieces);
    int left = budget;
    while (!open.isEmpty()) {
      List<Piece> next = new ArrayList<>();
      for (Piece piece : open) {
        boolean proved = holds.test(piece) || (piece.refine() && holds.test(piece));
        if (proved) {
          continue;
        }
        if (piece.isNarrow() || (left <= 0 && !piece.isHalved())) {
          failed.put(piece.low, piece.high);
          continue;
        }
        left -= piece.isHalved() ? 0 : 2;
        next.addAll(piece.halves());
      }
      open = next;
    }
    List<Interval> parts = new ArrayList<>();
    failed.forEach((low, high) -> parts.add(new Interval(low, high)));
    return parts;
  }
}
