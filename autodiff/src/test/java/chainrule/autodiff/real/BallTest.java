package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What balls are, beside the values of functions: kinds, ends, signs of zeros, comparisons, text.
 */
@Tag("fast")
class BallTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] SPECIAL = {
    0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, INFINITY, -INFINITY, Double.NaN
  };

  private static Ball of(double x) {
    return Ball.of(x, 30);
  }

  private static Ball between(double low, double high) {
    return Ball.between(low, high, 30);
  }

  /** The ends as doubles, up to the rounding of a radius of 30 bits outwards. */
  private static void assertBetween(Ball actual, double low, double high) {
    double slack = 2e-8 * Math.max(Math.abs(low), Math.abs(high));
    double most = Double.isFinite(slack) ? slack : 0;
    assertThat(actual.lower() + 0.0).as("%s", actual).isBetween(low - most, low + 0.0);
    assertThat(actual.upper() + 0.0).as("%s", actual).isBetween(high + 0.0, high + most);
  }

  // ---------------------------------------------------------------- making and reading

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, 1, -1.1, 4.9E-324, 1.7976931348623157e308, INFINITY, -INFINITY, 1e-310})
  void doublesAreExact(double x) {
    assertThat(of(x).isExact()).isTrue();
    assertThat(Double.valueOf(of(x).doubleValue())).isEqualTo(x);
    assertThat(of(x).lower()).isEqualTo(x + 0.0);
    assertThat(of(x).upper()).isEqualTo(x + 0.0);
    assertThat(of(x).contains(x)).isTrue();
    assertThat(of(x).radius()).isZero();
    assertThat(of(x).certainDigits()).isEqualTo(30);
  }

  @Test
  void endsAreRoundedOutwards() {
    Ball tenth = Ball.of("0.1", 30);
    assertThat(tenth.isExact()).isFalse();
    assertBetween(tenth, Math.nextDown(0.1), 0.1);
    assertBetween(tenth.negate(), -0.1, -Math.nextDown(0.1));
    assertBetween(Ball.of("1e400", 30), Double.MAX_VALUE, INFINITY);
    assertBetween(Ball.of("-1e-400", 30), -Double.MIN_VALUE, -0.0);
    assertThat(of(1).divide(of(3)).lower()).isEqualTo(1 / 3.0);
    assertThat(of(1).divide(of(3)).upper()).isEqualTo(Math.nextUp(1 / 3.0));
  }

  @ParameterizedTest
  @CsvSource({"0.5", "-2.25", "1e-400", "-0.1", "123456789012345678901234567890.125", "3e9000"})
  void decimalTextIsContained(String text) {
    Ball ball = Ball.of(text, 40);
    BigDecimal exact = new BigDecimal(text);
    Ball twice = Ball.of(exact.add(exact).toString(), 60);
    assertThat(ball.add(ball).isApartFrom(twice)).isFalse();
    assertThat(ball.certainDigits()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void intervalsContainTheirEndsAndNothingMuchBeyond() {
    Ball ball = between(-1.5, 0.1);
    assertThat(ball.contains(-1.5) && ball.contains(0.1) && ball.contains(0.0)).isTrue();
    assertThat(ball.contains(-1.5000001) || ball.contains(0.1000001)).isFalse();
    assertThat(between(0, 0.1).lower()).isZero();
    assertThat(between(-0.1, 0).upper()).isZero();
    assertThat(between(1e-300, 1e300).lower()).isBetween(0.0, 1e-300);
    assertThat(between(1e-5, 7).lower()).isEqualTo(1e-5);
    assertBetween(between(-INFINITY, 3), -INFINITY, 3);
    assertBetween(between(3, INFINITY), 3, INFINITY);
    assertBetween(between(-INFINITY, INFINITY), -INFINITY, INFINITY);
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> Ball.of(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("digits must be positive: 0");
    assertThatThrownBy(() -> Ball.between(2, 1, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 2.0 and 1.0");
    assertThatThrownBy(() -> Ball.between(Double.NaN, 1, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ball.of("one", 10)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> of(1).polygamma(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void digitsAreThoseOfTheMorePreciseOperand() {
    Ball few = Ball.of(2, 10).sqrt();
    Ball many = Ball.of(3, 50).sqrt();
    assertThat(few.add(many).digits()).isEqualTo(50);
    assertThat(few.add(many).certainDigits()).isBetween(10, 25);
    assertThat(many.withDigits(10).digits()).isEqualTo(10);
    assertThat(many.withDigits(10).contains(many)).isTrue();
    assertThat(many.withDigits(80).certainDigits()).isBetween(50, 62);
  }

  // ---------------------------------------------------------------- kinds

  @Test
  void exponentsAreFarBeyondThoseOfDoubles() {
    Ball huge = of(1e10).exp();
    assertThat(huge.isBounded()).isTrue();
    assertThat(huge.log().contains(1e10)).isTrue();
    assertThat(huge.log().certainDigits()).isGreaterThan(25);
    assertThat(huge.doubleValue()).isEqualTo(INFINITY);
    assertBetween(huge, Double.MAX_VALUE, INFINITY);
  }

  @Test
  void beyondAllExponentsAreHalfLinesAndNumbersNextToZero() {
    Ball above = of(1e300).exp();
    assertThat(above.isBounded()).isFalse();
    assertBetween(above, Double.MAX_VALUE, INFINITY);
    assertThat(above.doubleValue()).isEqualTo(INFINITY);
    assertBetween(above.negate(), -INFINITY, -Double.MAX_VALUE);
    assertBetween(of(-1e300).exp(), 0, Double.MIN_VALUE);
    assertBetween(above.reciprocal(), 0, Double.MIN_VALUE);
    assertThat(above.subtract(above).isUnknown()).isTrue();
    assertThat(above.multiply(of(0)).isUnknown()).isTrue();
    assertThat(above.add(of(1)).greater(of(1e308)).doubleValue()).isEqualTo(1);
    assertThat(above.multiply(of(-2)).upper()).isEqualTo(-Double.MAX_VALUE);
    assertThat(above.doubt()).contains("is beyond 2^(2^60)");
  }

  @Test
  void whatOverflowsIsNotSaidToBeGreaterThanItIs() {
    // exp(2^60) is 2^(1.44·2^60)
    Ball least = Ball.exact(Big.ONE.scale((1L << 60) + (1L << 58)), 100);
    assertThat(of(0x1p60).exp().contains(least)).isTrue();
    Ball tiny = Ball.exact(Big.ONE.scale(-(1L << 61)), 100);
    assertThat(of(-0x1.8p60).exp().contains(tiny)).isTrue();
    assertThat(of(0x1p60).expm1OverX(2).contains(least)).isTrue();
  }

  @Test
  void quotientsByHalfLinesHaveBothSigns() {
    assertBetween(between(-1, 3).divide(between(-INFINITY, -1)), -3, 1);
    assertBetween(between(-1, 3).divide(between(1, INFINITY)), -1, 3);
    assertBetween(between(1, 3).divide(between(-INFINITY, -1)), -3, 0);
    assertBetween(between(-3, -1).divide(between(-INFINITY, -1)), 0, 3);
  }

  @Test
  void hullsReachFromTheLeastToTheGreatest() {
    assertBetween(between(0, 1).hull(between(5, 6)), 0, 6);
    assertBetween(between(5, 6).hull(between(0, 1)), 0, 6);
    assertBetween(between(0, 6).hull(between(2, 3)), 0, 6);
    assertBetween(between(2, 3).hull(between(0, 6)), 0, 6);
  }

  @Test
  void aBallAboutAPoleIsTheWholeLine() {
    Ball line = between(-1, 2).reciprocal();
    assertThat(line.isBounded() || line.isNaN()).isFalse();
    assertBetween(line, -INFINITY, INFINITY);
    assertThat(line.doubt()).contains("divides by a number that may be zero");
    assertBetween(line.atan(), Math.nextDown(-Math.PI / 2), Math.nextUp(Math.PI / 2));
    assertThat(between(-1, 1).divide(between(-1, 1)).isUnknown()).isTrue();
    assertThat(of(0).divide(of(0)).isUndefined()).isTrue();
  }

  @Test
  void whatIsProvedToBeNoNumberIsToldFromWhatMayBeNone() {
    assertThat(of(-1).sqrt().isUndefined()).isTrue();
    assertThat(of(-1).sqrt().doubt()).contains("outside the domain of sqrt");
    assertThat(between(-1, 1).sqrt().isUnknown()).isTrue();
    assertThat(between(-1, 1).sqrt().doubt()).contains("may be outside the domain of sqrt");
    assertThat(between(-3, -2).log().isUndefined()).isTrue();
    assertThat(between(-3, 3).asin().isUnknown()).isTrue();
    assertThat(between(2, 3).asin().isUndefined()).isTrue();
    assertThat(of(Double.NaN).add(between(-1, 1).log()).isUndefined()).isTrue();
    assertThat(of(1).add(between(-1, 1).log()).isUnknown()).isTrue();
    assertThat(of(-1).sqrt().isNaN() && between(-1, 1).sqrt().isNaN()).isTrue();
    assertThat(of(-1).sqrt().contains(Double.NaN)).isTrue();
    assertThat(of(-1).sqrt().contains(1.0)).isFalse();
    assertThat(between(-1, 1).sqrt().contains(7.0)).isTrue();
    assertThat(of(1).contains(Double.NaN)).isFalse();
  }

  private static final Map<String, DoubleUnaryOperator> LIKE_MATH =
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

  @Test
  void functionsOfOneNumberFollowMath() {
    LIKE_MATH.forEach(
        (name, math) -> {
          for (double x : SPECIAL) {
            Ball actual = (Ball) NamedFunctions.UNARY.get(name).apply(of(x));
            assertNear(actual, math.applyAsDouble(x), name + " " + x);
          }
        });
  }

  private static void assertNear(Ball actual, double expected, String description) {
    double value = actual.doubleValue();
    assertThat(actual.isUnknown()).as(description).isFalse();
    if (expected == 0 || Double.isInfinite(expected) || Double.isNaN(expected)) {
      assertThat(Double.compare(value, expected)).as(description + ": " + actual).isZero();
    } else {
      assertThat(value)
          .as(description)
          .isBetween(expected - 2 * Math.ulp(expected), expected + 2 * Math.ulp(expected));
    }
  }

  @Test
  void functionsOfTwoNumbersFollowMath() {
    Map<String, BinaryOperator<Real>> balls =
        Map.of(
            "add", Real::add,
            "subtract", Real::subtract,
            "multiply", Real::multiply,
            "divide", Real::divide,
            "pow", Real::pow,
            "atan2", Real::atan2,
            "hypot", Real::hypot,
            "max", Real::max,
            "min", Real::min);
    Map<String, DoubleBinaryOperator> math =
        Map.of(
            "add", (x, y) -> x + y,
            "subtract", (x, y) -> x - y,
            "multiply", (x, y) -> x * y,
            "divide", (x, y) -> x / y,
            "pow", Math::pow,
            "atan2", Math::atan2,
            "hypot", Math::hypot,
            "max", Math::max,
            "min", Math::min);
    balls.forEach(
        (name, f) -> {
          for (double x : SPECIAL) {
            for (double y : SPECIAL) {
              Ball actual = (Ball) f.apply(of(x), of(y));
              double expected = math.get(name).applyAsDouble(x, y);
              // what overflows or underflows in doubles does not here
              boolean outside = Math.abs(x) == 1e300 || Math.abs(y) == 1e300;
              if (!outside || !(expected == 0 || Double.isInfinite(expected))) {
                assertNear(actual, expected, name + " " + x + " " + y);
              }
            }
          }
        });
  }

  // ---------------------------------------------------------------- ranges of wide balls

  @Test
  void wideBallsAreIntervals() {
    assertBetween(between(-2, 3).square(), 0, 9);
    assertBetween(between(-2, 3).abs(), 0, 3);
    assertBetween(between(-3, 2).abs(), 0, 3);
    assertBetween(between(-3, -2).abs(), 2, 3);
    assertBetween(between(-2, 3).multiply(between(-1, 4)), -8, 12);
    assertBetween(of(1).divide(between(2, 4)), 0.25, 0.5);
    assertBetween(between(-2, 3).pow(of(3)), -8, 27);
    assertBetween(between(-2, 3).pow(of(2)), 0, 9);
    assertBetween(between(2, 4).pow(of(-2)), 0.0625, 0.25);
    assertBetween(between(0, 4).pow(of(0.5)), 0, 2);
    assertBetween(between(1, 4).pow(between(-1, 2)), 0.25, 16);
    assertBetween(between(-1, 0).cosh(), 1, Math.nextUp(Math.cosh(1)));
    assertBetween(between(0, 10).sin(), -1, 1);
    assertThat(between(-5, 5).gaussian().upper()).isBetween(1.0, 1.00000001);
    assertThat(between(0.1, 2).xLogX().lower()).isLessThan(-1 / Math.E);
    assertThat(between(1, 2.5).logGamma().lower()).isLessThan(-0.1214862905358496);
    assertThat(between(-2.5, -1.5).digamma().isUnknown()).isTrue();
    assertThat(between(-2.9, -2.1).digamma().isBounded()).isTrue();
    assertThat(between(-2.5, -1.5).logGamma().isNaN()).isFalse();
  }

  @Test
  void powersThatMayBeIndefiniteAreUnknown() {
    assertThat(between(0.5, 2).pow(of(INFINITY)).isUnknown()).isTrue();
    assertThat(between(0, 1).pow(of(-INFINITY)).isUnknown()).isTrue();
    assertBetween(between(2, 3).pow(of(INFINITY)), INFINITY, INFINITY);
    assertBetween(of(0).hull(of(-0.0)).pow(of(-1)), -INFINITY, INFINITY);
    assertThat(between(-2, 3).pow(of(0.5)).isUnknown()).isTrue();
    assertThat(between(-3, -2).pow(of(0.5)).isUndefined()).isTrue();
    assertThat(between(-1, 1).pow(of(0)).contains(1.0)).isTrue();
    assertThat(of(Double.NaN).pow(of(0)).doubleValue()).isEqualTo(1);
  }

  @Test
  void longEndsAreRoundedOutwards() {
    Ball one = Ball.ofBits(1, 49);
    Ball tiny = Ball.exact(Big.ONE.scale(-1000), 49);
    Ball almost = Ball.exact(Big.ONE.add(Big.ONE.scale(-1000).negate()), 49);
    assertThat(almost.negate().hull(one).contains(-0.99)).isTrue();
    assertThat(almost.negate().hull(one).contains(almost.negate())).isTrue();
    assertThat(almost.hull(one).contains(almost)).isTrue();
    assertThat(almost.hull(one).certainDigits()).isGreaterThan(4);
    assertThat(tiny.hull(one).contains(tiny)).isTrue();
    assertThat(tiny.hull(one).lower()).isZero();
    assertThat(tiny.negate().hull(one).contains(tiny.negate())).isTrue();
  }

  @Test
  void jumpsAreStraddledInDoubt() {
    assertBetween(between(-1, 1).sign(), -1, 1);
    assertThat(between(-1, 1).sign().doubt()).contains("straddles the jump of the sign");
    assertBetween(between(0.5, 2.5).floor(), 0, 2);
    assertThat(between(0.5, 2.5).floor().doubt()).contains("straddles a jump of floor");
    assertThat(between(2.25, 2.5).floor().isExact()).isTrue();
    assertThat(between(-2.5, -2.25).floor().contains(-3.0)).isTrue();
    assertThat(of(1).atan2(of(-1)).doubt()).isEmpty();
    assertThat(between(-1, 1).atan2(of(-1)).doubt()).contains("straddles the jump of the angle");
    assertBetween(
        between(-1, 1).atan2(of(1)), Math.nextDown(-Math.PI / 4), Math.nextUp(Math.PI / 4));
  }

  // ---------------------------------------------------------------- zeros and comparisons

  @Test
  void zerosOfWideBallsHaveNoSign() {
    assertBetween(of(-0.0).max(between(-1, 0)).reciprocal(), -INFINITY, INFINITY);
    assertBetween(between(0, 0.5).floor().reciprocal(), -INFINITY, INFINITY);
    assertThat(between(0, 1).pow(between(-3.5, -2.5)).isBounded()).isFalse();
    assertBetween(between(0, 1).pow(between(-3.5, -2.5)), -INFINITY, INFINITY);
  }

  @Test
  void zerosHaveASignWhereItIsKnown() {
    assertThat(of(1).divide(of(-0.0)).doubleValue()).isEqualTo(-INFINITY);
    assertThat(of(-0.0).add(of(-0.0)).reciprocal().doubleValue()).isEqualTo(-INFINITY);
    assertThat(of(-0.0).add(of(0)).reciprocal().doubleValue()).isEqualTo(INFINITY);
    Ball unsigned = of(0).hull(of(-0.0));
    assertThat(unsigned.isExact()).isTrue();
    assertBetween(unsigned.reciprocal(), -INFINITY, INFINITY);
    assertThat(unsigned.add(of(0)).reciprocal().doubleValue()).isEqualTo(INFINITY);
  }

  @Test
  void comparisonsHaveThreeAnswers() {
    assertThat(of(1).less(of(2)).doubleValue()).isEqualTo(1);
    assertThat(of(2).less(of(1)).doubleValue()).isZero();
    assertThat(of(1).less(of(1)).doubleValue()).isZero();
    assertThat(of(1).lessOrEqual(of(1)).doubleValue()).isEqualTo(1);
    assertThat(of(0).equalTo(of(-0.0)).doubleValue()).isEqualTo(1);
    assertThat(of(0).notEqualTo(of(-0.0)).doubleValue()).isZero();
    assertThat(between(0, 1).lessOrEqual(of(1)).doubleValue()).isEqualTo(1);
    assertThat(of(1).greaterOrEqual(between(0, 1)).doubleValue()).isEqualTo(1);
    assertThat(of(Double.NaN).equalTo(of(1)).doubleValue()).isZero();
    assertThat(of(Double.NaN).notEqualTo(of(1)).doubleValue()).isEqualTo(1);
    Ball undecided = between(0, 1).greater(of(0.5));
    assertBetween(undecided, 0, 1);
    assertThat(undecided.doubt()).contains("cannot tell whether between 0 and 1 > 0.5");
    assertBetween(between(0, 1).equalTo(of(0.5)), 0, 1);
    assertThat(between(0, 1).equalTo(of(2)).doubleValue()).isZero();
    assertThat(of(INFINITY).greater(of(1e300)).doubleValue()).isEqualTo(1);
  }

  @Test
  void anUndecidedChoiceIsTheHullOfBoth() {
    Ball undecided = between(-1, 1).greater(of(0));
    assertBetween((Ball) undecided.choose(of(5), of(3)), 3, 5);
    assertThat(undecided.choose(of(5), of(-1).log()).isNaN()).isTrue();
    assertThat(of(1).choose(of(5), of(-1).log()).doubleValue()).isEqualTo(5);
    assertThat(of(0).choose(of(-1).log(), of(5)).doubleValue()).isEqualTo(5);
    assertThat(of(Double.NaN).choose(of(1), of(2)).isNaN()).isTrue();
    assertBetween(between(0, 3).max(of(1)), 1, 3);
    assertBetween(between(0, 3).min(of(1)), 0, 1);
    assertBetween(between(0, 1).max(between(2, 3)), 2, 3);
  }

  @Test
  void apartMeansThatNoNumberIsInBoth() {
    assertThat(between(0, 1).isApartFrom(between(1.5, 2))).isTrue();
    assertThat(between(1.5, 2).isApartFrom(between(0, 1))).isTrue();
    assertThat(between(0, 1).isApartFrom(between(1, 2))).isFalse();
    assertThat(of(-1).log().isApartFrom(of(1))).isFalse();
  }

  // ---------------------------------------------------------------- text

  @Test
  void textTellsWhatIsKnown() {
    assertThat(of(0.1)).hasToString("0.100000000000000005551115123126");
    assertThat(of(2)).hasToString("2");
    assertThat(of(-0.0)).hasToString("-0");
    assertThat(Ball.of("0.1", 20).toString()).startsWith("0.1 ± ");
    assertThat(between(0, 1)).hasToString("between 0 and 1");
    assertThat(of(1e300)).hasToString("1.0000000000000000525047602552E300");
    assertThat(of(INFINITY)).hasToString("Infinity");
    assertThat(of(-1).log()).hasToString("undefined (outside the domain of log)");
    assertThat(between(-1, 1).log()).hasToString("cannot tell (may be outside the domain of log)");
    assertThat(between(-1, 1).reciprocal())
        .hasToString("any number (divides by a number that may be zero)");
    assertThat(between(2, INFINITY)).hasToString("at least 2");
    assertThat(of(1e10).exp().toString()).contains("·2^14426950408");
    assertThat(Ball.of("0.1", 20).midpointText(5)).isEqualTo("0.1");
  }

  @Test
  void everythingOfANaNIsNaN() {
    List<UnaryOperator<Real>> all = List.copyOf(NamedFunctions.UNARY.values());
    for (UnaryOperator<Real> f : all) {
      assertThat(((Ball) f.apply(of(Double.NaN))).isUndefined()).isTrue();
      assertThat(((Ball) f.apply(between(-1, 1).log())).isUnknown()).isTrue();
    }
  }
}
