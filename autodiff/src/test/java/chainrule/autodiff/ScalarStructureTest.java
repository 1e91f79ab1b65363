package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on the axes of a scalar, which has none, still carry its derivative. */
@Tag("fast")
class ScalarStructureTest {
  static Stream<Arguments> identities() {
    return Stream.of(
        named("amax", x -> amax(x)),
        named("amin", x -> amin(x)),
        named("norm", x -> norm(x)),
        named("logSumExp", x -> logSumExp(x)),
        named("prod", x -> prod(x)),
        named("sum", x -> sum(x)),
        named("mean", x -> mean(x)),
        named("transpose", x -> transpose(x)),
        named("reshape", x -> reshape(reshape(x, shape(1, 1)), shape())),
        named("expand", x -> sum(expand(x, shape(1, 1)))),
        named("expand along an axis", x -> sum(expand(x, 0, 1))),
        named("at", x -> x.at()),
        named("stack", x -> stack(0, x).at(0)),
        named("gather", x -> gather(stack(0, x), scalar(0))),
        named("scatterAdd", x -> scatterAdd(x, scalar(1), 2).at(1)));
  }

  private static Arguments named(String name, UnaryOperator<Tensor> f) {
    return Arguments.of(name, f);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("identities")
  void ofTheSquareOfAScalar(String name, UnaryOperator<Tensor> identity) {
    UnaryOperator<Tensor> f = x -> identity.apply(square(x));
    assertThat(f.apply(scalar(3)).value()).isEqualTo(9);
    assertThat(grad(f).apply(scalar(3)).value()).isEqualTo(6);
    assertThat(jvp(f, scalar(3), scalar(1)).tangent().value()).isEqualTo(6);
    assertThat(hessian(f).apply(scalar(3)).value()).isEqualTo(2);
    assertThat(grad(grad(f)).apply(scalar(3)).value()).isEqualTo(2);
  }
}
