package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;

import chainrule.autodiff.Operations;
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

/** Elementwise operations over a million doubles beside plain loops, and a gradient over them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LongArrays {
  private static final int N = 1_000_000;

  private final Tensor a = normal(shape(N), 1);
  private final Tensor b = normal(shape(N), 2);
  private final double[] x = a.toArray();
  private final double[] y = b.toArray();

  /** Addition. */
  @Benchmark
  public Tensor chainruleAdd() {
    return add(a, b);
  }

  /** Addition in a loop. */
  @Benchmark
  public double[] byHandAdd() {
    double[] out = new double[N];
    for (int i = 0; i < N; i++) {
      out[i] = x[i] + y[i];
    }
    return out;
  }

  /** Multiplication by a number. */
  @Benchmark
  public Tensor chainruleScale() {
    return multiply(3, a);
  }

  /** Multiplication by a number in a loop. */
  @Benchmark
  public double[] byHandScale() {
    double[] out = new double[N];
    for (int i = 0; i < N; i++) {
      out[i] = 3 * x[i];
    }
    return out;
  }

  /** The exponential. */
  @Benchmark
  public Tensor chainruleExp() {
    return exp(a);
  }

  /** The exponential in a loop. */
  @Benchmark
  public double[] byHandExp() {
    double[] out = new double[N];
    for (int i = 0; i < N; i++) {
      out[i] = Math.exp(x[i]);
    }
    return out;
  }

  /** The gradient of Σ exp(a·b) by a. */
  @Benchmark
  public Tensor chainruleGradient() {
    return grad(t -> sum(exp(Operations.multiply(t, b)))).apply(a);
  }

  /** The gradient of Σ exp(a·b) by a in a loop. */
  @Benchmark
  public double[] byHandGradient() {
    double[] out = new double[N];
    double sum = 0;
    for (int i = 0; i < N; i++) {
      double e = Math.exp(x[i] * y[i]);
      sum += e;
      out[i] = e * y[i];
    }
    out[0] += 0 * sum;
    return out;
  }
}
