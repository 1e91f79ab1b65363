package chainrule.examples.notes;

import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.examples.notes.Formula.fraction;
import static chainrule.examples.notes.Formula.power;
import static chainrule.examples.notes.Formula.row;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;

/** The hyperbolic tangent. */
final class HyperbolicTangent implements Part {
  static final Activation ACTIVATION =
      new Activation(
          "tanh(x)",
          Activations::tanh,
          NaiveActivations::tanh,
          HyperbolicTangent::closedForm,
          373,
          new Activation.Axis(-1.2, 1.2),
          new Activation.Axis(-0.1, 1.1));

  private static Tensor closedForm(Tensor x) {
    return subtract(1, square(Activations.tanh(x)));
  }

  private static Tensor fromSigmoid(Tensor x) {
    return subtract(multiply(2, Activations.sigmoid(multiply(2, x))), 1);
  }

  @Override
  public Section write(Progress progress) {
    Activation.Errors errors = ACTIVATION.errors();
    double[] points = Points.whole(ACTIVATION.end());
    Ranges range = Ranges.of(ACTIVATION.f(), points);
    Ranges mirrored = Ranges.of(x -> negate(ACTIVATION.f().apply(negate(x))), points);
    double toSigmoid =
        Accuracy.agreeingDigits(
            ACTIVATION.f(), HyperbolicTangent::fromSigmoid, Points.between(0.05, 8, 160));
    return new Draft("tanh", "Hyperbolic tangent")
        .formula(
            "tanh(x) = ",
            fraction(
                row(power("e", "x"), " − ", power("e", "−x")),
                row(power("e", "x"), " + ", power("e", "−x"))),
            Formula.words("with"),
            "tanh′(x) = 1 − ",
            power("tanh", "2"),
            "(x)")
        .say(
            "A sigmoid stretched to lie between −1 and 1: tanh(x) = 2 σ(2x) − 1. It passes through"
                + " 0 with slope 1, four times that of the sigmoid.")
        .plots(ACTIVATION.plots())
        .say(
            "Here too the closed form loses its digits in doubles: 1 − tanh²(x) is 0 from x = 19"
                + " on, an error of ",
            Numbers.ulps(errors.closedForm().ulps()),
            " ulp. On the plot and at "
                + points.length
                + " points up to |x| = "
                + Numbers.text(ACTIVATION.end())
                + ", automatic differentiation is within ",
            errors.worstSlope(),
            " of the true slope.")
        .check(
            Check.all(
                "tanh(x) lies in (−1, 1), in exact arithmetic",
                range.points(),
                range.strictlyBetween(-1, 1)),
            Check.all(
                "rounded to doubles it never leaves [−1, 1]",
                range.points(),
                range.doublesWithin(-1, 1)),
            Check.equal("tanh(−∞)", -1, ACTIVATION.at(Double.NEGATIVE_INFINITY)),
            Check.equal("tanh(+∞)", 1, ACTIVATION.at(Double.POSITIVE_INFINITY)),
            Check.equal("the slope at 0", 1, ACTIVATION.slopeAt(0)),
            Check.equal("no slope is steeper than that at 0", 1, range.largestSlope(ACTIVATION)),
            Check.all(
                "tanh is odd: tanh(−x) = −tanh(x), bit by bit",
                range.points(),
                mirrored.same(ACTIVATION.f().apply(Tensor.vector(points)).toArray())),
            Check.atLeast(
                "tanh(x) = 2 σ(2x) − 1 in exact arithmetic", Derivation.SAME, toSigmoid, "digits"))
        .check(errors.checks("tanh(x)", ACTIVATION.end()))
        .finish(errors.summary());
  }
}
