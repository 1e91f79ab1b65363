package chainrule.nn.activations;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise of accuracy, over all exponents and both signs, by forward and reverse mode and their
 * nestings: values within 2 ulp, first derivatives within 4, second derivatives within 16. Near a
 * sign change of a derivative, what a change of x by half an ulp makes of it is allowed for.
 */
class ActivationAccuracyTest {
  private static final double[] BOUNDS = {2, 4, 16};

  static Stream<Arguments> curvesAndOrders() {
    return Curves.all().stream()
        .flatMap(curve -> IntStream.range(0, 3).mapToObj(order -> Arguments.of(curve, order)));
  }

  @ParameterizedTest
  @MethodSource("curvesAndOrders")
  void isWithinItsBoundOverAllExponents(Curve curve, int order) {
    check(curve, order, Ulps.points(7, 100, 20260101));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("curvesAndOrders")
  void isWithinItsBoundOnManyPoints(Curve curve, int order) {
    check(curve, order, Ulps.points(1, 4_000, 20260102));
  }

  private static void check(Curve curve, int order, double[] points) {
    Ulps.Report report =
        Ulps.report(curve, order, x -> BOUNDS[order], x -> !curve.turnsNear(order, x), points);
    assertThat(report.share().error()).as("of the bound: " + report.share()).isLessThanOrEqualTo(1);
    assertThat(report.changes().error())
        .as("changes by half an ulp of x: " + report.changes())
        .isLessThanOrEqualTo(1);
  }

  static List<Curve> curves() {
    return Curves.all();
  }

  @ParameterizedTest
  @MethodSource("curves")
  void closedFormsAreDerivativesOfEachOther(Curve curve) {
    for (double x : new double[] {-45.3, -2.75, -1.1, -0.6, -1e-3, 1e-3, 0.3, 0.75, 2.5, 3.7, 50}) {
      for (int order = 0; order < 2; order++) {
        UnaryOperator<Real> f = curve.closed().get(order);
        Real at = DecimalReal.of(x, 200);
        Real step = DecimalReal.of("1e-60", 200);
        Real rise = f.apply(at.add(step)).subtract(f.apply(at.subtract(step)));
        Real slope = rise.divide(step.add(step));
        Real claimed = curve.closed().get(order + 1).apply(at);
        double scale = Math.abs(claimed.doubleValue());
        assertThat(slope.subtract(claimed).abs().doubleValue())
            .as("%s, order %s at %s: %s for %s", curve, order + 1, x, claimed, slope)
            .isLessThanOrEqualTo(1e-50 * scale);
      }
    }
  }
}
