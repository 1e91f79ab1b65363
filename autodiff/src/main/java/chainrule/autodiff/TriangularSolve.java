package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.List;

/**
 * Solves with a triangular matrix by substitution. Reads one triangle only, and not its diagonal if
 * that is taken to be ones.
 */
final class TriangularSolve extends LinearSolve {
  private final boolean lower;
  private final boolean unit;

  TriangularSolve(boolean lower, boolean transposed, boolean unit) {
    super("triangularSolve", transposed);
    this.lower = lower;
    this.unit = unit;
  }

  @Override
  List<Object> parameters() {
    return List.of(lower, transposed, unit);
  }

  static TriangularSolve read(GraphReader in) {
    return new TriangularSolve(in.flag(), in.flag(), in.flag());
  }

  @Override
  LinearSolve transpose() {
    return new TriangularSolve(lower, !transposed, unit);
  }

  @Override
  Tensor read(Tensor change) {
    return Operations.chain(change, triangle(change.shape().size(0), lower, unit ? 0 : 1));
  }

  /** The mask of a triangle: 1 beside the diagonal, there as given. */
  static Tensor triangle(int n, boolean lower, double diagonal) {
    double[] mask = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        mask[i * n + j] = i == j ? diagonal : (i > j) == lower ? 1 : 0;
      }
    }
    return Array.owning(Shape.of(n, n), mask);
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    double[] a = inputs[0].elements(name());
    Shape shape = inputs[1].shape();
    int n = shape.size(0);
    int columns = shape.size(1);
    double[] x = inputs[1].elements(name()).clone();
    for (int step = 0; step < n; step++) {
      int i = row(n, step);
      double pivot = unit ? 1 : a[i * n + i];
      if (pivot == 0) {
        throw singular(n, i);
      }
      for (int before = 0; before < step; before++) {
        int k = row(n, before);
        double factor = a[transposed ? k * n + i : i * n + k];
        for (int j = 0; j < columns; j++) {
          x[i * columns + j] -= factor * x[k * columns + j];
        }
      }
      for (int j = 0; j < columns; j++) {
        x[i * columns + j] /= pivot;
      }
    }
    return Array.owning(shape, x);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] a = inputs[0];
    int n = output.size(0);
    int columns = output.size(1);
    Real[] x = inputs[1].clone();
    for (int step = 0; step < n; step++) {
      int i = row(n, step);
      if (!unit && PreciseMatrices.isZero(a[i * n + i])) {
        throw singular(n, i);
      }
      for (int j = 0; j < columns; j++) {
        Real sum = x[i * columns + j];
        for (int before = 0; before < step; before++) {
          int k = row(n, before);
          Real factor = a[transposed ? k * n + i : i * n + k];
          sum = sum.subtract(factor.multiply(x[k * columns + j]));
        }
        x[i * columns + j] = unit ? sum : sum.divide(a[i * n + i]);
      }
    }
    return x;
  }

  /** The row that a step of the substitution solves: from the top or from the bottom. */
  private int row(int n, int step) {
    return lower == transposed ? n - 1 - step : step;
  }

  private MatrixException singular(int n, int i) {
    return new MatrixException(
        name()
            + ": the matrix of shape ["
            + n
            + ", "
            + n
            + "] is singular: entry ("
            + i
            + ", "
            + i
            + ") of its diagonal is 0");
  }
}
