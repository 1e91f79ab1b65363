package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ShapeTest {
  @Test
  void knowsItsSizesRankAndCount() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.count()).isEqualTo(24);
    assertThat(shape.size(0)).isEqualTo(2);
    assertThat(shape.size(-1)).isEqualTo(4);
    assertThat(shape.sizes()).containsExactly(2, 3, 4);
    assertThat(shape.isScalar()).isFalse();
    assertThat(Shape.of().isScalar()).isTrue();
    assertThat(Shape.of().count()).isEqualTo(1);
    assertThat(Shape.of(3, 0, 4).count()).isZero();
  }

  @Test
  void isAValue() {
    int[] sizes = {2, 3};
    Shape shape = Shape.of(sizes);
    sizes[0] = 7;
    shape.sizes()[1] = 7;
    assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(shape).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(6));
    assertThat(shape.hashCode()).isNotEqualTo(Shape.of(3, 2).hashCode());
    assertThat(shape).hasToString("[2, 3]");
    assertThat(Shape.of()).hasToString("[]").isNotEqualTo(Shape.of(1));
  }

  @Test
  void stridesAreRowMajor() {
    assertThat(Shape.of(2, 3, 4).strides()).containsExactly(12, 4, 1);
    assertThat(Shape.of(2, 0, 4).strides()).containsExactly(4, 4, 1);
  }

  @Test
  void canGainLoseAndReduceAxes() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.without(1)).isEqualTo(Shape.of(2, 4));
    assertThat(shape.with(2, 9)).isEqualTo(Shape.of(2, 3, 9));
    assertThat(shape.inserted(0, 5)).isEqualTo(Shape.of(5, 2, 3, 4));
    assertThat(shape.inserted(3, 5)).isEqualTo(Shape.of(2, 3, 4, 5));
    assertThat(shape.reduced(new int[] {0, 2}, false)).isEqualTo(Shape.of(3));
    assertThat(shape.reduced(new int[] {0, 2}, true)).isEqualTo(Shape.of(1, 3, 1));
    assertThat(shape.axes("sum")).containsExactly(0, 1, 2);
    assertThat(shape.axes("sum", -1, 0)).containsExactly(0, 2);
  }

  @Test
  void refusesANegativeSize() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of(2, -3))
        .withMessage("shape [2, -3]: size -3 is negative; write every size out");
  }

  @Test
  void refusesMoreElementsThanAnArrayCanHold() {
    assertThat(Shape.of(Integer.MAX_VALUE).count()).isEqualTo(Integer.MAX_VALUE);
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of(65536, 32768))
        .withMessage(
            "shape [65536, 32768]: more than 2^31 - 1 elements; split the tensor along an axis");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of(1 << 16, 1 << 16, 1 << 16, 1 << 16))
        .withMessageContaining("more than 2^31 - 1 elements");
    assertThat(Shape.of(65536, 65536 / 2, 0).count()).isZero();
  }

  @Test
  void namesTheAxesThatItHas() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of(2, 3).size(2))
        .withMessage("size: shape [2, 3] has no axis 2; its axes are 0 to 1 (or -1 to -2)");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of(2, 3).size(-3))
        .withMessageContaining("has no axis -3");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of().size(0))
        .withMessage("size: shape [] has no axis 0; a scalar has no axes");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Shape.of(2, 3).axes("sum", 1, -1))
        .withMessage("sum: axis 1 is named twice for shape [2, 3]");
  }
}
