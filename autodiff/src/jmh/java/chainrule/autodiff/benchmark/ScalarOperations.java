package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Tensor.scalar;

import chainrule.autodiff.Tensor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One recorded scalar operation, forward and reverse, in a gradient of 10,000 of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScalarOperations {
  private static final int ROUNDS = 2500;
  private static final int OPERATIONS = 4 * ROUNDS;

  private final Tensor at = scalar(0.5);
  private final UnaryOperator<Tensor> gradient =
      grad(
          x -> {
            Tensor y = x;
            for (int i = 0; i < ROUNDS; i++) {
              y = divide(1, add(1, exp(negate(y))));
            }
            return y;
          });

  /** The engine's gradient. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double chainrule() {
    return gradient.apply(at).value();
  }

  /** The same by hand, with the values kept in an array. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double byHand() {
    double[] exponentials = new double[ROUNDS];
    double y = at.value();
    for (int i = 0; i < ROUNDS; i++) {
      exponentials[i] = Math.exp(-y);
      y = 1 / (1 + exponentials[i]);
    }
    double slope = 1;
    for (int i = ROUNDS - 1; i >= 0; i--) {
      double denominator = 1 + exponentials[i];
      slope *= exponentials[i] / (denominator * denominator);
    }
    return slope;
  }
}
