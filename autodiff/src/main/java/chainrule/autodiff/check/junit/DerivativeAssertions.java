package chainrule.autodiff.check.junit;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Check;
import chainrule.autodiff.check.Report;
import java.util.function.UnaryOperator;

/** Assertions that derivatives are right; the message of a failure is the report of the check. */
public final class DerivativeAssertions {
  private DerivativeAssertions() {}

  /**
   * Asserts that a function of one number, or an elementwise one, has this derivative everywhere
   * that is tried.
   *
   * @throws AssertionError with the report, if it is wrong or cannot be told
   */
  public static void assertDerivative(
      UnaryOperator<Tensor> function, UnaryOperator<Tensor> derivative) {
    assertRight(Check.that(function).hasDerivative(derivative));
  }

  /**
   * Asserts that a function of tensors of the given shape, with one number as its value, has this
   * gradient.
   *
   * @throws AssertionError with the report, if it is wrong or cannot be told
   */
  public static void assertGradient(
      UnaryOperator<Tensor> function, UnaryOperator<Tensor> gradient, int... sizes) {
    assertRight(Check.that(function).of(sizes).hasGradient(gradient));
  }

  /**
   * Asserts that every line of a derivation written as text is right.
   *
   * @throws AssertionError with the report, if a line is wrong or cannot be told
   * @throws chainrule.autodiff.expression.SyntaxException if the text is no derivation
   */
  public static void assertDerivation(String text) {
    assertRight(Check.derivation(text));
  }

  /**
   * Asserts that every line of a derivation in a file is right.
   *
   * @throws AssertionError with the report, if a line is wrong or cannot be told
   */
  public static void assertDerivation(DerivationFile file) {
    assertDerivation(file.text());
  }

  /** Asserts that a report found everything right, in doubles stable or not. */
  public static void assertRight(Report report) {
    if (!report.verdict().isRight()) {
      throw new AssertionError("the derivative is " + report.verdict() + "\n" + report);
    }
  }
}
