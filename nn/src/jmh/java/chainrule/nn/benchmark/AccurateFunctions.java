package chainrule.nn.benchmark;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import chainrule.nn.activations.Activations;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What accuracy costs: functions that are right to an ulp or two, of 1,000 numbers, beside a loop
 * over the textbook's formula in {@link Math} and Commons Numbers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccurateFunctions {
  private static final int N = 1000;
  private static final double SQRT2 = Math.sqrt(2);

  /** A function, ours and the textbook's. */
  public enum Function {
    EXP(Operations::exp, Math::exp),
    TANH(Operations::tanh, Math::tanh),
    SIGMOID(Activations::sigmoid, x -> 1 / (1 + Math.exp(-x))),
    SOFTPLUS(Activations::softplus, x -> Math.log(1 + Math.exp(x))),
    GELU(Activations::gelu, x -> 0.5 * x * (1 + Erf.value(x / SQRT2))),
    ERF(Operations::erf, Erf::value);

    private final UnaryOperator<Tensor> ours;
    private final DoubleUnaryOperator textbook;

    Function(UnaryOperator<Tensor> ours, DoubleUnaryOperator textbook) {
      this.ours = ours;
      this.textbook = textbook;
    }
  }

  @Param private Function function;
  private final Tensor x = Tensor.normal(Tensor.shape(N), 1);
  private final double[] numbers = x.toArray();
  private final double[] out = new double[N];
  private UnaryOperator<Tensor> compiled;

  /** Compiles the function. */
  @Setup
  public void compile() {
    compiled = Derivatives.compile(function.ours, x.shape());
  }

  /** The function, eagerly. */
  @Benchmark
  public Tensor eager() {
    return function.ours.apply(x);
  }

  /** The function, compiled. */
  @Benchmark
  public Tensor compiled() {
    return compiled.apply(x);
  }

  /** The textbook's formula. */
  @Benchmark
  public double[] byHand() {
    DoubleUnaryOperator f = function.textbook;
    for (int i = 0; i < N; i++) {
      out[i] = f.applyAsDouble(numbers[i]);
    }
    return out;
  }
}
