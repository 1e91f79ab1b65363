package chainrule.autodiff.kernel;

import java.util.Objects;

/**
 * {@code Σ e^(x - b)} of a row with the rounding errors carried along, by Knuth's two-sum: within
 * an ulp, however many they are. The exponentials are those of {@link
 * SpecialFunctions#expSubtract}. Those {@value #WIDTH} apart are added to one another, and these
 * sums along a tree, in loops that run in vectors where there are any, with the same bits. The
 * order depends on the number of numbers alone. Not thread-safe.
 */
public final class ExponentialSum {
  /** The numbers that are added at a time, at most. */
  private static final int WIDTH = 256;

  /** So few of these sums are added one after the other. */
  public static final int LAST = 8;

  /** Fewer numbers are added without vectors. */
  private static final int SHORT = 16;

  private static final double[] SCRATCH = {};

  private final double b;
  private final double[] sums;
  private final double[] errors;
  private final double[] rests;
  private final double[] block;
  private final double[] exponentials;
  private final double[] roundings;
  private final double[][] buffers;

  /**
   * Makes an empty sum.
   *
   * @param b what is subtracted, at least the largest number to be added
   * @param count how many numbers will be added
   */
  public ExponentialSum(double b, int count) {
    int width = Math.min(WIDTH, count);
    this.b = b;
    this.sums = new double[width];
    this.errors = new double[width];
    this.rests = new double[width];
    this.block = new double[width];
    this.exponentials = new double[width];
    this.roundings = new double[width];
    this.buffers = new double[][] {block, {b}, sums, errors, exponentials, roundings, rests};
  }

  /**
   * Adds all at once.
   *
   * @param x an array
   * @param from the first index
   * @param to the index after the last one
   */
  public void add(double[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    for (int i = from; i < to; i += block.length) {
      int count = Math.min(block.length, to - i);
      System.arraycopy(x, i, block, 0, count);
      if (count < SHORT) {
        for (int j = 0; j < count; j++) {
          add(j, Exponentials.expSubtract(block[j], b));
        }
      } else {
        Loops.SUM.run(buffers, SCRATCH, 0, count);
      }
    }
  }

  /**
   * Adds all at once, and tells the terms to more digits than a double has.
   *
   * @param x an array
   * @param from the first index
   * @param to the index after the last one
   * @param terms receives the terms, at the same indexes
   * @param restsOfTerms receives what their last rounding took away, from index 0 on
   */
  public void add(double[] x, int from, int to, double[] terms, double[] restsOfTerms) {
    Objects.checkFromToIndex(from, to, x.length);
    for (int i = from; i < to; i += block.length) {
      int count = Math.min(block.length, to - i);
      System.arraycopy(x, i, block, 0, count);
      if (count < SHORT) {
        for (int j = 0; j < count; j++) {
          exponentials[j] = Exponentials.expSubtract(block[j], b);
          roundings[j] = Exponentials.expSubtractRest(block[j], b);
          rests[j] += roundings[j];
          add(j, exponentials[j]);
        }
      } else {
        Loops.TERMS.run(buffers, SCRATCH, 0, count);
        Loops.ADD.run(buffers, SCRATCH, 0, count);
      }
      System.arraycopy(exponentials, 0, terms, i, count);
      System.arraycopy(roundings, 0, restsOfTerms, i - from, count);
    }
  }

  private void add(int at, double term) {
    errors[at] += lost(sums[at], term);
    sums[at] += term;
  }

  /** What the rounding of a sum takes away. */
  static double lost(double sum, double term) {
    double next = sum + term;
    double added = next - sum;
    return (sum - (next - added)) + (term - added);
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
      for (int i = half; i < count; i++) {
        errors[i - half] += lost(sums[i - half], sums[i]);
        sums[i - half] += sums[i];
        errors[i - half] += errors[i];
      }
      count = half;
    }
    double sum = more;
    double error = 0;
    for (int i = 0; i < count; i++) {
      error += lost(sum, sums[i]) + errors[i];
      sum += sums[i];
    }
    return sum + error;
  }

  /**
   * Returns what the rounding of terms took away that were told.
   *
   * @return the sum of their rests
   */
  public double rests() {
    return Sums.pairwise(rests, 0, rests.length);
  }

  /** Compiled when they are first needed. */
  private static final class Loops {
    static final RegionCode SUM = sum();
    static final RegionCode TERMS = terms();
    static final RegionCode ADD = add();

    private static RegionCode sum() {
      Region.Builder region = Region.builder(Region.ANY);
      int x = region.load(0, 0, 1);
      int b = region.load(1, 0, 0);
      add(region, region.write(method(Exponentials.class, "expSubtract"), x, b));
      return region.build().compile();
    }

    private static RegionCode terms() {
      Region.Builder region = Region.builder(Region.ANY);
      int x = region.load(0, 0, 1);
      int b = region.load(1, 0, 0);
      region.store(region.write(method(Exponentials.class, "expSubtract"), x, b), 4, 0, 1);
      region.store(region.write(method(Exponentials.class, "expSubtractRest"), x, b), 5, 0, 1);
      return region.build().compile();
    }

    private static RegionCode add() {
      Region.Builder region = Region.builder(Region.ANY);
      add(region, region.load(4, 0, 1));
      accumulate(region, region.load(5, 0, 1), 6);
      return region.build().compile();
    }

    private static void add(Region.Builder region, int term) {
      int sum = region.load(2, 0, 1);
      int lost = region.write(method(ExponentialSum.class, "lost"), sum, term);
      accumulate(region, lost, 3);
      accumulate(region, term, 2);
    }

    private static Expression method(Class<?> owner, String name) {
      return MethodReader.read(owner, name, 2);
    }

    private static void accumulate(Region.Builder region, int node, int buffer) {
      int before = region.load(buffer, 0, 1);
      region.store(region.call("add", BinaryPrimitive.ADD, before, node), buffer, 0, 1);
    }
  }
}
