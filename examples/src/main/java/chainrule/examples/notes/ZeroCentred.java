package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.normal;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Which activations give outputs around zero, and what happens to the next layer if not. */
final class ZeroCentred implements Part {
  private static final int SAMPLES = 100_000;
  private static final int NEURONS = 2_000;
  private static final int INPUTS = 10;

  /** The mean of max(0, z) for a standard normal z. */
  private static final double RECTIFIED_MEAN = 1 / Math.sqrt(2 * Math.PI);

  /** Four standard errors of a mean of numbers with a spread below 1. */
  private static final double SAMPLING = 4 / Math.sqrt(SAMPLES);

  private static double meanOutput(Activation activation) {
    return mean(activation.f().apply(normal(Shape.of(SAMPLES), 5))).value();
  }

  /**
   * The share of neurons, fed by a layer with this activation, all of whose weights get gradients
   * of one sign from one example.
   */
  private static double oneSigned(UnaryOperator<Tensor> activation) {
    int count = 0;
    for (int i = 0; i < NEURONS; i++) {
      Tensor inputs = activation.apply(normal(Shape.of(INPUTS), 100 + i));
      Tensor weights = normal(Shape.of(INPUTS), 1_000_000 + i);
      Tensor gradient = grad(w -> square(subtract(sum(multiply(w, inputs)), 1)), weights);
      double[] g = gradient.toArray();
      if (Arrays.stream(g).allMatch(v -> v > 0) || Arrays.stream(g).allMatch(v -> v < 0)) {
        count++;
      }
    }
    return (double) count / NEURONS;
  }

  private static String centred(double mean) {
    return Math.abs(mean) <= SAMPLING ? "yes" : "no";
  }

  @Override
  public Section write(Progress progress) {
    double sigmoid = meanOutput(Sigmoid.ACTIVATION);
    double tanh = meanOutput(HyperbolicTangent.ACTIVATION);
    double relu = meanOutput(Relu.ACTIVATION);
    double leaky = meanOutput(LeakyRelu.ACTIVATION);
    double sigmoidSigns = oneSigned(Sigmoid.ACTIVATION.f());
    double tanhSigns = oneSigned(HyperbolicTangent.ACTIVATION.f());
    return new Draft("zero-centred", "Zero-centred or not")
        .say(
            "Inputs around zero go in ("
                + "100,000 standard normal numbers); the mean of what comes out says whether the"
                + " next layer sees inputs around zero too. Where all inputs of a neuron are"
                + " positive, one example pushes all its weights the same way, up or down, and the"
                + " path to the optimum zigzags.")
        .table(
            List.of("activation", "mean output", "zero-centred", "weight gradients of one sign"),
            List.of(
                List.of(
                    "sigmoid",
                    Numbers.text(sigmoid),
                    centred(sigmoid),
                    Numbers.percent(sigmoidSigns)),
                List.of("tanh", Numbers.text(tanh), centred(tanh), Numbers.percent(tanhSigns)),
                List.of("ReLU", Numbers.text(relu), centred(relu), "–"),
                List.of("leaky ReLU", Numbers.text(leaky), centred(leaky), "–")))
        .check(
            Check.near("sigmoid is centred at ½", 0.5, sigmoid, 2 * SAMPLING),
            Check.atMost("tanh is centred at 0: |mean|", SAMPLING, Math.abs(tanh), ""),
            Check.near(
                "ReLU is centred at 1/√(2π)", RECTIFIED_MEAN, relu, SAMPLING / RECTIFIED_MEAN),
            Check.near(
                "leaky ReLU is centred at (1 − α)/√(2π)",
                (1 - LeakyRelu.ALPHA) * RECTIFIED_MEAN,
                leaky,
                SAMPLING / RECTIFIED_MEAN),
            Check.equal(
                "after sigmoids all weights of a neuron are pushed one way; share",
                1,
                sigmoidSigns),
            Check.atMost(
                "after tanh that is as rare as chance has it (2⁻⁹); share", 0.01, tanhSigns, ""))
        .finish("means: sigmoid " + Numbers.text(sigmoid) + ", tanh " + Numbers.text(tanh));
  }
}
