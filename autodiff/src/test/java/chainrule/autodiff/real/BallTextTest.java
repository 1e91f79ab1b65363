package chainrule.autodiff.real;

import static java.math.BigInteger.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every number of a ball lies within what its text says, whose last digits are not wasted. */
@Tag("fast")
class BallTextTest {

  @Property
  void textContainsTheBall(
      @ForAll @DoubleRange(min = -9, max = 9) double x,
      @ForAll @IntRange(min = -900, max = 900) int exponent,
      @ForAll @IntRange(min = 1, max = 140) int bits,
      @ForAll @IntRange(min = 2, max = 40) int digits) {
    Big mid = Ball.of(Math.scalb(x, exponent), digits).midpoint();
    long top = mid.isZero() ? exponent : mid.top();
    Ball ball = Ball.exact(mid, 4 * digits).widened(Magnitude.powerOfTwo(top - bits));
    contains(ball, 0);
    contains(ball.multiply(Ball.of(3, digits)), 0);
  }

  @Property
  void textContainsABallFarFromOne(
      @ForAll @DoubleRange(min = 1, max = 9) double x,
      @ForAll @IntRange(min = 2500, max = 9000) int exponent,
      @ForAll @IntRange(min = 12, max = 140) int bits) {
    for (long power : new long[] {exponent, -exponent, 1L << 40, -(1L << 40)}) {
      Big mid = Ball.of(x, 20).midpoint().scale(power);
      Ball ball = Ball.exact(mid, 80).widened(Magnitude.powerOfTwo(mid.top() - bits));
      contains(ball, power);
    }
  }

  @Test
  void endsAreRoundedOutwards() {
    Ball third = Ball.of(1, 20).divide(Ball.of(3, 20));
    Ball wide = third.widened(Magnitude.powerOfTwo(-4));
    assertThat(wide).hasToString("between 0.27083333 and 0.39583334");
    assertThat(wide.negate()).hasToString("between -0.39583334 and -0.27083333");
    assertThat(Ball.between(0.1, Double.POSITIVE_INFINITY, 20))
        .hasToString("at least 0.10000000000000000555");
    assertThat(Ball.between(Double.NEGATIVE_INFINITY, 0.1, 20))
        .hasToString("at most 0.10000000000000000556");
    assertThat(Ball.between(-0.1, Double.POSITIVE_INFINITY, 20))
        .hasToString("at least -0.10000000000000000556");
  }

  @Test
  void theRadiusHasTheRoundingOfTheDigits() {
    Ball third = Ball.of(1, 20).divide(Ball.of(3, 20));
    assertThat(third).hasToString("0.33333333333333333333 ± 3.4E-21");
    assertThat(third.widened(Magnitude.powerOfTwo(-20))).hasToString("0.333333 ± 0.0000013");
  }

  @Test
  void wideBallsAreWrittenByTheirEnds() {
    Ball one = Ball.of(1, 20);
    Ball eight = one.widened(Magnitude.powerOfTwo(-10));
    assertThat(eight.certainBits()).isEqualTo(8);
    assertThat(eight.toString()).startsWith("1 ± ");
    assertThat(one.widened(Magnitude.powerOfTwo(-9)).toString()).startsWith("between 0.998");
  }

  @Test
  void textIsReadExactlyUpToTenThousandPlaces() {
    assertThat(Ball.of("1e10000", 20_000).isExact()).isTrue();
    assertThat(Ball.of("1e10001", 20_000).isExact()).isFalse();
    assertThat(Ball.of("7", 20).isExact()).isTrue();
  }

  @Test
  void aRadiusBelowAllDecimalsIsWrittenGreater() {
    Ball one = Ball.of(1, 20).widened(Magnitude.powerOfTwo(-(1L << 40)));
    assertThat(one.toString()).startsWith("1 ± ").contains("E-505044");
  }

  private static void contains(Ball ball, long power) {
    String text = ball.toString();
    BigDecimal middle = exact(ball.midpoint(), power);
    BigDecimal reach = exact(ball.radiusBound().toBig(), power);
    BigDecimal low;
    BigDecimal high;
    if (text.startsWith("between ")) {
      String[] ends = text.substring(8).split(" and ", -1);
      low = number(ends[0], power);
      high = number(ends[1], power);
    } else {
      String[] parts = text.split(" ± ", -1);
      BigDecimal written = number(parts[0], power);
      BigDecimal radius = number(parts[1], power);
      low = written.subtract(radius);
      high = written.add(radius);
      int digits = Math.max(2, Math.min(ball.digits(), ball.certainDigits() + 2));
      BigDecimal unit = written.abs().scaleByPowerOfTen(1 - digits);
      BigDecimal bound = reach.add(unit);
      assertThat(radius).as(text).isLessThan(bound.multiply(new BigDecimal("1.1")));
    }
    assertThat(low).as(text).isLessThanOrEqualTo(middle.subtract(reach));
    assertThat(high).as(text).isGreaterThanOrEqualTo(middle.add(reach));
  }

  /** A number, over the power of two if its text has one. */
  private static BigDecimal number(String text, long power) {
    String[] parts = text.split("·2\\^", -1);
    long rest = parts.length == 1 ? 0 : Long.parseLong(parts[1]) - power;
    return times(new BigDecimal(parts[0]), rest);
  }

  private static BigDecimal exact(Big x, long power) {
    boolean over = Math.abs(power) > 1L << 24;
    return times(new BigDecimal(x.mantissa()), over ? x.exponent() - power : x.exponent());
  }

  private static BigDecimal times(BigDecimal value, long power) {
    BigDecimal two = new BigDecimal(TWO.pow((int) Math.abs(power)));
    BigInteger five = BigInteger.valueOf(5).pow((int) Math.abs(power));
    return power >= 0 ? value.multiply(two) : value.multiply(new BigDecimal(five, (int) -power));
  }

  @Test
  void aZeroOfUnknownSignHasNone() {
    Ball zero = Ball.of(0.0, 20);
    assertThat(zero).hasToString("0");
    assertThat(zero.negate()).hasToString("-0");
    assertThat(zero.hull(zero.negate())).hasToString("0");
  }

  @Test
  void aRadiusFarBelowTheRoundingOfTheDigits() {
    Ball tenth = Ball.of(0.1, 20).add(Ball.of(-1e9, 20).exp());
    assertThat(tenth).hasToString("0.10000000000000000555 ± 1.2E-21");
  }
}
