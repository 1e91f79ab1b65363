package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import chainrule.autodiff.kernel.SpecialFunctions;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values and derivatives by one input at the points where a search over all doubles found the
 * largest errors, of functions that were once beyond 2, 4 and 16 units in the last place.
 */
@Tag("fast")
class WorstPointsTest {

  @ParameterizedTest
  @CsvSource({
    "cbrt, 1, 0.003029, 2.1",
    "cbrt, 1, 0.0030292415665232313, 2.1",
    "cbrt, 1, 0.0003801, 2.1",
    "cbrt, 2, 0.003029, 3.1",
    "atan, 1, -0.01133477843890475, 1.5",
    "atan, 2, 0.001907, 4",
    "atan, 2, -40.51, 4",
    "atan, 1, 1e155, 1.5",
    "xNormalCdf, 1, -8.470, 2.8",
    "xNormalCdf, 1, -1.171, 2.8",
    "erf, 0, -0.5513, 1.1",
    "erf, 0, 0.5612, 1.1",
    "erf, 0, -0.8528810108680256, 1.25",
    "tanh, 0, 0.12479003781956044, 1.55",
    "tanh, 0, -0.12040078360781381, 1.55",
    "erfc, 0, 4.706, 1.6",
    "erfc, 0, 22.78428602323265, 1.6",
    "erfc, 0, 0.4877, 1.6",
    "erfc, 0, 27.2, 1.6",
    "logGamma, 0, -0.05128, 1.5",
    "logGamma, 0, -0.23985113008584089, 1.5",
  })
  void staysWithinItsBound(String name, int order, double x, double bound) {
    assertThat(error(name, 0, order, x)).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @CsvSource({
    "xLogY, 1, 1, 5.781e-110, 4.9e-324, 1",
    "xLogY, 1, 2, 1.568e-172, 3.385e-183, 2",
    "scaledExpm1, 0, 0, -1.043e-312, -1.778e-315, 1.7",
    "scaledExpm1, 1, 1, -1.095e-312, -1.767e-315, 2"
  })
  void staysWithinItsBoundByOneOfTwo(
      String name, int by, int order, double x, double y, double bound) {
    assertThat(error(name, by, order, x, y)).isLessThanOrEqualTo(bound);
  }

  /** Half-way between poles only the terms beyond are left: -1 / x². */
  @Test
  void theTetragammaFunctionFarOutHalfWayBetweenPoles() {
    double x = -1592262918131443.5;
    assertThat(SpecialFunctions.polygamma(2, x)).isCloseTo(-1 / (x * x), withinPercentage(1e-10));
  }

  private static double error(String name, int by, int order, double... point) {
    Elementwise operation =
        Operations.elementwise().stream()
            .filter(o -> o.name().equals(name))
            .findFirst()
            .orElseThrow();
    int[] inputs = new int[order];
    Arrays.fill(inputs, by);
    return new ElementwiseSweep(operation, 0, Double.POSITIVE_INFINITY)
        .error(new ElementwiseSweep.Partial(inputs), point)
        .error();
  }
}
