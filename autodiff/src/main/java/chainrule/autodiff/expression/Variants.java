package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.expression.Differentiator.Slipped;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Numeral;
import java.util.ArrayList;
import java.util.List;

/** Formulas that differ from a known derivative by one slip of memory or of the pen. */
final class Variants {
  private Variants() {}

  /** The variants of the derivative of a function. */
  static List<Slipped> of(Formula derivative, String function) {
    String of = " in the derivative of " + function;
    List<Slipped> found = new ArrayList<>();
    if (derivative.is("/") && derivative.parts().get(0).is(1)) {
      found.add(
          new Slipped("reciprocal", "the reciprocal is missing" + of, derivative.parts().get(1)));
    }
    if (derivative.is("+") && derivative.parts().stream().noneMatch(p -> p instanceof Numeral)) {
      for (Formula term : derivative.parts()) {
        found.add(new Slipped("product-term", "only the term " + term + " is left" + of, term));
      }
    }
    inside(derivative, of, found);
    return found;
  }

  private static void inside(Formula f, String of, List<Slipped> found) {
    if (!(f instanceof Apply apply)) {
      return;
    }
    at(apply, of, found);
    List<Formula> parts = f.parts();
    for (int k = 0; k < parts.size(); k++) {
      List<Slipped> inner = new ArrayList<>();
      inside(parts.get(k), of, inner);
      for (Slipped slipped : inner) {
        List<Formula> changed = new ArrayList<>(parts);
        changed.set(k, slipped.result());
        found.add(new Slipped(slipped.slip(), slipped.explanation(), f.withParts(changed)));
      }
    }
  }

  private static void at(Apply f, String of, List<Slipped> found) {
    List<Formula> u = f.operands();
    switch (f.operation()) {
      case "+" -> found.add(sign("minus stands for plus" + of, apply("-", u.get(0), u.get(1))));
      case "-" -> {
        found.add(sign("plus stands for minus" + of, apply("+", u.get(0), u.get(1))));
        found.add(sign("a difference is swapped" + of, apply("-", u.get(1), u.get(0))));
      }
      case "negate" -> found.add(sign("the minus is missing" + of, u.get(0)));
      case "^" -> {
        String off = u.get(1).is(2) ? "the square is missing" : "the exponent is one too small";
        found.add(power(off + of, Terms.power(u.get(0), Terms.plus(u.get(1), -1))));
        found.add(
            power(
                "the exponent is one too large" + of,
                Terms.power(u.get(0), Terms.plus(u.get(1), 1))));
      }
      case "sqrt" -> found.add(power("the square root is missing" + of, u.get(0)));
      case "*" -> product(u.get(0), u.get(1), of, found);
      case "/" -> {
        Fraction c = Fraction.of(u.get(0));
        if (c != null && !c.abs().isOne()) {
          found.add(factor("the factor " + u.get(0), of, apply("/", numeral(1), u.get(1))));
        }
      }
      default -> {}
    }
  }

  private static void product(Formula u, Formula v, String of, List<Slipped> found) {
    if (v.is("log") && v.parts().get(0) instanceof Numeral) {
      found.add(new Slipped("log-base", "the factor " + v + " is missing" + of, u));
      found.add(
          new Slipped(
              "log-base",
              "it is multiplied by " + v + " instead of divided" + of,
              apply("/", u, v)));
    } else if (u instanceof Numeral) {
      found.add(factor("the factor " + u, of, v));
    }
    if (v.is("-") && v.parts().get(0).is(1) && v.parts().get(1).equals(u)) {
      found.add(new Slipped("one-minus", "1 - y stands for y*(1 - y)" + of, v));
      found.add(new Slipped("one-minus", "y stands for y*(1 - y)" + of, u));
    }
  }

  private static Slipped sign(String explanation, Formula result) {
    return new Slipped("sign", explanation, result);
  }

  private static Slipped power(String explanation, Formula result) {
    return new Slipped("power", explanation, result);
  }

  private static Slipped factor(String factor, String of, Formula result) {
    return new Slipped("factor", factor + " is missing" + of, result);
  }
}
