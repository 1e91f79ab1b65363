package chainrule.autodiff.kernel;

import java.util.SplittableRandom;

/** Compares products of matrices in vectors with a plain loop, bit by bit. */
final class MatrixProof {
  private static final double[] SPECIAL = {
    0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 1e300, -1e-300
  };

  private MatrixProof() {}

  /**
   * Compares products of random sizes.
   *
   * @param arguments how many
   */
  public static void main(String... arguments) {
    int products = Integer.parseInt(arguments[0]);
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < products; trial++) {
      int m = random.nextInt(1, 20);
      int n = random.nextInt(1, 36);
      int k = trial % 10 == 0 ? random.nextInt(250, 530) : random.nextInt(0, 90);
      compare(random, m, n, k, trial % 7 == 0);
    }
    System.out.println(LaneWriter.lanes() + " lanes, " + products + " products");
  }

  private static void compare(SplittableRandom random, int m, int n, int k, boolean special) {
    int aFrom = random.nextInt(3);
    int bFrom = random.nextInt(3);
    int cFrom = random.nextInt(3);
    boolean aFlipped = random.nextBoolean();
    boolean bFlipped = random.nextBoolean();
    double[] a = random(random, aFrom + m * k, special);
    double[] b = random(random, bFrom + k * n, special);
    double[] c = random(random, cFrom + m * n + 5, false);
    double[] before = c.clone();
    MatrixLanes.instance()
        .multiply(
            0,
            m,
            n,
            k,
            new MatrixProduct.Matrix().lie(a, aFrom, m, k, aFlipped),
            new MatrixProduct.Matrix().lie(b, bFrom, k, n, bFlipped),
            c,
            cFrom,
            new MatrixProduct.Space());
    for (int at = 0; at < c.length; at++) {
      double expected = before[at];
      int entry = at - cFrom;
      if (entry >= 0 && entry < m * n) {
        int i = entry / n;
        int j = entry % n;
        expected = 0;
        for (int p = 0; p < k; p++) {
          double x = a[aFrom + (aFlipped ? p * m + i : i * k + p)];
          double y = b[bFrom + (bFlipped ? j * k + p : p * n + j)];
          expected = Math.fma(x, y, expected);
        }
      }
      if (Double.doubleToLongBits(c[at]) != Double.doubleToLongBits(expected)) {
        System.out.printf(
            "[%d, %d] · [%d, %d] differs at %d: %s, not %s%n", m, k, k, n, at, c[at], expected);
        return;
      }
    }
  }

  private static double[] random(SplittableRandom random, int length, boolean special) {
    double[] numbers = random.doubles(length, -1, 1).toArray();
    for (int i = 0; special && i < length; i += 5) {
      numbers[i] = SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return numbers;
  }
}
