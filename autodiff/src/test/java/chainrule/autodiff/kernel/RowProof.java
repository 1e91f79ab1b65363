package chainrule.autodiff.kernel;

import java.util.SplittableRandom;

/** Compares sums of exponentials in vectors with a plain loop, bit by bit. */
final class RowProof {
  private RowProof() {}

  /**
   * Compares rows of random lengths.
   *
   * @param arguments how many
   */
  public static void main(String... arguments) {
    int rows = Integer.parseInt(arguments[0]);
    SplittableRandom random = new SplittableRandom(5);
    for (int row = 0; row < rows; row++) {
      int n = row % 10 == 0 ? random.nextInt(250, 800) : random.nextInt(1, 70);
      compare(random.doubles(n, -800, 0).toArray());
    }
    System.out.println(LaneWriter.lanes() + " lanes, " + rows + " rows");
  }

  private static void compare(double[] x) {
    int n = x.length;
    double[] terms = new double[n];
    double[] rests = new double[n];
    double[] exponentials = new double[n];
    ExponentialSum told = new ExponentialSum(0.25, n);
    told.add(x, 0, n, terms, rests);
    ExponentialSum sum = new ExponentialSum(0.25, n);
    sum.add(x, 0, n);
    RowLoops.expSubtract(x, 0.25, exponentials, 0, n);
    int width = Math.min(256, n);
    double[] restSums = new double[width];
    for (int i = 0; i < n; i++) {
      double term = Exponentials.expSubtract(x[i], 0.25);
      double rest = Exponentials.expSubtractRest(x[i], 0.25);
      restSums[i % width] += rest;
      if (terms[i] != term || rests[i] != rest || exponentials[i] != term) {
        System.out.println("e^" + x[i] + " of " + n + " differs");
      }
    }
    double all = sum.plus(-1);
    if (told.plus(-1) != all || told.rests() != Sums.pairwise(restSums, 0, width)) {
      System.out.println("the sum of " + n + " differs");
    }
    if (Math.abs(all - (Sums.compensated(terms, 0, n) - 1)) > Math.ulp(1)) {
      System.out.println("the sum of " + n + " is off");
    }
  }
}
