package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.amin;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.transpose;

import chainrule.autodiff.Derivatives.Tangent;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Clustering by k-means: the sum of the squared distances of points to their nearest centroids, and
 * Newton's direction. The Hessian is diagonal, so that its product with ones holds all of it.
 */
final class KMeans {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "cost", input -> Task.compiled(cost(input.points()), input.centroids()),
              "dir", input -> Task.compiled(direction(input.points()), input.centroids())));

  /** Points and centroids, one a row. */
  record Input(Tensor points, Tensor centroids) {
    static Input of(JsonNode input) {
      return new Input(
          Json.tensor(Json.member(input, "points")), Json.tensor(Json.member(input, "centroids")));
    }
  }

  private KMeans() {}

  /** With |p - c|² = |p|² + |c|² - 2 p·c, whose first term is left out until the end. */
  static UnaryOperator<Tensor> cost(Tensor points) {
    Tensor squares = sum(square(points));
    int n = points.shape().size(0);
    return centroids -> {
      Tensor lengths = expand(sum(square(centroids), 1), 0, n);
      Tensor products = matmul(points, transpose(centroids));
      return add(squares, sum(amin(subtract(lengths, multiply(2, products)), 1)));
    };
  }

  static UnaryOperator<Tensor> direction(Tensor points) {
    UnaryOperator<Tensor> gradient = grad(cost(points));
    return centroids -> {
      Tangent both = jvp(gradient, centroids, Tensor.ones(centroids.shape()));
      return divide(both.value(), both.tangent());
    };
  }
}
