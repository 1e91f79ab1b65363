package chainrule.examples;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.negate;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.Verified;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The README's program of proved digits, complete, with what it prints. */
class ProvedDigitsTest {
  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  @Test
  void valuesSlopesAndRanges() {
    UnaryOperator<Real> f = x -> Precise.evaluate(ProvedDigitsTest::sigmoid, x);
    assertThat(Verified.value(f, 0.5, 30)).hasToString("0.622459331201854564638900565746 ± 5E-31");
    assertThat(Verified.derivative(f, 700, 1, 20))
        .hasToString("9.8596765437597708567E-305 ± 5.4E-326");
    assertThat(Verified.range(f, -2, 2, 1e-6))
        .hasToString("least 0.119203 ± 7.3E-7, greatest 0.8807967 ± 4.3E-7");
    Ball kink = Verified.derivative(x -> Precise.evaluate(z -> max(z, 0), x), 0, 1, 20);
    assertThat(kink.doubt()).contains("a kink or jump: 0 from the left, 1 from the right");
  }
}
