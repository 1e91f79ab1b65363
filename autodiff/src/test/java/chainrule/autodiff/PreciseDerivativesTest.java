package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.erf;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.pow;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives in precise arithmetic do not fall back to doubles where an operand is constant. */
@Tag("fast")
class PreciseDerivativesTest {
  private static final int DIGITS = 60;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofQuotientsByAConstant(boolean forward) {
    assertThat(error(slope(x -> divide(x, 6), forward), 2, "0." + "1" + "6".repeat(69)))
        .isLessThan(1e-59);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofPowersWithAConstantExponent(boolean forward) {
    UnaryOperator<Tensor> second = slope(slope(x -> divide(pow(x, 3), 9), forward), forward);
    assertThat(error(second, 1, "0." + "6".repeat(70))).isLessThan(1e-58);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofTheErrorFunction(boolean forward) {
    String twoOverRootPi = "1.12837916709551257389615890312154517168810125865799771368817144";
    assertThat(error(slope(x -> erf(multiply(1, x)), forward), 0, twoOverRootPi)).isLessThan(1e-58);
  }

  private static UnaryOperator<Tensor> slope(UnaryOperator<Tensor> f, boolean forward) {
    return forward ? derivative(f) : grad(f);
  }

  private static double error(UnaryOperator<Tensor> f, double x, String expected) {
    Real truth = DecimalReal.of(expected, DIGITS);
    Real found = Precise.evaluate(f, DecimalReal.of(x, DIGITS));
    return Math.abs(found.subtract(truth).divide(truth).doubleValue());
  }
}
