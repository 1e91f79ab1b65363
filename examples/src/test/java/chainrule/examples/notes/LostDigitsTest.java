package chainrule.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.Ball;
import org.junit.jupiter.api.Test;

/** What the plots of lost digits show. */
class LostDigitsTest {
  private static double error(String name, int spelling, int order, double x) {
    LostDigits.Curve curve =
        LostDigits.CURVES.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    Ball[] truth = curve.truth(order, x);
    return LostDigits.errors(curve.spellings().get(spelling).order(order), truth, x)[0];
  }

  @Test
  void theSlopeFromTheValueLosesAllDigitsAndOursNone() {
    assertThat(error("sigmoid", 1, 1, 40)).isGreaterThan(1e15);
    assertThat(error("sigmoid", 2, 1, 40)).isLessThan(2);
    assertThat(error("tanh", 1, 1, -25)).isGreaterThan(1e15);
    assertThat(error("tanh", 2, 1, -25)).isLessThan(2);
  }

  @Test
  void eachLosesWhereItsFormulaDoes() {
    assertThat(error("softplus", 0, 0, -45)).isGreaterThan(1e15);
    assertThat(error("softplus", 1, 1, 20.5)).isGreaterThan(1e6);
    assertThat(error("softplus", 2, 2, 0)).isGreaterThan(1e14);
    assertThat(error("GELU", 1, 0, -10)).isGreaterThan(1e14);
    assertThat(error("SiLU", 1, 2, 45)).isGreaterThan(1e13);
    assertThat(error("mish", 0, 0, -45)).isGreaterThan(1e14);
  }

  @Test
  void everySpellingIsRightSomewhereAndNnEverywhere() {
    for (LostDigits.Curve curve : LostDigits.CURVES) {
      int last = curve.spellings().size() - 1;
      for (int order = 0; order <= 2; order++) {
        for (int k = 0; k <= last; k++) {
          assertThat(error(curve.name(), k, order, 0.75)).as(curve.name()).isLessThan(100);
        }
        for (double x : new double[] {-33.5, -2, 0, 3.25, 48}) {
          assertThat(error(curve.name(), last, order, x)).as(curve.name()).isLessThan(16);
        }
      }
    }
  }
}
