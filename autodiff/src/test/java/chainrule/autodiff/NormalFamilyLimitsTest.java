package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class NormalFamilyLimitsTest {
  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void allDerivativesOfTheNormalFamilyVanishAtTheInfinities(double x) {
    Tensor at = Tensor.scalar(x);
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(
            Operations::gaussian,
            Operations::normalPdf,
            Operations::normalCdf,
            Operations::erf,
            Operations::erfc)) {
      assertThat(grad(f).apply(at).value() + 0.0).isZero();
      assertThat(derivative(f, 2).apply(at).value() + 0.0).isZero();
      assertThat(derivative(f, 3).apply(at).value() + 0.0).isZero();
    }
  }
}
