package chainrule.examples.derive;

import static chainrule.examples.derive.Session.derive;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.check.Check;
import chainrule.autodiff.check.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowCommandTest {
  private static final String SIGMOID = "s(t) = 1/(1 + exp(-t))";

  @Test
  void derivesRuleByRuleInTextThatCanBeChecked() {
    Session session = derive("show", "-e", SIGMOID);
    assertThat(session.status()).isZero();
    assertThat(session.out()).startsWith(SIGMOID.replace("s(t) ", "s(t)  ")).contains("# ");
    Report report = Check.derivation(session.out());
    assertThat(report.verdict().isRight()).isTrue();
    assertThat(report.lines()).hasSizeGreaterThan(2);
  }

  @Test
  void derivesAsOftenAsAsked() {
    Session session = derive("show", "--order", "2", "-e", "f(x) = x^3");
    assertThat(session.out()).contains("f'(x)", "f''(x)").doesNotContain("f'''");
    assertThat(Check.derivation(session.out()).verdict().isRight()).isTrue();
  }

  @Test
  void showsTheNumbersAtAPoint() {
    assertThat(derive("show", "--at", "x=3", "-e", "f(x) = x^2").out()).contains("; = 6.0");
    assertThat(derive("show", "--at", "x=3", "-e", "a = 5; f(x) = a*x^2").out())
        .contains("; = 30.0");
    assertThat(derive("show", "--at", "x=3,y=1", "-e", "x^2").out()).contains("; = 6.0");
  }

  @Test
  void printsLatexAndGraphs() {
    assertThat(derive("show", "--latex", "-e", SIGMOID).out())
        .contains("\\begin{align*}", "\\frac");
    assertThat(derive("show", "--dot", "-e", SIGMOID).out()).startsWith("digraph").contains("exp");
    assertThat(derive("show", "--svg", "-e", SIGMOID).out()).startsWith("<svg").contains("exp");
    assertThat(derive("show", "--dot", "--order", "1", "-e", "x*x").out()).contains("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "show --order 0 -e x    | from 1 to 6",
        "show --at t=1 -e x     | x has no value",
        "show --dot --svg -e x  | mutually exclusive",
        "show -e x+             | line 1, column",
        "profile -e x*y         | no function of one variable",
        "profile -e log(-1-x^2) | no value"
      })
  void saysWhatIsWrong(String line, String message) {
    Session session = derive(line.split(" "));
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err()).contains(message);
  }
}
