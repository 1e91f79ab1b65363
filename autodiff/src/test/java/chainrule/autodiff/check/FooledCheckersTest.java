package chainrule.autodiff.check;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.log;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.reciprocal;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.autodiff.Operations.where;
import static chainrule.autodiff.Tensor.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Cases by which checkers that difference in doubles are fooled: torch.autograd.gradcheck passes
 * the first three and fails the correct ones after them.
 */
class FooledCheckersTest {
  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  private static Tensor sigmoidSlope(Tensor x) {
    Tensor e = exp(negate(x));
    return divide(e, square(add(1, e)));
  }

  @Test
  void anErrorOfNineHundredthsOfAPercentIsSeen() {
    Report report =
        Check.that(FooledCheckersTest::sigmoid)
            .hasDerivative(x -> multiply(1.0009, sigmoidSlope(x)));
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.firstWrong().orElseThrow().slip().orElseThrow().name()).isEqualTo("factor");
  }

  @Test
  void aSlopeThatIsZeroInTheTailIsSeen() {
    Report report =
        Check.that(FooledCheckersTest::sigmoid)
            .hasDerivative(x -> where(greater(x, -14.5), sigmoidSlope(x), scalar(0)));
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.firstWrong().orElseThrow().counterexample().orElseThrow().claimed())
        .isEqualTo("0");
  }

  @Test
  void aWrongSignOnAPartOfTheLineIsSeen() {
    UnaryOperator<Tensor> slope = x -> subtract(1, square(tanh(x)));
    Report report =
        Check.that(x -> tanh(x))
            .hasDerivative(x -> where(greater(x, 7.5), negate(slope.apply(x)), slope.apply(x)));
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.firstWrong().orElseThrow().holdsFor()).isEqualTo("x < 7.5");
  }

  @Test
  void reluIsRightAlsoAtItsKink() {
    Report report = Check.that(x -> max(x, 0)).hasDerivative(x -> greater(x, 0));
    assertThat(report.verdict()).isEqualTo(Verdict.RIGHT);
    Kink kink = report.lines().get(0).kinks().get(0);
    assertThat(kink.left()).isEqualTo("0");
    assertThat(kink.right()).isEqualTo("1");
    assertThat(kink.claimed()).isEqualTo("0");
  }

  /** An {@code if} is asked on both sides of the point, not at the point. */
  @Test
  void aKinkThatJavaChoosesIsFoundToo() {
    Report report = Check.that(x -> x.value() > 0 ? x : negate(x)).hasDerivative(Operations::sign);
    assertThat(report.verdict()).isEqualTo(Verdict.RIGHT);
    Kink kink = report.lines().get(0).kinks().get(0);
    assertThat(kink.left()).isEqualTo("-1");
    assertThat(kink.right()).isEqualTo("1");
    assertThat(
            Check.that(x -> x.value() > 0 ? square(x) : negate(x))
                .hasDerivative(x -> where(greater(x, 0), x, -1))
                .verdict())
        .isEqualTo(Verdict.WRONG);
  }

  @Test
  void aSlopeOutsideOfThoseOnBothSidesOfAKinkIsWrong() {
    Report report =
        Check.that(x -> max(x, 0))
            .hasDerivative(x -> where(greater(x, 0), scalar(1), multiply(-1, equalToZero(x))));
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.firstWrong().orElseThrow().counterexample().orElseThrow().point().toString())
        .isEqualTo("x = 0");
  }

  private static Tensor equalToZero(Tensor x) {
    return chainrule.autodiff.Operations.equal(x, 0);
  }

  @Test
  void theLogarithmIsRightNearItsEnd() {
    assertThat(Check.that(x -> log(x)).hasDerivative(x -> reciprocal(x)).verdict())
        .isEqualTo(Verdict.RIGHT);
  }

  @Test
  void aSquareIsRightFarOut() {
    assertThat(Check.that(x -> square(x)).hasDerivative(x -> multiply(2, x)).verdict())
        .isEqualTo(Verdict.RIGHT);
  }

  @Test
  void secondDerivativesAreHeldToTheTruthToo() {
    UnaryOperator<Tensor> right =
        x -> multiply(-2, multiply(tanh(x), subtract(1, square(tanh(x)))));
    assertThat(Check.that(x -> tanh(x)).hasDerivative(2, right).verdict().isRight()).isTrue();
    assertThat(Check.that(x -> tanh(x)).hasDerivative(2, x -> negate(right.apply(x))).verdict())
        .isEqualTo(Verdict.WRONG);
  }

  @Test
  void gradientsJacobiansAndDirectionsAreChecked() {
    Check softmax = Check.that(x -> divide(exp(x), sum(exp(x)))).of(3);
    assertThat(softmax.hasJacobian(x -> jacobian(x, true)).verdict().isRight()).isTrue();
    assertThat(softmax.hasJacobian(x -> jacobian(x, false)).verdict()).isEqualTo(Verdict.WRONG);
    Check norm = Check.that(x -> sum(square(x))).of(4);
    assertThat(norm.hasGradient(x -> multiply(2, x)).verdict()).isEqualTo(Verdict.RIGHT);
    assertThat(norm.hasGradient(x -> x).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(norm.hasDirectionalDerivative((x, v) -> multiply(2, sum(multiply(x, v)))).verdict())
        .isEqualTo(Verdict.RIGHT);
    assertThat(norm.hasDirectionalDerivative((x, v) -> sum(multiply(x, v))).verdict())
        .isEqualTo(Verdict.WRONG);
  }

  private static Tensor jacobian(Tensor x, boolean right) {
    Tensor s = divide(exp(x), sum(exp(x)));
    Tensor column = s.reshape(3, 1);
    Tensor outer = matmul(column, s.reshape(1, 3));
    return right
        ? subtract(chainrule.autodiff.Operations.diag(s), outer)
        : subtract(chainrule.autodiff.Operations.diag(square(s)), outer);
  }

  @Test
  void aFunctionThatBranchesInJavaIsChecked() {
    UnaryOperator<Tensor> f = x -> x.value() > 1 ? square(x) : subtract(multiply(2, x), 1);
    Report report = Check.that(f).hasDerivative(x -> multiply(2, max(x, 1)));
    assertThat(report.verdict()).isEqualTo(Verdict.RIGHT);
  }
}
