package chainrule.autodiff;

import java.util.Arrays;
import java.util.Objects;

/**
 * A matrix that knows where it may differ from zero, in compressed rows: the entries of row i are
 * at the places from {@code rowStarts[i]} to before {@code rowStarts[i + 1]}, in order of their
 * columns.
 */
public final class SparseMatrix {
  private final int columns;
  private final int[] rowStarts;
  private final int[] columnIndexes;
  private final double[] values;

  SparseMatrix(int columns, int[] rowStarts, int[] columnIndexes, double[] values) {
    this.columns = columns;
    this.rowStarts = rowStarts;
    this.columnIndexes = columnIndexes;
    this.values = values;
  }

  /** The number of rows. */
  public int rows() {
    return rowStarts.length - 1;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** Where each row begins among the entries, and how many there are: one number more than rows. */
  public int[] rowStarts() {
    return rowStarts.clone();
  }

  /** The columns of the entries. */
  public int[] columnIndexes() {
    return columnIndexes.clone();
  }

  /** The entries. */
  public double[] values() {
    return values.clone();
  }

  /**
   * An entry; 0 where there is none.
   *
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public double at(int row, int column) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns);
    int place = Arrays.binarySearch(columnIndexes, rowStarts[row], rowStarts[row + 1], column);
    return place < 0 ? 0 : values[place];
  }

  /** All of it, as a tensor of shape [rows, columns]. */
  public Tensor toTensor() {
    double[] all = new double[Math.multiplyExact(rows(), columns)];
    for (int i = 0; i < rows(); i++) {
      for (int k = rowStarts[i]; k < rowStarts[i + 1]; k++) {
        all[i * columns + columnIndexes[k]] = values[k];
      }
    }
    return Array.owning(Shape.of(rows(), columns), all);
  }

  @Override
  public String toString() {
    return "SparseMatrix of " + rows() + " × " + columns + " with " + values.length + " entries";
  }
}
