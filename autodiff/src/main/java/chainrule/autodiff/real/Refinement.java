package chainrule.autodiff.real;

import java.util.function.IntFunction;

/** Repeats a computation whose parts cancel with more bits. */
final class Refinement {

  /** A computation is given up when it takes so many times the bits asked for, and some more. */
  private static final int MAX_FACTOR = 64;

  private static final int MAX_MORE = 1 << 14;

  private Refinement() {}

  /**
   * A ball with the given number of significant bits, from a computation to any number of working
   * bits; the best one found where that cannot be reached, as for numbers that underflow.
   */
  static Ball significant(IntFunction<Ball> computation, int bits) {
    int working = bits + 24;
    while (true) {
      Ball ball = computation.apply(working);
      long missing = bits + 2 - ball.certainBits();
      if (missing <= 0
          || !ball.isBounded()
          || ball.isVanishing()
          || working > (long) MAX_FACTOR * bits + MAX_MORE) {
        return ball;
      }
      working += (int) Math.min(missing, 4L * working) + 8;
    }
  }
}
