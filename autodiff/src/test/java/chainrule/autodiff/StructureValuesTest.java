package chainrule.autodiff;

import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.ones;
import static chainrule.autodiff.Tensor.range;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What reductions and the operations that move entries give, as numpy gives it. */
@Tag("fast")
class StructureValuesTest {
  private static final Tensor CUBE = range(24).reshape(2, 3, 4);
  private static final Tensor MATRIX = matrix(new double[] {1, 2, 3}, new double[] {4, 5, 6});

  private static void holds(Tensor tensor, Shape shape, double... entries) {
    assertThat(tensor.shape()).isEqualTo(shape);
    assertThat(tensor.toArray()).containsExactly(entries);
  }

  @Test
  void sumsOverAxes() {
    holds(sum(MATRIX), shape(), 21);
    holds(sum(MATRIX, 0), shape(3), 5, 7, 9);
    holds(sum(MATRIX, -1), shape(2), 6, 15);
    holds(sumKeep(MATRIX, 1), shape(2, 1), 6, 15);
    holds(sumKeep(MATRIX), shape(1, 1), 21);
    holds(sum(CUBE, 0, 2), shape(3), 60, 92, 124);
    holds(sum(CUBE, 1), shape(2, 4), 12, 15, 18, 21, 48, 51, 54, 57);
    holds(sum(scalar(4)), shape(), 4);
    holds(sum(zeros(0, 3), 0), shape(3), 0, 0, 0);
    holds(mean(MATRIX), shape(), 3.5);
    holds(mean(MATRIX, 0), shape(3), 2.5, 3.5, 4.5);
    holds(meanKeep(MATRIX, 1), shape(2, 1), 2, 5);
  }

  @Test
  void findsExtremes() {
    Tensor x = matrix(new double[] {3, 9, -1}, new double[] {7, 2, 7});
    holds(amax(x), shape(), 9);
    holds(amax(x, 0), shape(3), 7, 9, 7);
    holds(amaxKeep(x, 1), shape(2, 1), 9, 7);
    holds(amin(x), shape(), -1);
    holds(amin(x, 1), shape(2), -1, 2);
    holds(aminKeep(x, 0), shape(1, 3), 3, 2, -1);
    holds(argmax(x, 1), shape(2), 1, 0);
    holds(argmin(x, 0), shape(3), 0, 1, 0);
    holds(amax(scalar(-2)), shape(), -2);
    holds(amax(vector(-0.0, 0.0)), shape(), 0.0);
  }

  @Test
  void multipliesOverAxes() {
    holds(prod(MATRIX), shape(), 720);
    holds(prod(MATRIX, 0), shape(3), 4, 10, 18);
    holds(prod(MATRIX, 1), shape(2), 6, 120);
    holds(prod(scalar(5)), shape(), 5);
    holds(prod(zeros(0)), shape(), 1);
    holds(prod(zeros(2, 0), 1), shape(2), 1, 1);
    holds(prodKeep(MATRIX), shape(1, 1), 720);
    holds(prodKeep(MATRIX, 0), shape(1, 3), 4, 10, 18);
    holds(prodKeep(MATRIX, -1), shape(2, 1), 6, 120);
    holds(prodKeep(CUBE, 0, 2), shape(1, 3, 1), 0, 840.0 * 93024, 7920.0 * 212520);
    holds(prodKeep(scalar(5)), shape(), 5);
    holds(prodKeep(zeros(2, 0), 1), shape(2, 1), 1, 1);
  }

  @Test
  void takesNormsAndLogSumsOfExponentialsWithoutOverflow() {
    holds(norm(vector(3, 4)), shape(), 5);
    holds(norm(vector(3e300, 4e300)), shape(), 5e300);
    assertThat(norm(vector(3e-320, 4e-320)).value()).isEqualTo(5e-320);
    holds(norm(matrix(new double[] {3, 0}, new double[] {4, -2}), 0), shape(2), 5, 2);
    holds(norm(scalar(-3)), shape(), 3);
    Tensor x = matrix(new double[] {3, 0}, new double[] {4, -2});
    holds(normKeep(x, 0), shape(1, 2), 5, 2);
    holds(normKeep(x, 1), shape(2, 1), 3, Math.sqrt(20));
    holds(normKeep(vector(3, 4)), shape(1), 5);
    holds(normKeep(scalar(-3)), shape(), 3);
    assertThat(logSumExp(vector(1000, 1000)).value()).isCloseTo(1000 + Math.log(2), within(1e-12));
    holds(logSumExp(vector(-1000)), shape(), -1000);
    assertThat(logSumExp(MATRIX, 1).toArray()[0]).isCloseTo(3.4076059644443806, within(1e-15));
    assertThat(logSumExpKeep(MATRIX, 0).shape()).isEqualTo(shape(1, 3));
    double infinite = Double.NEGATIVE_INFINITY;
    holds(logSumExp(vector(infinite, infinite)), shape(), infinite);
    holds(logSumExp(vector(infinite, 2)), shape(), 2);
  }

  @Test
  void accumulates() {
    holds(cumsum(vector(1, 2, 3), 0), shape(3), 1, 3, 6);
    holds(cumsum(MATRIX, 0), shape(2, 3), 1, 2, 3, 5, 7, 9);
    holds(cumsum(MATRIX, 1), shape(2, 3), 1, 3, 6, 4, 9, 15);
    holds(new CumulativeSum(0, true).apply(MATRIX), shape(2, 3), 5, 7, 9, 4, 5, 6);
    holds(new CumulativeSum(1, true).apply(MATRIX), shape(2, 3), 6, 5, 3, 15, 11, 6);
    holds(cumsum(zeros(0, 2), 0), shape(0, 2));
  }

  @Test
  void reshapesAndTransposes() {
    holds(reshape(MATRIX, shape(3, 2)), shape(3, 2), 1, 2, 3, 4, 5, 6);
    assertThat(reshape(MATRIX, shape(2, 3))).isSameAs(MATRIX);
    holds(transpose(MATRIX), shape(3, 2), 1, 4, 2, 5, 3, 6);
    holds(transpose(transpose(MATRIX), 0, 1), shape(3, 2), 1, 4, 2, 5, 3, 6);
    Tensor turned = transpose(CUBE, 2, 0, 1);
    assertThat(turned.shape()).isEqualTo(shape(4, 2, 3));
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < 3; k++) {
          assertThat(turned.get(i, j, k)).isEqualTo(CUBE.get(j, k, i));
        }
      }
    }
    holds(transpose(scalar(3)), shape(), 3);
  }

  @Test
  void repeats() {
    holds(expand(vector(1, 2), 0, 3), shape(3, 2), 1, 2, 1, 2, 1, 2);
    holds(expand(vector(1, 2), 1, 3), shape(2, 3), 1, 1, 1, 2, 2, 2);
    holds(expand(vector(1, 2), -1, 2), shape(2, 2), 1, 1, 2, 2);
    holds(expand(scalar(7), shape(2, 1)), shape(2, 1), 7, 7);
    holds(expand(matrix(new double[] {1}, new double[] {2}), shape(2, 2)), shape(2, 2), 1, 1, 2, 2);
    holds(expand(vector(1, 2), 0, 0), shape(0, 2));
  }

  @Test
  void slicesAndFlips() {
    holds(slice(vector(0, 1, 2, 3, 4), 0, 1, 4), shape(3), 1, 2, 3);
    holds(slice(vector(0, 1, 2, 3, 4), 0, -3, -1), shape(2), 2, 3);
    holds(slice(vector(0, 1, 2, 3, 4), 0, 0, 5, 2), shape(3), 0, 2, 4);
    holds(slice(vector(0, 1, 2, 3, 4), 0, 1, 5, 3), shape(2), 1, 4);
    holds(slice(MATRIX, 1, 1, 3), shape(2, 2), 2, 3, 5, 6);
    holds(slice(MATRIX, 0, 1, 1), shape(0, 3));
    holds(flip(MATRIX, 0), shape(2, 3), 4, 5, 6, 1, 2, 3);
    holds(flip(MATRIX, -1), shape(2, 3), 3, 2, 1, 6, 5, 4);
    holds(flip(zeros(0), 0), shape(0));
  }

  @Test
  void aHugeStepTakesTheFirstEntryOnly() {
    holds(slice(vector(7, 8, 9), 0, 0, 3, Integer.MAX_VALUE), shape(1), 7);
  }

  @Test
  void padsConcatenatesAndStacks() {
    holds(pad(vector(1, 2), 0, 1, 2), shape(5), 0, 1, 2, 0, 0);
    holds(pad(MATRIX, 1, 0, 1), shape(2, 4), 1, 2, 3, 0, 4, 5, 6, 0);
    holds(concatenate(0, vector(1), vector(2, 3)), shape(3), 1, 2, 3);
    holds(concatenate(-1, MATRIX, ones(2, 1)), shape(2, 4), 1, 2, 3, 1, 4, 5, 6, 1);
    holds(concatenate(0, List.of(MATRIX)), shape(2, 3), 1, 2, 3, 4, 5, 6);
    holds(stack(0, vector(1, 2), vector(3, 4)), shape(2, 2), 1, 2, 3, 4);
    holds(stack(1, vector(1, 2), vector(3, 4)), shape(2, 2), 1, 3, 2, 4);
    holds(stack(-1, List.of(scalar(1), scalar(2))), shape(2), 1, 2);
  }

  @Test
  void movingEntriesKeepsTheSignOfZero() {
    Tensor x = vector(-0.0, 0.0, 1);
    holds(concatenate(0, x, vector(-0.0)), shape(4), -0.0, 0.0, 1, -0.0);
    holds(stack(1, x, negate(x)), shape(3, 2), -0.0, 0.0, 0.0, -0.0, 1, -1);
    holds(pad(x, 0, 1, 1), shape(5), 0.0, -0.0, 0.0, 1, 0.0);
    holds(diag(vector(-0.0, 1)), shape(2, 2), -0.0, 0.0, 0.0, 1);
    holds(diag(diag(vector(-0.0, 1))), shape(2), -0.0, 1);
    holds(flip(x, 0), shape(3), 1, 0.0, -0.0);
    holds(gather(x, vector(0)), shape(1), -0.0);
    // holds tells the zeros apart
    assertThat(Double.compare(concatenate(0, x).get(0), -0.0)).isZero();
  }

  @Test
  void readsAndPlacesDiagonals() {
    holds(diag(vector(1, 2)), shape(2, 2), 1, 0, 0, 2);
    holds(diag(matrix(new double[] {1, 2}, new double[] {3, 4})), shape(2), 1, 4);
    holds(diag(MATRIX), shape(2), 1, 5);
    holds(diag(transpose(MATRIX)), shape(2), 1, 5);
  }

  @Test
  void gathersAndScatters() {
    holds(gather(vector(10, 20, 30), vector(2, 0, 2)), shape(3), 30, 10, 30);
    holds(gather(MATRIX, vector(1)), shape(1, 3), 4, 5, 6);
    holds(gather(MATRIX, scalar(1)), shape(3), 4, 5, 6);
    holds(
        gather(vector(10, 20), matrix(new double[] {0, 1}, new double[] {1, 1})),
        shape(2, 2),
        10,
        20,
        20,
        20);
    holds(scatterAdd(vector(1, 2, 3), vector(2, 0, 2), 4), shape(4), 2, 0, 4, 0);
    holds(scatterAdd(MATRIX, vector(0, 0), 2), shape(2, 3), 5, 7, 9, 0, 0, 0);
    holds(scatterAdd(scalar(5), scalar(1), 3), shape(3), 0, 5, 0);
  }

  @Test
  void sumsPairwise() {
    double[] ones = new double[1 << 20];
    Arrays.fill(ones, 0.1);
    assertThat(sum(vector(ones)).value()).isCloseTo(104857.6, within(2e-11));
  }
}
