package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.update;
import static chainrule.autodiff.Derivatives.valueAndGrad;
import static chainrule.autodiff.Operations.abs;
import static chainrule.autodiff.Operations.amax;
import static chainrule.autodiff.Operations.equal;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static chainrule.nn.activations.Activations.leakyRelu;
import static chainrule.nn.activations.Activations.softplus;

import chainrule.autodiff.Derivatives.Valued;
import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** One step too large, and what is left of a network after it. */
final class DeadNeurons implements Part {
  private static final int NEURONS = 16;
  private static final int STEPS = 2000;
  private static final double LARGE = 3;
  private static final double SMALL = 0.1;
  private static final double ALPHA = 0.01;

  /** The binary entropy of one third: the loss of who only knows that a third is versicolor. */
  private static final double ENTROPY = Math.log(3) - 2.0 / 3 * Math.log(2);

  /** One hidden layer, and the logit of a probability. */
  private record Network(Layer hidden, Layer output) {
    static Network random() {
      Layer positive =
          new Layer(abs(Layer.random(NEURONS, 1, Math.sqrt(2), 22).weights()), zeros(1));
      return new Network(Layer.random(4, NEURONS, Math.sqrt(2), 21), positive);
    }

    Tensor logit(UnaryOperator<Tensor> activation, Tensor x) {
      return output.apply(activation.apply(hidden.apply(x))).reshape(x.shape().size(0));
    }
  }

  private final Tensor x = IrisData.read().lengths();
  private final Tensor y = equal(IrisData.read().species(), 1);

  private Tensor crossEntropy(Tensor z) {
    return mean(subtract(softplus(z), multiply(y, z)));
  }

  /** What happened to a network: its losses, and how many neurons were alive. */
  private record Story(Tensor losses, int before, int after, double gradient, int atEnd) {
    double last() {
      return losses.get(-1);
    }
  }

  private Story tell(UnaryOperator<Tensor> activation) {
    Network network = Network.random();
    double[] losses = new double[STEPS];
    int before = alive(network);
    int after = 0;
    double gradient = 0;
    for (int step = 0; step < STEPS; step++) {
      Valued<Network> now = valueAndGrad(n -> crossEntropy(n.logit(activation, x)), network);
      losses[step] = now.value().value();
      if (step == 1) {
        after = alive(network);
        gradient = norm(now.gradient().hidden().weights()).value();
      }
      double rate = step == 0 ? LARGE : SMALL;
      network = update(network, now.gradient(), (p, g) -> subtract(p, multiply(rate, g)));
    }
    return new Story(vector(losses), before, after, gradient, alive(network));
  }

  /** How many hidden neurons have a positive input for some flower. */
  private int alive(Network network) {
    double[] largest = amax(network.hidden().apply(x), 0).toArray();
    return (int) Arrays.stream(largest).filter(v -> v > 0).count();
  }

  @Override
  public Section write(Progress progress) {
    Story relu = tell(Relu.ACTIVATION.f());
    Story leaky = tell(v -> leakyRelu(v, ALPHA));
    double[] step = Points.between(0, STEPS - 1, STEPS);
    return new Draft("dead", "Dead neurons")
        .say(
            "A ReLU whose input is negative for every example gets no gradient and stays as it is"
                + " for ever. One step that is too large can do that to a whole layer. Here "
                + NEURONS
                + " hidden neurons are to tell whether an iris is a versicolor from its four lengths"
                + " in centimetres. All lengths are positive and so are the first output weights:"
                + " the first step, of rate "
                + Numbers.text(LARGE)
                + ", drives every neuron below 0. "
                + (STEPS - 1)
                + " steps of rate "
                + Numbers.text(SMALL)
                + " follow. With ReLU all that is left to learn is that a third of the flowers are"
                + " versicolor. With leaky ReLU (α = 0.01), from the same start, the gradient gets through and"
                + " neurons come back.")
        .plots(
            Plot.of("cross-entropy after each step", "step")
                .logarithmic()
                .between(-2, 2)
                .line("ReLU", step, relu.losses().toArray())
                .line("leaky ReLU", step, leaky.losses().toArray()))
        .table(
            List.of("", "ReLU", "leaky ReLU"),
            List.of(
                row("neurons alive at the start", relu.before(), leaky.before()),
                row("alive after the large step", relu.after(), leaky.after()),
                row("gradient norm of their weights then", relu.gradient(), leaky.gradient()),
                row("neurons alive at the end", relu.atEnd(), leaky.atEnd()),
                row("cross-entropy at the end", relu.last(), leaky.last())))
        .check(
            Check.atLeast("neurons alive before the large step", NEURONS / 2, relu.before(), ""),
            Check.equal("ReLU neurons alive after it", 0, relu.after()),
            Check.equal("the gradient of their weights is exactly", 0, relu.gradient()),
            Check.equal("ReLU neurons alive at the end", 0, relu.atEnd()),
            Check.near(
                "all that is learnt is the share of versicolor: entropy",
                ENTROPY,
                relu.last(),
                1e-6),
            Check.equal("leaky ReLU neurons above 0 after the large step", 0, leaky.after()),
            Check.atLeast("but their weights get a gradient; norm", 1e-3, leaky.gradient(), ""),
            Check.atLeast("leaky ReLU neurons above 0 at the end", 1, leaky.atEnd(), ""),
            Check.atMost("and the network learns; cross-entropy", 0.2, leaky.last(), ""))
        .finish("ReLU " + relu.atEnd() + " alive, leaky ReLU " + leaky.atEnd() + " back");
  }

  private static List<String> row(String name, double relu, double leaky) {
    return List.of(name, Numbers.text(relu), Numbers.text(leaky));
  }
}
