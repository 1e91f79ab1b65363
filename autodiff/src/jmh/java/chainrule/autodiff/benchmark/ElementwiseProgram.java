package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;

import chainrule.autodiff.Tensor;

/** Σ tanh(x)·exp(-x²) over n entries. */
final class ElementwiseProgram implements Program {
  private final int n;

  ElementwiseProgram(int n) {
    this.n = n;
  }

  @Override
  public Tensor function(Tensor x) {
    return sum(multiply(tanh(x), exp(negate(square(x)))));
  }

  @Override
  public double byHand(double[] x, double[] gradient) {
    double value = 0;
    for (int i = 0; i < n; i++) {
      double t = Math.tanh(x[i]);
      double e = Math.exp(-x[i] * x[i]);
      value += t * e;
      gradient[i] = e * (1 - t * t - 2 * x[i] * t);
    }
    return value;
  }

  @Override
  public double[] point() {
    // Of one sign, as the sum would otherwise be small beside its terms.
    double[] x = Tensor.normal(Tensor.shape(n), 2).toArray();
    for (int i = 0; i < n; i++) {
      x[i] = Math.abs(x[i]);
    }
    return x;
  }
}
