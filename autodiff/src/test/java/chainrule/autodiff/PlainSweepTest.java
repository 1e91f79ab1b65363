package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.reshape;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class PlainSweepTest {
  @Test
  void aNumberGetsItsCotangentThroughAnotherShape() {
    assertThat(grad(x -> sum(square(reshape(x, shape(1, 1))))).apply(scalar(3)).value())
        .isEqualTo(6);
    assertThat(grad(x -> square(transpose(square(x)))).apply(scalar(3)).value()).isEqualTo(108);
    assertThat(grad(x -> sum(reshape(sum(square(x)), shape(1)))).apply(vector(1, 2)).toArray())
        .containsExactly(2, 4);
  }
}
