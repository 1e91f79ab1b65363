package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class SumsTest {

  private static final long SEED = 20_240_117;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 15, 16, 17, 127, 128, 129, 143, 257, 1000, 20_003})
  void isAccurate(int n) {
    Random random = new Random(SEED + n);
    double[] a = random.doubles(n + 3, -1, 2).toArray();
    double[] b = random.doubles(n + 5, -3, 1).toArray();
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal dot = BigDecimal.ZERO;
    double sumSize = 0;
    double dotSize = 0;
    for (int i = 0; i < n; i++) {
      sum = sum.add(new BigDecimal(a[i + 2]));
      sumSize += Math.abs(a[i + 2]);
      BigDecimal product = new BigDecimal(a[i + 2]).multiply(new BigDecimal(b[i + 4]));
      dot = dot.add(product);
      dotSize += Math.abs(product.doubleValue());
    }
    // Any value is in at most 16 + 3 + 7 additions of a block and 8 of the recursion.
    double unit = 35 * 0x1p-53;

    assertThat(Sums.pairwise(a, 2, n + 2))
        .as("seed %d", SEED + n)
        .isCloseTo(sum.doubleValue(), within(sumSize * unit));
    assertThat(Sums.dot(a, 2, b, 4, n))
        .as("seed %d", SEED + n)
        .isCloseTo(dot.doubleValue(), within(dotSize * unit));
  }

  @Test
  void addsEachValueOnce() {
    // Sums of small integers are exact, so each value counts.
    for (int n = 0; n <= 600; n++) {
      double[] a = new double[n];
      double[] b = new double[n];
      double sum = 0;
      double dot = 0;
      for (int i = 0; i < n; i++) {
        a[i] = i * i + 1;
        b[i] = i % 7 - 3;
        sum += a[i];
        dot += a[i] * b[i];
      }
      assertThat(Sums.pairwise(a, 0, n)).as("%d values", n).isEqualTo(sum);
      assertThat(Sums.dot(a, 0, b, 0, n)).as("%d values", n).isEqualTo(dot);
      assertThat(Sums.productSum(a, b)).as("%d values", n).isEqualTo(dot);
    }
  }

  @Test
  void isBetterThanAddingInOrder() {
    double[] tenths = new double[1_000_000];
    Arrays.fill(tenths, 0.1);
    double exact = new BigDecimal(tenths[0]).multiply(new BigDecimal(tenths.length)).doubleValue();
    assertThat(Sums.pairwise(tenths, 0, tenths.length)).isCloseTo(exact, within(1e-10));
  }

  @Test
  void dependsOnTheLengthAlone() {
    Random random = new Random(SEED);
    double[] a = random.doubles(1000, -1, 1).toArray();
    double[] ones = new double[1000];
    Arrays.fill(ones, 1);
    double[] shifted = new double[1013];
    System.arraycopy(a, 0, shifted, 13, 1000);
    double sum = Sums.pairwise(a, 0, 1000);
    int different = 0;
    for (int k = 0; k < 20_000; k++) {
      // Compiled code must not differ from interpreted code.
      different += Sums.pairwise(shifted, 13, 1013) == sum ? 0 : 1;
    }
    assertThat(different).isZero();
    assertThat(Sums.dot(shifted, 13, ones, 0, 1000)).isEqualTo(sum);
    assertThat(Sums.dot(ones, 0, shifted, 13, 1000)).isEqualTo(sum);
    assertThat(Sums.productSum(a, ones)).isEqualTo(sum);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 17, 127, 128, 129, 143, 257, 1000})
  void sumsColumnsByTheSameTree(int rows) {
    double[] matrix = new Random(SEED + rows).doubles(3 + rows * 5, -1, 1).toArray();
    double[] out = new double[7];
    Sums.columns(matrix, 3, rows, out, 1, 5, new double[Sums.scratch(rows, 5)]);
    assertThat(out[0]).isZero();
    assertThat(out[6]).isZero();
    for (int j = 0; j < 5; j++) {
      double[] column = new double[rows];
      for (int i = 0; i < rows; i++) {
        column[i] = matrix[3 + 5 * i + j];
      }
      assertThat(bits(out[1 + j])).isEqualTo(bits(Sums.pairwise(column, 0, rows)));
    }
  }

  @Test
  void sumsColumnsOfNoRowsToZero() {
    double[] out = {-0.0, 1, 2};
    Sums.columns(new double[0], 0, 0, out, 0, 2, new double[16]);
    assertThat(out).containsExactly(0, 0, 2);
    assertThat(bits(out[0])).isEqualTo(bits(0.0));
  }

  @Test
  void sumsNothingToZeroAndOneValueToItself() {
    double[] none = {};
    double[] one = {-0.0};
    double[] factor = {1.0};

    assertThat(bits(Sums.pairwise(none, 0, 0))).isEqualTo(bits(0.0));
    assertThat(bits(Sums.pairwise(one, 1, 1))).isEqualTo(bits(0.0));
    assertThat(bits(Sums.dot(none, 0, none, 0, 0))).isEqualTo(bits(0.0));
    assertThat(bits(Sums.productSum(none, none))).isEqualTo(bits(0.0));
    assertThat(bits(Sums.pairwise(one, 0, 1))).isEqualTo(bits(-0.0));
    assertThat(bits(Sums.productSum(factor, one))).isEqualTo(bits(-0.0));
  }

  @Test
  void letsZeroWinInProductSums() {
    double[] factor = new double[300];
    double[] values = new double[300];
    for (int i = 0; i < 300; i++) {
      factor[i] = i % 2;
      values[i] = i % 2 == 0 ? (i % 4 == 0 ? Double.NaN : Double.POSITIVE_INFINITY) : 2;
    }
    assertThat(Sums.productSum(factor, values)).isEqualTo(300);
    factor[298] = -1;
    assertThat(Sums.productSum(factor, values)).isEqualTo(Double.NEGATIVE_INFINITY);
    factor[296] = 1;
    assertThat(Sums.productSum(factor, values)).isNaN();
  }

  @Test
  void checksBounds() {
    double[] a = new double[10];
    assertThatThrownBy(() -> Sums.pairwise(a, 3, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Sums.dot(a, 3, a, 0, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Sums.dot(a, 0, a, 3, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Sums.columns(a, 1, 2, new double[5], 0, 5, new double[40]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Sums.columns(a, 0, 2, new double[5], 1, 5, new double[40]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> Sums.productSum(a, new double[9]));
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
