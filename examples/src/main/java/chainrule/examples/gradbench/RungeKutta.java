package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.slice;

import chainrule.autodiff.ControlFlow;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The equations y₀′ = x₀ and yᵢ′ = xᵢ·yᵢ₋₁ from y = 0 at time 0 to time 2, by the classical
 * Runge-Kutta method. Differentiated is the last entry.
 */
final class RungeKutta {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "primal",
              input -> Task.compiled(solution(input.steps()), input.x()),
              "gradient",
              input -> {
                UnaryOperator<Tensor> solution = solution(input.steps());
                return Task.compiled(grad(x -> solution.apply(x).at(-1)), input.x());
              }));

  /** The coefficients, and the number of steps. */
  record Input(Tensor x, int steps) {
    static Input of(JsonNode input) {
      return new Input(Json.tensor(Json.member(input, "x")), Json.member(input, "s").intValue());
    }
  }

  private RungeKutta() {}

  static UnaryOperator<Tensor> solution(int steps) {
    double h = 2.0 / steps;
    return x ->
        ControlFlow.iterate(
            (Tensor y) -> {
              Tensor k1 = slope(x, y);
              Tensor k2 = slope(x, add(y, multiply(h / 2, k1)));
              Tensor k3 = slope(x, add(y, multiply(h / 2, k2)));
              Tensor k4 = slope(x, add(y, multiply(h, k3)));
              return add(y, multiply(h / 6, add(add(k1, k4), multiply(2, add(k2, k3)))));
            },
            Tensor.zeros(x.shape()),
            steps);
  }

  private static Tensor slope(Tensor x, Tensor y) {
    return multiply(x, concatenate(0, Tensor.ones(1), slice(y, 0, 0, -1)));
  }
}
