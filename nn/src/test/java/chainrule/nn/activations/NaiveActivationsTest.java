package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.linspace;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.DecimalReal;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("fast")
class NaiveActivationsTest {
  private static final Map<String, UnaryOperator<Tensor>> NAIVE =
      Map.of(
          "sigmoid", NaiveActivations::sigmoid,
          "tanh", NaiveActivations::tanh,
          "relu", NaiveActivations::relu,
          "leakyRelu", x -> NaiveActivations.leakyRelu(x, 0.25),
          "softplus", NaiveActivations::softplus,
          "logSigmoid", NaiveActivations::logSigmoid,
          "silu", NaiveActivations::silu,
          "gelu", NaiveActivations::gelu,
          "mish", NaiveActivations::mish);

  static Stream<Curve> spelledNaively() {
    return Curves.all().stream().filter(curve -> NAIVE.containsKey(curve.name()));
  }

  private static UnaryOperator<Tensor> naive(Curve curve) {
    return NAIVE.getOrDefault(curve.name(), curve.engine());
  }

  @Test
  void everyNaiveSpellingHasAnAccurateOne() {
    assertThat(spelledNaively()).hasSize(NAIVE.size());
  }

  @ParameterizedTest
  @MethodSource("spelledNaively")
  void theFormulasAreRight(Curve curve) {
    for (double x : new double[] {-30, -2.5, -0.5, 0.25, 2, 30}) {
      for (int order = 0; order < 2; order++) {
        DecimalReal at = DecimalReal.of(x, 450);
        double naive = Precise.evaluate(derivative(naive(curve), order), at).doubleValue();
        double truth = curve.closed().get(order).apply(at).doubleValue();
        // √2 enters as a double.
        double tolerance = curve.name().equals("gelu") ? 1e-12 : 1e-15;
        assertThat(Math.abs(naive - truth)).isLessThanOrEqualTo(tolerance * Math.abs(truth));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("spelledNaively")
  void theDerivativesAreRightWhereDoublesAllow(Curve curve) {
    Tensor x = linspace(-3, 3, 601);
    for (UnaryOperator<Tensor> way : Ulps.ways(naive(curve), 1)) {
      double[] computed = way.apply(x).toArray();
      double[] accurate = Ulps.ways(curve.engine(), 1).get(0).apply(x).toArray();
      for (int i = 0; i < computed.length; i++) {
        if (x.get(i) != 0) {
          assertThat(Math.abs(computed[i] - accurate[i])).isLessThan(1e-14);
        }
      }
    }
  }

  @Test
  void theSoftmaxIsRightUntilItOverflows() {
    Tensor x = vector(1, 2, 3);
    assertThat(jacobian(y -> NaiveActivations.softmax(y, 0)).apply(x).toArray())
        .containsExactly(
            jacobian(y -> Activations.softmax(y, 0)).apply(x).toArray(), within(1e-15));
    assertThat(NaiveActivations.softmax(vector(0, 710), 0).get(1)).isNaN();
    assertThat(NaiveActivations.logSoftmax(vector(0, 700), 0).get(0)).isEqualTo(-700);
    assertThat(NaiveActivations.logSoftmax(vector(-100, 700), 0).get(0))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** What {@link NaiveActivations} says of each spelling. */
  @Test
  void theyBreakWhereTheySayTheyDo() {
    assertThat(grad(NaiveActivations::sigmoid).apply(scalar(-380)).value()).isZero();
    assertThat(grad(Activations::sigmoid).apply(scalar(-380)).value()).isPositive();
    assertThat(NaiveActivations.sigmoid(scalar(-710)).value()).isZero();
    assertThat(NaiveActivations.tanh(scalar(710)).value()).isNaN();
    assertThat(NaiveActivations.tanh(scalar(1e-17)).value()).isZero();
    assertThat(Math.abs(grad(NaiveActivations::tanh).apply(scalar(20)).value())).isLessThan(1e-15);
    assertThat(NaiveActivations.softplus(scalar(-37)).value()).isZero();
    assertThat(NaiveActivations.softplus(scalar(710)).value()).isInfinite();
    assertThat(NaiveActivations.logSigmoid(scalar(-710)).value()).isInfinite();
    assertThat(NaiveActivations.gelu(scalar(-9)).value() + 0.0).isZero();
    assertThat(Activations.gelu(scalar(-9)).value()).isNegative();
    assertThat(NaiveActivations.mish(scalar(-37)).value() + 0.0).isZero();
    assertThat(NaiveActivations.mish(scalar(710)).value()).isNaN();
    assertThat(NaiveActivations.silu(scalar(Double.NEGATIVE_INFINITY)).value()).isNaN();
  }

  @Test
  void theyShareTheKinkRuleOfMax() {
    assertThat(grad(NaiveActivations::relu).apply(scalar(0)).value()).isZero();
    assertThat(grad(x -> sum(NaiveActivations.leakyRelu(x, 0.25))).apply(scalar(0)).value())
        .isEqualTo(0.625);
  }
}
