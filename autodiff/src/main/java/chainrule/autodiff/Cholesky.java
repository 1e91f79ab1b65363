package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.jspecify.annotations.Nullable;

/**
 * The lower triangular L with {@code L·Lᵀ = a} of a symmetric matrix. {@code dL = L·Φ(L⁻¹·da·L⁻ᵀ)},
 * where Φ keeps the lower triangle and half the diagonal (Murray, Differentiation of the Cholesky
 * decomposition, arXiv:1602.07527).
 */
final class Cholesky extends JvpOperation {
  private static final double SYMMETRIC = 1e-15;

  Cholesky() {
    super("cholesky");
  }

  @Override
  List<Object> parameters() {
    return List.of();
  }

  @Override
  Shape shape(Shape... inputs) {
    return inputs[0];
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Shape shape = inputs[0].shape();
    int n = shape.size(0);
    if (n == 0) {
      return inputs[0];
    }
    double[][] rows = MatrixArrays.rows(inputs[0].elements(name()), n, n, false);
    try {
      CholeskyDecomposition decomposition =
          new CholeskyDecomposition(new Array2DRowRealMatrix(rows, false), SYMMETRIC, 0);
      return Array.owning(shape, MatrixArrays.joined(decomposition.getL().getData(), n));
    } catch (NonPositiveDefiniteMatrixException e) {
      throw MatrixException.notPositiveDefinite(n);
    }
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] a = inputs[0];
    int n = output.size(0);
    Real[] l = new Real[n * n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        if (i < j) {
          l[i * n + j] = a[0].number(0);
          continue;
        }
        Real sum = a[i * n + j];
        for (int k = 0; k < j; k++) {
          sum = sum.subtract(l[i * n + k].multiply(l[j * n + k]));
        }
        if (i == j && PreciseMatrices.holds(sum.lessOrEqual(sum.number(0)))) {
          throw MatrixException.notPositiveDefinite(n);
        }
        l[i * n + j] = i == j ? sum.sqrt() : sum.divide(l[j * n + j]);
      }
    }
    return l;
  }

  @Override
  Tensor jvp(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor change = tangents[0];
    if (change == null) {
      throw new IllegalStateException("no input varies");
    }
    TriangularSolve solve = new TriangularSolve(true, false, false);
    Tensor half = Operations.transpose(solve.apply(output, change));
    Tensor whole = solve.apply(output, half);
    Tensor phi = TriangularSolve.triangle(change.shape().size(0), true, 0.5);
    return new Matmul(false, false, true).apply(output, Operations.chain(whole, phi));
  }
}
