package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.expression.Formula.Numeral;
import java.math.BigDecimal;

/** Makes formulas of formulas, without what nobody writes: 0·u, 1·u, u + 0, u/1 and u^1. */
final class Terms {
  private Terms() {}

  static Formula sum(Formula a, Formula b) {
    if (a.is(0)) {
      return b;
    }
    if (b.is(0)) {
      return a;
    }
    return b.is("negate") ? apply("-", a, b.parts().get(0)) : apply("+", a, b);
  }

  static Formula difference(Formula a, Formula b) {
    if (b.is(0)) {
      return a;
    }
    if (a.is(0)) {
      return negated(b);
    }
    return b.is("negate") ? apply("+", a, b.parts().get(0)) : apply("-", a, b);
  }

  static Formula negated(Formula a) {
    if (a instanceof Numeral number) {
      return new Numeral(number.value().negate());
    }
    return a.is("negate") ? a.parts().get(0) : apply("negate", a);
  }

  static Formula product(Formula a, Formula b) {
    if (a.is(0) || b.is(0)) {
      return numeral(0);
    }
    if (a.is(1)) {
      return b;
    }
    if (b.is(1)) {
      return a;
    }
    if (b.is(-1)) {
      return negated(a);
    }
    if (b.is("negate")) {
      return negated(product(a, b.parts().get(0)));
    }
    return a.is(-1) ? negated(b) : apply("*", a, b);
  }

  static Formula quotient(Formula a, Formula b) {
    return a.is(0) || b.is(1) ? a : apply("/", a, b);
  }

  static Formula power(Formula base, Formula exponent) {
    if (exponent.is(0)) {
      return numeral(1);
    }
    return exponent.is(1) ? base : apply("^", base, exponent);
  }

  static Formula squared(Formula base) {
    return power(base, numeral(2));
  }

  /** A formula and a whole number more, as one number where that is one. */
  static Formula plus(Formula a, long number) {
    if (a instanceof Numeral n) {
      return new Numeral(n.value().add(BigDecimal.valueOf(number)));
    }
    Fraction fraction = Fraction.of(a);
    if (fraction != null) {
      return fraction.plus(Fraction.of(number)).formula();
    }
    return number < 0 ? apply("-", a, numeral(-number)) : apply("+", a, numeral(number));
  }
}
