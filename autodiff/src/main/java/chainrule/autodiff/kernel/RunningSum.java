package chainrule.autodiff.kernel;

/**
 * A sum over the indexes of a loop, whose terms are overwritten after each turn: blocks are summed
 * as they come, along the tree of {@link Sums#pairwise}. All is kept in an array of the caller.
 *
 * @param terms the place of the terms: that of index {@code i} is at {@code i} modulo {@link
 *     RegionPlan#BLOCK}
 * @param sums the place of the sums of blocks, {@link #SUMS} of them
 * @param buffer the buffer that receives the sum
 * @param at its place there
 */
record RunningSum(int terms, int sums, int buffer, int at) {
  /** A sum for each bit of the number of blocks. */
  static final int SUMS = Integer.SIZE;

  /** Adds the terms from one index, the first of a block, to before another. */
  void add(double[] places, int from, int to) {
    for (int begin = from; begin < to; begin += Sums.BLOCK) {
      int start = terms + begin % RegionPlan.BLOCK;
      double sum = Sums.pairwise(places, start, start + Math.min(Sums.BLOCK, to - begin));
      int block = begin / Sums.BLOCK;
      int known = Integer.bitCount(block);
      for (int k = block; k % 2 == 1; k /= 2) {
        sum = places[sums + --known] + sum;
      }
      places[sums + known] = sum;
    }
  }

  /** Stores the sum over so many indexes. */
  void end(double[][] buffers, double[] places, int count) {
    int blocks = (count + Sums.BLOCK - 1) / Sums.BLOCK;
    int known = Integer.bitCount(blocks) - 1;
    double sum = places[sums + known];
    while (known > 0) {
      sum = places[sums + --known] + sum;
    }
    buffers[buffer][at] = sum;
  }
}
