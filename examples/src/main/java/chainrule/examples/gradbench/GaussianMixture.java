package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.logGamma;
import static chainrule.autodiff.Operations.logSumExp;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.transpose;

import chainrule.autodiff.CompiledTree;
import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The logarithm of the posterior density of a mixture of Gaussians: n points of d dimensions, k
 * components, and a Wishart prior of the inverse covariances QᵀQ.
 */
final class GaussianMixture {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "objective",
              input -> {
                GaussianMixture posterior = new GaussianMixture(input);
                CompiledTree<Mixture, Tensor> objective =
                    Derivatives.compileTree(posterior::objective, input.mixture());
                return new Task<>(() -> objective.apply(input.mixture()), Json::of);
              },
              "jacobian",
              input -> {
                GaussianMixture posterior = new GaussianMixture(input);
                CompiledTree<Mixture, Mixture> gradient =
                    Derivatives.compileTree(
                        mixture -> Derivatives.grad(posterior::objective, mixture),
                        input.mixture());
                return new Task<>(() -> gradient.apply(input.mixture()), Mixture::toJson);
              }));

  /**
   * The parameters.
   *
   * @param alpha logarithms of the weights, up to a constant; [k]
   * @param mu the means; [k, d]
   * @param q the logarithms of the diagonals of the Q; [k, d]
   * @param l what is below the diagonals, column by column; [k, d(d-1)/2]
   */
  record Mixture(Tensor alpha, Tensor mu, Tensor q, Tensor l) {
    static Mixture of(JsonNode input) {
      return new Mixture(
          Json.tensor(Json.member(input, "alpha")),
          Json.tensor(Json.member(input, "mu")),
          Json.tensor(Json.member(input, "q")),
          Json.tensor(Json.member(input, "l")));
    }

    JsonNode toJson() {
      ObjectNode object = Json.FACTORY.objectNode();
      object.set("alpha", Json.of(alpha));
      object.set("mu", Json.of(mu));
      object.set("q", Json.of(q));
      object.set("l", Json.of(l));
      return object;
    }
  }

  /** The parameters, the points [n, d], and the prior's scale and additional degrees of freedom. */
  record Input(Mixture mixture, Tensor points, double gamma, int m) {
    static Input of(JsonNode input) {
      return new Input(
          Mixture.of(input),
          Json.tensor(Json.member(input, "x")),
          Json.member(input, "gamma").doubleValue(),
          Json.member(input, "m").intValue());
    }
  }

  private final int n;
  private final int d;
  private final int k;
  private final double gamma;
  private final int m;

  /** The points, one a column. */
  private final Tensor columns;

  /** Where each entry of a Q is in its diagonal, then its lower part, then a zero. */
  private final Tensor places;

  /** What does not depend on the parameters. */
  private final double constant;

  private GaussianMixture(Input input) {
    n = input.points().shape().size(0);
    d = input.points().shape().size(1);
    k = input.mixture().alpha().shape().size(0);
    gamma = input.gamma();
    m = input.m();
    columns = transpose(input.points());
    places = places(d);
    int freedom = d + m + 1;
    double logMultigamma =
        0.25 * d * (d - 1) * Math.log(Math.PI)
            + IntStream.range(0, d)
                .mapToDouble(j -> logGamma(Tensor.scalar(0.5 * (freedom - j))).value())
                .sum();
    constant =
        -0.5 * n * d * Math.log(2 * Math.PI)
            + k * (freedom * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logMultigamma);
  }

  private static Tensor places(int d) {
    double[] places = new double[d * d];
    int below = d;
    for (int column = 0; column < d; column++) {
      places[column * d + column] = column;
      for (int row = column + 1; row < d; row++) {
        places[row * d + column] = below++;
      }
    }
    for (int row = 0; row < d; row++) {
      for (int column = row + 1; column < d; column++) {
        places[row * d + column] = below;
      }
    }
    return Tensor.vector(places);
  }

  Tensor objective(Mixture mixture) {
    Tensor diagonals = exp(mixture.q());
    Tensor logDeterminants = sum(mixture.q(), 1);

    // All Q, one below the other, so that one product of matrices transforms all points by them.
    Tensor packed = concatenate(1, diagonals, mixture.l(), Tensor.zeros(k, 1));
    Tensor factors = transpose(gather(transpose(packed), places)).reshape(k, d, d);
    Tensor means = matmul(factors, mixture.mu().reshape(k, d, 1)).reshape(k, d);
    Tensor transformed = matmul(factors.reshape(k * d, d), columns).reshape(k, d, n);
    Tensor distances = sum(square(subtract(transformed, expand(means, 2, n))), 1);

    Tensor weights = expand(add(mixture.alpha(), logDeterminants), 1, n);
    Tensor likelihood = sum(logSumExp(subtract(weights, multiply(0.5, distances)), 0));
    Tensor normalization = multiply(n, logSumExp(mixture.alpha()));
    Tensor frobenius = add(sum(square(diagonals)), sum(square(mixture.l())));
    Tensor prior =
        subtract(multiply(m, sum(logDeterminants)), multiply(0.5 * gamma * gamma, frobenius));
    return add(constant, add(subtract(likelihood, normalization), prior));
  }
}
