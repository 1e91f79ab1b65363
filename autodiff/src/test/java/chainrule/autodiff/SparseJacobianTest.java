package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.sparseJacobian;
import static chainrule.autodiff.Derivatives.vmap;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.cumsum;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.logSumExp;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.softmax;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Operations.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import chainrule.autodiff.ControlFlow.Step;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Sparse Jacobians are the dense ones, from few directions. */
class SparseJacobianTest {

  private static SparseJacobian isDense(UnaryOperator<Tensor> f, int... sizes) {
    Shape shape = Shape.of(sizes);
    SparseJacobian sparse = sparseJacobian(f, shape);
    for (int seed = 0; seed < 3; seed++) {
      double[] data = new Random(seed).doubles(shape.count(), -2, 2).toArray();
      Tensor x = Tensor.of(shape, data);
      SparseMatrix matrix = sparse.apply(x);
      Tensor dense = jacobian(f).apply(x).reshape(matrix.rows(), matrix.columns());
      assertThat(matrix.toTensor().toArray())
          .containsExactly(dense.toArray(), Offset.offset(1e-12));
      assertThat(matrix.at(0, 0)).isEqualTo(matrix.toTensor().get(0, 0));
    }
    return sparse;
  }

  /** Broyden's tridiagonal function. */
  private static Tensor tridiagonal(Tensor x) {
    Tensor zero = Tensor.zeros(Shape.of(1));
    Tensor before = concatenate(0, zero, slice(x, 0, 0, -1));
    Tensor after = concatenate(0, slice(x, 0, 1, x.shape().size(0)), zero);
    Tensor own = multiply(subtract(3, multiply(2, x)), x);
    return add(subtract(subtract(own, before), multiply(2, after)), 1);
  }

  @Test
  void threeDirectionsAreEnoughForThreeDiagonals() {
    SparseJacobian sparse = isDense(SparseJacobianTest::tridiagonal, 50);
    assertThat(sparse.colours()).isEqualTo(3);
    assertThat(sparse.entries()).isEqualTo(50 + 2 * 49);
    assertThat(sparse)
        .hasToString("SparseJacobian for shape [50], 148 entries, 3 colours of columns");
  }

  @Test
  void aFullRowIsDoneByRows() {
    // Every column crosses the first row, but two colours of rows are enough.
    SparseJacobian sparse = isDense(x -> concatenate(0, sum(square(x)).reshape(1), exp(x)), 20);
    assertThat(sparse.colours()).isEqualTo(2);
    assertThat(sparse.toString()).endsWith("2 colours of rows");
  }

  @Test
  void blocksShareTheirDirections() {
    SparseJacobian sparse = isDense(vmap(row -> multiply(row, softmax(row, 0))), 12, 3);
    assertThat(sparse.colours()).isEqualTo(3);
    SparseJacobian mapped =
        isDense(x -> ControlFlow.map((Tensor row) -> norm(tanh(row)), x), 12, 3);
    assertThat(mapped.colours()).isEqualTo(1);
  }

  @Test
  void constantZerosOfAMatrixAreSeen() {
    Tensor band = Tensor.of(Shape.of(3, 4), 1, 2, 0, 0, 0, 1, 2, 0, 0, 0, 1, 2);
    assertThat(isDense(x -> tanh(matmul(band, x.reshape(4, 1))), 4).colours()).isEqualTo(2);
  }

  @Test
  void loopsAndConditionsAreSeenThrough() {
    isDense(
        x ->
            ControlFlow.scan(
                    (Tensor h, Tensor row) -> new Step<>(add(multiply(0.5, h), row), square(h)),
                    Tensor.zeros(Shape.of(2)),
                    x)
                .results(),
        5,
        2);
    isDense(
        x ->
            ControlFlow.whileLoop(
                (Tensor t) -> greater(sum(square(t)), 1), t -> multiply(0.5, t), x, 50),
        6);
    isDense(
        x ->
            ControlFlow.cond(greater(x.at(0), 0), () -> tridiagonal(x), () -> multiply(x, x.at(5))),
        6);
  }

  @Test
  void whatIsNotKnownIsDense() {
    assertThat(isDense(x -> cumsum(square(x), 0), 6).entries()).isEqualTo(36);
    isDense(x -> expand(logSumExp(x, 1), 1, 2), 4, 3);
    isDense(x -> where(greater(x, 0), transpose(x), square(x)), 4, 4);
    isDense(x -> add(x, multiply(0, sum(x))), 4);
  }

  @Test
  void aConstantFunctionHasNoEntries() {
    SparseJacobian sparse = sparseJacobian(x -> greater(x, 0), Shape.of(3));
    assertThat(sparse.entries()).isZero();
    assertThat(sparse.apply(Tensor.vector(1, 2, 3)).toTensor().toArray()).containsOnly(0);
  }

  @Test
  void anotherShapeIsAnError() {
    SparseJacobian sparse = sparseJacobian(Operations::exp, Shape.of(3));
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> sparse.apply(Tensor.vector(1, 2)))
        .withMessage(
            "sparseJacobian: the function was captured for shape [3], and is called with [2]");
    SparseJacobian constant = sparseJacobian(x -> greater(x, 0), Shape.of(3));
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> constant.apply(Tensor.vector(1, 2)));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> sparse.apply(Tensor.vector(1, 2, 3)).at(3, 0));
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> sparseJacobian(x -> Tensor.ones(2), Shape.of(3)).apply(Tensor.ones(4)));
  }
}
