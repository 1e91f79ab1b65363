package chainrule.autodiff.expression;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.TaylorReal;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A text of definitions and claims: a function and its derivation, line by line.
 *
 * <pre>{@code
 * f(x)  = 1/(1 + exp(-x))
 * f'(x) = exp(-x)/(1 + exp(-x))^2     # the reciprocal rule
 *       = f(x)*(1 - f(x))
 * }</pre>
 *
 * <p>The first line that names a thing defines it; every later formula for it is a claim.
 */
public final class Derivation {
  private final Scope scope;
  private final List<Claim> claims;
  private final List<Formula> domain;
  private final String source;
  private final IdentityHashMap<Formula, Integer> offsets;

  Derivation(
      Scope scope,
      List<Claim> claims,
      List<Formula> domain,
      String source,
      IdentityHashMap<Formula, Integer> offsets) {
    this.scope = scope;
    this.claims = List.copyOf(claims);
    this.domain = List.copyOf(domain);
    this.source = source;
    this.offsets = offsets;
  }

  /**
   * Reads a derivation.
   *
   * @throws SyntaxException if the text is not one; it says where, and what was expected
   */
  public static Derivation parse(String text) {
    return new DerivationReader(text).read();
  }

  /** The definitions, and the shapes of variables. */
  public Scope scope() {
    return scope;
  }

  /** The claims, in the order of the text. */
  public List<Claim> claims() {
    return claims;
  }

  /** The conditions under which all claims are made. */
  public List<Formula> domain() {
    return domain;
  }

  /** The line in which a part of the text stands, from 1; 1 for a formula that was not read. */
  public int line(Formula formula) {
    return SyntaxException.line(source, offsets.getOrDefault(formula, 0));
  }

  /** An error at a part of the text, with its line and a caret. */
  public SyntaxException error(FormulaException failed) {
    int offset = failed.formula().map(formula -> offsets.getOrDefault(formula, 0)).orElse(0);
    return new SyntaxException(source, offset, String.valueOf(failed.getMessage()));
  }

  /**
   * A formula over balls at a point; derivatives in it are true, by Taylor series.
   *
   * @param side from which derivatives are taken
   * @throws FormulaException if it has no value
   */
  public Numbers evaluate(
      Formula formula,
      Map<String, Numbers> point,
      int digits,
      TaylorReal.Side side,
      Budget budget) {
    return new Evaluator<>(scope, new Reals(digits, side), point, budget).evaluate(formula);
  }

  /**
   * A formula in doubles at a point, by the engine.
   *
   * @throws FormulaException if it has no value
   */
  public Tensor evaluate(Formula formula, Map<String, Tensor> point, Budget budget) {
    return new Evaluator<>(scope, new Doubles(), point, budget).evaluate(formula);
  }

  /** A formula as a function of one variable, for the engine. */
  public UnaryOperator<Tensor> function(Formula formula, String variable) {
    return x -> evaluate(formula, Map.of(variable, x), Budget.of(Long.MAX_VALUE, 1e6));
  }

  /** The shape of a formula's value. */
  public Shape shape(Formula formula) {
    Map<String, Tensor> point = new HashMap<>();
    scope.variables(formula).forEach(v -> point.put(v, Tensor.full(scope.shape(v), 0.5)));
    return evaluate(formula, point, Budget.of(100_000, 5)).shape();
  }
}
