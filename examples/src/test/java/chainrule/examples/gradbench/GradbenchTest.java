package chainrule.examples.gradbench;

import static chainrule.examples.gradbench.Call.evaluate;
import static chainrule.examples.gradbench.Call.json;
import static chainrule.examples.gradbench.Call.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradbenchTest {
  private static final JsonNode INPUT =
      json("{\"x\": [1, 2], \"min_runs\": 3, \"min_seconds\": 0}");

  @Test
  void answersEachLineByOneWithItsId() throws IOException {
    String session =
        """
        {"id": 0, "kind": "start", "eval": "hello"}
        {"id": 1, "kind": "define", "module": "hello"}
        {"id": 2, "kind": "evaluate", "module": "hello", "function": "double", "input": 3.5}
        {"id": 3, "kind": "analysis", "of": 2, "valid": true}
        {"id": 4, "kind": "something new"}
        """;
    StringWriter out = new StringWriter();
    Gradbench.serve(new BufferedReader(new StringReader(session)), new PrintWriter(out));
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(json(lines.get(0))).isEqualTo(json("{\"id\": 0, \"tool\": \"chainrule\"}"));
    assertThat(json(lines.get(1))).isEqualTo(json("{\"id\": 1, \"success\": true}"));
    JsonNode evaluated = json(lines.get(2));
    assertThat(evaluated.get("id").asInt()).isEqualTo(2);
    assertThat(evaluated.get("success").asBoolean()).isTrue();
    assertThat(evaluated.get("output").asDouble()).isEqualTo(7);
    assertThat(json(lines.get(3))).isEqualTo(json("{\"id\": 3}"));
    assertThat(json(lines.get(4))).isEqualTo(json("{\"id\": 4}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "gmm",
        "ba",
        "ht",
        "lstm",
        "lse",
        "llsq",
        "det",
        "kmeans",
        "ode",
        "particle",
        "saddle"
      })
  void knowsAllEvals(String module) {
    JsonNode response = send("{\"id\": 1, \"kind\": \"define\", \"module\": \"" + module + "\"}");
    assertThat(response.get("success").asBoolean()).isTrue();
  }

  @Test
  void declinesAnEvalThatItDoesNotKnow() {
    JsonNode response = send("{\"id\": 5, \"kind\": \"define\", \"module\": \"sudoku\"}");
    assertThat(response.get("id").asInt()).isEqualTo(5);
    assertThat(response.get("success").asBoolean()).isFalse();
    assertThat(response.get("error").asText()).contains("no such module: sudoku");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cube     | {\"x\": [1]}        | no such function: cube",
        "gradient | {\"y\": [1]}        | the input lacks x",
        "gradient | {\"x\": [1, \"a\"]} | a number is wanted",
        "gradient | {\"x\": [1, [2]]}   | a number is wanted",
        "gradient | {\"x\": []}         | logSumExp"
      })
  void tellsWhyItCannotEvaluate(String function, String input, String why) {
    JsonNode response = evaluate("lse", function, json(input));
    assertThat(response.get("id").asInt()).isEqualTo(1);
    assertThat(response.get("success").asBoolean()).isFalse();
    assertThat(response.get("error").asText()).contains(why);
    assertThat(response.has("output")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\": 1", "", "[]", "{\"kind\": \"start\"}"})
  void survivesWhatIsNoMessage(String line) {
    JsonNode response = send(line);
    assertThat(response.get("success").asBoolean()).isFalse();
    assertThat(response.get("error").asText()).isNotEmpty();
  }

  @Test
  void runsAsOftenAsAskedFor() {
    assertThat(times("evaluate", evaluate("lse", "gradient", INPUT))).hasSize(3);
    assertThat(times("prepare", evaluate("lse", "gradient", INPUT))).hasSize(1);
    assertThat(times("evaluate", evaluate("hello", "square", json("2.0")))).hasSize(1);
  }

  @Test
  void runsAsLongAsAskedFor() {
    JsonNode input = json("{\"x\": [1, 2], \"min_runs\": 1, \"min_seconds\": 0.05}");
    List<Long> times = times("evaluate", evaluate("lse", "primal", input));
    long sum = times.stream().mapToLong(time -> time).sum();
    assertThat(sum).isGreaterThanOrEqualTo(50_000_000);
    assertThat(sum - times.get(times.size() - 1)).isLessThan(50_000_000);
  }

  private static List<Long> times(String name, JsonNode response) {
    List<Long> times = new ArrayList<>();
    for (JsonNode timing : response.get("timings")) {
      if (timing.get("name").asText().equals(name)) {
        times.add(timing.get("nanoseconds").longValue());
      }
    }
    return times;
  }
}
