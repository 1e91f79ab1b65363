package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.DecompositionSolver;

/** Solves with a square matrix, by elimination with partial pivoting. */
final class Solve extends LinearSolve {
  Solve(String name, boolean transposed) {
    super(name, transposed);
  }

  @Override
  List<Object> parameters() {
    return List.of(transposed);
  }

  static Solve read(String name, GraphReader in) {
    return new Solve(name, in.flag());
  }

  @Override
  LinearSolve transpose() {
    return new Solve(name(), !transposed);
  }

  @Override
  Tensor read(Tensor change) {
    return change;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Shape shape = inputs[1].shape();
    int n = shape.size(0);
    int columns = shape.size(1);
    if (shape.count() == 0) {
      return Tensor.zeros(shape);
    }
    double[][] a = MatrixArrays.rows(inputs[0].elements(name()), n, n, transposed);
    DecompositionSolver solver = MatrixArrays.decomposition(a).getSolver();
    if (!solver.isNonSingular()) {
      throw MatrixException.singular(name(), n);
    }
    double[][] b = MatrixArrays.rows(inputs[1].elements(name()), n, columns, false);
    return Array.owning(
        shape,
        MatrixArrays.joined(solver.solve(new Array2DRowRealMatrix(b, false)).getData(), columns));
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    int n = output.size(0);
    int columns = output.size(1);
    Real[][] rows = new Real[n][n + columns];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = inputs[0][transposed ? j * n + i : i * n + j];
      }
      System.arraycopy(inputs[1], i * columns, rows[i], n, columns);
    }
    if (output.count() > 0 && PreciseMatrices.eliminate(rows) == 0) {
      throw MatrixException.singular(name(), n);
    }
    Real[] out = new Real[output.count()];
    for (int j = 0; j < columns; j++) {
      for (int i = n - 1; i >= 0; i--) {
        Real sum = rows[i][n + j];
        for (int k = i + 1; k < n; k++) {
          sum = sum.subtract(rows[i][k].multiply(out[k * columns + j]));
        }
        out[i * columns + j] = sum.divide(rows[i][i]);
      }
    }
    return out;
  }
}
