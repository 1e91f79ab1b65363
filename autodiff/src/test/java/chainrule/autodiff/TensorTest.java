package chainrule.autodiff;

import static chainrule.autodiff.Tensor.full;
import static chainrule.autodiff.Tensor.identity;
import static chainrule.autodiff.Tensor.linspace;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.ones;
import static chainrule.autodiff.Tensor.range;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.uniform;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class TensorTest {
  private static final Tensor MATRIX = matrix(new double[] {1, 2, 3}, new double[] {4, 5, 6});

  @Test
  void isMadeFromNumbers() {
    assertThat(scalar(2.5).value()).isEqualTo(2.5);
    assertThat(scalar(2.5).shape()).isEqualTo(shape());
    assertThat(vector(1, 2).toArray()).containsExactly(1, 2);
    assertThat(vector(1, 2).shape()).isEqualTo(shape(2));
    assertThat(vector().shape()).isEqualTo(shape(0));
    assertThat(MATRIX.shape()).isEqualTo(shape(2, 3));
    assertThat(MATRIX.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(matrix().shape()).isEqualTo(shape(0, 0));
    assertThat(Tensor.of(shape(3, 2), 1, 2, 3, 4, 5, 6).get(2, 0)).isEqualTo(5);
    assertThat(Tensor.of(shape(), 7).value()).isEqualTo(7);
  }

  @Test
  void isMadeFromAShape() {
    assertThat(zeros(2, 2).toArray()).containsExactly(0, 0, 0, 0);
    assertThat(zeros().value()).isZero();
    assertThat(ones(3).toArray()).containsExactly(1, 1, 1);
    assertThat(ones(shape()).value()).isEqualTo(1);
    assertThat(full(shape(2), -4).toArray()).containsExactly(-4, -4);
    assertThat(identity(3).toArray()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(range(4).toArray()).containsExactly(0, 1, 2, 3);
    assertThat(range(0).shape()).isEqualTo(shape(0));
  }

  @Test
  void linspaceHasBothEndsExactlyAndEqualSteps() {
    assertThat(linspace(0, 1, 5).toArray()).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(linspace(0.1, 0.7, 2).toArray()).containsExactly(0.1, 0.7);
    double[] wide = linspace(-Double.MAX_VALUE, Double.MAX_VALUE, 3).toArray();
    assertThat(wide).containsExactly(-Double.MAX_VALUE, 0, Double.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "-1, 1",
    "0.1, 0.10000000000000003",
    "3, -7",
    "-1e308, 1.7e308",
    "1e-320, 2e-320",
    "-1e-300, 1e300"
  })
  void linspaceNeitherTurnsBackNorLeavesItsEndsAndIsTheSameFromBothSides(double a, double b) {
    for (int count = 2; count < 200; count++) {
      double[] there = linspace(a, b, count).toArray();
      double[] mirrored = linspace(-b, -a, count).toArray();
      double sign = Math.signum(b - a);
      for (int i = 0; i < count; i++) {
        assertThat(sign * there[i]).isBetween(sign * a, sign * b);
        assertThat(there[i] == -mirrored[count - 1 - i] || 2 * i == count - 1).isTrue();
        if (i > 0) {
          assertThat(sign * (there[i] - there[i - 1]) >= 0).isTrue();
        }
      }
      assertThat(there[0]).isEqualTo(a);
      assertThat(there[count - 1]).isEqualTo(b);
    }
  }

  @Test
  void linspaceRefusesFewerThanTwoNumbersAndEndsThatAreNotFinite() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> linspace(0, 1, 1))
        .withMessage("linspace: needs two finite ends and at least 2 numbers; got 0.0, 1.0, 1");
    assertThatExceptionOfType(ShapeException.class).isThrownBy(() -> linspace(Double.NaN, 1, 3));
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> linspace(0, Double.POSITIVE_INFINITY, 3));
  }

  @Test
  void randomNumbersAreReproducibleBySeed() {
    assertThat(normal(shape(3, 4), 5).toArray()).isEqualTo(normal(shape(12), 5).toArray());
    assertThat(normal(shape(12), 6).toArray()).isNotEqualTo(normal(shape(12), 5).toArray());
    assertThat(uniform(shape(12), 5).toArray()).isEqualTo(uniform(shape(12), 5).toArray());
    assertThat(uniform(shape(12), 6).toArray()).isNotEqualTo(uniform(shape(12), 5).toArray());
  }

  @Test
  void randomNumbersHaveTheMomentsOfTheirDistribution() {
    double[] normal = normal(shape(100_000), 1).toArray();
    assertThat(Arrays.stream(normal).average().orElseThrow()).isCloseTo(0, within(0.02));
    assertThat(Arrays.stream(normal).map(x -> x * x).average().orElseThrow())
        .isCloseTo(1, within(0.03));
    double[] uniform = uniform(shape(100_000), 1).toArray();
    assertThat(Arrays.stream(uniform).average().orElseThrow()).isCloseTo(0.5, within(0.01));
    assertThat(Arrays.stream(uniform).allMatch(x -> x >= 0 && x < 1)).isTrue();
  }

  @Test
  void isImmutable() {
    double[] entries = {1, 2};
    double[] row = {3, 4};
    Tensor vector = vector(entries);
    Tensor shaped = Tensor.of(shape(2), entries);
    Tensor rows = matrix(row);
    entries[0] = 9;
    row[0] = 9;
    vector.toArray()[1] = 9;
    assertThat(vector.toArray()).containsExactly(1, 2);
    assertThat(shaped.toArray()).containsExactly(1, 2);
    assertThat(rows.toArray()).containsExactly(3, 4);
  }

  @Test
  void isReadByIndex() {
    assertThat(MATRIX.get(1, 2)).isEqualTo(6);
    assertThat(MATRIX.get(-1, -3)).isEqualTo(4);
    assertThat(MATRIX.at(1).toArray()).containsExactly(4, 5, 6);
    assertThat(MATRIX.at(0, -1).value()).isEqualTo(3);
    assertThat(scalar(3).get()).isEqualTo(3);
    assertThat(ones(1, 1).value()).isEqualTo(1);
  }

  @Test
  void refusesToBeReadWhereThereIsNothing() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(MATRIX::value)
        .withMessage(
            "value: a tensor of shape [2, 3] is not one number; use get(i, j), toArray() or at(i)");
    assertThatExceptionOfType(ShapeException.class).isThrownBy(vector()::value);
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> MATRIX.get(2, 0))
        .withMessage(
            "get: index 2 is out of range along axis 0 of shape [2, 3]; "
                + "indices are 0 to 1 (or -1 to -2)");
    assertThatExceptionOfType(ShapeException.class).isThrownBy(() -> MATRIX.get(0, -4));
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> MATRIX.get(1))
        .withMessage("get: shape [2, 3] needs 2 indices, got [1]");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> vector().get(0))
        .withMessage("get: index 0 is out of range along axis 0 of shape [0], which is empty");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> MATRIX.at(0, 0, 0))
        .withMessage("at: shape [2, 3] has 2 axes, but the index [0, 0, 0] names 3");
  }

  @Test
  void refusesRaggedRowsAndAWrongNumberOfEntries() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> matrix(new double[] {1, 2}, new double[] {3}))
        .withMessage("matrix: row 1 has 1 entries, row 0 has 2");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Tensor.of(shape(2, 2), 1, 2, 3))
        .withMessage("of: shape [2, 2] has 4 entries, but 3 are given");
  }

  @Test
  void printsLikeNumpy() {
    assertThat(scalar(0.1)).hasToString("0.1");
    assertThat(scalar(-0.0)).hasToString("-0");
    assertThat(scalar(3)).hasToString("3");
    assertThat(scalar(1e15)).hasToString("1.0E15");
    assertThat(scalar(999_999_999_999_999.0)).hasToString("999999999999999");
    assertThat(vector(1, 2.5, Double.NaN, Double.NEGATIVE_INFINITY))
        .hasToString("[1, 2.5, NaN, -Infinity]");
    assertThat(matrix(new double[] {1, -20}, new double[] {300, 4}))
        .hasToString("[[  1, -20],\n [300,   4]]");
    assertThat(range(8).reshape(2, 2, 2))
        .hasToString("[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]]");
    assertThat(vector()).hasToString("[]");
    assertThat(zeros(2, 0)).hasToString("[[],\n []]");
  }

  @Test
  void leavesOutTheMiddleOfLongAxes() {
    assertThat(range(1000).toString()).doesNotContain("…").hasSize(4888 + 2);
    assertThat(range(1001)).hasToString("[0, 1, 2, …, 998, 999, 1000]");
    assertThat(range(2002).reshape(2, 1001))
        .hasToString(
            "[[   0,    1,    2, …,  998,  999, 1000],\n"
                + " [1001, 1002, 1003, …, 1999, 2000, 2001]]");
    assertThat(zeros(7, 200).toString().lines()).hasSize(7).anyMatch(line -> line.contains("…"));
    assertThat(zeros(6, 200).toString().lines()).hasSize(6);
    assertThat(ones(200, 6).toString())
        .isEqualTo(
            """
            [[1, 1, 1, 1, 1, 1],
             [1, 1, 1, 1, 1, 1],
             [1, 1, 1, 1, 1, 1],
             …,
             [1, 1, 1, 1, 1, 1],
             [1, 1, 1, 1, 1, 1],
             [1, 1, 1, 1, 1, 1]]\
            """);
  }

  @Test
  void printsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(vector(0.5, 1234567.25)).hasToString("[0.5, 1234567.25]");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void hasTheCommonestOperationsAsMethods() {
    Tensor x = vector(1, 4);
    Tensor y = vector(2, 8);
    assertThat(x.add(y).toArray()).containsExactly(3, 12);
    assertThat(x.add(1).toArray()).containsExactly(2, 5);
    assertThat(x.subtract(y).toArray()).containsExactly(-1, -4);
    assertThat(x.subtract(1).toArray()).containsExactly(0, 3);
    assertThat(x.multiply(y).toArray()).containsExactly(2, 32);
    assertThat(x.multiply(3).toArray()).containsExactly(3, 12);
    assertThat(x.divide(y).toArray()).containsExactly(0.5, 0.5);
    assertThat(x.divide(4).toArray()).containsExactly(0.25, 1);
    assertThat(x.negate().toArray()).containsExactly(-1, -4);
    assertThat(x.reciprocal().toArray()).containsExactly(1, 0.25);
    assertThat(x.negate().abs().toArray()).containsExactly(1, 4);
    assertThat(x.square().toArray()).containsExactly(1, 16);
    assertThat(x.sqrt().toArray()).containsExactly(1, 2);
    assertThat(x.pow(3).toArray()).containsExactly(1, 64);
    assertThat(x.exp().log().toArray()).containsExactly(1, 4);
    assertThat(zeros(1).sin().toArray()).containsExactly(0);
    assertThat(zeros(1).cos().toArray()).containsExactly(1);
    assertThat(zeros(1).tanh().toArray()).containsExactly(0);
    assertThat(x.sum().value()).isEqualTo(5);
    assertThat(MATRIX.sum(0).toArray()).containsExactly(5, 7, 9);
    assertThat(MATRIX.mean(1).toArray()).containsExactly(2, 5);
    assertThat(MATRIX.reshape(3, 2).toArray()).isEqualTo(MATRIX.toArray());
    assertThat(MATRIX.transpose().toArray()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(MATRIX.matmul(MATRIX.transpose()).toArray()).containsExactly(14, 32, 32, 77);
  }
}
