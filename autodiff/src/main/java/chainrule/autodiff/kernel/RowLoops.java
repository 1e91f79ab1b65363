package chainrule.autodiff.kernel;

import java.util.Objects;

/** Loops over rows of numbers that run in vectors where there are any, with the same bits. */
public final class RowLoops {
  /** Shorter rows do not fill vectors. */
  private static final int SHORT = 16;

  private RowLoops() {}

  /**
   * Sets a part of an array to {@code e^(x - b)}, see {@link SpecialFunctions#expSubtract}.
   *
   * @param x an array
   * @param b what is subtracted
   * @param out another array
   * @param from the first index, in both arrays
   * @param to the index after the last one
   */
  public static void expSubtract(double[] x, double b, double[] out, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    Objects.checkFromToIndex(from, to, out.length);
    if (to - from < SHORT) {
      for (int i = from; i < to; i++) {
        out[i] = Exponentials.expSubtract(x[i], b);
      }
      return;
    }
    ExpSubtract.LOOP.run(new double[][] {x, {b}, out}, ExpSubtract.SCRATCH, from, to);
  }

  /** Compiled when it is first needed. */
  private static final class ExpSubtract {
    static final RegionCode LOOP = loop();
    static final double[] SCRATCH = {};

    private static RegionCode loop() {
      Region.Builder region = Region.builder(Region.ANY);
      int x = region.load(0, 0, 1);
      int b = region.load(1, 0, 0);
      BinaryFunction f = BinaryFunction.EXP_SUBTRACT;
      region.store(region.call(f.name(), f, x, b), 2, 0, 1);
      return region.build().compile();
    }
  }
}
