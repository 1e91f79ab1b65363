package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes formulas in the language that {@link Parser} reads, with no more parentheses than it
 * needs.
 */
final class FormulaText {
  static final int COMPARISON = 1;
  static final int SUM = 2;
  static final int PRODUCT = 3;
  static final int MINUS = 4;
  static final int POWER = 5;
  static final int ATOM = 6;

  /** How tightly the operations that are written with a sign bind. */
  private static final Map<String, Integer> BINDING =
      Map.ofEntries(
          Map.entry("<", COMPARISON),
          Map.entry("<=", COMPARISON),
          Map.entry(">", COMPARISON),
          Map.entry(">=", COMPARISON),
          Map.entry("==", COMPARISON),
          Map.entry("!=", COMPARISON),
          Map.entry("+", SUM),
          Map.entry("-", SUM),
          Map.entry("*", PRODUCT),
          Map.entry("/", PRODUCT),
          Map.entry("@", PRODUCT),
          Map.entry("negate", MINUS),
          Map.entry("^", POWER));

  private FormulaText() {}

  static String of(Formula formula) {
    if (formula instanceof Numeral numeral) {
      return numeral.value().toString();
    }
    if (formula instanceof Name name) {
      return name.name();
    }
    if (formula instanceof Prime prime) {
      return prime.function() + "'".repeat(prime.order()) + "(" + of(prime.argument()) + ")";
    }
    if (formula instanceof Slope slope) {
      return slope(slope);
    }
    return applied((Apply) formula);
  }

  /** How tightly the outermost operation binds. */
  static int binding(Formula formula) {
    if (formula instanceof Numeral numeral) {
      return numeral.value().signum() < 0 ? MINUS : ATOM;
    }
    if (formula instanceof Slope) {
      return PRODUCT;
    }
    return formula instanceof Apply apply ? BINDING.getOrDefault(apply.operation(), ATOM) : ATOM;
  }

  private static String slope(Slope slope) {
    String of = slope.of() instanceof Name ? of(slope.of()) : "";
    String operand = slope.of() instanceof Name ? "" : " (" + of(slope.of()) + ")";
    List<Formula> by = slope.by();
    if (by.isEmpty()) {
      return "grad " + of + operand;
    }
    int order = by.size();
    boolean same = by.stream().distinct().count() == 1;
    String power = order == 1 ? "" : "^" + order;
    String below =
        same
            ? "d" + of(by.get(0)) + power
            : by.stream().map(v -> "d" + of(v)).collect(Collectors.joining());
    return "d" + power + of + "/" + below + operand;
  }

  private static String applied(Apply apply) {
    List<Formula> operands = apply.operands();
    String operation = apply.operation();
    int binding = binding(apply);
    if (operation.equals("negate")) {
      return "-" + at(operands.get(0), MINUS);
    }
    if (operation.equals("^")) {
      return at(operands.get(0), ATOM) + "^" + at(operands.get(1), POWER);
    }
    if (binding < ATOM) {
      boolean tight = binding == PRODUCT && !operation.equals("@");
      String sign = tight ? operation : " " + operation + " ";
      return at(operands.get(0), binding) + sign + at(operands.get(1), binding + 1);
    }
    if (operation.equals("T")) {
      return at(operands.get(0), ATOM) + ".T";
    }
    String list = operands.stream().map(FormulaText::of).collect(Collectors.joining(", "));
    if (operation.equals("list")) {
      return "[" + list + "]";
    }
    if (operation.equals("entry")) {
      String places =
          operands.stream().skip(1).map(p -> "[" + of(p) + "]").collect(Collectors.joining());
      return at(operands.get(0), ATOM) + places;
    }
    return operation + "(" + list + axes(apply.axes()) + ")";
  }

  static String axes(Formula.Axes axes) {
    String keep = axes.keep() ? ", keepdims=True" : "";
    if (axes.list().isEmpty()) {
      return keep;
    }
    String list = axes.list().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return ", axis=" + (axes.list().size() == 1 ? list : "(" + list + ")") + keep;
  }

  private static String at(Formula formula, int binding) {
    String text = of(formula);
    return binding(formula) < binding ? "(" + text + ")" : text;
  }
}
