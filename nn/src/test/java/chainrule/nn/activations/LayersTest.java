package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.nn.activations.Activations.glu;
import static chainrule.nn.activations.Activations.leakyRelu;
import static chainrule.nn.activations.Activations.maxout;
import static chainrule.nn.activations.Activations.prelu;
import static chainrule.nn.activations.Activations.relu;
import static chainrule.nn.activations.Activations.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Activations with parameters or of several numbers: prelu, maxout, glu. */
@Tag("fast")
class LayersTest {
  private static final Tensor POINTS = vector(-2.5, -1, -0.0, 0.5, 3);

  /** One input, one unit, a piece for each slope. */
  private static Tensor pieces(Tensor x, double... slopes) {
    return maxout(x, Tensor.of(shape(slopes.length, 1, 1), slopes), Tensor.zeros(slopes.length, 1));
  }

  @Test
  void maxoutReproducesReluLeakyReluAndTheAbsoluteValue() {
    Tensor batch = POINTS.reshape(5, 1);
    assertThat(pieces(batch, 0, 1).add(0.0).toArray()).isEqualTo(relu(POINTS).toArray());
    assertThat(pieces(batch, 0.25, 1).add(0.0).toArray())
        .isEqualTo(leakyRelu(POINTS, 0.25).add(0.0).toArray());
    assertThat(pieces(batch, -1, 1).add(0.0).toArray()).isEqualTo(POINTS.abs().toArray());
  }

  @Test
  void maxoutGivesTheGradientToThePieceThatWinsAndSharesTies() {
    assertThat(grad(x -> sum(pieces(x, -1, 1))).apply(vector(2)).toArray()).containsExactly(1);
    assertThat(grad(x -> sum(pieces(x, -1, 1))).apply(vector(-2)).toArray()).containsExactly(-1);
    assertThat(grad(x -> sum(pieces(x, -1, 1))).apply(vector(0)).toArray()).containsExactly(0);
    assertThat(grad(x -> sum(pieces(x, 0, 1))).apply(vector(0)).toArray()).containsExactly(0.5);
    Tensor biases = matrix(new double[] {1}, new double[] {0});
    Tensor weights = Tensor.of(shape(2, 1, 1), 1, 1);
    assertThat(grad(w -> sum(maxout(vector(3), w, biases))).apply(weights).toArray())
        .containsExactly(3, 0);
    assertThat(grad(b -> sum(maxout(vector(3), weights, b))).apply(biases).toArray())
        .containsExactly(1, 0);
  }

  @Test
  void maxoutIsTheLargestOfItsAffineFunctions() {
    Tensor weights = Tensor.normal(shape(3, 2, 4), 1);
    Tensor biases = Tensor.normal(shape(3, 2), 2);
    Tensor batch = Tensor.normal(shape(5, 4), 3);
    Tensor together = maxout(batch, weights, biases);
    assertThat(together.shape()).isEqualTo(shape(5, 2));
    for (int row = 0; row < 5; row++) {
      assertThat(maxout(batch.at(row), weights, biases).shape()).isEqualTo(shape(2));
      for (int unit = 0; unit < 2; unit++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int piece = 0; piece < 3; piece++) {
          double affine = biases.get(piece, unit);
          for (int input = 0; input < 4; input++) {
            affine += weights.get(piece, unit, input) * batch.get(row, input);
          }
          largest = Math.max(largest, affine);
        }
        assertThat(Math.abs(together.get(row, unit) - largest)).isLessThan(1e-14);
        assertThat(Math.abs(maxout(batch.at(row), weights, biases).get(unit) - largest))
            .isLessThan(1e-14);
      }
    }
  }

  @Test
  void maxoutNamesTheShapesThatDoNotFit() {
    Tensor weights = Tensor.zeros(3, 2, 4);
    Tensor biases = Tensor.zeros(3, 2);
    assertThatThrownBy(() -> maxout(Tensor.zeros(5), weights, biases))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("maxout", "[5]", "[3, 2, 4]", "weights [k, m, n]");
    for (Tensor wrong : new Tensor[] {Tensor.zeros(2, 3), Tensor.zeros(6), scalar(0)}) {
      assertThatThrownBy(() -> maxout(Tensor.zeros(4), weights, wrong))
          .isInstanceOf(ShapeException.class);
    }
    assertThatThrownBy(() -> maxout(scalar(1), weights, biases)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> maxout(Tensor.zeros(4), Tensor.zeros(0, 2, 4), Tensor.zeros(0, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("k ≥ 1");
  }

  @Test
  void preluLearnsItsSlopes() {
    Tensor x = vector(-2, 0, 3);
    assertThat(prelu(x, vector(0.5, 7, 9)).toArray()).containsExactly(-1, 0, 3);
    assertThat(grad(a -> sum(prelu(x, a))).apply(vector(0.5, 7, 9)).toArray())
        .containsExactly(-2, 0, 0);
    assertThat(grad(a -> sum(prelu(x, a))).apply(scalar(0.5)).value()).isEqualTo(-2);
    assertThat(grad(y -> sum(prelu(y, vector(0.5, 7, 9)))).apply(x).toArray())
        .containsExactly(0.5, 7, 1);
  }

  @Test
  void preluNamesTheShapesThatDoNotFit() {
    assertThatThrownBy(() -> prelu(Tensor.zeros(3, 4), Tensor.zeros(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("prelu", "[3, 4]", "[4]", "expand(alpha, 0, 3)");
    assertThatThrownBy(() -> prelu(Tensor.zeros(3, 4), Tensor.zeros(2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("prelu", "[3, 4]", "[2]");
  }

  @Test
  void gluGatesTheFirstHalfByTheSecond() {
    Tensor x = matrix(new double[] {1, 2, 0, 5}, new double[] {3, 4, -1, 0});
    double half = sigmoid(scalar(5)).value();
    double low = sigmoid(scalar(-1)).value();
    assertThat(glu(x, 1).toArray()).containsExactly(0.5, 2 * half, 3 * low, 2);
    assertThat(glu(x, -1).toArray()).isEqualTo(glu(x, 1).toArray());
    assertThat(glu(x, 0).shape()).isEqualTo(shape(1, 4));
    assertThat(jacobian(y -> glu(y, 0)).apply(vector(3, 0)).toArray()).containsExactly(0.5, 0.75);
  }

  @Test
  void gluNeedsAnEvenSizeAndAnAxis() {
    assertThatThrownBy(() -> glu(Tensor.zeros(2, 3), 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("glu", "[2, 3]", "odd size 3", "even");
    assertThatThrownBy(() -> glu(scalar(1), 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("glu", "no axis 0");
  }

  @Test
  void celuNeedsAPositiveAlpha() {
    for (double alpha : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Activations.celu(scalar(1), alpha))
          .isInstanceOf(ShapeException.class)
          .hasMessageContainingAll("celu", "alpha", "positive");
    }
  }
}
