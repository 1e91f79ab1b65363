package chainrule.examples.gradbench;

import static chainrule.autodiff.Tensor.identity;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static chainrule.examples.gradbench.Call.numbers;
import static chainrule.examples.gradbench.Call.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandTrackingTest {
  private static final int BONES = 22;
  private static final double STEP = 1e-5;
  private static final double QUARTER = Math.PI / 2;

  /** A hand whose bones are all where the hand is; its skin is the ends of the three axes. */
  private static ObjectNode hand(int bone) {
    double[] weights = new double[BONES];
    weights[bone] = 1;
    ObjectNode input = hand(Operations.expand(identity(4), 0, BONES));
    model(input).set("weights", Json.of(Operations.expand(vector(weights), 0, 3)));
    return input;
  }

  private static ObjectNode hand(Tensor relatives) {
    ObjectNode input = Json.FACTORY.objectNode();
    input.set("theta", Json.of(zeros(26)));
    input.putArray("us");
    ObjectNode data = input.putObject("data");
    data.set("correspondences", Json.FACTORY.arrayNode().add(0).add(1).add(2));
    data.set("points", Json.of(zeros(3, 3)));
    ObjectNode model = data.putObject("model");
    ArrayNode parents = model.putArray("parents");
    for (int i = 0; i < BONES; i++) {
      parents.add(i == 0 ? -1 : i % 4 == 1 ? 0 : i - 1);
    }
    model.set("base_relatives", Json.of(relatives));
    model.set("inverse_base_absolutes", Json.of(relatives));
    model.set("base_positions", Json.of(Operations.concatenate(1, identity(3), Tensor.ones(3, 1))));
    model.set("triangles", Json.FACTORY.arrayNode().add(Json.of(vector(0, 1, 2))));
    model.put("is_mirrored", false);
    return input;
  }

  private static ObjectNode model(ObjectNode input) {
    return (ObjectNode) input.get("data").get("model");
  }

  private static void pose(ObjectNode input, int place, double angle) {
    ((ArrayNode) input.get("theta")).set(place, angle);
  }

  private static double[] errors(JsonNode input) {
    return numbers(output("ht", "objective", input));
  }

  @Test
  void comparesWithTheSkinMoved() {
    ObjectNode input = hand(1);
    pose(input, 3, 0.5);
    pose(input, 5, -2);
    assertThat(errors(input)).containsExactly(-1.5, 0, 2, -0.5, -1, 2, -0.5, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({"6, 2", "8, 3", "9, 4", "10, 6", "22, 18", "24, 19", "25, 20"})
  void turnsJointsAboutTheXAxis(int place, int bone) {
    ObjectNode input = hand(bone);
    pose(input, place, QUARTER);
    double[] turned = {-1, 0, 0, 0, 0, -1, 0, 1, 0};
    assertThat(errors(input)).containsExactly(turned, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"7, 2", "7, 4", "2, 1", "23, 18"})
  void turnsJointsAndTheHandAboutTheZAxis(int place, int bone) {
    ObjectNode input = hand(bone);
    pose(input, place, QUARTER);
    double[] turned = {0, -1, 0, 1, 0, 0, 0, 0, -1};
    assertThat(errors(input)).containsExactly(turned, within(1e-15));
  }

  @Test
  void mirrorsBeforeItTurnsTheHand() {
    ObjectNode input = hand(1);
    model(input).put("is_mirrored", true);
    pose(input, 2, QUARTER);
    double[] turned = {0, 1, 0, 1, 0, 0, 0, 0, -1};
    assertThat(errors(input)).containsExactly(turned, within(1e-15));
  }

  @Test
  void findsPointsWithinTriangles() {
    ObjectNode input = hand(1);
    ObjectNode data = (ObjectNode) input.get("data");
    data.set("correspondences", Json.FACTORY.arrayNode().add(0));
    data.set("points", Json.of(zeros(1, 3)));
    input.set("us", Json.of(Tensor.matrix(new double[][] {{0.25, 0.125}})));
    assertThat(errors(input)).containsExactly(-0.25, -0.125, -0.625);
  }

  /** Along directions in which everything moves, so that any wrong slope shows. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void knowsTheSlopes(boolean complicated) {
    ObjectNode input = hand(Tensor.normal(shape(BONES, 4, 4), 1).multiply(0.5));
    model(input).set("weights", Json.of(Tensor.uniform(shape(3, BONES), 2)));
    input.set("theta", Json.of(Tensor.normal(shape(26), 3)));
    if (complicated) {
      ((ObjectNode) input.get("data")).set("correspondences", Json.of(zeros(2)));
      ((ObjectNode) input.get("data")).set("points", Json.of(zeros(2, 3)));
      input.set("us", Json.of(Tensor.uniform(shape(2, 2), 4)));
    }
    JsonNode jacobian = output("ht", "jacobian", input);
    int rows = complicated ? 6 : 9;
    int extra = complicated ? 2 : 0;
    assertThat(jacobian).hasSize(rows);
    for (int direction = 0; direction < 2; direction++) {
      Tensor turn = Tensor.normal(shape(26), 5 + direction);
      Tensor slide =
          Tensor.normal(input.get("us").isEmpty() ? shape(0) : shape(2, 2), 7 + direction);
      double[] above = errors(moved(input, turn.multiply(STEP), slide.multiply(STEP)));
      double[] below = errors(moved(input, turn.multiply(-STEP), slide.multiply(-STEP)));
      for (int row = 0; row < rows; row++) {
        double[] slopes = numbers(jacobian.get(row));
        assertThat(slopes).hasSize(extra + 26);
        double slope = 0;
        for (int j = 0; j < extra; j++) {
          slope += slopes[j] * slide.toArray()[2 * (row / 3) + j];
        }
        for (int j = 0; j < 26; j++) {
          slope += slopes[extra + j] * turn.toArray()[j];
        }
        assertThat(slope).isCloseTo((above[row] - below[row]) / (2 * STEP), within(1e-6));
      }
    }
  }

  private static ObjectNode moved(ObjectNode input, Tensor turn, Tensor slide) {
    ObjectNode copy = input.deepCopy();
    copy.set("theta", Json.of(Json.tensor(input.get("theta")).add(turn)));
    if (slide.shape().count() > 0) {
      copy.set("us", Json.of(Json.tensor(input.get("us")).add(slide)));
    }
    return copy;
  }
}
