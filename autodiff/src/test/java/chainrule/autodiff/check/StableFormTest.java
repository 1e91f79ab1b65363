package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Accuracy;
import chainrule.autodiff.Precise;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Definition;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Verified;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableFormTest {
  private static Formula formula(String text) {
    Definition definition =
        Derivation.parse("v: vector(2)\nf(x, y) = " + text).scope().definition("f");
    return Objects.requireNonNull(definition).body();
  }

  private static List<String> replacements(String text) {
    return StableForm.of(formula(text)).stream().map(s -> s.replacement().toString()).toList();
  }

  /** A naive formula and a point at which its value in doubles is wrong by many ulps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "log(1 + exp(x)); -40",
        "log(exp(2*x) + 1); 400",
        "log(1/(1 + exp(-x))); -800",
        "log(sigmoid(x)); 30",
        "sqrt(x^2 + 1) - 1; 1e-6",
        "-1 + sqrt(1 + x*x); 1e-6",
        "(exp(x) - 1)/x; 1e-9",
        "exp(x) - 1; 1e-9",
        "log(x + 1); 1e-9",
        "1 - cos(x); 1e-6",
        "cos(x) - 1; 1e-6",
        "(1 - cos(x))/x^2; 1e-6",
        "(exp(x) - exp(-x))/(exp(x) + exp(-x)); 800",
        "(exp(2*x) - 1)/(exp(2*x) + 1); 1e-9",
        "(1 - exp(-2*x))/(1 + exp(-2*x)); 1e-9",
        "0.5*(exp(x) - exp(-x)); 1e-9",
        "1 - tanh(x)^2; 15",
        "1 - tanh(x)*tanh(x); 15",
        "sigmoid(x)*(1 - sigmoid(x)); 40",
        "exp(-x)/(1 + exp(-x))^2; -400",
        "sqrt(x^2 + (3*x)^2); 1e200",
        "1 - erf(x); 5",
        "x^2 - (x + 0.5)^2; 1e15",
        "x/(1 + exp(-x)); -720",
      })
  void theReplacementIsEqualAndBetterInDoubles(String text, double at) {
    Formula naive = formula(text);
    List<StableForm> found = StableForm.of(naive);
    assertThat(found).hasSize(1);
    // the whole is found, so that its replacement can take its place
    UnaryOperator<Tensor> before = function(naive);
    UnaryOperator<Tensor> part = function(found.get(0).part());
    UnaryOperator<Tensor> after = function(found.get(0).replacement());
    for (double x : new double[] {at, -2.5, -0.75, 0.5, 3}) {
      Ball truth = precise(before, x);
      if (truth.isNaN()) {
        continue; // log(x + 1) at -2.5
      }
      assertThat(precise(part, x).isApartFrom(truth)).isFalse();
      Ball replaced = precise(after, x);
      assertThat(replaced.isApartFrom(truth)).isFalse();
      assertThat(replaced.certainDigits()).isGreaterThanOrEqualTo(30);
    }
    Ball truth = precise(before, at);
    double error = Accuracy.ulps(before.apply(Tensor.scalar(at)).value(), truth);
    double left = Accuracy.ulps(after.apply(Tensor.scalar(at)).value(), truth);
    assertThat(error).isGreaterThan(20);
    assertThat(left).isLessThan(4);
  }

  private static UnaryOperator<Tensor> function(Formula formula) {
    return Derivation.parse("a = 1").function(formula, "x");
  }

  private static Ball precise(UnaryOperator<Tensor> f, double x) {
    return Verified.value(t -> Precise.evaluate(f, t), x, 30);
  }

  @Test
  void rowsAreReplacedByTheirOperations() {
    assertThat(replacements("log(sum(exp(v)))")).containsExactly("logSumExp(v)");
    assertThat(replacements("exp(v)/sum(exp(v))")).containsExactly("softmax(v)");
    assertThat(replacements("sin(3*x)/(3*x)")).containsExactly("sinc(3*x)");
  }

  @Test
  void partsOfProductsAndSumsAreFound() {
    assertThat(replacements("2*x*sigmoid(x)")).containsExactly("silu(x)");
    assertThat(replacements("3 + exp(y) - 1")).containsExactly("expm1(y)");
    assertThat(replacements("log(1 + x + y)")).containsExactly("log1p(x + y)");
    assertThat(replacements("hypot(exp(x) - 1, log(1 + y))"))
        .containsExactly("expm1(x)", "log1p(y)");
  }

  @Test
  void whatHoldsIsLeftAlone() {
    for (String text :
        List.of("1/(1 + exp(-x))", "x + y", "x^2 + 1", "log(1 + 2)", "exp(x)/2", "log1p(x)")) {
      assertThat(replacements(text)).isEmpty();
    }
  }

  @Test
  void textSaysWhatToWrite() {
    assertThat(StableForm.of(formula("1 - cos(x)")).get(0))
        .hasToString(
            "1 - cos(x) loses digits in doubles: near 0 the difference cancels; write"
                + " 2*sin(x/2)^2");
  }
}
