package chainrule.examples.notes;

import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;

/** The leaky rectified linear unit. */
final class LeakyRelu implements Part {
  static final double ALPHA = 0.1;
  static final Activation ACTIVATION =
      new Activation(
          "leaky ReLU(x)",
          LeakyRelu::leakyRelu,
          x -> NaiveActivations.leakyRelu(x, LeakyRelu.ALPHA),
          LeakyRelu::closedForm,
          1e300,
          new Activation.Axis(-1, 8.5),
          new Activation.Axis(-0.1, 1.1));

  static Tensor leakyRelu(Tensor x) {
    return Activations.leakyRelu(x, ALPHA);
  }

  private static Tensor closedForm(Tensor x) {
    return where(greater(x, 0), 1, ALPHA);
  }

  @Override
  public Section write(Progress progress) {
    Activation.Errors errors = ACTIVATION.errors();
    double[] points = Points.whole(ACTIVATION.end());
    Ranges range = Ranges.of(ACTIVATION.f(), points);
    Ranges slopes = Ranges.of(ACTIVATION.slope(), points);
    return new Draft("leaky-relu", "Leaky ReLU")
        .formula(
            "f(x) = ",
            Formula.cases("x", "x > 0", "α x", "x ≤ 0"),
            Formula.words("with"),
            "f′(x) = ",
            Formula.cases("1", "x > 0", "α", "x ≤ 0"))
        .say(
            "A small slope α on the left, here "
                + Numbers.text(ALPHA)
                + " so that the plot shows it, keeps the gradient alive where ReLU stops it.")
        .plots(ACTIVATION.plots())
        .check(
            Check.all(
                "its values are all real numbers: the sign of x is kept",
                range.points(),
                sameSigns(points)),
            Check.all(
                "the slope is never below α", slopes.points(), slopes.doublesWithin(ALPHA, 1)),
            Check.equal("it has no lower bound: f(−10³⁰⁰)", -1e300 * ALPHA, ACTIVATION.at(-1e300)),
            Check.equal("the slope on the right", 1, ACTIVATION.slopeAt(Double.MIN_VALUE)),
            Check.equal("the slope on the left", ALPHA, ACTIVATION.slopeAt(-Double.MIN_VALUE)),
            Check.equal("the slope at the kink", ALPHA, ACTIVATION.slopeAt(0)))
        .check(errors.checks("f(x)", ACTIVATION.end()))
        .finish(errors.summary());
  }

  private static int sameSigns(double[] points) {
    double[] values = ACTIVATION.f().apply(Tensor.vector(points)).toArray();
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      if (Math.signum(values[i]) == Math.signum(points[i])) {
        count++;
      }
    }
    return count;
  }
}
