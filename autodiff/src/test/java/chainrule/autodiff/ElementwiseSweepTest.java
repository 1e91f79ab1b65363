package chainrule.autodiff;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Value, first and second partial derivatives of every elementwise operation over all doubles, by
 * search for the largest error: 2, 4 and 16 units in the last place, or the larger figures that the
 * README states.
 */
@Tag("slow")
class ElementwiseSweepTest {
  private static final int POINTS = 300;

  /** Reached through the derivatives of others only. */
  private static final Set<String> INNER = Set.of("cosine", "loweredPow", "stopGradient");

  static List<Elementwise> operations() {
    return Operations.elementwise().stream().filter(o -> !INNER.contains(o.name())).toList();
  }

  /** Held to their bounds up to such arguments; what they miss beyond is in the README. */
  private static final Map<String, Double> MOST =
      Map.ofEntries(
          entry("pow", 1e150),
          entry("atan2", 1e150),
          entry("hypot", 1e150),
          entry("gaussian", 1e150),
          entry("normalPdf", 1e150),
          entry("normalCdf", 1e150),
          entry("erf", 1e150),
          entry("erfc", 1e150),
          entry("erfDerivative", 1e150),
          entry("divide", 1e150),
          entry("expDivide", 1e70),
          entry("scaledExpm1", 1e70),
          entry("scaledExpm1Slope", 1e70));

  /** By operation and order, where the error is larger. */
  private static final Map<String, Double> ULPS =
      Map.of("cbrtSlope0", 2.1, "logGamma0", 2.66, "scaledExpm1Slope0", 2.3);

  @ParameterizedTest
  @MethodSource("operations")
  void staysWithinItsBounds(Elementwise operation) {
    ElementwiseSweep sweep =
        new ElementwiseSweep(
            operation, 20240607, MOST.getOrDefault(operation.name(), Double.POSITIVE_INFINITY));
    for (ElementwiseSweep.Partial partial : ElementwiseSweep.partials(operation)) {
      ElementwiseSweep.Found worst = sweep.worst(partial, POINTS);
      double usual = ElementwiseSweep.BOUNDS[partial.order()];
      assertThat(worst.error())
          .as("%s of %s: %s", partial, operation, worst)
          .isLessThanOrEqualTo(ULPS.getOrDefault(operation.name() + partial.order(), usual));
    }
  }
}
