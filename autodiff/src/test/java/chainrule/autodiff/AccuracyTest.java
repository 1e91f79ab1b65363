package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.customRule;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.stopGradient;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.offset;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reports of lost digits name the operation that lost them. */
@Tag("fast")
class AccuracyTest {
  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  private static void assertAllRight(Accuracy report) {
    assertThat(report.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.digits()).as(entry.name()).isGreaterThanOrEqualTo(15);
              assertThat(entry.ulps()).isLessThanOrEqualTo(4);
            });
  }

  private static void assertLost(Accuracy.Entry entry, int digits, String lost, String rounded) {
    assertThat(entry.digits()).isEqualTo(digits);
    Accuracy.Culprit culprit = entry.culprit();
    assertThat(culprit).isNotNull();
    assertThat(culprit.lost().operation()).isEqualTo(lost);
    assertThat(culprit.lost().line()).contains("AccuracyTest.java:");
    assertThat(culprit.share()).isBetween(0.5, 1.0);
    Accuracy.Application source = culprit.rounded();
    assertThat(source == null ? "" : source.operation()).isEqualTo(rounded);
  }

  @Test
  void aNumberSwallowedByOneIsLostInTheSubtractionThatUncoversIt() {
    Accuracy report = Accuracy.of(x -> subtract(add(1, x), 1), scalar(1e-16)).withHessian();
    assertLost(report.entry("value"), 0, "subtract", "add");
    assertThat(report.entry("value").culprit().magnified()).isInfinite();
    assertThat(report.entry("gradient").digits()).isEqualTo(16);
    assertThat(report.entry("hessian").digits()).isEqualTo(16);
    assertThat(report.toString().replaceAll("java:[0-9]+", "java:7"))
        .isEqualTo(
            """
            value: 0 correct digits of 16; lost in subtract at AccuracyTest.java:7: 1 - 1
                which leaves only the rounding of add at AccuracyTest.java:7: 1 + 1.0E-16
                computed 0, true 9.999999999999999791E-17
            gradient: 16 correct digits
            hessian: 16 correct digits""");
  }

  @Test
  void aCancellationNamesTheRoundingThatItMagnifies() {
    Accuracy report = Accuracy.of(x -> subtract(sqrt(add(square(x), 1)), 1), scalar(1e-6));
    Accuracy.Entry value = report.entry("value");
    assertLost(value, 4, "subtract", "add");
    assertThat(value.culprit().magnified()).isEqualTo(2e12, offset(1e10));
    assertThat(value.culprit().lost().operands().get(0).value()).isEqualTo(1.0000000000005);
    assertThat(value.truth().doubleValue()).isEqualTo(4.99999999999875E-13);
    assertThat(report.entry("gradient").digits()).isEqualTo(16);
  }

  @Test
  void theLogarithmOfASigmoidLosesItsTailInTheLogarithm() {
    Accuracy right = Accuracy.of(x -> log(sigmoid(x)), scalar(40));
    assertLost(right.entry("value"), 0, "log", "add");
    assertAllRight(Accuracy.of(x -> negate(log1p(exp(negate(x)))), scalar(40)).withHessian());
  }

  @Test
  void aDerivativeMayLoseDigitsWhereTheValueIsRight() {
    Accuracy report = Accuracy.of(x -> log(sigmoid(x)), scalar(-50)).withHessian();
    assertThat(report.entry("value").digits()).isEqualTo(16);
    assertThat(report.entry("gradient").digits()).isEqualTo(16);
    assertLost(report.entry("hessian"), 0, "add", "absoluteZeroMultiply");
    Accuracy.Application lost = report.entry("hessian").culprit().lost();
    assertThat(lost.inDerivative()).isTrue();
    assertThat(lost.toString())
        .matches("add in the derivative of exp at AccuracyTest\\.java:\\d+: .*");
    assertThat(report.worst().name()).isEqualTo("hessian");
  }

  @Test
  void aQuotientOfSmallDifferencesIsBlamedOnTheDifference() {
    Accuracy naive = Accuracy.of(x -> divide(subtract(exp(x), 1), x), scalar(1e-12));
    assertLost(naive.entry("value"), 4, "subtract", "exp");
    assertLost(naive.entry("gradient"), 0, "subtract", "exp");
    assertAllRight(Accuracy.of(x -> expm1OverX(x), scalar(1e-12)).withHessian());
  }

  @Test
  void aVarianceByTheMeanOfSquaresLosesDigitsAndOneByDeviationsDoesNot() {
    Tensor x = vector(1000.1, 1000.2, 1000.4);
    Accuracy naive = Accuracy.of(v -> subtract(mean(square(v)), square(mean(v))), x);
    assertThat(naive.entry("value").digits()).isBetween(5, 10);
    assertThat(naive.entry("value").culprit().lost().operation()).isEqualTo("subtract");
    assertThat(naive.entries()).hasSize(4);
    assertAllRight(Accuracy.of(v -> mean(square(subtract(v, mean(v)))), x).withHessian());
  }

  @Test
  void anOverflowIsBlamedOnTheFirstOperationThatIsNotFinite() {
    Tensor x = vector(800, 1);
    Accuracy naive = Accuracy.of(v -> divide(exp(v), sum(exp(v))), x);
    Accuracy.Entry first = naive.entry("value[0]");
    assertLost(first, 0, "exp", "");
    assertThat(first.computed()).isNaN();
    assertThat(first.ulps()).isInfinite();
    assertThat(first.culprit().lost().toString()).endsWith(": exp(800) = Infinity");
    assertThat(naive.entry("value[1]").digits()).isEqualTo(16);
    assertThat(naive.entry("jacobian[0][1]").truthText()).isEqualTo("below 4.9E-324");
    assertAllRight(
        Accuracy.of(
            v -> {
              Tensor e = expSubtract(v, expand(amax(v), v.shape()));
              return divide(e, sum(e));
            },
            x));
  }

  @Test
  void aSlopeFarInTheTailIsNotTakenForZero() {
    Accuracy report = Accuracy.of(AccuracyTest::sigmoid, scalar(700));
    assertAllRight(report);
    assertThat(report.entry("gradient").truth().doubleValue())
        .isEqualTo(9.859676543759770e-305, offset(1e-319));
  }

  @Test
  void namesTellWhichEntryOfAMatrix() {
    Accuracy report =
        Accuracy.of(x -> sum(square(x)), matrix(new double[][] {{1, 2}, {3, 4}})).withHessian();
    assertThat(report.entries())
        .extracting(Accuracy.Entry::name)
        .hasSize(21)
        .contains("value", "gradient[1][0]", "hessian[1][0][0][1]");
    assertAllRight(report);
  }

  @Test
  void mixedSecondDerivativesAreHeldAgainstTheTruth() {
    Accuracy report =
        Accuracy.of(p -> multiply(exp(p.at(0)), sin(multiply(p.at(0), p.at(1)))), vector(0.3, 0.7))
            .withHessian();
    assertAllRight(report);
    double a = 0.3;
    double b = 0.7;
    assertThat(report.entry("hessian[1][0]").truth().doubleValue())
        .isEqualTo(
            Math.exp(a) * (a * Math.cos(a * b) + Math.cos(a * b) - a * b * Math.sin(a * b)),
            offset(1e-15));
  }

  @Test
  void saysThatTheDoublesTookAnotherBranch() {
    Accuracy report =
        Accuracy.of(x -> where(greater(add(1, x), 1), multiply(2, x), x), scalar(1e-17));
    assertThat(report.entry("value").culprit()).isNull();
    assertThat(report.entry("value").truth().doubleValue()).isEqualTo(2e-17);
    assertThat(report.entry("gradient").reason())
        .matches(
            "the doubles take another branch than precise arithmetic in greater at"
                + " AccuracyTest\\.java:\\d+: 1 > 1");
    Accuracy loops = Accuracy.of(x -> add(1, x).value() > 1 ? x : multiply(3, x), scalar(1e-17));
    assertThat(loops.entry("value").digits()).isEqualTo(16);
  }

  @Test
  void atAKinkItShowsBothSlopes() {
    Accuracy relu = Accuracy.of(x -> max(x, 0), scalar(0));
    assertThat(relu.entry("value").digits()).isEqualTo(16);
    assertThat(relu.entry("gradient").digits()).isEqualTo(-1);
    assertThat(relu.entry("gradient").ulps()).isNaN();
    assertThat(relu.entry("gradient").toString())
        .matches(
            "gradient: cannot tell: max at AccuracyTest\\.java:\\d+ is at a kink or jump:"
                + " 0 from the left, 1 from the right");
    UnaryOperator<Tensor> smooth = x -> where(greater(x, 0), square(x), multiply(x, x));
    assertThat(Accuracy.of(smooth, scalar(0)).entry("gradient").digits()).isEqualTo(16);
  }

  @Test
  void outsideTheDomainItCannotTell() {
    Accuracy report = Accuracy.of(x -> log(x), scalar(-1));
    assertThat(report.entries()).allSatisfy(e -> assertThat(e.digits()).isEqualTo(-1));
    assertThat(report.toString())
        .contains("value: cannot tell: it is undefined (outside the domain of log)");
  }

  @Test
  void constantsAndZeroTruths() {
    assertAllRight(Accuracy.of(x -> scalar(3), scalar(2)).withHessian());
    assertAllRight(Accuracy.of(x -> x, scalar(2)).withHessian());
    Accuracy circle = Accuracy.of(x -> add(square(sin(x)), square(cos(x))), scalar(0.7));
    assertThat(circle.entry("gradient").truth().doubleValue()).isZero();
    assertThat(Accuracy.ulps(1e-300, circle.entry("gradient").truth())).isGreaterThan(1e20);
  }

  @Test
  void stoppedGradientsAreStoppedInTheTruthToo() {
    assertAllRight(Accuracy.of(x -> multiply(stopGradient(x), x), scalar(0.7)).withHessian());
    Accuracy lost = Accuracy.of(x -> subtract(stopGradient(add(1, x)), 1), scalar(1e-17));
    assertLost(lost.entry("value"), 0, "subtract", "add");
  }

  @Test
  void customRulesAreOperationsAndWrongOnesAreNotTakenForRounding() {
    CustomRule right = customRule("mine", x -> exp(x), (x, y) -> y, scalar(0.3));
    assertAllRight(Accuracy.of(x -> right.apply(x), scalar(2)).withHessian());
    CustomRule naive =
        customRule("mine", x -> subtract(add(1, x), 1), (x, y) -> scalar(1), scalar(0.3));
    assertLost(Accuracy.of(x -> naive.apply(x), scalar(1e-10)).entry("value"), 7, "mine", "");
    CustomRule wrong =
        customRule("mine", x -> max(x, 0), (x, y) -> scalar(1), scalar(0.3), scalar(2));
    Accuracy.Entry slope = Accuracy.of(x -> wrong.apply(x), scalar(-1)).entry("gradient");
    assertThat(slope.culprit()).isNull();
    assertThat(slope.reason()).startsWith("not lost by rounding");
  }

  @Test
  void misuseIsAnsweredWithTheCure() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Accuracy.of(x -> x, vector(1, Double.NaN)))
        .withMessageContaining("NaN")
        .withMessageContaining("give finite numbers");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Accuracy.of(x -> x, vector()))
        .withMessageContaining("empty");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                grad(x -> multiply(x, Accuracy.of(y -> y, x).worst().computed())).apply(scalar(1)))
        .withMessageContaining("give plain numbers");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                grad(x -> add(x, Accuracy.of(y -> add(x, y), scalar(1)).worst().computed()))
                    .apply(scalar(1)));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Accuracy.of(x -> x, scalar(1)).entry("slope"))
        .withMessage("accuracy: no entry slope; there are value, gradient");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Accuracy.of(x -> x, vector(1, 2)).withHessian());
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Accuracy.of(x -> sum(exp(x)), Tensor.zeros(2000)).withHessian())
        .withMessageContaining("would take minutes");
  }
}
