package chainrule.autodiff;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Differences;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors with a derivative of the user's own, given as a Jacobian-vector product.
 * The rule is checked when it is made: the function is evaluated in decimal arithmetic of 60 digits
 * and differenced there, along a fixed direction at each sample, to first and second order.
 */
public final class CustomRule {
  /**
   * The tangent of the value, for the inputs, the value and the tangents of the inputs, all in
   * operations.
   */
  public interface Jvp {
    /** Linear in the tangents; zeros stand for inputs that do not vary. */
    Tensor tangent(List<Tensor> inputs, Tensor value, List<Tensor> tangents);
  }

  /** What the check at registration found. */
  public record Verdict(int samples, double firstOrderError, double secondOrderError) {
    /** The verdict in words. */
    @Override
    public String toString() {
      return "right at "
          + samples
          + " samples; largest relative difference from the function's own difference quotients "
          + firstOrderError
          + " (first order), "
          + secondOrderError
          + " (second order)";
    }
  }

  private static final int DIGITS = 60;

  // A rule whose constants are doubles is right to 16 digits; a wrong factor is far above this.
  private static final double TOLERANCE = 1e-10;

  private final Custom operation;
  private final Verdict verdict;

  private CustomRule(Custom operation, Verdict verdict) {
    this.operation = operation;
    this.verdict = verdict;
  }

  static CustomRule of(
      String name, Function<List<Tensor>, Tensor> f, Jvp rule, List<List<Tensor>> samples) {
    if (samples.isEmpty()) {
      throw new RuleException(
          "customRule "
              + name
              + ": give at least one sample of its inputs, where the rule is checked");
    }
    Custom operation = new Custom(name, f, rule);
    double first = 0;
    double second = 0;
    for (List<Tensor> sample : samples) {
      first = Math.max(first, error(operation, sample, 1));
      second = Math.max(second, error(operation, sample, 2));
    }
    return new CustomRule(operation, new Verdict(samples.size(), first, second));
  }

  /**
   * Applies the function; its derivatives of every order and in every mode follow from the rule.
   */
  public Tensor apply(Tensor... inputs) {
    return operation.apply(inputs);
  }

  /** What the check at registration found. */
  public Verdict verdict() {
    return verdict;
  }

  /** The largest relative error of the rule along a direction, or an exception that shows it. */
  private static double error(Custom operation, List<Tensor> sample, int order) {
    // Another direction for each input: with one for all, partials that are swapped would pass.
    List<Tensor> directions =
        IntStream.range(0, sample.size())
            .mapToObj(k -> Tensor.normal(sample.get(k).shape(), 7 + order + 10L * k))
            .toList();
    Function<Tensor, List<Tensor>> line =
        step -> {
          Tensor[] moved = new Tensor[sample.size()];
          Arrays.setAll(
              moved,
              k -> Operations.add(sample.get(k), Operations.multiply(step, directions.get(k))));
          return List.of(moved);
        };
    Real zero = DecimalReal.of(0, DIGITS);
    UnaryOperator<Tensor> along = step -> operation.apply(line.apply(step).toArray(new Tensor[0]));
    Real[] claimed = Precise.evaluate(slope(along, order), Shape.SCALAR, zero);
    double worst = 0;
    for (int i = 0; i < claimed.length; i++) {
      int entry = i;
      Real truth =
          Differences.derivative(
              h -> Precise.evaluate(t -> operation.f.apply(line.apply(t)), Shape.SCALAR, h)[entry],
              zero,
              order);
      double difference = Math.abs(claimed[i].subtract(truth).doubleValue());
      double size = Math.max(Math.abs(truth.doubleValue()), Math.abs(claimed[i].doubleValue()));
      double error = difference == 0 ? 0 : difference / Math.max(size, TOLERANCE);
      if (!(error <= TOLERANCE)) {
        throw new RuleException(
            "customRule "
                + operation.name()
                + ": at "
                + sample
                + " along "
                + directions
                + " the rule gives "
                + claimed[i].doubleValue()
                + ", the function's difference quotient "
                + truth.doubleValue()
                + " (order "
                + order
                + (claimed.length > 1 ? ", entry " + i : "")
                + ")");
      }
      worst = Math.max(worst, error);
    }
    return worst;
  }

  private static UnaryOperator<Tensor> slope(UnaryOperator<Tensor> f, int order) {
    return order == 0
        ? f
        : step -> Derivatives.jvp(slope(f, order - 1), step, Scalar.ONE).tangent();
  }

  private static final class Custom extends JvpOperation {
    private final Function<List<Tensor>, Tensor> f;
    private final Jvp rule;

    Custom(String name, Function<List<Tensor>, Tensor> f, Jvp rule) {
      super(name);
      this.f = f;
      this.rule = rule;
    }

    @Override
    Shape shape(Shape... inputs) {
      return Graph.of(f, List.of(inputs)).shape();
    }

    @Override
    Tensor evaluate(Tensor[] inputs) {
      return own("function", f.apply(List.of(inputs)));
    }

    @Override
    Tensor composed(Tensor[] inputs) {
      return own("function", f.apply(List.of(inputs)), inputs);
    }

    @Override
    Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
      return Precise.evaluate(f, List.of(shapes), inputs);
    }

    @Override
    Tensor jvp(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
      Tensor[] directions = new Tensor[inputs.length];
      for (int k = 0; k < directions.length; k++) {
        Tensor tangent = tangents[k];
        directions[k] = tangent == null ? Tensor.zeros(inputs[k].shape()) : tangent;
      }
      Tensor result = rule.tangent(List.of(inputs), output, List.of(directions));
      if (!result.shape().equals(output.shape())) {
        throw new RuleException(
            "customRule "
                + name()
                + ": the rule gives shape "
                + result.shape()
                + " for a value of shape "
                + output.shape());
      }
      Tensor[] given = Arrays.copyOf(inputs, 2 * inputs.length);
      System.arraycopy(directions, 0, given, inputs.length, inputs.length);
      return own("rule", result, given);
    }

    // Transposed, the rule's result belongs to the call that transposes it, whatever it closes
    // over.
    @Override
    Tensor contribution(Tensor contribution, Tensor[] inputs, Tensor cotangent) {
      Tensor[] given = Arrays.copyOf(inputs, inputs.length + 1);
      given[inputs.length] = cotangent;
      return own("rule", contribution, given);
    }

    /** Refuses a result that belongs to a call which none of the given tensors belongs to. */
    private Tensor own(String part, Tensor result, Tensor... given) {
      Mode mode = result.mode();
      if (mode != null && Arrays.stream(given).noneMatch(tensor -> tensor.mode() == mode)) {
        throw new RuleException(
            "customRule "
                + name()
                + ": its "
                + part
                + " closes over a tensor of a call of "
                + mode.call()
                + ", so that its derivative would be lost; pass that tensor as an input");
      }
      return result;
    }
  }
}
