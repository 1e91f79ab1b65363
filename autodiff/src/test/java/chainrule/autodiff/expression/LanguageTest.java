package chainrule.autodiff.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the language means, read and written. */
class LanguageTest {
  private static Formula formula(String text) {
    return Derivation.parse("a, b, c, x, y: scalar\nf(t) = t\nq = " + text)
        .scope()
        .definition("q")
        .body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-x^2 | -(x^2)",
        "2^3^x | 2^(3^x)",
        "a - b - c | (a - b) - c",
        "a/b/c | (a/b)/c",
        "a/b*c | (a/b)*c",
        "2^-x | 2^(-x)",
        "x**2 | x^2",
        "x² + y³ | x^2 + y^3",
        "x⁻¹ | x^(-1)",
        "a·b | a*b",
        "2x | 2*x",
        "3(x + 1) | 3*(x + 1)",
        "(x + 1)(x - 1) | (x + 1)*(x - 1)",
        "f(x)(1 - f(x)) | f(x)*(1 - f(x))",
        "x(1 - x) | x*(1 - x)",
        "np.exp(-x) | exp(-x)",
        "math.sin(x) | sin(x)",
        "e^x | exp(x)",
        "sin²(x) | sin(x)^2",
        "sin^2(x) | sin(x)^2",
        "√x | sqrt(x)",
        "x > 0 | x > 0",
        "0 < x < 1 | (0 < x)*(x < 1)",
        "\\frac{1}{1+e^{-x}} | 1/(1 + exp(-x))",
        "\\sqrt{x^2+1} | sqrt(x^2 + 1)",
        "\\sqrt[3]{x} | x^(1/3)",
        "\\sigma(x) \\cdot \\tanh x | sigma(x)*tanh(x)",
        "\\left(x+1\\right)^{2} | (x + 1)^2",
        "a x e^{-x} \\ln x | a*x*exp(-x)*ln(x)",
        "\\frac12 | 1/2",
        "½x² | (1/2)*x^2",
        "1/2 x | (1/2)*x",
        "1/2(x + 1) | (1/2)*(x + 1)",
        "xy | x*y",
        "(x, 2y) | [x, 2*y]",
        "\\sin^{-1}(x) + \\tan^{-1} x | asin(x) + atan(x)",
        "sin⁻¹(x) | asin(x)",
        "\\log_{10}(x) + \\log_2 x | log_10(x) + log_2(x)",
        "\\text{relu}(x) + \\mathrm{tanh}(x) | relu(x) + tanh(x)",
        "2\\left[x + \\frac{1}{y}\\right] | 2*(x + 1/y)",
        "2xy² | 2*x*y^2",
        "2πx | 2*π*x",
        "x if x > y else y | where(x > y, x, y)",
        "x if x > 1 else y if x > 0 else a | where(x > 1, x, where(x > 0, y, a))"
      })
  void isReadAs(String text, String meaning) {
    assertThat(formula(text)).isEqualTo(formula(meaning));
  }

  @Test
  void barsAreAbsoluteValues() {
    assertThat(formula("|x| + |y - 1|")).isEqualTo(formula("abs(x) + abs(y - 1)"));
    assertThat(formula("2|x||y|")).isEqualTo(formula("2*abs(x)*abs(y)"));
    assertThat(formula("\\frac{1}{2} \\|x - y\\|^2")).isEqualTo(formula("1/2*norm(x - y)^2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "d/dx (x^2*y) | d/dx (x^2*y)",
        "d/dx x^2*y + y | d/dx (x^2*y) + y",
        "df/dt | df/dt",
        "d²f/dt² | d^2f/dt^2",
        "d^2 f/dt^2 | d^2f/dt^2",
        "∂f/∂t | df/dt",
        "\\frac{d}{dx} \\sin x | d/dx (sin(x))",
        "\\frac{\\partial f}{\\partial t} | df/dt",
        "\\frac{d^2 f}{dt^2} | d^2f/dt^2",
        "f'(x) | f'(x)",
        "f''(2x) | f''(2*x)",
        "f″(x) | f''(x)",
        "f^{\\prime}(x) | f'(x)",
        "f^{\\prime\\prime}(x) | f''(x)",
        "f^\\prime(x) | f'(x)",
        "σ'(x) | σ'(x)"
      })
  void derivativesAreReadAs(String text, String meaning) {
    assertThat(formula(text)).isEqualTo(formula(meaning));
  }

  @ParameterizedTest
  @CsvSource({
    "1/(1 + exp(-x))",
    "-(x + 1)^2",
    "(-x)^2",
    "a - (b - c)",
    "a/(b*c)",
    "(a*b)^(c + 1)",
    "2*-x",
    "(x > 0)*x",
    "f''(x + 1)",
    "d/dx (x^2 + 1)*y",
    "-x*y"
  })
  void whatIsWrittenIsReadAgain(String text) {
    Formula read = formula(text);
    assertThat(formula(read.toString())).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f(x) = sgmoid(x) | 1 | 8 | the function sgmoid is not known; did you mean sigmoid?",
        "f(x) = 1 + | 1 | 11 | expected a number, a name or '(', but found the end",
        "f(x) = (1 + x | 1 | 14 | expected ')' to close the one at column 8, but found the end",
        "f(x) = 1/2x | 1 | 11 | a product without a sign after '/' can be read in two ways",
        "f(x) = exp(x, 2) | 1 | 8 | exp takes 1 argument, but has 2",
        "f(x) = x ? 2 | 1 | 10 | '?' has no meaning here",
        "W: matirx(3, 4) | 1 | 4 | did you mean matrix?",
        "W: vector(3, 4) | 1 | 4 | a vector has 1 size, not 2",
        "g'(x) = 1 | 1 | 1 | the function g is not known",
        "f(x) = x f'(x) | 1 | 10 | the function f is not known before its formula ends; end it",
        "f(x) = (x + 1; f'(x) = 1 | 1 | 16 | the function f is not known before its formula ends",
        "f(x, y) = x*y; f'(x, y) = y | 1 | 16 | a prime needs a function of one argument",
        "a: vector(3); b: vector(4); y = a + b | 1 | 35 | shapes [3] and [4] do not fit",
        "f(x) = [1, 2][5] | 1 | 8 | index 5 is outside of shape [2]",
        "f(x) = \\mathbb{1}[x > 0] | 1 | 8 | the command \\mathbb has no meaning here",
        "f(x) = \\begin{cases} | 1 | 8 | the command \\begin has no meaning here",
        "y = y + 1 | 1 | 1 | y is defined by itself",
        "a = b; b = 2*a | 1 | 8 | b is defined by itself",
        "= x | 1 | 1 | this line goes on from nothing",
        "f(x) = x; x + 1 | 1 | 16 | expected '='"
      })
  void anErrorSaysWhereAndWhatToDo(String text, int line, int column, String problem) {
    SyntaxException error =
        catchThrowableOfType(SyntaxException.class, () -> Derivation.parse(text));
    assertThat(error).isNotNull();
    assertThat(error.problem()).contains(problem);
    assertThat(error.line()).isEqualTo(line);
    assertThat(error.column()).as(error.getMessage()).isEqualTo(column);
  }

  @Test
  void theMessageShowsTheLineWithACaret() {
    SyntaxException error =
        catchThrowableOfType(
            SyntaxException.class, () -> Derivation.parse("f(x) = x\nf'(x) = tnah(x)\n"));
    assertThat(error)
        .hasMessage(
            """
            line 2, column 9: the function tnah is not known; did you mean tanh?
                f'(x) = tnah(x)
                        ^""");
  }

  @Test
  void chainsGoOnInTheNextLine() {
    Derivation derivation =
        Derivation.parse("f(x) = x^2\n  # a comment\nf'(x) = x + x   # so far\n\n   = 2*x");
    assertThat(derivation.claims()).hasSize(1);
    assertThat(derivation.claims().get(0).steps())
        .extracting(Claim.Step::line)
        .containsExactly(3, 5);
    assertThat(derivation.claims().get(0).steps())
        .extracting(Claim.Step::text)
        .containsExactly("x + x", "2*x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f(x) = x^2 +\n  1\nf'(x) = 2*x",
        "f(x) =\n  x^2 + 1\nf'(x) =\n  2*x",
        "f(x)\n  = x^2\n  + 1\nf'(x)\n  = 2*x",
        "f(x)\r\n  = x^2  # a square\r\n\r\n  - 1\r\nf'(x)\r\n  = 2*x",
        "\ufefff(x) = x^2; f'(x) = 2*x"
      })
  void formulasGoOnInTheNextLine(String text) {
    Derivation derivation = Derivation.parse(text);
    assertThat(derivation.claims()).hasSize(1);
    assertThat(derivation.claims().get(0).target()).hasToString("f'(x)");
    assertThat(derivation.claims().get(0).steps())
        .extracting(Claim.Step::text)
        .containsExactly("2*x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W v | W @ v",
        "u^T W v | u.T @ W @ v",
        "2 v^T v | (2*v.T) @ v",
        "(W v - u) v^T | outer(W @ v - u, v)",
        "v v | v*v",
        "2W v | (2*W) @ v",
        "v_i | v[i]",
        "W_{ij} | W[i, j]",
        "a_i | a_i"
      })
  void productsWithoutASignAreThoseOfMatrices(String text, String meaning) {
    String declared =
        "W: matrix(2, 3)\nv: vector(3)\nu: vector(2)\na, i, j: scalar\na_i: scalar\nL = sum(W)\n";
    assertThat(claimed(declared + "L = " + text)).isEqualTo(claimed(declared + "L = " + meaning));
  }

  private static Formula claimed(String text) {
    return Derivation.parse(text).claims().get(0).steps().get(0).formula();
  }

  @Test
  void aGradientMayNameItsVariable() {
    String text = "w, v: vector(3); L = sum(w*v); ∇_w L = v";
    assertThat(Derivation.parse(text).claims().get(0).target()).hasToString("dL/dw");
  }

  @Test
  void aConditionMayStandBehindAClaim() {
    Derivation derivation = Derivation.parse("f(x) = |x|\nf'(x) = 1 if x > 0 and x < 1");
    assertThat(derivation.claims().get(0).conditions())
        .extracting(Formula::toString)
        .containsExactly("x > 0", "x < 1");
  }

  @Test
  void aPrimeOfAValueIsItsDerivativeByItsVariable() {
    Derivation derivation = Derivation.parse("c = 3\ny = c*x^2\ny' = 6*x");
    assertThat(derivation.claims().get(0).target()).hasToString("dy/dx");
  }

  @Test
  void aGreekLetterWithoutArgumentsIsAVariable() {
    assertThat(Derivation.parse("f(x) = \\sigma \\sqrt{x}").scope().definition("f").body())
        .hasToString("sigma*sqrt(x)");
    assertThat(Derivation.parse("f(x) = \\sigma^2(x)").scope().definition("f").body())
        .hasToString("sigma(x)^2");
  }

  @Test
  void namesOfTheUserWinOverThoseOfTheLanguage() {
    Derivation derivation = Derivation.parse("sigmoid(x) = 2*x\ne = 3\ny = sigmoid(e)");
    assertThat(
            derivation.evaluate(Formula.name("y"), java.util.Map.of(), Budget.of(100, 1)).value())
        .isEqualTo(6);
  }

  @Test
  void deepAndLongTextsAreRefused() {
    for (String text :
        new String[] {
          "f(x) = " + "(".repeat(5000) + "x" + ")".repeat(5000),
          "f(x) = " + "-".repeat(5000) + "x",
          "f(x) = x" + "^x".repeat(5000),
          "f(x) = " + "x + ".repeat(200_000) + "x"
        }) {
      assertThat(catchThrowableOfType(SyntaxException.class, () -> Derivation.parse(text)))
          .isNotNull();
    }
  }
}
