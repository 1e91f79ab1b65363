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
   * @param far whether only a strange mistake would be this one
   */
  record Edit(String slip, boolean far, Formula before, Formula after, Formula whole) {}

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
  private static final List<String> COMPARISONS = List.of("<", "<=", ">", ">=", "==", "!=");

  private final Kind kind;

  /** Whether wrong formulas are made right; otherwise it is the other way round. */
  private final boolean undo;

  private final List<Formula> factors;
  private final List<Edit> edits = new ArrayList<>();

  private Edits(Kind kind, boolean undo, List<Formula> factors) {
    this.kind = kind;
    this.undo = undo;
    this.factors = factors;
  }

  /**
   * What a derivation is about.
   *
   * @param arrays whether there are any
   * @param quotient whether the function is one, so that the quotient rule was used
   * @param mean whether there is one in the function
   */
  record Kind(boolean arrays, boolean quotient, boolean mean) {}

  /** All edits that a slip makes. */
  static List<Edit> slips(Formula formula, Kind kind) {
    return new Edits(kind, false, List.of()).of(formula);
  }

  /**
   * Edits that undo a slip: those that make one, and factors put in.
   *
   * @param factors that may have been lost
   */
  static List<Edit> repairs(Formula formula, Kind kind, List<Formula> factors) {
    return new Edits(kind, true, factors).of(formula);
  }

  private List<Edit> of(Formula formula) {
    walk(formula, Place.ROOT, true, whole -> whole);
    return edits;
  }

  /** Where a part stands, as far as it matters for the name of a slip. */
  private enum Place {
    ROOT,
    /** Above a square. */
    NUMERATOR,
    EXPONENT,
    /** In a part of an exponent. */
    IN_EXPONENT,
    ELSEWHERE
  }

  /**
   * @param factor whether the part is a factor or a term of the formula, not below a fraction or in
   *     a function
   */
  private void walk(Formula part, Place place, boolean factor, UnaryOperator<Formula> whole) {
    at(part, place, factor, whole);
    List<Formula> parts = part.parts();
    for (int k = 0; k < parts.size(); k++) {
      int changed = k;
      boolean exponent = (part.is("^") && k == 1) || (place == Place.EXPONENT && part.is("negate"));
      boolean numerator = part.is("/") && k == 0 && isSquare(parts.get(1));
      Place inside =
          exponent
              ? Place.EXPONENT
              : isInExponent(place)
                  ? Place.IN_EXPONENT
                  : numerator ? Place.NUMERATOR : Place.ELSEWHERE;
      boolean condition = COMPARISONS.contains(operation(part));
      if (part instanceof Formula.Slope || (condition && !(parts.get(k) instanceof Numeral))) {
        continue;
      }
      boolean multiplies = part.is("*") || part.is("negate") || part.is("+") || part.is("-");
      walk(
          parts.get(k),
          inside,
          factor && (multiplies || (part.is("/") && k == 0)),
          replaced -> {
            List<Formula> all = new ArrayList<>(parts);
            all.set(changed, replaced);
            return whole.apply(part.withParts(all));
          });
    }
  }

  private static String operation(Formula formula) {
    return formula instanceof Apply apply ? apply.operation() : "";
  }

  private static boolean isInExponent(Place place) {
    return place == Place.EXPONENT || place == Place.IN_EXPONENT;
  }

  private static boolean isSquare(Formula formula) {
    return (formula.is("^") && formula.parts().get(1).is(2))
        || (formula.is("*") && formula.parts().get(0).equals(formula.parts().get(1)));
  }

  /** A name, an entry or a function of something. */
  private static boolean isSimple(Formula formula) {
    return formula instanceof Name
        || formula instanceof Prime
        || formula.is("entry")
        || (formula instanceof Apply apply
            && apply.operands().size() == 1
            && !formula.is("negate")
            && !formula.is("T"));
  }

  private void at(Formula part, Place place, boolean factor, UnaryOperator<Formula> whole) {
    if (edits.size() > MAX_EDITS) {
      return;
    }
    Adding to =
        (slip, far, after) -> edits.add(new Edit(slip, far, part, after, whole.apply(after)));
    if (part instanceof Numeral numeral) {
      number(numeral, place, to);
      return;
    }
    // x^2 in the place of x^(-2) is a lost sign, the other way round a reciprocal too many
    if (part.is("negate")) {
      String slip = undo && place == Place.EXPONENT ? "reciprocal" : "sign";
      to.add(slip, part.parts().get(0));
    } else if (place != Place.EXPONENT) {
      to.add("sign", place == Place.IN_EXPONENT, apply("negate", part));
    }
    if (part instanceof Apply apply) {
      operation(apply, place, to);
      if (kind.arrays) {
        array(apply, place, to);
      }
    }
    if (part instanceof Prime prime) {
      to.add("function-for-derivative", apply(prime.function(), prime.argument()));
      to.add(
          "function-for-derivative",
          new Prime(prime.function(), prime.order() + 1, prime.argument()));
    }
    if (kind.arrays && (part instanceof Name || part instanceof Formula.Slope)) {
      to.add("transpose", apply("T", part));
      sums(part, place, to);
    }
    if (!isInExponent(place)) {
      boolean sum = part.is("+") || part.is("-") || part.is("negate");
      for (Formula inner : factors) {
        to.add("dropped-inner", !factor || sum, apply("*", part, inner));
      }
      if (undo && factor && !sum) {
        to.add("factor", apply("*", numeral(2), part));
        to.add("factor", apply("*", numeral(3), part));
      }
      if (!part.is("*") && !part.is("/") && !sum) {
        to.add("reciprocal", !isSimple(part) && !part.is("^"), apply("/", numeral(1), part));
      }
      if (isSimple(part) && !part.is("exp")) {
        to.add("power", apply("^", part, numeral(2)));
        if (undo) {
          to.add("one-minus", true, apply("-", numeral(1), part));
          to.add("one-minus", true, apply("*", part, apply("-", numeral(1), part)));
        }
      }
      if (undo) {
        to.add("power", !isSimple(part) || part.is("exp"), apply("sqrt", part));
      }
    }
  }

  private interface Adding {
    void add(String slip, boolean far, Formula after);

    default void add(String slip, Formula after) {
      add(slip, false, after);
    }
  }

  private void number(Numeral numeral, Place place, Adding to) {
    BigDecimal value = numeral.value();
    Formula more = new Numeral(value.add(BigDecimal.ONE));
    Formula less = new Numeral(value.subtract(BigDecimal.ONE));
    if (place == Place.EXPONENT) {
      to.add("power", more);
      to.add("power", less);
      to.add(undo ? "sign" : "reciprocal", undo, new Numeral(value.negate()));
    } else if (value.signum() != 0) {
      to.add("factor", new Numeral(value.multiply(BigDecimal.valueOf(2))));
      to.add("factor", quotient(numeral, 2));
      to.add("factor", new Numeral(value.multiply(BigDecimal.valueOf(3))));
      to.add("factor", quotient(numeral, 3));
      to.add("factor", more);
      to.add("factor", value.compareTo(BigDecimal.ONE) == 0, less);
      to.add("sign", new Numeral(value.negate()));
    }
  }

  /** The quotient as a number if it is whole. */
  private static Formula quotient(Numeral numeral, long divisor) {
    BigDecimal[] whole = numeral.value().divideAndRemainder(BigDecimal.valueOf(divisor));
    return whole[1].signum() == 0 ? new Numeral(whole[0]) : apply("/", numeral, numeral(divisor));
  }

  private void operation(Apply part, Place place, Adding to) {
    List<Formula> operands = part.operands();
    Formula a = operands.get(0);
    Formula b = operands.size() > 1 ? operands.get(1) : a;
    switch (part.operation()) {
      case "+" -> {
        to.add("sign", apply("-", a, b));
        forgotten(a, b, place, to);
      }
      case "-" -> {
        to.add("sign", apply("+", a, b));
        boolean order = kind.quotient && place == Place.NUMERATOR;
        to.add(order ? "quotient-order" : "sign", apply("-", b, a));
        if (a.is(1)) {
          to.add("one-minus", b);
          to.add("one-minus", !undo, apply("*", b, part));
        } else {
          forgotten(a, apply("negate", b), place, to);
        }
      }
      case "*" -> product(part, a, b, to);
      case "/" -> quotient(a, b, to);
      case "^" -> power(a, b, to);
      case "where" -> to.add("swapped-arguments", apply("where", a, operands.get(2), b));
      default -> function(part, a, to);
    }
    if (SWAPPED.contains(part.operation())) {
      to.add("swapped-arguments", apply(part.operation(), b, a));
    }
    if (CHANGED_COMPARISONS.contains(part.operation())) {
      to.add("swapped-arguments", apply(part.operation(), b, a));
    }
  }

  /** A sum without one of its terms. */
  private void forgotten(Formula a, Formula b, Place place, Adding to) {
    boolean number = a instanceof Numeral || b instanceof Numeral;
    boolean far = undo || number || isInExponent(place);
    to.add("product-term", far, a);
    to.add("product-term", far, b);
  }

  private void product(Formula part, Formula a, Formula b, Adding to) {
    lost(a, b, to);
    lost(b, a, to);
    to.add("reciprocal", apply("/", a, b));
    to.add("reciprocal", apply("/", b, a));
    if (undo) {
      // a(1 - y) in the place of a·y(1 - y)
      for (Formula factor : part.parts()) {
        if (factor.is("-") && factor.parts().get(0).is(1)) {
          to.add("one-minus", apply("*", factor.parts().get(1), part));
        }
      }
    }
  }

  /** A product that has lost a factor, or that has one too many. */
  private void lost(Formula factor, Formula other, Adding to) {
    if (factor instanceof Numeral) {
      to.add("factor", other);
      return;
    }
    boolean oneMinus =
        other.is("-") && other.parts().get(0).is(1) && other.parts().get(1).equals(factor);
    to.add(oneMinus ? "one-minus" : "dropped-inner", undo, other);
  }

  private void quotient(Formula a, Formula b, Adding to) {
    to.add("reciprocal", apply("/", b, a));
    to.add("reciprocal", apply("*", a, b));
    if (b instanceof Numeral) {
      to.add("factor", a);
      return;
    }
    to.add("dropped-inner", true, a);
    if (!(a instanceof Numeral)) {
      to.add("dropped-inner", undo, apply("/", numeral(1), b));
    }
    // the square is lost where wrong is made of right without it, or right of wrong with it
    String lost = kind.quotient ? "quotient-square" : "power";
    to.add(undo ? lost : "power", apply("/", a, apply("^", b, numeral(2))));
    if (isSquare(b)) {
      to.add(undo ? "power" : lost, apply("/", a, b.parts().get(0)));
    }
  }

  private static void power(Formula a, Formula b, Adding to) {
    to.add("power", !b.is(2), a);
    if (!(b instanceof Numeral)) {
      to.add("power", apply("^", a, apply("+", b, numeral(1))));
      to.add("power", apply("^", a, apply("-", b, numeral(1))));
    }
    to.add("reciprocal", apply("^", a, apply("negate", b)));
  }

  private static void function(Apply part, Formula a, Adding to) {
    String name = part.operation();
    if (name.equals("sqrt")) {
      to.add("power", a);
    }
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

  private void array(Apply part, Place place, Adding to) {
    List<Formula> operands = part.operands();
    Formula a = operands.get(0);
    switch (part.operation()) {
      case "sum" -> {
        to.add("mean-for-sum", !kind.mean, new Apply("mean", operands, part.axes()));
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
        Formula b = operands.get(1);
        to.add("transpose", isSymmetric(a), apply("@", apply("T", a), b));
        to.add("transpose", isSymmetric(b), apply("@", a, apply("T", b)));
        to.add("transpose", true, apply("@", b, apply("T", a)));
        to.add("transpose", true, apply("@", apply("T", b), a));
      }
      case "entry" -> {
        if (operands.size() == 3) {
          to.add("swapped-arguments", apply("entry", a, operands.get(2), operands.get(1)));
        }
      }
      default -> {}
    }
    if (!part.is("T")) {
      boolean strange = part.is("diag") || (part.is("outer") && place != Place.ROOT);
      to.add("transpose", strange, apply("T", part));
    }
    sums(part, place, to);
  }

  private void sums(Formula part, Place place, Adding to) {
    to.add("missing-sum", !undo, apply("sum", part));
    for (int axis = 0; axis < 2; axis++) {
      Axes one = new Axes(List.of(axis), false);
      to.add("missing-sum", !undo, new Apply("sum", List.of(part), one));
    }
    boolean inside = place != Place.ROOT || !kind.mean;
    to.add("mean-for-sum", inside, apply("/", part, apply("size", part)));
    to.add("mean-for-sum", inside, apply("/", part, apply("len", part)));
    to.add("mean-for-sum", inside, apply("*", part, apply("len", part)));
  }

  /** Whether no one would transpose it, or would take the transpose away instead. */
  private static boolean isSymmetric(Formula formula) {
    return formula.is("T") || formula.is("diag");
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
