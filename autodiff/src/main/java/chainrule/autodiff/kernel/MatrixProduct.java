package chainrule.autodiff.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Products of row-major matrices.
 *
 * <p>Every entry is the sum of its products in their order, each step one fused multiply-add that
 * starts from 0. So its bits depend on the row and the column alone: not on the sizes, on what is
 * computed beside it, on the processor, or on whether the code has been compiled yet. Processors
 * without a fused multiply-add (older than 2013) get it from {@link Math#fma} by big decimals, a
 * thousand times slower.
 *
 * <p>An instance keeps the arrays that it needs beside the matrices for its next product. Not
 * thread-safe.
 */
public final class MatrixProduct {
  /** Products of no more multiplications than this are not worth packing. */
  private static final int SMALL = 4096;

  /** The columns that the inner loops run over; narrower results would leave lanes empty. */
  private static final int NARROW = 8;

  // A panel of the second matrix, 32 rows of 256: it stays in the second-level cache, and the nine
  // rows that one inner loop reads in the first. Half as deep costs more copies of the result's
  // rows, twice as deep more of the cache.
  private static final int DEPTH = 32;
  private static final int WIDTH = 256;

  // Products alike in columns and depth cost alike: up to 16, 64, 256, and beyond.
  private static final int CLASSES = 4;

  /**
   * Whether vectors have become faster, for products that cost alike: like the JIT's own counters
   * this does not show in any result.
   */
  private static final List<Trial> TRIALS =
      Stream.generate(() -> new Trial(NARROW)).limit(CLASSES * CLASSES).toList();

  private static final double[] NONE = {};

  private final Matrix left = new Matrix();
  private final Matrix right = new Matrix();
  private final Space space = new Space();
  private double[][] panel = {};
  private double[] row = NONE;
  private double[] factors = NONE;

  /** Makes one without arrays. */
  public MatrixProduct() {}

  /** A matrix somewhere in an array: entry (i, j) is at {@code from + i·row + j·column}. */
  static final class Matrix {
    double[] data = NONE;
    int from;
    int row;
    int column;

    double at(int i, int j) {
      return data[from + i * row + j * column];
    }

    /** Lays it over an array: a matrix of so many rows and columns, or the transpose of one. */
    Matrix lie(double[] array, int begin, int rows, int columns, boolean transposed) {
      data = array;
      from = begin;
      row = transposed ? 1 : columns;
      column = transposed ? rows : 1;
      return this;
    }
  }

  /**
   * The arrays of a product in vectors: a panel of the second factor, and an edge of the result.
   */
  static final class Space {
    private double[] panel = NONE;
    private double[] edge = NONE;

    double[] panel(int size) {
      panel = panel.length < size ? new double[size] : panel;
      return panel;
    }

    double[] edge(int size) {
      edge = edge.length < size ? new double[size] : edge;
      return edge;
    }
  }

  /**
   * Sets a matrix of m rows and n columns to a product.
   *
   * @param transposeA whether the first factor lies as its transpose, k rows of m
   * @param transposeB whether the second factor lies as its transpose, n rows of k
   * @param m the rows of the first factor
   * @param n the columns of the second factor
   * @param k the columns of the first and rows of the second factor
   * @param a the array of the first factor
   * @param aFrom where it begins
   * @param b the array of the second factor
   * @param bFrom where it begins
   * @param c the array of the product, which is overwritten
   * @param cFrom where it begins
   */
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double[] a,
      int aFrom,
      double[] b,
      int bFrom,
      double[] c,
      int cFrom) {
    if (n == 1) {
      left.lie(b, bFrom, n, k, !transposeB);
      right.lie(a, aFrom, k, m, !transposeA);
      multiply(1, m, k, c, cFrom);
    } else {
      left.lie(a, aFrom, m, k, transposeA);
      right.lie(b, bFrom, k, n, transposeB);
      multiply(m, n, k, c, cFrom);
    }
    left.data = NONE;
    right.data = NONE;
  }

  private void multiply(int m, int n, int k, double[] c, int cFrom) {
    if (!MatrixLanes.isPresent() || n < NARROW) {
      multiplyScalars(m, n, k, c, cFrom);
      return;
    }
    Trial trial = TRIALS.get(CLASSES * sizeClass(n) + sizeClass(k));
    if (trial.vectorsWon()) {
      MatrixLanes.instance().multiply(0, m, n, k, left, right, c, cFrom, space);
      return;
    }
    if (!trial.isOpen()) {
      multiplyScalars(m, n, k, c, cFrom);
      return;
    }
    long row = Math.max(1, (long) n * k);
    int sample =
        trial.sample(m * row) == 0 ? 0 : trial.isNear() ? m : Math.min(m, MatrixLanes.HEIGHT);
    long start = System.nanoTime();
    if (sample > 0) {
      MatrixLanes.instance().multiply(0, sample, n, k, left, right, c, cFrom, space);
      long end = System.nanoTime();
      trial.vectors(sample * row, end - start);
      start = end;
    }
    if (sample < m) {
      left.from += sample * left.row;
      multiplyScalars(m - sample, n, k, c, cFrom + sample * n);
      trial.scalars((m - sample) * row, System.nanoTime() - start);
    }
  }

  private static int sizeClass(int size) {
    return size <= 16 ? 0 : size <= 64 ? 1 : size <= 256 ? 2 : 3;
  }

  private void multiplyScalars(int m, int n, int k, double[] c, int cFrom) {
    boolean rowByColumns = m == 1 && right.row == 1;
    if (n < NARROW || rowByColumns || (long) m * n * k <= SMALL) {
      dots(m, n, k, left, right, c, cFrom);
    } else {
      panels(m, n, k, c, cFrom);
    }
  }

  /** Entry by entry, four sums at a time. */
  private static void dots(int m, int n, int k, Matrix a, Matrix b, double[] c, int cFrom) {
    double[] x = a.data;
    double[] y = b.data;
    int right = b.column;
    for (int i = 0; i < m; i++) {
      int to = cFrom + i * n;
      int j = 0;
      for (; j < n - 3; j += 4) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int at = a.from + i * a.row;
        int bt = b.from + j * right;
        for (int p = 0; p < k; p++) {
          double factor = x[at];
          s0 = Math.fma(factor, y[bt], s0);
          s1 = Math.fma(factor, y[bt + right], s1);
          s2 = Math.fma(factor, y[bt + 2 * right], s2);
          s3 = Math.fma(factor, y[bt + 3 * right], s3);
          at += a.column;
          bt += b.row;
        }
        c[to + j] = s0;
        c[to + j + 1] = s1;
        c[to + j + 2] = s2;
        c[to + j + 3] = s3;
      }
      for (; j < n; j++) {
        double s = 0;
        for (int p = 0; p < k; p++) {
          s = Math.fma(a.at(i, p), b.at(p, j), s);
        }
        c[to + j] = s;
      }
    }
  }

  /**
   * Row by row, against panels of the second matrix whose rows are copied into arrays of their own:
   * loops over arrays at one common index are what the JIT turns into lanes.
   */
  private void panels(int m, int n, int k, double[] c, int cFrom) {
    int width = Math.min(WIDTH, n);
    int depth = Math.min(DEPTH, k);
    if (panel.length < depth || row.length < width) {
      panel = new double[Math.max(depth, panel.length)][Math.max(width, row.length)];
      row = new double[Math.max(width, row.length)];
      factors = new double[panel.length];
    }
    for (int first = 0; first < n; first += width) {
      int columns = Math.min(width, n - first);
      for (int top = 0; top < k; top += depth) {
        int rows = Math.min(depth, k - top);
        pack(right, top, first, rows, columns, panel);
        for (int i = 0; i < m; i++) {
          for (int p = 0; p < rows; p++) {
            factors[p] = left.at(i, top + p);
          }
          int to = cFrom + i * n + first;
          if (top == 0) {
            Arrays.fill(row, 0, columns, 0);
          } else {
            System.arraycopy(c, to, row, 0, columns);
          }
          addProduct(factors, rows, panel, columns, row);
          System.arraycopy(row, 0, c, to, columns);
        }
      }
    }
  }

  private static void pack(Matrix b, int top, int left, int rows, int columns, double[][] panel) {
    if (b.column == 1) {
      for (int p = 0; p < rows; p++) {
        System.arraycopy(b.data, b.from + (top + p) * b.row + left, panel[p], 0, columns);
      }
      return;
    }
    // Transposed: eight rows at a time, so that a cache line that has been read is used up.
    for (int p = 0; p < rows; p += 8) {
      int end = Math.min(rows, p + 8);
      for (int j = 0; j < columns; j++) {
        int at = b.from + (left + j) * b.column + top;
        for (int q = p; q < end; q++) {
          panel[q][j] = b.data[at + q];
        }
      }
    }
  }

  private static void addProduct(
      double[] factors, int rows, double[][] panel, int columns, double[] to) {
    int p = 0;
    for (; p < rows - 7; p += 8) {
      addEight(factors, panel, p, columns, to);
    }
    for (; p < rows - 1; p += 2) {
      addTwo(factors[p], panel[p], factors[p + 1], panel[p + 1], columns, to);
    }
    if (p < rows) {
      addOne(factors[p], panel[p], columns, to);
    }
  }

  private static void addEight(
      double[] factors, double[][] panel, int p, int columns, double[] to) {
    double x0 = factors[p];
    double x1 = factors[p + 1];
    double x2 = factors[p + 2];
    double x3 = factors[p + 3];
    double x4 = factors[p + 4];
    double x5 = factors[p + 5];
    double x6 = factors[p + 6];
    double x7 = factors[p + 7];
    double[] b0 = panel[p];
    double[] b1 = panel[p + 1];
    double[] b2 = panel[p + 2];
    double[] b3 = panel[p + 3];
    double[] b4 = panel[p + 4];
    double[] b5 = panel[p + 5];
    double[] b6 = panel[p + 6];
    double[] b7 = panel[p + 7];
    for (int j = 0; j < columns; j++) {
      double s = Math.fma(x0, b0[j], to[j]);
      s = Math.fma(x1, b1[j], s);
      s = Math.fma(x2, b2[j], s);
      s = Math.fma(x3, b3[j], s);
      s = Math.fma(x4, b4[j], s);
      s = Math.fma(x5, b5[j], s);
      s = Math.fma(x6, b6[j], s);
      to[j] = Math.fma(x7, b7[j], s);
    }
  }

  private static void addTwo(
      double x0, double[] b0, double x1, double[] b1, int columns, double[] to) {
    for (int j = 0; j < columns; j++) {
      to[j] = Math.fma(x1, b1[j], Math.fma(x0, b0[j], to[j]));
    }
  }

  private static void addOne(double x0, double[] b0, int columns, double[] to) {
    for (int j = 0; j < columns; j++) {
      to[j] = Math.fma(x0, b0[j], to[j]);
    }
  }
}
