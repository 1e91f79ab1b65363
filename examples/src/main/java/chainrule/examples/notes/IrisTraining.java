package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.update;
import static chainrule.autodiff.Derivatives.valueAndGrad;
import static chainrule.autodiff.Operations.argmax;
import static chainrule.autodiff.Operations.equal;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.nn.activations.Activations.logSoftmax;

import chainrule.autodiff.Derivatives.Valued;
import chainrule.autodiff.Tensor;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Hidden units with tanh against hidden units with sigmoid, on three species of iris. */
final class IrisTraining implements Part {
  private static final int STARTS = 10;
  private static final int STEPS = 600;
  private static final int HIDDEN = 8;
  private static final double RATE = 0.5;
  private static final double GOAL = 0.1;

  private record Network(Layer first, Layer second, Layer output) {
    static Network random(long seed) {
      return new Network(
          Layer.random(4, HIDDEN, 1, 3 * seed),
          Layer.random(HIDDEN, HIDDEN, 1, 3 * seed + 1),
          Layer.random(HIDDEN, 3, 1, 3 * seed + 2));
    }

    /** One row of logits for each flower. */
    Tensor apply(UnaryOperator<Tensor> activation, Tensor x) {
      return output.apply(activation.apply(second.apply(activation.apply(first.apply(x)))));
    }
  }

  private static Tensor crossEntropy(Tensor logits, Tensor oneHot) {
    return negate(mean(sum(multiply(oneHot, logSoftmax(logits, 1)), 1)));
  }

  /** What became of one start. */
  private record Run(Tensor losses, double accuracy) {
    /** Steps until the loss is at the goal; all of them if it never is. */
    int steps() {
      int step = 0;
      while (step < STEPS && losses.get(step) > GOAL) {
        step++;
      }
      return step;
    }
  }

  private final IrisData flowers = IrisData.read();
  private final IrisData seen = flowers.everyThird(false);
  private final IrisData held = flowers.everyThird(true);

  private Run train(UnaryOperator<Tensor> activation, long seed) {
    Tensor x = seen.features(seen.mean(), seen.spread());
    Tensor y = seen.oneHot();
    Network network = Network.random(seed);
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      Valued<Network> now = valueAndGrad(n -> crossEntropy(n.apply(activation, x), y), network);
      losses[step] = now.value().value();
      network = update(network, now.gradient(), (p, g) -> subtract(p, multiply(RATE, g)));
    }
    Tensor logits = network.apply(activation, held.features(seen.mean(), seen.spread()));
    return new Run(vector(losses), mean(equal(argmax(logits, 1), held.species())).value());
  }

  @Override
  public Section write(Progress progress) {
    List<Run> tanh = new ArrayList<>();
    List<Run> sigmoid = new ArrayList<>();
    progress.forEach(
        "Training on iris",
        STARTS,
        start -> {
          tanh.add(train(HyperbolicTangent.ACTIVATION.f(), 1 + start));
          sigmoid.add(train(Sigmoid.ACTIVATION.f(), 1 + start));
        });
    int faster = 0;
    for (int i = 0; i < STARTS; i++) {
      if (tanh.get(i).steps() < sigmoid.get(i).steps()) {
        faster++;
      }
    }
    double[] step = Points.between(0, STEPS - 1, STEPS);
    return new Draft("hidden", "tanh against sigmoid in hidden layers")
        .say(
            "The same network for all three species, 4 inputs, two hidden layers of "
                + HIDDEN
                + " and a softmax, from the same "
                + STARTS
                + " random starts (weights of variance 1/n) and at the same rate "
                + Numbers.text(RATE)
                + ", once with tanh in its hidden layers and once with the sigmoid. The curves are"
                + " means over the starts; two thirds of the flowers are seen, one third is held"
                + " out.")
        .plots(
            Plot.of("cross-entropy on the flowers seen", "step")
                .line("tanh", step, meanLosses(tanh))
                .line("sigmoid", step, meanLosses(sigmoid)))
        .table(
            List.of(
                "hidden units",
                "steps to a loss of " + Numbers.text(GOAL) + ", median",
                "loss at the end, mean",
                "held out, told right"),
            List.of(row("tanh", tanh), row("sigmoid", sigmoid)))
        .say(
            "Reaching a low loss first is not telling more flowers right: of those held out, tanh"
                + " tells "
                + Numbers.percent(accuracy(tanh))
                + " right and sigmoid "
                + Numbers.percent(accuracy(sigmoid))
                + "; the claim below is of speed on the flowers seen.")
        .check(
            new Check(
                "tanh reaches a loss of " + Numbers.text(GOAL) + " first",
                STARTS + " of " + STARTS + " starts",
                faster + " of " + STARTS,
                faster == STARTS),
            Check.atLeast(
                "how many times faster, in the median",
                2,
                (double) median(sigmoid) / median(tanh),
                ""),
            Check.atLeast("flowers held out that tanh tells right; share", 0.9, accuracy(tanh), ""))
        .finish(
            "steps to "
                + Numbers.text(GOAL)
                + ": tanh "
                + median(tanh)
                + ", sigmoid "
                + atLeast(median(sigmoid)));
  }

  private static List<String> row(String name, List<Run> runs) {
    double last = meanLosses(runs)[STEPS - 1];
    return List.of(
        name, atLeast(median(runs)), Numbers.text(last), Numbers.percent(accuracy(runs)));
  }

  private static String atLeast(int steps) {
    return steps == STEPS ? "more than " + STEPS : Integer.toString(steps);
  }

  private static int median(List<Run> runs) {
    int[] sorted = runs.stream().mapToInt(Run::steps).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double accuracy(List<Run> runs) {
    return runs.stream().mapToDouble(Run::accuracy).average().orElse(Double.NaN);
  }

  private static double[] meanLosses(List<Run> runs) {
    double[] mean = new double[STEPS];
    Arrays.setAll(
        mean,
        i -> runs.stream().mapToDouble(run -> run.losses().get(i)).average().orElse(Double.NaN));
    return mean;
  }
}
