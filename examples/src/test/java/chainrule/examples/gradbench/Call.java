package chainrule.examples.gradbench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Calls of the tool by messages, as an eval makes them. */
final class Call {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double STEP = 1e-5;

  private Call() {}

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  static JsonNode send(String message) {
    return json(Gradbench.answer(message));
  }

  static JsonNode evaluate(String module, String function, JsonNode input) {
    ObjectNode message = JSON.createObjectNode();
    message.put("id", 1).put("kind", "evaluate").put("module", module).put("function", function);
    message.set("input", input);
    return send(message.toString());
  }

  /** The output of a function. */
  static JsonNode output(String module, String function, JsonNode input) {
    JsonNode response = evaluate(module, function, input);
    if (!response.get("success").asBoolean()) {
      throw new AssertionError(response.get("error").asText());
    }
    return response.get("output");
  }

  /** All numbers in a value, in their order. */
  static double[] numbers(JsonNode node) {
    List<Double> all = new ArrayList<>();
    collect(node, all);
    return all.stream().mapToDouble(x -> x).toArray();
  }

  private static void collect(JsonNode node, List<Double> all) {
    if (node.isNumber()) {
      all.add(node.doubleValue());
    }
    node.forEach(child -> collect(child, all));
  }

  /** The slopes of a function of the input by the numbers in a member of it, by differences. */
  static double[] differences(ToDoubleFunction<JsonNode> f, JsonNode input, String member) {
    return Arrays.stream(jacobian(x -> new double[] {f.applyAsDouble(x)}, input, member))
        .mapToDouble(slopes -> slopes[0])
        .toArray();
  }

  /** The slopes of all values, one row for each number that is moved, by differences. */
  static double[][] jacobian(Function<JsonNode, double[]> f, JsonNode input, String member) {
    int count = numbers(input.get(member)).length;
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] above = f.apply(moved(input, member, i, STEP));
      double[] below = f.apply(moved(input, member, i, -STEP));
      rows[i] = new double[above.length];
      for (int j = 0; j < above.length; j++) {
        rows[i][j] = (above[j] - below[j]) / (2 * STEP);
      }
    }
    return rows;
  }

  private static JsonNode moved(JsonNode input, String member, int place, double step) {
    ObjectNode copy = input.deepCopy();
    if (copy.get(member).isNumber()) {
      copy.put(member, copy.get(member).doubleValue() + step);
    } else {
      move(copy.get(member), place, step);
    }
    return copy;
  }

  /** Moves the number at a place, and returns how many places are left to go. */
  private static int move(JsonNode node, int place, double step) {
    int left = place;
    for (int i = 0; i < node.size() && left >= 0; i++) {
      JsonNode child = node.get(i);
      if (!child.isNumber()) {
        left = move(child, left, step);
      } else if (left-- == 0) {
        ((ArrayNode) node).set(i, child.doubleValue() + step);
      }
    }
    return left;
  }
}
