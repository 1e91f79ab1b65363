package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.multiply;

import chainrule.autodiff.Tensor;
import java.util.Map;

/** A square, and its derivative. */
final class Hello {
  static final Eval<Tensor> EVAL =
      new Eval<>(
          Json::tensor,
          Map.of(
              "square", x -> Task.of(Hello::square, x),
              "double", x -> Task.of(grad(Hello::square), x)));

  private Hello() {}

  static Tensor square(Tensor x) {
    return multiply(x, x);
  }
}
