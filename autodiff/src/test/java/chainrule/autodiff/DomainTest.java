package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Tensor.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives outside the domain are NaN, as the value is, and one-sided limits at its ends. */
@Tag("fast")
class DomainTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Arguments at(String name, UnaryOperator<Tensor> f, double x, double slope) {
    return Arguments.of(name, f, x, slope);
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        at("log at 0", Operations::log, 0, INFINITE),
        at("log at -0", Operations::log, -0.0, INFINITE),
        at("log1p at -1", Operations::log1p, -1, INFINITE),
        at("atanh at 1", Operations::atanh, 1, INFINITE),
        at("atanh at -1", Operations::atanh, -1, INFINITE),
        at("acosh at 1", Operations::acosh, 1, INFINITE),
        at("asin at 1", Operations::asin, 1, INFINITE),
        at("acos at -1", Operations::acos, -1, -INFINITE),
        at("sqrt at 0", Operations::sqrt, 0, INFINITE),
        at("sqrt at -0", Operations::sqrt, -0.0, INFINITE),
        at("the slope of sqrt at -0", derivative(Operations::sqrt), -0.0, -INFINITE),
        at("x log x at 0", Operations::xLogX, 0, -INFINITE),
        at("log far out", Operations::log, INFINITE, 0),
        at("log1p far out", Operations::log1p, INFINITE, 0));
  }

  static Stream<Arguments> outside() {
    return Stream.of(
        at("log", Operations::log, -Double.MIN_VALUE, Double.NaN),
        at("log at -infinity", Operations::log, -INFINITE, Double.NaN),
        at("log1p", Operations::log1p, Math.nextDown(-1.0), Double.NaN),
        at("atanh", Operations::atanh, Math.nextUp(1.0), Double.NaN),
        at("atanh on the left", Operations::atanh, -3, Double.NaN),
        at("acosh", Operations::acosh, Math.nextDown(1.0), Double.NaN),
        at("asin", Operations::asin, 1.5, Double.NaN),
        at("acos", Operations::acos, -1.5, Double.NaN),
        at("sqrt", Operations::sqrt, -2, Double.NaN),
        at("x log x", Operations::xLogX, -2, Double.NaN),
        at("x log y", y -> Operations.xLogY(scalar(2), y), -2, Double.NaN),
        at("a root", x -> Operations.pow(x, 0.5), -2, Double.NaN),
        at("a power near 0", x -> Operations.pow(x, -1e-40), -2, Double.NaN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"ends", "outside"})
  void slope(String name, UnaryOperator<Tensor> f, double x, Double expected) {
    Double slope = grad(f).apply(scalar(x)).value();
    assertThat(slope).isEqualTo(expected);
    Double forward = derivative(f).apply(scalar(x)).value();
    assertThat(forward).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outside")
  void second(String name, UnaryOperator<Tensor> f, double x, double expected) {
    assertThat(grad(grad(f)).apply(scalar(x)).value()).isNaN();
    assertThat(derivative(f, 2).apply(scalar(x)).value()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {INFINITE, -INFINITE})
  void atanIsFlatFarOutInEveryOrder(double x) {
    for (int order = 1; order <= 3; order++) {
      double flat = derivative(Operations::atan, order).apply(scalar(x)).value();
      assertThat(Math.abs(flat)).isEqualTo(0);
    }
  }
}
