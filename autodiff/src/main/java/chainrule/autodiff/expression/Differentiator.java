package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.numeral;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Symbolic differentiation of scalar formulas by the rules of calculus: sum, product, quotient,
 * power, chain, the elementary functions, and cases for {@code where}, {@code max} and {@code abs}.
 * At a kink the result takes the value of one branch.
 */
public final class Differentiator {
  /** The most wrong derivatives that are listed. */
  private static final int MAX_SLIPS = 400;

  /** The largest derivative, in nodes. */
  private static final int MAX_SIZE = 200_000;

  private final Rules rules;

  private Differentiator(Rules rules) {
    this.rules = rules;
  }

  /**
   * A derivative that comes out when one slip is made at one place.
   *
   * @param slip its short name: sign, factor, power, dropped-inner, function-for-derivative,
   *     product-term, quotient-square, quotient-order, reciprocal, log-base or one-minus
   * @param explanation a clause for people
   * @param result a formula that is right as a function; it need not be simple
   */
  public record Slipped(String slip, String explanation, Formula result) {}

  /**
   * The derivative of a formula by a name, not simplified. Values that are defined are followed;
   * for a function of one argument that is defined, f'(u) stands in the result.
   *
   * @throws FormulaException if an operation in it has no rule, or the result is too long
   */
  public static Formula derivative(Formula f, String x, Scope scope) {
    Formula derivative = new Differentiator(new Rules(x, scope)).derivative(f);
    if (derivative.size() > MAX_SIZE) {
      throw new FormulaException("the derivative by " + x + " is too long", f);
    }
    return derivative;
  }

  private Formula derivative(Formula f) {
    Rule rule = rules.of(f);
    List<Formula> derivatives = new ArrayList<>();
    rule.parts().forEach(part -> derivatives.add(derivative(part)));
    return rule.combination().of(derivatives);
  }

  /**
   * The wrong derivatives that come out when exactly one slip is made, those of the outermost rules
   * first; at most 400. None is written like the right one or another when both are simplified.
   *
   * @throws FormulaException if an operation in the formula has no rule
   */
  public static List<Slipped> slips(Formula f, String x, Scope scope) {
    Outcome outcome = new Differentiator(new Rules(x, scope)).outcome(f);
    Map<Formula, Slipped> distinct = new LinkedHashMap<>();
    for (Slipped slipped : outcome.slips()) {
      distinct.putIfAbsent(Simplifier.simplify(slipped.result()), slipped);
    }
    distinct.remove(Simplifier.simplify(outcome.right()));
    return List.copyOf(distinct.values());
  }

  /** A derivative, and those with one slip. */
  private record Outcome(Formula right, List<Slipped> slips) {}

  private Outcome outcome(Formula f) {
    Rule rule = rules.of(f);
    List<Outcome> parts = rule.parts().stream().map(this::outcome).toList();
    List<Formula> derivatives = parts.stream().map(Outcome::right).toList();
    Formula right = rule.combination().of(derivatives);
    List<Slipped> slips = new ArrayList<>();
    rule.mistakes().add(derivatives, slips);
    if (!f.equals(numeral(0)) && !rule.name().equals("definition")) {
      String text = Rules.shown(f);
      slips.add(
          new Slipped(
              "function-for-derivative", text + " stands in the place of its derivative", f));
    }
    for (int k = 0; k < parts.size(); k++) {
      for (Slipped inner : parts.get(k).slips()) {
        List<Formula> changed = new ArrayList<>(derivatives);
        changed.set(k, inner.result());
        slips.add(new Slipped(inner.slip(), inner.explanation(), rule.combination().of(changed)));
      }
    }
    return new Outcome(right, slips.size() <= MAX_SLIPS ? slips : slips.subList(0, MAX_SLIPS));
  }
}
