package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.cholesky;
import static chainrule.autodiff.Operations.determinant;
import static chainrule.autodiff.Operations.diag;
import static chainrule.autodiff.Operations.dot;
import static chainrule.autodiff.Operations.inverse;
import static chainrule.autodiff.Operations.logDeterminant;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.outer;
import static chainrule.autodiff.Operations.reshape;
import static chainrule.autodiff.Operations.solve;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.stack;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.trace;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Operations.triangularSolve;
import static chainrule.autodiff.Tensor.identity;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Differences;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class LinearAlgebraDerivativesTest {
  private static final int N = 3;
  private static final Tensor SHIFT = multiply(4, identity(N));

  /** Functions of a matrix, 3 by 3 and not far from the identity. */
  private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = new TreeMap<>();

  static {
    Tensor fixed = normal(shape(N, N), 21);
    FUNCTIONS.put("matmul on the left", x -> matmul(x, fixed));
    FUNCTIONS.put("matmul on the right", x -> matmul(fixed, x));
    FUNCTIONS.put("matmul with itself", x -> matmul(matmul(x, fixed), transpose(x)));
    FUNCTIONS.put("matmul with a vector", x -> matmul(x, x.at(1)));
    FUNCTIONS.put("matmul of a vector", x -> matmul(x.at(0), x));
    FUNCTIONS.put(
        "matmul of batches", x -> matmul(stack(0, x, fixed), stack(0, square(x), transpose(x))));
    FUNCTIONS.put("dot", x -> dot(x.at(0), x.at(1)));
    FUNCTIONS.put("outer", x -> outer(x.at(0), square(x.at(1))));
    FUNCTIONS.put("trace", x -> trace(square(x)));
    FUNCTIONS.put("solve for a vector", x -> solve(add(x, SHIFT), x.at(2)));
    FUNCTIONS.put("solve for a matrix", x -> solve(add(x, SHIFT), square(x)));
    FUNCTIONS.put("solve for a fixed side", x -> solve(add(x, SHIFT), fixed));
    FUNCTIONS.put("solve with a fixed matrix", x -> solve(add(fixed, SHIFT), square(x)));
    for (int form = 0; form < 8; form++) {
      boolean lower = (form & 1) != 0;
      boolean transposed = (form & 2) != 0;
      boolean unit = (form & 4) != 0;
      FUNCTIONS.put(
          "triangularSolve " + form,
          x -> triangularSolve(add(x, SHIFT), square(x), lower, transposed, unit));
    }
    FUNCTIONS.put("cholesky", x -> cholesky(add(x, SHIFT)));
    FUNCTIONS.put("inverse", x -> inverse(add(x, SHIFT)));
    FUNCTIONS.put("determinant", Operations::determinant);
    FUNCTIONS.put("logDeterminant", x -> logDeterminant(add(x, SHIFT)));
  }

  static List<String> names() {
    return List.copyOf(FUNCTIONS.keySet());
  }

  static UnaryOperator<Tensor> function(String name) {
    UnaryOperator<Tensor> f = FUNCTIONS.get(name);
    assertThat(f).isNotNull();
    return f;
  }

  /** The entries weighted and summed: all of them count, each differently. */
  private static Tensor weighted(Tensor y) {
    Tensor flat = reshape(y, shape(y.shape().count()));
    return sum(multiply(flat, normal(flat.shape(), 5)));
  }

  private static Offset<Double> about(double value) {
    return within(1e-11 * (1 + Math.abs(value)));
  }

  /**
   * Derivatives of f along a line by forward mode, by reverse mode and by turns, against
   * differences of the function itself in precise arithmetic.
   */
  private static void assertDerivatives(UnaryOperator<Tensor> f, double at) {
    Tensor point = scalar(at);
    DecimalReal precisePoint = DecimalReal.of(at, 60);
    double value = Precise.evaluate(f, precisePoint).doubleValue();
    assertThat(f.apply(point).value()).isCloseTo(value, about(value));
    for (int order = 1; order <= 3; order++) {
      double truth =
          Differences.derivative(t -> Precise.evaluate(f, t), precisePoint, order).doubleValue();
      UnaryOperator<Tensor> reverse = f;
      UnaryOperator<Tensor> reverseLast = f;
      UnaryOperator<Tensor> forwardLast = f;
      for (int i = 0; i < order; i++) {
        reverse = grad(reverse);
        reverseLast = i == order - 1 ? grad(reverseLast) : derivative(reverseLast);
        forwardLast = i == order - 1 ? derivative(forwardLast) : grad(forwardLast);
      }
      assertThat(derivative(f, order).apply(point).value())
          .as("forward, order %s", order)
          .isCloseTo(truth, about(truth));
      assertThat(reverse.apply(point).value())
          .as("reverse, order %s", order)
          .isCloseTo(truth, about(truth));
      assertThat(reverseLast.apply(point).value())
          .as("reverse over forward, order %s", order)
          .isCloseTo(truth, about(truth));
      assertThat(forwardLast.apply(point).value())
          .as("forward over reverse, order %s", order)
          .isCloseTo(truth, about(truth));
      double precise = Precise.evaluate(derivative(f, order), DecimalReal.of(at, 30)).doubleValue();
      assertThat(precise).as("forward, precise, order %s", order).isCloseTo(truth, about(truth));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void derivativesOfThreeOrdersAgreeWithDifferences(String name) {
    Tensor from = normal(shape(N, N), 31);
    Tensor direction = normal(shape(N, N), 32);
    assertDerivatives(t -> weighted(function(name).apply(add(from, multiply(t, direction)))), 0.5);
  }

  @ParameterizedTest
  @MethodSource("names")
  void jacobiansAreTheSameForwardAndReverse(String name) {
    UnaryOperator<Tensor> f = function(name);
    Tensor x = normal(shape(N, N), 41);
    int outputs = f.apply(x).shape().count();
    double[] reverse = jacobian(f).apply(x).toArray();
    for (int j = 0; j < N * N; j++) {
      double[] direction = new double[N * N];
      direction[j] = 1;
      double[] column = jvp(f, x, Tensor.of(shape(N, N), direction)).tangent().toArray();
      for (int i = 0; i < outputs; i++) {
        assertThat(column[i])
            .as("entry %s by entry %s", i, j)
            .isCloseTo(reverse[i * N * N + j], within(1e-12 * (1 + Math.abs(column[i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void hessiansAreSymmetric(String name) {
    Tensor hessian =
        hessian(x -> square(weighted(function(name).apply(x)))).apply(normal(shape(N, N), 51));
    Tensor flat = reshape(hessian, shape(N * N, N * N));
    double[] entries = flat.toArray();
    double size = Arrays.stream(entries).map(Math::abs).max().orElseThrow();
    assertThat(transpose(flat).toArray()).containsExactly(entries, within(1e-12 * (1 + size)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aDeterminantHasItsDerivativesWhereTheMatrixLosesRank(int lost) {
    Tensor left = normal(shape(5, 5), 61);
    Tensor right = normal(shape(5, 5), 62);
    assertDerivatives(
        t -> {
          Tensor[] diagonal = new Tensor[5];
          for (int i = 0; i < 5; i++) {
            diagonal[i] = i < lost ? multiply(i + 1, subtract(t, 0.5)) : add(t, i);
          }
          return determinant(matmul(matmul(left, diag(stack(0, diagonal))), right));
        },
        0.5);
  }

  @Test
  void theGradientOfADeterminantIsTheMatrixOfCofactors() {
    UnaryOperator<Tensor> gradient = grad(Operations::determinant);
    assertThat(gradient.apply(matrix(new double[][] {{1, 2}, {2, 4}})).toArray())
        .containsExactly(4, -2, -2, 1);
    assertThat(gradient.apply(Tensor.zeros(2, 2)).toArray()).containsOnly(0);
    assertThat(gradient.apply(Tensor.zeros(1, 1)).toArray()).containsExactly(1);
    assertThat(gradient.apply(matrix(new double[][] {{0, 0, 0}, {0, 2, 0}, {0, 0, 3}})).toArray())
        .containsExactly(new double[] {6, 0, 0, 0, 0, 0, 0, 0, 0}, within(0.0));
    double[] second = hessian(Operations::determinant).apply(Tensor.zeros(2, 2)).toArray();
    assertThat(second)
        .containsExactly(
            new double[] {0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0}, within(0.0));
  }

  @Test
  void entriesOfTheOtherTriangleHaveNoInfluence() {
    Tensor a = matrix(new double[][] {{2, Double.NaN}, {1, 4}});
    Tensor gradient = grad(x -> sum(triangularSolve(x, Tensor.vector(2, 5), true))).apply(a);
    assertThat(gradient.toArray()).containsExactly(-0.375, 0, -0.25, -0.25);
  }

  @Test
  void theDerivativeOfACholeskyFactorIsSymmetric() {
    Tensor a = matrix(new double[][] {{4, 1}, {1, 3}});
    Tensor gradient = grad(x -> weighted(cholesky(x))).apply(a);
    assertThat(gradient.get(0, 1)).isEqualTo(gradient.get(1, 0)).isNotZero();
  }
}
