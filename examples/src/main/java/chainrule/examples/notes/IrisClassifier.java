package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.update;
import static chainrule.autodiff.Derivatives.valueAndGrad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.zeros;
import static chainrule.nn.activations.Activations.sigmoid;
import static chainrule.nn.activations.Activations.softplus;

import chainrule.autodiff.Derivatives.Valued;
import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import java.util.Arrays;
import java.util.List;

/** The sigmoid as the output of a binary classifier: versicolor or virginica. */
final class IrisClassifier implements Part {
  private static final int STEPS = 1000;
  private static final double RATE = 1;

  /** One neuron. Its sigmoid is the probability of the second species. */
  private record Neuron(Tensor weights, Tensor bias) {
    Tensor logit(Tensor x) {
      return add(matmul(x, weights).reshape(x.shape().size(0)), bias);
    }

    Tensor probability(Tensor x) {
      return sigmoid(logit(x));
    }
  }

  /** The cross-entropy {@code -y log p - (1 - y) log(1 - p)} with {@code p = σ(z)}. */
  private static Tensor crossEntropy(Tensor z, Tensor y) {
    return mean(subtract(softplus(z), multiply(y, z)));
  }

  private static Neuron train(Tensor x, Tensor y, double[] losses) {
    Neuron neuron = new Neuron(zeros(4, 1), scalar(0));
    for (int step = 0; step < losses.length; step++) {
      Valued<Neuron> now = valueAndGrad(n -> crossEntropy(n.logit(x), y), neuron);
      losses[step] = now.value().value();
      neuron = update(neuron, now.gradient(), (p, g) -> subtract(p, multiply(RATE, g)));
    }
    return neuron;
  }

  private static double accuracy(double[] probability, double[] y) {
    int right = 0;
    for (int i = 0; i < y.length; i++) {
      if (probability[i] > 0.5 == y[i] > 0.5) {
        right++;
      }
    }
    return (double) right / y.length;
  }

  @Override
  public Section write(Progress progress) {
    IrisData flowers = IrisData.read().only(1, 2);
    IrisData seen = flowers.everyThird(false);
    IrisData held = flowers.everyThird(true);
    Tensor x = seen.features(seen.mean(), seen.spread());
    Tensor y = subtract(seen.species(), 1);
    double[] losses = new double[STEPS];
    Neuron neuron = train(x, y, losses);

    // Weights and bias of no special value: at 0 every loss with slope ½ there would do.
    Neuron anywhere = new Neuron(multiply(0.5, normal(shape(4, 1), 1)), scalar(0.25));
    Tensor residual = subtract(anywhere.probability(x), y);
    Tensor closedForm =
        divide(matmul(transpose(x), residual.reshape(y.shape().count(), 1)), y.shape().count());
    Tensor automatic =
        valueAndGrad(n -> crossEntropy(n.logit(x), y), anywhere).gradient().weights();
    double[] probability = neuron.probability(held.features(seen.mean(), seen.spread())).toArray();
    double accuracy = accuracy(probability, subtract(held.species(), 1).toArray());
    int inside = (int) Arrays.stream(probability).filter(p -> 0 < p && p < 1).count();
    double calibration = Math.abs(mean(neuron.probability(x)).value() - mean(y).value());
    return new Draft("binary", "Sigmoid output for two classes")
        .say(
            "A single neuron with a sigmoid learns to tell two species of iris from four lengths:"
                + " Fisher's flowers (1936), versicolor and virginica, standardised. Every third"
                + " flower is held out. Full-batch gradient descent, rate "
                + Numbers.text(RATE)
                + ", "
                + STEPS
                + " steps. The output is a probability, and the gradient of the cross-entropy is as"
                + " simple as the notes say: the mean of (σ(z) − y) x.")
        .plots(
            Plot.of("cross-entropy on the flowers seen", "step")
                .line("loss", Points.between(0, STEPS - 1, STEPS), losses),
            Plot.of("probability of virginica, flowers held out", "flower, in ascending order")
                .line(
                    "σ(z)",
                    Points.between(1, probability.length, probability.length),
                    Arrays.stream(probability).sorted().toArray()))
        .table(
            List.of("", "flowers seen", "flowers held out"),
            List.of(
                List.of("number", seen.flowers().size(), held.flowers().size()),
                List.of(
                    "told right",
                    Numbers.percent(accuracy(neuron.probability(x).toArray(), y.toArray())),
                    Numbers.percent(accuracy))))
        .check(
            Check.all("every output lies in (0, 1)", probability.length, inside),
            Check.atMost(
                "the gradient is the mean of (σ(z) − y) x; relative difference",
                1e-14,
                norm(subtract(automatic, closedForm)).value() / norm(closedForm).value(),
                ""),
            Check.atMost(
                "the mean probability is the share of virginica; difference",
                1e-3,
                calibration,
                ""),
            Check.atMost(
                "training lowers the cross-entropy from log 2; last loss",
                0.15,
                losses[STEPS - 1],
                ""),
            Check.atLeast("flowers held out that are told right; share", 0.9, accuracy, ""))
        .finish(Numbers.percent(accuracy) + " of flowers held out told right");
  }
}
