package chainrule.autodiff;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;

/** Row-major arrays as the rows that Commons Math takes, and back. */
final class MatrixArrays {
  private MatrixArrays() {}

  /** The rows of a matrix; {@code transposed} if it lies as its transpose. */
  static double[][] rows(double[] data, int rows, int columns, boolean transposed) {
    double[][] result = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[i][j] = data[transposed ? j * rows + i : i * columns + j];
      }
    }
    return result;
  }

  static double[] joined(double[][] rows, int columns) {
    double[] result = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, result, i * columns, columns);
    }
    return result;
  }

  /**
   * The decomposition of a matrix with at least one row. Singular means a pivot of zero: the
   * library's own threshold is absolute, and would refuse a small multiple of the identity.
   */
  static LUDecomposition decomposition(double[][] rows) {
    return new LUDecomposition(new Array2DRowRealMatrix(rows, false), Double.MIN_VALUE);
  }
}
