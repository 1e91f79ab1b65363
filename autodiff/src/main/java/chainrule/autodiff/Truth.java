package chainrule.autodiff;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
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
 * The true value of a function and its derivatives at a point, by precise arithmetic and without
 * the engine's rules. Digits rise until the truth is settled.
 */
final class Truth {
  /** A true number, or the reason why there is none; and the digits it took. */
  record Known(@Nullable Real number, int digits, String reason) {}

  private static final int FIRST = 60;
  private static final int LAST = 960;

  private static final String UNKNOWN = "unknown";

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
    return settle(digits -> at(DecimalReal.of(0, digits)), entries);
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

  /** Derivatives from the right; at a kink only if those from the left are the same. */
  private List<Known> bothSides(Function<TaylorReal.Side, List<Known>> derivatives) {
    List<Known> right = derivatives.apply(TaylorReal.Side.RIGHT);
    if (kink == null) {
      return right;
    }
    List<Known> left = derivatives.apply(TaylorReal.Side.LEFT);
    List<Known> both = new ArrayList<>();
    for (int e = 0; e < right.size(); e++) {
      Known a = left.get(e);
      Known b = right.get(e);
      boolean same = !text(a).equals(UNKNOWN) && text(a).equals(text(b));
      String kinked =
          kink
              + " is at a kink or jump: "
              + text(a)
              + " from the left, "
              + text(b)
              + " from the right";
      both.add(same ? b : new Known(null, b.digits(), kinked));
    }
    return both;
  }

  private static String text(Known known) {
    Real number = known.number();
    return number == null ? UNKNOWN : TensorText.number(0.0 + number.doubleValue());
  }

  private List<Known> settle(IntFunction<Real[]> attempt, int entries) {
    @Nullable Known[] known = new Known[entries];
    @Nullable Real[] before = new Real[entries];
    for (int digits = FIRST; digits <= LAST; digits *= 2) {
      Real[] now;
      try {
        now = attempt.apply(digits);
      } catch (ChainruleException unable) {
        return Collections.nCopies(
            entries, new Known(null, digits, String.valueOf(unable.getMessage())));
      }
      boolean all = true;
      for (int e = 0; e < entries; e++) {
        Real last = before[e];
        if (known[e] == null && last != null && settled(last, now[e], digits)) {
          known[e] = known(now[e], digits);
        }
        all &= known[e] != null;
        before[e] = now[e];
      }
      if (all) {
        break;
      }
    }
    return Arrays.stream(known)
        .map(
            one ->
                one == null ? new Known(null, LAST, "not settled with " + LAST + " digits") : one)
        .toList();
  }

  /**
   * Whether a number stays as it is with twice the digits. One that vanishes is believed only with
   * more digits than doubles have orders of magnitude: with fewer, a slope of 1e-304 may look so.
   */
  private static boolean settled(Real before, Real now, int digits) {
    if (now.isNaN() || now.doubleValue() == 0) {
      return digits == LAST;
    }
    Real difference = now.subtract(before).abs();
    return difference.isNaN()
        ? Double.isInfinite(now.doubleValue())
        : holds(difference.lessOrEqual(now.abs().multiply(now.number(1e-20))));
  }

  private static boolean holds(Real mask) {
    return mask.doubleValue() == 1;
  }

  private static Known known(Real number, int digits) {
    return number.isNaN()
        ? new Known(
            null,
            digits,
            "precise arithmetic gives NaN: the point is outside the domain, or there is no"
                + " derivative")
        : new Known(number, digits, "");
  }

  /** Derivatives of t ↦ f(x + t·d), by order and entry, where d moves the given entries. */
  private Real[][] along(int digits, int order, TaylorReal.Side side, int... moved) {
    List<Object> key = new ArrayList<>(List.of(digits, order, side));
    Arrays.stream(moved).forEach(key::add);
    return expansions.computeIfAbsent(
        key,
        k -> {
          Real zero = DecimalReal.of(0, digits);
          Real[][] derivatives = new Real[entries][];
          for (int e = 0; e < entries; e++) {
            int entry = e;
            derivatives[e] = TaylorReal.derivatives(t -> at(t, moved)[entry], zero, order, side);
          }
          return derivatives;
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
