package chainrule.autodiff.expression;

/**
 * Symbolic differentiation of scalar formulas by the rules of calculus: sum, product, quotient,
 * power, chain, the elementary functions, and cases for {@code where}, {@code max} and {@code abs}.
 * At a kink the result takes the value of one branch.
 */
public final class Differentiator {
  /** The largest derivative, in nodes. */
  private static final int MAX_SIZE = 200_000;

  private Differentiator() {}

  /**
   * The derivative of a formula by a name, not simplified. Values that are defined are followed;
   * for a function of one argument that is defined, f'(u) stands in the result.
   *
   * @throws FormulaException if an operation in it has no rule, or the result is too long
   */
  public static Formula derivative(Formula f, String x, Scope scope) {
    Formula derivative = derivative(f, new Rules(x, scope));
    if (derivative.size() > MAX_SIZE) {
      throw new FormulaException("the derivative by " + x + " is too long", f);
    }
    return derivative;
  }

  private static Formula derivative(Formula f, Rules rules) {
    Rule rule = rules.of(f);
    return rule.combination()
        .of(rule.parts().stream().map(part -> derivative(part, rules)).toList());
  }
}
