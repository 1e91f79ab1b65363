package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;

import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** How much gradient reaches the first layers of a deep network. */
final class VanishingGradients implements Part {
  private static final int LAYERS = 20;
  private static final int WIDTH = 32;
  private static final int BATCH = 32;
  private static final int NETWORKS = 8;

  private record Network(String name, UnaryOperator<Tensor> activation, double gain) {
    List<Layer> layers(long seed) {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < LAYERS; i++) {
        layers.add(Layer.random(WIDTH, WIDTH, gain, seed * LAYERS + i));
      }
      return layers;
    }

    Tensor apply(List<Layer> layers, Tensor x) {
      Tensor signal = x;
      for (Layer layer : layers) {
        signal = activation.apply(layer.apply(signal));
      }
      return signal;
    }

    /** The norm of the gradient by each layer's weights. */
    double[] gradientNorms(long seed) {
      Tensor x = normal(shape(BATCH, WIDTH), 2 * seed);
      Tensor y = normal(shape(BATCH, WIDTH), 2 * seed + 1);
      List<Layer> gradient =
          grad(layers -> mean(square(subtract(apply(layers, x), y))), layers(seed));
      return gradient.stream().mapToDouble(layer -> norm(layer.weights()).value()).toArray();
    }
  }

  private static final List<Network> NETWORK_KINDS =
      List.of(
          new Network("sigmoid", Sigmoid.ACTIVATION.f(), 1),
          new Network("tanh", HyperbolicTangent.ACTIVATION.f(), 1),
          new Network("ReLU", Relu.ACTIVATION.f(), Math.sqrt(2)));

  @Override
  public Section write(Progress progress) {
    double[][] logarithms = new double[NETWORK_KINDS.size()][LAYERS];
    progress.forEach(
        "Gradients through 20 layers",
        NETWORKS * NETWORK_KINDS.size(),
        i -> {
          int kind = i % NETWORK_KINDS.size();
          double[] norms = NETWORK_KINDS.get(kind).gradientNorms(1 + i / NETWORK_KINDS.size());
          for (int layer = 0; layer < LAYERS; layer++) {
            logarithms[kind][layer] += Math.log(norms[layer]) / NETWORKS;
          }
        });
    double[] layer = Points.between(1, LAYERS, LAYERS);
    Plot plot = Plot.of("gradient norm by layer", "layer").logarithmic();
    List<List<String>> rows = new ArrayList<>();
    double[] ratio = new double[NETWORK_KINDS.size()];
    for (int kind = 0; kind < NETWORK_KINDS.size(); kind++) {
      double[] norms = Arrays.stream(logarithms[kind]).map(Math::exp).toArray();
      ratio[kind] = norms[0] / norms[LAYERS - 1];
      plot.line(NETWORK_KINDS.get(kind).name(), layer, norms);
      rows.add(
          List.of(
              NETWORK_KINDS.get(kind).name(),
              Numbers.text(norms[LAYERS - 1]),
              Numbers.text(norms[LAYERS / 2 - 1]),
              Numbers.text(norms[0]),
              Numbers.text(ratio[kind])));
    }
    return new Draft("vanishing", "Vanishing gradients")
        .say(
            "On its way back through the network a gradient is multiplied by the slope of every"
                + " activation that it passes. The sigmoid's is a quarter at most, so that after"
                + " nineteen layers no more than (¼)¹⁹ = 4·10⁻¹² is left of it, but for the weights."
                + " The curves show the norm of the gradient by each layer's weights: the geometric"
                + " mean of "
                + NETWORKS
                + " networks of "
                + LAYERS
                + " layers of "
                + WIDTH
                + " neurons, for mean squared error on normal data. Each starts as is sensible for"
                + " it: weights of variance 1/n for sigmoid and tanh (Glorot and Bengio, 2010) and"
                + " 2/n for ReLU (He et al., 2015), n the number of inputs; biases 0.")
        .plots(plot)
        .table(List.of("activation", "layer 20", "layer 10", "layer 1", "layer 1 / layer 20"), rows)
        .check(
            Check.atMost(
                "with sigmoid the gradient vanishes: first layer / last", 1e-9, ratio[0], ""),
            Check.atLeast(
                "with tanh much more of it arrives: first layer / last", 1e-3, ratio[1], ""),
            Check.atLeast("with ReLU it keeps its size: first layer / last", 0.1, ratio[2], ""),
            Check.atMost("and does not explode", 10, ratio[2], ""),
            Check.atLeast(
                "tanh / sigmoid, in the first layer relative to the last",
                1e6,
                ratio[1] / ratio[0],
                ""))
        .finish(
            "left at layer 1: sigmoid "
                + Numbers.text(ratio[0])
                + ", ReLU "
                + Numbers.text(ratio[2]));
  }
}
