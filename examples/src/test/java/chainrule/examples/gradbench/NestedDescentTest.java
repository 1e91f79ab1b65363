package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.examples.gradbench.Call.json;
import static chainrule.examples.gradbench.Call.numbers;
import static chainrule.examples.gradbench.Call.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.Tensor;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NestedDescentTest {
  // The answers that the benchmark expects.
  private static final double CHARGE = 0.2071918746486116;
  private static final double[] SADDLE =
      DoubleStream.generate(() -> 8.246324826140356e-6).limit(4).toArray();

  @ParameterizedTest
  @EnumSource
  void descendsToTheLeastAndClimbsToTheGreatestValue(Mode mode) {
    Tensor least = GradientDescent.argmin(x -> distance(x, vector(1, 2)), mode, vector(9, -7));
    assertThat(least.toArray()).containsExactly(new double[] {1, 2}, within(1e-3));
    Tensor greatest =
        GradientDescent.argmax(x -> distance(x, vector(1, 2)).negate(), mode, vector(9, -7));
    assertThat(greatest.toArray()).isEqualTo(least.toArray());
  }

  /** Where the least value is moves as its parameter does. */
  @ParameterizedTest
  @CsvSource({"FORWARD, FORWARD", "FORWARD, REVERSE", "REVERSE, FORWARD", "REVERSE, REVERSE"})
  void isDifferentiatedThrough(Mode outer, Mode inner) {
    Tensor slope =
        outer
            .gradient(
                place -> sum(GradientDescent.argmin(x -> distance(x, place), inner, vector(9, 9))))
            .apply(vector(1, 2));
    assertThat(slope.toArray()).containsExactly(new double[] {1, 1}, within(1e-3));
  }

  private static Tensor distance(Tensor x, Tensor y) {
    return sum(square(subtract(x, y)));
  }

  @ParameterizedTest
  @CsvSource({"FORWARD, FORWARD", "FORWARD, REVERSE", "REVERSE, FORWARD", "REVERSE, REVERSE"})
  void differentiatesATrajectory(Mode outer, Mode inner) {
    double step = 1e-5;
    double difference =
        ChargedParticle.miss(vector(0.1 + step), inner).value()
            - ChargedParticle.miss(vector(0.1 - step), inner).value();
    Tensor slope = outer.gradient(w -> ChargedParticle.miss(w, inner)).apply(vector(0.1));
    assertThat(slope.toArray()[0]).isCloseTo(difference / (2 * step), within(1e-6));
  }

  @Test
  void isMeasuredByAProgramWithTheSameAnswers() {
    assertThat(DualsByHand.particle(0)).isCloseTo(CHARGE, within(1e-9));
    assertThat(DualsByHand.saddle(1, 1)).containsExactly(SADDLE, within(1e-12));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"ff", "fr", "rf", "rr"})
  void findsTheChargeAndTheSaddlePoint(String modes) {
    assertThat(output("particle", modes, json("{\"w\": 0}")).asDouble())
        .isCloseTo(CHARGE, within(1e-9));
    assertThat(numbers(output("saddle", modes, json("{\"start\": [1, 1]}"))))
        .containsExactly(SADDLE, within(1e-12));
  }
}
