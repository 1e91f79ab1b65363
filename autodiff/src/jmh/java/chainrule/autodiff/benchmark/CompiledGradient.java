package chainrule.autodiff.benchmark;

import chainrule.autodiff.CompiledFunction;
import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Shape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * A {@link Program}'s value and gradient compiled as well, with the module of vectors. They are
 * held against those by hand before anything is measured.
 */
public abstract class CompiledGradient extends EagerGradient {
  /** The option by which the loops of compiled functions use vectors. */
  static final String VECTORS = "--add-modules=jdk.incubator.vector";

  private CompiledFunction compiled = Derivatives.compile(Operations::square, Shape.of());

  /** Compiles the program where that is measured. */
  @Override
  public void prepare(BenchmarkParams parameters) {
    super.prepare(parameters);
    if (parameters.getBenchmark().contains("Compiled")) {
      compiled = Derivatives.compile(definition()::function, definition().shape());
      double[] slopes = new double[point().length];
      double value = compiled.valueAndGradient(point(), slopes);
      compare("compiled", value, slopes);
    }
  }

  /** Value and gradient, compiled. */
  @Benchmark
  @Warmup(iterations = 5, time = 1)
  @Fork(
      value = 1,
      jvmArgsAppend = {"-Xmx5g", VECTORS})
  public double chainruleCompiled() {
    return compiled.valueAndGradient(point(), gradient());
  }

  /** The value alone, compiled. */
  @Benchmark
  @Warmup(iterations = 5, time = 1)
  @Fork(
      value = 1,
      jvmArgsAppend = {"-Xmx5g", VECTORS})
  public double chainruleCompiledValue() {
    return compiled.value(point());
  }

  final CompiledFunction compiled() {
    return compiled;
  }
}
