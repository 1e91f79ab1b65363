package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims that are wrong in a few places only. */
class HiddenErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f(x) = x^2; f'(x) = where((x > 6.3)*(x < 6.4), 2*x + 1, 2*x)",
        "f(x) = x^2; f'(x) = where((x*x > 40)*(x*x < 41), 2*x + 1, 2*x)",
        "f(x) = x^2; f'(x) = where(log(x) > 5.7, 1, 2*x)",
        "f(x) = x^2; f'(x) = where(abs(x - pi) < 0.001, 1, 2*x)",
        "f(x) = x^2; c = 3.7; f'(x) = where((x > 2*c)*(x < 2*c + 0.01), 1, 2*x)",
        "f(x) = x^2; f'(x) = where(x > 1e7, 2*x + 1, 2*x)",
        "f(x) = x^2; f'(x) = where(x == 7, 2*x + 1, 2*x)",
        "f(x) = x^2; f'(x) = 2*x*(1 + 1e-12)",
        "f(x) = x^2; f'(x) = 2*x + 1e-30",
        "f(x) = sin(pi*x); f'(x) = 3.14159*cos(pi*x)",
        "f(x) = tanh(x); f'(x) = where(x > 30, 0, 1 - tanh(x)^2)",
        "f(x) = abs(x); f'(x) = where(x == 0, 2, sign(x))",
        "f(x) = abs(x - 17.3); f'(x) = where(x > 17.31, 1, -1)",
        "a: scalar; f(x) = sqrt(a^2)*x; df/dx = a",
        "a: scalar; f(x) = a*x^2; f'(x) = where(a == 7, 1, 2*a*x)",
        "a: scalar; f(x) = sin(a*x); f'(x) = a*cos(a*x)*where(x > 2e5, 0, 1)",
        "L = a*b*x; dL/dx = b*b",
        "x: vector(3); L = sum(x^2); dL/dx = where(x > 20.2, x, 2*x)",
        "x: vector(3); L = sum(abs(x)); dL/dx = where(x == 0, 2, sign(x))",
        "x: vector(4); s = softmax(x);"
            + " J = diag(s) - outer(s, s) + 1e-9*outer([0, 0, 0, 1], [1, 0, 0, 0])"
      })
  void areFound(String text) {
    Report report = Check.derivation(text);
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.WRONG);
  }
}
