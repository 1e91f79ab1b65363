package chainrule.autodiff.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.real.Ball;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DifferentiatorTest {
  static List<String> samples() {
    return FormulaSamples.ALL;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void derivativesAreTrue(String text) {
    Derivation read = FormulaSamples.read(text);
    Formula f = FormulaSamples.body(read);
    Formula derivative = Differentiator.derivative(f, "x", read.scope());
    Formula second = Differentiator.derivative(derivative, "x", read.scope());
    Formula x = Formula.name("x");
    for (String point : FormulaSamples.POINTS) {
      Ball truth = FormulaSamples.at(read, new Slope(f, List.of(x)), point);
      Ball truth2 = FormulaSamples.at(read, new Slope(f, List.of(x, x)), point);
      assertThat(FormulaSamples.at(read, derivative, point))
          .as(derivative + " at " + point)
          .matches(value -> FormulaSamples.agree(value, truth), "is " + truth);
      assertThat(FormulaSamples.at(read, second, point))
          .as(second + " at " + point)
          .matches(value -> FormulaSamples.agree(value, truth2), "is " + truth2);
    }
  }

  @Test
  void operationsWithoutRuleAreErrors() {
    Derivation read = Derivation.parse("v: vector(3)\nf(x) = sum(x*v)");
    Formula f = read.scope().definitions().get(0).body();
    assertThatThrownBy(() -> Differentiator.derivative(f, "x", read.scope()))
        .isInstanceOf(FormulaException.class)
        .hasMessage("no rule is known for the derivative of sum(x*v)");
  }

  @Test
  void definedValuesAreFollowedUntilTheName() {
    Derivation read = Derivation.parse("x: scalar\nh = x^2\ny = sin(h) + h*x\n");
    Formula y = Formula.name("y");
    assertThat(Differentiator.derivative(y, "h", read.scope())).hasToString("cos(h) + x");
    assertThat(Differentiator.derivative(y, "x", read.scope()))
        .hasToString("cos(h)*(2*x) + (2*x*x + h)");
  }
}
