package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hvp;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Tensor.ones;
import static chainrule.autodiff.Tensor.scalar;

import chainrule.autodiff.Tensor;
import java.util.concurrent.TimeUnit;
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

/** A sum of squares that reads its n entries one by one: the cost must grow with n, not with n². */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Reads {
  /** The number of entries. */
  @Param({"1000", "10000", "100000"})
  public int n;

  private Tensor at = scalar(0);

  /** Makes the point. */
  @Setup
  public void prepare() {
    at = ones(n);
  }

  /** The engine's gradient. */
  @Benchmark
  public double chainrule() {
    return grad(Reads::sumOfSquares).apply(at).get(0);
  }

  /** The engine's product of Hessian and vector. */
  @Benchmark
  public double chainruleHvp() {
    return hvp(Reads::sumOfSquares, at, at).get(0);
  }

  /** The gradient by hand. */
  @Benchmark
  public double byHand() {
    double[] x = at.toArray();
    double sum = 0;
    double[] gradient = new double[n];
    for (int i = 0; i < n; i++) {
      sum += x[i] * x[i];
      gradient[i] = 2 * x[i];
    }
    return sum + gradient[0];
  }

  private static Tensor sumOfSquares(Tensor x) {
    Tensor sum = scalar(0);
    for (int i = 0; i < x.shape().size(0); i++) {
      sum = add(sum, square(x.at(i)));
    }
    return sum;
  }
}
