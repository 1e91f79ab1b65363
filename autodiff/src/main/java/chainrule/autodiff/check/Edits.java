package chainrule.autodiff.check;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What single slips make of a formula. The same list serves three ends: a wrong formula that one
 * edit makes right shows the slip; a right formula of which one edit makes the wrong one shows it
 * too; and the edits of a right formula are the mutants that a check should catch.
 */
final class Edits {
  /**
   * A formula with one part replaced.
   *
   * @param slip the short name
   */
  record Edit(String slip, Formula before, Formula after, Formula whole) {}

  /** At most so many edits are made of one formula. */
  private static final int MAX_EDITS = 1500;

  private static final Map<String, String> KIN =
      Map.ofEntries(
          Map.entry("sin", "cos"),
          Map.entry("cos", "sin"),
          Map.entry("sinh", "cosh"),
          Map.entry("cosh", "sinh"),
          Map.entry("tanh", "sech2"));

  private static final List<String> LOGARITHMS = List.of("log", "log2", "log10");
  private static final List<String> PERIODIC = List.of("sin", "cos", "tan");
  private static final List<String> SWAPPED = List.of("@", "outer", "^", "atan2", "pow");
  private static final List<String> CHANGED_COMPARISONS = List.of("<", "<=", ">", ">=");

  private final boolean arrays;
  private final List<Formula> factors;
  private final List<Edit> edits = new ArrayList<>();

  private Edits(boolean arrays, List<Formula> factors) {
    this.arrays = arrays;
    this.factors = factors;
  }

  /** All edits that a slip makes. */
  static List<Edit> slips(Formula formula, boolean arrays) {
    return of(formula, arrays, List.of());
  }

  /**
   * Edits that undo a slip: those that make one, and factors put in.
   *
   * @param factors that may have been lost
   */
  static List<Edit> repairs(Formula formula, boolean arrays, List<Formula> factors) {
    return of(formula, arrays, factors);
  }

  private static List<Edit> of(Formula formula, boolean arrays, List<Formula> factors) {
    Edits edits = new Edits(arrays, factors);
    edits.walk(formula, Place.ROOT, whole -> whole);
    return edits.edits;
  }

  /** Where a part stands, as far as it matters for the name of a slip. */
  private enum Place {
    ROOT,
    NUMERATOR,
    DENOMINATOR,
    EXPONENT,
    ELSEWHERE
  }

  private void walk(Formula part, Place place, UnaryOperator<Formula> whole) {
    at(part, place, whole);
    List<Formula> parts = part.parts();
    for (int k = 0; k < parts.size(); k++) {
      int changed = k;
      Place inside =
          part.is("/")
              ? k == 0 ? Place.NUMERATOR : Place.DENOMINATOR
              : part.is("^") && k == 1 ? Place.EXPONENT : Place.ELSEWHERE;
      if (part instanceof Formula.Slope) {
        continue;
      }
      walk(
          parts.get(k),
          inside,
          replaced -> {
            List<Formula> all = new ArrayList<>(parts);
            all.set(changed, replaced);
            return whole.apply(part.withParts(all));
          });
    }
  }

  private void at(Formula part, Place place, UnaryOperator<Formula> whole) {
    if (edits.size() > MAX_EDITS) {
      return;
    }
    Adding to = (slip, after) -> edits.add(new Edit(slip, part, after, whole.apply(after)));
    if (part instanceof Numeral numeral) {
      number(numeral, place, to);
      return;
    }
    if (place != Place.EXPONENT) {
      to.add("sign", part.is("negate") ? part.parts().get(0) : apply("negate", part));
    }
    if (part instanceof Apply apply) {
      operation(apply, place, to);
      if (arrays) {
        array(apply, to);
      }
    }
    if (part instanceof Prime prime) {
      to.add("function-for-derivative", apply(prime.function(), prime.argument()));
      to.add(
          "function-for-derivative",
          new Prime(prime.function(), prime.order() + 1, prime.argument()));
    }
    if (arrays && part instanceof Name) {
      to.add("transpose", apply("T", part));
    }
    if (place != Place.EXPONENT && !(part instanceof Numeral)) {
      for (Formula factor : factors) {
        to.add("dropped-inner", apply("*", part, factor));
        to.add("dropped-inner", apply("/", part, factor));
      }
      if (!part.is("*") && !part.is("+") && !part.is("-") && !part.is("negate")) {
        to.add("reciprocal", apply("/", numeral(1), part));
      }
    }
  }

  private interface Adding {
    void add(String slip, Formula after);
  }

  private static void number(Numeral numeral, Place place, Adding to) {
    BigDecimal value = numeral.value();
    Formula more = new Numeral(value.add(BigDecimal.ONE));
    Formula less = new Numeral(value.subtract(BigDecimal.ONE));
    if (place == Place.EXPONENT) {
      to.add("power", more);
      to.add("power", less);
      to.add("sign", new Numeral(value.negate()));
    } else if (value.signum() != 0) {
      to.add("factor", new Numeral(value.multiply(BigDecimal.valueOf(2))));
      to.add("factor", apply("/", numeral, numeral(2)));
      to.add("factor", new Numeral(value.multiply(BigDecimal.valueOf(3))));
      to.add("factor", apply("/", numeral, numeral(3)));
      to.add("factor", more);
      to.add("factor", less);
      to.add("sign", new Numeral(value.negate()));
    }
  }

  private static void operation(Apply part, Place place, Adding to) {
    List<Formula> operands = part.operands();
    Formula a = operands.get(0);
    Formula b = operands.size() > 1 ? operands.get(1) : a;
    switch (part.operation()) {
      case "+" -> {
        boolean quotient = place == Place.NUMERATOR && (hasProduct(a) || hasProduct(b));
        to.add(quotient ? "quotient-order" : "sign", apply("-", a, b));
        to.add("product-term", a);
        to.add("product-term", b);
      }
      case "-" -> {
        to.add("sign", apply("+", a, b));
        boolean quotient = place == Place.NUMERATOR && (hasProduct(a) || hasProduct(b));
        to.add(quotient ? "quotient-order" : "sign", apply("-", b, a));
        to.add("product-term", a);
        to.add("product-term", apply("negate", b));
        to.add(a.is(1) ? "one-minus" : "product-term", b);
        if (a.is(1)) {
          to.add("one-minus", apply("*", b, part));
        }
      }
      case "*" -> {
        to.add(lost(a, b), b);
        to.add(lost(b, a), a);
        to.add("reciprocal", apply("/", a, b));
        to.add("reciprocal", apply("/", b, a));
      }
      case "/" -> {
        to.add("reciprocal", apply("/", b, a));
        to.add(b instanceof Numeral ? "factor" : "dropped-inner", a);
        if (!(a instanceof Numeral)) {
          to.add("dropped-inner", apply("/", numeral(1), b));
        }
        to.add("reciprocal", apply("*", a, b));
        to.add("quotient-square", apply("/", a, apply("^", b, numeral(2))));
        if (b.is("^") && b.parts().get(1).is(2)) {
          to.add("quotient-square", apply("/", a, b.parts().get(0)));
        }
      }
      case "^" -> {
        to.add("power", a);
        if (!(b instanceof Numeral)) {
          to.add("power", apply("^", a, apply("+", b, numeral(1))));
          to.add("power", apply("^", a, apply("-", b, numeral(1))));
        }
      }
      case "where" -> to.add("swapped-arguments", apply("where", a, operands.get(2), b));
      default -> function(part, a, to);
    }
    if (SWAPPED.contains(part.operation())) {
      to.add("swapped-arguments", apply(part.operation(), b, a));
    }
    if (CHANGED_COMPARISONS.contains(part.operation())) {
      to.add("swapped-arguments", apply(part.operation(), b, a));
    }
    if (!part.is("^") && !part.is("entry") && !part.is("list")) {
      to.add("power", apply("^", part, numeral(2)));
    }
  }

  private static boolean hasProduct(Formula formula) {
    return formula.is("*") || (formula.is("negate") && hasProduct(formula.parts().get(0)));
  }

  /** The name of the slip that loses a factor beside another. */
  private static String lost(Formula factor, Formula other) {
    if (factor instanceof Numeral) {
      return "factor";
    }
    return other.is("-") && other.parts().get(0).is(1) ? "one-minus" : "dropped-inner";
  }

  private static void function(Apply part, Formula a, Adding to) {
    String name = part.operation();
    if (KIN.containsKey(name)) {
      to.add("function-for-derivative", apply(KIN.getOrDefault(name, name), a));
    }
    if (LOGARITHMS.contains(name)) {
      for (String other : LOGARITHMS) {
        if (!other.equals(name)) {
          to.add("log-base", apply(other, a));
        }
      }
      to.add("function-for-derivative", apply("/", numeral(1), a));
    }
    if (PERIODIC.contains(name)) {
      Formula degree = apply("/", Formula.name("pi"), numeral(180));
      to.add("degrees", apply(name, apply("*", a, degree)));
      to.add("degrees", apply(name, apply("/", a, degree)));
    }
    boolean sign = "negate entry list T @ < <= > >= == != sum mean".contains(name);
    if (part.operands().size() == 1
        && part.axes().equals(Axes.NONE)
        && !sign
        && !name.equals("exp")) {
      to.add("function-for-derivative", new Prime(name, 1, a));
    }
  }

  private static void array(Apply part, Adding to) {
    List<Formula> operands = part.operands();
    Formula a = operands.get(0);
    switch (part.operation()) {
      case "sum" -> {
        to.add("mean-for-sum", new Apply("mean", operands, part.axes()));
        to.add("missing-sum", a);
        otherAxes(part, to);
      }
      case "mean" -> {
        to.add("mean-for-sum", new Apply("sum", operands, part.axes()));
        to.add("missing-sum", a);
        otherAxes(part, to);
      }
      case "T" -> to.add("transpose", a);
      case "@" -> {
        to.add("transpose", apply("@", apply("T", a), operands.get(1)));
        to.add("transpose", apply("@", a, apply("T", operands.get(1))));
        to.add("transpose", apply("@", operands.get(1), apply("T", a)));
        to.add("transpose", apply("@", apply("T", operands.get(1)), a));
      }
      case "entry" -> {
        if (operands.size() == 3) {
          to.add("swapped-arguments", apply("entry", a, operands.get(2), operands.get(1)));
        }
      }
      default -> {}
    }
    if (!part.is("T")) {
      to.add("transpose", apply("T", part));
    }
    to.add("missing-sum", apply("sum", part));
    for (int axis = 0; axis < 2; axis++) {
      to.add("missing-sum", new Apply("sum", List.of(part), new Axes(List.of(axis), false)));
    }
    to.add("mean-for-sum", apply("/", part, apply("size", part)));
    to.add("mean-for-sum", apply("/", part, apply("len", part)));
    to.add("mean-for-sum", apply("*", part, apply("len", part)));
  }

  private static void otherAxes(Apply part, Adding to) {
    if (part.axes().list().size() == 1) {
      int other = part.axes().list().get(0) == 0 ? 1 : 0;
      to.add(
          "missing-sum",
          new Apply(
              part.operation(), part.operands(), new Axes(List.of(other), part.axes().keep())));
    }
  }
}
