package chainrule.examples.gradbench;

import static chainrule.examples.gradbench.Call.differences;
import static chainrule.examples.gradbench.Call.json;
import static chainrule.examples.gradbench.Call.numbers;
import static chainrule.examples.gradbench.Call.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Values against formulas spelled out, derivatives against differences of values. */
class EvalsTest {
  private static final Offset<Double> DIGITS = within(1e-12);
  private static final Offset<Double> SLOPE = within(1e-6);

  private static final JsonNode MIXTURE =
      json(
          """
          {"d": 2, "k": 2, "n": 3, "x": [[0.3, -1.2], [1.5, 0.4], [-0.7, 0.9]], "m": 0,
           "gamma": 1.25, "alpha": [0.2, -0.5], "mu": [[0.1, 0.6], [0.8, 0.3]],
           "q": [[0.4, -0.3], [-0.2, 0.7]], "l": [[0.5], [-1.1]]}
          """);

  private static final JsonNode NETWORK =
      json(
          """
          {"main_params": [[0.5, -0.2, 0.3, 0.9, -0.4, 0.8, 0.7, 0.1],
                           [0.2, 0.6, -0.1, 0.4, 0.3, -0.7, 0.5, 0.2],
                           [0.1, 0.9, 0.8, -0.3, 0.6, 0.2, -0.5, 0.4],
                           [0.7, 0.3, 0.2, 0.5, -0.6, 0.1, 0.4, 0.8]],
           "extra_params": [[0.9, 0.4], [0.3, -0.8], [0.1, 0.5]],
           "state": [[0.2, 0.7], [0.4, 0.1], [0.6, 0.3], [0.5, 0.9]],
           "sequence": [[1, 0], [0, 1], [1, 1], [0, 0]]}
          """);

  @Test
  void hello() {
    assertThat(output("hello", "square", json("3")).asDouble()).isEqualTo(9);
    assertThat(output("hello", "double", json("3")).asDouble()).isEqualTo(6);
  }

  @Test
  void lse() {
    JsonNode input = json("{\"x\": [0.5, -1, 2]}");
    double sum = Math.exp(0.5) + Math.exp(-1) + Math.exp(2);
    assertThat(output("lse", "primal", input).asDouble()).isCloseTo(Math.log(sum), DIGITS);
    assertThat(numbers(output("lse", "gradient", input)))
        .containsExactly(
            new double[] {Math.exp(0.5) / sum, Math.exp(-1) / sum, Math.exp(2) / sum}, DIGITS);
  }

  @Test
  void llsq() {
    JsonNode input = json("{\"x\": [0.5, 2, -1], \"n\": 5}");
    double sum = 0;
    for (double t : new double[] {-1, -0.5, 0, 0.5, 1}) {
      sum += Math.pow(Math.signum(t) - 0.5 - 2 * t + t * t, 2);
    }
    assertThat(output("llsq", "primal", input).asDouble()).isCloseTo(sum / 2, DIGITS);
    assertSlopes("llsq", "primal", "gradient", input, "x");
  }

  @Test
  void det() {
    JsonNode input = json("{\"A\": [2, 1, 0, 1, 3, 1, 5, 1, 4], \"ell\": 3}");
    assertThat(output("det", "primal", input).asDouble()).isCloseTo(23, DIGITS);
    assertThat(numbers(output("det", "gradient", input)))
        .containsExactly(new double[] {11, 1, -14, -4, 8, 3, 1, -2, 5}, DIGITS);
    assertThat(output("det", "primal", json("{\"A\": [7], \"ell\": 1}")).asDouble()).isEqualTo(7);
  }

  /** Newton's direction leads from each centroid to the mean of its points, backwards. */
  @Test
  void kmeans() {
    JsonNode input =
        json("{\"points\": [[0, 0], [1, 2], [5, 5], [7, 6]], \"centroids\": [[0, 1], [6, 6]]}");
    assertThat(output("kmeans", "cost", input).asDouble()).isCloseTo(1 + 2 + 2 + 1, DIGITS);
    JsonNode direction = output("kmeans", "dir", input);
    assertThat(direction).hasSize(2);
    assertThat(numbers(direction)).containsExactly(new double[] {-0.5, 0, 0, 0.5}, DIGITS);
  }

  /** Up to degree four the method is exact: the entries are xs times powers of 2 by factorials. */
  @Test
  void ode() {
    JsonNode input = json("{\"x\": [1.5, 2, 3], \"s\": 4}");
    assertThat(numbers(output("ode", "primal", input)))
        .containsExactly(new double[] {3, 6, 12}, DIGITS);
    assertThat(numbers(output("ode", "gradient", input)))
        .containsExactly(new double[] {8, 6, 4}, DIGITS);
  }

  @Test
  void gmm() {
    assertThat(output("gmm", "objective", MIXTURE).asDouble()).isCloseTo(logPosterior(), DIGITS);
    JsonNode slopes = output("gmm", "jacobian", MIXTURE);
    for (String member : new String[] {"alpha", "mu", "q", "l"}) {
      assertThat(numbers(slopes.get(member)))
          .as(member)
          .containsExactly(
              differences(input -> output("gmm", "objective", input).asDouble(), MIXTURE, member),
              SLOPE);
    }
    assertThat(slopes.get("mu")).hasSize(2);
  }

  /** The logarithm of the posterior density as a product of densities. */
  private static double logPosterior() {
    double gamma = MIXTURE.get("gamma").asDouble();
    double[] alpha = numbers(MIXTURE.get("alpha"));
    double weights = DoubleStream.of(alpha).map(Math::exp).sum();
    double result = 0;
    for (JsonNode x : MIXTURE.get("x")) {
      double density = 0;
      for (int k = 0; k < 2; k++) {
        double[] mu = numbers(MIXTURE.get("mu").get(k));
        double[] q = numbers(MIXTURE.get("q").get(k));
        double dx = x.get(0).asDouble() - mu[0];
        double dy = x.get(1).asDouble() - mu[1];
        double first = Math.exp(q[0]) * dx;
        double second = numbers(MIXTURE.get("l").get(k))[0] * dx + Math.exp(q[1]) * dy;
        density +=
            Math.exp(alpha[k])
                / weights
                * Math.exp(q[0] + q[1] - (first * first + second * second) / 2)
                / (2 * Math.PI);
      }
      result += Math.log(density);
    }
    for (int k = 0; k < 2; k++) {
      double[] q = numbers(MIXTURE.get("q").get(k));
      double l = numbers(MIXTURE.get("l").get(k))[0];
      double trace = Math.exp(2 * q[0]) + Math.exp(2 * q[1]) + l * l;
      // Wishart with 3 degrees of freedom in 2 dimensions: Γ₂(3/2) = √π Γ(3/2) Γ(1) = π/2.
      result +=
          6 * Math.log(gamma) - 3 * Math.log(2) - Math.log(Math.PI / 2) - gamma * gamma * trace / 2;
    }
    return result;
  }

  @Test
  void lstm() {
    assertThat(output("lstm", "objective", NETWORK).asDouble()).isCloseTo(loss(), DIGITS);
    double[] slopes = numbers(output("lstm", "jacobian", NETWORK));
    assertThat(slopes)
        .containsExactly(
            DoubleStream.concat(
                    DoubleStream.of(lossDifferences("main_params")),
                    DoubleStream.of(lossDifferences("extra_params")))
                .toArray(),
            SLOPE);
  }

  private static double[] lossDifferences(String member) {
    return differences(input -> output("lstm", "objective", input).asDouble(), NETWORK, member);
  }

  /** The loss, one number after the other. */
  private static double loss() {
    double[] state = numbers(NETWORK.get("state"));
    double[] main = numbers(NETWORK.get("main_params"));
    double[] extra = numbers(NETWORK.get("extra_params"));
    JsonNode sequence = NETWORK.get("sequence");
    double total = 0;
    for (int t = 0; t < 3; t++) {
      double[] x = numbers(sequence.get(t));
      double[] target = numbers(sequence.get(t + 1));
      double exponentials = 2;
      double agreement = 0;
      for (int i = 0; i < 2; i++) {
        double y = x[i] * extra[i];
        for (int layer = 0; layer < 2; layer++) {
          int weight = 16 * layer + i;
          int bias = weight + 8;
          int hidden = 4 * layer + i;
          double forget = sigmoid(y * main[weight] + main[bias]);
          double in = sigmoid(state[hidden] * main[weight + 2] + main[bias + 2]);
          double out = sigmoid(y * main[weight + 4] + main[bias + 4]);
          double change = Math.tanh(state[hidden] * main[weight + 6] + main[bias + 6]);
          state[hidden + 2] = state[hidden + 2] * forget + in * change;
          state[hidden] = out * Math.tanh(state[hidden + 2]);
          y = state[hidden];
        }
        y = y * extra[2 + i] + extra[4 + i];
        exponentials += Math.exp(y);
        agreement += target[i] * y;
      }
      total += agreement - (target[0] + target[1]) * Math.log(exponentials);
    }
    return -total / 6;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static void assertSlopes(
      String module, String primal, String gradient, JsonNode input, String member) {
    assertThat(numbers(output(module, gradient, input)))
        .containsExactly(
            differences(moved -> output(module, primal, moved).asDouble(), input, member), SLOPE);
  }
}
