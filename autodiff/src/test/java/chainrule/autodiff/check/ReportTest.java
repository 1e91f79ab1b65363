package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  @Test
  void theFirstLineThatBreaksIsNamedAndLaterLinesAreJudgedOnTheirOwn() {
    Report report =
        Check.derivation(
            """
            f(x)  = 1/(1 + exp(-x))
            f'(x) = exp(-x)/(1 + exp(-x))^2
                  = exp(-x)/(1 + exp(-x))
                  = f(x)*(1 - f(x))
            """);
    assertThat(report.lines())
        .extracting(Judgement::verdict)
        .containsExactly(Verdict.RIGHT, Verdict.WRONG, Verdict.UNSTABLE);
    assertThat(report.firstWrongLine()).hasValue(3);
    Judgement wrong = report.firstWrong().orElseThrow();
    assertThat(wrong.slip().orElseThrow().name()).isEqualTo("quotient-square");
    assertThat(report.toString())
        .contains("the square of the denominator is missing")
        .contains("the first line that breaks is line 3");
    assertThat(report.toJson()).contains("\"line\": 3", "\"slip\": \"quotient-square\"");
  }

  @Test
  void whereDigitsAreLostIsSaid() {
    Judgement line =
        Check.derivation("s(x) = 1/(1 + exp(-x)); s'(x) = s(x)*(1 - s(x))").lines().get(0);
    assertThat(line.verdict()).isEqualTo(Verdict.UNSTABLE);
    assertThat(line.instability().orElseThrow().from()).startsWith("x > 1");
    assertThat(line.instability().orElseThrow().computed()).isZero();
  }

  @Test
  void aClaimOfHalfALineIsReportedAsThat() {
    Judgement line = Check.derivation("q(x) = sqrt(x^2); q'(x) = 1").lines().get(0);
    assertThat(line.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(line.holdsFor()).isEqualTo("x > 0");
  }

  @Test
  void aLimitThatIsSharedIsNoPartWhereAClaimHolds() {
    Judgement line =
        Check.derivation("f(x) = 1/(1 + exp(-x)); f'(x) = exp(-x)/(1 + exp(-x))").lines().get(0);
    assertThat(line.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(line.holdsFor()).isEmpty();
  }

  @Test
  void theTextIsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Check.derivation("f(x) = x^2; f'(3) = 6"))
          .hasToString(
              """
              f'(3) = 6   right
              tried at 1 point (seed 42); 7 of 7 slips made in right lines show there
              """);
      assertThat(Check.derivation("f(x) = sin(x); f'(x) = cos(x)").toString())
          .startsWith("f'(x) = cos(x)   right, within 1 ulp\n");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aFunctionThatIsInfiniteEverywhereHasNoSlope() {
    Report report = Check.derivation("f(x) = x + 1/0; f'(x) = 5");
    assertThat(report.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void anEntryThatCannotBeToldIsNotRightBecauseAnotherCancels() {
    Report report =
        Check.derivation(
            """
            x: vector(2)
            f(x) = [3*x[0], where(sin(pi) > 0, 2*x[1], log(-x[1]^2))]
            J = [[3, sin(1)^2 + cos(1)^2 - 1], [0, 2]]
            """);
    assertThat(report.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void aStatedDomainIsKept() {
    assertThat(Check.derivation("q(x) = sqrt(x^2); q'(x) = 1 for x > 0").verdict())
        .isEqualTo(Verdict.RIGHT);
    assertThat(Check.derivation("for x > 0\nq(x) = sqrt(x^2); q'(x) = 1").verdict())
        .isEqualTo(Verdict.RIGHT);
  }

  @Test
  void oneValueAtAKinkIsRightButNotTwo() {
    Report report =
        Check.derivation("r(x) = max(0, x); r'(x) = where(x > 0, 1, 0) = where(x >= 0, 1, 0)");
    assertThat(report.lines())
        .extracting(Judgement::verdict)
        .containsExactly(Verdict.RIGHT, Verdict.WRONG);
  }

  @Test
  void nothingInTheDomainCannotBeTold() {
    Report report = Check.derivation("f(x) = log(-1 - x^2); f'(x) = 2*x/(1 + x^2)");
    assertThat(report.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void aCheckSaysHowManySlipsItWouldHaveSeen() {
    Coverage coverage =
        Check.derivation("f(x) = x*sin(2*x); f'(x) = sin(2*x) + 2*x*cos(2*x)")
            .lines()
            .get(0)
            .coverage();
    assertThat(coverage.mutants()).isGreaterThan(20);
    assertThat(coverage.caught()).isGreaterThan(coverage.mutants() * 9 / 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f(x) = sin(x); f'(x) = -cos(x) | sign",
        "f(x) = x^3; f'(x) = 3*x^3 | power",
        "f(x) = sin(x^2); f'(x) = cos(x^2) | dropped-inner",
        "f(x) = tanh(x); f'(x) = tanh(x) | function-for-derivative",
        "f(x) = x^2*exp(x); f'(x) = 2*x*exp(x) | product-term",
        "f(x) = x/(1 + x^2); f'(x) = (1 + x^2 - 2*x^2)/(1 + x^2) | quotient-square",
        "f(x) = sin(x)/x; f'(x) = (sin(x) - x*cos(x))/x^2 | quotient-order",
        "s(x) = 1/(1 + exp(-x)); s'(x) = 1 - s(x) | one-minus",
        "f(x) = log(2*x); f'(x) = x | reciprocal",
        "f(x) = log2(x); f'(x) = 1/x | log-base",
        "f(x) = sin(x); f'(x) = cos(x*pi/180) | degrees",
        "f(x) = exp(x)*x; f'(x) = 3*(exp(x)*x + exp(x)) | factor",
        "x: vector(3); A: matrix(3,3); b: vector(3); L = b @ A @ x; dL/dx = A @ b | transpose",
        "x: vector(3); y: vector(2); W: matrix(2,3); L = y @ W @ x; dL/dW = outer(x, y) | transpose",
        "x: vector(3); L = mean(x^2); dL/dx = 2*x | mean-for-sum",
        "X: matrix(4,3); b: vector(3); L = sum((X + b)^2)/2; dL/db = X + b | missing-sum"
      })
  void theSlipIsNamed(String text, String slip) {
    Judgement wrong = Check.derivation(text).firstWrong().orElseThrow();
    assertThat(wrong.slip().orElseThrow().name()).as(wrong.text()).isEqualTo(slip);
  }
}
