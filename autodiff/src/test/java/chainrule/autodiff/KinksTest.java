package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** At a kink every mode takes the subgradient of least norm, whatever the spelling. */
@Tag("fast")
class KinksTest {
  private static Arguments kink(
      String name, UnaryOperator<Tensor> f, Tensor at, double... gradient) {
    return Arguments.of(name, f, at, gradient);
  }

  static Stream<Arguments> kinks() {
    Tensor zero = scalar(0);
    return Stream.of(
        kink("max(0, x)", x -> max(0, x), zero, 0),
        kink("max(x, 0)", x -> max(x, 0), zero, 0),
        kink("max(x, -0)", x -> max(x, -0.0), zero, 0),
        kink("max(0, x) at -0", x -> max(0, x), scalar(-0.0), 0),
        kink("min(0, x)", x -> min(0, x), zero, 0),
        kink("min(x, 0)", x -> min(x, 0), zero, 0),
        kink("-min(0, -x)", x -> negate(min(0, negate(x))), zero, 0),
        kink("clip at its lower end", x -> clip(x, 0, 1), zero, 0),
        kink("clip at its upper end", x -> clip(x, 0, 1), scalar(1), 0),
        kink("clip between", x -> clip(x, 0, 1), scalar(0.5), 1),
        kink("clip with equal ends", x -> clip(x, 1, 1), scalar(1), 0),
        kink("abs", x -> abs(x), zero, 0),
        kink("abs at -0", x -> abs(x), scalar(-0.0), 0),
        kink("sign", x -> sign(x), zero, 0),
        kink("floor", x -> floor(x), scalar(2), 0),
        kink("leaky by where", x -> where(greater(x, 0), x, multiply(0.1, x)), zero, 0.1),
        kink("other leaky by where", x -> where(less(x, 0), multiply(0.1, x), x), zero, 1),
        kink("max of both", x -> max(x.at(0), x.at(1)), vector(2, 2), 0.5, 0.5),
        kink("min of both", x -> min(x.at(0), x.at(1)), vector(2, 2), 0.5, 0.5),
        kink("max of the same twice", x -> max(x, x), scalar(2), 1),
        kink("max won by the first", x -> max(x.at(0), x.at(1)), vector(3, 2), 1, 0),
        kink("hypot", x -> hypot(x.at(0), x.at(1)), vector(0, 0), 0, 0),
        kink("hypot of one", x -> hypot(x, 0), zero, 0),
        kink("norm", x -> norm(x), vector(0, 0, 0), 0, 0, 0),
        kink("norm of a number", x -> norm(x), zero, 0),
        kink("amax with ties", x -> amax(x), vector(1, 3, 3, 3), 0, 1 / 3.0, 1 / 3.0, 1 / 3.0),
        kink("amin with ties", x -> amin(x), vector(1, 1, 3), 0.5, 0.5, 0),
        kink("amax of both zeros", x -> amax(x), vector(0.0, -0.0), 0.5, 0.5),
        kink(
            "amax along an axis",
            x -> sum(multiply(vector(1, 10), amax(reshape(x, Shape.of(2, 2)), 1))),
            vector(5, 5, 1, 2),
            0.5,
            0.5,
            0,
            10),
        kink(
            "maximum of several tensors",
            x -> amax(stack(0, x, multiply(2, x), negate(x))),
            zero,
            (1 + 2 - 1) / 3.0),
        kink("infinite tie", x -> amax(x), vector(1 / 0.0, 1 / 0.0), 0.5, 0.5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinks")
  void theSameInEveryMode(String name, UnaryOperator<Tensor> f, Tensor at, double[] gradient) {
    Tensor reverse = grad(f).apply(at);
    assertThat(reverse.toArray()).usingComparatorWithPrecision(2e-16).containsExactly(gradient);
    int n = at.shape().count();
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      Tensor direction = Tensor.of(at.shape(), unit);
      assertThat(jvp(f, at, direction).tangent().value())
          .isCloseTo(reverse.toArray()[j], within(2e-16));
      assertThat(jvp(grad(f), at, direction).value().toArray())
          .usingComparatorWithPrecision(2e-16)
          .containsExactly(reverse.toArray());
      // in an outer derivative by something else
      assertThat(
              grad(t -> sum(multiply(multiply(t, direction), grad(f).apply(at))))
                  .apply(scalar(1))
                  .value())
          .isCloseTo(reverse.toArray()[j], within(2e-16));
    }
    UnaryOperator<Tensor> outer = t -> f.apply(add(at, multiply(t, Tensor.ones(at.shape()))));
    double sum = 0;
    for (double slope : gradient) {
      sum += slope;
    }
    assertThat(grad(outer).apply(scalar(0)).value()).isCloseTo(sum, within(2e-16));
    assertThat(jvp(outer, scalar(0), scalar(1)).tangent().value()).isCloseTo(sum, within(2e-16));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinks")
  void secondDerivativesAreNumbers(
      String name, UnaryOperator<Tensor> f, Tensor at, double[] gradient) {
    Tensor direction = Tensor.ones(at.shape());
    double[] bend = jvp(grad(f), at, direction).tangent().toArray();
    assertThat(bend).usingComparatorWithPrecision(0.0).containsOnly(0);
    assertThat(grad(x -> sum(grad(f).apply(x))).apply(at).toArray())
        .usingComparatorWithPrecision(0.0)
        .containsOnly(0);
  }
}
