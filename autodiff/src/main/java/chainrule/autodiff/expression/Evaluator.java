package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.name;

import chainrule.autodiff.ChainruleException;
import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Evaluates formulas of a scope at a point. */
final class Evaluator<V> {
  /** The most entries that an array may have. */
  static final int MAX_ENTRIES = 10_000;

  private final Scope scope;
  private final Arithmetic<V> arithmetic;
  private final Map<String, V> point;
  private final Budget budget;
  private final Map<String, V> values = new HashMap<>();

  Evaluator(Scope scope, Arithmetic<V> arithmetic, Map<String, V> point, Budget budget) {
    this.scope = scope;
    this.arithmetic = arithmetic;
    this.point = point;
    this.budget = budget;
  }

  /** This evaluator in another arithmetic, to which the point is carried. */
  Evaluator<V> in(Arithmetic<V> other, UnaryOperator<V> carried) {
    return new Evaluator<>(scope, other, map(point, carried), budget);
  }

  private static <V> Map<String, V> map(Map<String, V> values, UnaryOperator<V> f) {
    Map<String, V> mapped = new HashMap<>();
    values.forEach((name, value) -> mapped.put(name, f.apply(value)));
    return mapped;
  }

  private Evaluator<V> with(String name, V value) {
    Map<String, V> changed = new HashMap<>(point);
    changed.put(name, value);
    return new Evaluator<>(scope, arithmetic, changed, budget);
  }

  /**
   * The value of a formula.
   *
   * @throws FormulaException if it has none
   */
  V evaluate(Formula formula) {
    try {
      return value(formula);
    } catch (ChainruleException | ArithmeticException | IllegalArgumentException failed) {
      throw new FormulaException(String.valueOf(failed.getMessage()), formula);
    } catch (FormulaException failed) {
      throw failed.formula().isPresent()
          ? failed
          : new FormulaException(String.valueOf(failed.getMessage()), formula);
    }
  }

  private V value(Formula formula) {
    if (formula instanceof Numeral numeral) {
      return arithmetic.number(numeral.value());
    }
    if (formula instanceof Name name) {
      return named(name.name());
    }
    if (formula instanceof Prime prime) {
      return prime(prime);
    }
    if (formula instanceof Slope slope) {
      return slope(slope);
    }
    Apply apply = (Apply) formula;
    List<V> operands = new ArrayList<>();
    for (Formula operand : apply.operands()) {
      operands.add(evaluate(operand));
    }
    return applied(apply.operation(), apply.axes(), operands);
  }

  private V named(String name) {
    V value = point.get(name);
    if (value == null) {
      value = values.get(name);
    }
    if (value != null) {
      return value;
    }
    Definition definition = scope.definition(name);
    if (definition != null && definition.isFunction()) {
      return evaluate(definition.at());
    }
    if (definition != null) {
      value = evaluate(definition.body());
    } else {
      value =
          switch (name) {
            case "pi", "π" -> arithmetic.pi();
            case "inf" -> arithmetic.infinity();
            case "e" -> applied("exp", Axes.NONE, List.of(arithmetic.number(BigDecimal.ONE)));
            default -> throw new FormulaException(name + " has no value");
          };
    }
    values.put(name, value);
    return value;
  }

  private V applied(String operation, Axes axes, List<V> operands) {
    Definition definition = scope.definition(operation);
    if (definition == null || !definition.isFunction()) {
      budget.spend();
      V value = arithmetic.apply(Vocabulary.word(operation), axes, operands);
      if (arithmetic.shape(value).count() > MAX_ENTRIES) {
        throw new FormulaException("more than " + MAX_ENTRIES + " entries");
      }
      return value;
    }
    if (definition.parameters().size() != operands.size()) {
      throw new FormulaException(
          operation
              + " has "
              + definition.parameters().size()
              + " parameters, but was given "
              + operands.size());
    }
    Map<String, V> inside = new HashMap<>(point);
    for (int k = 0; k < operands.size(); k++) {
      inside.put(definition.parameters().get(k), operands.get(k));
    }
    return new Evaluator<>(scope, arithmetic, inside, budget).evaluate(definition.body());
  }

  // ---------------------------------------------------------------- derivatives

  private V prime(Prime prime) {
    V x = evaluate(prime.argument());
    String function = prime.function();
    if (arithmetic.shape(x).isScalar() || scope.isElementwise(function)) {
      return arithmetic.derivative(
          this, x, prime.order(), (inner, u) -> inner.applied(function, Axes.NONE, List.of(u)));
    }
    if (prime.order() > 1) {
      String parameter = parameter(function);
      Formula by = name(parameter);
      Formula slope = new Slope(name(function), List.of(by, by));
      if (prime.order() > 2) {
        throw new FormulaException("derivatives of arrays are known up to the second");
      }
      return with(parameter, x).evaluate(slope);
    }
    return arithmetic.jacobian(
        this, x, (inner, u) -> inner.applied(function, Axes.NONE, List.of(u)));
  }

  private String parameter(String function) {
    Definition definition = scope.definition(function);
    if (definition == null) {
      throw new FormulaException(
          "second derivatives of " + function + " of an array need a definition: f(x) = …");
    }
    return definition.parameters().get(0);
  }

  private V slope(Slope slope) {
    List<Formula> by = slope.by();
    if (by.isEmpty()) {
      return gradient(slope.of());
    }
    for (Formula variable : by) {
      if (variable.is("entry")) {
        return entry(slope);
      }
      if (!(variable instanceof Name)) {
        throw new FormulaException("a derivative is by a name, not by " + variable);
      }
    }
    String variable = ((Name) by.get(0)).name();
    V x = evaluate(by.get(0));
    if (arithmetic.shape(x).isScalar() && by.stream().distinct().count() == 1) {
      return arithmetic.derivative(
          this, x, by.size(), (inner, u) -> inner.with(variable, u).evaluate(slope.of()));
    }
    Formula rest = by.size() == 1 ? slope.of() : new Slope(slope.of(), by.subList(1, by.size()));
    return arithmetic.jacobian(this, x, (inner, u) -> inner.with(variable, u).evaluate(rest));
  }

  /** The derivative by an entry x[i] is an entry of that by x. */
  private V entry(Slope slope) {
    List<Formula> names = new ArrayList<>();
    List<Formula> places = new ArrayList<>();
    for (Formula variable : slope.by()) {
      if (variable instanceof Apply entry) {
        names.add(entry.operands().get(0));
        places.addAll(entry.operands().subList(1, entry.operands().size()));
      } else {
        names.add(variable);
      }
    }
    V all = evaluate(new Slope(slope.of(), names));
    int before = arithmetic.shape(evaluate(slope.of())).rank();
    if (before == 0) {
      return indexed(all, places);
    }
    throw new FormulaException("the slope of an array by an entry is not known; name its entry");
  }

  private V indexed(V all, List<Formula> places) {
    List<V> operands = new ArrayList<>(List.of(all));
    places.forEach(place -> operands.add(evaluate(place)));
    return applied("entry", Axes.NONE, operands);
  }

  private V gradient(Formula of) {
    List<Formula> arguments = scope.arguments(of);
    if (arguments.isEmpty()) {
      throw new FormulaException("the gradient of " + of + ", which depends on nothing");
    }
    if (arguments.size() == 1) {
      return evaluate(new Slope(of, arguments));
    }
    List<V> entries = new ArrayList<>();
    for (Formula argument : arguments) {
      entries.add(evaluate(new Slope(of, List.of(argument))));
    }
    if (entries.stream().anyMatch(entry -> !arithmetic.shape(entry).isScalar())) {
      throw new FormulaException("the gradient by several arrays; write dL/dW for each");
    }
    return applied("list", Axes.NONE, entries);
  }

  /** The shape of derivatives: that of the function, then that of the variable. */
  static Shape derivativeShape(Shape of, Shape by) {
    int[] sizes = Arrays.copyOf(of.sizes(), of.rank() + by.rank());
    System.arraycopy(by.sizes(), 0, sizes, of.rank(), by.rank());
    return Shape.of(sizes);
  }
}
