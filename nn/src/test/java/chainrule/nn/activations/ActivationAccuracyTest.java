package chainrule.nn.activations;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
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

  /**
   * What is known not to reach the bounds.
   *
   * @param reach up to which |x| the bounds hold
   * @param beyond the error in ulps allowed beyond, for each order
   * @param changes how many changes by half an ulp of x are allowed for near a sign change
   * @param everywhere whether they are allowed for at all x
   */
  private record Gap(double reach, double[] beyond, double changes, boolean everywhere) {
    static final Gap NONE = nearTurns(1);

    static Gap nearTurns(double changes) {
      return new Gap(Double.POSITIVE_INFINITY, BOUNDS, changes, false);
    }
  }

  private static final Map<String, Gap> GAPS =
      Map.of(
          // Beyond, the normal distribution function is subnormal, and x multiplies its rounding.
          "gelu",
          new Gap(37.5, new double[] {24, 24, 800}, 2, false),
          // The argument of the sigmoid is rounded a few times.
          "geluTanh",
          new Gap(21, new double[] {2000, 2000, 4000}, 6, true),
          "silu",
          Gap.nearTurns(3.5),
          "mish",
          Gap.nearTurns(4),
          // x/α is rounded, unless α is a power of two.
          "celu(0.7)",
          new Gap(Double.POSITIVE_INFINITY, BOUNDS, 1.5, true));

  static Stream<Arguments> curvesAndOrders() {
    return Curves.all().stream()
        .flatMap(
            curve -> IntStream.range(0, 3).mapToObj(order -> Arguments.of(curve, order)));
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
    Gap gap = GAPS.getOrDefault(curve.name(), Gap.NONE);
    DoublePredicate plain = x -> !gap.everywhere && !curve.turnsNear(order, x);
    double[] within = Arrays.stream(points).filter(x -> Math.abs(x) <= gap.reach).toArray();
    double[] beyond = Arrays.stream(points).filter(x -> Math.abs(x) > gap.reach).toArray();
    Ulps.Report report = Ulps.report(curve, order, BOUNDS[order], plain, within);
    assertThat(report.ulps().error()).as("ulps: " + report.ulps()).isLessThanOrEqualTo(BOUNDS[order]);
    assertThat(report.changes().error())
        .as("changes by half an ulp of x: " + report.changes())
        .isLessThanOrEqualTo(gap.changes);
    Ulps.Worst far = Ulps.report(curve, order, BOUNDS[order], x -> true, beyond).ulps();
    assertThat(far.error()).as("ulps: " + far).isLessThanOrEqualTo(gap.beyond[order]);
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
