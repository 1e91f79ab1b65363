package chainrule.examples.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What JMH measured, by benchmark and program. */
final class Results {
  /** Seconds a call, the median of the iterations, and bytes allocated a call. */
  record Measured(double seconds, double bytes) {}

  private static final Map<String, Double> UNITS = Map.of("us/op", 1e-6, "ns/op", 1e-9);

  private final Map<String, Measured> measured = new HashMap<>();
  private final List<String> runs = new ArrayList<>();

  private Results() {}

  /**
   * Reads the results that JMH wrote as JSON.
   *
   * @throws IOException if the file is not there, or is not JSON
   */
  static Results read(Path file) throws IOException {
    Results results = new Results();
    for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
      String benchmark = result.path("benchmark").asText();
      String program = result.path("params").path("program").asText();
      JsonNode metric = result.path("primaryMetric");
      Double unit = UNITS.get(metric.path("scoreUnit").asText());
      if (program.isEmpty() || unit == null) {
        continue;
      }
      double time = metric.path("scorePercentiles").path("50.0").asDouble();
      double bytes =
          result.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score").asDouble();
      String name =
          benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
      results.measured.put(name + " " + program, new Measured(time * unit, bytes));
      results.runs.add(
          "JDK %s, %d iterations of %s after %d of warm-up"
              .formatted(
                  result.path("jdkVersion").asText(),
                  result.path("measurementIterations").asInt(),
                  result.path("measurementTime").asText(),
                  result.path("warmupIterations").asInt()));
    }
    return results;
  }

  boolean isEmpty() {
    return measured.isEmpty();
  }

  /** How it was measured: the JDK and the iterations, which differ between benchmarks. */
  List<String> runs() {
    return runs.stream().distinct().sorted().toList();
  }

  /** The seconds of a method, in whichever class has measured that program; NaN where none has. */
  double seconds(String method, String program) {
    return find(method, program).seconds();
  }

  /** Likewise the bytes. */
  double bytes(String method, String program) {
    return find(method, program).bytes();
  }

  private Measured find(String method, String program) {
    for (String owner : List.of("Gradients", "ArraySizes", "ChainSizes", "LongChains", "Peers")) {
      Measured found = measured.get(owner + "." + method + " " + program);
      if (found != null) {
        return found;
      }
    }
    return new Measured(Double.NaN, Double.NaN);
  }

  /** As {@link #seconds}, of one class: a peer stands beside what was measured with it. */
  double secondsIn(String owner, String method, String program) {
    Measured found = measured.get(owner + "." + method + " " + program);
    return found == null ? Double.NaN : found.seconds();
  }
}
