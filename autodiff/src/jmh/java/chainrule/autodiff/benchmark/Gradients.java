package chainrule.autodiff.benchmark;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/** Gradients of small programs, compiled with and without the module of vectors, and eagerly. */
public class Gradients extends CompiledGradient {
  /** The program and its size. */
  @Param({
    "sigmoid",
    "rosenbrock-10",
    "rosenbrock-1000",
    "elementwise-1000",
    "elementwise-1000000",
    "logistic-1000",
    "lstm-2000",
    "scan-2000",
    "mlp-32",
    "mlp-256",
    "gmm-500"
  })
  public String program = "sigmoid";

  @Override
  String program() {
    return program;
  }

  /** Value and gradient, compiled, without the module of vectors. */
  @Benchmark
  @Warmup(iterations = 5, time = 1)
  public double chainruleCompiledPlain() {
    return compiled().valueAndGradient(point(), gradient());
  }
}
