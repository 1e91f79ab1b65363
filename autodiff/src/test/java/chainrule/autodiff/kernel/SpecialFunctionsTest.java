package chainrule.autodiff.kernel;

import static java.lang.Double.MAX_VALUE;
import static java.lang.Double.MIN_VALUE;
import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Special values, domains and laws of the special functions. */
@Tag("fast")
class SpecialFunctionsTest {

  private static final double INF = POSITIVE_INFINITY;

  private static final List<Double> PROBES =
      DoubleStream.of(
              0,
              MIN_VALUE,
              Double.MIN_NORMAL,
              1e-300,
              1e-160,
              1e-20,
              1e-17,
              0x1p-14,
              1e-3,
              0.25,
              0.5,
              0.625,
              0.67,
              0.7,
              1,
              1.25,
              1.4616321449683622,
              1.5,
              2,
              2.5,
              3,
              5,
              8,
              12,
              20,
              37.5,
              38.5,
              40,
              353,
              373,
              669,
              671,
              709,
              711,
              716,
              750,
              1000,
              1e8,
              1e17,
              1e100,
              1e305,
              MAX_VALUE)
          .flatMap(x -> DoubleStream.of(x, Math.nextUp(x), Math.nextDown(x)))
          .filter(Double::isFinite)
          .flatMap(x -> DoubleStream.of(x, -x))
          .boxed()
          .toList();

  private static Arguments row(
      String name,
      DoubleUnaryOperator f,
      double atMinusInf,
      double atMinusZero,
      double atZero,
      double atInf) {
    return arguments(name, f, atMinusInf, atMinusZero, atZero, atInf);
  }

  /** Name, function, and its values at -∞, -0, +0, ∞. */
  private static Stream<Arguments> limits() {
    return Stream.of(
        row("sech2", SpecialFunctions::sech2, 0, 1, 1, 0),
        row("tanh", SpecialFunctions::tanh, -1, -0.0, 0, 1),
        row("asinh", SpecialFunctions::asinh, -INF, -0.0, 0, INF),
        row("acosh", SpecialFunctions::acosh, NaN, NaN, NaN, INF),
        row("atanh", SpecialFunctions::atanh, NaN, -0.0, 0, NaN),
        row("gaussian", SpecialFunctions::gaussian, 0, 1, 1, 0),
        row("normalCdf", SpecialFunctions::normalCdf, 0, 0.5, 0.5, 1),
        row("normalPdf", SpecialFunctions::normalPdf, 0, 0.3989422804014327, 0.3989422804014327, 0),
        row("sinc 0", x -> SpecialFunctions.sinc(0, x), 0, 1, 1, 0),
        row("sinc 1", x -> SpecialFunctions.sinc(1, x), 0, 0, -0.0, 0),
        row("sinc 2", x -> SpecialFunctions.sinc(2, x), 0, -1 / 3.0, -1 / 3.0, 0),
        row("sinc 3", x -> SpecialFunctions.sinc(3, x), 0, -0.0, 0, 0),
        row("sinc 4", x -> SpecialFunctions.sinc(4, x), 0, 0.2, 0.2, 0),
        row("sinc 100", x -> SpecialFunctions.sinc(100, x), 0, 1 / 101.0, 1 / 101.0, 0),
        row("expm1OverX 0", x -> SpecialFunctions.expm1OverX(0, x), 0, 1, 1, INF),
        row("expm1OverX 1", x -> SpecialFunctions.expm1OverX(1, x), 0, 0.5, 0.5, INF),
        row("expm1OverX 9", x -> SpecialFunctions.expm1OverX(9, x), 0, 0.1, 0.1, INF),
        row("xLogX", SpecialFunctions::xLogX, NaN, 0, 0, INF),
        row("logGamma", SpecialFunctions::logGamma, INF, INF, INF, INF),
        row("digamma", SpecialFunctions::digamma, NaN, INF, -INF, INF),
        row("polygamma 1", x -> SpecialFunctions.polygamma(1, x), NaN, INF, INF, 0),
        row("polygamma 2", x -> SpecialFunctions.polygamma(2, x), NaN, INF, -INF, -0.0),
        row("polygamma 3", x -> SpecialFunctions.polygamma(3, x), NaN, INF, INF, 0),
        row("erf", SpecialFunctions::erf, -1, -0.0, 0, 1),
        row("erfc", SpecialFunctions::erfc, 2, 1, 1, 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void infinitiesAndSignedZerosHaveTheirLimits(
      String name,
      DoubleUnaryOperator f,
      Double atMinusInf,
      Double atMinusZero,
      Double atZero,
      Double atInf) {
    assertThat(f.applyAsDouble(NEGATIVE_INFINITY)).as("%s(-inf)", name).isEqualTo(atMinusInf);
    assertThat(f.applyAsDouble(-0.0)).as("%s(-0)", name).isEqualTo(atMinusZero);
    assertThat(f.applyAsDouble(0.0)).as("%s(0)", name).isEqualTo(atZero);
    assertThat(f.applyAsDouble(INF)).as("%s(inf)", name).isEqualTo(atInf);
    assertThat(f.applyAsDouble(NaN)).as("%s(NaN)", name).isNaN();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void nanComesOnlyFromOutsideTheDomain(
      String name, DoubleUnaryOperator f, Double a, Double b, Double c, Double d) {
    assertThat(PROBES)
        .filteredOn(x -> inDomain(name, x))
        .allSatisfy(x -> assertThat(f.applyAsDouble(x)).as("%s(%s)", name, x).isNotNaN());
    assertThat(PROBES)
        .filteredOn(x -> !inDomain(name, x))
        .allSatisfy(x -> assertThat(f.applyAsDouble(x)).as("%s(%s)", name, x).isNaN());
  }

  private static boolean inDomain(String name, double x) {
    return switch (name) {
      case "acosh" -> x >= 1;
      case "atanh" -> Math.abs(x) <= 1;
      case "xLogX" -> x >= 0;
      case "digamma", "polygamma 2" -> x >= 0 || x != Math.rint(x);
      default -> true;
    };
  }

  @Test
  void oddFunctionsAreOddAndEvenOnesEven() {
    assertThat(PROBES)
        .allSatisfy(
            x -> {
              assertThat(SpecialFunctions.tanh(-x)).isEqualTo(-SpecialFunctions.tanh(x));
              assertThat(SpecialFunctions.asinh(-x)).isEqualTo(-SpecialFunctions.asinh(x));
              assertThat(SpecialFunctions.sech2(-x)).isEqualTo(SpecialFunctions.sech2(x));
              assertThat(SpecialFunctions.gaussian(-x)).isEqualTo(SpecialFunctions.gaussian(x));
              assertThat(SpecialFunctions.sinc(2, -x)).isEqualTo(SpecialFunctions.sinc(2, x));
            });
  }

  @Test
  void expSubtractTakesInfinitiesApart() {
    assertThat(SpecialFunctions.expSubtract(NEGATIVE_INFINITY, 3)).isEqualTo(0);
    assertThat(SpecialFunctions.expSubtract(3, INF)).isEqualTo(0);
    assertThat(SpecialFunctions.expSubtract(INF, 3)).isEqualTo(INF);
    assertThat(SpecialFunctions.expSubtract(3, NEGATIVE_INFINITY)).isEqualTo(INF);
    assertThat(SpecialFunctions.expSubtract(INF, NEGATIVE_INFINITY)).isEqualTo(INF);
    assertThat(SpecialFunctions.expSubtract(NEGATIVE_INFINITY, INF)).isEqualTo(0);
    assertThat(SpecialFunctions.expSubtract(INF, INF)).isNaN();
    assertThat(SpecialFunctions.expSubtract(NEGATIVE_INFINITY, NEGATIVE_INFINITY)).isNaN();
    assertThat(SpecialFunctions.expSubtract(MAX_VALUE, -MAX_VALUE)).isEqualTo(INF);
    assertThat(SpecialFunctions.expSubtract(MAX_VALUE, MAX_VALUE)).isEqualTo(1);
    assertThat(SpecialFunctions.expSubtract(NaN, 0)).isNaN();
    assertThat(SpecialFunctions.expSubtract(0, NaN)).isNaN();
  }

  @Test
  void xLogYIsZeroWhereXIsZero() {
    assertThat(DoubleStream.of(0, -0.0, 1, -1, INF, NEGATIVE_INFINITY, MIN_VALUE).boxed())
        .allSatisfy(
            y -> {
              assertThat(SpecialFunctions.xLogY(0, y)).isEqualTo(0);
              assertThat(SpecialFunctions.xLogY(-0.0, y)).isEqualTo(0);
            });
    assertThat(SpecialFunctions.xLogY(0, NaN)).isNaN();
    assertThat(SpecialFunctions.xLogY(NaN, 1)).isNaN();
    assertThat(SpecialFunctions.xLogY(2, -1)).isNaN();
    assertThat(SpecialFunctions.xLogY(2, 0)).isEqualTo(NEGATIVE_INFINITY);
  }

  @Test
  void polesAndRoots() {
    assertThat(SpecialFunctions.logGamma(1)).isEqualTo(0);
    assertThat(SpecialFunctions.logGamma(2)).isEqualTo(0);
    assertThat(SpecialFunctions.logGamma(-3)).isEqualTo(INF);
    assertThat(SpecialFunctions.logGamma(-1e300)).isEqualTo(INF);
    assertThat(SpecialFunctions.polygamma(1, -3)).isEqualTo(INF);
    assertThat(SpecialFunctions.polygamma(2, -3)).isNaN();
    assertThat(SpecialFunctions.digamma(1.4616321449683622)).isNegative();
    assertThat(SpecialFunctions.digamma(1.4616321449683625)).isPositive();
    assertThat(SpecialFunctions.acosh(1)).isEqualTo(0);
    assertThat(SpecialFunctions.atanh(1)).isEqualTo(INF);
    assertThat(SpecialFunctions.atanh(-1)).isEqualTo(NEGATIVE_INFINITY);
  }

  @Test
  void valuesOfHighOrderFollowTheirRecurrences() {
    assertThat(IntStream.of(6, 11, 30, 100, 400).boxed())
        .allSatisfy(
            n ->
                assertThat(DoubleStream.of(-3 * n, -n, -5, -0.1, 0.3, 4, n - 0.5, n, 2 * n).boxed())
                    .allSatisfy(
                        x -> {
                          double turn = Math.sin(x + (n % 4) * Math.PI / 2);
                          assertThat(
                                  x * SpecialFunctions.sinc(n, x)
                                      + n * SpecialFunctions.sinc(n - 1, x))
                              .as("x f_%d + %d f_%d at %s", n, n, n - 1, x)
                              .isCloseTo(turn, within(1e-13 + 1e-15 * Math.abs(x)));
                        }));
    assertThat(IntStream.of(6, 11, 30, 100, 400).boxed())
        .allSatisfy(
            n ->
                assertThat(DoubleStream.of(-5, -0.1, 0.3, 4, n - 0.5, n, 600).boxed())
                    .allSatisfy(
                        x -> {
                          double e = Math.exp(x);
                          assertThat(
                                  (x * SpecialFunctions.expm1OverX(n, x)
                                          + n * SpecialFunctions.expm1OverX(n - 1, x))
                                      / e)
                              .as("(x g_%d + %d g_%d) / exp(x) at %s", n, n, n - 1, x)
                              .isCloseTo(1, within(1e-12));
                        }));
  }

  @Test
  void polygammaOfHighOrderIsTheFirstTermNearZero() {
    assertThat(SpecialFunctions.polygamma(170, 0.01)).isEqualTo(NEGATIVE_INFINITY);
    assertThat(SpecialFunctions.polygamma(20, 0x1p-30)).isEqualTo(-2432902008176640000.0 * 0x1p630);
    assertThat(SpecialFunctions.polygamma(1001, 1e5)).isEqualTo(0);
  }

  @Test
  void aNegativeOrderIsRefused() {
    assertThatThrownBy(() -> SpecialFunctions.sinc(-1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sinc: the order of the derivative must not be negative: -1");
    assertThatThrownBy(() -> SpecialFunctions.expm1OverX(-2, 0.5)).hasMessageContaining("-2");
    assertThatThrownBy(() -> SpecialFunctions.polygamma(-3, 0.5)).hasMessageContaining("-3");
  }
}
