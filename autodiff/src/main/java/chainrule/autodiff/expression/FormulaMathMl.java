package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes formulas in MathML, which browsers typeset: fractions, powers and roots as they are
 * written by hand.
 */
public final class FormulaMathMl {
  private static final String TIMES = operator("·");
  private static final String INVISIBLE_TIMES = operator("\u2062");
  private static final String MINUS = "<mo form=\"prefix\">−</mo>";
  private static final String EQUALS = operator("=");
  private static final String THIN = "<mspace width=\"0.17em\"/>";

  private static final Map<String, String> SIGNS =
      Map.of("<=", "≤", ">=", "≥", "!=", "≠", "==", "=", "-", "−", "*", "·");

  private static final Map<String, String> GREEK =
      Map.ofEntries(
          Map.entry("alpha", "α"),
          Map.entry("beta", "β"),
          Map.entry("gamma", "γ"),
          Map.entry("delta", "δ"),
          Map.entry("epsilon", "ε"),
          Map.entry("zeta", "ζ"),
          Map.entry("eta", "η"),
          Map.entry("theta", "θ"),
          Map.entry("kappa", "κ"),
          Map.entry("lambda", "λ"),
          Map.entry("mu", "μ"),
          Map.entry("nu", "ν"),
          Map.entry("xi", "ξ"),
          Map.entry("pi", "π"),
          Map.entry("rho", "ρ"),
          Map.entry("sigma", "σ"),
          Map.entry("tau", "τ"),
          Map.entry("phi", "φ"),
          Map.entry("chi", "χ"),
          Map.entry("omega", "ω"),
          Map.entry("sigmoid", "σ"),
          Map.entry("inf", "∞"));

  /** A name with an index: x_1, W2, theta_k, log10; but not log1p. */
  private static final Pattern INDEXED = Pattern.compile("(\\p{L}+?)_(.+)|(\\p{L}|log)(\\d+)");

  private FormulaMathMl() {}

  /** A formula as a {@code math} element. */
  public static String of(Formula formula) {
    return "<math>" + row(markup(formula)) + "</math>";
  }

  /** A formula that is said to equal another, as a {@code math} element. */
  public static String of(Formula left, Formula right) {
    return "<math>" + row(markup(left) + EQUALS + markup(right)) + "</math>";
  }

  private static String markup(Formula formula) {
    if (formula instanceof Numeral numeral) {
      return number(numeral);
    }
    if (formula instanceof Name name) {
      return name(name.name());
    }
    if (formula instanceof Prime prime) {
      return primed(prime) + parenthesised(markup(prime.argument()));
    }
    if (formula instanceof Slope slope) {
      return slope(slope);
    }
    return applied((Apply) formula);
  }

  private static String number(Numeral numeral) {
    String digits = numeral.value().abs().toString();
    int power = digits.indexOf('E');
    String markup = "<mn>" + digits + "</mn>";
    if (power >= 0) {
      String exponent = digits.substring(power + 1).replace("+", "");
      String size = "<mn>" + exponent.replace("-", "") + "</mn>";
      markup =
          "<mn>"
              + digits.substring(0, power)
              + "</mn>"
              + TIMES
              + power("<mn>10</mn>", (exponent.startsWith("-") ? MINUS : "") + size);
    }
    return (numeral.value().signum() < 0 ? MINUS : "") + markup;
  }

  private static String name(String name) {
    Matcher indexed = INDEXED.matcher(name);
    if (indexed.matches()) {
      boolean bar = indexed.group(1) != null;
      String index = indexed.group(bar ? 2 : 4);
      String kind = index.chars().allMatch(Character::isDigit) ? "mn" : "mi";
      return "<msub>"
          + name(indexed.group(bar ? 1 : 3))
          + "<"
          + kind
          + ">"
          + escaped(index)
          + "</"
          + kind
          + ">"
          + "</msub>";
    }
    return "<mi>" + escaped(GREEK.getOrDefault(name, name)) + "</mi>";
  }

  private static String primed(Prime prime) {
    int order = prime.order();
    return order <= 3
        ? power(name(prime.function()), operator("′".repeat(order)))
        : power(name(prime.function()), operator("(") + "<mn>" + order + "</mn>" + operator(")"));
  }

  private static String slope(Slope slope) {
    List<Formula> by = slope.by();
    boolean named = slope.of() instanceof Name;
    String of = named ? markup(slope.of()) : "";
    String operand = named ? "" : parenthesised(markup(slope.of()));
    if (by.isEmpty()) {
      return operator("∇") + of + operand;
    }
    String d = "<mi mathvariant=\"normal\">d</mi>";
    String order = "<mn>" + by.size() + "</mn>";
    boolean same = by.stream().distinct().count() == 1;
    String below =
        same && by.size() > 1
            ? d + power(markup(by.get(0)), order)
            : by.stream().map(v -> d + markup(v)).collect(Collectors.joining());
    return fraction((by.size() == 1 ? d : power(d, order)) + of, below) + operand;
  }

  private static String applied(Apply apply) {
    List<Formula> operands = apply.operands();
    String operation = apply.operation();
    Formula first = operands.get(0);
    return switch (operation) {
      case "+", "-" ->
          left(first, FormulaText.SUM)
              + operator(SIGNS.getOrDefault(operation, operation))
              + right(operands.get(1), FormulaText.PRODUCT);
      case "<", "<=", ">", ">=", "==", "!=" ->
          left(first, FormulaText.SUM)
              + operator(SIGNS.getOrDefault(operation, operation))
              + left(operands.get(1), FormulaText.SUM);
      case "*" -> product(first, operands.get(1));
      case "@" ->
          left(first, FormulaText.PRODUCT) + THIN + right(operands.get(1), FormulaText.MINUS);
      case "/" -> fraction(markup(first), markup(operands.get(1)));
      case "negate" -> MINUS + right(first, FormulaText.PRODUCT);
      case "^", "pow" -> power(base(first), markup(operands.get(1)));
      case "square" -> power(base(first), "<mn>2</mn>");
      case "reciprocal" -> fraction("<mn>1</mn>", markup(first));
      case "exp" -> power("<mi mathvariant=\"normal\">e</mi>", markup(first));
      case "T" -> power(base(first), "<mi>⊤</mi>");
      case "sqrt" -> "<msqrt>" + markup(first) + "</msqrt>";
      case "cbrt" -> "<mroot>" + row(markup(first)) + "<mn>3</mn></mroot>";
      case "abs" -> between("|", markup(first), "|");
      case "list" -> between("[", list(operands), "]");
      case "entry" ->
          "<msub>" + base(first) + row(list(operands.subList(1, operands.size()))) + "</msub>";
      case "where" -> cases(apply);
      default -> name(operation, apply.axes()) + parenthesised(list(operands));
    };
  }

  private static String product(Formula left, Formula right) {
    Formula base = right.is("^") ? right.parts().get(0) : right;
    boolean plain = left instanceof Numeral && (base instanceof Name || right.is("exp"));
    return left(left, FormulaText.PRODUCT)
        + (plain ? INVISIBLE_TIMES : TIMES)
        + right(right, FormulaText.MINUS);
  }

  /** A table of the class {@code cases}; its brace is left to style, since few fonts stretch it. */
  private static String cases(Apply where) {
    StringBuilder rows = new StringBuilder();
    Formula rest = where;
    while (rest.is("where") && rest.parts().size() == 3) {
      rows.append(
          tableRow(
              markup(rest.parts().get(1)),
              "<mtext>if\u00a0</mtext>" + markup(rest.parts().get(0))));
      rest = rest.parts().get(2);
    }
    rows.append(tableRow(markup(rest), "<mtext>otherwise</mtext>"));
    return "<mtable class=\"cases\">" + rows + "</mtable>";
  }

  private static String tableRow(String value, String condition) {
    return "<mtr><mtd>" + value + "</mtd><mtd>" + condition + "</mtd></mtr>";
  }

  private static String name(String operation, Axes axes) {
    if (axes.list().isEmpty()) {
      return name(operation);
    }
    String list = axes.list().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "<msub>" + name(operation) + "<mtext>axis " + list + "</mtext></msub>";
  }

  private static String list(List<Formula> formulas) {
    return formulas.stream().map(FormulaMathMl::markup).collect(Collectors.joining(operator(",")));
  }

  // ---------------------------------------------------------------- parentheses

  /** What stands left of a sign that binds so tightly. */
  private static String left(Formula formula, int binding) {
    return binding(formula) < binding ? parenthesised(markup(formula)) : markup(formula);
  }

  /** What stands right of a sign; a minus there has parentheses. */
  private static String right(Formula formula, int binding) {
    return beginsWithMinus(formula) ? parenthesised(markup(formula)) : left(formula, binding);
  }

  /** What a power or an index stands at. */
  private static String base(Formula formula) {
    boolean built =
        List.of("exp", "pow", "square", "T", "entry", "reciprocal", "where").stream()
            .anyMatch(formula::is);
    return row(
        built || FormulaText.binding(formula) < FormulaText.ATOM
            ? parenthesised(markup(formula))
            : markup(formula));
  }

  /** Fractions hold together by their bar. */
  private static int binding(Formula formula) {
    return formula.is("/") || formula instanceof Slope
        ? FormulaText.POWER
        : FormulaText.binding(formula);
  }

  private static boolean beginsWithMinus(Formula formula) {
    if (formula instanceof Numeral numeral) {
      return numeral.value().signum() < 0;
    }
    boolean leading = formula.is("*") || formula.is("@");
    return formula.is("negate") || (leading && beginsWithMinus(formula.parts().get(0)));
  }

  // ---------------------------------------------------------------- elements

  private static String row(String content) {
    return "<mrow>" + content + "</mrow>";
  }

  private static String operator(String sign) {
    return "<mo>" + escaped(sign) + "</mo>";
  }

  private static String parenthesised(String content) {
    return between("(", content, ")");
  }

  private static String between(String open, String content, String close) {
    return row(operator(open) + content + operator(close));
  }

  private static String fraction(String above, String below) {
    return "<mfrac>" + row(above) + row(below) + "</mfrac>";
  }

  private static String power(String base, String exponent) {
    return "<msup>" + base + row(exponent) + "</msup>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
