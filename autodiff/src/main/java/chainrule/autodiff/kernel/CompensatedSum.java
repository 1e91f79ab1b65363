package chainrule.autodiff.kernel;

import java.util.Objects;

/**
 * A long sum with the rounding errors carried along, by Knuth's two-sum: for numbers of one sign
 * within an ulp, however many they are. Numbers {@value #WIDTH} apart are added to one another, and
 * these sums along a tree, in loops that the JIT turns into vectors. The order depends on the
 * number of numbers alone. Numbers and sums must be finite.
 */
public final class CompensatedSum {
  /** The numbers that are added at a time, at most. */
  public static final int WIDTH = 256;

  private static final int LAST = 8;

  private final double[] sums;
  private final double[] errors;

  /**
   * Makes an empty sum.
   *
   * @param count how many numbers will be added
   */
  public CompensatedSum(int count) {
    int width = Math.min(WIDTH, count);
    this.sums = new double[width];
    this.errors = new double[width];
  }

  /**
   * Adds the numbers in a part of an array.
   *
   * @param x the array
   * @param from the first index
   * @param to the index after the last one
   */
  public void add(double[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    for (int i = from; i < to; i += sums.length) {
      add(x, i, sums, errors, Math.min(sums.length, to - i));
    }
  }

  private static void add(double[] x, int from, double[] sums, double[] errors, int count) {
    for (int i = 0; i < count; i++) {
      double term = x[from + i];
      double sum = sums[i];
      double next = sum + term;
      double added = next - sum;
      errors[i] += (sum - (next - added)) + (term - added);
      sums[i] = next;
    }
  }

  /**
   * Returns the sum of what was added and one more number, and ends this sum.
   *
   * @param more the number, which may cancel most of the sum
   * @return the sum
   */
  public double plus(double more) {
    int count = sums.length;
    while (count > LAST) {
      int half = (count + 1) / 2;
      add(sums, half, sums, errors, count - half);
      for (int i = half; i < count; i++) {
        errors[i - half] += errors[i];
      }
      count = half;
    }
    double sum = more;
    double error = 0;
    for (int i = 0; i < count; i++) {
      double next = sum + sums[i];
      double added = next - sum;
      error += ((sum - (next - added)) + (sums[i] - added)) + errors[i];
      sum = next;
    }
    return sum + error;
  }
}
