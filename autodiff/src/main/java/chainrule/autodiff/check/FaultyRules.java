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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What comes out of a first derivative when one rule of calculus is used wrongly at one place of
 * the function.
 *
 * <p>A part of the function is replaced by another with the same value there but with the slope
 * that the wrong rule gives, in which the values of parts are frozen: u·v by u₀·v where the term
 * u′·v is forgotten, g(u) by g(u₀ + x - x₀) where u′ is. The true derivative of the whole is then
 * that of the student.
 */
final class FaultyRules {
  /**
   * A wrong derivative.
   *
   * @param part of the function where the rule is used
   * @param frozen the formulas whose values at the point the names stand for
   */
  record Faulty(String slip, Formula part, Formula derivative, Map<String, Formula> frozen) {}

  private static final int MAX_FAULTS = 400;
  private static final int MAX_SIZE = 400;

  private final Derivation derivation;
  private final List<Formula> by;
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Faulty> all = new ArrayList<>();

  private FaultyRules(Derivation derivation, List<Formula> by) {
    this.derivation = derivation;
    this.by = by;
    by.forEach(variable -> names.addAll(variable.names()));
  }

  /** The wrong derivatives of a target; none if it is not a first derivative. */
  static List<Faulty> of(Derivation derivation, Formula target) {
    Formula function;
    List<Formula> by;
    if (target instanceof Prime prime && prime.order() == 1) {
      function = apply(prime.function(), prime.argument());
      by = List.of(prime.argument());
    } else if (target instanceof Slope slope && slope.by().size() == 1) {
      function = slope.of();
      by = slope.by();
    } else {
      return List.of();
    }
    if (!(by.get(0) instanceof Name)) {
      return List.of();
    }
    FaultyRules rules = new FaultyRules(derivation, by);
    Formula whole = rules.inlined(function, 0);
    if (whole.size() <= MAX_SIZE) {
      rules.walk(whole, part -> part);
    }
    return rules.all;
  }

  /** A formula without the names that the derivation defines, but for those it is derived by. */
  private Formula inlined(Formula formula, int depth) {
    Formula plain =
        formula.withParts(formula.parts().stream().map(part -> inlined(part, depth)).toList());
    String called =
        plain instanceof Apply a ? a.operation() : plain instanceof Name n ? n.name() : "";
    Definition definition = derivation.scope().definition(called);
    boolean stays = plain instanceof Name && names.contains(called);
    boolean fits =
        definition != null
            && !(plain instanceof Name && definition.isFunction())
            && definition.parameters().size() == plain.parts().size();
    if (definition == null || stays || !fits || depth > 10 || formula.size() > MAX_SIZE) {
      return plain;
    }
    Map<String, Formula> values = new LinkedHashMap<>();
    for (int k = 0; k < definition.parameters().size(); k++) {
      values.put(definition.parameters().get(k), plain.parts().get(k));
    }
    Formula body = inlined(definition.body(), depth + 1);
    return body.map(part -> part instanceof Name n ? values.getOrDefault(n.name(), part) : part);
  }

  private boolean varies(Formula formula) {
    return formula.names().stream().anyMatch(names::contains);
  }

  private void walk(Formula part, UnaryOperator<Formula> whole) {
    if (!varies(part) || all.size() > MAX_FAULTS || part instanceof Slope) {
      return;
    }
    if (part instanceof Apply apply) {
      Place place = new Place(apply, whole);
      place.generally();
      if (apply.operands().size() == 1) {
        place.unary(apply.operation(), apply.operands().get(0));
      } else if (apply.operands().size() == 2) {
        place.binary(apply.operation(), apply.operands().get(0), apply.operands().get(1));
      }
    }
    List<Formula> parts = part.parts();
    for (int k = 0; k < parts.size(); k++) {
      int changed = k;
      walk(
          parts.get(k),
          replaced -> {
            List<Formula> others = new ArrayList<>(parts);
            others.set(changed, replaced);
            return whole.apply(part.withParts(others));
          });
    }
  }

  /** A place of the function; formulas in it are its values where they are frozen. */
  private final class Place {
    private final Apply part;
    private final UnaryOperator<Formula> whole;
    private final boolean inner;
    private final Map<String, Formula> frozen = new LinkedHashMap<>();

    Place(Apply part, UnaryOperator<Formula> whole) {
      this.part = part;
      this.whole = whole;
      this.inner = !whole.apply(part).equals(part);
    }

    /** Whether an argument has an inner derivative to forget; that of -x is only a sign. */
    boolean isComposite(Formula u) {
      return !(u instanceof Name) && !(u.is("negate") && u.parts().get(0) instanceof Name);
    }

    /** The value of a formula at the point, without a slope. */
    Formula fixed(Formula formula) {
      if (!varies(formula)) {
        return formula;
      }
      String name = "value of " + formula;
      frozen.put(name, formula);
      return Formula.name(name);
    }

    void add(String slip, Formula other) {
      all.add(new Faulty(slip, part, new Slope(whole.apply(other), by), Map.copyOf(frozen)));
    }

    /** The slope of the part is so many times that of a formula. */
    void slope(String slip, Formula factor, Formula of) {
      add(slip, apply("+", fixed(part), apply("*", factor, change(of))));
    }

    Formula change(Formula of) {
      return apply("-", of, fixed(of));
    }

    /** The argument without its inner derivative. */
    Formula straight(Formula u) {
      return apply("+", fixed(u), change(by.get(0)));
    }

    void generally() {
      slope("sign", numeral(-1), part);
      if (!part.is("negate")) {
        for (long k = 2; k <= 3; k++) {
          slope("factor", numeral(k), part);
          slope("factor", apply("/", numeral(1), numeral(k)), part);
        }
      }
    }

    void unary(String name, Formula u) {
      if (part.is("negate") || part.is("T") || !part.axes().equals(Formula.Axes.NONE)) {
        return;
      }
      if (part.is("sum") || part.is("mean")) {
        Formula other = apply(part.is("sum") ? "mean" : "sum", u);
        add("mean-for-sum", apply("+", fixed(part), change(other)));
        return;
      }
      if (isComposite(u)) {
        add("dropped-inner", part.withParts(List.of(straight(u))));
      }
      if (inner) {
        slope("dropped-inner", numeral(1), u);
      }
      Formula y = fixed(part);
      slope("function-for-derivative", y, u);
      slope("reciprocal", apply("/", numeral(1), new Prime(name, 1, fixed(u))), u);
      switch (name) {
        case "sigmoid" -> slope("one-minus", apply("-", numeral(1), y), u);
        case "tanh" -> slope("power", apply("-", numeral(1), y), u);
        case "sqrt" -> slope("factor", apply("/", numeral(1), y), u);
        case "log" -> {
          for (long base : new long[] {2, 10}) {
            Formula log = apply("log", numeral(base));
            slope("log-base", log, part);
            slope("log-base", apply("/", numeral(1), log), part);
          }
        }
        case "sin", "cos", "tan" ->
            slope("degrees", apply("/", Formula.name("pi"), numeral(180)), part);
        default -> {}
      }
    }

    void binary(String sign, Formula u, Formula v) {
      boolean both = varies(u) && varies(v);
      if (both && !u.equals(v)) {
        add("product-term", part.withParts(List.of(fixed(u), v)));
        add("product-term", part.withParts(List.of(u, fixed(v))));
      }
      switch (sign) {
        case "*" -> {
          if (both) {
            Formula slopes = apply("*", new Slope(u, by), new Slope(v, by));
            slope("product-term", fixed(slopes), by.get(0));
          }
        }
        case "/" -> quotient(u, v, both);
        case "^" -> power(u, v);
        default -> {}
      }
    }

    private void quotient(Formula u, Formula v, boolean both) {
      if (!varies(v)) {
        return;
      }
      Formula numerator =
          apply("-", apply("*", change(u), fixed(v)), apply("*", fixed(u), change(v)));
      add("quotient-square", apply("+", fixed(part), apply("/", numerator, fixed(v))));
      if (both) {
        slope("quotient-order", numeral(-1), part);
      }
      if (isComposite(v)) {
        add("dropped-inner", apply("/", u, straight(v)));
      }
    }

    private void power(Formula u, Formula n) {
      if (varies(n)) {
        if (!varies(u)) {
          Formula lower = apply("^", u, apply("-", fixed(n), numeral(1)));
          slope("power", apply("*", fixed(n), lower), n);
          slope("dropped-inner", fixed(part), n);
          add("dropped-inner", apply("^", u, straight(n)));
        }
        return;
      }
      Formula lower = apply("^", fixed(u), apply("-", n, numeral(1)));
      Formula lowest = apply("^", fixed(u), apply("-", n, numeral(2)));
      slope("power", apply("*", n, fixed(part)), u);
      slope("power", apply("*", n, apply("^", fixed(u), apply("+", n, numeral(1)))), u);
      slope("power", apply("*", n, lowest), u);
      slope("factor", lower, u);
      if (!(n instanceof Numeral)) {
        slope("factor", apply("*", apply("-", n, numeral(1)), lower), u);
      }
      if (isComposite(u)) {
        add("dropped-inner", apply("^", straight(u), n));
      }
    }
  }
}
