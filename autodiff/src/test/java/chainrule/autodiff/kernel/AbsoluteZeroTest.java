package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class AbsoluteZeroTest {

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -2,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  @Test
  void repairsOnlyNaNsOfZeroFactors() {
    for (double c : SPECIAL) {
      for (double p : SPECIAL) {
        double product = c * p;
        double expected = Double.isNaN(product) && (c == 0 || p == 0) ? 0.0 : product;
        assertThat(Double.doubleToLongBits(AbsoluteZero.multiply(c, p)))
            .as("%s times %s", c, p)
            .isEqualTo(Double.doubleToLongBits(expected));
      }
    }
    assertThat(AbsoluteZero.multiply(0, Double.NaN)).isZero();
    assertThat(AbsoluteZero.multiply(Double.NEGATIVE_INFINITY, -0.0)).isZero();
    assertThat(AbsoluteZero.multiply(1, Double.NaN)).isNaN();
  }
}
