package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class MethodReaderTest {

  static double line(double a, double b) {
    double sum = a + b;
    return -twice(sum) * Math.sqrt(a) - 0.25 / (sum + 1);
  }

  static double twice(double x) {
    return x * 2;
  }

  static double branches(double x) {
    return x > 0 ? x : -x;
  }

  static double calls(double x) {
    return Math.exp(x);
  }

  @Test
  void aMethodIsReadWithTheMethodsThatItCalls() {
    Expression read = MethodReader.read(MethodReaderTest.class, "line", 2);
    assertThat(read.toString())
        .isEqualTo(
            "SUBTRACT(MULTIPLY(NEGATE(MULTIPLY(ADD(x0, x1), 2.0)), SQRT(x0)),"
                + " DIVIDE(0.25, ADD(ADD(x0, x1), 1.0)))");
    assertThat(read.evaluate(2.25, 0.5)).isEqualTo(line(2.25, 0.5));
  }

  @Test
  void everyFunctionIsWhatItsDefinitionSays() {
    for (UnaryFunction f : UnaryFunction.values()) {
      for (double x : new double[] {-800, -3, -0.0, 0.1, 1, 50, 800, Double.NaN}) {
        Double expected = f.applyAsDouble(x);
        assertThat(f.definition().evaluate(x)).as("%s(%s)", f, x).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatIsNoStraightLineIsRefused() {
    assertThatThrownBy(() -> MethodReader.read(MethodReaderTest.class, "branches", 1))
        .hasMessageContaining("MethodReaderTest.branches is not a straight line");
    assertThatThrownBy(() -> MethodReader.read(MethodReaderTest.class, "calls", 1))
        .hasMessageContaining("java/lang/Math.exp");
    assertThatThrownBy(() -> MethodReader.read(MethodReaderTest.class, "absent", 1))
        .hasMessageContaining("No such method of doubles");
  }
}
