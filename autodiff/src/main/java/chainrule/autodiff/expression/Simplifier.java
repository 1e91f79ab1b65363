package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings scalar formulas to the form that textbooks give them: numbers are folded exactly, like
 * terms and powers collected, common factors put before the parentheses where that makes the sum
 * shorter or they are functions, and signs pulled out. Products of sums are not expanded.
 *
 * <p>Every rewrite keeps the value wherever the original has one; the result may have a value at
 * more points, as x/x = 1 has.
 */
public final class Simplifier {
  /** Larger formulas stay as they are. */
  private static final int MAX_SIZE = 3000;

  private static final int MAX_PASSES = 4;
  private static final int MAX_EXPONENT = 64;
  private static final Fraction HALF = Fraction.of(2).reciprocal();

  private static final Set<String> ODD =
      Set.of("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "erf", "cbrt", "sign");
  private static final Set<String> EVEN =
      Set.of("cos", "cosh", "abs", "gaussian", "sech", "sech2", "normalPdf", "sinc");

  private Simplifier() {}

  /** The formula in simple form; larger ones than 3000 nodes as they are. */
  public static Formula simplify(Formula f) {
    Formula result = f;
    for (int pass = 0; pass < MAX_PASSES && result.size() <= MAX_SIZE; pass++) {
      Formula next = pass(result);
      if (next.equals(result)) {
        return next;
      }
      result = next;
    }
    return result;
  }

  /** A rational number times powers of formulas, by their bases. */
  private record Product(Fraction number, Map<Formula, Formula> powers) {
    Product times(Product that) {
      Map<Formula, Formula> all = new LinkedHashMap<>(powers);
      that.powers.forEach((base, exponent) -> all.merge(base, exponent, Simplifier::added));
      all.values().removeIf(exponent -> exponent.is(0));
      return new Product(number.times(that.number), all);
    }

    Product times(Fraction factor) {
      return new Product(number.times(factor), powers);
    }

    boolean isSum() {
      return powers.size() == 1
          && powers.keySet().stream().allMatch(Simplifier::isSum)
          && powers.values().stream().allMatch(e -> e.is(1));
    }
  }

  private static boolean isSum(Formula f) {
    return f.is("+") || f.is("-");
  }

  private static Formula added(Formula a, Formula b) {
    Fraction p = Fraction.of(a);
    Fraction q = Fraction.of(b);
    return p != null && q != null ? p.plus(q).formula() : pass(apply("+", a, b));
  }

  private static Formula pass(Formula f) {
    if (f instanceof Numeral) {
      return f;
    }
    if (f instanceof Prime prime) {
      return f.withParts(List.of(pass(prime.argument())));
    }
    if (!(f instanceof Apply apply) || !isScalar(apply)) {
      return f;
    }
    Formula g = f.withParts(f.parts().stream().map(Simplifier::pass).toList());
    return isSum(g) ? sum(g) : formula(product(g));
  }

  private static boolean isScalar(Apply apply) {
    Vocabulary.Word word = Vocabulary.find(apply.operation());
    return word == null || word.elementwise() || apply.operation().startsWith("m");
  }

  // ---------------------------------------------------------------- products

  private static Product number(Fraction number) {
    return new Product(number, Map.of());
  }

  private static Product power(Formula base, Formula exponent) {
    return exponent.is(0)
        ? number(Fraction.ONE)
        : new Product(Fraction.ONE, Map.of(base, exponent));
  }

  /** A formula whose parts are simple as a product. */
  private static Product product(Formula f) {
    Fraction number = Fraction.of(f);
    if (number != null && number.isShort()) {
      return number(number);
    }
    List<Formula> parts = f.parts();
    if (f.is("negate")) {
      return product(parts.get(0)).times(Fraction.of(-1));
    }
    if (f.is("*")) {
      Product result = product(parts.get(0)).times(product(parts.get(1)));
      return result.number().isShort() ? reduced(result) : power(f, numeral(1));
    }
    if (f.is("/")) {
      Product below = raised(parts.get(1), numeral(-1));
      return reduced(product(parts.get(0)).times(below));
    }
    if (f.is("^")) {
      return raised(parts.get(0), parts.get(1));
    }
    if (f.is("square") || f.is("reciprocal")) {
      return raised(parts.get(0), numeral(f.is("square") ? 2 : -1));
    }
    if (f.is("sqrt")) {
      return raised(parts.get(0), HALF.formula());
    }
    return f.is("exp") ? exponential(parts.get(0)) : function(f);
  }

  private static Product raised(Formula base, Formula exponent) {
    Fraction n = Fraction.of(exponent);
    Product of = product(base);
    if (base.is(1)) {
      return number(Fraction.ONE);
    }
    boolean zero = of.number().signum() == 0;
    if (n == null || !n.isShort() || (zero && n.signum() <= 0)) {
      return power(base, exponent);
    }
    if (n.isWhole() && n.abs().compareTo(Fraction.of(MAX_EXPONENT)) <= 0) {
      Product result = number(Fraction.ONE);
      Fraction c = zero ? Fraction.ZERO : of.number().power(n.numerator().intValue());
      if (!c.isShort()) {
        return power(base, exponent);
      }
      for (Map.Entry<Formula, Formula> entry : of.powers().entrySet()) {
        result = result.times(power(entry.getKey(), multiplied(entry.getValue(), n)));
      }
      return result.times(c);
    }
    if (zero) {
      return number(Fraction.ZERO);
    }
    return root(base, of, n);
  }

  /** A power that is not whole: of a number, only square roots that come out. */
  private static Product root(Formula base, Product of, Fraction n) {
    if (of.powers().isEmpty() && of.number().signum() > 0 && n.equals(HALF)) {
      Fraction c = of.number();
      Fraction root = new Fraction(c.numerator().sqrt(), c.denominator().sqrt(), c.decimal());
      if (root.times(root).compareTo(c) == 0) {
        return number(root);
      }
    }
    return power(base, n.formula());
  }

  private static Formula multiplied(Formula exponent, Fraction n) {
    Fraction p = Fraction.of(exponent);
    return p != null ? p.times(n).formula() : formula(product(exponent).times(n));
  }

  /** exp(c·u) as the power c of exp(u), so that like powers are found. */
  private static Product exponential(Formula u) {
    Product of = product(u);
    if (of.powers().isEmpty()) {
      return of.number().signum() == 0
          ? number(Fraction.ONE)
          : power(apply("exp", numeral(1)), of.number().formula());
    }
    Formula core = formula(new Product(Fraction.ONE, of.powers()));
    return core.is("log")
        ? power(core.parts().get(0), of.number().formula())
        : power(apply("exp", core), of.number().formula());
  }

  private static Product function(Formula f) {
    List<Formula> parts = f.parts();
    if (parts.size() == 1 && f instanceof Apply apply) {
      Formula u = parts.get(0);
      Product of = product(u);
      boolean negative = of.number().signum() < 0;
      if (u.is(0) && ODD.contains(apply.operation())) {
        return number(Fraction.ZERO);
      }
      if (u.is(0) && (f.is("cos") || f.is("cosh"))) {
        return number(Fraction.ONE);
      }
      if (f.is("log") && u.is(1)) {
        return number(Fraction.ZERO);
      }
      if (f.is("log") && u.is("exp")) {
        return product(u.parts().get(0));
      }
      if (negative && (ODD.contains(apply.operation()) || EVEN.contains(apply.operation()))) {
        Formula positive = apply(apply.operation(), formula(of.times(Fraction.of(-1))));
        return power(positive, numeral(1))
            .times(Fraction.of(ODD.contains(apply.operation()) ? -1 : 1));
      }
    }
    if (f.is("where") && parts.get(1).equals(parts.get(2))) {
      return product(parts.get(1));
    }
    return power(f, numeral(1));
  }

  /** Takes the content of sums into the number where it cancels. */
  private static Product reduced(Product p) {
    if (p.number().isWhole() || p.number().isDecimal()) {
      return p;
    }
    for (Map.Entry<Formula, Formula> entry : p.powers().entrySet()) {
      if (isSum(entry.getKey()) && entry.getValue().is(1)) {
        List<Product> terms = terms(entry.getKey());
        Fraction content = content(terms);
        if (!content.numerator().gcd(p.number().denominator()).equals(Fraction.ONE.numerator())) {
          Map<Formula, Formula> rest = new LinkedHashMap<>(p.powers());
          rest.remove(entry.getKey());
          Product inner =
              product(joined(terms.stream().map(t -> t.times(content.reciprocal())).toList()));
          return new Product(p.number().times(content), rest).times(inner);
        }
      }
    }
    return p;
  }

  private static Fraction content(List<Product> terms) {
    Fraction first = terms.get(0).number();
    BigInteger common = first.numerator();
    for (Product term : terms) {
      if (!term.number().isWhole()) {
        return Fraction.ONE;
      }
      common = common.gcd(term.number().numerator());
    }
    return new Fraction(common.abs(), Fraction.ONE.denominator(), false);
  }

  // ---------------------------------------------------------------- products as formulas

  private static Formula formula(Product p) {
    if (p.number().signum() == 0) {
      return numeral(0);
    }
    List<Formula> above = new ArrayList<>();
    List<Formula> below = new ArrayList<>();
    p.powers().entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Formula, Formula> e) -> rank(e.getKey()))
                .thenComparing(e -> e.getKey().toString()))
        .forEach(
            e -> {
              Fraction n = Fraction.of(e.getValue());
              boolean down = n != null && n.signum() < 0 && !e.getKey().is("exp");
              Formula exponent = down ? n.negated().formula() : e.getValue();
              (down ? below : above).add(written(e.getKey(), exponent));
            });
    Fraction c = p.number().abs();
    Formula numerator = folded(above, c.isDecimal() ? c : whole(c.numerator()));
    Formula denominator = folded(below, c.isDecimal() ? Fraction.ONE : whole(c.denominator()));
    Formula signed = p.number().signum() < 0 ? minus(numerator) : numerator;
    return Terms.quotient(signed, denominator);
  }

  private static Fraction whole(BigInteger number) {
    return new Fraction(number, Fraction.ONE.denominator(), false);
  }

  /** The minus stands before the first factor: -a*b. */
  private static Formula minus(Formula product) {
    if (product.is("*")) {
      List<Formula> parts = product.parts();
      return apply("*", minus(parts.get(0)), parts.get(1));
    }
    return Terms.negated(product);
  }

  private static Formula folded(List<Formula> factors, Fraction number) {
    Formula result = number.formula();
    for (Formula factor : factors) {
      result = Terms.product(result, factor);
    }
    return result;
  }

  private static Formula written(Formula base, Formula exponent) {
    if (base.is("exp")) {
      Product u = product(base.parts().get(0));
      Fraction n = Fraction.of(exponent);
      Formula inside = n != null ? formula(u.times(n)) : Terms.product(exponent, formula(u));
      return apply("exp", inside);
    }
    return HALF.formula().equals(exponent) ? apply("sqrt", base) : Terms.power(base, exponent);
  }

  private static int rank(Formula base) {
    return base instanceof Numeral ? 0 : base instanceof Name ? 1 : isSum(base) ? 3 : 2;
  }

  // ---------------------------------------------------------------- sums

  private static List<Product> terms(Formula f) {
    List<Product> terms = new ArrayList<>();
    flatten(f, Fraction.ONE, terms);
    return terms;
  }

  private static void flatten(Formula f, Fraction sign, List<Product> terms) {
    if (isSum(f)) {
      flatten(f.parts().get(0), sign, terms);
      flatten(f.parts().get(1), f.is("+") ? sign : sign.negated(), terms);
      return;
    }
    Product p = product(f);
    if (p.isSum() && p.number().abs().isOne()) {
      flatten(p.powers().keySet().iterator().next(), p.number().times(sign), terms);
    } else {
      terms.add(p.times(sign));
    }
  }

  private static Formula sum(Formula f) {
    List<Product> terms = collected(terms(f));
    if (terms.size() < 2) {
      return joined(terms);
    }
    Product common = common(terms, true);
    List<Product> inner = divided(terms, common);
    if (inner.size() < terms.size()) {
      return formula(common.times(product(joined(inner))));
    }
    common = common(terms, false);
    if (common.powers().isEmpty()) {
      return joined(terms);
    }
    return formula(common.times(product(joined(divided(terms, common)))));
  }

  private static List<Product> divided(List<Product> terms, Product by) {
    Product inverse = number(by.number().reciprocal());
    for (Map.Entry<Formula, Formula> e : by.powers().entrySet()) {
      inverse = inverse.times(power(e.getKey(), multiplied(e.getValue(), Fraction.of(-1))));
    }
    List<Product> inner = new ArrayList<>();
    for (Product term : terms) {
      flatten(formula(term.times(inverse)), Fraction.ONE, inner);
    }
    return collected(inner);
  }

  /** Adds up terms that differ only in their number, and those that sin² + cos² = 1 unites. */
  private static List<Product> collected(List<Product> terms) {
    Map<Map<Formula, Formula>, Fraction> sums = new LinkedHashMap<>();
    terms.forEach(t -> sums.merge(t.powers(), t.number(), Fraction::plus));
    sums.values().removeIf(c -> c.signum() == 0);
    for (Map<Formula, Formula> powers : List.copyOf(sums.keySet())) {
      for (Formula base : powers.keySet()) {
        unite(sums, powers, base);
      }
    }
    List<Product> result = new ArrayList<>();
    sums.forEach((powers, c) -> result.add(new Product(c, powers)));
    return result;
  }

  private static void unite(
      Map<Map<Formula, Formula>, Fraction> sums, Map<Formula, Formula> powers, Formula base) {
    Fraction own = sums.get(powers);
    boolean hyperbolic = base.is("sinh");
    if (own == null || !(base.is("sin") || hyperbolic) || !numeral(2).equals(powers.get(base))) {
      return;
    }
    Map<Formula, Formula> rest = new HashMap<>(powers);
    rest.remove(base);
    Formula partner = apply(hyperbolic ? "cosh" : "cos", base.parts().get(0));
    if (rest.containsKey(partner)) {
      return;
    }
    Map<Formula, Formula> other = new HashMap<>(rest);
    other.put(partner, numeral(2));
    Fraction c = sums.get(other);
    if (c != null && c.compareTo(hyperbolic ? own.negated() : own) == 0) {
      sums.remove(powers);
      sums.remove(other);
      sums.merge(rest, c, Fraction::plus);
      sums.values().removeIf(sum -> sum.signum() == 0);
    }
  }

  /**
   * The factors that all terms have: powers of formulas, and, if all are asked for, of names, and
   * the number.
   */
  private static Product common(List<Product> terms, boolean all) {
    Map<Formula, Formula> powers = new LinkedHashMap<>();
    for (Formula base : terms.get(0).powers().keySet()) {
      Fraction least = null;
      boolean shared = true;
      for (Product term : terms) {
        Formula exponent = term.powers().get(base);
        Fraction n = exponent == null ? null : Fraction.of(exponent);
        shared &= n != null && (least == null || n.signum() == least.signum());
        boolean less = n != null && (least == null || n.abs().compareTo(least.abs()) < 0);
        least = less ? n : least;
      }
      if (shared && least != null && (all || least.signum() < 0 || !(base instanceof Name))) {
        powers.put(base, least.formula());
      }
    }
    return new Product(all ? content(terms) : Fraction.ONE, powers);
  }

  /** Terms with their signs, in the order of textbooks. */
  private static Formula joined(List<Product> terms) {
    List<Product> sorted = new ArrayList<>(terms);
    Comparator<Product> order =
        Comparator.comparingInt(Simplifier::degree)
            .thenComparing(t -> formula(new Product(Fraction.ONE, t.powers())).toString());
    boolean hasNumber = terms.stream().anyMatch(t -> t.powers().isEmpty());
    boolean polynomial =
        (terms.size() > 2 || !hasNumber) && terms.stream().allMatch(Simplifier::isMonomial);
    sorted.sort(polynomial ? order.reversed() : order);
    for (int k = 0; k < sorted.size(); k++) {
      if (sorted.get(k).number().signum() > 0) {
        sorted.add(0, sorted.remove(k));
        break;
      }
    }
    if (sorted.isEmpty()) {
      return numeral(0);
    }
    boolean negative = sorted.size() > 1 && sorted.get(0).number().signum() < 0;
    Formula result = numeral(0);
    for (Product term : sorted) {
      Product t = negative ? term.times(Fraction.of(-1)) : term;
      result =
          t.number().signum() < 0 && !result.is(0)
              ? Terms.difference(result, formula(t.times(Fraction.of(-1))))
              : Terms.sum(result, formula(t));
    }
    return negative ? Terms.negated(result) : result;
  }

  private static boolean isMonomial(Product term) {
    return term.powers().entrySet().stream()
        .allMatch(e -> e.getKey() instanceof Name && Fraction.of(e.getValue()) != null);
  }

  /** The degree in names; terms that are numbers come first. */
  private static int degree(Product term) {
    int degree = term.powers().isEmpty() ? -1 : 0;
    for (Map.Entry<Formula, Formula> e : term.powers().entrySet()) {
      Fraction n = Fraction.of(e.getValue());
      if (e.getKey() instanceof Name && n != null && n.isWhole()) {
        degree += Math.max(-99, Math.min(99, n.numerator().intValue()));
      }
    }
    return degree;
  }
}
