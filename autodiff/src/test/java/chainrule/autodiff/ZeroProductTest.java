package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In the chain rule a factor of zero wins, whatever the other one is. */
@Tag("fast")
class ZeroProductTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  @Test
  void zeroTimesAnythingIsZero() {
    double[] others = {0, 1, -3, INFINITY, -INFINITY, NAN};
    for (double other : others) {
      for (double zero : new double[] {0.0, -0.0}) {
        assertThat(absoluteZeroMultiply(scalar(zero), scalar(other)).value()).isZero();
        assertThat(absoluteZeroMultiply(scalar(other), scalar(zero)).value()).isZero();
        assertThat(absoluteZeroMultiply(vector(zero, zero), scalar(other)).toArray())
            .usingComparatorWithPrecision(0.0)
            .containsOnly(0);
      }
    }
    assertThat(absoluteZeroMultiply(scalar(NAN), scalar(2)).value()).isNaN();
    assertThat(absoluteZeroMultiply(scalar(2), scalar(INFINITY)).value()).isEqualTo(INFINITY);
    assertThat(absoluteZeroMultiply(vector(2, 3), vector(4, 5)).toArray()).containsExactly(8, 15);
  }

  @Test
  void itsDerivativesAreTheFactorsAlsoWhereOneIsZero() {
    UnaryOperator<Tensor> product = v -> absoluteZeroMultiply(v.at(0), v.at(1));
    assertThat(grad(product).apply(vector(0, 7)).toArray()).containsExactly(7, 0);
    assertThat(grad(product).apply(vector(7, 0)).toArray()).containsExactly(0, 7);
    assertThat(grad(product).apply(vector(0, 0)).toArray()).containsExactly(0, 0);
    assertThat(hessian(product).apply(vector(0, 0)).toArray()).containsExactly(0, 1, 1, 0);
    assertThat(hessian(product).apply(vector(0, 3)).toArray()).containsExactly(0, 1, 1, 0);
    assertThat(grad(product).apply(vector(0, INFINITY)).toArray()).containsExactly(INFINITY, 0);
  }

  @Test
  void hessiansAreRightWhereAnInnerDerivativeVanishes() {
    // d²/dx² of (x²)² is 12 x², of sin(x²) at 0 is 2
    assertThat(derivative(x -> sin(square(x)), 2).apply(scalar(0)).value()).isEqualTo(2);
    assertThat(grad(grad(x -> sin(square(x)))).apply(scalar(0)).value()).isEqualTo(2);
    assertThat(hessian(v -> multiply(v.at(0), square(v.at(1)))).apply(vector(0, 0)).toArray())
        .containsOnly(0);
    UnaryOperator<Tensor> f = v -> exp(multiply(v.at(0), v.at(1)));
    assertThat(hessian(f).apply(vector(0, 0)).toArray()).containsExactly(0, 1, 1, 0);
  }

  /** Functions with a branch that is not taken at 0 or below and would poison the derivative. */
  private static void isNotPoisoned(
      UnaryOperator<Tensor> f, double at, double first, double second) {
    Tensor x = scalar(at);
    assertThat(grad(f).apply(x).value()).isEqualTo(first);
    assertThat(jvp(f, x, scalar(1)).tangent().value()).isEqualTo(first);
    assertThat(derivative(f, 2).apply(x).value()).isEqualTo(second);
    assertThat(grad(grad(f)).apply(x).value()).isEqualTo(second);
    assertThat(jvp(grad(f), x, scalar(1)).tangent().value()).isEqualTo(second);
    Tensor xs = vector(at, at, 1);
    double[] slopes = grad(v -> sum(f.apply(v))).apply(xs).toArray();
    assertThat(slopes[0]).isEqualTo(first);
    assertThat(slopes[1]).isEqualTo(first);
    double[] bends = derivative(f, 2).apply(xs).toArray();
    assertThat(bends[0]).isEqualTo(second);
    double[] hvp = jvp(grad(v -> sum(f.apply(v))), xs, vector(1, 1, 1)).tangent().toArray();
    assertThat(hvp[0]).isEqualTo(second);
  }

  @Test
  void branchesThatAreNotTakenDoNoHarm() {
    isNotPoisoned(x -> where(greater(x, 0), sqrt(x), multiply(3, square(x))), 0, 0, 6);
    isNotPoisoned(x -> where(greater(x, 0), log(x), multiply(3, square(x))), 0, 0, 6);
    isNotPoisoned(x -> where(greater(x, 0), log(x), square(x)), -2, -4, 2);
    isNotPoisoned(x -> where(greater(x, 0), divide(1, x), x), 0, 1, 0);
    isNotPoisoned(x -> where(equal(x, 0), 1, divide(sin(x), x)), 0, 0, 0);
    isNotPoisoned(x -> where(less(x, 700), square(x), exp(multiply(x, x))), 30, 60, 2);
    isNotPoisoned(x -> where(lessOrEqual(x, 0), square(x), pow(x, -0.5)), 0, 0, 2);
    isNotPoisoned(x -> where(lessOrEqual(x, 0), square(x), exp(divide(1, x))), 0, 0, 2);
    isNotPoisoned(
        x -> where(greater(x, 0), sqrt(log(x)), where(less(x, 0), square(x), x)), -1, -2, 2);
  }

  @Test
  void aZeroCotangentStopsAtWhatIsInfiniteOrNone() {
    assertThat(grad(x -> multiply(0, sqrt(x))).apply(scalar(0)).value()).isZero();
    assertThat(jvp(x -> multiply(0, sqrt(x)), scalar(0), scalar(1)).tangent().value()).isZero();
  }

  @Test
  void matrixProductsRepairTheirEntries() {
    UnaryOperator<Tensor> f =
        x -> sum(matmul(matrix(new double[] {0, 0}, new double[] {1, 2}), sqrt(x)));
    Tensor at = matrix(new double[] {4, 9}, new double[] {1, 16});
    assertThat(grad(f).apply(at).toArray()).containsExactly(0.25, 1 / 6.0, 1, 0.25);
  }
}
