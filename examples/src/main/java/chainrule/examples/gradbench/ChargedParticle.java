package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.reciprocal;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Tensor.vector;

import chainrule.autodiff.ControlFlow;
import chainrule.autodiff.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Where to put a charge so that a particle passes through the origin: gradient descent over a
 * trajectory that follows the gradient of a potential, so that derivatives nest. Pearlmutter and
 * Siskind, "Using programming language theory to make automatic differentiation sound and
 * efficient", 2008.
 */
final class ChargedParticle {
  static final Eval<Tensor> EVAL =
      new Eval<>(
          input -> Json.tensor(Json.member(input, "w")).reshape(1),
          Map.of(
              "ff", w -> task(Mode.FORWARD, Mode.FORWARD, w),
              "fr", w -> task(Mode.FORWARD, Mode.REVERSE, w),
              "rf", w -> task(Mode.REVERSE, Mode.FORWARD, w),
              "rr", w -> task(Mode.REVERSE, Mode.REVERSE, w)));

  private static final double TIME_STEP = 0.1;

  // What a derivative has room for.
  private static final int MOST = 1000;

  private ChargedParticle() {}

  /** Place and velocity, in the plane. */
  record State(Tensor x, Tensor v) {}

  private static Task<Tensor> task(Mode outer, Mode inner, Tensor start) {
    return Task.compiled(w -> GradientDescent.argmin(x -> miss(x, inner), outer, w).at(0), start);
  }

  /** The square of where the particle meets the axis. */
  static Tensor miss(Tensor w, Mode mode) {
    Tensor movable = concatenate(0, vector(10), subtract(10, w));
    UnaryOperator<Tensor> force =
        mode.gradient(x -> add(attraction(x, movable), attraction(x, vector(10, 0))));
    State last =
        ControlFlow.whileLoop(
            state -> greater(next(state).at(1), 0),
            (State state) ->
                new State(
                    next(state), subtract(state.v(), multiply(TIME_STEP, force.apply(state.x())))),
            new State(vector(0, 8), vector(0.75, 0)),
            MOST);
    Tensor x = next(last);
    Tensor rest = divide(x.at(1), last.v().at(1));
    return square(subtract(x.at(0), multiply(rest, last.v().at(0))));
  }

  private static Tensor next(State state) {
    return add(state.x(), multiply(TIME_STEP, state.v()));
  }

  private static Tensor attraction(Tensor x, Tensor charge) {
    return reciprocal(norm(subtract(x, charge)));
  }
}
