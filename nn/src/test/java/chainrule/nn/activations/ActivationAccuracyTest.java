package chainrule.nn.activations;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.List;
import java.util.Map;
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
 * sign change of a derivative, what changes of x by half an ulp make of it is allowed for.
 */
class ActivationAccuracyTest {
  private static final double[] BOUNDS = {2, 4, 16};

  /** Ulps that are allowed for on top of the bound, for an order and a point. */
  private interface Extra {
    double ulps(int order, double x);
  }

  /**
   * What is known not to reach the bounds.
   *
   * @param changes how many changes by half an ulp of x are allowed for near a sign change
   */
  private record Gap(double changes, Extra extra) {}

  private static final Map<String, Gap> GAPS =
      Map.of(
          // Beyond, the normal distribution function is subnormal, and x multiplies its rounding.
          "gelu",
          new Gap(2, (order, x) -> Math.abs(x) < 37.5 ? 0 : List.of(28, 20, 750).get(order)),
          // Beyond, the exponential is a product of two.
          "silu",
          new Gap(3, (order, x) -> Math.abs(x) < 708 ? 0 : 0.5),
          "mish",
          new Gap(3.5, (order, x) -> Math.abs(x) < 708 ? 0.15 : 0.5),
          // Where exp(-x²) is subnormal it is the square of an accurate number.
          "gaussian",
          new Gap(1, (order, x) -> Math.abs(x) < 26.6 ? 0 : 0.6),
          // The rounding of the argument counts as often as the argument is large.
          "celu(0.7)",
          new Gap(1, (order, x) -> order == 0 ? 0 : Math.min(Math.abs(x / 0.7), 800)),
          "geluTanh",
          new Gap(6, (order, x) -> geluTanhExtra(Math.abs(x))));

  private static double geluTanhExtra(double size) {
    return size < 21 ? 3 * size * (1.6 + 0.08 * size * size) : size < 23 ? 1e5 : 0;
  }

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
    Gap gap = GAPS.getOrDefault(curve.name(), new Gap(1, (anyOrder, x) -> 0));
    Ulps.Report report =
        Ulps.report(
            curve,
            order,
            x -> BOUNDS[order] + gap.extra.ulps(order, x),
            x -> !curve.turnsNear(order, x),
            points);
    assertThat(report.share().error()).as("of the bound: " + report.share()).isLessThanOrEqualTo(1);
    assertThat(report.changes().error())
        .as("changes by half an ulp of x: " + report.changes())
        .isLessThanOrEqualTo(gap.changes);
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
