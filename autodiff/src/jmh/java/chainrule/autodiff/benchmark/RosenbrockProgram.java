package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;

import chainrule.autodiff.Tensor;

/** Rosenbrock's function of n variables. */
final class RosenbrockProgram implements Program {
  private final int n;

  RosenbrockProgram(int n) {
    this.n = n;
  }

  @Override
  public Tensor function(Tensor x) {
    Tensor left = slice(x, 0, 0, n - 1);
    Tensor right = slice(x, 0, 1, n);
    Tensor valley = square(subtract(right, square(left)));
    return sum(add(multiply(100, valley), square(subtract(1, left))));
  }

  @Override
  public double byHand(double[] x, double[] gradient) {
    double value = 0;
    gradient[0] = 0;
    for (int i = 0; i < n - 1; i++) {
      double a = x[i + 1] - x[i] * x[i];
      double b = 1 - x[i];
      value += 100 * a * a + b * b;
      gradient[i] += -400 * a * x[i] - 2 * b;
      gradient[i + 1] = 200 * a;
    }
    return value;
  }

  @Override
  public double[] point() {
    return Tensor.normal(Tensor.shape(n), 1).toArray();
  }
}
