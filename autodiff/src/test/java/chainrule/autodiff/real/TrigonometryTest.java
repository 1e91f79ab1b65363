package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Angles near right angles and too large ones, inverses at the ends of their domains, quadrants.
 */
@Tag("fast")
class TrigonometryTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Ball of(double x) {
    return Ball.of(x, 20);
  }

  private static void assertNarrow(Ball ball, Ball more, int bits) {
    assertThat(ball.isApartFrom(more)).as("%s", ball.withBits(99)).isFalse();
    Big most = ball.midpoint().abs().scale(-bits);
    assertThat(ball.radiusBound().toBig().compareTo(most)).isNotPositive();
  }

  /** Of numbers that agree with a multiple of a right angle to any number of bits. */
  @ParameterizedTest
  @ValueSource(ints = {2, 20, 53, 400})
  void functionsNearMultiplesOfRightAnglesAreNarrow(int bits) {
    for (int near : new int[] {5, 30, 70, 300, 1000}) {
      Big rightAngle = new Big(Constants.fixedPi(near), -near - 1);
      for (int count : new int[] {1, -1, 2, 3, -3, 4, 5, -6, 1001, 1 << 20}) {
        Big x = rightAngle.multiply(Big.of(count));
        assertNarrow(Trigonometry.sin(x, bits), Trigonometry.sin(x, bits + 100), bits);
        assertNarrow(Trigonometry.cos(x, bits), Trigonometry.cos(x, bits + 100), bits);
        assertNarrow(Trigonometry.tan(x, bits), Trigonometry.tan(x, bits + 100), bits);
      }
    }
  }

  @Test
  void anglesTooLargeToBeReducedGiveTheWholeRange() {
    Ball great = Ball.exact(Big.ONE.scale((1 << 20) + 1), 60);
    for (Ball range : List.of(great.sin(), great.cos())) {
      assertThat(range.contains(of(-1)) && range.contains(of(1))).isTrue();
      assertThat(range.upper()).isBetween(1.0, 1.0000001);
      assertThat(range.digits()).isEqualTo(great.digits());
    }
    assertThat(great.tan().isNaN() || great.tan().isBounded()).isFalse();
    assertThat(great.tan().doubt()).contains("the angle is too large");
  }

  @Test
  void inversesAreDefinedUpToTheEndsOfTheirDomains() {
    assertThat(of(1).asin().doubleValue()).isEqualTo(Math.PI / 2);
    assertThat(of(-1).asin().doubleValue()).isEqualTo(-Math.PI / 2);
    assertThat(of(1).acos().isZero()).isTrue();
    assertThat(of(-1).acos().doubleValue()).isEqualTo(Math.PI);
    for (double outside : new double[] {Math.nextUp(1.0), 2, 1e300}) {
      assertThat(of(outside).asin().isUndefined()).isTrue();
      assertThat(of(-outside).asin().isUndefined()).isTrue();
      assertThat(of(outside).acos().isUndefined()).isTrue();
      assertThat(of(-outside).acos().isUndefined()).isTrue();
    }
    assertThat(of(1).atan().doubleValue()).isEqualTo(Math.PI / 4);
  }

  /** The angle of a point that is not exact, in each quadrant and on each axis. */
  @Test
  void anglesOfBallsAreInTheirQuadrant() {
    Magnitude radius = Magnitude.powerOfTwo(-40);
    double[] coordinates = {-3, -1, 1, 2};
    for (double y : coordinates) {
      for (double x : coordinates) {
        double expected = Math.atan2(y, x);
        Ball exact = Ball.ofBits(y, 60).atan2(Ball.ofBits(x, 60));
        assertThat(exact.certainBits()).isGreaterThan(56);
        assertAngle(of(y).widened(radius).atan2(of(x)), expected);
        assertAngle(of(y).atan2(of(x).widened(radius)), expected);
      }
      assertAngle(of(0.0).atan2(of(y).widened(radius)), Math.atan2(0.0, y));
      assertAngle(of(-0.0).atan2(of(y).widened(radius)), Math.atan2(-0.0, y));
      assertAngle(of(y).widened(radius).atan2(of(0)), Math.atan2(y, 0));
    }
  }

  private static void assertAngle(Ball angle, double expected) {
    assertThat(angle.doubleValue()).isBetween(expected - 1e-11, expected + 1e-11);
    assertThat(angle.radius()).isLessThan(1e-11);
  }

  @Test
  void anglesAcrossTheJumpAreTheFullCircle() {
    Ball unsigned = of(0).hull(of(-0.0));
    Ball about = Ball.between(-1, 1, 20);
    for (Ball angle :
        List.of(
            unsigned.atan2(of(-1)),
            of(1).number(0).atan2(unsigned),
            unsigned.atan2(of(-1).widened(Magnitude.powerOfTwo(-40))),
            about.atan2(of(-1)),
            about.atan2(about),
            of(0).atan2(about))) {
      assertThat(angle.contains(Ball.of(1, 20).pi())).as("%s", angle).isTrue();
      assertThat(angle.contains(Ball.of(1, 20).pi().negate())).as("%s", angle).isTrue();
      assertThat(angle.upper()).isBetween(Math.PI, Math.PI + 1e-7);
      assertThat(angle.doubt()).isPresent();
    }
    assertThat(of(Double.NaN).atan2(of(1)).isUndefined()).isTrue();
    assertThat(of(1).atan2(of(INFINITY)).isZero()).isTrue();
    assertThat(of(1).atan2(of(-INFINITY)).doubleValue()).isEqualTo(Math.PI);
  }

  /** The units that the Javadoc of the series counts, of a value in [½, 1), and its rounding. */
  @ParameterizedTest
  @ValueSource(ints = {5, 53, 400, 1000})
  void cosinesCarryTheErrorsOfTheirTerms(int bits) {
    int inner = bits + 8;
    int working = inner + 16;
    int n = 1;
    for (double left = working; left >= 0; n += 2) {
      left += Math.log(0.25 / (n * (n + 1))) / Math.log(2);
    }
    Big units = Big.of(n + 3).scale(-working);
    Big radius = Trigonometry.cos(Big.of(0.5), bits).radiusBound().toBig();
    Big expected = units.add(Big.ONE.scale(-inner - 2));
    assertThat(radius.compareTo(expected)).isNotNegative();
    assertThat(radius.compareTo(expected.multiply(Big.ONE.add(Big.ONE.scale(-26)))))
        .isNotPositive();
  }
}
