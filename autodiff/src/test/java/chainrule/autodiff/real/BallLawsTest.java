package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Identities hold within balls, whatever the digits, and not much beyond. */
@Tag("fast")
class BallLawsTest {
  /** Both sides contain the same number, and are narrow. */
  private static void assertEqual(Ball left, Ball right, int digits) {
    assertThat(left.isApartFrom(right)).as("%s and %s", left, right).isFalse();
    assertThat(left.certainDigits()).as("%s", left).isGreaterThanOrEqualTo(digits);
  }

  @Property(tries = 300)
  void inverses(
      @ForAll @Scale(9) @DoubleRange(min = 1e-5, max = 1e5) double x,
      @ForAll @IntRange(min = 4, max = 120) int digits) {
    Ball ball = Ball.of(x, digits);
    assertEqual(ball.log().exp(), ball, digits - 2);
    assertEqual(ball.sqrt().square(), ball, digits - 1);
    assertEqual(ball.cbrt().pow(ball.number(3)), ball, digits - 1);
    assertEqual(ball.atan().tan(), ball, digits - 9);
    assertEqual(ball.asinh().sinh(), ball, digits - 2);
    assertEqual(ball.reciprocal().multiply(ball), ball.number(1), digits - 1);
    assertEqual(ball.expm1().log1p(), ball, x < 700 ? digits - 4 : 0);
  }

  @Property(tries = 300)
  void sumsOfSquares(
      @ForAll @Scale(9) @DoubleRange(min = -1e6, max = 1e6) double x,
      @ForAll @IntRange(min = 4, max = 120) int digits) {
    Ball ball = Ball.of(x, digits);
    assertEqual(ball.sin().square().add(ball.cos().square()), ball.number(1), digits - 1);
    assertEqual(ball.erf().add(ball.erfc()), ball.number(1), digits - 1);
    assertEqual(ball.sech2().add(ball.tanh().square()), ball.number(1), digits - 1);
    assertEqual(ball.normalCdf().add(ball.negate().normalCdf()), ball.number(1), digits - 1);
  }

  @Property(tries = 100)
  void gammaFunctions(
      @ForAll @Scale(9) @DoubleRange(min = 0.01, max = 200) double x,
      @ForAll @IntRange(min = 4, max = 60) int digits) {
    Ball ball = Ball.of(x, digits);
    Ball next = Ball.of(x, digits + 40).add(Ball.of(1, digits + 40));
    assertEqual(next.logGamma().exp(), ball.multiply(ball.logGamma().exp()), digits - 4);
    assertThat(next.digamma().isApartFrom(ball.digamma().add(ball.reciprocal()))).isFalse();
    assertThat(
            next.polygamma(1).isApartFrom(ball.polygamma(1).subtract(ball.square().reciprocal())))
        .isFalse();
  }

  @Property(tries = 300)
  void powersAddUp(
      @ForAll @Scale(9) @DoubleRange(min = 0.1, max = 10) double x,
      @ForAll @Scale(9) @DoubleRange(min = -20, max = 20) double y,
      @ForAll @Scale(9) @DoubleRange(min = -20, max = 20) double z) {
    Ball ball = Ball.of(x, 50);
    Ball sum = ball.number(y).add(ball.number(z));
    Ball product = ball.pow(ball.number(y)).multiply(ball.pow(ball.number(z)));
    assertEqual(product, ball.pow(sum), 45);
  }
}
