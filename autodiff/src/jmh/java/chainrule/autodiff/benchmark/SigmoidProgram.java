package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.negate;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;

/** The sigmoid of a number: four operations. */
final class SigmoidProgram implements Program {
  @Override
  public Tensor function(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  @Override
  public double byHand(double[] x, double[] gradient) {
    double e = Math.exp(-x[0]);
    double value = 1 / (1 + e);
    gradient[0] = e * value * value;
    return value;
  }

  @Override
  public double[] point() {
    return new double[] {0.5};
  }

  @Override
  public Shape shape() {
    return Shape.of();
  }
}
