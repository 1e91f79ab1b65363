package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.logSumExp;

import chainrule.autodiff.Tensor;
import java.util.Map;

/** The logarithm of a sum of exponentials. */
final class LogSumExp {
  static final Eval<Tensor> EVAL =
      new Eval<>(
          input -> Json.tensor(Json.member(input, "x")),
          Map.of(
              "primal", x -> Task.compiled(LogSumExp::primal, x),
              "gradient", x -> Task.compiled(grad(LogSumExp::primal), x)));

  private LogSumExp() {}

  static Tensor primal(Tensor x) {
    return logSumExp(x);
  }
}
