package chainrule.autodiff.kernel;

/**
 * Finds out when code in vectors has become faster than the same code in scalars: until C2 has
 * compiled it, it is a hundred times slower. Until then most is run in scalars, and for about half
 * of the time some in vectors, so that C2 takes notice. Both give the same bits, so nobody sees
 * which one ran. Threads may race; a sample more or less does not matter.
 */
final class Trial {
  /** The samples in a row that must be as fast as scalars lately were at best. */
  private static final int WINS = 3;

  /** The runs in scalars of which the best one counts. */
  private static final int WINDOW = 32;

  /** What is as fast, although a clock is read. */
  private static final double TIE = 1.05;

  /** How much slower a sample may be to be worth a larger one. */
  private static final int NEAR = 8;

  /** The samples after which few runs are part of the trial, so that the others read no clock. */
  private static final int SAMPLES = 20_000;

  /** Then one in so many. */
  private static final int SELDOM = 64;

  /**
   * A sample that took less than this, in nanoseconds, is compiled, and may be larger the next
   * time, so that the clock does not matter. Until then C2 counts calls, and short ones are
   * cheapest.
   */
  private static final long SHORT = 1_000;

  private final int width;
  private volatile boolean won;
  private long vectorNanos;
  private long scalarNanos;
  private double best = Double.POSITIVE_INFINITY;
  private double lately = Double.POSITIVE_INFINITY;
  private int runs;
  private boolean near;
  private int size;
  private int wins;
  private int samples;
  private int runsLeftOut;

  /**
   * Starts a trial.
   *
   * @param width the numbers in a vector
   */
  Trial(int width) {
    this.width = width;
    this.size = width;
  }

  /** Whether the next run is part of it. */
  boolean isOpen() {
    return !won && (samples < SAMPLES || ++runsLeftOut % SELDOM == 0);
  }

  /** Whether vectors have won. */
  boolean vectorsWon() {
    return won;
  }

  /** Whether vectors are not much slower, so that a larger sample shows what they are worth. */
  boolean isNear() {
    return near;
  }

  /** How many of so many indexes should be run in vectors now. */
  int sample(long count) {
    return vectorNanos > scalarNanos ? 0 : (int) Math.min(size, count);
  }

  /** So many indexes took so long in scalars. */
  void scalars(long count, long nanos) {
    scalarNanos += nanos;
    if (count >= width) {
      lately = Math.min(lately, (double) nanos / count);
      best = Math.min(best, lately);
      if (++runs % WINDOW == 0) {
        best = lately;
        lately = Double.POSITIVE_INFINITY;
      }
    }
  }

  /** So many indexes took so long in vectors. */
  void vectors(long count, long nanos) {
    vectorNanos += nanos;
    samples++;
    near = best < Double.POSITIVE_INFINITY && nanos < NEAR * best * count;
    wins = best < Double.POSITIVE_INFINITY && nanos < TIE * best * count ? wins + 1 : 0;
    if (nanos < SHORT) {
      size = Math.min(2 * size, RegionPlan.BLOCK);
    }
    won |= wins >= WINS;
  }
}
