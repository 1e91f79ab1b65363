package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.derivative;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Precise;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each branch of each spelling is an exact formula: in arithmetic of many digits the same graph has
 * many digits right, on both sides of every border.
 */
@Tag("fast")
class ExactBranchesTest {
  static List<Curve> curves() {
    return Curves.all();
  }

  @ParameterizedTest
  @MethodSource("curves")
  void everyBranchIsAnExactFormula(Curve curve) {
    // Constants such as √(2π), and the 1/6 in the derivative of x/6, enter as doubles.
    double tolerance = curve.name().matches("selu|geluTanh|gaussian|celu.*|hard.*") ? 1e-12 : 1e-50;
    double[] points = {
      -700, -601, -30, -26.7, -2.5, -1.2, -1.05, -0.5, 0.25, 0.75, 1.5, 2, 27, 650
    };
    for (double x : points) {
      for (int order = 0; order < 3; order++) {
        Real at = DecimalReal.of(x, 400);
        Real computed = Precise.evaluate(derivative(curve.engine(), order), at);
        Real truth = curve.closed().get(order).apply(at);
        Real error = computed.subtract(truth).abs();
        assertThat(error.lessOrEqual(truth.abs().multiply(truth.number(tolerance))).doubleValue())
            .as("%s, order %s at %s: %s for %s", curve, order, x, computed, truth)
            .isEqualTo(1);
      }
    }
  }
}
