package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.amax;
import static chainrule.autodiff.Operations.at;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.nn.activations.Activations.logSoftmax;
import static chainrule.nn.activations.Activations.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class SoftmaxTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** The truth in 60 digits; 1 - sᵢ is the sum of the others. */
  private static final class Truth {
    private final Real[] s;

    private Truth(Real[] s) {
      this.s = s;
    }

    static Truth of(double... x) {
      Real[] s = new Real[x.length];
      double max = Arrays.stream(x).max().orElseThrow();
      Real sum = DecimalReal.of(0, 60);
      for (int i = 0; i < x.length; i++) {
        s[i] = sum.number(x[i]).subtract(sum.number(max)).exp();
        sum = sum.add(s[i]);
      }
      for (int i = 0; i < x.length; i++) {
        s[i] = s[i].divide(sum);
      }
      return new Truth(s);
    }

    Real rest(int i) {
      Real sum = s[0].number(0);
      for (int j = 0; j < s.length; j++) {
        sum = j == i ? sum : sum.add(s[j]);
      }
      return sum;
    }

    Real slope(int i, int j) {
      return i == j ? s[i].multiply(rest(i)) : s[i].multiply(s[j]).negate();
    }

    Real logSlope(int i, int j) {
      return i == j ? rest(i) : s[j].negate();
    }

    /** {@code log sᵢ}, near 0 from 1 - sᵢ. */
    Real log(int i) {
      return s[i].doubleValue() > 0.5 ? rest(i).negate().log1p() : s[i].log();
    }
  }

  private interface Entry {
    Real of(int i, int j);
  }

  private static List<double[]> rows() {
    SplittableRandom random = new SplittableRandom(5);
    List<double[]> rows = new ArrayList<>();
    for (double spread : new double[] {1e-300, 1e-3, 1, 10, 100, 700, 1000}) {
      for (int size : new int[] {1, 2, 3, 6, 10, 20, 40}) {
        for (int k = 0; k < 4; k++) {
          rows.add(random.doubles(size, -spread, spread).toArray());
        }
      }
    }
    rows.add(new double[] {0, 0, 0, 0});
    rows.add(new double[] {1, 2, 50});
    rows.add(new double[] {3, 3, -40});
    rows.add(new double[] {0, -740, -745.1});
    rows.add(new double[] {1e6, 1e6 - 37, 5e5});
    return rows;
  }

  private static void assertUlps(double bound, double[] computed, Entry truth, int columns) {
    for (int k = 0; k < computed.length; k++) {
      Real expected = truth.of(k / columns, k % columns);
      assertThat(Ulps.error(computed[k], expected))
          .as("entry %s: %s for %s", k, computed[k], expected)
          .isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void valuesAreAccurate() {
    for (double[] x : rows()) {
      Truth truth = Truth.of(x);
      assertUlps(2, softmax(vector(x), 0).toArray(), (i, j) -> truth.s[j], x.length);
      assertUlps(2, logSoftmax(vector(x), 0).toArray(), (i, j) -> truth.log(j), x.length);
    }
  }

  /** Also the slope of an entry near 1, where {@code s (1 - s)} has no digit right. */
  @Test
  void jacobiansAreAccurateByBothModes() {
    for (double[] x : rows()) {
      Truth truth = Truth.of(x);
      assertUlps(4, reverse(y -> softmax(y, 0), x), truth::slope, x.length);
      assertUlps(4, forward(y -> softmax(y, 0), x), truth::slope, x.length);
      assertUlps(4, reverse(y -> logSoftmax(y, 0), x), truth::logSlope, x.length);
      assertUlps(4, forward(y -> logSoftmax(y, 0), x), truth::logSlope, x.length);
    }
  }

  private static double[] reverse(UnaryOperator<Tensor> f, double... x) {
    return jacobian(f).apply(vector(x)).toArray();
  }

  private static double[] forward(UnaryOperator<Tensor> f, double... x) {
    Tensor[] columns = new Tensor[x.length];
    for (int j = 0; j < x.length; j++) {
      double[] unit = new double[x.length];
      unit[j] = 1;
      columns[j] = jvp(f, vector(x), vector(unit)).tangent();
    }
    return transpose(chainrule.autodiff.Operations.stack(0, columns)).toArray();
  }

  @Test
  void hessiansOfTheLogarithmAreTheNegativeJacobian() {
    for (double[] x : rows()) {
      if (x.length <= 3) {
        Truth truth = Truth.of(x);
        double[] computed = hessian(y -> at(logSoftmax(y, 0), 0)).apply(vector(x)).toArray();
        assertUlps(16, computed, (i, j) -> truth.slope(i, j).negate(), x.length);
      }
    }
  }

  /** {@code ∂²sₖ/∂xᵢ∂xⱼ = sₖ (dᵢ dⱼ - ∂sᵢ/∂xⱼ)} with {@code d = ∂ log sₖ/∂x}. */
  @Test
  void secondDerivativesAreAccurateWhereTheyDoNotCancel() {
    int checked = 0;
    for (double[] x : rows()) {
      for (int k = 0; x.length <= 3 && k < x.length; k++) {
        int entry = k;
        Truth truth = Truth.of(x);
        UnaryOperator<Tensor> f = y -> at(softmax(y, 0), entry);
        double[] forward = hessian(f).apply(vector(x)).toArray();
        double[] reverse = jacobian(grad(f)).apply(vector(x)).toArray();
        for (int n = 0; n < forward.length; n++) {
          int i = n / x.length;
          int j = n % x.length;
          Real product = truth.logSlope(k, i).multiply(truth.logSlope(k, j));
          Real bend = product.subtract(truth.slope(i, j));
          if (Math.abs(bend.doubleValue()) > 0.25 * Math.abs(product.doubleValue())) {
            Real expected = truth.s[k].multiply(bend);
            assertThat(Ulps.error(forward[n], expected)).isLessThanOrEqualTo(16);
            assertThat(Ulps.error(reverse[n], expected)).isLessThanOrEqualTo(16);
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(500);
  }

  @Test
  void theJacobianIsDiagonalMinusOuterProduct() {
    double[] s = softmax(vector(1, 2, 3), 0).toArray();
    Tensor jacobian = jacobian(x -> softmax(x, 0)).apply(vector(1, 2, 3));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double closed = (i == j ? s[i] : 0) - s[i] * s[j];
        assertThat(Math.abs(jacobian.get(i, j) - closed)).isLessThanOrEqualTo(4 * Math.ulp(closed));
      }
    }
  }

  @Test
  void doesNotOverflowAndIgnoresAShift() {
    assertThat(softmax(vector(1000, 1001), 0).toArray())
        .isEqualTo(softmax(vector(0, 1), 0).toArray());
    assertThat(logSoftmax(vector(-1e308, 0), 0).toArray()).containsExactly(-1e308, 0);
    assertThat(NaiveActivations.softmax(vector(1000, 1001), 0).toArray()).containsOnly(Double.NaN);
  }

  @Test
  void hasItsLimitsAtTheInfinities() {
    assertThat(softmax(vector(1, -INFINITY, 1), 0).toArray()).containsExactly(0.5, 0, 0.5);
    assertThat(softmax(vector(1, INFINITY, 1), 0).toArray()).containsExactly(0, 1, 0);
    assertThat(softmax(vector(-INFINITY), 0).toArray()).containsExactly(1);
    assertThat(softmax(vector(INFINITY, 1, INFINITY), 0).toArray()).containsExactly(0.5, 0, 0.5);
    assertThat(softmax(vector(-INFINITY, -INFINITY), 0).toArray()).containsExactly(0.5, 0.5);
    assertThat(logSoftmax(vector(INFINITY, 1, INFINITY), 0).toArray())
        .containsExactly(-Math.log(2), -INFINITY, -Math.log(2));
    assertThat(logSoftmax(vector(0, -INFINITY), 0).toArray()).containsExactly(0, -INFINITY);
    assertThat(logSoftmax(vector(0, INFINITY), 0).toArray()).containsExactly(-INFINITY, 0);
    assertThat(jacobian(x -> softmax(x, 0)).apply(vector(1, INFINITY, 1)).toArray())
        .doesNotContain(Double.NaN);
    assertThat(jacobian(x -> softmax(x, 0)).apply(vector(1, -INFINITY, 1)).toArray())
        .doesNotContain(Double.NaN);
  }

  @Test
  void nanGivesNanInItsRowOnly() {
    Tensor x = Tensor.matrix(new double[] {1, Double.NaN}, new double[] {1, 1});
    for (Tensor y : List.of(softmax(x, 1), grad(z -> sum(softmax(z, 1).square())).apply(x))) {
      assertThat(y.at(0).toArray()).containsOnly(Double.NaN);
      assertThat(y.at(1).toArray()).doesNotContain(Double.NaN);
    }
    assertThat(logSoftmax(x, 1).at(0).toArray()).containsOnly(Double.NaN);
  }

  @Test
  void worksAlongAnyAxis() {
    Tensor x = Tensor.normal(Tensor.shape(3, 4, 5), 3);
    for (int axis = -3; axis < 3; axis++) {
      double[] sums = sum(softmax(x, axis), axis).toArray();
      assertThat(sums).hasSize(60 / x.shape().size(axis));
      assertThat(Arrays.stream(sums).map(one -> Math.abs(one - 1)).max().orElseThrow())
          .isLessThan(1e-15);
      Tensor difference = logSoftmax(x, axis).exp().subtract(softmax(x, axis));
      assertThat(amax(difference.abs()).value()).isLessThan(1e-15);
    }
    assertThat(softmax(x, 1).at(2).toArray()).isEqualTo(softmax(x.at(2), 0).toArray());
  }

  @Test
  void refusesAxesThatAreNotThereOrEmpty() {
    assertThatThrownBy(() -> softmax(vector(1, 2), 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("softmax", "[2]", "no axis 1");
    assertThatThrownBy(() -> logSoftmax(Tensor.scalar(1), 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("logSoftmax", "no axis 0");
    assertThatThrownBy(() -> softmax(Tensor.zeros(2, 0), 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("softmax", "[2, 0]", "empty");
  }
}
