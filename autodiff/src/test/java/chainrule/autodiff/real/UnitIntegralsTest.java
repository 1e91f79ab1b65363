package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * sin(x)/x and (eˣ - 1)/x with their derivatives, beside the recurrence of the quotient with so
 * many bits that what cancels in it does not matter.
 */
@Tag("fast")
class UnitIntegralsTest {
  private static final int BITS = 90;
  private static final int MANY = 1500;

  static Stream<Double> points() {
    return Stream.of(
            1e-30, 1e-9, 0.01, 0.3, 0.99, 1.0, 1.01, 1.9, 2.0, 2.1, 3.0, 3.9, 4.0, 4.1, 5.0, 7.0,
            9.0, 9.1, 11.0, 20.0, 40.0, 300.0, 5000.0)
        .flatMap(x -> Stream.of(x, -x));
  }

  @ParameterizedTest
  @MethodSource("points")
  void sincIsProved(double x) {
    Ball at = Ball.ofBits(x, MANY);
    Ball[] sines = {at.sin(), at.cos(), at.sin().negate(), at.cos().negate()};
    Ball truth = at.sin().divide(at);
    for (int n = 0; n <= 4; n++) {
      if (n > 0) {
        truth = sines[n % 4].subtract(truth.multiply(at.number(n))).divide(at);
      }
      isProved(UnitIntegrals.sinc(at.midpoint(), n, BITS), truth);
    }
  }

  @ParameterizedTest
  @MethodSource("points")
  void expm1OverXIsProved(double x) {
    Ball at = Ball.ofBits(x, MANY);
    Ball truth = at.expm1().divide(at);
    for (int n = 0; n <= 4; n++) {
      if (n > 0) {
        truth = at.exp().subtract(truth.multiply(at.number(n))).divide(at);
      }
      isProved(UnitIntegrals.expm1OverX(at.midpoint(), n, BITS), truth);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, 1", "2, -1, 3", "3, 0, 1", "4, 1, 5", "5, 0, 1", "6, -1, 7"})
  void sincAtZeroIsAFraction(int n, int above, int below) {
    Ball at = UnitIntegrals.sincAtZero(n, BITS);
    assertThat(at.multiply(at.number(below)).contains(above)).isTrue();
    assertThat(at.isExact() || at.certainBits() > BITS - 4).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void expm1OverXAtZeroIsAFraction(int n) {
    Ball at = UnitIntegrals.expm1OverXAtZero(n, BITS);
    assertThat(at.multiply(at.number(n + 1)).contains(1)).isTrue();
    assertThat(at.isExact() || at.certainBits() > BITS - 4).isTrue();
  }

  @Test
  void theLastExponentialsOfTheRangeAreNumbers() {
    Ball at = Ball.ofBits(0x1p59, BITS + 100);
    Ball value = UnitIntegrals.expm1OverX(at.midpoint(), 0, BITS);
    assertThat(value.contains(at.exp().divide(at))).isTrue();
    assertThat(value.certainBits()).isGreaterThan(BITS);
  }

  @ParameterizedTest
  @CsvSource({"50, 40", "50, 60", "200, 150", "200, 405"})
  void highOrdersAreProved(int n, double x) {
    for (double at : new double[] {x, -x, x / 64}) {
      Big point = Big.of(at);
      Ball sinc = UnitIntegrals.sinc(point, n, 30);
      assertThat(sinc.contains(UnitIntegrals.sinc(point, n, 900))).isTrue();
      assertThat(sinc.certainBits()).isGreaterThan(30);
      Ball exponential = UnitIntegrals.expm1OverX(point, n, 30);
      Ball truth = integral(Ball.of(at, 3000), n);
      assertThat(exponential.contains(truth)).isTrue();
      assertThat(exponential.certainBits()).isGreaterThan(30);
    }
  }

  /** By parts: (eˣ - n·(that of n - 1))/x, with so many bits that what cancels does not matter. */
  private static Ball integral(Ball at, int n) {
    Ball result = at.expm1().divide(at);
    for (int k = 1; k <= n; k++) {
      result = at.exp().subtract(result.multiply(at.number(k))).divide(at);
    }
    assertThat(result.certainBits()).isGreaterThan(100);
    return result;
  }

  @Test
  void farOutExpm1OverXIsAboveEverything() {
    Big far = Big.ONE.scale(61);
    assertThat(UnitIntegrals.expm1OverX(far, 0, BITS).isBounded()).isFalse();
    Ball negative = UnitIntegrals.expm1OverX(far.negate(), 0, BITS);
    assertThat(negative.certainBits()).isGreaterThan(BITS);
    assertThat(negative.multiply(negative.number(0x1p61)).contains(-1)).isFalse();
    assertThat(negative.multiply(negative.number(0x1p61)).contains(1)).isTrue();
  }

  private static void isProved(Ball ball, Ball truth) {
    assertThat(truth.certainBits()).isGreaterThan(2 * BITS);
    assertThat(ball.contains(truth)).as("%s of %s", ball, truth).isTrue();
    assertThat(ball.certainBits()).isGreaterThan(BITS);
  }
}
