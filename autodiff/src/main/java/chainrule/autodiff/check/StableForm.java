package chainrule.autodiff.check;

import chainrule.autodiff.expression.Definition;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A part of a formula whose double arithmetic is known to lose digits, and a form of the same
 * function that holds.
 *
 * @param part the part, in the formula's own names
 * @param replacement a formula in the language that equals it
 * @param why what goes wrong in doubles
 */
public record StableForm(Formula part, Formula replacement, String why) {

  private record Rule(Form pattern, Formula naive, Formula replacement, String why) {}

  private static final String CANCELS = "near 0 the difference cancels";

  /** Spellings, forms that hold, and why; a spelling stands before those that are part of it. */
  private static final String[][] SPELLINGS = {
    {
      "log(1 + exp(x))",
      "where(x > 0, x + log1p(exp(-x)), log1p(exp(x)))",
      "exp(x) overflows for large x, and vanishes beside 1 for negative x"
    },
    {
      "log(1/(1 + exp(-x)))",
      "where(x > 0, -log1p(exp(-x)), x - log1p(exp(x)))",
      "the logarithm is of 1, rounded, for large x, and of 0 for negative x"
    },
    {"log(sum(exp(v)))", "logSumExp(v)", "exp(x) overflows or vanishes"},
    {"exp(v)/sum(exp(v))", "softmax(v)", "exp(x) overflows or vanishes"},
    {"1/(1 + exp(-x))*(1 - 1/(1 + exp(-x)))", "sech2(x/2)/4", "for large x the difference cancels"},
    {"exp(-x)/(1 + exp(-x))^2", "sech2(x/2)/4", "exp(-x) overflows for negative x"},
    {
      "x/(1 + exp(-x))",
      "silu(x)",
      "exp(-x) overflows for negative x, and sums of its derivatives cancel"
    },
    {
      "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
      "tanh(x)",
      "overflows far out, and near 0 the difference cancels"
    },
    {"(exp(2*x) - 1)/(exp(2*x) + 1)", "tanh(x)", "overflows, and near 0 the difference cancels"},
    {"(1 - exp(-2*x))/(1 + exp(-2*x))", "tanh(x)", "overflows, and near 0 the difference cancels"},
    {"(exp(x) - exp(-x))/2", "sinh(x)", CANCELS},
    {"(exp(x) - 1)/x", "expm1OverX(x)", CANCELS},
    {"expm1(x)/x", "expm1OverX(x)", "is not a number at 0"},
    {"(1 - cos(x))/x^2", "sinc(x/2)^2/2", CANCELS},
    {"sin(x)/x", "sinc(x)", "is not a number at 0, and near it its derivatives cancel"},
    {"sqrt(x^2 + 1) - 1", "x^2/(sqrt(x^2 + 1) + 1)", CANCELS},
    {"1 - tanh(x)^2", "sech2(x)", "far out the difference cancels"},
    {"1 - cos(x)", "2*sin(x/2)^2", CANCELS},
    {"1 - erf(x)", "erfc(x)", "for large x the difference cancels"},
    {"exp(x) - 1", "expm1(x)", CANCELS},
    {"log(1 + x)", "log1p(x)", "near 0 the sum rounds away the digits of x"},
    {"sqrt(x^2 + y^2)", "hypot(x, y)", "squares overflow and underflow"},
    {"x^2 - y^2", "(x - y)*(x + y)", "where both are alike the difference of the squares cancels"},
  };

  private static final List<Rule> RULES = rules();

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (String[] spelling : SPELLINGS) {
      Formula naive = parse(spelling[0]);
      rules.add(new Rule(Form.of(naive), naive, parse(spelling[1]), spelling[2]));
    }
    return List.copyOf(rules);
  }

  private static Formula parse(String text) {
    Definition definition =
        Derivation.parse("v: vector(2)\nf(x, y) = " + text).scope().definition("f");
    return Objects.requireNonNull(definition).body();
  }

  /**
   * The naive spellings in a formula, the outermost first, up to the order of summands and factors.
   * Names that it uses are not followed; 1/(1 + exp(-x)) holds as it is.
   */
  public static List<StableForm> of(Formula formula) {
    List<StableForm> found = new ArrayList<>();
    search(Form.of(formula), found);
    return List.copyOf(found);
  }

  private static void search(Form form, List<StableForm> found) {
    for (Rule rule : RULES) {
      for (Form.Match match : rule.pattern.matches(form)) {
        if (match.bound().values().stream().anyMatch(value -> !value.names().isEmpty())) {
          Formula part = filled(rule.naive, match.bound());
          Formula replacement = filled(rule.replacement, match.bound());
          found.add(
              match.negated()
                  ? new StableForm(
                      Form.negate(Form.of(part)).formula(),
                      Formula.apply("negate", replacement),
                      rule.why)
                  : new StableForm(part, replacement, rule.why));
          match.bound().values().forEach(inner -> search(inner, found));
          match.rest().forEach(inner -> search(inner, found));
          return;
        }
      }
    }
    form.parts().forEach(inner -> search(inner, found));
  }

  private static Formula filled(Formula pattern, Map<String, Form> bound) {
    return pattern.map(
        part ->
            part instanceof Formula.Name name && bound.containsKey(name.name())
                ? Objects.requireNonNull(bound.get(name.name())).formula()
                : part.is("negate") && part.parts().get(0).is("negate")
                    ? part.parts().get(0).parts().get(0)
                    : part);
  }

  /** The part, the form that holds, and why. */
  @Override
  public String toString() {
    return part + " loses digits in doubles: " + why + "; write " + replacement;
  }
}
