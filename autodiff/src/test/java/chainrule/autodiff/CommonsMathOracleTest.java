package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Derivatives up to order 3 against Commons Math's DerivativeStructure, an implementation of
 * another make, at smooth interior points.
 *
 * <p>Not asked: {@code pow} with base 0 or below and with varying base and exponent (it goes
 * through log and gives NaN), {@code abs} and {@code sign} at 0 (kinks, where it takes a side),
 * {@code hypot} at 0 (NaN), {@code atan2} on the negative axis (its derivatives are NaN).
 */
@Tag("fast")
class CommonsMathOracleTest {
  private static final double[] ALL = {-2.3, -0.8, 0.4, 1.7, 3.1};
  private static final double[] POSITIVE = {0.2, 0.9, 2.5, 7};
  private static final double[] UNIT = {-0.7, -0.2, 0.1, 0.55};
  private static final double[] ABOVE_ONE = {1.2, 2, 5.5};

  private static Arguments one(
      String name,
      double[] points,
      UnaryOperator<Tensor> f,
      UnaryOperator<DerivativeStructure> oracle) {
    return Arguments.of(name, points, f, oracle);
  }

  static Stream<Arguments> unary() {
    return Stream.of(
        one("negate", ALL, x -> Operations.negate(x), DerivativeStructure::negate),
        one("reciprocal", ALL, x -> Operations.reciprocal(x), DerivativeStructure::reciprocal),
        one("square", ALL, x -> Operations.square(x), x -> x.multiply(x)),
        one("abs", ALL, x -> Operations.abs(x), DerivativeStructure::abs),
        one("sqrt", POSITIVE, x -> Operations.sqrt(x), DerivativeStructure::sqrt),
        one("cbrt", POSITIVE, x -> Operations.cbrt(x), DerivativeStructure::cbrt),
        one("exp", ALL, x -> Operations.exp(x), DerivativeStructure::exp),
        one("expm1", ALL, x -> Operations.expm1(x), DerivativeStructure::expm1),
        one("log", POSITIVE, x -> Operations.log(x), DerivativeStructure::log),
        one("log1p", POSITIVE, x -> Operations.log1p(x), DerivativeStructure::log1p),
        one("sin", ALL, x -> Operations.sin(x), DerivativeStructure::sin),
        one("cos", ALL, x -> Operations.cos(x), DerivativeStructure::cos),
        one("tan", ALL, x -> Operations.tan(x), DerivativeStructure::tan),
        one("asin", UNIT, x -> Operations.asin(x), DerivativeStructure::asin),
        one("acos", UNIT, x -> Operations.acos(x), DerivativeStructure::acos),
        one("atan", ALL, x -> Operations.atan(x), DerivativeStructure::atan),
        one("sinh", ALL, x -> Operations.sinh(x), DerivativeStructure::sinh),
        one("cosh", ALL, x -> Operations.cosh(x), DerivativeStructure::cosh),
        one("tanh", ALL, x -> Operations.tanh(x), DerivativeStructure::tanh),
        one("asinh", ALL, x -> Operations.asinh(x), DerivativeStructure::asinh),
        one("acosh", ABOVE_ONE, x -> Operations.acosh(x), DerivativeStructure::acosh),
        one("atanh", UNIT, x -> Operations.atanh(x), DerivativeStructure::atanh),
        one("pow 2.5", POSITIVE, x -> Operations.pow(x, 2.5), x -> x.pow(2.5)),
        one("pow 3", ALL, x -> Operations.pow(x, 3), x -> x.pow(3)),
        one("pow -2", ALL, x -> Operations.pow(x, -2), x -> x.pow(-2)),
        one("2 to the x", ALL, x -> Operations.pow(2, x), x -> DerivativeStructure.pow(2, x)),
        one("xLogX", POSITIVE, x -> Operations.xLogX(x), x -> x.multiply(x.log())),
        one("sech2", ALL, x -> Operations.sech2(x), x -> x.cosh().pow(-2)),
        one("gaussian", ALL, x -> Operations.gaussian(x), x -> x.multiply(x).negate().exp()),
        one("xSigmoid", ALL, x -> Operations.xSigmoid(x), x -> x.divide(x.negate().exp().add(1))),
        one(
            "xTanhSoftplus",
            ALL,
            x -> Operations.xTanhSoftplus(x),
            x -> x.multiply(x.exp().log1p().tanh())),
        one(
            "xPage",
            ALL,
            x -> Operations.xPage(x),
            x ->
                x.add(x.pow(3).multiply(0.044715))
                    .multiply(Math.sqrt(2 / Math.PI))
                    .tanh()
                    .add(1)
                    .multiply(0.5)
                    .multiply(x)),
        one("sinc", ALL, x -> Operations.sinc(x), x -> x.sin().divide(x)),
        one("expm1OverX", ALL, x -> Operations.expm1OverX(x), x -> x.expm1().divide(x)),
        one(
            "oneMinusSquare",
            ALL,
            x -> Operations.oneMinusSquare(x),
            x -> x.multiply(x).negate().add(1)),
        one(
            "normalPdf",
            ALL,
            x -> Operations.normalPdf(x),
            x -> x.multiply(x).multiply(-0.5).exp().multiply(1 / Math.sqrt(2 * Math.PI))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unary")
  void derivativesOfOneInputAgree(
      String name,
      double[] points,
      UnaryOperator<Tensor> f,
      UnaryOperator<DerivativeStructure> oracle) {
    for (double x : points) {
      DerivativeStructure expected = oracle.apply(new DerivativeStructure(1, 3, 0, x));
      double size = Math.abs(expected.getValue());
      for (int order = 0; order <= 3; order++) {
        double value = expected.getPartialDerivative(order);
        size = Math.max(size, Math.abs(value));
        assertThat(Derivatives.derivative(f, order).apply(Tensor.scalar(x)).value())
            .as("order %d at %s", order, x)
            .isCloseTo(value, within(2e-13 * size));
      }
    }
  }

  private static Arguments two(
      String name, BinaryOperator<Tensor> f, BinaryOperator<DerivativeStructure> oracle) {
    return Arguments.of(name, f, oracle);
  }

  static Stream<Arguments> binary() {
    return Stream.of(
        two("add", (a, b) -> Operations.add(a, b), DerivativeStructure::add),
        two("subtract", (a, b) -> Operations.subtract(a, b), DerivativeStructure::subtract),
        two("multiply", (a, b) -> Operations.multiply(a, b), DerivativeStructure::multiply),
        two(
            "absoluteZeroMultiply",
            (a, b) -> Operations.absoluteZeroMultiply(a, b),
            DerivativeStructure::multiply),
        two("divide", (a, b) -> Operations.divide(a, b), DerivativeStructure::divide),
        two("atan2", (a, b) -> Operations.atan2(a, b), (a, b) -> a.atan2(b)),
        two("hypot", (a, b) -> Operations.hypot(a, b), (a, b) -> a.hypot(b)),
        two("pow", (a, b) -> Operations.pow(a, b), (a, b) -> a.log().multiply(b).exp()),
        two("cosine", (a, b) -> Operations.cosine(a, b), (a, b) -> a.divide(a.hypot(b))),
        two("expSubtract", (a, b) -> Operations.expSubtract(a, b), (a, b) -> a.subtract(b).exp()),
        two(
            "scaledExpm1",
            (a, b) -> Operations.scaledExpm1(a, b),
            (a, b) -> a.divide(b).expm1().multiply(b)),
        two("xLogY", (a, b) -> Operations.xLogY(a, b), (a, b) -> a.multiply(b.log())),
        two("max", (a, b) -> Operations.max(a, b), (a, b) -> a.getValue() > b.getValue() ? a : b),
        two("min", (a, b) -> Operations.min(a, b), (a, b) -> a.getValue() < b.getValue() ? a : b));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binary")
  void derivativesOfTwoInputsAgree(
      String name, BinaryOperator<Tensor> f, BinaryOperator<DerivativeStructure> oracle) {
    for (double a : new double[] {0.4, 1.3, 2.9}) {
      for (double b : new double[] {0.7, 1.6, 3.2}) {
        DerivativeStructure expected =
            oracle.apply(new DerivativeStructure(2, 3, 0, a), new DerivativeStructure(2, 3, 1, b));
        for (int i = 0; i <= 3; i++) {
          for (int j = 0; i + j <= 3; j++) {
            double value = expected.getPartialDerivative(i, j);
            assertThat(partial(f, i, j, a, b))
                .as("order (%d, %d) at (%s, %s)", i, j, a, b)
                .isCloseTo(value, within(1e-13 * (1 + Math.abs(value))));
          }
        }
      }
    }
  }

  private static double partial(BinaryOperator<Tensor> f, int i, int j, double a, double b) {
    UnaryOperator<Tensor> inA =
        x -> Derivatives.derivative(y -> f.apply(x, y), j).apply(Tensor.scalar(b));
    return Derivatives.derivative(inA, i).apply(Tensor.scalar(a)).value();
  }

  @Test
  void onlyWhatCommonsMathDoesNotHaveIsMissing() {
    Map<String, String> reasons =
        Map.of(
            "constant", "derivative zero: sign, floor, stopGradient and comparisons",
            "gamma", "Commons Math has no derivatives of logGamma and polygamma",
            "error functions",
                "Commons Math has no derivatives of erf, its derivative, erfc and normalCdf",
            "loweredPow, logSlope, logQuotient, atanSlope, cbrtSlope, expDivide, derivatives",
                "what derivatives are made of that are compared themselves",
            "where", "a choice, not a function of numbers");
    Set<String> missing = new HashSet<>();
    List<String> asked = new ArrayList<>();
    Stream.concat(unary(), binary())
        .forEach(a -> asked.add(((String) a.get()[0]).replaceAll(" .*", "")));
    for (Elementwise operation : Operations.elementwise()) {
      if (!asked.contains(operation.name()) && !operation.isConstant()) {
        missing.add(operation.name());
      }
    }
    assertThat(missing)
        .as(reasons.toString())
        .containsExactlyInAnyOrder(
            "where",
            "normalCdf",
            "xNormalCdf",
            "xNormalCdfSlope",
            "xNormalCdfDerivative",
            "gaussianDerivative",
            "normalPdfDerivative",
            "expDivide",
            "scaledExpm1Slope",
            "erf",
            "erfc",
            "erfDerivative",
            "logGamma",
            "polygamma",
            "loweredPow",
            "logQuotient",
            "atanSlope",
            "cbrtSlope",
            "logSlope");
  }
}
