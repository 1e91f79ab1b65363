package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.sum;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Tensor;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The derivatives as the literature prints them, where their own arithmetic in doubles is safe. */
@Tag("fast")
class ClosedFormsTest {
  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static Arguments row(
      String name, UnaryOperator<Tensor> f, double from, double to, DoubleUnaryOperator slope) {
    return Arguments.of(name, f, from, to, slope);
  }

  static Stream<Arguments> rows() {
    double rootTwoPi = Math.sqrt(2 * Math.PI);
    return Stream.of(
        row("σ(1 - σ)", Activations::sigmoid, -30, 0.5, x -> sigmoid(x) * (1 - sigmoid(x))),
        row("1 - tanh²", Activations::tanh, -0.6, 0.6, x -> 1 - Math.tanh(x) * Math.tanh(x)),
        row("step", Activations::relu, -9, 9, x -> x > 0 ? 1 : 0),
        row("step or α", x -> Activations.leakyRelu(x, 0.01), -9, 9, x -> x > 0 ? 1 : 0.01),
        row("softplus' = σ", Activations::softplus, -30, 30, x -> sigmoid(x)),
        row("(log σ)' = 1 - σ", Activations::logSigmoid, -30, 0, x -> 1 - sigmoid(x)),
        row("1/(1 + |x|)²", Activations::softsign, -99, 99, x -> Math.pow(1 + Math.abs(x), -2)),
        row("elu + α", x -> Activations.elu(x, 2), -9, 9, x -> x > 0 ? 1 : 2 * Math.exp(x)),
        row(
            "λα eˣ",
            Activations::selu,
            -9,
            9,
            x -> 1.0507009873554805 * (x > 0 ? 1 : 1.6732632423543772 * Math.exp(x))),
        row("exp(x/α)", x -> Activations.celu(x, 4), -9, 9, x -> x > 0 ? 1 : Math.exp(x / 4)),
        row(
            "Φ + xφ",
            Activations::gelu,
            0,
            4,
            x ->
                0.5 * (1 + org.apache.commons.numbers.gamma.Erf.value(x / Math.sqrt(2)))
                    + x * Math.exp(-x * x / 2) / rootTwoPi),
        row(
            "σ(1 + x(1 - σ))",
            Activations::silu,
            -0.5,
            2,
            x -> sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
        row(
            "mish / x + x sech²(ζ) σ",
            Activations::mish,
            0.1,
            1.5,
            x -> {
              double t = Math.tanh(Math.log1p(Math.exp(x)));
              return t + x * (1 - t * t) * sigmoid(x);
            }),
        row("1/6", Activations::hardSigmoid, -5, 5, x -> Math.abs(x) < 3 ? 1 / 6.0 : 0),
        row("1 within", Activations::hardTanh, -5, 5, x -> Math.abs(x) < 1 ? 1 : 0),
        row("1 to 6", Activations::relu6, -9, 9, x -> x > 0 && x < 6 ? 1 : 0),
        row("(2x + 3)/6", Activations::hardSwish, -1, 5, x -> x >= 3 ? 1 : (2 * x + 3) / 6),
        row("-2x exp(-x²)", Activations::gaussian, -2, 2, x -> -2 * x * Math.exp(-x * x)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void theEngineAgreesWithThePrintedDerivative(
      String name, UnaryOperator<Tensor> f, double from, double to, DoubleUnaryOperator slope) {
    Tensor x = Tensor.linspace(from, to, 2001);
    double[] points = x.toArray();
    double[] forward = derivative(f).apply(x).toArray();
    double[] reverse = grad(y -> sum(f.apply(y))).apply(x).toArray();
    for (int i = 0; i < points.length; i++) {
      double printed = slope.applyAsDouble(points[i]);
      double allowed = 4 * Math.ulp(printed);
      assertThat(Math.abs(forward[i] - printed))
          .as("%s at %s", name, points[i])
          .isLessThanOrEqualTo(allowed);
      assertThat(Math.abs(reverse[i] - printed))
          .as("%s at %s, reverse", name, points[i])
          .isLessThanOrEqualTo(allowed);
    }
  }
}
