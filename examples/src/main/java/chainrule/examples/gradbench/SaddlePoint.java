package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.dot;
import static chainrule.autodiff.Operations.subtract;

import chainrule.autodiff.Tensor;
import java.util.Map;

/**
 * A saddle point by gradient descent within gradient descent, so that the outer derivative goes
 * through the inner ones. Pearlmutter and Siskind, "Using programming language theory to make
 * automatic differentiation sound and efficient", 2008.
 */
final class SaddlePoint {
  static final Eval<Tensor> EVAL =
      new Eval<>(
          input -> Json.tensor(Json.member(input, "start")),
          Map.of(
              "ff", start -> task(Mode.FORWARD, Mode.FORWARD, start),
              "fr", start -> task(Mode.FORWARD, Mode.REVERSE, start),
              "rf", start -> task(Mode.REVERSE, Mode.FORWARD, start),
              "rr", start -> task(Mode.REVERSE, Mode.REVERSE, start)));

  private SaddlePoint() {}

  private static Task<Tensor> task(Mode outer, Mode inner, Tensor from) {
    return Task.compiled(start -> solve(outer, inner, start), from);
  }

  /** The point, both halves in a row. */
  static Tensor solve(Mode outer, Mode inner, Tensor start) {
    Tensor x = GradientDescent.argmin(p -> greatest(p, inner, start), outer, start);
    Tensor y = GradientDescent.argmax(q -> f(x, q), outer, start);
    return concatenate(0, x, y);
  }

  private static Tensor greatest(Tensor x, Mode mode, Tensor start) {
    return f(x, GradientDescent.argmax(y -> f(x, y), mode, start));
  }

  private static Tensor f(Tensor x, Tensor y) {
    return subtract(dot(x, x), dot(y, y));
  }
}
