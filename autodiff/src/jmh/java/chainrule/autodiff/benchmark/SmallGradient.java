package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Tensor.scalar;

import chainrule.autodiff.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The gradient of the notes' sigmoid, four operations, by a fresh call of grad each time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SmallGradient {
  private double x = 0.5;

  /** The engine's gradient. */
  @Benchmark
  public double chainrule() {
    return grad(SmallGradient::sigmoid).apply(scalar(x)).value();
  }

  /** The same by hand. */
  @Benchmark
  public double byHand() {
    double e = Math.exp(-x);
    double denominator = 1 + e;
    return e / (denominator * denominator);
  }

  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }
}
