package chainrule.examples.notes;

import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.examples.notes.Formula.fraction;
import static chainrule.examples.notes.Formula.power;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;

/** The logistic sigmoid. */
final class Sigmoid implements Part {
  static final Activation ACTIVATION =
      new Activation(
          "σ(x)",
          Activations::sigmoid,
          NaiveActivations::sigmoid,
          Sigmoid::closedForm,
          745,
          new Activation.Axis(-0.1, 1.1),
          new Activation.Axis(-0.025, 0.275));

  private static Tensor closedForm(Tensor x) {
    Tensor s = Activations.sigmoid(x);
    return multiply(s, subtract(1, s));
  }

  @Override
  public Section write(Progress progress) {
    Activation.Errors errors = ACTIVATION.errors();
    Ranges range = Ranges.of(ACTIVATION.f(), Points.whole(ACTIVATION.end()));
    return new Draft("sigmoid", "Sigmoid")
        .formula(
            "σ(x) = ",
            fraction("1", Formula.row("1 + ", power("e", "−x"))),
            Formula.words("with"),
            "σ′(x) = σ(x)(1 − σ(x))")
        .say(
            "The sigmoid turns any number into one between 0 and 1. Its slope is steepest at 0,"
                + " where it is a quarter, and dies out on both sides.")
        .plots(ACTIVATION.plots())
        .say(
            "The closed form is right, but in doubles it is not what it says: 1 − σ(x) cancels as"
                + " σ(x) nears 1, and from x = 37 on the product is 0. Written down as it stands it"
                + " is off by up to ",
            Numbers.ulps(errors.closedForm().ulps()),
            " ulp; automatic differentiation by ",
            errors.worstSlope(),
            ".")
        .check(
            Check.all(
                "σ(x) lies in (0, 1), in exact arithmetic",
                range.points(),
                range.strictlyBetween(0, 1)),
            Check.all(
                "rounded to doubles it never leaves [0, 1]",
                range.points(),
                range.doublesWithin(0, 1)),
            Check.equal("σ(−∞)", 0, ACTIVATION.at(Double.NEGATIVE_INFINITY)),
            Check.equal("σ(+∞)", 1, ACTIVATION.at(Double.POSITIVE_INFINITY)),
            Check.equal("σ(0)", 0.5, ACTIVATION.at(0)),
            Check.equal("the slope at 0", 0.25, ACTIVATION.slopeAt(0)),
            Check.equal("no slope is steeper than that at 0", 0.25, range.largestSlope(ACTIVATION)))
        .check(errors.checks("σ(x)", ACTIVATION.end()))
        .finish(errors.summary());
  }
}
