package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.subtract;

import chainrule.autodiff.Tensor;
import java.util.function.UnaryOperator;

/**
 * Gradient descent as the evals {@code particle} and {@code saddle} prescribe it: the step doubles
 * after ten successes and is halved after a failure. Derivatives go through all of its steps.
 */
final class GradientDescent {
  private static final double TOLERANCE = 1e-5;

  private GradientDescent() {}

  /** A point where f is least. */
  static Tensor argmin(UnaryOperator<Tensor> f, Mode mode, Tensor start) {
    return argmin(f, mode.gradient(f), start);
  }

  /** A point where f is greatest. */
  static Tensor argmax(UnaryOperator<Tensor> f, Mode mode, Tensor start) {
    UnaryOperator<Tensor> gradient = mode.gradient(f);
    return argmin(x -> negate(f.apply(x)), x -> negate(gradient.apply(x)), start);
  }

  private static Tensor argmin(
      UnaryOperator<Tensor> f, UnaryOperator<Tensor> gradient, Tensor start) {
    Tensor x = start;
    double least = f.apply(x).value();
    Tensor slope = gradient.apply(x);
    double rate = 1e-5;
    int successes = 0;
    while (length(slope) > TOLERANCE) {
      if (successes == 10) {
        rate *= 2;
        successes = 0;
      }
      Tensor step = multiply(rate, slope);
      if (length(step) <= TOLERANCE) {
        return x;
      }
      Tensor next = subtract(x, step);
      double value = f.apply(next).value();
      if (value < least) {
        x = next;
        least = value;
        slope = gradient.apply(x);
        successes++;
      } else {
        rate /= 2;
        successes = 0;
      }
    }
    return x;
  }

  private static double length(Tensor x) {
    double sum = 0;
    for (double entry : x.toArray()) {
      sum += entry * entry;
    }
    return Math.sqrt(sum);
  }
}
