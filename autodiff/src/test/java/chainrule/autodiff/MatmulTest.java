package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class MatmulTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private final Tensor a = matrix(new double[][] {{1, 2, 3}, {4, 5, 6}});
  private final Tensor b = matrix(new double[][] {{1, 0}, {-1, 2}, {3, -2}});

  @Test
  void matricesAndVectorsMultiply() {
    assertThat(matmul(a, b).toString()).isEqualTo("[[ 8, -2],\n [17, -2]]");
    assertThat(matmul(a, vector(1, 1, 1)).toArray()).containsExactly(6, 15);
    assertThat(matmul(vector(1, -1), a).toArray()).containsExactly(-3, -3, -3);
    Tensor dot = matmul(vector(1, 2), vector(3, 4));
    assertThat(dot.shape()).isEqualTo(shape());
    assertThat(dot.value()).isEqualTo(11);
  }

  @Test
  void aBatchMultipliesMatrixByMatrix() {
    Tensor left = normal(shape(2, 3, 4, 5), 1);
    Tensor right = normal(shape(2, 3, 5, 6), 2);
    Tensor product = matmul(left, right);
    assertThat(product.shape()).isEqualTo(shape(2, 3, 4, 6));
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(product.at(i, j).toArray())
            .containsExactly(matmul(left.at(i, j), right.at(i, j)).toArray());
      }
    }
  }

  @Test
  void emptyMatricesGiveZeros() {
    Tensor wide = matmul(Tensor.zeros(2, 0), Tensor.zeros(0, 3));
    assertThat(wide.shape()).isEqualTo(shape(2, 3));
    assertThat(wide.toArray()).containsOnly(0);
    assertThat(matmul(Tensor.zeros(0, 3), Tensor.zeros(3, 2)).shape()).isEqualTo(shape(0, 2));
    assertThat(matmul(Tensor.zeros(0), Tensor.zeros(0)).value()).isZero();
    assertThat(matmul(Tensor.zeros(0, 2, 3), Tensor.zeros(0, 3, 4)).shape())
        .isEqualTo(shape(0, 2, 4));
    assertThat(grad(x -> sum(matmul(x, Tensor.zeros(0, 3)))).apply(Tensor.zeros(2, 0)).shape())
        .isEqualTo(shape(2, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3,4 | 5,2 | matmul: inner dimensions differ: [3, 4] · [5, 2] (4 ≠ 5)
          3,4 | 2,4 | matmul: inner dimensions differ: [3, 4] · [2, 4] (4 ≠ 2); matmul(a, transpose(b)) would fit
          4,3 | 4,2 | matmul: inner dimensions differ: [4, 3] · [4, 2] (3 ≠ 4); matmul(transpose(a), b) would fit
          3   | 4   | matmul: inner dimensions differ: [3] · [4] (3 ≠ 4)
          3   | 4,3 | matmul: inner dimensions differ: [3] · [4, 3] (3 ≠ 4); matmul(a, transpose(b)) would fit
          4,3 | 4   | matmul: inner dimensions differ: [4, 3] · [4] (3 ≠ 4); matmul(transpose(a), b) would fit
          ''  | 3,4 | matmul: [] · [3, 4]: a scalar is no matrix; use multiply(a, b)
          3,4 | 2,4,5 | matmul: only one has batch axes: [3, 4] · [2, 4, 5]; repeat the matrix: matmul(expand(a, 0, 2), b)
          2,4,5 | 5,3 | matmul: only one has batch axes: [2, 4, 5] · [5, 3]; repeat the matrix: matmul(a, expand(b, 0, 2))
          2,4,5 | 5 | matmul: only one has batch axes: [2, 4, 5] · [5]; bring both to the same rank with expand and reshape
          2,4,5 | 3,5,4 | matmul: batch axes differ: [2, 4, 5] · [3, 5, 4] ([2] ≠ [3]); repeat a batch of size 1 with expand(x, shape)
          2,4,5 | 2,6,5 | matmul: inner dimensions differ: [2, 4, 5] · [2, 6, 5] (5 ≠ 6)
          """)
  void shapesThatDoNotFitAreExplained(String left, String right, String message) {
    assertThatThrownBy(() -> matmul(Tensor.zeros(sizes(left)), Tensor.zeros(sizes(right))))
        .isInstanceOf(ShapeException.class)
        .hasMessage(message);
  }

  private static int[] sizes(String text) {
    return text.isEmpty()
        ? new int[0]
        : java.util.Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  @Test
  void theCureForABatchWorks() {
    Tensor batch = normal(shape(2, 3, 4), 1);
    assertThat(matmul(expand(a, 0, 2), batch).shape()).isEqualTo(shape(2, 2, 4));
  }

  @Test
  void aZeroCotangentIsNotPoisonedByAnInfiniteRow() {
    Tensor weights = matrix(new double[][] {{INFINITY, 1}, {NAN, 2}});
    // Only the second column counts: the cotangent of the first is 0, its factors inf and NaN.
    Tensor gradient = grad(x -> matmul(x, weights).at(1)).apply(vector(3, 4));
    assertThat(gradient.toArray()).containsExactly(1, 2);
    Tensor forward = Derivatives.jvp(x -> matmul(weights, x), vector(3, 4), vector(0, 5)).tangent();
    assertThat(forward.toArray()).containsExactly(5, 10);
    Tensor inWeights = grad(w -> matmul(vector(INFINITY, 2), w).at(1)).apply(Tensor.ones(2, 2));
    assertThat(inWeights.toArray()).containsExactly(0, INFINITY, 0, 2);
  }

  @Test
  void aNanThatCarriesGradientStays() {
    Tensor weights = matrix(new double[][] {{NAN, 1}, {3, 2}});
    Tensor gradient = grad(x -> sum(matmul(x, weights))).apply(vector(3, 4));
    assertThat(gradient.toArray()).containsExactly(NAN, 5);
    assertThat(matmul(vector(0, 1), weights).toArray()).containsExactly(NAN, 2);
  }

  @Test
  void theRepairedProductIsDifferentiatedWithTheSameMeaning() {
    Tensor weights = matrix(new double[][] {{INFINITY, 1}, {NAN, 2}});
    Tensor hessian = Derivatives.hessian(x -> square(matmul(x, weights).at(1))).apply(vector(3, 4));
    assertThat(hessian.toArray()).containsExactly(2, 4, 4, 8);
    Tensor third =
        Derivatives.hessian(y -> sum(square(grad(x -> square(matmul(x, weights).at(1))).apply(y))))
            .apply(vector(3, 4));
    assertThat(third.toArray()).containsExactly(40, 80, 80, 160);
  }
}
