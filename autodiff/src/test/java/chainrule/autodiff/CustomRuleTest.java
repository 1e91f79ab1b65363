package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.customJvp;
import static chainrule.autodiff.Derivatives.customRule;
import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Functions with a derivative of the user's own, and what the check at registration refuses. */
@Tag("fast")
class CustomRuleTest {
  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  private static CustomRule logistic() {
    return customRule(
        "logistic",
        CustomRuleTest::sigmoid,
        (x, y) -> multiply(y, subtract(1, y)),
        scalar(0.5),
        vector(-1, 0, 2));
  }

  /** {@code a² b}, whose rule is written for both inputs. */
  private static CustomRule squareTimes() {
    return customJvp(
        "squareTimes",
        in -> multiply(square(in.get(0)), in.get(1)),
        (in, y, t) ->
            add(
                multiply(multiply(2, multiply(in.get(0), in.get(1))), t.get(0)),
                multiply(square(in.get(0)), t.get(1))),
        List.of(List.of(scalar(1.5), scalar(-2)), List.of(vector(1, 2), vector(3, 4))));
  }

  @Test
  void theValueIsTheFunctionsAndDerivativesOfEveryOrderAreRight() {
    CustomRule rule = logistic();
    for (double x : new double[] {-3, 0, 0.7}) {
      double s = 1 / (1 + Math.exp(-x));
      assertThat(rule.apply(scalar(x)).value()).isEqualTo(s);
      double[] expected = {
        s * (1 - s), s * (1 - s) * (1 - 2 * s), s * (1 - s) * (1 - 6 * s + 6 * s * s)
      };
      UnaryOperator<Tensor> byReverse = rule::apply;
      for (int order = 1; order <= 3; order++) {
        byReverse = grad(byReverse);
        assertThat(derivative(rule::apply, order).apply(scalar(x)).value())
            .isCloseTo(expected[order - 1], within(1e-15));
        assertThat(byReverse.apply(scalar(x)).value())
            .isCloseTo(expected[order - 1], within(1e-15));
      }
      assertThat(derivative(grad(rule::apply)).apply(scalar(x)).value())
          .isCloseTo(expected[1], within(1e-15));
      assertThat(grad(derivative(rule::apply)).apply(scalar(x)).value())
          .isCloseTo(expected[1], within(1e-15));
    }
  }

  @Test
  void theRuleIsUsedAndNotTheFunction() {
    // at 40 the function's own derivative is 4.2e-18 and this rule's is 0
    assertThat(grad(CustomRuleTest::sigmoid).apply(scalar(40)).value()).isGreaterThan(4e-18);
    assertThat(grad(x -> logistic().apply(x)).apply(scalar(40)).value()).isZero();
  }

  @Test
  void arraysAreWorkedOnEntryByEntry() {
    CustomRule rule = logistic();
    Tensor x = vector(-1, 0.25, 2);
    double[] slopes = derivative(CustomRuleTest::sigmoid).apply(x).toArray();
    assertThat(grad(v -> sum(rule.apply(v))).apply(x).toArray())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(slopes);
    assertThat(derivative(rule::apply).apply(x).toArray())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(slopes);
  }

  @Test
  void aZeroTangentTakesAnInfinitePartialAway() {
    CustomRule root =
        customRule("root", x -> sqrt(x), (x, y) -> divide(0.5, y), scalar(2), scalar(9));
    assertThat(grad(x -> where(greater(x, 0), root.apply(x), x)).apply(scalar(0)).value())
        .isEqualTo(1);
    assertThat(
            jvp(x -> where(greater(x, 0), root.apply(x), x), scalar(0), scalar(1))
                .tangent()
                .value())
        .isEqualTo(1);
  }

  @Test
  void eachInputOfSeveralHasItsOwnPartial() {
    CustomRule rule = squareTimes();
    var slopes = grad((Tensor a, Tensor b) -> rule.apply(a, b), scalar(3), scalar(5));
    assertThat(slopes.first().value()).isEqualTo(30);
    assertThat(slopes.second().value()).isEqualTo(9);
    // one input alone
    assertThat(grad(a -> rule.apply(a, scalar(5))).apply(scalar(3)).value()).isEqualTo(30);
    assertThat(derivative(b -> rule.apply(scalar(3), b)).apply(scalar(5)).value()).isEqualTo(9);
    assertThat(hessian(v -> rule.apply(v.at(0), v.at(1))).apply(vector(3, 5)).toArray())
        .containsExactly(10, 6, 6, 0);
    assertThat(jacobian(a -> rule.apply(a, vector(3, 4))).apply(vector(1, 2)).toArray())
        .containsExactly(6, 0, 0, 16);
  }

  @Test
  void aResultMayHaveAnotherShapeThanTheInput() {
    CustomRule squares =
        customJvp(
            "squares",
            in -> sum(square(in.get(0))),
            (in, y, t) -> multiply(2, sum(multiply(in.get(0), t.get(0)))),
            List.of(List.of(vector(1, -2, 3))));
    assertThat(grad(x -> squares.apply(x)).apply(vector(1, 2, 3)).toArray())
        .containsExactly(2, 4, 6);
    assertThat(hessian(x -> squares.apply(x)).apply(vector(1, 2)).toArray())
        .containsExactly(2, 0, 0, 2);
  }

  @Test
  void preciseEvaluationKeepsTheDigits() {
    Real x = DecimalReal.of(1, 50);
    Real e = x.exp();
    Real y = e.divide(e.add(x));
    CustomRule rule = logistic();
    assertThat(Precise.evaluate(rule::apply, x).subtract(y).abs().doubleValue()).isLessThan(1e-49);
    Real slope = y.multiply(x.subtract(y));
    for (UnaryOperator<Tensor> derivative : List.of(grad(rule::apply), derivative(rule::apply))) {
      assertThat(Precise.evaluate(derivative, x).subtract(slope).abs().doubleValue())
          .isLessThan(1e-49);
    }
  }

  @Test
  void captureShowsTheRuleByItsName() {
    CustomRule rule = logistic();
    assertThat(Graph.of(rule::apply, Shape.SCALAR).formula()).isEqualTo("logistic(x)");
    assertThat(Graph.of(x -> sum(rule.apply(x)), Shape.of(3)).formula())
        .isEqualTo("sum(logistic(x))");
    assertThat(Graph.of(derivative(rule::apply), Shape.SCALAR).formula())
        .isEqualTo("logistic(x) * (1 - logistic(x))");
  }

  @Test
  void theVerdictCountsTheSamplesAndShowsBothErrors() {
    CustomRule.Verdict verdict = logistic().verdict();
    assertThat(verdict.samples()).isEqualTo(2);
    assertThat(verdict.firstOrderError()).isBetween(0.0, 1e-30);
    assertThat(verdict.secondOrderError()).isBetween(0.0, 1e-30);
    assertThat(new CustomRule.Verdict(2, 1e-20, 3e-18))
        .hasToString(
            "right at 2 samples; largest relative difference from the function's own difference"
                + " quotients 1.0E-20 (first order), 3.0E-18 (second order)");
  }

  @Test
  void theVerdictTellsTheRoundingOfARulesConstants() {
    CustomRule third = customRule("third", x -> divide(x, 3), (x, y) -> scalar(1 / 3.0), scalar(2));
    assertThat(third.verdict().firstOrderError()).isBetween(1e-17, 1.2e-16);
    assertThat(third.verdict().secondOrderError()).isZero();
  }

  @Test
  void aRuleWithAnErrorOfNinePartsInTenThousandIsRefused() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () -> customRule("almost", x -> exp(x), (x, y) -> multiply(1.0009, y), scalar(0.5)))
        .withMessageMatching(
            "customRule almost: at \\[0\\.5\\] along \\[.*\\] the rule gives .*, the function's"
                + " difference quotient .* \\(order 1\\)");
  }

  @Test
  void aRuleThatIsWrongAtOneEntryOfOneSampleNamesTheEntry() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () ->
                customRule(
                    "bent",
                    x -> square(x),
                    (x, y) -> where(greater(x, 2), multiply(3, x), multiply(2, x)),
                    vector(1, 2),
                    vector(1, 2, 3)))
        .withMessageContaining("customRule bent: at [[1, 2, 3]]")
        .withMessageEndingWith("(order 1, entry 2)");
  }

  @Test
  void aRuleFrozenByReadingAValueIsRefusedAtTheSecondOrder() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () ->
                customRule("frozen", x -> square(x), (x, y) -> scalar(2 * x.value()), scalar(1.5)))
        .withMessageContaining("customRule frozen")
        .withMessageContaining("the rule gives 0.0,")
        .withMessageEndingWith("(order 2)");
  }

  @Test
  void aRuleThatIsNotANumberIsRefused() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () -> customRule("lost", x -> square(x), (x, y) -> multiply(Double.NaN, x), scalar(1)))
        .withMessageContaining("the rule gives NaN");
  }

  @Test
  void swappedPartialsOfTwoInputsOfOneShapeAreRefused() {
    for (Tensor sample : List.of(scalar(2), vector(2, 3))) {
      assertThatExceptionOfType(RuleException.class)
          .isThrownBy(
              () ->
                  customJvp(
                      "swapped",
                      in -> multiply(in.get(0), square(in.get(1))),
                      (in, y, t) ->
                          add(
                              multiply(square(in.get(1)), t.get(1)),
                              multiply(multiply(2, multiply(in.get(0), in.get(1))), t.get(0))),
                      List.of(List.of(sample, add(sample, 3)))))
          .withMessageContaining("(order 1");
    }
    // equal inputs of a symmetric function hide nothing, since their directions differ
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () ->
                customJvp(
                    "difference",
                    in -> subtract(in.get(0), in.get(1)),
                    (in, y, t) -> subtract(t.get(1), t.get(0)),
                    List.of(List.of(scalar(1), scalar(1)))))
        .withMessageContaining("(order 1");
  }

  @Test
  void aFunctionMayBranchAndLoopOnValues() {
    CustomRule branching =
        customRule(
            "branching",
            x -> x.value() > 0 ? square(x) : multiply(3, x),
            (x, y) -> x.value() > 0 ? multiply(2, x) : scalar(3),
            scalar(2),
            scalar(-1));
    assertThat(grad(branching::apply).apply(scalar(5)).value()).isEqualTo(10);
    assertThat(derivative(branching::apply).apply(scalar(-5)).value()).isEqualTo(3);
    assertThat(derivative(branching::apply, 2).apply(scalar(5)).value()).isEqualTo(2);

    CustomRule looping =
        customRule(
            "halved until below 1",
            x -> {
              Tensor y = x;
              while (y.value() >= 1) {
                y = multiply(0.5, y);
              }
              return y;
            },
            (x, y) -> divide(y, x),
            scalar(5),
            scalar(0.7));
    assertThat(looping.apply(scalar(12)).value()).isEqualTo(0.75);
    assertThat(grad(looping::apply).apply(scalar(12)).value()).isEqualTo(0.0625);
    assertThat(Precise.evaluate(looping::apply, DecimalReal.of(12, 40)).doubleValue())
        .isEqualTo(0.75);
  }

  private static final String LOST =
      ", so that its derivative would be lost; pass that tensor as an input";

  @Test
  void aFunctionThatClosesOverATensorOfACallIsRefused() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () ->
                grad(w ->
                        customRule("closing", x -> multiply(w, x), (x, y) -> scalar(2), scalar(1))
                            .apply(scalar(3)))
                    .apply(scalar(2))
                    .value())
        .withMessage(
            "customRule closing: its function closes over a tensor of a call of grad" + LOST);
    // registered outside, and led to close over a tensor of a later call
    List<Tensor> held = new ArrayList<>(List.of(scalar(2)));
    CustomRule rule =
        customRule(
            "later",
            x -> multiply(held.get(0), x),
            (x, y) -> scalar(held.get(0).value()),
            scalar(1));
    for (boolean varies : new boolean[] {false, true}) {
      assertThatExceptionOfType(RuleException.class)
          .isThrownBy(
              () ->
                  jvp(
                      w -> {
                        held.set(0, w);
                        return varies ? grad(rule::apply).apply(scalar(3)) : rule.apply(scalar(3));
                      },
                      scalar(2),
                      scalar(1)))
          .withMessage(
              "customRule later: its function closes over a tensor of a call of jvp" + LOST);
    }
  }

  @Test
  void aRuleThatClosesOverATensorOfACallIsRefused() {
    List<Tensor> held = new ArrayList<>(List.of(scalar(2)));
    CustomRule rule = customRule("rule", x -> multiply(2, x), (x, y) -> held.get(0), scalar(1));
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () ->
                jvp(
                    w -> {
                      held.set(0, w);
                      return grad(rule::apply).apply(scalar(3));
                    },
                    scalar(2),
                    scalar(1)))
        .withMessage("customRule rule: its rule closes over a tensor of a call of jvp" + LOST);
    // the same tensor given as an input is no error
    assertThat(
            derivative(w -> grad(a -> squareTimes().apply(a, w)).apply(scalar(3)))
                .apply(scalar(5))
                .value())
        .isEqualTo(6);
  }

  @Test
  void noSamplesAreRefused() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(() -> customRule("unchecked", x -> x, (x, y) -> scalar(1)))
        .withMessage(
            "customRule unchecked: give at least one sample of its inputs, where the rule is"
                + " checked");
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () -> customJvp("unchecked", in -> in.get(0), (in, y, t) -> t.get(0), List.of()));
  }

  @Test
  void aResultOfTheRuleThatHasAnotherShapeThanTheValueIsRefused() {
    assertThatExceptionOfType(RuleException.class)
        .isThrownBy(
            () ->
                customJvp(
                    "summing",
                    in -> square(in.get(0)),
                    (in, y, t) -> multiply(2, sum(multiply(in.get(0), t.get(0)))),
                    List.of(List.of(vector(1, 2)))))
        .withMessage("customRule summing: the rule gives shape [] for a value of shape [2]");
  }
}
