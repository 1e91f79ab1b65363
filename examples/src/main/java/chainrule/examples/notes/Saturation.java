package chainrule.examples.notes;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Where slopes die out. */
final class Saturation implements Part {
  private static final double[] THRESHOLDS = {1e-3, 1e-10};
  private static final double END = 40;
  private static final double TOLERANCE = 1e-12;

  /** Where the slope of the sigmoid is s: its half is the hyperbolic secant's. */
  private static double sigmoidAt(double s) {
    return 2 * tanhAt(4 * s);
  }

  /** Where sech² is s. */
  private static double tanhAt(double s) {
    double root = Math.sqrt(s);
    return Math.log((1 + Math.sqrt(1 - s)) / root);
  }

  /** The point right of 0 at which a falling slope passes a threshold, by bisection. */
  private static double where(Activation activation, double threshold) {
    double left = 0;
    double right = END;
    while (Math.nextUp(left) < right) {
      double middle = 0.5 * (left + right);
      if (activation.slopeAt(middle) > threshold) {
        left = middle;
      } else {
        right = middle;
      }
    }
    return right;
  }

  @Override
  public Section write(Progress progress) {
    double[] x = Points.between(-40, 40, 321);
    Draft draft =
        new Draft("saturation", "Saturation")
            .say(
                "Far from 0 the curves of sigmoid and tanh are flat: whatever the weights, hardly any"
                    + " gradient passes. The slopes fall like e⁻ˣ and 4e⁻²ˣ; ReLU keeps slope 1 on"
                    + " the right for ever and has none on the left; leaky ReLU always keeps α."
                    + " On the right its slope, dashed, lies over that of ReLU, which being 0 on the"
                    + " left has no place there on a logarithmic scale.");
    Plot plot = Plot.of("slope", "x").logarithmic().between(-36, 1);
    for (Activation a : activations()) {
      double[] slopes = a.slope().apply(Tensor.vector(x)).toArray();
      if (a.equals(LeakyRelu.ACTIVATION)) {
        plot.dashes(a.symbol(), x, slopes);
      } else {
        plot.line(a.symbol(), x, slopes);
      }
    }
    draft
        .plots(plot)
        .table(
            List.of(
                "activation",
                "slope at −20",
                "slope at 0",
                "slope at 20",
                "below 10⁻³ from",
                "below 10⁻¹⁰ from"),
            activations().stream().map(Saturation::row).toList());
    both(draft, "sigmoid", Sigmoid.ACTIVATION, Saturation::sigmoidAt);
    both(draft, "tanh", HyperbolicTangent.ACTIVATION, Saturation::tanhAt);
    double end = Sigmoid.ACTIVATION.slopeAt(-20) / Math.exp(-20);
    return draft
        .check(
            Check.near(
                "at the left end the slope of the sigmoid is eˣ; ratio at −20", 1, end, 1e-8),
            Check.equal(
                "both ends of the sigmoid are alike: σ′(−20) − σ′(20)",
                0,
                Sigmoid.ACTIVATION.slopeAt(-20) - Sigmoid.ACTIVATION.slopeAt(20)),
            Check.equal(
                "both ends of tanh are alike: tanh′(−20) − tanh′(20)",
                0,
                HyperbolicTangent.ACTIVATION.slopeAt(-20)
                    - HyperbolicTangent.ACTIVATION.slopeAt(20)),
            Check.equal(
                "ReLU does not saturate on the right: slope at 10³⁰⁰",
                1,
                Relu.ACTIVATION.slopeAt(1e300)),
            Check.equal(
                "it is flat on the left: slope at −10⁻³⁰⁰", 0, Relu.ACTIVATION.slopeAt(-1e-300)),
            Check.equal(
                "leaky ReLU saturates nowhere: slope at −10³⁰⁰",
                LeakyRelu.ALPHA,
                LeakyRelu.ACTIVATION.slopeAt(-1e300)))
        .finish(
            "slope 10⁻³ at "
                + Numbers.text(where(Sigmoid.ACTIVATION, 1e-3))
                + " and "
                + Numbers.text(where(HyperbolicTangent.ACTIVATION, 1e-3)));
  }

  private static List<Activation> activations() {
    return List.of(
        Sigmoid.ACTIVATION, HyperbolicTangent.ACTIVATION, Relu.ACTIVATION, LeakyRelu.ACTIVATION);
  }

  private static List<String> row(Activation a) {
    boolean dies = a.slopeAt(END) < THRESHOLDS[1];
    return List.of(
        a.symbol(),
        Numbers.text(a.slopeAt(-20)),
        Numbers.text(a.slopeAt(0)),
        Numbers.text(a.slopeAt(20)),
        dies ? "|x| = " + Numbers.text(where(a, THRESHOLDS[0])) : never(a),
        dies ? "|x| = " + Numbers.text(where(a, THRESHOLDS[1])) : never(a));
  }

  private static String never(Activation a) {
    return a.slopeAt(-1) == 0 ? "x ≤ 0 only" : "never";
  }

  private static void both(
      Draft draft, String name, Activation activation, DoubleUnaryOperator closedForm) {
    for (double threshold : THRESHOLDS) {
      draft.check(
          Check.near(
              "the slope of " + name + " falls below " + Numbers.text(threshold) + " at",
              closedForm.applyAsDouble(threshold),
              where(activation, threshold),
              TOLERANCE));
    }
  }
}
