package chainrule.autodiff.check;

import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A formula in which spellings of the same arithmetic look alike: differences are sums, quotients
 * and small powers are products, both flat; so that it can be matched up to order.
 */
sealed interface Form {
  /** Powers up to this are products. */
  int MOST_FACTORS = 4;

  /** Is written as a quotient. */
  BigDecimal HALF = new BigDecimal("0.5");

  /** What is not taken apart. */
  record Leaf(Formula formula) implements Form {}

  /** A sum of at least two terms. */
  record Sum(List<Form> terms) implements Form {}

  /** A product of factors over a product of divisors. */
  record Product(boolean negative, List<Form> factors, List<Form> divisors) implements Form {}

  /** An operation of operands. */
  record Call(Apply apply, List<Form> operands) implements Form {}

  /**
   * What names stand for, the terms or factors that are left over, and whether a sum is there with
   * the other sign.
   */
  record Match(Map<String, Form> bound, List<Form> rest, boolean negated) {}

  // ---------------------------------------------------------------- making

  /** The form of a formula. */
  static Form of(Formula formula) {
    if (formula instanceof Numeral numeral) {
      return numeral.value().compareTo(HALF) == 0
          ? product(one(), number(BigDecimal.valueOf(2)), true)
          : number(numeral.value());
    }
    if (!(formula instanceof Apply apply)) {
      return new Leaf(formula);
    }
    List<Form> operands = apply.operands().stream().map(Form::of).toList();
    Form first = operands.isEmpty() ? one() : operands.get(0);
    return switch (apply.operation()) {
      case "+", "add" -> sum(first, operands.get(1));
      case "-", "subtract" -> sum(first, negate(operands.get(1)));
      case "negate" -> negate(first);
      case "*", "multiply" -> product(first, operands.get(1), false);
      case "/", "divide" -> product(first, operands.get(1), true);
      case "reciprocal" -> product(one(), first, true);
      case "square" -> power(first, 2);
      case "sigmoid" ->
          product(
              one(),
              sum(
                  one(),
                  new Call(Formula.apply("exp", Formula.numeral(0)), List.of(negate(first)))),
              true);
      case "^", "pow" -> power(apply, operands);
      default -> call(apply, operands);
    };
  }

  private static Form call(Apply apply, List<Form> operands) {
    // what is applied is compared apart from its operands
    return new Call(
        new Apply(
            apply.operation(),
            apply.operands().stream().<Formula>map(operand -> Formula.numeral(0)).toList(),
            apply.axes()),
        operands);
  }

  private static Form one() {
    return number(BigDecimal.ONE);
  }

  private static Leaf number(BigDecimal value) {
    return new Leaf(
        new Numeral(value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros()));
  }

  private static Form power(Apply apply, List<Form> operands) {
    Formula exponent = apply.operands().get(1);
    for (int n = 2; n <= MOST_FACTORS; n++) {
      if (exponent.is(n)) {
        return power(operands.get(0), n);
      }
    }
    return exponent instanceof Numeral half && half.value().compareTo(HALF) == 0
        ? new Call(Formula.apply("sqrt", Formula.numeral(0)), operands.subList(0, 1))
        : call(apply, operands);
  }

  private static Form power(Form base, int n) {
    List<Form> factors = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      factors.add(base);
    }
    return new Product(false, List.copyOf(factors), List.of());
  }

  private static Form sum(Form a, Form b) {
    List<Form> terms = new ArrayList<>(terms(a));
    terms.addAll(terms(b));
    return new Sum(List.copyOf(terms));
  }

  private static List<Form> terms(Form form) {
    return form instanceof Sum sum ? sum.terms : List.of(form);
  }

  /** The form with the other sign. */
  static Form negate(Form form) {
    if (form instanceof Leaf leaf && leaf.formula instanceof Numeral numeral) {
      return number(numeral.value().negate());
    }
    if (form instanceof Sum sum) {
      return new Sum(sum.terms.stream().map(Form::negate).toList());
    }
    Product product = asProduct(form);
    return simple(new Product(!product.negative, product.factors, product.divisors));
  }

  private static Form product(Form a, Form b, boolean quotient) {
    Product left = asProduct(a);
    Product right = asProduct(b);
    List<Form> factors = new ArrayList<>(left.factors);
    List<Form> divisors = new ArrayList<>(left.divisors);
    (quotient ? divisors : factors).addAll(right.factors);
    (quotient ? factors : divisors).addAll(right.divisors);
    return simple(
        new Product(left.negative != right.negative, List.copyOf(factors), List.copyOf(divisors)));
  }

  private static Product asProduct(Form form) {
    if (form instanceof Product product) {
      return product;
    }
    if (form instanceof Leaf leaf && leaf.formula instanceof Numeral numeral) {
      boolean negative = numeral.value().signum() < 0;
      Form size = number(numeral.value().abs());
      return new Product(negative, size.equals(one()) ? List.of() : List.of(size), List.of());
    }
    return new Product(false, List.of(form), List.of());
  }

  private static Form simple(Product product) {
    if (!product.divisors.isEmpty() || product.factors.size() > 1) {
      return product;
    }
    Form factor = product.factors.isEmpty() ? one() : product.factors.get(0);
    return product.negative
        ? factor instanceof Leaf leaf && leaf.formula instanceof Numeral ? negate(factor) : product
        : factor;
  }

  // ---------------------------------------------------------------- back

  /** The formula of this form. */
  default Formula formula() {
    if (this instanceof Leaf leaf) {
      return leaf.formula;
    }
    if (this instanceof Call call) {
      return call.apply.withParts(call.operands.stream().map(Form::formula).toList());
    }
    if (this instanceof Sum sum) {
      Formula total = sum.terms.get(0).formula();
      for (Form term : sum.terms.subList(1, sum.terms.size())) {
        boolean less = asProduct(term).negative;
        total = Formula.apply(less ? "-" : "+", total, (less ? negate(term) : term).formula());
      }
      return total;
    }
    Product product = (Product) this;
    Formula above = times(product.factors);
    Formula quotient =
        product.divisors.isEmpty() ? above : Formula.apply("/", above, times(product.divisors));
    return product.negative ? Formula.apply("negate", quotient) : quotient;
  }

  private static Formula times(List<Form> factors) {
    Formula total = null;
    for (int i = 0; i < factors.size(); ) {
      int count = 1;
      while (i + count < factors.size() && factors.get(i + count).equals(factors.get(i))) {
        count++;
      }
      Formula factor = factors.get(i).formula();
      Formula power = count == 1 ? factor : Formula.apply("^", factor, Formula.numeral(count));
      total = total == null ? power : Formula.apply("*", total, power);
      i += count;
    }
    return total == null ? Formula.numeral(1) : total;
  }

  /** The forms of which this one is made. */
  default List<Form> parts() {
    if (this instanceof Sum sum) {
      return sum.terms;
    }
    if (this instanceof Product product) {
      List<Form> parts = new ArrayList<>(product.factors);
      parts.addAll(product.divisors);
      return parts;
    }
    return this instanceof Call call ? call.operands : List.of();
  }

  // ---------------------------------------------------------------- matching

  /** The ways in which this pattern, whose names stand for anything, is a form or part of it. */
  default List<Match> matches(Form form) {
    List<Match> matches = new ArrayList<>();
    if (this instanceof Sum sum && form instanceof Sum whole) {
      matches.addAll(each(sum.terms, whole.terms, Map.of()));
      List<Form> negated = whole.terms.stream().map(Form::negate).toList();
      each(sum.terms, negated, Map.of())
          .forEach(
              m ->
                  matches.add(
                      new Match(m.bound, m.rest.stream().map(Form::negate).toList(), true)));
    } else if (this instanceof Product product && form instanceof Product whole) {
      matches.addAll(quotients(product, whole, Map.of()));
    } else {
      whole(form, Map.of()).forEach(bound -> matches.add(new Match(bound, List.of(), false)));
    }
    return matches;
  }

  private List<Map<String, Form>> whole(Form form, Map<String, Form> bound) {
    if (this instanceof Leaf leaf) {
      if (leaf.formula instanceof Name name) {
        return bind(name.name(), form, bound);
      }
      return equals(form) ? List.of(bound) : List.of();
    }
    if (this instanceof Call call) {
      return form instanceof Call that && call.apply.equals(that.apply)
          ? inOrder(call.operands, that.operands, bound)
          : List.of();
    }
    if (this instanceof Sum sum) {
      return form instanceof Sum that ? all(sum.terms, that.terms, bound) : List.of();
    }
    Product product = (Product) this;
    if (product.negative
        && product.divisors.isEmpty()
        && product.factors.size() == 1
        && product.factors.get(0) instanceof Leaf leaf
        && leaf.formula instanceof Name name) {
      return bind(name.name(), negate(form), bound);
    }
    Product that = asProduct(form);
    if (product.negative != that.negative) {
      return List.of();
    }
    List<Map<String, Form>> found = new ArrayList<>();
    for (Match match : quotients(product, that, bound)) {
      if (match.rest.isEmpty()) {
        found.add(match.bound);
      }
    }
    return found;
  }

  /** Matches of factors and divisors, first of those that say more, so that names are bound. */
  private static List<Match> quotients(Product pattern, Product form, Map<String, Form> bound) {
    boolean up = sizes(pattern.factors) > sizes(pattern.divisors);
    List<Form> first = up ? pattern.factors : pattern.divisors;
    List<Form> second = up ? pattern.divisors : pattern.factors;
    List<Match> matches = new ArrayList<>();
    for (Match one : each(first, up ? form.factors : form.divisors, bound)) {
      for (Match other : each(second, up ? form.divisors : form.factors, one.bound)) {
        List<Form> rest = new ArrayList<>(one.rest);
        rest.addAll(other.rest);
        matches.add(new Match(other.bound, rest, false));
      }
    }
    return matches;
  }

  private static int sizes(List<Form> forms) {
    return forms.stream().mapToInt(Form::size).sum();
  }

  private static List<Map<String, Form>> bind(String name, Form form, Map<String, Form> bound) {
    Form before = bound.get(name);
    if (before != null) {
      return before.equals(form) ? List.of(bound) : List.of();
    }
    Map<String, Form> more = new HashMap<>(bound);
    more.put(name, form);
    return List.of(more);
  }

  private static List<Map<String, Form>> inOrder(
      List<Form> patterns, List<Form> forms, Map<String, Form> bound) {
    List<Map<String, Form>> found = List.of(bound);
    for (int i = 0; i < patterns.size(); i++) {
      List<Map<String, Form>> next = new ArrayList<>();
      for (Map<String, Form> so : found) {
        next.addAll(patterns.get(i).whole(forms.get(i), so));
      }
      found = next;
    }
    return found;
  }

  /** Matches that use all of the forms; a single name may stand for several terms. */
  private static List<Map<String, Form>> all(
      List<Form> patterns, List<Form> forms, Map<String, Form> bound) {
    List<Map<String, Form>> found = new ArrayList<>();
    for (Match match : each(patterns, forms, bound)) {
      if (match.rest.isEmpty()) {
        found.add(match.bound);
      }
    }
    List<Form> names = patterns.stream().filter(Form::isName).toList();
    if (found.isEmpty() && names.size() == 1 && forms.size() > patterns.size()) {
      List<Form> others = patterns.stream().filter(p -> !p.isName()).toList();
      for (Match match : each(others, forms, bound)) {
        found.addAll(names.get(0).whole(new Sum(match.rest), match.bound));
      }
    }
    return found;
  }

  private boolean isName() {
    return this instanceof Leaf leaf && leaf.formula instanceof Name;
  }

  /** Matches of each pattern with another of the forms, what says most first. */
  private static List<Match> each(List<Form> patterns, List<Form> forms, Map<String, Form> bound) {
    List<Form> ordered = new ArrayList<>(patterns);
    ordered.sort((a, b) -> Integer.compare(size(b), size(a)));
    return each(ordered, 0, forms, bound);
  }

  private static List<Match> each(
      List<Form> patterns, int from, List<Form> forms, Map<String, Form> bound) {
    if (from == patterns.size()) {
      return List.of(new Match(bound, forms, false));
    }
    List<Match> found = new ArrayList<>();
    Form pattern = patterns.get(from);
    // a name that stands for a product is found as its factors
    if (pattern instanceof Leaf leaf
        && leaf.formula instanceof Name name
        && bound.get(name.name()) instanceof Product product
        && !product.negative
        && product.divisors.isEmpty()) {
      List<Form> left = new ArrayList<>(forms);
      if (product.factors.stream().allMatch(left::remove)) {
        found.addAll(each(patterns, from + 1, left, bound));
      }
    }
    for (int i = 0; i < forms.size(); i++) {
      List<Form> left = new ArrayList<>(forms);
      Form form = left.remove(i);
      for (Map<String, Form> more : pattern.whole(form, bound)) {
        found.addAll(each(patterns, from + 1, left, more));
      }
    }
    return found;
  }

  private static int size(Form form) {
    // names last, since they match anything
    return form.isName() ? 0 : 1 + form.parts().stream().mapToInt(Form::size).sum();
  }

  /** The names in it. */
  default Set<String> names() {
    return formula().names();
  }
}
