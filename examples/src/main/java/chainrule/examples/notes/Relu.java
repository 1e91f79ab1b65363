package chainrule.examples.notes;

import static chainrule.autodiff.Operations.greater;

import chainrule.autodiff.Tensor;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;

/** The rectified linear unit. */
final class Relu implements Part {
  static final Activation ACTIVATION =
      new Activation(
          "ReLU(x)",
          Activations::relu,
          NaiveActivations::relu,
          Relu::closedForm,
          1e300,
          new Activation.Axis(-1, 8.5),
          new Activation.Axis(-0.1, 1.1));

  private static Tensor closedForm(Tensor x) {
    return greater(x, 0);
  }

  @Override
  public Section write(Progress progress) {
    Activation.Errors errors = ACTIVATION.errors();
    double[] points = Points.whole(ACTIVATION.end());
    Ranges range = Ranges.of(ACTIVATION.f(), points);
    return new Draft("relu", "ReLU")
        .formula(
            "ReLU(x) = max(0, x)",
            Formula.words("with"),
            "ReLU′(x) = ",
            Formula.cases("1", "x > 0", "0", "x ≤ 0"))
        .say(
            "Nothing is computed that could be rounded: the rectifier passes what is positive and"
                + " stops the rest. It has no upper bound, and no slope at all on the left. At the"
                + " kink every slope from 0 to 1 supports the curve; the engine takes the smallest,"
                + " 0.")
        .plots(ACTIVATION.plots())
        .check(
            Check.all(
                "ReLU(x) lies in [0, ∞)", range.points(), range.doublesWithin(0, Double.MAX_VALUE)),
            Check.equal("it reaches 0, at x = −1", 0, ACTIVATION.at(-1)),
            Check.equal("it has no upper bound: ReLU(10³⁰⁰)", 1e300, ACTIVATION.at(1e300)),
            Check.equal(
                "the slope on the right, at the smallest double",
                1,
                ACTIVATION.slopeAt(Double.MIN_VALUE)),
            Check.equal(
                "the slope on the left, at the smallest double",
                0,
                ACTIVATION.slopeAt(-Double.MIN_VALUE)),
            Check.equal("the slope at the kink", 0, ACTIVATION.slopeAt(0)))
        .check(errors.checks("ReLU(x)", ACTIVATION.end()))
        .finish(errors.summary());
  }
}
