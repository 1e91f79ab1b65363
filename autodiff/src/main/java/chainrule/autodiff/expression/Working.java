package chainrule.autodiff.expression;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A derivation as a person writes it: first the derivative that is asked for, then one rule after
 * the other until none is open, then the simple form. All lines are equal.
 */
public final class Working {
  private static final int MAX_LINES = 100;

  /** Rules stand behind formulas that are not longer than this in one column. */
  private static final int MAX_WIDTH = 90;

  private final Formula function;
  private final Formula derived;
  private final String name;
  private final String x;
  private final int order;
  private final Scope scope;
  private final List<Line> lines;

  /**
   * A line.
   *
   * @param rule by which it follows from the line above
   */
  public record Line(String rule, Formula formula) {}

  private Working(
      Formula function, Formula derived, String name, String x, int order, Scope scope) {
    this.function = function;
    this.derived = derived;
    this.name = name;
    this.x = x;
    this.order = order;
    this.scope = scope;
    this.lines = List.copyOf(derive());
  }

  /**
   * Derives a function.
   *
   * @param f its formula
   * @param functionName by which the lines speak of it
   * @throws FormulaException if an operation has no rule
   */
  public static Working of(Formula f, String functionName, String x, Scope scope) {
    return new Working(f, f, functionName, x, 1, scope);
  }

  /** The working of the next derivative, of the last line of this one. */
  public Working next() {
    return new Working(function, last(), name, x, order + 1, scope);
  }

  /** The lines, in order. */
  public List<Line> lines() {
    return lines;
  }

  /** The formula of the last line. */
  public Formula last() {
    return lines.get(lines.size() - 1).formula();
  }

  private List<Line> derive() {
    Rules rules = new Rules(x, scope);
    List<Line> result = new ArrayList<>();
    Formula current = new Slope(derived, List.of(Formula.name(x)));
    result.add(new Line("to be derived", current));
    while (isOpen(current) && result.size() < MAX_LINES) {
      Set<String> names = new LinkedHashSet<>();
      current = step(current, rules, names);
      result.add(new Line(String.join(", ", names), current));
    }
    if (isOpen(current)) {
      current = Differentiator.derivative(derived, x, scope);
      result.add(new Line("the rules again", current));
    }
    Formula simple = Simplifier.simplify(current);
    if (!simple.equals(current)) {
      result.add(new Line("simplified", simple));
    }
    return result;
  }

  private boolean isOpen(Formula f) {
    return isOpenHere(f) || f.parts().stream().anyMatch(this::isOpen);
  }

  private boolean isOpenHere(Formula f) {
    return f instanceof Slope slope && slope.by().equals(List.of(Formula.name(x)));
  }

  /** One rule at each derivative that is open. */
  private Formula step(Formula f, Rules rules, Set<String> names) {
    if (!isOpen(f)) {
      return f;
    }
    if (f instanceof Slope slope && isOpenHere(f)) {
      Rule rule = rules.of(slope.of());
      names.add(rule.name());
      return rule.combination().of(rule.parts().stream().map(u -> open(u, rules)).toList());
    }
    List<Formula> parts = f.parts().stream().map(part -> step(part, rules, names)).toList();
    String operation = f instanceof Apply apply ? apply.operation() : "";
    return switch (operation) {
      case "+" -> Terms.sum(parts.get(0), parts.get(1));
      case "-" -> Terms.difference(parts.get(0), parts.get(1));
      case "*" -> Terms.product(parts.get(0), parts.get(1));
      case "/" -> Terms.quotient(parts.get(0), parts.get(1));
      case "negate" -> Terms.negated(parts.get(0));
      default -> f.withParts(parts);
    };
  }

  private Formula open(Formula u, Rules rules) {
    if (!rules.varies(u)) {
      return Formula.numeral(0);
    }
    Formula by = Formula.name(x);
    return u.equals(by) ? Formula.numeral(1) : new Slope(u, List.of(by));
  }

  // ---------------------------------------------------------------- text

  /** The derivation in the language that {@link Derivation#parse} reads. */
  public String text() {
    return text(List.of());
  }

  /**
   * The derivation with the value of every line at a point, in comments.
   *
   * @param point a number for each variable
   */
  public String text(Map<String, Double> point) {
    Map<String, Tensor> tensors = new HashMap<>();
    point.forEach((variable, number) -> tensors.put(variable, Tensor.scalar(number)));
    List<String> values = new ArrayList<>();
    for (Line line : lines) {
      Budget budget = Budget.of(1_000_000, 5);
      double value =
          new Evaluator<>(scope, new Doubles(), tensors, budget).evaluate(line.formula()).value();
      values.add(String.valueOf(value));
    }
    return text(values);
  }

  private String text(List<String> values) {
    StringBuilder text = new StringBuilder();
    Set<String> used = new LinkedHashSet<>();
    uses(function, used);
    for (String variable : scope.variables(function)) {
      if (!Vocabulary.isLetter(variable) && !variable.equals(x)) {
        text.append(variable).append(": scalar\n");
      }
    }
    for (Definition definition : scope.definitions()) {
      if (used.contains(definition.name())) {
        text.append(definition.at()).append(" = ").append(definition.body()).append('\n');
      }
    }
    String target = name + "'".repeat(order) + "(" + x + ")";
    String padded = name + "(" + x + ")" + " ".repeat(order);
    text.append(padded).append(" = ").append(function).append('\n');
    int width = lines.stream().mapToInt(line -> line.formula().toString().length()).max().orElse(0);
    for (int k = 0; k < lines.size(); k++) {
      String formula = lines.get(k).formula().toString();
      text.append(k == 0 ? target : " ".repeat(target.length())).append(" = ").append(formula);
      text.append(" ".repeat(Math.max(0, Math.min(width, MAX_WIDTH) - formula.length())));
      text.append("  # ").append(lines.get(k).rule());
      if (!values.isEmpty()) {
        text.append("; = ").append(values.get(k));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The definitions that a formula needs. */
  private void uses(Formula f, Set<String> used) {
    String word =
        f instanceof Name n
            ? n.name()
            : f instanceof Apply apply
                ? apply.operation()
                : f instanceof Prime prime ? prime.function() : "";
    Definition definition = scope.definition(word);
    if (definition != null && !word.equals(name) && used.add(word)) {
      uses(definition.body(), used);
    }
    f.parts().forEach(part -> uses(part, used));
  }

  /** The derivation in LaTeX, as an {@code align*}. */
  public String latex() {
    StringBuilder latex = new StringBuilder("\\begin{align*}\n");
    String target = name + "'".repeat(order) + "(" + FormulaLatex.of(Formula.name(x)) + ")";
    for (int k = 0; k < lines.size(); k++) {
      latex
          .append(k == 0 ? target : "")
          .append(" &= ")
          .append(FormulaLatex.of(lines.get(k).formula()))
          .append(" && \\text{")
          .append(lines.get(k).rule().replace("^", "\\textasciicircum{}"))
          .append(k + 1 < lines.size() ? "} \\\\\n" : "}\n");
    }
    return latex.append("\\end{align*}\n").toString();
  }
}
