package chainrule.nn.activations;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.normalCdf;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Precise;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Where the engine has an activation as one operation, its derivatives are those that the chain
 * rule gives for the textbook's composition.
 */
class ChainRuleTest {
  private static final int DIGITS = 60;

  private static Real[] precise(UnaryOperator<Tensor> f, double... x) {
    Real[] point = new Real[x.length];
    for (int i = 0; i < x.length; i++) {
      point[i] = DecimalReal.of(x[i], DIGITS);
    }
    return Precise.evaluate(f, Shape.of(x.length), point);
  }

  private static void assertSame(UnaryOperator<Tensor> f, UnaryOperator<Tensor> g, double... x) {
    Real[] actual = precise(f, x);
    Real[] expected = precise(g, x);
    for (int i = 0; i < actual.length; i++) {
      double error =
          actual[i].subtract(expected[i]).abs().doubleValue() / Math.abs(expected[i].doubleValue());
      assertThat(error).as("entry %s: %s for %s", i, actual[i], expected[i]).isLessThan(1e-38);
    }
  }

  @Test
  void ofOneNumber() {
    Map<UnaryOperator<Tensor>, UnaryOperator<Tensor>> compositions =
        Map.of(
            Activations::silu,
            x -> divide(x, add(1, exp(negate(x)))),
            Activations::mish,
            x -> multiply(x, tanh(log1p(exp(x)))),
            Activations::gelu,
            x -> multiply(x, normalCdf(x)));
    compositions.forEach(
        (operation, composition) -> {
          UnaryOperator<Tensor> f = operation;
          UnaryOperator<Tensor> g = composition;
          for (int order = 0; order <= 3; order++) {
            assertSame(f, g, -7.25, -2.5, -1.1, -0.3, 0.4, 1.75, 3.3, 12.5);
            f = Derivatives.derivative(f);
            g = Derivatives.derivative(g);
          }
        });
  }

  private static Tensor softmax(Tensor x) {
    Tensor e = exp(x);
    return divide(e, expand(sum(e), e.shape()));
  }

  @Test
  void ofTheSoftmax() {
    UnaryOperator<Tensor> ours = x -> Activations.softmax(x, 0);
    double[] x = {1.5, -0.75, 3.25, 0.1};
    assertSame(ours, ChainRuleTest::softmax, x);
    assertSame(Derivatives.jacobian(ours), Derivatives.jacobian(ChainRuleTest::softmax), x);
    UnaryOperator<Tensor> weighted = y -> sum(multiply(Tensor.vector(1, -2, 3, 5), ours.apply(y)));
    UnaryOperator<Tensor> composed = y -> sum(multiply(Tensor.vector(1, -2, 3, 5), softmax(y)));
    assertSame(Derivatives.hessian(weighted), Derivatives.hessian(composed), x);
  }
}
