package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.stopGradient;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.less;
import static chainrule.autodiff.Operations.min;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.where;
import static chainrule.autodiff.Tensor.scalar;

import chainrule.autodiff.ControlFlow;
import chainrule.autodiff.Tensor;
import java.util.function.UnaryOperator;

/**
 * Gradient descent as the evals {@code particle} and {@code saddle} prescribe it: the step doubles
 * after ten successes and is halved after a failure. Derivatives go through all of its steps.
 */
final class GradientDescent {
  private static final double TOLERANCE = 1e-5;

  // What a derivative has room for.
  private static final int MOST = 1000;

  private GradientDescent() {}

  /** A point, the value and the slope there, the step's factor, and the successes at this rate. */
  record State(Tensor x, Tensor least, Tensor slope, Tensor rate, Tensor successes) {}

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
    State first =
        new State(
            start, stopGradient(f.apply(start)), gradient.apply(start), scalar(1e-5), scalar(0));
    return ControlFlow.whileLoop(
            state ->
                greater(
                    min(norm(state.slope()), norm(multiply(state.rate(), state.slope()))),
                    TOLERANCE),
            (State state) -> {
              Tensor next = subtract(state.x(), multiply(state.rate(), state.slope()));
              Tensor value = stopGradient(f.apply(next));
              return ControlFlow.cond(
                  less(value, state.least()),
                  () -> {
                    Tensor tenth = greater(state.successes(), 8);
                    return new State(
                        next,
                        value,
                        gradient.apply(next),
                        where(tenth, multiply(2, state.rate()), state.rate()),
                        where(tenth, 0, add(state.successes(), 1)));
                  },
                  () ->
                      new State(
                          state.x(),
                          state.least(),
                          state.slope(),
                          divide(state.rate(), 2),
                          scalar(0)));
            },
            first,
            MOST)
        .x();
  }
}
