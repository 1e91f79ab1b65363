package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.sin;

import chainrule.autodiff.ControlFlow;
import chainrule.autodiff.Tensor;
import java.util.function.UnaryOperator;

/**
 * x ← a·sin(x), a number of times, by x and a: as a loop that a captured function keeps, or as one
 * of plain Java, which makes a chain of twice as many operations.
 */
final class RecurrenceProgram implements Program {
  private final int steps;
  private final boolean kept;
  private final double[] sines;
  private final double[] states;

  RecurrenceProgram(int steps, boolean kept) {
    this.steps = steps;
    this.kept = kept;
    sines = new double[steps];
    states = new double[steps];
  }

  @Override
  public Tensor function(Tensor parameters) {
    Tensor a = parameters.at(1);
    UnaryOperator<Tensor> step = x -> multiply(a, sin(x));
    Tensor x = parameters.at(0);
    if (kept) {
      return ControlFlow.iterate(step, x, steps);
    }
    for (int i = 0; i < steps; i++) {
      x = step.apply(x);
    }
    return x;
  }

  @Override
  public double byHand(double[] parameters, double[] gradient) {
    double x = parameters[0];
    double a = parameters[1];
    for (int i = 0; i < steps; i++) {
      states[i] = x;
      sines[i] = Math.sin(x);
      x = a * sines[i];
    }
    double adjoint = 1;
    double slope = 0;
    for (int i = steps - 1; i >= 0; i--) {
      slope += adjoint * sines[i];
      adjoint *= a * Math.cos(states[i]);
    }
    gradient[0] = adjoint;
    gradient[1] = slope;
    return x;
  }

  @Override
  public double[] point() {
    // With a = 1 the slopes neither vanish nor grow without bound.
    return new double[] {1, 1};
  }
}
