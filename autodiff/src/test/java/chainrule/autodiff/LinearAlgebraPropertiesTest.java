package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("fast")
class LinearAlgebraPropertiesTest {
  @Property(tries = 60)
  void thePullbackIsTheTransposeOfThePushforward(
      @ForAll @IntRange(max = 10_000) int seed, @ForAll @IntRange(max = 1_000) int choice) {
    List<String> names = LinearAlgebraDerivativesTest.names();
    String name = names.get(choice % names.size());
    UnaryOperator<Tensor> f = LinearAlgebraDerivativesTest.function(name);
    Tensor x = multiply(0.5, normal(shape(3, 3), seed));
    Tensor v = normal(shape(3, 3), seed + 1);
    Tensor pushed = jvp(f, x, v).tangent();
    Tensor w = normal(pushed.shape(), seed + 2);
    double left = sum(multiply(pushed, w)).value();
    double right = sum(multiply(v, vjp(f, x).apply(w))).value();
    double size = sum(Operations.abs(multiply(pushed, w))).value();
    assertThat(left).as("%s, seed %s", name, seed).isCloseTo(right, within(1e-10 * (1 + size)));
  }
}
