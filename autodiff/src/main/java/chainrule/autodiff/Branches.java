package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The path that a function takes: its operations, and which way those decide that compare numbers
 * ({@code where}'s masks, max, abs, floor). Doubles and precise arithmetic may take different ones.
 */
final class Branches implements Watch.Listener {
  /** An operation on the path; {@code way} has an entry for each of a deciding one's. */
  @SuppressWarnings("ArrayRecordComponent") // compared by Arrays.equals
  private record Step(Watch.Sight sight, double[] way) {
    String site() {
      return sight.operation().name() + " at " + sight.line();
    }
  }

  private static final Set<String> OF_TWO =
      Set.of("max", "min", "greater", "greaterOrEqual", "less", "lessOrEqual", "equal", "notEqual");
  private static final Set<String> OF_ZERO = Set.of("abs", "sign");
  private static final Set<String> EXTREMES = Set.of("amax", "amin");
  private static final Set<String> OUTPUT = Set.of("floor", "argmax");

  private final List<Step> steps = new ArrayList<>();

  private Branches() {}

  /** The path in doubles. */
  static Branches taken(UnaryOperator<Tensor> f, Tensor x) {
    Branches branches = new Branches();
    Tensor unused = Watch.function("accuracy", f, () -> branches).apply(x);
    return branches;
  }

  /** The path in precise arithmetic. */
  static Branches taken(UnaryOperator<Tensor> f, Shape shape, Real[] x) {
    Branches branches = new Branches();
    Real[] unused = Precise.evaluate(Watch.function("accuracy", f, () -> branches), shape, x);
    return branches;
  }

  @Override
  public void seen(Watch.Sight sight) {
    steps.add(new Step(sight, way(sight)));
  }

  private static double[] way(Watch.Sight sight) {
    String name = sight.operation().name();
    Tensor[] inputs = sight.inputs();
    if (OF_TWO.contains(name)) {
      return compared(inputs[0], inputs[1]);
    }
    if (OF_ZERO.contains(name)) {
      return compared(inputs[0], Scalar.ZERO);
    }
    if (EXTREMES.contains(name) && sight.output().shape().isScalar()) {
      return compared(inputs[0], sight.output());
    }
    return OUTPUT.contains(name) ? sight.output().toArray() : new double[0];
  }

  /** -1, 0 or 1 for each entry, in the arithmetic of the operands; NaN where one of them is. */
  private static double[] compared(Tensor a, Tensor b) {
    return Operations.subtract(Operations.greater(a, b), Operations.less(a, b)).toArray();
  }

  /** Where another path leaves this one, in words that follow "the doubles"; null if nowhere. */
  @Nullable String leftBy(Branches other) {
    for (int i = 0; i < Math.max(steps.size(), other.steps.size()); i++) {
      if (i >= steps.size() || i >= other.steps.size() || !same(steps.get(i), other.steps.get(i))) {
        String from = steps.isEmpty() ? "the start" : steps.get(Math.max(0, i - 1)).site();
        return "take another path than precise arithmetic after " + from;
      }
      double[] way = steps.get(i).way;
      double[] otherWay = other.steps.get(i).way;
      for (int e = 0; e < Math.min(way.length, otherWay.length); e++) {
        if (Double.compare(way[e], otherWay[e]) != 0) {
          Step step = steps.get(i);
          return "take another branch than precise arithmetic in "
              + step.site()
              + ": "
              + Trace.text(step.sight, e);
        }
      }
    }
    return null;
  }

  private static boolean same(Step a, Step b) {
    return a.site().equals(b.site()) && a.way.length == b.way.length;
  }

  /**
   * The first operation at a kink or a jump, where a derivative is a choice; null if there is none.
   */
  @Nullable String kink() {
    for (Step step : steps) {
      String name = step.sight.operation().name();
      boolean ties = OF_TWO.contains(name) || OF_ZERO.contains(name);
      if (ties && Arrays.stream(step.way).anyMatch(way -> way == 0)) {
        return step.site();
      }
    }
    return null;
  }
}
