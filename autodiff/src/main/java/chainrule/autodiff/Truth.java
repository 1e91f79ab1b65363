package chainrule.autodiff;

import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import chainrule.autodiff.real.Verified;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The true value of a function and its derivatives at a point, with proved bounds: by Taylor series
 * over balls, without the engine's rules. Digits rise until the truth is settled.
 */
final class Truth {
  /** A true number, or the reason why there is none; and the digits it took. */
  record Known(@Nullable Ball number, int digits, String reason) {}

  /** The certain digits that are asked for. */
  static final int DIGITS = 20;

  private final UnaryOperator<Tensor> f;
  private final Shape shape;
  private final double[] x;

  private final int entries;
  private final @Nullable String kink;

  /** Derivatives by digits, order, side and direction, the entries that move. */
  private final Map<List<Object>, Real[][]> expansions = new HashMap<>();

  /**
   * @param entries of the function's value
   * @param kink an operation at a kink, if there is one
   */
  Truth(UnaryOperator<Tensor> f, Tensor x, int entries, @Nullable String kink) {
    this.f = f;
    this.shape = x.shape();
    this.x = x.toArray();
    this.entries = entries;
    this.kink = kink;
  }

  /** The entries of the value. */
  List<Known> values() {
    return settle(digits -> at(Ball.of(0, digits)), entries);
  }

  /** The slopes of the value's entries by entry j of the point. */
  List<Known> slopes(int j) {
    return bothSides(side -> settle(digits -> column(along(digits, 1, side, j), 1), entries));
  }

  /** The second derivative of a scalar value by entries i and j of the point. */
  Known second(int i, int j) {
    return bothSides(side -> settle(digits -> new Real[] {second(digits, side, i, j)}, 1)).get(0);
  }

  /** From those along i, along j and along both, by polarisation. */
  private Real second(int digits, TaylorReal.Side side, int i, int j) {
    Real alongI = along(digits, 2, side, i)[0][2];
    if (i == j) {
      return alongI;
    }
    Real both = along(digits, 2, side, i, j)[0][2];
    Real alongJ = along(digits, 2, side, j)[0][2];
    return both.subtract(alongI).subtract(alongJ).divide(both.number(2));
  }

  private static Real[] column(Real[][] rows, int k) {
    return Arrays.stream(rows).map(row -> row[k]).toArray(Real[]::new);
  }

  /** Derivatives from the right; at a kink only if they cannot be told from those from the left. */
  private List<Known> bothSides(Function<TaylorReal.Side, List<Known>> derivatives) {
    List<Known> right = derivatives.apply(TaylorReal.Side.RIGHT);
    if (kink == null) {
      return right;
    }
    List<Known> left = derivatives.apply(TaylorReal.Side.LEFT);
    List<Known> both = new ArrayList<>();
    for (int e = 0; e < right.size(); e++) {
      Ball a = left.get(e).number();
      Ball b = right.get(e).number();
      boolean same = a != null && b != null && !a.isApartFrom(b);
      String kinked =
          kink
              + " is at a kink or jump: "
              + text(a)
              + " from the left, "
              + text(b)
              + " from the right";
      both.add(same ? right.get(e) : new Known(null, right.get(e).digits(), kinked));
    }
    return both;
  }

  private static String text(@Nullable Ball number) {
    return number == null ? "unknown" : TensorText.number(0.0 + number.doubleValue());
  }

  private List<Known> settle(IntFunction<Real[]> attempt, int entries) {
    try {
      Ball[] balls =
          Verified.settleAll(
              digits ->
                  Arrays.stream(attempt.apply(digits)).map(Ball.class::cast).toArray(Ball[]::new),
              DIGITS);
      return Arrays.stream(balls).map(Truth::known).toList();
    } catch (ChainruleException unable) {
      return Collections.nCopies(
          entries, new Known(null, DIGITS, String.valueOf(unable.getMessage())));
    }
  }

  private static Known known(Ball ball) {
    if (ball.isUndefined()) {
      return new Known(null, ball.digits(), "it is " + ball);
    }
    return Verified.isSettled(ball, DIGITS)
        ? new Known(ball, ball.digits(), "")
        : new Known(null, ball.digits(), ball.doubt().orElse("not settled"));
  }

  /** Derivatives of t ↦ f(x + t·d), by order and entry, where d moves the given entries. */
  private Real[][] along(int digits, int order, TaylorReal.Side side, int... moved) {
    List<Object> key = new ArrayList<>(List.of(digits, order, side));
    Arrays.stream(moved).forEach(key::add);
    return expansions.computeIfAbsent(
        key,
        k -> {
          Real zero = Ball.of(0, digits);
          return TaylorReal.derivativesOfAll(t -> at(t, moved), zero, order, side);
        });
  }

  private Real[] at(Real t, int... moved) {
    Real[] point = Arrays.stream(x).mapToObj(t::number).toArray(Real[]::new);
    for (int j : moved) {
      point[j] = point[j].add(t);
    }
    return Precise.evaluate(f, shape, point);
  }
}
