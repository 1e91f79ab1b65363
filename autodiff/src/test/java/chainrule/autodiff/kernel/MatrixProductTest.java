package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class MatrixProductTest {
  private static final long SEED = 20250311;

  private static double[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(count, -1, 1).toArray();
  }

  /** The sum in the order of its terms, one fused multiply-add for each: what is promised. */
  private static double[] naive(
      boolean transposeA, boolean transposeB, int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          double x = a[transposeA ? p * m + i : i * k + p];
          double y = b[transposeB ? j * k + p : p * n + j];
          c[i * n + j] = Math.fma(x, y, c[i * n + j]);
        }
      }
    }
    return c;
  }

  /** A factor that begins {@code before} entries into its array; around it NaN. */
  private static double[] surrounded(double[] data, int before) {
    double[] all = new double[data.length + before + 3];
    Arrays.fill(all, Double.NaN);
    System.arraycopy(data, 0, all, before, data.length);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 1, 9",
    "1, 5, 1",
    "4, 1, 7",
    "1, 6, 7",
    "3, 4, 5",
    "10, 10, 10",
    "16, 16, 16",
    "17, 17, 17",
    "1, 300, 70",
    "300, 1, 70",
    "40, 7, 40",
    "9, 8, 65",
    "5, 257, 63",
    "5, 256, 64",
    "2, 513, 129",
    "4, 256, 32",
    "3, 300, 33",
    "33, 31, 130",
    "70, 8, 7",
    "0, 3, 4",
    "3, 0, 4",
    "3, 4, 0",
    "20, 20, 11"
  })
  void everyEntryIsTheSumInOrderByFusedSteps(int m, int n, int k) {
    for (int form = 0; form < 4; form++) {
      boolean transposeA = form % 2 == 1;
      boolean transposeB = form / 2 == 1;
      double[] a = random(m * k, SEED);
      double[] b = random(k * n, SEED + 1);
      double[] c = new double[m * n + 5];
      Arrays.fill(c, 7);
      new MatrixProduct()
          .multiply(
              transposeA, transposeB, m, n, k, surrounded(a, 2), 2, surrounded(b, 1), 1, c, 3);
      assertThat(Arrays.copyOfRange(c, 3, 3 + m * n))
          .as("transposed %s, %s", transposeA, transposeB)
          .containsExactly(naive(transposeA, transposeB, m, n, k, a, b));
      assertThat(c).as("outside").startsWith(7, 7, 7).endsWith(7, 7);
    }
  }

  @Test
  void theBitsAreTheSameOnEveryCallAndOnManyThreads() {
    double[] a = random(60 * 90, SEED);
    double[] b = random(90 * 50, SEED + 1);
    double[] expected = naive(false, false, 60, 50, 90, a, b);
    long different =
        IntStream.range(0, 400)
            .parallel()
            .filter(
                call -> {
                  double[] c = new double[60 * 50];
                  new MatrixProduct().multiply(false, false, 60, 50, 90, a, 0, b, 0, c, 0);
                  return !Arrays.equals(c, expected);
                })
            .count();
    assertThat(different).isZero();
  }
}
