package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("fast")
class DerivativeRealTest {

  private static final int ORDER = 3;

  /** Points where a function is smooth, if 0.7 and 2.3 are not. */
  private static final Map<String, double[]> POINTS =
      Map.of(
          "asin", new double[] {0.7, -0.3},
          "acos", new double[] {0.7, -0.3},
          "atanh", new double[] {0.7, -0.3},
          "acosh", new double[] {1.7, 20},
          "erfc", new double[] {0.7, -2, 5});

  private static final Map<String, UnaryOperator<Real>> FURTHER =
      Map.ofEntries(
          Map.entry("polygamma", x -> x.polygamma(1)),
          Map.entry("sinc", x -> x.sinc(1)),
          Map.entry("expm1OverX", x -> x.expm1OverX(2)),
          Map.entry("power", x -> x.pow(x)),
          Map.entry("wholePower", x -> x.negate().pow(x.number(3))),
          Map.entry("rootPower", x -> x.pow(x.number(-1.5))),
          Map.entry("atan2", x -> x.atan2(x.square().add(x.number(1)))),
          Map.entry("hypot", x -> x.hypot(x.number(2))),
          Map.entry("xLogY", x -> x.xLogY(x.square())),
          Map.entry("expSubtract", x -> x.expSubtract(x.square())),
          Map.entry("arithmetic", x -> x.add(x.pi()).divide(x).subtract(x.negate().abs())),
          Map.entry("choice", x -> x.greater(x.number(1)).choose(x.square(), x.reciprocal())),
          Map.entry("extremes", x -> x.max(x.number(1)).multiply(x.min(x.square()))),
          Map.entry("steps", x -> x.multiply(x.floor().add(x.sign()))));

  static Stream<Arguments> functions() {
    return Stream.concat(NamedFunctions.UNARY.entrySet().stream(), FURTHER.entrySet().stream())
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void agreesWithDifferences(String name, UnaryOperator<Real> f) {
    for (double point : POINTS.getOrDefault(name, new double[] {0.7, 2.3})) {
      DerivativeReal result = (DerivativeReal) f.apply(DerivativeReal.variable(1, ORDER, 0, point));
      for (int order = 0; order <= ORDER; order++) {
        double expected = Differences.derivative(f, DecimalReal.of(point, 30), order).doubleValue();
        double error = Math.abs(result.partialDerivative(order) - expected);
        assertThat(error)
            .as("%s at %s, order %s: %s", name, point, order, result)
            .isLessThan(1e-12 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  @Test
  void partialDerivativesOfSeveralParameters() {
    DerivativeReal x = DerivativeReal.variable(2, 2, 0, 3);
    DerivativeReal y = DerivativeReal.variable(2, 2, 1, 2);
    DerivativeReal product = x.multiply(y.square());
    assertThat(product.doubleValue()).isEqualTo(12);
    assertThat(product.partialDerivative(1, 0)).isEqualTo(4);
    assertThat(product.partialDerivative(0, 1)).isEqualTo(12);
    assertThat(product.partialDerivative(1, 1)).isEqualTo(4);
    assertThat(product.derivativeStructure().getPartialDerivative(0, 2)).isEqualTo(6);
    assertThat(DerivativeReal.of(product.derivativeStructure())).hasToString(product.toString());
  }

  @Test
  void comparisonsAreMasks() {
    DerivativeReal x = DerivativeReal.variable(1, 1, 0, 3);
    Real nan = x.number(Double.NaN);
    assertThat(x.less(x.number(4)).doubleValue()).isEqualTo(1);
    assertThat(x.lessOrEqual(x).doubleValue()).isEqualTo(1);
    assertThat(x.greaterOrEqual(x.number(4)).doubleValue()).isEqualTo(0);
    assertThat(x.equalTo(nan).doubleValue()).isEqualTo(0);
    assertThat(x.notEqualTo(nan).doubleValue()).isEqualTo(1);
    assertThat(x.max(nan).isNaN()).isTrue();
    assertThat(nan.min(x).isNaN()).isTrue();
    assertThat(nan.choose(x, x).isNaN()).isTrue();
  }
}
