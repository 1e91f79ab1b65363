package chainrule.autodiff.benchmark;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * A {@link Program}'s value and gradient, eagerly and by hand. Before anything is measured, the two
 * are held against each other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx5g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class EagerGradient {
  private static final double TOLERANCE = 1e-12;

  private Program program = Program.of("sigmoid");
  private Tensor at = Tensor.scalar(0);
  private double[] x = {};
  private double[] gradient = {};

  abstract String program();

  /** Makes the program, and compares. */
  @Setup
  public void prepare(BenchmarkParams parameters) {
    program = Program.of(program());
    x = program.point();
    at = Tensor.of(program.shape(), x);
    gradient = new double[x.length];
    Derivatives.Valued<Tensor> eager = Derivatives.valueAndGrad(program::function, at);
    compare("eager", eager.value().value(), eager.gradient().toArray());
  }

  final Program definition() {
    return program;
  }

  final double[] point() {
    return x;
  }

  final double[] gradient() {
    return gradient;
  }

  /** Fails unless a value and gradient are those by hand. */
  final void compare(String what, double value, double[] slopes) {
    double expected = program.byHand(x, gradient);
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < slopes.length; i++) {
      largest = Math.max(largest, Math.abs(gradient[i]));
      // A NaN on either side must fail.
      apart = Math.max(apart, Math.abs(gradient[i] - slopes[i]));
    }
    if (!(Math.abs(value - expected) <= TOLERANCE * Math.abs(expected))
        || !(apart <= TOLERANCE * largest)) {
      throw new IllegalStateException(
          program()
              + ": by hand the value is "
              + expected
              + ", "
              + what
              + " it is "
              + value
              + "; the gradients are "
              + apart
              + " apart, and their largest entry is "
              + largest);
    }
  }

  /** Value and gradient by hand. */
  @Benchmark
  public double byHand() {
    return program.byHand(x, gradient);
  }

  /** Value and gradient, recorded afresh. */
  @Benchmark
  public Derivatives.Valued<Tensor> chainruleEager() {
    return Derivatives.valueAndGrad(program::function, at);
  }

  /** The value alone. */
  @Benchmark
  public Tensor chainruleEagerValue() {
    return program.function(at);
  }
}
