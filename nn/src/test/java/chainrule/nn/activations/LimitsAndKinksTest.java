package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Tensor.scalar;
import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("fast")
class LimitsAndKinksTest {
  static List<Curve> curves() {
    return Curves.all();
  }

  private static Curve curve(String name) {
    return Curves.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "sigmoid, 0, 0, 1, 0",
    "tanh, -1, 0, 1, 0",
    "relu, 0, 0, Infinity, 1",
    "leakyRelu, -Infinity, 0.25, Infinity, 1",
    "prelu, Infinity, -2, Infinity, 1",
    "softplus, 0, 0, Infinity, 1",
    "logSigmoid, -Infinity, 1, 0, 0",
    "softsign, -1, 0, 1, 0",
    "elu(0.75), -0.75, 0, Infinity, 1",
    "selu, -1.7580993408473768, 0, Infinity, 1.0507009873554805",
    "celu(1), -1, 0, Infinity, 1",
    "celu(2.0), -2, 0, Infinity, 1",
    "celu(0.7), -0.7, 0, Infinity, 1",
    "gelu, 0, 0, Infinity, 1",
    "geluTanh, 0, 0, Infinity, 1",
    "silu, 0, 0, Infinity, 1",
    "mish, 0, 0, Infinity, 1",
    "hardSigmoid, 0, 0, 1, 0",
    "hardTanh, -1, 0, 1, 0",
    "hardSwish, 0, 0, Infinity, 1",
    "relu6, 0, 0, 6, 0",
    "gaussian, 0, 0, 0, 0",
    "glu, 0, 0, 1.5, 0"
  })
  void hasItsLimitsAtTheInfinities(
      String name, double low, double slopeAtLow, double high, double slopeAtHigh) {
    UnaryOperator<Tensor> f = curve(name).engine();
    assertThat(reached(f, 0, NEGATIVE_INFINITY)).containsOnly(low);
    assertThat(reached(f, 0, POSITIVE_INFINITY)).containsOnly(high);
    assertThat(reached(f, 1, NEGATIVE_INFINITY)).containsOnly(slopeAtLow);
    assertThat(reached(f, 1, POSITIVE_INFINITY)).containsOnly(slopeAtHigh);
    assertThat(reached(f, 2, NEGATIVE_INFINITY)).containsOnly(0.0);
    assertThat(reached(f, 2, POSITIVE_INFINITY)).containsOnly(0.0);
  }

  @Test
  void everyCurveHasItsLimitsTested() throws NoSuchMethodException {
    CsvSource rows =
        LimitsAndKinksTest.class
            .getDeclaredMethod(
                "hasItsLimitsAtTheInfinities",
                String.class,
                double.class,
                double.class,
                double.class,
                double.class)
            .getAnnotation(CsvSource.class);
    assertThat(Stream.of(rows.value()).map(row -> row.split(",", 2)[0]))
        .containsExactlyInAnyOrderElementsOf(curves().stream().map(Curve::name).toList());
  }

  /** By all ways, of a vector and of a scalar; zeros of either sign as 0. */
  private static List<Double> reached(UnaryOperator<Tensor> f, int order, double x) {
    return Ulps.ways(f, order).stream()
        .flatMap(
            way ->
                Stream.of(
                    way.apply(Tensor.vector(x)).get(0) + 0.0, way.apply(scalar(x)).value() + 0.0))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("curves")
  void nanGivesNan(Curve curve) {
    for (int order = 0; order < 2; order++) {
      assertThat(reached(curve.engine(), order, NaN)).as("order %s", order).containsOnly(NaN);
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void onlyNanGivesNan(Curve curve) {
    double[] points = Ulps.points(1, 10, 7);
    for (int order = 0; order < 3; order++) {
      for (UnaryOperator<Tensor> way : Ulps.ways(curve.engine(), order)) {
        assertThat(way.apply(Tensor.vector(points)).toArray()).doesNotContain(NaN);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void aScalarAndAnEntryOfAVectorGiveTheSameBits(Curve curve) {
    double[] points = Ulps.points(97, 8, 11);
    for (int order = 0; order < 3; order++) {
      for (UnaryOperator<Tensor> way : Ulps.ways(curve.engine(), order)) {
        double[] entries = way.apply(Tensor.vector(points)).toArray();
        for (int i = 0; i < points.length; i++) {
          assertThat(way.apply(scalar(points[i])).value() + 0.0)
              .as("order %s at %s", order, points[i])
              .isEqualTo(entries[i] + 0.0);
        }
      }
    }
  }

  static Stream<Arguments> kinks() {
    Map<String, Map<Double, Double>> slopes =
        Map.of(
            "relu", Map.of(0.0, 0.0, -0.0, 0.0),
            "leakyRelu", Map.of(0.0, 0.25, -0.0, 0.25),
            "prelu", Map.of(0.0, -2.0),
            "elu(0.75)", Map.of(0.0, 0.75),
            "relu6", Map.of(0.0, 0.0, 6.0, 0.0),
            "hardTanh", Map.of(-1.0, 0.0, 1.0, 0.0),
            "hardSigmoid", Map.of(-3.0, 0.0, 3.0, 0.0),
            "hardSwish", Map.of(-3.0, 0.0, 3.0, 1.0));
    return slopes.entrySet().stream()
        .flatMap(
            of ->
                of.getValue().entrySet().stream()
                    .map(at -> Arguments.of(of.getKey(), at.getKey(), at.getValue())));
  }

  @ParameterizedTest
  @MethodSource("kinks")
  void hasTheDocumentedSlopeAtItsKink(String name, double x, double slope) {
    assertThat(reached(curve(name).engine(), 1, x)).containsOnly(slope);
  }

  @ParameterizedTest
  @CsvSource({"softsign, 0", "elu(0.75), 0.75", "celu(1), 1", "softplus, 0.25", "sigmoid, 0"})
  void hasTheDocumentedCurvatureAtZero(String name, double curvature) {
    assertThat(reached(curve(name).engine(), 2, 0)).containsOnly(curvature);
  }

  @Test
  void theSigmoidKeepsItsSlopeWhereOthersLoseIt() {
    assertThat(derivative(Activations::sigmoid).apply(scalar(40)).value())
        .isEqualTo(4.248354255291589e-18);
    assertThat(derivative(Activations::sigmoid).apply(scalar(32.5)).value()).isGreaterThan(7e-15);
    assertThat(grad(Activations::sigmoid).apply(scalar(-745)).value()).isEqualTo(4.9e-324);
    assertThat(grad(Activations::sigmoid).apply(scalar(700)).value()).isGreaterThan(9.8e-305);
  }

  @Test
  void theTangentKeepsItsSlopeWhereOthersLoseIt() {
    assertThat(grad(Activations::tanh).apply(scalar(-20)).value())
        .isEqualTo(1.6993417021166355e-17);
    assertThat(grad(Activations::tanh).apply(scalar(16.6)).value()).isGreaterThan(1.5e-14);
  }

  @Test
  void mishHasASecondDerivativeWhereOthersGiveNan() {
    assertThat(derivative(Activations::mish, 2).apply(scalar(710)).value() + 0.0).isZero();
    assertThat(derivative(Activations::mish, 2).apply(scalar(-710)).value())
        .isBetween(-3.18e-306, -3.16e-306);
  }

  @Test
  void aZeroSlopeOfALeakTimesInfinityIsZero() {
    assertThat(Activations.leakyRelu(scalar(NEGATIVE_INFINITY), 0).value() + 0.0).isZero();
  }
}
