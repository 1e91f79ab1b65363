package chainrule.nn.benchmark;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import chainrule.nn.activations.Activations;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.numbers.gamma.Erfc;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Activations of 100 rows of 100 normally distributed entries, and the gradients of their sums (for
 * the softmax: of the sum of the squares), beside the textbook formulas in loops; per entry.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ActivationFunctions.ROWS * ActivationFunctions.ROWS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ActivationFunctions {
  static final int ROWS = 100;

  private static final double ROOT_HALF = Math.sqrt(0.5);
  private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

  /** The activation. */
  @Param({"exp", "tanh", "sigmoid", "softplus", "gelu", "silu", "mish", "softmax"})
  public String activation = "exp";

  private final Tensor at = normal(shape(ROWS, ROWS), 7);
  private final double[] x = at.toArray();

  private UnaryOperator<Tensor> function = Operations::exp;
  private UnaryOperator<Tensor> gradient = grad(x -> sum(Operations.exp(x)));
  private DoubleUnaryOperator value = Math::exp;
  private DoubleUnaryOperator slope = Math::exp;

  /** Chooses the activation. */
  @Setup
  public void choose() {
    switch (activation) {
      case "tanh" -> of(Activations::tanh, Math::tanh, x -> 1 - square(Math.tanh(x)));
      case "sigmoid" ->
          of(
              Activations::sigmoid,
              ActivationFunctions::sigmoid,
              x -> sigmoid(x) * (1 - sigmoid(x)));
      case "softplus" ->
          of(Activations::softplus, x -> Math.log(1 + Math.exp(x)), ActivationFunctions::sigmoid);
      case "gelu" ->
          of(
              Activations::gelu,
              x -> x * normalCdf(x),
              x -> normalCdf(x) + x * DENSITY * Math.exp(-0.5 * x * x));
      case "silu" ->
          of(Activations::silu, x -> x * sigmoid(x), x -> sigmoid(x) * (1 + x * (1 - sigmoid(x))));
      case "mish" ->
          of(Activations::mish, x -> x * gate(x), x -> gate(x) + x * gateSlope(gate(x), x));
      case "softmax" -> {
        function = x -> Activations.softmax(x, 1);
        gradient = grad(x -> sum(function.apply(x).square()));
      }
      default -> of(Operations::exp, Math::exp, Math::exp);
    }
  }

  private void of(
      UnaryOperator<Tensor> f, DoubleUnaryOperator inLoop, DoubleUnaryOperator bySlope) {
    function = f;
    gradient = grad(x -> sum(f.apply(x)));
    value = inLoop;
    slope = bySlope;
  }

  /** The engine's value. */
  @Benchmark
  public Tensor chainruleValue() {
    return function.apply(at);
  }

  /** The value by hand. */
  @Benchmark
  public double[] byHandValue() {
    return activation.equals("softmax") ? softmax() : map(value);
  }

  /** The engine's gradient. */
  @Benchmark
  public Tensor chainruleGradient() {
    return gradient.apply(at);
  }

  /** The gradient by hand. */
  @Benchmark
  public double[] byHandGradient() {
    return activation.equals("softmax") ? softmaxGradient() : map(slope);
  }

  private double[] map(DoubleUnaryOperator f) {
    double[] out = new double[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsDouble(x[i]);
    }
    return out;
  }

  private double[] softmax() {
    double[] out = new double[x.length];
    for (int row = 0; row < out.length; row += ROWS) {
      double total = 0;
      for (int i = row; i < row + ROWS; i++) {
        out[i] = Math.exp(x[i]);
        total += out[i];
      }
      for (int i = row; i < row + ROWS; i++) {
        out[i] /= total;
      }
    }
    return out;
  }

  private double[] softmaxGradient() {
    double[] s = softmax();
    for (int row = 0; row < s.length; row += ROWS) {
      double total = 0;
      for (int i = row; i < row + ROWS; i++) {
        total += 2 * s[i] * s[i];
      }
      for (int i = row; i < row + ROWS; i++) {
        s[i] *= 2 * s[i] - total;
      }
    }
    return s;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double normalCdf(double x) {
    return 0.5 * Erfc.value(-x * ROOT_HALF);
  }

  private static double gate(double x) {
    return Math.tanh(Math.log(1 + Math.exp(x)));
  }

  private static double gateSlope(double gate, double x) {
    return (1 - gate * gate) * sigmoid(x);
  }
}
