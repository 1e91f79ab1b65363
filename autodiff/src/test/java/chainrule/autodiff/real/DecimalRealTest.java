package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.dfp.Dfp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class DecimalRealTest {

  private static final int DIGITS = 60;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    -3,
    INFINITY,
    -INFINITY,
    Double.NaN,
    1e300,
    -1e300,
    1e-320
  };
  private static final Random RANDOM = new Random(7);

  private static DecimalReal number(double value) {
    return DecimalReal.of(value, DIGITS);
  }

  // ---------------------------------------------------------------- conversions

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        0.1,
        -3,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        1e-310,
        2.225073858507201e-308,
        2.2250738585072014e-308,
        1.7976931348623157e308,
        -1e22,
        INFINITY,
        -INFINITY,
        Double.NaN,
        1.9999999999999998
      })
  void doublesSurvive(double value) {
    assertThat(number(value).doubleValue()).isEqualTo((Double) value);
    assertThat(DecimalReal.of(Double.toString(value), 400).doubleValue()).isEqualTo((Double) value);
    assertThat(number(1).number(value).doubleValue()).isEqualTo((Double) value);
  }

  @Test
  void randomDoublesAreExact() {
    for (int i = 0; i < 300; i++) {
      double value = Double.longBitsToDouble(RANDOM.nextLong());
      assertThat(number(value).doubleValue()).isEqualTo((Double) value);
      if (Double.isFinite(value)) {
        String text = DecimalReal.of(value, 800).toString();
        assertThat(new BigDecimal(text)).isEqualByComparingTo(new BigDecimal(value));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2.4703282292062327208e-324, 0",
    "2.4703282292062327209e-324, 4.9e-324",
    "7.4109846876186981628e-324, 9.9e-324",
    "1e-330, 0",
    "-1e-1000, -0.0",
    "1.7976931348623158079e308, 1.7976931348623157e308",
    "1.7976931348623158080e308, Infinity",
    "-1e400000, -Infinity",
    "1e-400000, 0",
    "1.00000000000000011102230246251565404, 1",
    "1.00000000000000011102230246251565405, 1.0000000000000002",
    "1.00000000000000033306690738754696213, 1.0000000000000004"
  })
  void roundsToNearestDouble(String decimal, double expected) {
    assertThat(DecimalReal.of(decimal, DIGITS).doubleValue()).isEqualTo((Double) expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "-0, -0.0",
    "100, 100",
    "1e30, 1E+30",
    "1.5e-7, 1.5E-7",
    "1e-40000, 1E-40000",
    "123456e40000, 1.23456E+40005",
    "NaN, NaN",
    "-Infinity, -Infinity",
    "0.33333333333333333333333, 0.33333333333333333333"
  })
  void printsDecimal(String decimal, String expected) {
    assertThat(DecimalReal.of(decimal, 20)).hasToString(expected);
  }

  @Test
  void rejectsBadDigitsAndText() {
    assertThatThrownBy(() -> DecimalReal.of(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> number(1).withDigits(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DecimalReal.of("one", 9)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> number(1).polygamma(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> number(1).sinc(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> number(1).expm1OverX(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void resultHasTheGreaterCountOfDigits() {
    DecimalReal third = DecimalReal.of(1, 10).divide(DecimalReal.of(3, 30));
    assertThat(third.digits()).isEqualTo(30);
    assertThat(third).hasToString("0." + "3".repeat(30));
    assertThat(third.withDigits(5)).hasToString("0.33333");
    assertThat(DecimalReal.of(0, 10).add(DecimalReal.of(3, 30)).digits()).isEqualTo(30);
    assertThat(DecimalReal.of(3, 30).max(DecimalReal.of(4, 10)).digits()).isEqualTo(30);
  }

  // ---------------------------------------------------------------- special values as in Math

  private static final Map<String, DoubleUnaryOperator> MATH =
      Map.ofEntries(
          Map.entry("exp", Math::exp),
          Map.entry("expm1", Math::expm1),
          Map.entry("log", Math::log),
          Map.entry("log1p", Math::log1p),
          Map.entry("sqrt", Math::sqrt),
          Map.entry("cbrt", Math::cbrt),
          Map.entry("sin", Math::sin),
          Map.entry("cos", Math::cos),
          Map.entry("tan", Math::tan),
          Map.entry("asin", Math::asin),
          Map.entry("acos", Math::acos),
          Map.entry("atan", Math::atan),
          Map.entry("sinh", Math::sinh),
          Map.entry("cosh", Math::cosh),
          Map.entry("tanh", Math::tanh));

  private static void assertNear(double actual, double expected, String description) {
    if (Double.isFinite(expected) && expected != 0) {
      assertThat(actual)
          .as(description)
          .isBetween(expected - 4 * Math.ulp(expected), expected + 4 * Math.ulp(expected));
    } else {
      assertThat(actual).as(description).isEqualTo((Double) expected);
    }
  }

  @Test
  void functionsOfOneNumberFollowMath() {
    MATH.forEach(
        (name, function) -> {
          for (double x : SPECIAL) {
            double actual = NamedFunctions.apply(name, number(x)).doubleValue();
            assertNear(actual, function.applyAsDouble(x), name + " " + x);
          }
        });
    for (double x : SPECIAL) {
      assertThat(number(x).floor().doubleValue()).isEqualTo((Double) Math.floor(x));
      assertThat(number(x).abs().doubleValue()).isEqualTo((Double) Math.abs(x));
      assertThat(number(x).sign().doubleValue()).isEqualTo((Double) Math.signum(x));
      assertThat(number(x).negate().doubleValue()).isEqualTo((Double) (-x));
      assertNear(number(x).reciprocal().doubleValue(), 1 / x, "reciprocal");
      assertThat(number(x).isNaN()).isEqualTo(Double.isNaN(x));
    }
  }

  @Test
  void functionsOfTwoNumbersFollowMath() {
    Map<String, DoubleBinaryOperator> expected =
        Map.of(
            "pow", Math::pow,
            "atan2", Math::atan2,
            "hypot", Math::hypot,
            "expSubtract", (x, y) -> Math.exp(x - y));
    for (double x : SPECIAL) {
      for (double y : SPECIAL) {
        expected.forEach(
            (name, f) ->
                assertNear(
                    NamedFunctions.apply(name, number(x), number(y)).doubleValue(),
                    f.applyAsDouble(x, y),
                    name + " " + x + " " + y));
        DecimalReal a = number(x);
        DecimalReal b = number(y);
        assertThat(a.add(b).doubleValue()).as("%s + %s", x, y).isEqualTo((Double) (x + y));
        assertThat(a.subtract(b).doubleValue()).as("%s - %s", x, y).isEqualTo((Double) (x - y));
        assertThat(a.multiply(b).doubleValue()).as("%s * %s", x, y).isEqualTo((Double) (x * y));
        assertThat(a.divide(b).doubleValue()).as("%s / %s", x, y).isEqualTo((Double) (x / y));
        assertThat(a.max(b).doubleValue()).as("max %s %s", x, y).isEqualTo((Double) Math.max(x, y));
        assertThat(a.min(b).doubleValue()).as("min %s %s", x, y).isEqualTo((Double) Math.min(x, y));
        assertMask(a.greater(b), x > y);
        assertMask(a.greaterOrEqual(b), x >= y);
        assertMask(a.less(b), x < y);
        assertMask(a.lessOrEqual(b), x <= y);
        assertMask(a.equalTo(b), x == y);
        assertMask(a.notEqualTo(b), x != y);
      }
    }
  }

  private static void assertMask(Real mask, boolean expected) {
    assertThat(mask.doubleValue()).isEqualTo(expected ? 1.0 : 0.0);
  }

  @ParameterizedTest
  @CsvSource({
    "asinh, -0.0, -0.0",
    "asinh, Infinity, Infinity",
    "acosh, 1, 0",
    "acosh, 0.5, NaN",
    "acosh, 0, NaN",
    "acosh, -Infinity, NaN",
    "acosh, Infinity, Infinity",
    "atanh, 1, Infinity",
    "atanh, -1, -Infinity",
    "atanh, -0.0, -0.0",
    "atanh, 2, NaN",
    "atanh, Infinity, NaN",
    "erf, -0.0, -0.0",
    "erf, Infinity, 1",
    "erf, -Infinity, -1",
    "erf, 1e300, 1",
    "erfc, 0, 1",
    "erfc, Infinity, 0",
    "erfc, -Infinity, 2",
    "erfc, 1e300, 0",
    "erfc, -1e300, 2",
    "logGamma, 0, Infinity",
    "logGamma, -3, Infinity",
    "logGamma, Infinity, Infinity",
    "logGamma, -Infinity, Infinity",
    "logGamma, 1, 0",
    "logGamma, 2, 0",
    "logGamma, -1e300, Infinity",
    "digamma, 0, -Infinity",
    "digamma, -0.0, Infinity",
    "digamma, -2, NaN",
    "digamma, Infinity, Infinity",
    "digamma, -Infinity, NaN",
    "sech2, Infinity, 0",
    "gaussian, -Infinity, 0",
    "gaussian, 1e300, 0",
    "normalCdf, -Infinity, 0",
    "normalCdf, Infinity, 1",
    "normalCdf, 0, 0.5",
    "xLogX, 0, 0",
    "xLogX, -0.0, 0",
    "xLogX, -1, NaN",
    "xLogX, Infinity, Infinity",
    "exp, 1e300, Infinity",
    "exp, -1e300, 0",
    "cosh, -1e300, Infinity",
    "sinh, -1e300, -Infinity",
    "tanh, -1e300, -1"
  })
  void specialValue(String name, double argument, double expected) {
    assertThat(NamedFunctions.apply(name, number(argument)).doubleValue())
        .isEqualTo((Double) expected);
  }

  @ParameterizedTest
  @CsvSource({
    "polygamma, 1, 0, Infinity",
    "polygamma, 1, -0.0, Infinity",
    "polygamma, 2, 0, -Infinity",
    "polygamma, 2, -0.0, Infinity",
    "polygamma, 1, -4, Infinity",
    "polygamma, 2, -4, NaN",
    "polygamma, 1, Infinity, 0",
    "polygamma, 2, -Infinity, NaN",
    "polygamma, 0, 0, -Infinity",
    "sinc, 0, 0, 1",
    "sinc, 1, 0, 0",
    "sinc, 3, Infinity, 0",
    "sinc, 0, -Infinity, 0",
    "sinc, 1, 1e300, 4.6e-301",
    "expm1OverX, 0, 0, 1",
    "expm1OverX, 3, 0, 0.25",
    "expm1OverX, 2, Infinity, Infinity",
    "expm1OverX, 2, -Infinity, 0",
    "expm1OverX, 2, 1e10, Infinity",
    "xLogY, 0, 0, 0",
    "xLogY, 0, -1, 0",
    "xLogY, 0, NaN, NaN",
    "xLogY, 2, 0, -Infinity",
    "xLogY, 2, -1, NaN",
    "pow, -1, 1e300, 1",
    "pow, -2, 1e300, Infinity",
    "pow, -2, -9007199254740991, -0.0",
    "pow, -0.0, -3, -Infinity",
    "pow, NaN, 0, 1"
  })
  void specialValueOfTwo(String name, double first, double second, double expected) {
    double actual = NamedFunctions.apply(name, number(first), number(second)).doubleValue();
    if (expected == 4.6e-301) {
      assertThat(Math.abs(actual)).isLessThan(1e-300);
    } else {
      assertThat(actual).isEqualTo((Double) expected);
    }
  }

  @Test
  void nanStaysNan() {
    NamedFunctions.UNARY.forEach(
        (name, f) -> assertThat(f.apply(number(Double.NaN)).isNaN()).as(name).isTrue());
    for (String name : new String[] {"polygamma", "sinc", "expm1OverX"}) {
      assertThat(NamedFunctions.apply(name, number(2), number(Double.NaN)).isNaN()).isTrue();
    }
  }

  @Test
  void chooseIgnoresTheOther() {
    Real nan = number(Double.NaN);
    assertThat(number(1).choose(number(3), nan).doubleValue()).isEqualTo(3);
    assertThat(number(-0.0).choose(nan, number(4)).doubleValue()).isEqualTo(4);
    assertThat(nan.choose(number(3), number(4)).isNaN()).isTrue();
  }

  // ---------------------------------------------------------------- identities

  private static void assertSame(Real actual, Real expected) {
    assertThat(NamedFunctions.error(actual, expected)).isLessThan(1e-59);
  }

  @Test
  void identitiesHold() {
    UnaryOperator<Real> one = x -> x.number(1);
    for (int i = 0; i < 60; i++) {
      Real x = number(RANDOM.nextDouble() * 40 + 0.01);
      assertSame(x.log().exp(), x);
      assertSame(x.expm1().log1p(), x);
      assertSame(x.sin().square().add(x.cos().square()), one.apply(x));
      assertSame(x.sin().divide(x.cos()), x.tan());
      assertSame(x.atan().tan(), x);
      assertSame(x.asinh().sinh(), x);
      assertSame(x.cbrt().pow(x.number(3)), x);
      assertSame(x.sqrt().square(), x);
      assertSame(x.erf().add(x.erfc()), one.apply(x));
      Real next = x.add(one.apply(x));
      assertSame(next.logGamma().subtract(x.logGamma()).exp(), x);
      assertSame(next.digamma().subtract(x.reciprocal()).subtract(x.digamma()), x.number(0));
      assertSame(x.sinc(0).multiply(x), x.sin());
      assertSame(x.expm1OverX(0).multiply(x), x.expm1());
      assertSame(x.pow(x.number(2.5)), x.log().multiply(x.number(2.5)).exp());
    }
  }

  // ---------------------------------------------------------------- against Dfp

  @Test
  void basicArithmeticAgreesWithDfp() {
    for (int i = 0; i < 200; i++) {
      DecimalReal x = number(Math.exp(RANDOM.nextGaussian() * 20)).sqrt();
      DecimalReal y = number(RANDOM.nextGaussian()).cbrt();
      assertAgrees(x.add(y), x.toDfp().add(y.toDfp()));
      assertAgrees(x.multiply(y), x.toDfp().multiply(y.toDfp()));
      assertAgrees(x.divide(y), x.toDfp().divide(y.toDfp()));
      assertAgrees(x.sqrt(), x.toDfp().sqrt());
    }
    assertThat(number(Double.NaN).toDfp().isNaN()).isTrue();
    assertThat(number(-INFINITY).toDfp().isInfinite()).isTrue();
    assertThat(DecimalReal.of(0.1, 100).toDfp().toDouble()).isEqualTo(0.1);
  }

  private static void assertAgrees(DecimalReal actual, Dfp expected) {
    assertThat(NamedFunctions.error(actual, new BigDecimal(expected.toString()))).isLessThan(1e-58);
  }
}
