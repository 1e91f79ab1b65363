package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Operations.abs;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.less;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.reshape;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.where;
import static chainrule.autodiff.Tensor.full;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.examples.page.Html;
import chainrule.nn.activations.Activations;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The largest of several lines, and the activations that it contains. */
final class Maxout implements Part {
  private static final double[] POINTS =
      Arrays.stream(Points.whole(1e150)).filter(x -> x != 0).toArray();

  /** A maxout unit of one input: the largest of the lines slope · x + intercept. */
  static UnaryOperator<Tensor> lines(double[] slopes, double[] intercepts) {
    int pieces = slopes.length;
    Tensor weights = Tensor.of(Shape.of(pieces, 1, 1), slopes);
    Tensor biases = Tensor.of(Shape.of(pieces, 1), intercepts);
    return x -> {
      Tensor batch = reshape(x, Shape.of(x.shape().count(), 1));
      return reshape(Activations.maxout(batch, weights, biases), x.shape());
    };
  }

  private record Twin(String name, UnaryOperator<Tensor> maxout, UnaryOperator<Tensor> other) {
    Check sameValues() {
      return Check.all(
          "maxout is " + name + ", bit by bit",
          POINTS.length,
          Ranges.of(maxout, POINTS).same(other.apply(Tensor.vector(POINTS)).toArray()));
    }

    Check sameSlopes() {
      return Check.all(
          "and so is its slope",
          POINTS.length,
          Ranges.of(derivative(maxout), POINTS)
              .same(derivative(other).apply(Tensor.vector(POINTS)).toArray()));
    }

    double slopeAtKink() {
      return derivative(maxout).apply(Tensor.scalar(0)).value();
    }
  }

  @Override
  public Section write(Progress progress) {
    Twin relu = new Twin("ReLU", lines(new double[] {0, 1}, new double[2]), Activations::relu);
    Twin leaky =
        new Twin(
            "leaky ReLU",
            lines(new double[] {LeakyRelu.ALPHA, 1}, new double[2]),
            LeakyRelu::leakyRelu);
    Twin absolute = new Twin("|x|", lines(new double[] {-1, 1}, new double[2]), x -> abs(x));
    UnaryOperator<Tensor> three =
        lines(new double[] {-1, 0.25, 1.5}, new double[] {-1.9, 0.5, -1.9});
    Activation unit =
        new Activation(
            "max of three lines",
            three,
            x ->
                max(
                    max(subtract(-1.9, x), add(multiply(0.25, x), 0.5)),
                    subtract(multiply(1.5, x), 1.9)),
            Maxout::steps,
            1e150,
            new Activation.Axis(-1, 10.5),
            new Activation.Axis(-1.25, 1.75));
    Activation.Errors errors = unit.errors();
    Draft draft =
        new Draft("maxout", "Maxout")
            .formula(
                "f(x) = ",
                Html.tag("munder", Formula.row("max"), Formula.row("k")),
                " (",
                Formula.index("w", "k"),
                " x + ",
                Formula.index("b", "k"),
                ")")
            .say(
                "The largest of k affine functions: convex, made of straight pieces, and as steep as"
                    + " the piece that wins. Its slope is that piece's weight, so nothing saturates."
                    + " The plot shows the lines −x − 1.9, x/4 + ½ and 3x/2 − 1.9.")
            .plots(unit.plots())
            .say(
                "Two pieces are enough for the rectifiers: max(0, x) is ReLU, max(αx, x) leaky ReLU,"
                    + " max(−x, x) the absolute value. Only at the kink do they differ: pieces that"
                    + " tie share the slope, so that maxout has slope ½ there as ReLU; ReLU itself"
                    + " says 0. Both are slopes of lines that support the curve.");
    for (Twin twin : List.of(relu, leaky, absolute)) {
      draft.check(twin.sameValues(), twin.sameSlopes());
    }
    return draft
        .check(
            Check.equal("the slope at the kink, as ReLU", 0.5, relu.slopeAtKink()),
            Check.equal("the slope at the kink, as |x|", 0, absolute.slopeAtKink()))
        .check(errors.checks("f(x)", unit.end()))
        .finish("ReLU, leaky ReLU, |x| bit by bit");
  }

  /** The slope of the three lines, from where they cross: at -1.92 and at 1.92. */
  private static Tensor steps(Tensor x) {
    return where(less(x, -1.92), -1, where(greater(x, 1.92), 1.5, full(x.shape(), 0.25)));
  }
}
