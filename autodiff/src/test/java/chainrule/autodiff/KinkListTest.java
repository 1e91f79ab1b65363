package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.kinks;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Derivatives.Kink;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A function can be asked which of its operations it applied exactly at a kink or a jump. */
@Tag("fast")
class KinkListTest {
  private static Tensor leaky(Tensor x) {
    return where(greater(x, 0), x, multiply(0.1, x));
  }

  private static Arguments at(
      String name, UnaryOperator<Tensor> f, Tensor at, String... operations) {
    return Arguments.of(name, f, at, List.of(operations));
  }

  static Stream<Arguments> functions() {
    UnaryOperator<Tensor> relu = x -> max(0, x);
    Tensor zero = scalar(0);
    return Stream.of(
        at("relu at 0", relu, zero, "max"),
        at("relu at -0", relu, scalar(-0.0), "max"),
        at("relu of an array with one 0", relu, vector(-1, 0, 1), "max"),
        at("relu beside 0", relu, vector(-1, Double.MIN_VALUE, 1)),
        at("min", x -> min(x, 2), scalar(2), "min"),
        at("min elsewhere", x -> min(x, 2), scalar(1)),
        at("abs at 0", x -> abs(x), zero, "abs"),
        at("abs at 1", x -> abs(x), scalar(1)),
        at("sign at 0", x -> sign(x), zero, "sign"),
        at("sign at -1", x -> sign(x), scalar(-1)),
        at("norm at 0", x -> norm(x), vector(0, 0), "norm"),
        at("norm elsewhere", x -> norm(x), vector(0, 1)),
        at("norm of rows, one of them 0", x -> norm(expand(x, 0, 2), 0), vector(0, 1), "norm"),
        at("hypot at 0", x -> hypot(x, 0), zero, "hypot"),
        at("hypot elsewhere", x -> hypot(x, 1), zero),
        at("hypot elsewhere in the other", x -> hypot(1, x), zero),
        at("amax with ties", x -> amax(x), vector(1, 3, 3), "amax"),
        at("amax of both zeros", x -> amax(x), vector(0.0, -0.0), "amax"),
        at("amax with ties below the top", x -> amax(x), vector(1, 1, 3)),
        at("amax without ties", x -> amax(x), vector(1, 2, 3)),
        at("amin with ties", x -> amin(x), vector(1, 1, 3), "amin"),
        at("amin with ties above", x -> amin(x), vector(1, 3, 3)),
        at("argmax with ties", x -> argmax(x, 0), vector(2, 2), "argmax"),
        at("argmin with ties", x -> argmin(x, 0), vector(2, 2, 3), "argmin"),
        at("argmin without", x -> argmin(x, 0), vector(2, 1, 2)),
        at(
            "amax along an axis",
            x -> amax(reshape(x, Shape.of(2, 2)), 0),
            vector(1, 2, 3, 2),
            "amax"),
        at("amax along another axis", x -> amax(reshape(x, Shape.of(2, 2)), 1), vector(1, 2, 3, 2)),
        at("leaky at 0", KinkListTest::leaky, zero, "greater"),
        at("leaky at -1", KinkListTest::leaky, scalar(-1)),
        at("leaky at 1", KinkListTest::leaky, scalar(1)),
        at("floor of a whole number", x -> floor(x), scalar(2), "floor"),
        at("floor between", x -> floor(x), scalar(2.5)),
        at("floor of infinity", x -> floor(x), scalar(Double.POSITIVE_INFINITY)),
        at("clip at its end", x -> clip(x, 0, 1), scalar(1), "min"),
        at("a smooth function", x -> tanh(multiply(x, logSumExp(x))), vector(0, 0)),
        at("stopGradient", x -> stopGradient(x), zero),
        at("two kinds", x -> add(abs(x), max(x, 0)), zero, "abs", "max"),
        at("without its argument", x -> abs(scalar(0)), zero));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void listsTheOperationsThatAreAtOne(
      String name, UnaryOperator<Tensor> f, Tensor at, List<String> operations) {
    assertThat(kinks(f, at).stream().map(Kink::operation))
        .containsExactlyInAnyOrderElementsOf(operations);
  }

  @Test
  void namesTheLineAndEachLineOnce() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    UnaryOperator<Tensor> relu = x -> max(0, x);
    assertThat(kinks(x -> relu.apply(relu.apply(x)), scalar(0)))
        .containsExactly(new Kink("max", "KinkListTest.java:" + line));
  }

  @Test
  void derivativesListTheKinksThatTheirFunctionPasses() {
    UnaryOperator<Tensor> f = x -> multiply(x, abs(x));
    for (UnaryOperator<Tensor> derivative :
        List.of(grad(f), derivative(f), derivative(f, 2), grad(grad(f)))) {
      assertThat(kinks(derivative, scalar(0)).stream().map(Kink::operation).distinct())
          .containsExactly("abs");
      assertThat(kinks(derivative, scalar(-1))).isEmpty();
    }
    assertThat(kinks(derivative(KinkListTest::leaky), scalar(0)).stream().map(Kink::operation))
        .containsExactly("greater");
    assertThat(kinks(grad(x -> amax(x)), vector(1, 2))).isEmpty();
    assertThat(kinks(grad(x -> amax(x)), vector(2, 2)).stream().map(Kink::operation))
        .containsExactly("amax");
    // comparisons in the rule of max are part of the rule
    assertThat(kinks(derivative(x -> max(x, 0)), scalar(0)).stream().map(Kink::operation))
        .containsExactly("max");
  }
}
