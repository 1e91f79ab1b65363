package chainrule.autodiff.check;

import chainrule.autodiff.check.Curve.Piece;
import chainrule.autodiff.check.Profile.Break;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The search for kinks, jumps and poles: pieces on which balls cannot decide a branch are cut until
 * neighbouring doubles are left, whose one-sided limits and slopes are then compared.
 */
final class Breaks {
  static final int MOST = 64;

  private static final double SLIVER = 0x1p-20;
  private static final int FINEST = 4;

  /** Values between two neighbours that differ by more are apart, beyond are those of a pole. */
  private static final double APART = 1e-3;

  private static final double HUGE = 1e12;

  private final Curve curve;
  private final TreeMap<Double, Break> found = new TreeMap<>();
  private int budget;

  /** Those in the given pieces, found with at most about so many more pieces. */
  Breaks(Curve curve, List<Piece> pieces, int budget) {
    this.curve = curve;
    this.budget = budget;
    pieces.forEach(this::search);
  }

  /** The breaks, in the order of the line. */
  List<Break> found() {
    return List.copyOf(found.values());
  }

  /** Whether all was searched. */
  boolean isComplete() {
    return budget > 0 && found.size() < MOST;
  }

  private void search(Piece piece) {
    if (!piece.isDoubtful() || found.size() >= MOST || budget <= 0) {
      return;
    }
    if (Double.isInfinite(piece.low) || Double.isInfinite(piece.high)) {
      piece.halves().forEach(this::search);
      return;
    }
    double end = piece.low;
    for (int k = 0; k < FINEST && end < piece.high; k++) {
      end = Math.nextUp(end);
    }
    if (end >= piece.high) {
      compare(piece.low, piece.high);
      return;
    }
    double sliver = (piece.high / 2 - piece.low / 2) * 2 * SLIVER;
    double low = piece.low + sliver;
    double high = piece.high - sliver;
    if (piece.low < low && low < high && high < piece.high) {
      budget--;
      if (!curve.piece(low, high).isDoubtful()) {
        budget -= 2;
        search(curve.piece(piece.low, low));
        search(curve.piece(high, piece.high));
        return;
      }
    }
    budget -= 2;
    piece.halves().forEach(this::search);
  }

  private void compare(double low, double high) {
    for (double x = low; x <= high; x = Math.nextUp(x)) {
      Break at = at(x + 0.0);
      if (at != null) {
        found.put(at.at(), at);
        return;
      }
    }
    for (double x = low; x < high; x = Math.nextUp(x)) {
      Break between = between(x, Math.nextUp(x));
      if (between != null) {
        found.put(between.at(), between);
        return;
      }
    }
  }

  private @Nullable Break at(double x) {
    Ball[] left = curve.at(x, Side.LEFT);
    Ball[] right = curve.at(x, Side.RIGHT);
    if (Curve.isInfinity(curve.value(x))) {
      double below = curve.value(Math.nextDown(x)).doubleValue();
      double above = curve.value(Math.nextUp(x)).doubleValue();
      return Double.isNaN(below) || Double.isNaN(above)
          ? null
          : new Break(x, infinite(below), infinite(above), Double.NaN, Double.NaN);
    }
    if (left[0].isNaN() || right[0].isNaN() || left[1].isNaN() || right[1].isNaN()) {
      return null;
    }
    return left[0].isApartFrom(right[0]) || left[1].isApartFrom(right[1])
        ? new Break(x, number(left[0]), number(right[0]), number(left[1]), number(right[1]))
        : null;
  }

  private @Nullable Break between(double x, double next) {
    Ball[] left = curve.at(x, Side.LEFT);
    Ball[] right = curve.at(next, Side.RIGHT);
    for (int k = 0; k < 2; k++) {
      if (!left[k].isBounded() || !right[k].isBounded()) {
        return null;
      }
    }
    double at = Doubles.rounder(x, next) + 0.0;
    double from = number(left[0]);
    double to = number(right[0]);
    double rise = number(left[1]);
    double after = number(right[1]);
    if (Math.abs(from) > HUGE
        && Math.abs(to) > HUGE
        && (Math.signum(from) != Math.signum(to) || Math.signum(rise) != Math.signum(after))) {
      return new Break(at, infinite(from), infinite(to), Double.NaN, Double.NaN);
    }
    double width = next - x;
    boolean jump = areApart(from, to, width * (Math.abs(rise) + Math.abs(after)));
    double bend = Math.abs(number(left[2])) + Math.abs(number(right[2]));
    return jump || areApart(rise, after, width * bend)
        ? new Break(at, from, jump ? to : from, rise, after)
        : null;
  }

  /** Whether numbers differ by more than a smooth function changes between neighbours. */
  private static boolean areApart(double a, double b, double change) {
    return Math.abs(a - b) > APART * (1 + Math.max(Math.abs(a), Math.abs(b))) + 10 * change;
  }

  private static double infinite(double sign) {
    return Math.copySign(Double.POSITIVE_INFINITY, sign);
  }

  private static double number(Ball ball) {
    return ball.doubleValue() + 0.0;
  }
}
