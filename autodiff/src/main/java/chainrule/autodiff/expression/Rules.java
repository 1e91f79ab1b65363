package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;
import static chainrule.autodiff.expression.Terms.difference;
import static chainrule.autodiff.expression.Terms.negated;
import static chainrule.autodiff.expression.Terms.plus;
import static chainrule.autodiff.expression.Terms.squared;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which rule of calculus differentiates a formula by a name. */
final class Rules {
  private static final int MAX_SIZE = 100_000;
  private static final Set<String> COMPARISONS =
      Set.of(
          "<",
          "<=",
          ">",
          ">=",
          "==",
          "!=",
          "delta",
          "less",
          "lessOrEqual",
          "greater",
          "greaterOrEqual",
          "equal",
          "notEqual");
  private static final Map<String, String> SIGNS =
      Map.of(
          "add", "+",
          "subtract", "-",
          "multiply", "*",
          "absoluteZeroMultiply", "*",
          "divide", "/",
          "pow", "^");

  private final String x;
  private final Scope scope;
  private final IdentityHashMap<Formula, Boolean> varying = new IdentityHashMap<>();

  Rules(String x, Scope scope) {
    this.x = x;
    this.scope = scope;
  }

  // ---------------------------------------------------------------- what varies

  /** Whether a formula depends on the name, definitions followed. */
  boolean varies(Formula f) {
    Boolean known = varying.get(f);
    if (known == null) {
      known = depends(f);
      varying.put(f, known);
    }
    return known;
  }

  private boolean depends(Formula f) {
    if (f instanceof Name name) {
      Definition definition = scope.definition(name.name());
      if (name.name().equals(x) || definition == null) {
        return name.name().equals(x);
      }
      return varies(definition.isFunction() ? definition.at() : definition.body());
    }
    String function =
        f instanceof Apply apply
            ? apply.operation()
            : f instanceof Prime prime ? prime.function() : "";
    Definition definition = scope.definition(function);
    return f.parts().stream().anyMatch(this::varies)
        || (definition != null && definition.isFunction() && bodyVaries(definition));
  }

  /** Whether a function depends on the name other than by its arguments. */
  private boolean bodyVaries(Definition definition) {
    Formula body = definition.body();
    for (String parameter : definition.parameters()) {
      body = body.substitute(parameter, numeral(1));
    }
    return varies(body);
  }

  // ---------------------------------------------------------------- the rules

  /**
   * The rule for a formula.
   *
   * @throws FormulaException if there is none
   */
  Rule of(Formula f) {
    if (!varies(f)) {
      return new Rule("constant", List.of(), d -> numeral(0));
    }
    if (f instanceof Name name) {
      Definition definition = scope.definition(name.name());
      if (name.name().equals(x) || definition == null) {
        return new Rule("variable", List.of(), d -> numeral(1));
      }
      return passedOn(definition.isFunction() ? definition.at() : definition.body());
    }
    if (f instanceof Prime prime) {
      return prime(prime);
    }
    if (f instanceof Slope slope) {
      return passedOn(resolved(slope));
    }
    return applied((Apply) f);
  }

  /** The rule for a formula that only stands for another one. */
  private static Rule passedOn(Formula meaning) {
    return new Rule("definition", List.of(meaning), d -> d.get(0));
  }

  /** A derivative in closed form. */
  private Formula resolved(Slope slope) {
    Formula result = slope.of();
    List<Formula> by = slope.by().isEmpty() ? scope.arguments(slope.of()) : slope.by();
    if (slope.by().isEmpty() && by.size() != 1) {
      throw noRule(slope);
    }
    for (Formula variable : by) {
      if (!(variable instanceof Name name)) {
        throw noRule(slope);
      }
      result = Differentiator.derivative(result, name.name(), scope);
    }
    return result;
  }

  private Rule prime(Prime prime) {
    Definition definition = scope.definition(prime.function());
    Formula u = prime.argument();
    if (definition != null && bodyVaries(definition)) {
      String parameter = definition.parameters().get(0);
      Formula slope = definition.body();
      for (int k = 0; k < prime.order(); k++) {
        slope = Differentiator.derivative(slope, parameter, scope);
      }
      return passedOn(slope.substitute(parameter, u));
    }
    Formula outer = new Prime(prime.function(), prime.order() + 1, u);
    return chain("chain rule", outer, u);
  }

  private Rule applied(Apply f) {
    Definition definition = scope.definition(f.operation());
    if (definition != null && definition.isFunction()) {
      return defined(f, definition);
    }
    String operation = Vocabulary.canonical(f.operation());
    operation = SIGNS.getOrDefault(operation, operation);
    List<Formula> u = f.operands();
    if (COMPARISONS.contains(operation)) {
      return new Rule("constant", List.of(), d -> numeral(0));
    }
    Formula outer = Elementary.derivative(operation);
    if (outer != null && u.size() == 1) {
      Formula at = outer.substitute(Elementary.ARGUMENT, u.get(0));
      return chain("derivative of " + operation, at, u.get(0));
    }
    Rule rule =
        switch (operation) {
          case "+" -> sum(u.get(0), u.get(1), true);
          case "-" -> sum(u.get(0), u.get(1), false);
          case "*" -> product(u.get(0), u.get(1));
          case "/" -> quotient(u.get(0), u.get(1));
          case "^" -> power(u.get(0), u.get(1), f);
          case "negate" -> negation(u.get(0));
          case "square" -> power(u.get(0), numeral(2), f);
          case "reciprocal" -> quotient(numeral(1), u.get(0));
          case "where" -> cases(u.get(0), u.get(1), u.get(2));
          case "max", "min" -> extremum(operation, f);
          default -> rewritten(operation, u);
        };
    if (rule == null) {
      throw noRule(f);
    }
    return rule;
  }

  private static FormulaException noRule(Formula f) {
    return new FormulaException("no rule is known for the derivative of " + f, f);
  }

  /** Operations that are first written in others. */
  private @Nullable Rule rewritten(String operation, List<Formula> u) {
    return switch (operation) {
      case "clip" -> passedOn(apply("min", apply("max", u.get(0), u.get(1)), u.get(2)));
      case "hypot" -> passedOn(apply("sqrt", apply("+", squared(u.get(0)), squared(u.get(1)))));
      case "expSubtract" -> passedOn(apply("exp", apply("-", u.get(0), u.get(1))));
      case "scaledExpm1" ->
          passedOn(apply("*", u.get(1), apply("expm1", apply("/", u.get(0), u.get(1)))));
      case "xLogY" -> passedOn(apply("*", u.get(0), apply("log", u.get(1))));
      case "xPage" -> passedOn(page(u.get(0)));
      case "atan2" -> angle(u.get(0), u.get(1));
      case "polygamma" -> polygamma(u.get(0), u.get(1));
      default -> null;
    };
  }

  private static Formula page(Formula u) {
    return Elementary.read("u/2*(1 + tanh(sqrt(2/pi)*(u + 0.044715*u^3)))")
        .substitute(Elementary.ARGUMENT, u);
  }

  private Rule angle(Formula y, Formula of) {
    return new Rule(
        "two-argument arctangent",
        List.of(y, of),
        d ->
            Terms.quotient(
                difference(Terms.product(of, d.get(0)), Terms.product(y, d.get(1))),
                apply("+", squared(of), squared(y))));
  }

  private @Nullable Rule polygamma(Formula order, Formula u) {
    if (varies(order)) {
      return null;
    }
    Formula outer = apply("polygamma", plus(order, 1), u);
    return chain("chain rule", outer, u);
  }

  /** f(u) of a function that is defined: f'(u)·u', or the rule for its body. */
  private Rule defined(Apply f, Definition definition) {
    List<String> parameters = definition.parameters();
    if (parameters.size() != f.operands().size()) {
      throw noRule(f);
    }
    if (parameters.size() == 1 && !bodyVaries(definition)) {
      Formula u = f.operands().get(0);
      return chain("chain rule", new Prime(f.operation(), 1, u), u);
    }
    long size = definition.body().size() * (long) f.size();
    if (size > MAX_SIZE) {
      throw new FormulaException("the derivative of " + f.operation() + " is too long", f);
    }
    Formula body =
        definition
            .body()
            .map(
                part -> {
                  int place = part instanceof Name name ? parameters.indexOf(name.name()) : -1;
                  return place < 0 ? part : f.operands().get(place);
                });
    return passedOn(body);
  }

  private static Rule sum(Formula u, Formula v, boolean plus) {
    return new Rule(
        "sum rule",
        List.of(u, v),
        d -> plus ? Terms.sum(d.get(0), d.get(1)) : difference(d.get(0), d.get(1)));
  }

  private Rule product(Formula u, Formula v) {
    if (!varies(u) || !varies(v)) {
      Formula factor = varies(u) ? v : u;
      return new Rule(
          "constant factor",
          List.of(varies(u) ? u : v),
          d -> varies(u) ? Terms.product(d.get(0), factor) : Terms.product(factor, d.get(0)));
    }
    return new Rule(
        "product rule",
        List.of(u, v),
        d -> Terms.sum(Terms.product(d.get(0), v), Terms.product(u, d.get(1))));
  }

  private static Rule negation(Formula u) {
    return new Rule("constant factor", List.of(u), d -> negated(d.get(0)));
  }

  private Rule quotient(Formula u, Formula v) {
    if (!varies(v)) {
      return new Rule("constant factor", List.of(u), d -> Terms.quotient(d.get(0), v));
    }
    return varies(u) ? quotientOfTwo(u, v) : reciprocal(u, v);
  }

  private static Rule reciprocal(Formula c, Formula v) {
    return new Rule(
        "reciprocal rule",
        List.of(v),
        d -> Terms.quotient(negated(Terms.product(c, d.get(0))), squared(v)));
  }

  private static Rule quotientOfTwo(Formula u, Formula v) {
    return new Rule(
        "quotient rule",
        List.of(u, v),
        d ->
            Terms.quotient(
                difference(Terms.product(d.get(0), v), Terms.product(u, d.get(1))), squared(v)));
  }

  // ---------------------------------------------------------------- powers

  private Rule power(Formula u, Formula n, Formula f) {
    if (!varies(n)) {
      return constantPower(u, n);
    }
    return varies(u) ? powerOfTwo(u, n, f) : exponential(u, n, f);
  }

  private static Rule constantPower(Formula u, Formula n) {
    return new Rule(
        "power rule",
        List.of(u),
        d -> Terms.product(Terms.product(n, Terms.power(u, plus(n, -1))), d.get(0)));
  }

  private static Rule exponential(Formula a, Formula v, Formula f) {
    Formula log = apply("log", a);
    return new Rule(
        "exponential rule", List.of(v), d -> Terms.product(Terms.product(f, log), d.get(0)));
  }

  private static Rule powerOfTwo(Formula u, Formula v, Formula f) {
    Formula log = apply("log", u);
    return new Rule(
        "power u^v",
        List.of(u, v),
        d ->
            Terms.product(
                f,
                Terms.sum(
                    Terms.product(d.get(1), log), Terms.quotient(Terms.product(v, d.get(0)), u))));
  }

  // ---------------------------------------------------------------- functions

  /** f(u) with the derivative of f at u. */
  private static Rule chain(String name, Formula outer, Formula u) {
    return new Rule(name, List.of(u), d -> Terms.product(outer, d.get(0)));
  }

  private static Rule cases(Formula condition, Formula u, Formula v) {
    return new Rule("case by case", List.of(u, v), d -> branches(condition, d.get(0), d.get(1)));
  }

  private static Formula branches(Formula condition, Formula then, Formula otherwise) {
    return then.equals(otherwise) ? then : apply("where", condition, then, otherwise);
  }

  /** Of several operands, the first against the rest. */
  private @Nullable Rule extremum(String operation, Apply f) {
    List<Formula> u = f.operands();
    if (u.size() < 2) {
      return null;
    }
    Formula first = u.get(0);
    Formula rest =
        u.size() == 2 ? u.get(1) : new Apply(operation, u.subList(1, u.size()), f.axes());
    boolean swap = !varies(first);
    Formula a = swap ? rest : first;
    Formula b = swap ? first : rest;
    return cases(apply(operation.equals("max") ? ">" : "<", a, b), a, b);
  }
}
