package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes formulas in LaTeX, in the part of it that {@link Parser} reads. */
public final class FormulaLatex {
  private static final Map<String, String> COMMANDS =
      Map.of(
          "asin", "\\arcsin",
          "acos", "\\arccos",
          "atan", "\\arctan",
          "sigmoid", "\\sigma",
          "normalCdf", "\\Phi");

  private static final Set<String> KNOWN =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "log", "ln",
          "exp", "max", "min");

  private static final Set<String> GREEK =
      Set.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda",
          "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega");

  private static final Map<String, String> SIGNS =
      Map.of("<=", " \\le ", ">=", " \\ge ", "!=", " \\ne ", "<", " < ", ">", " > ", "==", " == ");

  /** Names of variables: a function is not written by the same letter. */
  private final Set<String> names;

  private FormulaLatex(Set<String> names) {
    this.names = names;
  }

  /** The formula in LaTeX, without delimiters. */
  public static String of(Formula formula) {
    return new FormulaLatex(formula.names()).text(formula);
  }

  private String text(Formula f) {
    if (f instanceof Numeral numeral) {
      return number(numeral.value());
    }
    if (f instanceof Name name) {
      return name(name.name());
    }
    if (f instanceof Prime prime) {
      return function(prime.function()) + "'".repeat(prime.order()) + group(text(prime.argument()));
    }
    return f instanceof Slope slope ? slope(slope) : applied((Apply) f);
  }

  private static String number(BigDecimal value) {
    if (value.scale() >= -10 && value.scale() <= 10) {
      return value.toPlainString();
    }
    int exponent = value.precision() - value.scale() - 1;
    return value.movePointLeft(exponent).toPlainString() + " \\cdot 10^{" + exponent + "}";
  }

  private static String name(String name) {
    if (name.equals("inf")) {
      return "\\infty";
    }
    int mark = name.indexOf('_');
    if (mark > 0 && mark + 1 < name.length() && name.indexOf('_', mark + 1) < 0) {
      return name(name.substring(0, mark)) + "_{" + name.substring(mark + 1) + "}";
    }
    if (GREEK.contains(name)) {
      return "\\" + name;
    }
    return name.length() == 1 || !name.chars().allMatch(Character::isLetter)
        ? name
        : "\\operatorname{" + name + "}";
  }

  private String function(String function) {
    String command = COMMANDS.get(function);
    if (command != null && !names.contains(command.substring(1))) {
      return command;
    }
    if (KNOWN.contains(function)) {
      return "\\" + function;
    }
    return function.length() == 1 ? function : "\\operatorname{" + function + "}";
  }

  private static String group(String inside) {
    return "\\left(" + inside + "\\right)";
  }

  private String slope(Slope slope) {
    List<Formula> by = slope.by();
    boolean plain = slope.of() instanceof Name;
    String operand = plain ? "" : " " + group(text(slope.of()));
    String above = plain ? text(slope.of()) : "";
    if (by.isEmpty()) {
      return "\\nabla " + above + operand;
    }
    String power = by.size() == 1 ? "" : "^{" + by.size() + "}";
    boolean same = by.stream().distinct().count() == 1;
    String below =
        same
            ? "d" + text(by.get(0)) + power
            : by.stream().map(v -> "d" + text(v)).collect(Collectors.joining(" "));
    return "\\frac{d" + power + above + "}{" + below + "}" + operand;
  }

  private String applied(Apply apply) {
    List<Formula> u = apply.operands();
    String operation = apply.operation();
    return switch (operation) {
      case "+", "-" ->
          at(u.get(0), FormulaText.SUM) + " " + operation + " " + at(u.get(1), FormulaText.PRODUCT);
      case "*" -> product(u.get(0), u.get(1));
      case "@" -> at(u.get(0), FormulaText.PRODUCT) + " @ " + at(u.get(1), FormulaText.MINUS);
      case "/" -> "\\frac{" + text(u.get(0)) + "}{" + text(u.get(1)) + "}";
      case "negate" -> "-" + at(u.get(0), FormulaText.MINUS);
      case "^" -> power(u.get(0), text(u.get(1)));
      case "exp" ->
          names.contains("e") ? "\\exp" + group(text(u.get(0))) : "e^{" + text(u.get(0)) + "}";
      case "sqrt" -> "\\sqrt{" + text(u.get(0)) + "}";
      case "abs" -> "\\left|" + text(u.get(0)) + "\\right|";
      case "T" -> at(u.get(0), FormulaText.ATOM) + "^{T}";
      case "list" -> "\\left[" + list(u) + "\\right]";
      case "entry" ->
          at(u.get(0), FormulaText.ATOM)
              + u.stream()
                  .skip(1)
                  .map(place -> "[" + text(place) + "]")
                  .collect(Collectors.joining());
      default ->
          SIGNS.containsKey(operation)
              ? at(u.get(0), FormulaText.SUM)
                  + SIGNS.getOrDefault(operation, "")
                  + at(u.get(1), FormulaText.SUM)
              : function(operation) + group(list(u) + FormulaText.axes(apply.axes()));
    };
  }

  private String list(List<Formula> u) {
    return u.stream().map(this::text).collect(Collectors.joining(", "));
  }

  /** A dot stands only before a number or a stroke, and where a minus or derivative goes before. */
  private String product(Formula a, Formula b) {
    String left = at(a, FormulaText.PRODUCT);
    String right = at(b, FormulaText.MINUS);
    char first = right.charAt(0);
    boolean dot =
        Character.isDigit(first)
            || right.startsWith("-")
            || right.startsWith("\\left|")
            || (right.startsWith("\\frac") && Character.isDigit(left.charAt(left.length() - 1)))
            || a instanceof Slope
            || b instanceof Slope
            || (a instanceof Name && right.startsWith("\\left("));
    return left + (dot ? " \\cdot " : " ") + right;
  }

  private String power(Formula base, String exponent) {
    boolean closed =
        base instanceof Name
            || (base instanceof Numeral n
                && n.value().signum() >= 0
                && n.value().scale() >= -10
                && n.value().scale() <= 10);
    if (base instanceof Name name && name.name().equals("e")) {
      closed = false;
    }
    return (closed ? text(base) : group(text(base))) + "^{" + exponent + "}";
  }

  /** In parentheses where it binds less tightly; a fraction needs none in a product. */
  private String at(Formula f, int binding) {
    int own = f.is("/") ? FormulaText.POWER : FormulaText.binding(f);
    boolean scientific = f instanceof Numeral n && text(n).contains("\\cdot");
    return own < binding || (scientific && binding > FormulaText.SUM) ? group(text(f)) : text(f);
  }
}
