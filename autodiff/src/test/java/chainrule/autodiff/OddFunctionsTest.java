package chainrule.autodiff;

import static chainrule.autodiff.Tensor.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Odd functions keep the sign of zero. */
@Tag("fast")
class OddFunctionsTest {
  private static final Map<String, UnaryOperator<Tensor>> ODD =
      Map.of(
          "tanh", Operations::tanh,
          "sinh", Operations::sinh,
          "asinh", Operations::asinh,
          "atanh", Operations::atanh,
          "sin", Operations::sin,
          "tan", Operations::tan,
          "asin", Operations::asin,
          "atan", Operations::atan,
          "expm1", Operations::expm1,
          "erf", Operations::erf);

  @Test
  void negativeZeroStaysNegativeZero() {
    ODD.forEach(
        (name, f) ->
            assertThat(Double.doubleToLongBits(f.apply(scalar(-0.0)).value()))
                .as(name)
                .isEqualTo(Double.doubleToLongBits(-0.0)));
  }

  @Test
  void zeroStaysZero() {
    ODD.forEach(
        (name, f) ->
            assertThat(Double.doubleToLongBits(f.apply(scalar(0)).value())).as(name).isZero());
  }
}
