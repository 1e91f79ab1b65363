package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
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
    "erfc, 0, 4.706, 1.6",
    "erfc, 0, 22.78428602323265, 1.6",
    "erfc, 0, 0.4877, 1.6",
    "erfc, 0, 27.2, 1.6",
  })
  void staysWithinItsBound(String name, int order, double x, double bound) {
    assertThat(error(name, 0, order, x)).isLessThanOrEqualTo(bound);
  }

  private static double error(String name, int by, int order, double... point) {
    Elementwise operation =
        Operations.elementwise().stream()
            .filter(o -> o.name().equals(name))
            .findFirst()
            .orElseThrow();
    int[] inputs = new int[order];
    java.util.Arrays.fill(inputs, by);
    return new ElementwiseSweep(operation, 0, false)
        .error(new ElementwiseSweep.Partial(inputs), point)
        .error();
  }
}
