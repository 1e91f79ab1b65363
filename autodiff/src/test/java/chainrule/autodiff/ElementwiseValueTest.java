package chainrule.autodiff;

import static chainrule.autodiff.OperationSamples.apply;
import static chainrule.autodiff.OperationSamples.real;
import static chainrule.autodiff.OperationSamples.ulps;
import static chainrule.autodiff.OperationSamples.value;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The values of every elementwise operation, by its being listed. */
@Tag("fast")
class ElementwiseValueTest {
  private static final int DIGITS = 40;

  /** Units in the last place of operations that are not named. */
  private static final double USUAL = 1.25;

  /** Units in the last place. */
  private static final Map<String, Double> ULPS =
      Map.ofEntries(
          Map.entry("sinh", 2.5),
          Map.entry("cosh", 2.5),
          Map.entry("cbrtSlope", 2.1),
          Map.entry("erfc", 1.6),
          Map.entry("polygamma", 4.0),
          Map.entry("sinc", 16.0),
          Map.entry("expm1OverX", 4.0),
          Map.entry("xNormalCdfDerivative", 2.0),
          Map.entry("xNormalCdfSlope", 3.0),
          Map.entry("xPage", 2.0),
          Map.entry("xSigmoid", 2.0),
          Map.entry("xTanhSoftplus", 32.0), // the fifth derivative; up to the second 2
          Map.entry("scaledExpm1Slope", 2.5));

  /** Zeros that are the limit of small numbers of both signs, or were never defined. */
  private static final Set<String> SIGN_OF_ZERO_IS_OPEN =
      Set.of(
          "logGamma",
          "polygamma",
          "sinc",
          "gaussianDerivative",
          "normalPdfDerivative",
          "xNormalCdfSlope",
          "xNormalCdfDerivative",
          "xPage",
          "xSigmoid",
          "xTanhSoftplus");

  static List<Elementwise> operations() {
    return Operations.elementwise();
  }

  static Stream<Elementwise> severalInputs() {
    return operations().stream().filter(operation -> operation.arity() > 1);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isThatOfPreciseArithmetic(Elementwise operation) {
    double most = 0;
    double[] worst = {};
    for (double[] point : OperationSamples.points(operation)) {
      double ulps = ulps(value(operation, point), real(operation, point, DIGITS));
      if (ulps > most) {
        most = ulps;
        worst = point;
      }
    }
    assertThat(most)
        .as("ulps at %s", Arrays.toString(worst))
        .isLessThanOrEqualTo(ULPS.getOrDefault(operation.name(), USUAL));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isThatOfPreciseArithmeticForExceptionalNumbers(Elementwise operation) {
    for (double[] point : OperationSamples.special(operation)) {
      if (Arrays.stream(point).anyMatch(Double::isNaN)) {
        continue;
      }
      double value = value(operation, point);
      Real exact = real(operation, point, DIGITS);
      if (Double.isFinite(value) && value != 0) {
        assertThat(ulps(value, exact))
            .as("%s at %s", value, Arrays.toString(point))
            .isLessThanOrEqualTo(ULPS.getOrDefault(operation.name(), USUAL));
      } else {
        boolean either = value == 0 && SIGN_OF_ZERO_IS_OPEN.contains(operation.name());
        double rounded = exact.doubleValue();
        Double expected = either ? Math.abs(rounded) : rounded;
        assertThat(Double.valueOf(either ? Math.abs(value) : value))
            .as(Arrays.toString(point))
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isNotANumberForAnInputThatIsNoneUnlessConstantThere(Elementwise operation) {
    for (double[] point : OperationSamples.special(operation)) {
      for (int k = 0; k < point.length; k++) {
        double value = value(operation, point);
        if (Double.isNaN(point[k]) && !Double.isNaN(value)) {
          for (double other : OperationSamples.SPECIAL) {
            double[] moved = point.clone();
            moved[k] = other;
            assertThat(value(operation, moved))
                .as("swallows NaN at %s, but is not constant", Arrays.toString(point))
                .isEqualTo(value);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isTheSameInLoopsOverArrays(Elementwise operation) {
    List<double[]> points =
        Stream.concat(
                OperationSamples.points(operation).stream(),
                OperationSamples.special(operation).stream())
            .toList();
    double[] expected = points.stream().mapToDouble(p -> value(operation, p)).toArray();
    assertThat(apply(operation, columns(operation, points)).toArray()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("severalInputs")
  void stretchesScalars(Elementwise operation) {
    List<double[]> points = OperationSamples.special(operation);
    for (int fixed = 0; fixed < (1 << operation.arity()) - 1; fixed++) {
      double[] first = points.get(points.size() / 3);
      Tensor[] inputs = columns(operation, points);
      double[] expected = new double[points.size()];
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] = (fixed >> k & 1) == 1 ? new Scalar(first[k]) : inputs[k];
      }
      for (int i = 0; i < expected.length; i++) {
        double[] point = points.get(i).clone();
        for (int k = 0; k < point.length; k++) {
          point[k] = (fixed >> k & 1) == 1 ? first[k] : point[k];
        }
        expected[i] = value(operation, point);
      }
      assertThat(apply(operation, inputs).toArray()).as("scalars %d", fixed).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isOneOperationInAGraph(Elementwise operation) {
    List<Shape> shapes = java.util.Collections.nCopies(operation.arity(), Shape.of(3));
    Graph graph = Graph.of(inputs -> apply(operation, inputs.toArray(new Tensor[0])), shapes);
    assertThat(graph.operations()).isEqualTo(1);
    assertThat(graph.shape()).isEqualTo(Shape.of(3));
    assertThat(graph.formula()).contains(operation.arity() == 1 ? "x" : "x0");
    assertThat(graph.toString()).startsWith("t" + operation.arity() + " = ");
  }

  private static Tensor[] columns(Elementwise operation, List<double[]> points) {
    Tensor[] columns = new Tensor[operation.arity()];
    for (int k = 0; k < columns.length; k++) {
      int at = k;
      columns[k] = Tensor.vector(points.stream().mapToDouble(p -> p[at]).toArray());
    }
    return columns;
  }
}
