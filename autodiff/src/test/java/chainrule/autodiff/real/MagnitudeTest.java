package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Magnitudes are not below the exact result, and above it by two units of 30 bits at most. */
@Tag("fast")
class MagnitudeTest {
  private static final Big SLACK = Big.ONE.add(Big.ONE.scale(-28));

  /** Mantissas at the borders of rounding and carrying, with exponents around one another. */
  private static final List<Magnitude> ALL = all();

  private static List<Magnitude> all() {
    List<Magnitude> all = new ArrayList<>();
    all.add(Magnitude.ZERO);
    for (long value : new long[] {1, 3, 5, (1 << 29) + 1, 715_827_883, (1 << 30) - 1}) {
      for (long exponent : new long[] {-1100, -61, -31, -30, -29, -3, -1, 0, 1, 2, 28, 1000}) {
        all.add(Magnitude.of(value, exponent));
      }
    }
    return all;
  }

  private static void assertBounds(Magnitude bound, Big exact) {
    assertThat(bound.toBig().compareTo(exact)).as("%s", bound).isNotNegative();
    assertThat(bound.toBig().compareTo(exact.multiply(SLACK))).as("%s", bound).isNotPositive();
    if (!bound.isZero()) {
      Big least = Big.ONE.scale(bound.top() - 1);
      assertThat(least.compareTo(bound.toBig())).as("%s", bound).isNotPositive();
      assertThat(least.scale(1).compareTo(bound.toBig())).as("%s", bound).isPositive();
    }
  }

  @Test
  void numbersOfThirtyBitsAreExactAndLongerOnesRoundedUp() {
    for (int bits = 1; bits < 63; bits++) {
      for (long value :
          new long[] {1L << bits, (1L << bits) + 1, (1L << bits) - 1, (1L << bits) / 3 + 1}) {
        Big exact = new Big(BigInteger.valueOf(value), 7);
        assertBounds(Magnitude.of(value, 7), exact);
        assertBounds(Magnitude.above(exact), exact);
        assertBounds(Magnitude.above(exact.negate()), exact);
        Big below = Magnitude.below(exact.negate()).toBig();
        assertThat(below.compareTo(exact)).isNotPositive();
        assertThat(below.multiply(SLACK).compareTo(exact)).isNotNegative();
        if (bits < 30) {
          assertThat(Magnitude.of(value, 7).toBig().compareTo(exact)).isZero();
          assertThat(Magnitude.above(exact)).isEqualTo(Magnitude.below(exact));
        }
      }
      assertThat(Magnitude.of(1L << bits, 0)).isEqualTo(Magnitude.powerOfTwo(bits));
    }
    assertThat(Magnitude.of(0, 5)).isSameAs(Magnitude.ZERO);
    assertThat(Magnitude.above(Big.ZERO)).isSameAs(Magnitude.ZERO);
    assertThat(Magnitude.below(Big.ZERO)).isSameAs(Magnitude.ZERO);
    assertThat(Magnitude.ZERO.top()).isLessThan(-(1L << 61));
  }

  @Test
  void sumsProductsAndQuotientsAreBounds() {
    for (Magnitude a : ALL) {
      for (Magnitude b : ALL) {
        assertBounds(a.add(b), a.toBig().add(b.toBig()));
        assertBounds(a.multiply(b), a.toBig().multiply(b.toBig()));
        if (!b.isZero()) {
          // the quotient times the divisor is not below the dividend
          Big product = a.divide(b).toBig().multiply(b.toBig());
          assertThat(product.compareTo(a.toBig())).as("%s / %s", a, b).isNotNegative();
          assertThat(product.compareTo(a.toBig().multiply(SLACK))).isNotPositive();
        }
      }
      assertBounds(a.multiply(7), a.toBig().multiply(Big.of(7)));
      assertBounds(a.scale(-3), a.toBig().scale(-3));
    }
    assertThat(Magnitude.powerOfTwo(3).add(Magnitude.powerOfTwo(2)).toDouble()).isEqualTo(12);
    assertThat(Magnitude.powerOfTwo(3).add(Magnitude.ZERO)).isEqualTo(Magnitude.of(8, 0));
  }

  @Test
  void orderIsThatOfTheNumbers() {
    for (Magnitude a : ALL) {
      for (Magnitude b : ALL) {
        int expected = a.toBig().compareTo(b.toBig());
        assertThat(Integer.signum(a.compareTo(b))).as("%s, %s", a, b).isEqualTo(expected);
        assertThat(a.equals(b)).isEqualTo(expected == 0);
        assertThat(expected != 0 || a.hashCode() == b.hashCode()).isTrue();
        assertThat(Magnitude.max(a, b)).isEqualTo(expected >= 0 ? a : b);
      }
      assertThat(a).isNotEqualTo(a.toBig());
    }
  }

  @Test
  void doublesAreBounds() {
    for (Magnitude a : ALL) {
      double value = a.toDouble();
      if (a.top() < 1000) {
        assertThat(Big.of(value).compareTo(a.toBig())).as("%s", a).isNotNegative();
      }
      if (a.top() > -1000 && a.top() < 1000) {
        assertThat(Big.of(value).compareTo(a.toBig())).as("%s", a).isZero();
      }
    }
    assertThat(Magnitude.powerOfTwo(-1022).toDouble()).isEqualTo(Double.MIN_NORMAL);
    assertThat(Magnitude.powerOfTwo(-1L << 40).toDouble()).isEqualTo(Double.MIN_VALUE);
    assertThat(Magnitude.powerOfTwo(1L << 40).toDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Magnitude.powerOfTwo(1023).toDouble()).isEqualTo(0x1p1023);
    assertThat(Magnitude.of(3, 4)).hasToString("805306368·2^-24");
  }

  @Test
  void expm1IsBoundedUpToOne() {
    for (int k = 1; k <= 1000; k++) {
      double x = k / 1001.0;
      Magnitude bound = Magnitude.above(Big.of(x));
      double expm1 = bound.expm1().toDouble();
      assertThat(expm1).isBetween(Math.expm1(x), x + x * x * (1 + 1e-8) + x * 1e-8);
    }
    assertThatThrownBy(() -> Magnitude.powerOfTwo(0).expm1())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("above 1");
  }
}
