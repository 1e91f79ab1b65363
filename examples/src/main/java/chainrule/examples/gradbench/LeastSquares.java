package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.sign;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.stack;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;

import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Least squares: a polynomial, given by its coefficients x, against the sign on [-1, 1]. */
final class LeastSquares {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "primal",
              input -> {
                LeastSquares squares = new LeastSquares(input);
                return Task.compiled(squares::primal, input.x());
              },
              "gradient",
              input -> {
                LeastSquares squares = new LeastSquares(input);
                return Task.compiled(grad(squares::primal), input.x());
              }));

  /** The coefficients, and the number of places. */
  record Input(Tensor x, int n) {
    static Input of(JsonNode input) {
      return new Input(Json.tensor(Json.member(input, "x")), Json.member(input, "n").intValue());
    }
  }

  private final Tensor powers;
  private final Tensor target;

  private LeastSquares(Input input) {
    Tensor t = Tensor.linspace(-1, 1, input.n());
    List<Tensor> columns = new ArrayList<>();
    Tensor power = Tensor.ones(t.shape());
    for (int j = 0; j < input.x().shape().size(0); j++) {
      columns.add(power);
      power = multiply(power, t);
    }
    powers = stack(1, columns);
    target = sign(t);
  }

  Tensor primal(Tensor x) {
    return divide(sum(square(subtract(target, matmul(powers, x)))), 2);
  }
}
