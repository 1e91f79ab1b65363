package chainrule.autodiff.check.junit;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.cos;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.reciprocal;
import static chainrule.autodiff.Operations.sin;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.check.junit.DerivativeAssertions.assertDerivation;
import static chainrule.autodiff.check.junit.DerivativeAssertions.assertDerivative;
import static chainrule.autodiff.check.junit.DerivativeAssertions.assertGradient;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chainrule.autodiff.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

class DerivativeAssertionsTest {
  private static Tensor sigmoid(Tensor x) {
    return reciprocal(add(1, exp(negate(x))));
  }

  @Test
  void rightDerivativesPass() {
    assertDerivative(
        DerivativeAssertionsTest::sigmoid, x -> multiply(sigmoid(x), subtract(1, sigmoid(x))));
    assertGradient(x -> sum(square(x)), x -> multiply(2, x), 3);
  }

  @Test
  void aFailureHasTheReportAsItsMessage() {
    assertThatThrownBy(() -> assertDerivative(x -> sin(x), x -> negate(cos(x))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("wrong: at x = 1 it is -0.54030")
        .hasMessageContaining("a sign is wrong");
    assertThatThrownBy(() -> assertDerivation("f(x) = x^2\nf'(x) = 2*x\n      = x"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the first line that breaks is line 3");
  }

  @ParameterizedTest
  @DerivationSource("src/test/resources/chainrule/autodiff/check/junit")
  void filesOfAFolderAreTests(DerivationFile file) {
    assertDerivation(file);
  }
}
