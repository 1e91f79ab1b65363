package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exponentials and logarithms where their range, their domain or an exact difference ends. */
@Tag("fast")
class ExponentialsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Ball of(double x) {
    return Ball.of(x, 20);
  }

  @Test
  void exponentialsAreNumbersUpToTheExponentOfTheirRange() {
    Big last = Big.of(Math.nextDown(0x1p60));
    assertThat(Exponentials.exp(last, 50).isBounded()).isTrue();
    assertThat(Exponentials.exp(last.negate(), 50).certainBits()).isGreaterThan(48);
    assertThat(Exponentials.exp(Big.of(0x1p60), 50).isBounded()).isFalse();
    Ball tiny = Exponentials.exp(Big.of(-0x1p60), 50);
    assertThat(tiny.lower()).isZero();
    assertThat(tiny.upper()).isEqualTo(Double.MIN_VALUE);
    assertThat(Exponentials.expm1(Big.of(-0x1p70), 50).contains(-1.0)).isTrue();
    assertThat(Exponentials.expm1(Big.of(0x1p70), 50).lower()).isEqualTo(Double.MAX_VALUE);
    assertThat(of(0x1p70).sinh().lower()).isEqualTo(Double.MAX_VALUE);
    assertThat(of(-0x1p70).sinh().upper()).isEqualTo(-Double.MAX_VALUE);
    assertThat(of(0x1p70).cosh().lower()).isEqualTo(Double.MAX_VALUE);
    assertThat(of(-0x1p70).tanh().contains(-1.0)).isTrue();
    assertThat(of(-0x1p70).tanh().certainDigits()).isEqualTo(20);
  }

  @Test
  void inversesAreDefinedUpToTheEndsOfTheirDomains() {
    assertThat(of(1).atanh().doubleValue()).isEqualTo(INFINITY);
    assertThat(of(-1).atanh().doubleValue()).isEqualTo(-INFINITY);
    assertThat(of(Math.nextUp(1.0)).atanh().isUndefined()).isTrue();
    assertThat(of(Math.nextDown(-1.0)).atanh().isUndefined()).isTrue();
    assertThat(of(Math.nextDown(1.0)).atanh().doubleValue()).isEqualTo(18.714973875118524);
    assertThat(of(1).acosh().isZero()).isTrue();
    assertThat(of(Math.nextDown(1.0)).acosh().isUndefined()).isTrue();
    assertThat(of(-5).acosh().isUndefined()).isTrue();
    assertThat(of(-1).log1p().doubleValue()).isEqualTo(-INFINITY);
    assertThat(of(Math.nextDown(-1.0)).log1p().isUndefined()).isTrue();
    assertThat(of(1).log().isZero()).isTrue();
    assertThat(of(1).xLogX().isZero()).isTrue();
    assertThat(of(-0.5).xLogX().isUndefined()).isTrue();
  }

  @Test
  void oddFunctionsAreOdd() {
    for (double x : new double[] {1e-4, 0.3, 0.99, 2.5, 40}) {
      Ball at = of(x);
      assertThat(at.sinh().certainSign() + at.tanh().certainSign()).isEqualTo(2);
      assertThat(at.asinh().certainSign()).isEqualTo(1);
      assertThat(at.negate().sinh().isApartFrom(at.sinh().negate())).isFalse();
      assertThat(at.negate().tanh().isApartFrom(at.tanh().negate())).isFalse();
      assertThat(at.negate().asinh().isApartFrom(at.asinh().negate())).isFalse();
      if (x < 1) {
        assertThat(at.negate().atanh().isApartFrom(at.atanh().negate())).isFalse();
      }
    }
  }

  @Test
  void powersOfNumbersFarBeyondDoublesAreNarrow() {
    Big base = Big.of(1.3).scale(1L << 45);
    Ball power = Exponentials.wholePower(base, Big.of(1 << 13), 50);
    assertThat(power.certainBits()).isGreaterThan(47);
    assertThat(power.isApartFrom(Exponentials.wholePower(base, Big.of(1 << 13), 90))).isFalse();
  }

  // ---------------------------------------------------------------- errors that were counted

  /** A radius that is the expected one, rounded up. */
  private static void assertRadius(Ball ball, Big expected) {
    Big radius = ball.radiusBound().toBig();
    assertThat(radius.compareTo(expected)).as("%s", radius.toText(9)).isNotNegative();
    Big slack = Big.ONE.add(Big.ONE.scale(-26));
    assertThat(radius.compareTo(expected.multiply(slack)))
        .as("%s", radius.toText(9))
        .isNotPositive();
  }

  /** The units that the Javadoc of exp counts, of a value in [1, 2), and one of its rounding. */
  @ParameterizedTest
  @ValueSource(ints = {5, 53, 400, 1000})
  void exponentialsCarryTheErrorsOfTheirTermsAndSquarings(int bits) {
    int squarings = (int) Math.sqrt(bits) / 2 + 2;
    int working = bits + squarings + 24;
    double rest = Math.scalb(0.5, -squarings);
    int terms = 1;
    for (double left = working; left >= 1; terms++) {
      left += Math.log(rest / terms) / Math.log(2);
    }
    Big units = Big.of((2L * terms + 4 + squarings) << (squarings + 2)).scale(-working);
    assertRadius(Exponentials.exp(Big.of(0.5), bits), units.add(Big.ONE.scale(-bits - 1)));
  }

  /** The powers of 2^-18 are exact: their number is known, and that of the units. */
  @ParameterizedTest
  @ValueSource(ints = {5, 53, 400, 1000})
  void arcSeriesCarryTheErrorsOfTheirTerms(int bits) {
    Big z = Big.of(0x1p-9);
    int working = bits + 16;
    int terms = working / 18 + 2;
    Big units = Big.of(2L * terms + 1).scale(-working);
    Big expected = units.add(Big.ONE.scale(-bits - 7)).multiply(z);
    assertRadius(Exponentials.arcSeries(z, 1, bits), expected);
  }

  /** log(2x) alone is off by 1/(4x²), which is most where few bits are asked for. */
  @Test
  void inverseHyperbolicCosinesOfLargeNumbersContainTheSmallTerm() {
    for (int bits : new int[] {2, 5, 10, 20}) {
      for (int power = 1; power < 60; power++) {
        Ball ball = Exponentials.acosh(Big.ONE.scale(power), bits);
        Ball narrow = Exponentials.acosh(Big.ONE.scale(power), 400);
        assertThat(ball.contains(narrow)).as("%s bits, 2^%s", bits, power).isTrue();
      }
    }
  }

  @Test
  void exponentialsOfExactDifferencesLoseNothing() {
    Ball one = Ball.exact(Big.ONE, 60);
    Ball great = Ball.exact(Big.ONE.scale(2000), 60);
    Ball greater = Ball.exact(Big.ONE.scale(2000).add(Big.ONE), 60);
    assertThat(greater.expSubtract(great).certainDigits()).isEqualTo(greater.digits());
    assertThat(greater.expSubtract(great).isApartFrom(one.exp())).isFalse();
    assertThat(of(3).expSubtract(of(3)).isExact()).isTrue();
    // too long to be written
    Ball small = Ball.exact(Big.ONE.scale(-1L << 40), 60);
    assertThat(one.expSubtract(small).isApartFrom(one.exp())).isFalse();
    assertThat(one.expSubtract(small).certainDigits()).isEqualTo(one.digits());
    assertThat(of(INFINITY).expSubtract(of(7)).doubleValue()).isEqualTo(INFINITY);
    assertThat(of(7).expSubtract(of(INFINITY)).isZero()).isTrue();
    Ball interval = Ball.between(1, 3, 20);
    for (Ball range : new Ball[] {interval.expSubtract(of(2)), of(2).expSubtract(interval)}) {
      assertThat(range.lower()).isBetween(Math.exp(-1) - 1e-7, Math.exp(-1));
      assertThat(range.upper()).isBetween(Math.exp(1), Math.exp(1) + 1e-7);
    }
  }

  @Test
  void aZeroTimesALogarithmIsZeroWhateverTheNumber() {
    assertThat(of(0).xLogY(of(0)).isZero()).isTrue();
    assertThat(of(0).xLogY(of(INFINITY)).isZero()).isTrue();
    assertThat(of(0).xLogY(of(Double.NaN)).isUndefined()).isTrue();
    assertThat(of(2).xLogY(of(0)).doubleValue()).isEqualTo(-INFINITY);
    assertThat(of(2).xLogY(of(3)).doubleValue()).isEqualTo(2.1972245773362196);
    Ball about = Ball.between(-1, 1, 20);
    assertThat(about.xLogY(of(0)).isUnknown()).isTrue();
    assertThat(about.xLogY(of(0)).doubt()).isPresent();
    assertThat(about.xLogY(of(Math.E)).upper()).isBetween(1 - 1e-15, 1 + 1e-7);
    assertThat(Ball.between(1, 2, 20).xLogY(of(0)).upper()).isEqualTo(-INFINITY);
  }

  @Test
  void exponentialsOfThousandsOfDigitsAreProved() {
    for (int digits : new int[] {3000, 4500, 5000, 7000}) {
      for (long power = -24; power > -120; power -= 5) {
        Ball tiny = Ball.of(1, digits).scale(power - Ball.of(1, digits).bits());
        Ball longer = tiny.withDigits(2 * digits + 100);
        Ball least = longer.add(longer.number(1));
        Ball truth = least.hull(least.add(longer.square()));
        assertThat(tiny.exp().isApartFrom(truth)).as("%s %s", digits, power).isFalse();
      }
    }
  }

  @Test
  void aLogarithmHasTheDigitsOfItsFactor() {
    Ball product = Ball.of(7, 60).xLogY(Ball.of(3, 5));
    assertThat(product.certainDigits()).isEqualTo(60);
    assertThat(product.contains(Ball.of(3, 80).log().multiply(Ball.of(7, 80)))).isTrue();
  }

  @Test
  void inversesOfNumbersWhoseSquaresAreOutOfRange() {
    Ball huge = of(1e18).exp();
    Ball log = of(1e18).add(of(2).log());
    assertThat(huge.asinh().isApartFrom(log)).isFalse();
    assertThat(huge.acosh().isApartFrom(log)).isFalse();
    assertThat(huge.negate().asinh().isApartFrom(log.negate())).isFalse();
    assertThat(huge.asinh().certainDigits()).isEqualTo(20);
  }
}
