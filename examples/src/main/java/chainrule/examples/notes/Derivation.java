package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.examples.notes.Formula.fraction;
import static chainrule.examples.notes.Formula.power;
import static chainrule.examples.notes.Formula.row;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Html;
import chainrule.examples.page.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A derivation by the quotient rule, each line of which is evaluated and compared. */
final class Derivation implements Part {
  private static final double[] POINTS = Points.between(-8, 8, 161);
  private static final double[] OUTWARD = Points.between(1, 745, 745);

  /** So many of 400 digits agree of two formulas that say the same thing. */
  static final double SAME = 380;

  /** The digits left must be at least six. */
  private static final double BROKEN = 1e10;

  private record Line(Html formula, UnaryOperator<Tensor> f) {}

  private final String id;
  private final String name;
  private final UnaryOperator<Tensor> function;
  private final Html start;
  private final List<Line> lines;
  private final Html slipIs;
  private final UnaryOperator<Tensor> slip;

  private Derivation(
      String id,
      String name,
      UnaryOperator<Tensor> function,
      Html start,
      List<Line> lines,
      Html slipIs,
      UnaryOperator<Tensor> slip) {
    this.id = id;
    this.name = name;
    this.function = function;
    this.start = start;
    this.lines = lines;
    this.slipIs = slipIs;
    this.slip = slip;
  }

  /** σ(x) = u/v with u = 1 and v = 1 + e⁻ˣ. */
  static Derivation ofSigmoid() {
    Html e = power("e", "−x");
    Html v = row("1 + ", e);
    UnaryOperator<Tensor> one = x -> Tensor.ones(x.shape());
    UnaryOperator<Tensor> below = x -> add(1, exp(negate(x)));
    UnaryOperator<Tensor> sigmoid = x -> divide(one.apply(x), below.apply(x));
    return new Derivation(
        "derive-sigmoid",
        "Deriving the sigmoid",
        sigmoid,
        row("σ(x) = ", fraction("u", "v"), ", u = 1, v = 1 + ", e, ", ", "u′ = 0, ", "v′ = −", e),
        List.of(
            new Line(fraction(row("u′v − u", "v′"), power("v", "2")), quotientRule(one, below)),
            new Line(
                fraction(row("0 (", v, ") − 1 (−", e, ")"), power(row("(", v, ")"), "2")),
                x ->
                    divide(
                        subtract(
                            multiply(0, add(1, exp(negate(x)))),
                            multiply(1, negate(exp(negate(x))))),
                        square(add(1, exp(negate(x)))))),
            new Line(
                fraction(e, power(row("(", v, ")"), "2")),
                x -> divide(exp(negate(x)), square(add(1, exp(negate(x)))))),
            new Line(
                fraction(row("(", v, ") − 1"), power(row("(", v, ")"), "2")),
                x -> divide(subtract(add(1, exp(negate(x))), 1), square(add(1, exp(negate(x)))))),
            new Line(
                row(fraction("1", v), " − ", fraction("1", power(row("(", v, ")"), "2"))),
                x ->
                    subtract(
                        divide(1, add(1, exp(negate(x)))),
                        divide(1, square(add(1, exp(negate(x))))))),
            new Line(
                row(fraction("1", v), row("(1 − ", fraction("1", v), ")")),
                x ->
                    multiply(
                        divide(1, add(1, exp(negate(x)))),
                        subtract(1, divide(1, add(1, exp(negate(x))))))),
            new Line(
                row("σ(x)(1 − σ(x))"),
                x -> multiply(sigmoid.apply(x), subtract(1, sigmoid.apply(x))))),
        Html.row("the sign of ", Formula.inline("v′"), " forgotten"),
        x -> divide(negate(exp(negate(x))), square(add(1, exp(negate(x))))));
  }

  /** tanh(x) = u/v with u = eˣ − e⁻ˣ and v = eˣ + e⁻ˣ, each the other's derivative. */
  static Derivation ofTanh() {
    Html u = row(power("e", "x"), " − ", power("e", "−x"));
    Html v = row(power("e", "x"), " + ", power("e", "−x"));
    UnaryOperator<Tensor> above = x -> subtract(exp(x), exp(negate(x)));
    UnaryOperator<Tensor> below = x -> add(exp(x), exp(negate(x)));
    UnaryOperator<Tensor> tanh = x -> divide(above.apply(x), below.apply(x));
    return new Derivation(
        "derive-tanh",
        "Deriving tanh",
        tanh,
        row("tanh(x) = ", fraction("u", "v"), ", u = ", u, ", v = ", v, ", ", "u′ = v, ", "v′ = u"),
        List.of(
            new Line(fraction(row("u′v − u", "v′"), power("v", "2")), quotientRule(above, below)),
            new Line(
                fraction(
                    row("(", v, ")(", v, ") − (", u, ")(", u, ")"), power(row("(", v, ")"), "2")),
                x ->
                    divide(
                        subtract(
                            multiply(below.apply(x), below.apply(x)),
                            multiply(above.apply(x), above.apply(x))),
                        square(below.apply(x)))),
            new Line(
                row("1 − ", fraction(power(row("(", u, ")"), "2"), power(row("(", v, ")"), "2"))),
                x -> subtract(1, divide(square(above.apply(x)), square(below.apply(x))))),
            new Line(
                row("1 − ", power("tanh", "2"), "(x)"), x -> subtract(1, square(tanh.apply(x))))),
        Html.row(Formula.inline("u′v + uv′"), " in place of the difference"),
        x -> add(1, square(tanh.apply(x))));
  }

  private static UnaryOperator<Tensor> quotientRule(
      UnaryOperator<Tensor> u, UnaryOperator<Tensor> v) {
    return x ->
        divide(
            subtract(
                multiply(derivative(u).apply(x), v.apply(x)),
                multiply(u.apply(x), derivative(v).apply(x))),
            square(v.apply(x)));
  }

  @Override
  public Section write(Progress progress) {
    UnaryOperator<Tensor> automatic = derivative(function);
    Draft draft =
        new Draft(id, name)
            .formula(start)
            .say(
                "Each line is evaluated at "
                    + POINTS.length
                    + " points from −8 to 8 and compared with automatic differentiation of the"
                    + " function above: once in "
                    + Accuracy.DIGITS
                    + " digits, which shows whether the formula is right, and once in doubles, which"
                    + " shows how much its spelling loses. The last column says from which x on, going"
                    + " right, fewer than six digits are left.");
    List<List<Object>> rows = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    progress.forEach(
        name,
        lines.size(),
        i -> {
          Line line = lines.get(i);
          double digits = Accuracy.agreeingDigits(line.f(), automatic, POINTS);
          Accuracy.Worst doubles = Accuracy.worst(line.f(), automatic, POINTS);
          rows.add(
              List.of(
                  Integer.toString(i + 1),
                  Html.tag("span.scroll", Formula.inline("= ", line.formula())),
                  Numbers.text(digits),
                  doubles,
                  breaks(line.f(), automatic)));
          checks.add(
              Check.atLeast("line " + (i + 1) + " is the derivative", SAME, digits, "digits"));
        });
    for (Check check : checks) {
      draft.check(check);
    }
    double slipped = Accuracy.agreeingDigits(slip, automatic, POINTS);
    return draft
        .table(
            List.of(
                "line", "formula", "digits that agree, of 400", "worst in doubles", "breaks at"),
            rows)
        .say(
            "Could such a table be wrong and nobody see it? With a slip, ",
            slipIs,
            ", ",
            Numbers.text(slipped),
            slipped == 1 ? " digit agrees." : " digits agree.")
        .check(Check.atMost("a slip of sign would be seen: it leaves", 1, slipped, "digits"))
        .finish(lines.size() + " lines, each the derivative");
  }

  /** The first point, going right, at which hardly any digits are left. */
  private static String breaks(UnaryOperator<Tensor> line, UnaryOperator<Tensor> automatic) {
    double[] errors = Accuracy.ulps(line, automatic, OUTWARD);
    for (int i = 0; i < errors.length; i++) {
      if (Double.isNaN(errors[i]) || errors[i] > BROKEN) {
        return "x = " + Numbers.text(OUTWARD[i]);
      }
    }
    return "nowhere";
  }
}
