package chainrule.autodiff.expression;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.real.Ball;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorkingTest {
  static List<String> samples() {
    return FormulaSamples.ALL;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyLineIsTrueAlsoInLatex(String text) {
    Derivation read = FormulaSamples.read(text);
    Formula f = FormulaSamples.body(read);
    Working working = Working.of(f, "f", "x", read.scope());
    Slope slope = new Slope(f, List.of(Formula.name("x")));
    for (String point : FormulaSamples.POINTS) {
      Ball truth = FormulaSamples.at(read, slope, point);
      for (Working.Line line : working.lines()) {
        String latex = FormulaLatex.of(line.formula());
        Derivation again = FormulaSamples.read(latex);
        assertThat(FormulaSamples.at(read, line.formula(), point))
            .as(line.formula() + " at " + point)
            .matches(value -> FormulaSamples.agree(value, truth), "is " + truth);
        assertThat(FormulaSamples.at(again, FormulaSamples.body(again), point))
            .as(latex + " at " + point)
            .matches(value -> FormulaSamples.agree(value, truth), "is " + truth);
      }
    }
    assertThat(working.last().size())
        .isLessThanOrEqualTo(Differentiator.derivative(f, "x", read.scope()).size());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void textIsReadAgain(String text) {
    Derivation read = FormulaSamples.read(text);
    Working working = Working.of(FormulaSamples.body(read), "f", "x", read.scope());
    List<Claim> claims = Derivation.parse(working.text()).claims();
    assertThat(claims).hasSize(1);
    assertThat(claims.get(0).steps()).hasSameSizeAs(working.lines());
    assertThat(working.next().text()).contains("f''(x) = ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1/(1 + exp(-x)) | exp(-x)/(1 + exp(-x))^2",
        "exp(x)/(1 + exp(x)) | exp(x)/(1 + exp(x))^2",
        "x^2*sin(x) | 2*x*sin(x) + x^2*cos(x)",
        "exp(-x^2/2) | -x*exp(-x^2/2)",
        "x*exp(-x) | exp(-x)*(1 - x)",
        "x^3 - 2*x^2 + x - 7 | 3*x^2 - 4*x + 1",
        "x^2/(1 + x^2) | 2*x/(1 + x^2)^2",
        "x/(1 + x) | 1/(1 + x)^2",
        "sin(x)/cos(x) | 1/cos(x)^2",
        "sqrt(x^2 + 2*x) | (1 + x)/sqrt(x^2 + 2*x)",
        "log(1 + exp(x)) | exp(x)/(1 + exp(x))",
        "x^(1/3) | 1/(3*x^(2/3))",
        "x*log(x) - x | log(x)",
        "1/x | -1/x^2",
        "sin(-x) | -cos(x)",
        "0.5*x^2 | x",
        "max(x, 0) | where(x > 0, 1, 0)",
      })
  void lastLinesAreThoseOfTextbooks(String f, String simple) {
    Derivation read = FormulaSamples.read(f);
    assertThat(Working.of(FormulaSamples.body(read), "f", "x", read.scope()).last())
        .hasToString(simple);
  }

  @Test
  void workingIsWrittenLineByLine() {
    Derivation read = FormulaSamples.read("1/(1 + exp(-x))");
    Working working = Working.of(FormulaSamples.body(read), "f", "x", read.scope());
    assertThat(working.text(Map.of("x", 0.0)))
        .isEqualTo(
            """
            f(x)  = 1/(1 + exp(-x))
            f'(x) = d/dx (1/(1 + exp(-x)))                  # to be derived; = 0.25
                  = -(d/dx (1 + exp(-x)))/(1 + exp(-x))^2   # reciprocal rule; = 0.25
                  = -(d/dx (exp(-x)))/(1 + exp(-x))^2       # sum rule; = 0.25
                  = -(exp(-x)*(d/dx (-x)))/(1 + exp(-x))^2  # derivative of exp; = 0.25
                  = exp(-x)/(1 + exp(-x))^2                 # constant factor; = 0.25
            """);
    assertThat(working.latex()).startsWith("\\begin{align*}\nf'(x) &= \\frac{d}{dx}");
  }
}
