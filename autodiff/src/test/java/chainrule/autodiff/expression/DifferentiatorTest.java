package chainrule.autodiff.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chainrule.autodiff.expression.Differentiator.Slipped;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.real.Ball;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @MethodSource("samples")
  @Tag("slow")
  void slipsAreWrong(String text) {
    Derivation read = FormulaSamples.read(text);
    Formula f = FormulaSamples.body(read);
    Map<String, Ball> right = values(read, Differentiator.derivative(f, "x", read.scope()));
    List<Slipped> slips = Differentiator.slips(f, "x", read.scope());
    assertThat(slips).isNotEmpty().hasSizeLessThanOrEqualTo(400);
    assertThat(slips).allMatch(slipped -> differs(read, slipped.result(), right));
  }

  private static boolean differs(Derivation read, Formula wrong, Map<String, Ball> right) {
    return right.entrySet().stream()
        .anyMatch(
            at ->
                !FormulaSamples.agree(FormulaSamples.at(read, wrong, at.getKey()), at.getValue()));
  }

  private static Map<String, Ball> values(Derivation read, Formula f) {
    return Stream.concat(FormulaSamples.POINTS.stream(), Stream.of("-1.25"))
        .filter(point -> !FormulaSamples.at(read, f, point).isNaN())
        .collect(Collectors.toMap(point -> point, point -> FormulaSamples.at(read, f, point)));
  }

  @ParameterizedTest
  @CsvSource({
    "1/(1 + exp(-x)), quotient-square, exp(-x)/(1 + exp(-x))",
    "1/(1 + exp(-x)), sign, -exp(-x)/(1 + exp(-x))^2",
    "1/(1 + exp(-x)), one-minus, 1 - 1/(1 + exp(-x))",
    "sigmoid(x), one-minus, 1 - sigmoid(x)",
    "sigmoid(x), function-for-derivative, sigmoid(x)",
    "x^2*sin(x), product-term, 2*x*sin(x)",
    "x^2*sin(x), product-term, x^2*cos(x)",
    "x^2*sin(x), product-term, 2*x*cos(x)",
    "x^2*sin(x), product-term, 2*x*sin(x) - x^2*cos(x)",
    "x^2*sin(x), power, 2*x^2*sin(x) + x^2*cos(x)",
    "x^2*sin(x), function-for-derivative, 2*x*sin(x) + x^2*sin(x)",
    "sin(x)/x, quotient-order, (sin(x) - x*cos(x))/x^2",
    "sin(x)/x, quotient-order, (sin(x) + x*cos(x))/x^2",
    "sin(x)/x, quotient-square, (x*cos(x) - sin(x))/x",
    "x^3, power, 3*x^3",
    "x^3, power, 3*x",
    "x^3, power, 2*x^2",
    "x^3, power, 3*x^4",
    "x^3, factor, x^2",
    "5*x^3, factor, 3*x^2",
    "cos(x), sign, sin(x)",
    "exp(-x), dropped-inner, exp(-x)",
    "exp(3*x), dropped-inner, exp(3*x)",
    "exp(x), power, x*exp(x - 1)",
    "log(x), reciprocal, x",
    "log2(x), log-base, 1/x",
    "log10(x), log-base, log(10)/x",
    "2^x, log-base, 2^x",
    "2^x, power, x*2^(x - 1)",
    "tanh(x), power, 1 - tanh(x)",
    "tanh(x), sign, 1 + tanh(x)^2",
    "atan(x), power, 1/(1 + x)",
    "sqrt(x), factor, 1/sqrt(x)",
    "x + 3, function-for-derivative, 1 + 3",
  })
  void slipsAreNamed(String f, String slip, String wrong) {
    Derivation read = FormulaSamples.read(f);
    Map<String, Ball> claimed = values(read, FormulaSamples.body(FormulaSamples.read(wrong)));
    List<Slipped> slips =
        Differentiator.slips(FormulaSamples.body(read), "x", read.scope()).stream()
            .filter(slipped -> !differs(read, slipped.result(), claimed))
            .toList();
    assertThat(slips).extracting(Slipped::slip).contains(slip);
  }

  @Test
  void explanationsAreClauses() {
    Derivation read = FormulaSamples.read("exp(-x)");
    assertThat(Differentiator.slips(FormulaSamples.body(read), "x", read.scope()))
        .extracting(Slipped::explanation)
        .contains("the inner derivative of -x, which is -1, is dropped");
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
