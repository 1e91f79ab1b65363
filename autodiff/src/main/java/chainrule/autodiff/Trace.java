package chainrule.autodiff;

import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every operation of a run in doubles, derivatives included, and what its rounding does to the
 * result: its error on its own operands, carried by the result's adjoint with respect to it.
 */
final class Trace implements Watch.Listener {
  /** An operation as it was applied: {@code from} says which steps made its inputs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Step(Watch.Sight sight, boolean ofUser, int[] from, List<Integer> users) {
    Tensor output() {
      return sight.output();
    }

    /** What tells one place of the function or its derivative from another. */
    String site() {
      Watch.Rule rule = sight.rule();
      String place = rule != null ? "'" + rule.made() : ofUser ? sight.line() : "";
      return sight.operation().name() + " " + place;
    }
  }

  /** Steps that are applications of one operation at one place, and what they carry together. */
  private static final class Site {
    double carried;
    double largest = -1;
    int step;
    int entry;

    void add(int at, int entryAt, double error) {
      carried += error;
      if (error > largest) {
        largest = error;
        step = at;
        entry = entryAt;
      }
    }
  }

  /** The operation to blame, and what all roundings together explain, in ulps of the scale. */
  record Blame(Accuracy.Culprit culprit, double explained) {}

  /** The operation that magnifies an error most on its way to the result, and how many times. */
  private record Magnifier(int step, int entry, double factor) {}

  private static final int NONE = -1;

  // What a well-conditioned operation does to an error is not worth telling.
  private static final double MAGNIFIED = 8;

  // Sources looked at: those behind them carry too little to make another operation the culprit.
  private static final int SOURCES = 8;

  // So that sums stay finite.
  private static final double HUGE = 1e300;

  // Entries of an operand that are written out.
  private static final int SHOWN = 6;

  private final int limit;
  private final List<Step> steps = new ArrayList<>();
  private final IdentityHashMap<Tensor, Integer> made = new IdentityHashMap<>();
  private final Map<Integer, double[]> errors = new LinkedHashMap<>();
  private Tensor result = Scalar.ZERO;
  private int depth;

  private Trace(int limit) {
    this.limit = limit;
  }

  /**
   * Runs a function, or what {@code derivative} makes of it, on a plain tensor.
   *
   * @throws UsageException if that applies more operations than the limit says
   */
  static Trace of(
      UnaryOperator<UnaryOperator<Tensor>> derivative,
      UnaryOperator<Tensor> f,
      Tensor x,
      int limit) {
    Trace trace = new Trace(limit);
    UnaryOperator<Tensor> entered =
        argument -> {
          trace.depth++;
          try {
            return f.apply(argument);
          } finally {
            trace.depth--;
          }
        };
    Tensor unused = Watch.function("accuracy", derivative.apply(entered), () -> trace).apply(x);
    return trace;
  }

  @Override
  public void seen(Watch.Sight sight) {
    if (steps.size() == limit) {
      throw new UsageException(
          "accuracy: the function and its derivatives apply more than "
              + limit
              + " operations; ask for a part of it, for fewer entries, or without the Hessian");
    }
    int[] from = new int[sight.inputs().length];
    for (int k = 0; k < from.length; k++) {
      from[k] = made.getOrDefault(sight.inputs()[k], NONE);
      if (from[k] != NONE) {
        steps.get(from[k]).users.add(steps.size());
      }
    }
    made.put(sight.output(), steps.size());
    steps.add(new Step(sight, depth > 0, from, new ArrayList<>(1)));
  }

  @Override
  public void ended(Tensor ending) {
    result = ending;
  }

  /** What the function returned. */
  Tensor result() {
    return result;
  }

  int count() {
    return steps.size();
  }

  /**
   * The operation to which an entry of the result owes most of its error, or null if all its
   * operations were exact.
   *
   * @param scale a number of the size of the entry, in whose ulps errors are counted
   * @param digits of the arithmetic in which the operations' errors are taken
   */
  @Nullable Blame blame(int entry, double scale, int digits) {
    int last = made.getOrDefault(result, NONE);
    if (last == NONE) {
      return null;
    }
    double[][] adjoints = adjoints(last, entry);
    if (!Double.isFinite(result.elements("accuracy")[entry])) {
      return new Blame(notFinite(last, entry, adjoints), Double.POSITIVE_INFINITY);
    }
    Map<String, Site> sites = new LinkedHashMap<>();
    int unit = ulpExponent(scale);
    double total = 0;
    for (int i = 0; i <= last; i++) {
      double[] adjoint = adjoints[i];
      double[] values = steps.get(i).output().elements("accuracy");
      for (int e = 0; adjoint != null && e < adjoint.length; e++) {
        double error = adjoint[e] == 0 ? 0 : Math.abs(adjoint[e] * errors(i, digits)[e]);
        double carried = Math.min(HUGE, Math.scalb(error, ulpExponent(values[e]) - unit));
        if (carried > 0) {
          total += carried;
          sites.computeIfAbsent(steps.get(i).site(), site -> new Site()).add(i, e, carried);
        }
      }
    }
    return total == 0
        ? null
        : new Blame(worst(List.copyOf(sites.values()), total, last, adjoints), total);
  }

  private Accuracy.Culprit worst(List<Site> sites, double total, int last, double[][] adjoints) {
    List<Site> sources =
        sites.stream()
            .sorted((a, b) -> Double.compare(b.carried, a.carried))
            .limit(SOURCES)
            .toList();
    Map<String, List<Site>> groups = new LinkedHashMap<>();
    Map<String, Magnifier> magnifiers = new LinkedHashMap<>();
    for (Site source : sources) {
      Magnifier magnifier = magnifier(source, last, adjoints);
      boolean itself = magnifier.factor < MAGNIFIED;
      String site = steps.get(itself ? source.step : magnifier.step).site();
      groups.computeIfAbsent(site, key -> new ArrayList<>()).add(source);
      if (!itself) {
        magnifiers.putIfAbsent(site, magnifier);
      }
    }
    String worst = "";
    double most = -1;
    for (Map.Entry<String, List<Site>> group : groups.entrySet()) {
      double carried = group.getValue().stream().mapToDouble(site -> site.carried).sum();
      if (carried > most) {
        most = carried;
        worst = group.getKey();
      }
    }
    Site source = groups.getOrDefault(worst, sources).get(0);
    double share = most / total;
    Magnifier magnifier = magnifiers.get(worst);
    Accuracy.Application rounded = application(source.step, source.entry);
    return magnifier == null
        ? new Accuracy.Culprit(rounded, share, null, 1)
        : new Accuracy.Culprit(
            application(magnifier.step, magnifier.entry), share, rounded, magnifier.factor);
  }

  /**
   * Follows the error of a source to the result, along the users that carry most of it. A relative
   * error at a step changes the result by |adjoint · value| times as much, summed over entries:
   * where that falls from an input to the output, the relative error grows.
   */
  private Magnifier magnifier(Site source, int last, double[][] adjoints) {
    Magnifier best = new Magnifier(source.step, source.entry, 1);
    int at = source.step;
    while (at != last) {
      int next = NONE;
      double most = 0;
      double[] along = new double[0];
      for (int user : steps.get(at).users) {
        double[] adjoint = user <= last ? adjoints[user] : null;
        if (adjoint == null) {
          continue;
        }
        double[] flow = flow(at, user, adjoint);
        double size = sum(flow);
        if (size > most) {
          most = size;
          next = user;
          along = flow;
        }
      }
      if (next == NONE) {
        return best;
      }
      double[] leaving = weights(adjoints[next], steps.get(next).output());
      double factor = most / sum(leaving);
      if (factor > best.factor) {
        best =
            new Magnifier(next, largest(along.length == leaving.length ? along : leaving), factor);
      }
      at = next;
    }
    return best;
  }

  /** What of |adjoint · value| at a step comes back from one of its users. */
  private double[] flow(int at, int user, double[] adjoint) {
    Tensor value = steps.get(at).output();
    double[] sum = new double[value.shape().count()];
    double[][] back = back(steps.get(user), adjoint);
    int[] from = steps.get(user).from;
    for (int k = 0; k < from.length; k++) {
      for (int e = 0; from[k] == at && back[k] != null && e < sum.length; e++) {
        sum[e] += back[k][e];
      }
    }
    return weights(sum, value);
  }

  private static double[] weights(double[] adjoint, Tensor value) {
    double[] values = value.elements("accuracy");
    double[] weights = new double[adjoint.length];
    Arrays.setAll(
        weights,
        e -> {
          double weight = Math.abs(adjoint[e] * values[e]);
          return Double.isNaN(weight) ? 0 : weight;
        });
    return weights;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static int largest(double[] values) {
    int at = 0;
    for (int i = 1; i < values.length; i++) {
      at = values[i] > values[at] ? i : at;
    }
    return at;
  }

  /** The operation that made a NaN or infinity out of finite operands, sought from the result. */
  private Accuracy.Culprit notFinite(int last, int entry, double[][] adjoints) {
    int at = last;
    int bad = entry;
    while (true) {
      Step step = steps.get(at);
      double[] adjoint = adjoints[at];
      double[][] back = adjoint == null ? new double[step.from.length][] : back(step, adjoint);
      int next = NONE;
      boolean carries = false;
      for (int k = 0; k < step.from.length; k++) {
        int place = step.from[k] == NONE ? NONE : firstNotFinite(step.sight.inputs()[k], bad, step);
        if (place != NONE && !carries) {
          next = step.from[k];
          bad = place;
          // A branch that was not taken hands nothing back.
          carries = back[k] != null && back[k][place] != 0;
        }
      }
      if (next == NONE) {
        return new Accuracy.Culprit(application(at, bad), 1, null, 1);
      }
      at = next;
    }
  }

  private static int firstNotFinite(Tensor input, int entry, Step step) {
    double[] values = input.elements("accuracy");
    if (step.sight.operation() instanceof Elementwise && values.length > entry) {
      return Double.isFinite(values[entry]) ? NONE : entry;
    }
    for (int e = 0; e < values.length; e++) {
      if (!Double.isFinite(values[e])) {
        return e;
      }
    }
    return NONE;
  }

  /** The adjoints of an entry of the last step's output with respect to the outputs before. */
  private double[][] adjoints(int last, int entry) {
    double[][] adjoints = new double[last + 1][];
    adjoints[last] = new double[result.shape().count()];
    adjoints[last][entry] = 1;
    for (int i = last; i >= 0; i--) {
      double[] adjoint = adjoints[i];
      if (adjoint == null) {
        continue;
      }
      Step step = steps.get(i);
      double[][] back = back(step, adjoint);
      for (int k = 0; k < back.length; k++) {
        int from = step.from[k];
        if (from == NONE || back[k] == null) {
          continue;
        }
        if (adjoints[from] == null) {
          adjoints[from] = back[k];
        } else {
          for (int e = 0; e < back[k].length; e++) {
            adjoints[from][e] += back[k][e];
          }
        }
      }
    }
    return adjoints;
  }

  /** What the adjoint of a step's output hands back to those inputs that other steps made. */
  private static double[][] back(Step step, double[] adjoint) {
    Watch.Sight sight = step.sight;
    double[][] back = new double[step.from.length][];
    if (sight.operation() == Arithmetic.stop()) {
      // It has no derivative, but lets an error through.
      back[0] = adjoint.clone();
    } else {
      sight
          .operation()
          .reverse(
              sight.inputs(),
              sight.output(),
              Array.owning(sight.output().shape(), adjoint.clone()),
              new Slots(step, back));
    }
    return back;
  }

  /** Collects what goes back to each input. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Slots(Step step, double[][] back) implements Receiver {
    @Override
    public boolean wants(int input) {
      return step.from[input] != NONE && step.sight.operation().differentiable(input);
    }

    @Override
    public void add(int input, Tensor contribution) {
      double[] buffer = buffer(input);
      double[] terms = contribution.elements("accuracy");
      for (int e = 0; e < buffer.length; e++) {
        buffer[e] += terms[e];
      }
    }

    @Override
    public void addAt(int input, View view, Tensor contribution) {
      view.add(contribution.elements("accuracy"), buffer(input));
    }

    @Override
    public boolean isPlain() {
      return true;
    }

    @Override
    public double[] buffer(int input) {
      if (back[input] == null) {
        back[input] = new double[step.sight.inputs()[input].shape().count()];
      }
      return back[input];
    }
  }

  /** The binary exponent of a double's ulp. */
  private static int ulpExponent(double value) {
    return Math.max(Math.getExponent(value) - 52, -1074);
  }

  /** The errors that an operation made in each entry, on the doubles it was given, in ulps. */
  private double[] errors(int at, int digits) {
    return errors.computeIfAbsent(at, step -> localErrors(steps.get(step).sight, digits));
  }

  private static double[] localErrors(Watch.Sight sight, int digits) {
    double[] output = sight.output().elements("accuracy");
    double[] errors = new double[output.length];
    if (sight.operation() instanceof ReadView || sight.operation() instanceof Expand) {
      return errors;
    }
    Real[][] inputs = new Real[sight.inputs().length][];
    for (int k = 0; k < inputs.length; k++) {
      inputs[k] =
          Arrays.stream(sight.inputs()[k].elements("accuracy"))
              .mapToObj(number -> Ball.of(number, digits))
              .toArray(Real[]::new);
    }
    Real[] exact =
        sight.operation().precise(Operation.shapes(sight.inputs()), inputs, sight.output().shape());
    for (int e = 0; e < errors.length; e++) {
      Real number = exact[e].number(output[e]);
      double error =
          exact[e].subtract(number).divide(number.number(Math.ulp(output[e]))).doubleValue();
      errors[e] = Double.isFinite(error) ? error : 0;
    }
    return errors;
  }

  /** An application as the report shows it. */
  private Accuracy.Application application(int at, int entry) {
    Step step = steps.get(at);
    Watch.Sight sight = step.sight;
    Watch.Rule rule = sight.rule();
    return new Accuracy.Application(
        sight.operation().name(),
        rule != null ? rule.made() : step.ofUser ? sight.line() : "",
        rule != null || !step.ofUser,
        operands(sight, entry),
        sight.output().elements("accuracy")[entry],
        text(sight, entry));
  }

  /** The operands of one entry of the result where the operation is elementwise, else all. */
  private static List<Tensor> operands(Watch.Sight sight, int entry) {
    List<Tensor> operands = new ArrayList<>();
    for (Tensor input : sight.inputs()) {
      boolean one = sight.operation() instanceof Elementwise && !input.shape().isScalar();
      operands.add(one ? new Scalar(input.elements("accuracy")[entry]) : input);
    }
    return List.copyOf(operands);
  }

  /**
   * An operation and its operands, {@code 1.0000000000000002 - 1}; long operands by their shape.
   */
  static String text(Watch.Sight sight, int entry) {
    String text =
        sight
            .operation()
            .text(
                operands(sight, entry).stream()
                    .map(
                        operand ->
                            operand.shape().count() > SHOWN
                                ? "tensor of shape " + operand.shape()
                                : operand.toString())
                    .toArray(String[]::new));
    return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
  }
}
