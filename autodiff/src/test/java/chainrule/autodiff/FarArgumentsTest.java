package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives at the far ends of the doubles, where a formula overflows or cancels first. */
@Tag("fast")
class FarArgumentsTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static double slope(UnaryOperator<Tensor> f, double x) {
    double reverse = grad(f).apply(scalar(x)).value();
    double forward = derivative(f).apply(scalar(x)).value();
    assertThat(forward).isEqualTo(reverse);
    double entry = grad(v -> sum(f.apply(v))).apply(vector(x, 1)).get(0);
    assertThat(entry).isEqualTo(reverse);
    return reverse;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1000, -1000, 1e15, 1e18, -1e18, 1e300})
  void equalPartsOfALogSumOfExponentialsHaveEqualSlopes(double x) {
    assertThat(grad(v -> logSumExp(v)).apply(vector(x, x)).toArray()).containsExactly(0.5, 0.5);
    assertThat(Derivatives.jvp(v -> logSumExp(v), vector(x, x), vector(1, 0)).tangent().value())
        .isEqualTo(0.5);
    assertThat(grad(v -> sum(logSumExp(v, 0))).apply(Tensor.full(Shape.of(2, 3), x)).toArray())
        .containsOnly(0.5);
  }

  @Test
  void theInverseTangentFarOut() {
    assertThat(slope(x -> atan(x), 1e155)).isCloseTo(1e-310, within(2 * Double.MIN_VALUE));
    assertThat(slope(x -> atan(x), -1e155)).isCloseTo(1e-310, within(2 * Double.MIN_VALUE));
    assertThat(slope(x -> atan(x), 1e100)).isCloseTo(1e-200, within(1e-215));
    assertThat(slope(x -> atan(x), INFINITE)).isZero();
    assertThat(derivative(x -> atan(x), 2).apply(scalar(1e90)).value())
        .isCloseTo(-2e-270, within(1e-284));
    assertThat(grad(grad(x -> atan(x))).apply(scalar(-1e90)).value())
        .isCloseTo(2e-270, within(1e-284));
  }

  @ParameterizedTest
  @CsvSource({
    "Infinity, 1, 1, 0",
    "-Infinity, 1, -1, 0",
    "1, Infinity, 0, 1",
    "Infinity, Infinity, 0.7071067811865476, 0.7071067811865476",
    "Infinity, -Infinity, 0.7071067811865476, -0.7071067811865476",
    "-Infinity, -Infinity, -0.7071067811865476, -0.7071067811865476",
    "1e308, 1e308, 0.7071067811865476, 0.7071067811865476",
    "3e-320, 4e-320, 0.6, 0.8",
    "5e-324, 0, 1, 0",
    "0, 0, 0, 0"
  })
  void theLengthOfAPoint(double a, double b, double inA, double inB) {
    double[] slopes = grad(p -> hypot(p.at(0), p.at(1))).apply(vector(a, b)).toArray();
    assertThat(slopes[0]).isCloseTo(inA, within(3e-16));
    assertThat(slopes[1]).isCloseTo(inB, within(3e-16));
    assertThat(slope(x -> hypot(x, b), a)).isEqualTo(slopes[0]);
    assertThat(slope(y -> hypot(a, y), b)).isEqualTo(slopes[1]);
  }

  @ParameterizedTest
  @CsvSource({
    "5.1e130, -1.3",
    "1.8e-288, 0.1",
    "3e-300, -0.01",
    "7e200, 1.1",
    "2.5, 0.3",
    "1e-5, 40.7",
    "0.999999, 1e6"
  })
  void powersKeepTheirDigits(double x, double n) {
    UnaryOperator<Tensor> f = t -> pow(t, n);
    Real at = DecimalReal.of(x, 60);
    Real power = DecimalReal.of(n, 60);
    Real truth = power.multiply(at.pow(power.subtract(at.number(1))));
    double found = slope(f, x);
    double error = Math.abs(truth.subtract(at.number(found)).doubleValue());
    assertThat(error / Math.ulp(truth.doubleValue())).isLessThanOrEqualTo(4);
    assertThat(Precise.evaluate(grad(f), at).subtract(truth).divide(truth).abs().doubleValue())
        .isLessThan(1e-58);
  }

  @Test
  void softmaxAsTheSlopeOfALogSumKeepsTheTails() {
    for (double far : List.of(40.0, 700.0)) {
      assertThat(grad(v -> logSumExp(v)).apply(vector(0, -far)).get(1))
          .isCloseTo(Math.exp(-far), within(2e-16 * Math.exp(-far)));
    }
  }
}
