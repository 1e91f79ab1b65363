package chainrule.examples.notes;

import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** How many outputs of a layer are exactly zero. */
final class Sparsity implements Part {
  private static final int EXAMPLES = 256;
  private static final int INPUTS = 64;
  private static final int NEURONS = 256;

  private static double zeros(UnaryOperator<Tensor> activation, double bias) {
    Layer layer = Layer.random(INPUTS, NEURONS, 1, 11);
    Tensor before = layer.apply(normal(shape(EXAMPLES, INPUTS), 12)).add(bias);
    double[] after = activation.apply(before).toArray();
    return (double) Arrays.stream(after).filter(v -> v == 0).count() / after.length;
  }

  @Override
  public Section write(Progress progress) {
    double relu = zeros(Relu.ACTIVATION.f(), 0);
    double biased = zeros(Relu.ACTIVATION.f(), -1);
    double sigmoid = zeros(Sigmoid.ACTIVATION.f(), 0);
    double tanh = zeros(HyperbolicTangent.ACTIVATION.f(), 0);
    double leaky = zeros(LeakyRelu.ACTIVATION.f(), 0);
    return new Draft("sparsity", "Sparsity")
        .say(
            "ReLU switches neurons off: of a layer whose inputs are symmetric about 0, half the"
                + " outputs are exactly 0, and more of them if the bias is negative. The smooth"
                + " activations almost never give 0, nor does leaky ReLU: at 0 itself, as tanh does,"
                + " or where doubles end. Counted on a layer of "
                + NEURONS
                + " neurons and "
                + EXAMPLES
                + " normal examples.")
        .table(
            List.of("activation", "outputs that are exactly 0"),
            List.of(
                List.of("ReLU", Numbers.percent(relu)),
                List.of("ReLU, bias −1", Numbers.percent(biased)),
                List.of("sigmoid", Numbers.percent(sigmoid)),
                List.of("tanh", Numbers.percent(tanh)),
                List.of("leaky ReLU", Numbers.percent(leaky))))
        .check(
            Check.near("half of ReLU's outputs are 0; share", 0.5, relu, 0.06),
            Check.near(
                "with bias −1 it is the normal distribution's Φ(1); share", 0.8413, biased, 0.06),
            Check.equal("the sigmoid's are not; share", 0, sigmoid),
            Check.equal("those of tanh are not; share", 0, tanh),
            Check.equal("those of leaky ReLU are not; share", 0, leaky))
        .finish("ReLU " + Numbers.percent(relu) + " zeros");
  }
}
