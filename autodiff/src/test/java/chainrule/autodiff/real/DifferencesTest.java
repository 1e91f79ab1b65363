package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class DifferencesTest {

  private static void assertClose(Real actual, Real expected, double tolerance) {
    assertThat(NamedFunctions.error(actual, expected)).isLessThan(tolerance);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-20, 0.1, 1, 7.5, 30, 1e5})
  void derivativesOfKnownFunctions(double point) {
    DecimalReal x = DecimalReal.of(point, 40);
    assertClose(Differences.derivative(Real::exp, x, 1), x.exp(), 1e-38);
    assertClose(Differences.derivative(Real::exp, x, 2), x.exp(), 1e-38);
    assertClose(Differences.derivative(Real::exp, x, 3), x.exp(), 1e-38);
    assertClose(Differences.derivative(Real::sin, x, 1), x.cos(), 1e-37);
    assertClose(Differences.derivative(Real::log, x, 1), x.reciprocal(), 1e-38);
    assertClose(Differences.derivative(Real::log, x, 2), x.square().reciprocal().negate(), 1e-38);
    assertClose(Differences.derivative(Real::logGamma, x, 1), x.digamma(), 1e-35);
    assertClose(Differences.derivativeFromRight(Real::exp, x), x.exp(), 1e-38);
    assertClose(Differences.derivativeFromLeft(Real::log, x), x.reciprocal(), 1e-38);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-30.5, -3.7, 0.4, 2, 11})
  void hundredDigitsGiveTwentyFive(double point) {
    DecimalReal x = DecimalReal.of(point, 100);
    assertClose(Differences.derivative(Real::sin, x, 0, 100), x.sin(), 1e-99);
    assertClose(Differences.derivative(Real::sin, x, 1, 100), x.cos(), 1e-60);
    assertClose(Differences.derivative(Real::sin, x, 2, 100), x.sin().negate(), 1e-45);
    assertClose(Differences.derivative(Real::sin, x, 3, 100), x.cos().negate(), 1e-35);
    assertClose(Differences.derivative(Real::digamma, x, 1, 100), x.polygamma(1), 1e-55);
    assertClose(Differences.derivative(Real::digamma, x, 2, 100), x.polygamma(2), 1e-40);
    assertClose(Differences.derivative(y -> y.sinc(1), x, 1, 100), x.sinc(2), 1e-55);
    assertClose(Differences.derivative(y -> y.expm1OverX(1), x, 1, 100), x.expm1OverX(2), 1e-55);
    assertClose(Differences.derivativeFromRight(Real::sin, x, 100), x.cos(), 1e-60);
    assertClose(Differences.derivativeFromLeft(Real::sin, x, 100), x.cos(), 1e-60);
  }

  @Test
  void atZeroTheStepIsAbsolute() {
    DecimalReal zero = DecimalReal.of(0, 40);
    Real one = zero.number(1);
    assertClose(Differences.derivative(Real::sin, zero, 1), one, 1e-39);
    assertClose(Differences.derivative(Real::exp, zero, 2), one, 1e-39);
    assertClose(Differences.derivativeFromRight(Real::abs, zero), one, 1e-39);
    assertClose(Differences.derivativeFromLeft(Real::abs, zero), one.negate(), 1e-39);
    assertClose(Differences.derivativeFromRight(Real::exp, zero, 90), one, 1e-50);
  }

  @Test
  void saturatedFunctionsNeedFurtherDigits() {
    UnaryOperator<Real> sigmoid = x -> x.number(1).add(x.negate().exp()).reciprocal();
    DecimalReal x = DecimalReal.of(700, 50);
    Real exp = x.negate().exp();
    assertClose(Differences.derivative(sigmoid, x, 1, 600), exp, 1e-45);
    assertClose(Differences.derivative(sigmoid, x, 2, 700), exp.negate(), 1e-45);
  }

  @Test
  void rejectsOtherArguments() {
    Real other = DerivativeReal.constant(1, 1, 2);
    assertThatThrownBy(() -> Differences.derivative(Real::exp, other, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DecimalReal");
    assertThatThrownBy(() -> Differences.derivative(Real::exp, DecimalReal.of(1, 20), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
