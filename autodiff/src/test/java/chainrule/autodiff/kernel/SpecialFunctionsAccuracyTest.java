package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds every function to the error that its documentation states, at the points that hurt most.
 */
@Tag("fast")
class SpecialFunctionsAccuracyTest {

  private static final List<String> TABLE = readTable();

  private static Stream<Arguments> functionsAndBounds() {
    return Stream.of(
        arguments("sech2", 1.11, of(SpecialFunctions::sech2)),
        arguments("tanh", 0.82, of(SpecialFunctions::tanh)),
        arguments("asinh", 1.0, of(SpecialFunctions::asinh)),
        arguments("acosh", 1.01, of(SpecialFunctions::acosh)),
        arguments("atanh", 1.01, of(SpecialFunctions::atanh)),
        arguments("gaussian", 1.14, of(SpecialFunctions::gaussian)),
        arguments("normalPdf", 1.31, of(SpecialFunctions::normalPdf)),
        arguments("normalCdf", 1.61, of(SpecialFunctions::normalCdf)),
        arguments("logGamma", 1.65, of(SpecialFunctions::logGamma)),
        arguments("digamma", 1.67, of(SpecialFunctions::digamma)),
        arguments("xLogX", 1.49, of(SpecialFunctions::xLogX)),
        arguments("logGamma-", 2.66, of(SpecialFunctions::logGamma)),
        arguments("digamma-", 1.46, of(SpecialFunctions::digamma)),
        arguments("expSubtract", 0.84, (DoubleBinaryOperator) SpecialFunctions::expSubtract),
        arguments("xLogY", 1.49, (DoubleBinaryOperator) SpecialFunctions::xLogY),
        arguments("sinc0", 1.48, of(0, SpecialFunctions::sinc)),
        arguments("sinc1", 2.1, of(1, SpecialFunctions::sinc)),
        arguments("sinc2", 3.58, of(2, SpecialFunctions::sinc)),
        arguments("sinc3", 3.09, of(3, SpecialFunctions::sinc)),
        arguments("sinc4", 3.18, of(4, SpecialFunctions::sinc)),
        arguments("expm1OverX0", 1.72, of(0, SpecialFunctions::expm1OverX)),
        arguments("expm1OverX1", 2.6, of(1, SpecialFunctions::expm1OverX)),
        arguments("expm1OverX2", 2.7, of(2, SpecialFunctions::expm1OverX)),
        arguments("expm1OverX3", 3.71, of(3, SpecialFunctions::expm1OverX)),
        arguments("expm1OverX4", 3.91, of(4, SpecialFunctions::expm1OverX)),
        arguments("polygamma1", 0.75, of(1, SpecialFunctions::polygamma)),
        arguments("polygamma1-", 1.69, of(1, SpecialFunctions::polygamma)),
        arguments("polygamma2", 0.76, of(2, SpecialFunctions::polygamma)),
        arguments("polygamma2-", 1.96, of(2, SpecialFunctions::polygamma)),
        arguments("polygamma3", 0.56, of(3, SpecialFunctions::polygamma)),
        arguments("polygamma3-", 2.68, of(3, SpecialFunctions::polygamma)));
  }

  @ParameterizedTest(name = "{0} within {1} ulps")
  @MethodSource("functionsAndBounds")
  void errorStaysWithinTheStatedBound(String name, double bound, DoubleBinaryOperator function) {
    List<Point> points =
        TABLE.stream().filter(line -> line.startsWith(name + " ")).map(Point::parse).toList();
    assertThat(points).as("points for %s", name).hasSizeGreaterThan(60);
    assertThat(points)
        .allSatisfy(
            point ->
                assertThat(point.error(function.applyAsDouble(point.x, point.y)))
                    .as("error of %s", point.line)
                    .isLessThanOrEqualTo(bound));
  }

  private static DoubleBinaryOperator of(DoubleUnaryOperator function) {
    return (x, y) -> function.applyAsDouble(x);
  }

  private static DoubleBinaryOperator of(int order, Ordered function) {
    return (x, y) -> function.apply(order, x);
  }

  private static List<String> readTable() {
    try (InputStream in =
        SpecialFunctionsAccuracyTest.class.getResourceAsStream("special-functions.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("special-functions.txt cannot be read", e);
    }
  }

  private interface Ordered {
    double apply(int n, double x);
  }

  /**
   * A line of the table: the true value is {@code rounded + remainder ulp(rounded)}, and half an
   * ulp of the argument changes it by {@code condition} ulps where that is more than one.
   */
  private record Point(
      String line, double x, double y, double rounded, double remainder, double condition) {

    static Point parse(String line) {
      String[] fields = line.split(" ", -1);
      String[] arguments = fields[1].split(",", -1);
      return new Point(
          line,
          Double.parseDouble(arguments[0]),
          arguments.length > 1 ? Double.parseDouble(arguments[1]) : 0,
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]),
          fields.length > 4 ? Double.parseDouble(fields[4]) : 1);
    }

    double error(double actual) {
      return Math.abs((actual - rounded) / Math.ulp(rounded) - remainder) / condition;
    }
  }
}
