package chainrule.autodiff.kernel;

/** The code of a {@link Region}. */
public abstract class RegionCode {

  RegionCode() {}

  /**
   * Returns the length of the scratch array that a run needs.
   *
   * @return the number of places
   */
  public abstract int scratch();

  /**
   * Runs the region.
   *
   * @param buffers the buffers, large enough for what it loads and stores
   * @param scratch an array of its own for the time of the run, of {@link #scratch()} places or
   *     more, whatever it holds
   */
  public abstract void run(double[][] buffers, double[] scratch);

  /**
   * Runs the region from one index to before another. A region of {@link Region#ANY} indexes is run
   * in this way only.
   *
   * @param from the first index
   * @param to the index after the last one
   */
  abstract void run(double[][] buffers, double[] scratch, int from, int to);
}
