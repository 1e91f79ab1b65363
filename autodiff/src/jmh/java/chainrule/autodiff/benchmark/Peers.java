package chainrule.autodiff.benchmark;

import java.util.Arrays;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.hipparchus.analysis.differentiation.Gradient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Small gradients beside those of the JVM's other libraries, which go forward. */
public class Peers extends EagerGradient {
  /** The program and its size. */
  @Param({"sigmoid", "rosenbrock-10"})
  public String program = "sigmoid";

  @Override
  String program() {
    return program;
  }

  /** Compares the peers as well. */
  @Override
  public void prepare(BenchmarkParams parameters) {
    super.prepare(parameters);
    Gradient hipparchus = hipparchus();
    compare("by Hipparchus", hipparchus.getValue(), hipparchus.getGradient());
    DerivativeStructure commonsMath = commonsMath();
    double[] slopes = Arrays.copyOfRange(commonsMath.getAllDerivatives(), 1, point().length + 1);
    compare("by Commons Math", commonsMath.getValue(), slopes);
  }

  /** Value and gradient by Hipparchus. */
  @Benchmark
  public Gradient hipparchus() {
    int n = point().length;
    Gradient[] x = new Gradient[n];
    for (int i = 0; i < n; i++) {
      x[i] = Gradient.variable(n, i, point()[i]);
    }
    if (definition() instanceof SigmoidProgram) {
      return x[0].negate().exp().add(1).reciprocal();
    }
    Gradient sum = Gradient.constant(n, 0);
    for (int i = 0; i < n - 1; i++) {
      Gradient valley = x[i + 1].subtract(x[i].square());
      Gradient slope = x[i].negate().add(1);
      sum = sum.add(valley.square().multiply(100)).add(slope.square());
    }
    return sum;
  }

  /** Value and gradient by Commons Math. */
  @Benchmark
  public DerivativeStructure commonsMath() {
    int n = point().length;
    DerivativeStructure[] x = new DerivativeStructure[n];
    for (int i = 0; i < n; i++) {
      x[i] = new DerivativeStructure(n, 1, i, point()[i]);
    }
    if (definition() instanceof SigmoidProgram) {
      return x[0].negate().exp().add(1).reciprocal();
    }
    DerivativeStructure sum = new DerivativeStructure(n, 1, 0);
    for (int i = 0; i < n - 1; i++) {
      DerivativeStructure valley = x[i + 1].subtract(x[i].multiply(x[i]));
      DerivativeStructure slope = x[i].negate().add(1);
      sum = sum.add(valley.multiply(valley).multiply(100)).add(slope.multiply(slope));
    }
    return sum;
  }
}
