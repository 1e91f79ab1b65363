package chainrule.examples.gradbench;

import static chainrule.examples.gradbench.Call.json;
import static chainrule.examples.gradbench.Call.numbers;
import static chainrule.examples.gradbench.Call.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleAdjustmentTest {
  /** Two cameras, three points, ten observations; a quarter turn about the z axis. */
  private static final JsonNode INPUT = input("0, 0, " + Math.PI / 2);

  private static JsonNode input(String rotation) {
    return json(
        """
        {"n": 2, "m": 3, "p": 10, "cam": [%s, 0.5, -1, 2, 3, 0.1, 0.2, 0.3, 0.4],
         "x": [1.5, 1, 6], "w": 0.7, "feat": [2, 1]}
        """
            .formatted(rotation));
  }

  @Test
  void projects() {
    // The point is at (1, 2, 4) from the camera, turned to (-2, 1, 4).
    double squared = 0.3125;
    double scale = 3 * (1 + 0.3 * squared + 0.4 * squared * squared);
    JsonNode output = output("ba", "objective", INPUT);
    JsonNode errors = output.get("reproj_error");
    assertThat(errors.get("repeated").asInt()).isEqualTo(10);
    assertThat(numbers(errors.get("elements")))
        .containsExactly(
            new double[] {0.7 * (-0.5 * scale + 0.1 - 2), 0.7 * (0.25 * scale + 0.2 - 1)},
            within(1e-12));
    assertThat(output.get("w_err").get("repeated").asInt()).isEqualTo(10);
    assertThat(output.get("w_err").get("element").asDouble()).isCloseTo(0.51, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0, 0, 0", "0.3, -0.4, 0.5"})
  void knowsTheSlopesOfAnObservation(String rotation) {
    JsonNode input = input(rotation);
    double[] values = numbers(output("ba", "jacobian", input).get("vals"));
    assertThat(values).hasSize(31);
    for (int coordinate = 0; coordinate < 2; coordinate++) {
      int axis = coordinate;
      double[] slopes =
          Stream.of("cam", "x", "w")
              .flatMapToDouble(member -> DoubleStream.of(differences(input, member, axis)))
              .toArray();
      int row = 15 * coordinate;
      assertThat(Arrays.copyOfRange(values, row, row + 15)).containsExactly(slopes, within(1e-6));
    }
    assertThat(values[30]).isCloseTo(-1.4, within(1e-12));
  }

  private static double[] differences(JsonNode input, String member, int coordinate) {
    return Call.differences(
        moved ->
            output("ba", "objective", moved)
                .get("reproj_error")
                .get("elements")
                .get(coordinate)
                .asDouble(),
        input,
        member);
  }

  @Test
  void saysWhereTheSlopesAre() {
    JsonNode output = output("ba", "jacobian", INPUT);
    double[] rows = numbers(output.get("rows"));
    // Twenty rows of 15 entries and ten of one.
    assertThat(rows).hasSize(31).startsWith(0, 15, 30, 45).endsWith(310);
    assertThat(rows[21]).isEqualTo(301);
    // Two cameras are 22 columns, three points are nine, then come ten weights.
    double[] columns = numbers(output.get("cols"));
    double[] row = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 22, 23, 24, 31};
    assertThat(columns).startsWith(row).endsWith(40);
    assertThat(Arrays.copyOfRange(columns, 15, 30)).isEqualTo(row);
  }
}
