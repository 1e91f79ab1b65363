package chainrule.autodiff.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * Accurate sums of many values.
 *
 * <p>The values are added along a tree that depends on their number alone, so the same values give
 * the same bits on every call, and the rounding error grows with the logarithm of their number. An
 * empty sum is 0; the sum of one value is that value.
 */
public final class Sums {

  /** The number of values up to which there is no recursion. */
  public static final int BLOCK = 128;

  private Sums() {}

  /**
   * Sums a part of an array.
   *
   * @param data the array
   * @param from the index of the first value
   * @param to the index after the last value
   * @return the sum
   */
  public static double pairwise(double[] data, int from, int to) {
    Objects.checkFromToIndex(from, to, data.length);
    return sum(data, from, to - from);
  }

  /**
   * Sums the columns of a matrix, each as {@link #pairwise} does.
   *
   * @param data an array that holds the matrix, row by row
   * @param from the index of its first entry
   * @param rows the number of rows
   * @param out receives the sums
   * @param at the index of the first one
   * @param columns the number of columns
   * @param scratch an array for the time of the call, of {@link #scratch} places or more
   */
  public static void columns(
      double[] data, int from, int rows, double[] out, int at, int columns, double[] scratch) {
    Objects.checkFromIndexSize(from, Math.multiplyExact(rows, columns), data.length);
    Objects.checkFromIndexSize(at, columns, out.length);
    Objects.checkFromIndexSize(0, scratch(rows, columns), scratch.length);
    if (rows == 0) {
      Arrays.fill(out, at, at + columns, 0);
    } else {
      sumColumns(data, from, rows, out, at, columns, scratch, 8 * columns);
    }
  }

  /**
   * Returns how many places {@link #columns} needs beside its arguments.
   *
   * @param rows the number of rows
   * @param columns the number of columns
   * @return the number of places: sums of eight rows, and of the right part of each level of the
   *     tree
   */
  public static int scratch(int rows, int columns) {
    int levels =
        rows <= BLOCK ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((rows - 1) / BLOCK);
    return (8 + levels) * columns;
  }

  /** Places of the scratch array from {@code free} on are for the right parts. */
  private static void sumColumns(
      double[] x,
      int from,
      int rows,
      double[] out,
      int at,
      int columns,
      double[] scratch,
      int free) {
    if (rows > BLOCK) {
      int half = half(rows);
      int next = free + columns;
      sumColumns(x, from, half, out, at, columns, scratch, next);
      sumColumns(x, from + half * columns, rows - half, scratch, free, columns, scratch, next);
      addTo(out, at, scratch, free, columns);
      return;
    }
    System.arraycopy(x, from, out, at, columns);
    int i = 1;
    if (rows >= 8) {
      System.arraycopy(x, from, scratch, 0, 8 * columns);
      for (i = 8; i <= rows - 8; i += 8) {
        addTo(scratch, 0, x, from + i * columns, 8 * columns);
      }
      for (int apart = columns; apart < 8 * columns; apart *= 2) {
        for (int k = 0; k < 8 * columns; k += 2 * apart) {
          addTo(scratch, k, scratch, k + apart, columns);
        }
      }
      System.arraycopy(scratch, 0, out, at, columns);
    }
    for (; i < rows; i++) {
      addTo(out, at, x, from + i * columns, columns);
    }
  }

  private static void addTo(double[] sums, int at, double[] x, int from, int count) {
    for (int j = 0; j < count; j++) {
      sums[at + j] += x[from + j];
    }
  }

  /**
   * Sums a part of an array with the rounding errors carried along (Neumaier, ZAMM 54, 1974): for
   * numbers of one sign within an ulp, however many they are, but some four times slower.
   *
   * @param data the array; its sum and partial sums must be finite
   * @param from the index of the first value
   * @param to the index after the last value
   * @return the sum
   */
  public static double compensated(double[] data, int from, int to) {
    Objects.checkFromToIndex(from, to, data.length);
    double sum = 0;
    double errors = 0;
    for (int i = from; i < to; i++) {
      double x = data[i];
      double next = sum + x;
      errors += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
      sum = next;
    }
    return sum + errors;
  }

  /**
   * Sums the products of two parts of arrays.
   *
   * @param a an array
   * @param aFrom the index of its first value
   * @param b another array, or the same one
   * @param bFrom the index of its first value
   * @param n the number of products
   * @return the sum of {@code a[aFrom + i] * b[bFrom + i]}
   */
  public static double dot(double[] a, int aFrom, double[] b, int bFrom, int n) {
    Objects.checkFromIndexSize(aFrom, n, a.length);
    Objects.checkFromIndexSize(bFrom, n, b.length);
    return products(a, aFrom, b, bFrom, n);
  }

  /**
   * Sums the products of factors and partial derivatives, see {@link AbsoluteZero#multiply}.
   *
   * @param factor the factors
   * @param values the partial derivatives, as many
   * @return the sum of {@code AbsoluteZero.multiply(factor[i], values[i])}
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double productSum(double[] factor, double[] values) {
    if (factor.length != values.length) {
      throw new IllegalArgumentException(
          "The lengths differ: " + factor.length + " and " + values.length);
    }
    return chained(factor, values, 0, factor.length);
  }

  /**
   * Returns the length of the left part of a sum of more than {@link #BLOCK} values. So all blocks
   * but the last one are whole, and may be summed as they come ({@link RunningSum}).
   *
   * @param n the number of values
   * @return the largest power of two below it
   */
  public static int half(int n) {
    return Integer.highestOneBit(n - 1);
  }

  private static double sum(double[] x, int from, int n) {
    if (n > BLOCK) {
      int half = half(n);
      return sum(x, from, half) + sum(x, from + half, n - half);
    }
    int end = from + n;
    if (n < 8) {
      if (n == 0) {
        return 0;
      }
      double s = x[from];
      for (int i = from + 1; i < end; i++) {
        s += x[i];
      }
      return s;
    }
    double s0 = x[from];
    double s1 = x[from + 1];
    double s2 = x[from + 2];
    double s3 = x[from + 3];
    double s4 = x[from + 4];
    double s5 = x[from + 5];
    double s6 = x[from + 6];
    double s7 = x[from + 7];
    int i = from + 8;
    for (; i <= end - 8; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    double s = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    for (; i < end; i++) {
      s += x[i];
    }
    return s;
  }

  private static double products(double[] x, int from, double[] y, int yFrom, int n) {
    if (n > BLOCK) {
      int half = half(n);
      return products(x, from, y, yFrom, half)
          + products(x, from + half, y, yFrom + half, n - half);
    }
    int end = from + n;
    int j = yFrom - from;
    if (n < 8) {
      if (n == 0) {
        return 0;
      }
      double s = x[from] * y[from + j];
      for (int i = from + 1; i < end; i++) {
        s += x[i] * y[i + j];
      }
      return s;
    }
    double s0 = x[from] * y[from + j];
    double s1 = x[from + 1] * y[from + j + 1];
    double s2 = x[from + 2] * y[from + j + 2];
    double s3 = x[from + 3] * y[from + j + 3];
    double s4 = x[from + 4] * y[from + j + 4];
    double s5 = x[from + 5] * y[from + j + 5];
    double s6 = x[from + 6] * y[from + j + 6];
    double s7 = x[from + 7] * y[from + j + 7];
    int i = from + 8;
    for (; i <= end - 8; i += 8) {
      s0 += x[i] * y[i + j];
      s1 += x[i + 1] * y[i + j + 1];
      s2 += x[i + 2] * y[i + j + 2];
      s3 += x[i + 3] * y[i + j + 3];
      s4 += x[i + 4] * y[i + j + 4];
      s5 += x[i + 5] * y[i + j + 5];
      s6 += x[i + 6] * y[i + j + 6];
      s7 += x[i + 7] * y[i + j + 7];
    }
    double s = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    for (; i < end; i++) {
      s += x[i] * y[i + j];
    }
    return s;
  }

  private static double chained(double[] c, double[] p, int from, int n) {
    if (n > BLOCK) {
      int half = half(n);
      return chained(c, p, from, half) + chained(c, p, from + half, n - half);
    }
    int end = from + n;
    if (n < 8) {
      if (n == 0) {
        return 0;
      }
      double s = AbsoluteZero.multiply(c[from], p[from]);
      for (int i = from + 1; i < end; i++) {
        s += AbsoluteZero.multiply(c[i], p[i]);
      }
      return s;
    }
    double s0 = AbsoluteZero.multiply(c[from], p[from]);
    double s1 = AbsoluteZero.multiply(c[from + 1], p[from + 1]);
    double s2 = AbsoluteZero.multiply(c[from + 2], p[from + 2]);
    double s3 = AbsoluteZero.multiply(c[from + 3], p[from + 3]);
    double s4 = AbsoluteZero.multiply(c[from + 4], p[from + 4]);
    double s5 = AbsoluteZero.multiply(c[from + 5], p[from + 5]);
    double s6 = AbsoluteZero.multiply(c[from + 6], p[from + 6]);
    double s7 = AbsoluteZero.multiply(c[from + 7], p[from + 7]);
    int i = from + 8;
    for (; i <= end - 8; i += 8) {
      s0 += AbsoluteZero.multiply(c[i], p[i]);
      s1 += AbsoluteZero.multiply(c[i + 1], p[i + 1]);
      s2 += AbsoluteZero.multiply(c[i + 2], p[i + 2]);
      s3 += AbsoluteZero.multiply(c[i + 3], p[i + 3]);
      s4 += AbsoluteZero.multiply(c[i + 4], p[i + 4]);
      s5 += AbsoluteZero.multiply(c[i + 5], p[i + 5]);
      s6 += AbsoluteZero.multiply(c[i + 6], p[i + 6]);
      s7 += AbsoluteZero.multiply(c[i + 7], p[i + 7]);
    }
    double s = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    for (; i < end; i++) {
      s += AbsoluteZero.multiply(c[i], p[i]);
    }
    return s;
  }
}
