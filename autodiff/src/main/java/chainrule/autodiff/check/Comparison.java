package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds a claim against the truth at points, over balls whose digits rise until they are apart or
 * agree.
 */
final class Comparison {
  enum Outcome {
    AGREES,
    /** They are proved to differ. */
    DIFFERS,
    /** The truth has no value: outside of the domain, or no derivative exists. */
    NO_TRUTH,
    /** The claim has no value, where the truth has one. */
    NO_CLAIM,
    UNDECIDED
  }

  /**
   * What comes out at a point.
   *
   * @param entry of the truth, row-major, that decided it
   * @param claimed and truth there; null if shapes differ or there is no value
   * @param left the slope from the left at a kink, where the truth is that from the right
   */
  record Result(
      Outcome outcome,
      int entry,
      @Nullable Ball claimed,
      @Nullable Ball truth,
      @Nullable Ball left,
      String reason) {
    static Result of(Outcome outcome, String reason) {
      return new Result(outcome, 0, null, null, null, reason);
    }

    boolean isKink() {
      return left != null;
    }
  }

  private static final int[] DIGITS = {25, 60, 150};

  /** Agreement to this relative error is enough; truths are mostly known far better. */
  private static final double ENOUGH = 1e-13;

  private final Quantity target;
  private final Budget budget;
  private final Map<List<Object>, Object> truths = new HashMap<>();

  Comparison(Quantity target, Budget budget) {
    this.target = target;
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  /** The truth at a point; empty if it has no value for a reason of shapes. */
  Optional<Numbers> truth(Point point, int digits, Side side) {
    Object known =
        truths.computeIfAbsent(
            List.of(point, digits, side),
            key -> {
              try {
                return target.precise(point.balls(digits), digits, side, budget);
              } catch (FormulaException none) {
                return none;
              }
            });
    return known instanceof Numbers numbers ? Optional.of(numbers) : Optional.empty();
  }

  Result at(Point point, Quantity claim) {
    boolean special = isSpecial(point);
    Result result = at(point, claim, special);
    // A claim that differs from the slope on one side may lie between those on both.
    return special || result.outcome() != Outcome.DIFFERS ? result : at(point, claim, true);
  }

  private Result at(Point point, Quantity claim, boolean bothSides) {
    Result result = Result.of(Outcome.UNDECIDED, "nothing was tried");
    double[] earlier = new double[] {Double.NaN};
    for (int digits : DIGITS) {
      if (budget.isSpent()) {
        return Result.of(Outcome.UNDECIDED, "the time for this check is over");
      }
      Optional<Numbers> right = truth(point, digits, Side.RIGHT);
      Optional<Numbers> left = bothSides ? truth(point, digits, Side.LEFT) : right;
      if (right.isEmpty() || left.isEmpty()) {
        return Result.of(Outcome.NO_TRUTH, "the derivative cannot be computed here");
      }
      Numbers claimed;
      try {
        claimed = claim.precise(point.balls(digits), digits, Side.RIGHT, budget);
      } catch (FormulaException failed) {
        Outcome outcome = budget.isSpent() ? Outcome.UNDECIDED : failure(right.get());
        return Result.of(outcome, String.valueOf(failed.getMessage()));
      }
      result = compare(right.get(), left.get(), claimed, earlier);
      if (result.outcome() != Outcome.UNDECIDED) {
        return result;
      }
    }
    return result;
  }

  /** What it means that a claim cannot be computed: nothing where the truth has no value. */
  private static Outcome failure(Numbers truth) {
    boolean known =
        truth.entries().stream()
            .map(Ball.class::cast)
            .noneMatch(ball -> ball.isUndefined() || isInfinite(ball));
    return known ? Outcome.NO_CLAIM : Outcome.NO_TRUTH;
  }

  /** Kinks are where numbers are simple or equal; elsewhere one side is tried first. */
  private static boolean isSpecial(Point point) {
    double grain = point.isOneNumber() ? 64 : 1;
    List<Double> seen = new ArrayList<>();
    for (var value : point.values().values()) {
      for (double x : value.toArray()) {
        if (x * grain == Math.rint(x * grain) || seen.contains(x)) {
          return true;
        }
        seen.add(x);
      }
    }
    return false;
  }

  /**
   * @param earlier the error with fewer digits, which is replaced: an error that falls as digits
   *     rise is rounding
   */
  private static Result compare(Numbers right, Numbers left, Numbers claim, double[] earlier) {
    Numbers claimed = fitted(claim, right);
    if (claimed == null) {
      return Result.of(
          Outcome.DIFFERS,
          "it has shape " + claim.shape() + ", the derivative has shape " + right.shape());
    }
    Result all = null;
    double error = 0;
    for (int i = 0; i < right.entries().size(); i++) {
      Result one =
          compare(
              i,
              (Ball) right.entries().get(i),
              (Ball) left.entries().get(i),
              (Ball) claimed.entries().get(i));
      if (one.outcome() == Outcome.UNDECIDED) {
        error = Math.max(error, error(one.truth(), one.claimed()));
      }
      all = graver(all, one);
    }
    if (all == null) {
      return Result.of(Outcome.NO_TRUTH, "it has no entries");
    }
    if (all.outcome() == Outcome.UNDECIDED) {
      boolean falls = error < 1e-30 * earlier[0];
      earlier[0] = error;
      return falls
          ? new Result(Outcome.AGREES, all.entry(), all.claimed(), all.truth(), all.left(), "")
          : all;
    }
    return all;
  }

  /** How far two numbers that overlap may be apart; infinite if either is not known. */
  private static double error(@Nullable Ball truth, @Nullable Ball claimed) {
    double radius =
        truth == null || claimed == null ? Double.NaN : truth.subtract(claimed).radius();
    return Double.isNaN(radius) ? Double.POSITIVE_INFINITY : radius;
  }

  private static Result graver(@Nullable Result all, Result one) {
    if (all == null) {
      return one;
    }
    if (rank(one.outcome()) == rank(all.outcome())) {
      return all.isKink() ? all : one.isKink() ? one : all;
    }
    return rank(one.outcome()) > rank(all.outcome()) ? one : all;
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case AGREES -> 0;
      case UNDECIDED -> 1;
      case NO_CLAIM -> 2;
      case NO_TRUTH -> 3;
      case DIFFERS -> 4;
    };
  }

  private static Result compare(int entry, Ball right, Ball left, Ball claimed) {
    if (right.isUndefined() || left.isUndefined() || isInfinite(right) || isInfinite(left)) {
      return new Result(Outcome.NO_TRUTH, entry, claimed, right, null, "it has no value here");
    }
    if (right.isUnknown() || left.isUnknown()) {
      String why = right.doubt().or(left::doubt).orElse("balls cannot tell");
      return new Result(Outcome.UNDECIDED, entry, claimed, null, null, why);
    }
    boolean kink = left.isApartFrom(right);
    Ball between = kink ? left.hull(right) : right;
    Ball other = kink ? left : null;
    if (claimed.isUndefined()) {
      return new Result(Outcome.NO_CLAIM, entry, null, right, other, "it has no value here");
    }
    if (claimed.isApartFrom(between)) {
      return new Result(Outcome.DIFFERS, entry, claimed, right, other, "");
    }
    if (isInfinite(claimed)) {
      return new Result(Outcome.NO_CLAIM, entry, null, right, other, "it is infinite here");
    }
    if (claimed.isUnknown() || !claimed.isBounded() || !right.isBounded()) {
      String why = claimed.doubt().or(right::doubt).orElse("balls cannot tell");
      return new Result(Outcome.UNDECIDED, entry, claimed, right, other, why);
    }
    Ball difference = claimed.subtract(right);
    double size = Math.max(Math.abs(right.lower()), Math.abs(right.upper()));
    double error = Math.max(Math.abs(difference.lower()), Math.abs(difference.upper()));
    boolean enough =
        kink
            || (claimed.isExact() && right.isExact())
            || (claimed.certainDigits() >= 13 && right.certainDigits() >= 13)
            || (error < ENOUGH * size && size > Double.MIN_NORMAL);
    return new Result(
        enough ? Outcome.AGREES : Outcome.UNDECIDED,
        entry,
        claimed,
        right,
        other,
        enough ? "" : "they agree, but to few digits");
  }

  private static boolean isInfinite(Ball ball) {
    return !ball.isBounded() && !ball.isUnknown() && ball.lower() == ball.upper();
  }

  /**
   * A claim in the shape of the truth: a number stands for all entries, and an array of the shape
   * of an elementwise function for the diagonal of its Jacobian. Null if it fits in no way.
   */
  static @Nullable Numbers fitted(Numbers claim, Numbers truth) {
    if (claim.shape().equals(truth.shape())) {
      return claim;
    }
    int n = truth.entries().size();
    Real first = truth.entries().get(0);
    if (claim.shape().isScalar() && !isDiagonal(truth)) {
      return new Numbers(truth.shape(), java.util.Collections.nCopies(n, claim.entries().get(0)));
    }
    int m = claim.entries().size();
    Shape shape = claim.shape();
    boolean square =
        isDiagonal(truth)
            && (shape.isScalar() || ((long) m * m == n && doubled(shape).equals(truth.shape())));
    if (!square) {
      return null;
    }
    int side = (int) Math.round(Math.sqrt(n));
    List<Real> entries = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean diagonal = i % (side + 1) == 0;
      entries.add(
          diagonal ? claim.entries().get(shape.isScalar() ? 0 : i / (side + 1)) : first.number(0));
    }
    return new Numbers(truth.shape(), entries);
  }

  private static Shape doubled(Shape shape) {
    int[] sizes = shape.sizes();
    int[] both = java.util.Arrays.copyOf(sizes, 2 * sizes.length);
    System.arraycopy(sizes, 0, both, sizes.length, sizes.length);
    return Shape.of(both);
  }

  /** Whether a derivative of an array by one of the same shape is zero off the diagonal. */
  private static boolean isDiagonal(Numbers truth) {
    int rank = truth.shape().rank();
    int n = truth.entries().size();
    int side = (int) Math.round(Math.sqrt(n));
    if (rank == 0 || rank % 2 != 0 || side * side != n || side == 1) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (i % (side + 1) != 0 && !isZero(truth.entries().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(Real number) {
    return number instanceof Ball ball && ball.isExact() && ball.doubleValue() == 0;
  }
}
