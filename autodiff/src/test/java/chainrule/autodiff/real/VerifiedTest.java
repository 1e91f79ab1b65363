package chainrule.autodiff.real;

import static chainrule.autodiff.real.TaylorReal.Side.LEFT;
import static chainrule.autodiff.real.TaylorReal.Side.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values, derivatives and ranges whose bounds are proved. */
@Tag("fast")
class VerifiedTest {
  private static final double ALL = Double.MAX_VALUE;

  private static Real sigmoid(Real x) {
    return x.number(1).divide(x.number(1).add(x.negate().exp()));
  }

  private static Real relu(Real x) {
    return x.greater(x.number(0)).choose(x, x.number(0));
  }

  private static Real silu(Real x) {
    return x.multiply(sigmoid(x));
  }

  private static void assertIs(Ball actual, String decimal, int digits) {
    assertThat(actual.contains(Ball.of(decimal, digits + 10)) || near(actual, decimal, digits))
        .as("%s for %s", actual, decimal)
        .isTrue();
    assertThat(actual.certainDigits()).as("%s", actual).isGreaterThanOrEqualTo(digits);
  }

  /** Within a unit of the last digit that is written. */
  private static boolean near(Ball actual, String decimal, int digits) {
    Ball written = Ball.of(decimal, digits + 10);
    Ball error = actual.subtract(written).abs().divide(written.abs());
    return error.upper() < Math.pow(10, 1 - digits);
  }

  @Test
  void slopesThatDefeatPlainPrecision() {
    assertIs(
        Verified.derivative(VerifiedTest::sigmoid, 700, 1, 20), "9.8596765437597708567e-305", 20);
    assertIs(
        Verified.derivative(VerifiedTest::sigmoid, 700, 2, 20), "-9.8596765437597708567e-305", 20);
    assertIs(
        Verified.derivative(VerifiedTest::sigmoid, -40.5, 3, 20), "2.5767571091549808950e-18", 20);
  }

  @Test
  void valuesTakeAsManyDigitsAsTheyLose() {
    UnaryOperator<Real> cancelling = x -> x.number(1).add(x).subtract(x.number(1)).divide(x);
    assertIs(Verified.value(cancelling, 1e-300, 30), "1", 30);
    assertThat(Verified.value(Real::exp, 1e10, 30).lower()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void whatIsBelowTheLeastDoubleIsProvedToBe() {
    Ball tiny = Verified.value(VerifiedTest::sigmoid, -1e300, 30);
    assertThat(tiny.lower()).isGreaterThanOrEqualTo(0);
    assertThat(tiny.upper()).isEqualTo(Double.MIN_VALUE);
    assertThat(tiny.doubt()).isEmpty();
    Ball zero = Verified.derivative(x -> x.sin().square().add(x.cos().square()), 1.5, 1, 30);
    assertThat(zero.contains(0.0)).isTrue();
    assertThat(zero.upper()).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void kinksHaveTwoSlopes() {
    assertThat(Verified.derivative(VerifiedTest::relu, 0, 1, LEFT, 20).contains(0.0)).isTrue();
    assertThat(Verified.derivative(VerifiedTest::relu, 0, 1, LEFT, 20).isExact()).isTrue();
    assertThat(Verified.derivative(VerifiedTest::relu, 0, 1, RIGHT, 20).doubleValue()).isEqualTo(1);
    Ball both = Verified.derivative(VerifiedTest::relu, 0, 1, 20);
    assertThat(both.contains(0.0) && both.contains(1.0)).isTrue();
    assertThat(both.doubt()).contains("a kink or jump: 0 from the left, 1 from the right");
    assertThat(Verified.derivative(VerifiedTest::relu, 1, 1, 20).doubt()).isEmpty();
    assertThat(Verified.derivative(VerifiedTest::relu, -1, 1, 20).isExact()).isTrue();
  }

  @Test
  void whatCannotBeToldSaysWhy() {
    Ball straddling =
        Verified.value(x -> x.pi().sin().greater(x.number(0)).choose(x, x.negate()), 2, 20);
    assertThat(straddling.contains(2.0) && straddling.contains(-2.0)).isTrue();
    assertThat(straddling.doubt().orElseThrow()).startsWith("cannot tell whether").contains("> 0");
    Ball pole = Verified.value(x -> x.divide(x.pi().sin()), 1, 20);
    assertThat(pole.isBounded()).isFalse();
    assertThat(pole.doubt()).contains("divides by a number that may be zero");
    Ball outside = Verified.value(Real::log, -1, 20);
    assertThat(outside.isUndefined()).isTrue();
    assertThat(outside.doubt()).contains("outside the domain of log");
    Ball hidden = Verified.value(x -> x.divide(x.exp().log().subtract(x)), 1, 20);
    assertThat(hidden.doubt()).contains("divides by a number that may be zero");
  }

  @Test
  void atTheEndOfADomainTheSlopeIsThatFromWithin() {
    Ball slope = Verified.derivative(x -> x.pow(x.number(1.5)), 0, 1, 20);
    assertThat(slope.contains(0.0)).isTrue();
    assertThat(slope.doubt()).contains("from the right only");
  }

  private static void assertRange(
      Verified.Range actual, double low, double high, double tolerance) {
    assertThat(actual.least().contains(low)).as("%s", actual).isTrue();
    assertThat(actual.greatest().contains(high)).as("%s", actual).isTrue();
    assertThat(2 * actual.least().radius()).isLessThan(1.001 * tolerance);
    assertThat(2 * actual.greatest().radius())
        .isLessThan(1.001 * tolerance * Math.max(1, Math.abs(high)));
    assertThat(actual.least().doubt()).isEmpty();
  }

  @Test
  void rangesAreBoundedFromBothSides() {
    assertRange(Verified.range(VerifiedTest::sigmoid, -ALL, ALL, 1e-9), 0, 1, 1e-9);
    assertRange(Verified.range(x -> x.square().subtract(x), -1, 1, 1e-12), -0.25, 2, 1e-12);
    assertRange(Verified.range(Real::sin, 0, 10, 1e-6), -1, 1, 1e-6);
    assertRange(Verified.range(VerifiedTest::relu, -3, 2, 1e-9), 0, 2, 1e-9);
    Verified.Range silu = Verified.range(VerifiedTest::silu, -ALL, 50, 1e-9);
    assertThat(silu.least().contains(Ball.of("-0.278464542761073795109358739", 30))).isTrue();
    assertThat(silu.greatest().contains((Ball) silu(Ball.of(50, 30)))).isTrue();
    UnaryOperator<Real> slope = x -> TaylorReal.derivatives(VerifiedTest::sigmoid, x, 1)[1];
    assertThat(Verified.range(slope, -100, 100, 1e-6).greatest().contains(0.25)).isTrue();
    assertThat(Verified.range(slope, -100, 100, 1e-6).greatest().upper()).isLessThan(0.2500011);
  }

  @Test
  void rangesReachAcrossJumps() {
    assertRange(Verified.range(Real::floor, 0, 2.6, 1e-6), 0, 2, 1e-6);
    assertRange(Verified.range(Real::sign, -1, 2, 1e-6), -1, 1, 1e-6);
    assertRange(Verified.range(Real::abs, -1, 2, 1e-6), 0, 2, 1e-6);
    UnaryOperator<Real> step = x -> x.greater(x.number(0.3)).choose(x.number(5), x.number(1));
    assertRange(Verified.range(step, -1, 1, 1e-6), 1, 5, 1e-6);
    assertRange(Verified.range(x -> step.apply(x).square().sqrt(), -1, 1, 1e-6), 1, 5, 1e-6);
  }

  @Test
  void rangesThatAreNotBoundedSaySo() {
    Verified.Range pole = Verified.range(Real::reciprocal, -1, 1, 1e-3);
    assertThat(pole.greatest().upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(pole.greatest().doubt()).isPresent();
    assertThat(pole.least().lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Verified.range(Real::log, -1, 1, 1e-3).greatest().isNaN()).isTrue();
  }

  @Test
  void askForWhatCanBeGiven() {
    assertThatThrownBy(() -> Verified.value(VerifiedTest::sigmoid, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 1 and 1000: 0");
    assertThatThrownBy(() -> Verified.range(VerifiedTest::sigmoid, 1, 1, 1e-3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite low < high");
    assertThatThrownBy(() -> Verified.derivative(VerifiedTest::sigmoid, 0, -1, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void rangesOverIntervalsWithMostOfTheirNumbersOnOneSide() {
    Verified.Range least = Verified.range(Real::tanh, -1, 1e300, 1e-9);
    assertRange(least, -0.7615941559557649, 1, 1e-9);
    Verified.Range greatest = Verified.range(x -> x.negate().tanh(), -1, 1e300, 1e-9);
    assertRange(greatest, -1, 0.7615941559557649, 1e-9);
    Ball third = Verified.range(x -> x.divide(x.number(-3)), -1, ALL, 1e-9).greatest();
    assertThat(third.contains(Ball.of(1, 30).divide(Ball.of(3, 30)))).isTrue();
    assertThat(third.radius()).isLessThan(1e-9);
  }

  @Test
  void derivativesNextToTheEndOfADomainAreSettled() {
    // 1 - x² is less than 1 by 1e-600
    UnaryOperator<Real> angle = x -> x.number(1).subtract(x.square()).acos();
    Ball slope = Verified.derivative(angle, 1e-300, 1, 20);
    assertThat(slope.contains(Ball.of(2, 100).sqrt())).isTrue();
    assertThat(slope.certainDigits()).isEqualTo(20);
  }
}
