package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.diag;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.floor;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.stack;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Tensor.full;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.vector;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import chainrule.examples.page.Numbers;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The softmax: numbers into probabilities. */
final class Softmax implements Part {
  private static final int VECTORS = 20;
  private static final int LENGTH = 6;
  private static final double EPSILON = Math.ulp(1.0);

  /** The share of the first of three logits x, 0 and 1, as x varies. */
  static final Activation FIRST =
      new Activation(
          "softmax(x, 0, 1), first entry",
          Softmax::first,
          Softmax::writtenFirst,
          Softmax::firstSlope,
          300,
          new Activation.Axis(-0.1, 1.1),
          new Activation.Axis(-0.025, 0.275));

  private static Tensor softmax(Tensor x) {
    return Activations.softmax(x, -1);
  }

  private static Tensor first(Tensor x) {
    return slice(softmax(logits(x)), 1, 0, 1).reshape(x.shape().count());
  }

  private static Tensor writtenFirst(Tensor x) {
    return slice(NaiveActivations.softmax(logits(x), -1), 1, 0, 1).reshape(x.shape().count());
  }

  private static Tensor logits(Tensor x) {
    return stack(1, x, full(x.shape(), 0), full(x.shape(), 1));
  }

  private static Tensor firstSlope(Tensor x) {
    Tensor s = first(x);
    return multiply(s, subtract(1, s));
  }

  /** {@code diag(s) - s sᵀ}. */
  private static Tensor closedForm(Tensor x) {
    Tensor s = softmax(x);
    int n = x.shape().count();
    return subtract(diag(s), multiply(expand(s, 1, n), expand(s, 0, n)));
  }

  @Override
  public Section write(Progress progress) {
    Activation.Errors errors = FIRST.errors();
    Tensor logits = shortened(multiply(8, normal(Shape.of(VECTORS, LENGTH), 3)));
    int inside = 0;
    double sumError = 0;
    double shiftError = 0;
    double jacobianError = 0;
    double rowSum = 0;
    for (int i = 0; i < VECTORS; i++) {
      Tensor x = logits.at(i);
      double[] s = softmax(x).toArray();
      inside += (int) Arrays.stream(s).filter(p -> 0 < p && p < 1).count();
      sumError = Math.max(sumError, Math.abs(Arrays.stream(s).sum() - 1) / EPSILON);
      shiftError = Math.max(shiftError, largest(subtract(softmax(add(x, 128)), softmax(x))));
      jacobianError = Math.max(jacobianError, ulps(jacobian(Softmax::softmax), x));
      rowSum = Math.max(rowSum, largest(jacobian(Softmax::softmax).apply(x).sum(1)));
    }
    Tensor large = vector(1000, 1001, 1002);
    double[] naive = NaiveActivations.softmax(large, -1).toArray();
    double[] ours = softmax(large).toArray();
    Tensor x = vector(1, 2, 3);
    return new Draft("softmax", "Softmax")
        .formula(
            Formula.index("softmax(x)", "i"),
            " = ",
            Formula.fraction(
                Formula.power("e", Formula.index("x", "i")),
                Formula.row(Formula.sum("j"), Formula.power("e", Formula.index("x", "j")))),
            Formula.words("with Jacobian"),
            "diag(s) − s ",
            Formula.power("s", "⊤"))
        .say(
            "The softmax turns numbers into probabilities: positive, and 1 together. Each output"
                + " depends on every input, so that its derivative is a matrix: it falls where"
                + " another rises. The plot shows the share of x among x, 0 and 1.")
        .plots(FIRST.plots())
        .say("At (1, 2, 3), the Jacobian that the engine finds, s the outputs:")
        .grid(List.of("", "∂/∂x₁", "∂/∂x₂", "∂/∂x₃"), matrix(jacobian(Softmax::softmax).apply(x)))
        .say(
            "The textbook form overflows: e⁷¹⁰ is too large for a double, and ∞/∞ is not a number."
                + " Subtracting the largest entry changes nothing but that.")
        .grid(
            List.of("softmax(1000, 1001, 1002)", "first", "second", "third"),
            List.of(
                row("eˣ / Σ eˣ", naive),
                row("in nn", ours),
                row("softmax(0, 1, 2)", softmax(vector(0, 1, 2)).toArray())))
        .check(
            Check.all("every share lies in (0, 1)", VECTORS * LENGTH, inside),
            Check.atMost("the shares sum to 1; error", LENGTH, sumError, "ε"),
            Check.atMost(
                "its Jacobian is diag(s) − s sᵀ",
                Activation.Errors.SLOPE_BOUND,
                jacobianError,
                "ulp"),
            Check.atMost("each row of the Jacobian sums to 0", LENGTH * EPSILON, rowSum, ""),
            Check.atMost(
                "shift invariance: softmax(x + 128) − softmax(x)", 4 * EPSILON, shiftError, ""),
            new Check(
                "the naive form overflows at 1000",
                "NaN",
                Numbers.text(naive[0]),
                Double.isNaN(naive[0])),
            Check.near(
                "the form in nn does not", softmax(vector(0, 1, 2)).get(0), ours[0], 4 * EPSILON))
        .check(errors.checks("a share", FIRST.end()))
        .finish("Jacobian " + Numbers.ulps(jacobianError) + " ulp, share " + errors.worstSlope());
  }

  /** Numbers cut to ten places after the point, so that 128 can be added to them exactly. */
  private static Tensor shortened(Tensor x) {
    return divide(floor(multiply(x, 1024)), 1024);
  }

  private static double ulps(UnaryOperator<Tensor> jacobian, Tensor x) {
    double[] found = jacobian.apply(x).toArray();
    Real[] point =
        Arrays.stream(x.toArray())
            .mapToObj(p -> DecimalReal.of(p, Accuracy.DIGITS))
            .toArray(Real[]::new);
    Real[] truth = Precise.evaluate(Softmax::closedForm, x.shape(), point);
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      worst = Math.max(worst, Accuracy.ulps(found[i], truth[i]));
    }
    return worst;
  }

  private static double largest(Tensor x) {
    return Arrays.stream(x.toArray()).map(Math::abs).max().orElse(Double.NaN);
  }

  private static List<List<String>> matrix(Tensor m) {
    return java.util.stream.IntStream.range(0, m.shape().size(0))
        .mapToObj(i -> row("s" + "₁₂₃".charAt(i), m.at(i).toArray()))
        .toList();
  }

  private static List<String> row(String name, double[] values) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(name), Arrays.stream(values).mapToObj(Numbers::text))
        .toList();
  }
}
