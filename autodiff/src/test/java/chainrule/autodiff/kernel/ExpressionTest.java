package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ExpressionTest {

  static final DoubleBinaryOperator MULTIPLY = (x, y) -> x * y;

  @Test
  void printsAndEvaluates() {
    Expression.Builder b = Expression.builder(2);
    int tanh = b.call("tanh", Math::tanh, b.input(0));
    int inner = b.call("multiply", MULTIPLY, tanh, b.input(1));
    Expression e = b.build(b.call("multiply", MULTIPLY, b.constant(-2), inner));

    assertThat(e).hasToString("multiply(-2.0, multiply(tanh(x0), x1))");
    assertThat(e.evaluate(0.5, 3)).isEqualTo(-2 * (Math.tanh(0.5) * 3));
    assertThat(e.inputs()).isEqualTo(2);
    assertThat(e.isConstant()).isFalse();
    assertThatIllegalStateException().isThrownBy(e::constant);
    assertThatIllegalArgumentException().isThrownBy(() -> e.evaluate(1));
  }

  @Test
  void callsFunctionsOfThreeArguments() {
    Expression.Builder b = Expression.builder(3);
    int clamp =
        b.call(
            "clamp", (x, y, z) -> Math.min(Math.max(x, y), z), b.input(0), b.input(1), b.input(2));
    Expression e = b.build(clamp);

    assertThat(e).hasToString("clamp(x0, x1, x2)");
    assertThat(e.evaluate(5, 1, 3)).isEqualTo(3);
  }

  @Test
  void sharesIdenticalNodes() {
    Expression.Builder b = Expression.builder(2);
    int product = b.call("multiply", MULTIPLY, b.input(0), b.input(1));

    assertThat(b.input(1)).isEqualTo(b.input(1)).isNotEqualTo(b.input(0));
    assertThat(b.call("times", MULTIPLY, b.input(0), b.input(1))).isEqualTo(product);
    assertThat(b.call("multiply", MULTIPLY, b.input(1), b.input(0))).isNotEqualTo(product);
    assertThat(b.call("other", (x, y) -> x * y, b.input(0), b.input(1))).isNotEqualTo(product);
    assertThat(b.constant(0.0)).isEqualTo(b.constant(0.0)).isNotEqualTo(b.constant(-0.0));
    assertThat(b.constant(Double.NaN)).isEqualTo(b.constant(Double.NaN));
  }

  @Test
  void leavesOutWhatTheResultDoesNotNeed() {
    Expression.Builder b = Expression.builder(2);
    int unneeded = b.call("multiply", MULTIPLY, b.input(0), b.input(1));
    Expression e = b.build(b.input(1));

    assertThat(e.size()).isEqualTo(1);
    assertThat(e.uses(0)).isFalse();
    assertThat(e.uses(1)).isTrue();
    assertThatThrownBy(() -> e.uses(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(b.build(unneeded).uses(0)).isTrue();
  }

  @Test
  void knowsConstants() {
    Expression.Builder b = Expression.builder(1);
    Expression e = b.build(b.constant(-0.0));

    assertThat(e.isConstant()).isTrue();
    assertThat(Double.doubleToRawLongBits(e.constant()))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(e).hasToString("-0.0");
    assertThat(e.evaluate(3)).isZero();
  }

  @Test
  void printsLargeSharedGraphsOneCallAtATime() {
    Expression.Builder b = Expression.builder(1);
    int node = b.input(0);
    for (int k = 0; k < 60; k++) {
      node = b.call("square", MULTIPLY, node, node);
    }
    assertThat(b.build(node).toString())
        .startsWith("t1 = square(x0, x0); t2 = square(t1, t1); ")
        .endsWith("; square(t59, t59)");
  }

  @Test
  void rejectsNodesAndInputsThatDoNotExist() {
    Expression.Builder b = Expression.builder(1);
    int x = b.input(0);

    assertThatThrownBy(() -> b.input(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> b.call("f", MULTIPLY, x, x + 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> b.build(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expression.builder(Expression.MAX_INPUTS + 1));
  }
}
