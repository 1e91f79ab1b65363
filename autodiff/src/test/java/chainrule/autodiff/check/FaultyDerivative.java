package chainrule.autodiff.check;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.expression.Definition;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Derivatives by a student who uses one rule of calculus wrongly, once. */
final class FaultyDerivative {
  /** A formula and the slip in it; no slip if it is right. */
  record Faulty(String slip, Formula formula) {}

  private static final int MAX_SIZE = 60;
  private static final Set<String> PRIMITIVES = Set.of("+", "-", "*", "/", "^", "negate");

  private static final Map<String, UnaryOperator<Formula>> DERIVATIVES =
      Map.ofEntries(
          Map.entry("exp", u -> apply("exp", u)),
          Map.entry("log", u -> apply("/", numeral(1), u)),
          Map.entry("sin", u -> apply("cos", u)),
          Map.entry("cos", u -> apply("negate", apply("sin", u))),
          Map.entry("tan", u -> apply("/", numeral(1), square(apply("cos", u)))),
          Map.entry("sinh", u -> apply("cosh", u)),
          Map.entry("cosh", u -> apply("sinh", u)),
          Map.entry("tanh", u -> minus(numeral(1), square(apply("tanh", u)))),
          Map.entry(
              "sigmoid",
              u -> apply("*", apply("sigmoid", u), minus(numeral(1), apply("sigmoid", u)))),
          Map.entry("softplus", u -> apply("sigmoid", u)),
          Map.entry("sqrt", u -> apply("/", numeral(1), apply("*", numeral(2), apply("sqrt", u)))),
          Map.entry("atan", u -> apply("/", numeral(1), apply("+", numeral(1), square(u)))),
          Map.entry("abs", u -> apply("sign", u)));

  private final Derivation derivation;
  private final String variable;

  private FaultyDerivative(Derivation derivation, String variable) {
    this.derivation = derivation;
    this.variable = variable;
  }

  /** Wrong derivatives for a target such as f'(x); none where a rule is not known here. */
  static List<Faulty> of(Derivation derivation, Formula target) {
    Formula function;
    Formula by;
    if (target instanceof Prime prime && prime.order() == 1) {
      function = apply(prime.function(), prime.argument());
      by = prime.argument();
    } else if (target instanceof Slope slope && slope.by().size() == 1) {
      function = slope.of();
      by = slope.by().get(0);
    } else {
      return List.of();
    }
    if (!(by instanceof Name name) || derivation.scope().definition(name.name()) != null) {
      return List.of();
    }
    FaultyDerivative rules = new FaultyDerivative(derivation, name.name());
    List<Faulty> all = rules.derivatives(rules.inlined(function, 0));
    return all.stream().filter(faulty -> !faulty.slip.isEmpty()).toList();
  }

  private Formula inlined(Formula formula, int depth) {
    Formula with =
        formula.withParts(formula.parts().stream().map(part -> inlined(part, depth)).toList());
    String called =
        with instanceof Apply a ? a.operation() : with instanceof Name n ? n.name() : "";
    Definition definition = derivation.scope().definition(called);
    if (definition == null || depth > 5) {
      return with;
    }
    Formula body = definition.body();
    for (int k = 0; k < definition.parameters().size() && k < with.parts().size(); k++) {
      body = body.substitute(definition.parameters().get(k), with.parts().get(k));
    }
    return inlined(body, depth + 1);
  }

  private boolean varies(Formula formula) {
    return formula.names().contains(variable);
  }

  /** The right derivative first, then all with one fault; nothing if a rule is missing. */
  private List<Faulty> derivatives(Formula f) {
    if (!varies(f)) {
      return List.of(new Faulty("", numeral(0)));
    }
    if (f instanceof Name) {
      return List.of(new Faulty("", numeral(1)));
    }
    if (!(f instanceof Apply a) || f.size() > MAX_SIZE || a.operands().size() > 2) {
      return List.of();
    }
    Formula u = a.operands().get(0);
    List<Faulty> du = derivatives(u);
    if (du.isEmpty()) {
      return List.of();
    }
    if (a.operands().size() == 1) {
      return unary(a.operation(), u, du);
    }
    Formula v = a.operands().get(1);
    List<Faulty> dv = derivatives(v);
    return dv.isEmpty() || !PRIMITIVES.contains(a.operation())
        ? List.of()
        : binary(a.operation(), u, v, du, dv);
  }

  private List<Faulty> unary(String name, Formula u, List<Faulty> du) {
    List<Faulty> all = new ArrayList<>();
    if (name.equals("negate")) {
      du.forEach(inner -> all.add(new Faulty(inner.slip, negated(inner.formula))));
      all.add(new Faulty("sign", du.get(0).formula));
      return all;
    }
    UnaryOperator<Formula> rule = DERIVATIVES.get(name);
    if (rule == null) {
      return List.of();
    }
    Formula outer = rule.apply(u);
    Formula inner = du.get(0).formula;
    du.forEach(each -> all.add(new Faulty(each.slip, times(outer, each.formula))));
    all.add(new Faulty("dropped-inner", outer));
    all.add(new Faulty("function-for-derivative", times(apply(name, u), inner)));
    switch (name) {
      case "cos" -> all.add(new Faulty("sign", times(apply("sin", u), inner)));
      case "sin" -> all.add(new Faulty("sign", times(negated(apply("cos", u)), inner)));
      case "log" -> all.add(new Faulty("reciprocal", times(u, inner)));
      case "tanh" ->
          all.add(new Faulty("power", times(minus(numeral(1), apply("tanh", u)), inner)));
      case "sigmoid" ->
          all.add(new Faulty("one-minus", times(minus(numeral(1), apply("sigmoid", u)), inner)));
      case "sqrt" ->
          all.add(new Faulty("factor", times(apply("/", numeral(1), apply("sqrt", u)), inner)));
      default -> {}
    }
    return all;
  }

  private List<Faulty> binary(String sign, Formula u, Formula v, List<Faulty> du, List<Faulty> dv) {
    Formula a = du.get(0).formula;
    Formula b = dv.get(0).formula;
    List<Faulty> all = new ArrayList<>();
    for (Faulty left : du) {
      all.add(new Faulty(left.slip, right(sign, u, v, left.formula, b)));
    }
    for (Faulty right : dv) {
      all.add(new Faulty(right.slip, right(sign, u, v, a, right.formula)));
    }
    boolean both = varies(u) && varies(v);
    switch (sign) {
      case "*" -> {
        if (both) {
          all.add(new Faulty("product-term", times(a, v)));
          all.add(new Faulty("product-term", times(u, b)));
          all.add(new Faulty("product-term", times(a, b)));
          all.add(new Faulty("sign", minus(times(a, v), times(u, b))));
        }
      }
      case "/" -> {
        if (varies(v)) {
          Formula numerator = minus(times(a, v), times(u, b));
          Formula other = minus(times(u, b), times(a, v));
          all.add(new Faulty("quotient-square", apply("/", numerator, v)));
          all.add(new Faulty("quotient-order", apply("/", other, square(v))));
        }
        if (both) {
          Formula plus = apply("+", times(a, v), times(u, b));
          all.add(new Faulty("sign", apply("/", plus, square(v))));
        }
      }
      case "^" -> {
        if (varies(u) && !varies(v)) {
          Formula lower = v.is(2) ? u : apply("^", u, minus(v, numeral(1)));
          all.add(new Faulty("dropped-inner", times(v, lower)));
          all.add(new Faulty("factor", times(lower, a)));
          all.add(new Faulty("power", times(times(v, apply("^", u, v)), a)));
        }
      }
      default -> {}
    }
    return all;
  }

  /** The rules as they are. */
  private Formula right(String sign, Formula u, Formula v, Formula a, Formula b) {
    return switch (sign) {
      case "+" -> a.is(0) ? b : b.is(0) ? a : apply("+", a, b);
      case "-" -> minus(a, b);
      case "*" -> right("+", u, v, times(a, v), times(u, b));
      case "/" ->
          varies(v) ? apply("/", minus(times(a, v), times(u, b)), square(v)) : apply("/", a, v);
      default -> {
        Formula lower = v.is(2) ? u : apply("^", u, minus(v, numeral(1)));
        Formula base = varies(u) ? times(times(v, lower), a) : numeral(0);
        Formula exponent =
            varies(v) ? times(times(apply("^", u, v), apply("log", u)), b) : numeral(0);
        yield right("+", u, v, base, exponent);
      }
    };
  }

  // ---------------------------------------------------------------- writing

  static Formula square(Formula u) {
    return apply("^", u, numeral(2));
  }

  static Formula minus(Formula a, Formula b) {
    if (a instanceof Numeral n && b instanceof Numeral m) {
      return new Numeral(n.value().subtract(m.value()));
    }
    return b.is(0) ? a : a.is(0) ? negated(b) : apply("-", a, b);
  }

  static Formula negated(Formula a) {
    return a.is(0) ? a : apply("negate", a);
  }

  static Formula times(Formula a, Formula b) {
    if (a.is(0) || b.is(0)) {
      return numeral(0);
    }
    return a.is(1) ? b : b.is(1) ? a : apply("*", a, b);
  }
}
