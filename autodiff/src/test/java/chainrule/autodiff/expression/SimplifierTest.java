package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.apply;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.Ball;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimplifierTest {
  private static final Derivation READ = FormulaSamples.read("x + a + b");

  @Provide
  Arbitrary<Formula> formulas() {
    Arbitrary<Formula> leaves =
        Arbitraries.of("x", "a", "x", "0", "1", "2", "-3", "1/2", "0.25", "x")
            .map(text -> FormulaSamples.body(FormulaSamples.read(text)));
    return Arbitraries.recursive(() -> leaves, SimplifierTest::larger, 1, 4);
  }

  private static Arbitrary<Formula> larger(Arbitrary<Formula> inner) {
    Arbitrary<Formula> unary =
        Combinators.combine(
                Arbitraries.of(
                    "exp", "log", "sqrt", "sin", "cos", "abs", "tanh", "negate", "sinh", "cosh"),
                inner)
            .as((operation, u) -> apply(operation, u));
    Arbitrary<Formula> binary =
        Combinators.combine(Arbitraries.of("+", "-", "*", "/", "^", "+", "*"), inner, inner)
            .as((operation, u, v) -> apply(operation, u, v));
    return Arbitraries.oneOf(unary, binary, binary);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void valuesAreKept(@ForAll("formulas") Formula formula) {
    Formula simple = Simplifier.simplify(formula);
    assertThat(simple.size()).isLessThanOrEqualTo(3 * formula.size() + 3);
    for (String point : List.of("0.375", "1.625", "-1.25")) {
      Ball value = FormulaSamples.at(READ, formula, point);
      if (Math.abs(value.doubleValue()) < 1e30 && hasValues(formula, point)) {
        assertThat(FormulaSamples.at(READ, simple, point))
            .as(formula + " → " + simple + " at " + point)
            .matches(kept -> close(kept, value), "is " + value);
      }
    }
  }

  /** Whether all parts have values: behind a division by zero anything may follow. */
  private static boolean hasValues(Formula formula, String point) {
    Ball value = FormulaSamples.at(READ, formula, point);
    return !value.isNaN()
        && value.isBounded()
        && formula.parts().stream().allMatch(part -> hasValues(part, point));
  }

  /** Large values on the way may cost digits, which the radius tells. */
  private static boolean close(Ball a, Ball b) {
    return FormulaSamples.agree(a, b) || !a.isApartFrom(b);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void simpleFormulasAreReadAgain(@ForAll("formulas") Formula formula) {
    Formula simple = Simplifier.simplify(formula);
    Derivation again = FormulaSamples.read(simple.toString());
    for (String latex : List.of(simple.toString(), FormulaLatex.of(simple))) {
      Derivation read = FormulaSamples.read(latex);
      Ball value = FormulaSamples.at(READ, simple, "1.625");
      if (!value.isNaN() && value.isBounded()) {
        assertThat(FormulaSamples.at(read, FormulaSamples.body(read), "1.625"))
            .as(latex)
            .matches(other -> close(other, value), "is " + value);
      }
    }
    assertThat(Simplifier.simplify(FormulaSamples.body(again)).size())
        .isLessThanOrEqualTo(simple.size() + 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x + 0*x | x",
        "2*x + 3*x | 5*x",
        "x*x^2/x | x^2",
        "exp(x)*exp(-x) | 1",
        "exp(-x)^2 | exp(-2*x)",
        "exp(2*log(x)) | x^2",
        "sqrt(x)*sqrt(x) | x",
        "(x^2)^(1/2) | sqrt(x^2)",
        "sin(x)^2 + cos(x)^2 | 1",
        "cosh(x)^2 - sinh(x)^2 | 1",
        "1/3 + 1/6 | 1/2",
        "0.1 + 0.2 | 0.3",
        "-(-x) | x",
        "(x - 1) - (x + 1) | -2",
        "x^0 | 1",
        "1/(1/x) | x",
        "sqrt(4)*x | 2*x",
        "(x + 1)*(x - 1) | (1 + x)*(x - 1)",
        "x - (-x)*a | a*x + x",
      })
  void formsAreThoseOfTextbooks(String formula, String simple) {
    assertThat(Simplifier.simplify(FormulaSamples.body(FormulaSamples.read(formula))))
        .hasToString(simple);
  }
}
