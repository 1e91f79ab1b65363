package chainrule.autodiff;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.cholesky;
import static chainrule.autodiff.Operations.determinant;
import static chainrule.autodiff.Operations.dot;
import static chainrule.autodiff.Operations.inverse;
import static chainrule.autodiff.Operations.logDeterminant;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.outer;
import static chainrule.autodiff.Operations.solve;
import static chainrule.autodiff.Operations.trace;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Operations.triangularSolve;
import static chainrule.autodiff.Tensor.identity;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class LinearAlgebraTest {
  private static final double TINY = 1e-12;

  private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toArray()).containsExactly(expected.toArray(), within(tolerance));
  }

  private static LUDecomposition commons(Tensor a) {
    int n = a.shape().size(0);
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = a.at(i).toArray();
    }
    return new LUDecomposition(new Array2DRowRealMatrix(rows));
  }

  @Test
  void vectorsMultiplyToANumberOrAMatrix() {
    assertThat(dot(vector(1, 2, 3), vector(4, 5, 6)).value()).isEqualTo(32);
    Tensor product = outer(vector(1, -2), vector(3, 0, 5));
    assertThat(product.shape()).isEqualTo(shape(2, 3));
    assertThat(product.toArray()).containsExactly(3, 0, 5, -6, -0.0, -10);
    assertThat(trace(matrix(new double[][] {{1, 2}, {3, 4}})).value()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  void aSolutionSolvesItsEquation(int n) {
    Tensor a = normal(shape(n, n), 11);
    Tensor b = normal(shape(n, 3), 12);
    assertClose(matmul(a, solve(a, b)), b, 1e-11);
    Tensor column = normal(shape(n), 13);
    assertClose(matmul(a, solve(a, column)), column, 1e-11);
    assertClose(matmul(inverse(a), a), identity(n), 1e-11);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void substitutionReadsOneTriangle(int form) {
    boolean lower = (form & 1) != 0;
    boolean transposed = (form & 2) != 0;
    boolean unit = (form & 4) != 0;
    Tensor a = add(normal(shape(4, 4), 1), multiply(3, identity(4)));
    Tensor b = normal(shape(4, 2), 2);
    double[] entries = a.toArray();
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        if (i == j && unit) {
          entries[i * 4 + j] = 1;
        } else if (i != j && i > j != lower) {
          entries[i * 4 + j] = 0;
        }
      }
    }
    Tensor triangle = Tensor.of(shape(4, 4), entries);
    Tensor x = triangularSolve(a, b, lower, transposed, unit);
    assertClose(matmul(transposed ? transpose(triangle) : triangle, x), b, TINY);
    if (!transposed && !unit) {
      assertThat(triangularSolve(a, b, lower).toArray()).containsExactly(x.toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  void aCholeskyFactorSquaresToItsMatrix(int n) {
    Tensor root = normal(shape(n, n), 3);
    Tensor a = add(matmul(root, transpose(root)), identity(n));
    Tensor l = cholesky(a);
    assertClose(matmul(l, transpose(l)), a, 1e-11);
    for (int i = 0; i < n; i++) {
      assertThat(l.get(i, i)).isPositive();
      for (int j = i + 1; j < n; j++) {
        assertThat(l.get(i, j)).isZero();
      }
    }
    Tensor skew = Tensor.zeros(n, n);
    if (n > 1) {
      double[] entries = new double[n * n];
      entries[1] = 0.5;
      entries[n] = -0.5;
      skew = Tensor.of(shape(n, n), entries);
    }
    assertClose(cholesky(add(a, skew)), l, TINY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  void determinantsAgreeWithCommonsMath(int n) {
    Tensor a = normal(shape(n, n), 4);
    double expected = commons(a).getDeterminant();
    assertThat(determinant(a).value()).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    assertThat(logDeterminant(a).value())
        .isCloseTo(Math.log(Math.abs(expected)), within(1e-12 * n));
    double composed = Elimination.determinant(a).value();
    assertThat(composed).isCloseTo(expected, within(1e-11 * Math.abs(expected)));
  }

  @Test
  void aLogarithmOfADeterminantDoesNotOverflowAndKnowsSingularMatrices() {
    assertThat(logDeterminant(multiply(1e300, identity(4))).value())
        .isCloseTo(4 * 300 * Math.log(10), within(1e-9));
    assertThat(logDeterminant(zeros(2, 2)).value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(determinant(zeros(2, 2)).value()).isZero();
  }

  @Test
  void aSmallMultipleOfTheIdentityIsNotSingular() {
    assertThat(solve(multiply(1e-200, identity(2)), vector(1, 2)).toArray())
        .containsExactly(1e200, 2e200);
    assertThat(cholesky(multiply(1e-200, identity(2))).get(1, 1)).isCloseTo(1e-100, within(1e-114));
  }

  @Test
  void matricesWithoutRowsHaveResultsToo() {
    assertThat(solve(zeros(0, 0), zeros(0, 3)).shape()).isEqualTo(shape(0, 3));
    assertThat(solve(identity(2), zeros(2, 0)).shape()).isEqualTo(shape(2, 0));
    assertThat(triangularSolve(zeros(0, 0), zeros(0), true).shape()).isEqualTo(shape(0));
    assertThat(cholesky(zeros(0, 0)).shape()).isEqualTo(shape(0, 0));
    assertThat(inverse(zeros(0, 0)).shape()).isEqualTo(shape(0, 0));
    assertThat(determinant(zeros(0, 0)).value()).isEqualTo(1);
    assertThat(logDeterminant(zeros(0, 0)).value()).isZero();
    assertThat(trace(zeros(0, 0)).value()).isZero();
  }

  @Test
  void nanIsNotSwallowed() {
    Tensor a = matrix(new double[][] {{1, Double.NaN}, {3, 4}});
    assertThat(determinant(a).value()).isNaN();
    assertThat(logDeterminant(a).value()).isNaN();
    assertThat(cholesky(a).get(1, 1)).isNaN();
    assertThat(solve(a, vector(1, 1)).toArray()).contains(Double.NaN);
  }

  private static Arguments mistake(String message, Supplier<Tensor> call) {
    return Arguments.of(message, call);
  }

  static Stream<Arguments> mistakesInShapes() {
    return Stream.of(
        mistake(
            "dot: shapes [2, 2] and [2] are not both vectors; use matmul",
            () -> dot(zeros(2, 2), zeros(2))),
        mistake("dot: the vectors have lengths [2] and [3]", () -> dot(zeros(2), zeros(3))),
        mistake(
            "outer: shapes [] and [3] are not both vectors; use matmul",
            () -> outer(Tensor.scalar(1), zeros(3))),
        mistake("trace: shape [2, 3] is not that of a square matrix", () -> trace(zeros(2, 3))),
        mistake(
            "solve: shape [2, 3] is not that of a square matrix",
            () -> solve(zeros(2, 3), zeros(2))),
        mistake("inverse: shape [3] is not that of a square matrix", () -> inverse(zeros(3))),
        mistake(
            "determinant: shape [2, 3] is not that of a square matrix",
            () -> determinant(zeros(2, 3))),
        mistake(
            "cholesky: shape [4, 3, 3] is a batch, and this operation takes one matrix; take each"
                + " with x.at(i) and put the results together with stack",
            () -> cholesky(zeros(4, 3, 3))),
        mistake(
            "logDeterminant: shape [] is not that of a square matrix",
            () -> logDeterminant(Tensor.scalar(1))),
        mistake(
            "solve: the right side has shape [2, 1, 1]; it is a vector or a matrix",
            () -> solve(identity(2), zeros(2, 1, 1))),
        mistake(
            "triangularSolve: the matrix has 2 rows, the right side 3: shapes [2, 2] and [3]",
            () -> triangularSolve(identity(2), zeros(3), true)));
  }

  @ParameterizedTest
  @MethodSource("mistakesInShapes")
  void shapesThatDoNotFitAreExplained(String message, Supplier<Tensor> call) {
    assertThatThrownBy(call::get).isInstanceOf(ShapeException.class).hasMessage(message);
  }

  static Stream<Arguments> mistakesInNumbers() {
    Tensor singular = matrix(new double[][] {{1, 2}, {2, 4}});
    String cure =
        ": the matrix of shape [2, 2] is singular: one of its columns is a combination of the"
            + " others; remove it, or add a small multiple of identity(2)";
    return Stream.of(
        mistake("solve" + cure, () -> solve(singular, vector(1, 2))),
        mistake("inverse" + cure, () -> inverse(singular)),
        mistake("logDeterminant" + cure, () -> Derivatives.grad(a -> logDeterminant(a), singular)),
        mistake(
            "triangularSolve: the matrix of shape [2, 2] is singular: entry (1, 1) of its diagonal"
                + " is 0",
            () -> triangularSolve(matrix(new double[][] {{1, 0}, {3, 0}}), vector(1, 2), true)),
        mistake(
            "cholesky: the matrix of shape [2, 2] is not positive definite; its symmetric part"
                + " needs positive eigenvalues: add a multiple of identity(2), or use solve, which"
                + " needs no factor",
            () -> cholesky(singular)));
  }

  @ParameterizedTest
  @MethodSource("mistakesInNumbers")
  void numbersThatDoNotFitAreExplained(String message, Supplier<Tensor> call) {
    assertThatThrownBy(call::get).isInstanceOf(MatrixException.class).hasMessage(message);
  }
}
