package chainrule.examples.gradbench;

import chainrule.examples.Version;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A tool of <a href="https://github.com/gradbench/gradbench">GradBench</a>: reads messages from
 * standard input, one line of JSON each, and answers each by a line on standard output.
 */
@Command(
    name = "gradbench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeOnInvalidInput = 64,
    description = "Answers the messages of GradBench, line by line, until the input ends.")
public final class Gradbench implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All evals by the names of their modules. */
  private static final Map<String, Eval<?>> EVALS =
      Map.ofEntries(
          Map.entry("hello", Hello.EVAL),
          Map.entry("gmm", GaussianMixture.EVAL),
          Map.entry("ba", BundleAdjustment.EVAL),
          Map.entry("ht", HandTracking.EVAL),
          Map.entry("lstm", Lstm.EVAL),
          Map.entry("lse", LogSumExp.EVAL),
          Map.entry("llsq", LeastSquares.EVAL),
          Map.entry("det", CofactorExpansion.EVAL),
          Map.entry("kmeans", KMeans.EVAL),
          Map.entry("ode", RungeKutta.EVAL),
          Map.entry("particle", ChargedParticle.EVAL),
          Map.entry("saddle", SaddlePoint.EVAL));

  @Spec private CommandSpec spec;

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, to be run by itself or as part of another. */
  public static CommandLine commandLine() {
    return new CommandLine(new Gradbench());
  }

  @Override
  public Integer call() throws IOException {
    serve(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        spec.commandLine().getOut());
    return 0;
  }

  /** Answers lines as they come, until there are no more. */
  static void serve(BufferedReader in, PrintWriter out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line));
      out.flush();
    }
  }

  /** The answer to a message. */
  static String answer(String line) {
    ObjectNode response = JSON.createObjectNode();
    try {
      JsonNode message = JSON.readTree(line);
      response.set("id", Json.member(message, "id"));
      switch (message.path("kind").asText()) {
        case "start" -> response.put("tool", "chainrule");
        case "define" -> {
          eval(message);
          response.put("success", true);
        }
        case "evaluate" -> evaluate(eval(message), message, response);
        default -> {}
      }
    } catch (JsonProcessingException
        | RuntimeException
        | StackOverflowError
        | OutOfMemoryError failed) {
      response.put("success", false).put("error", failed.toString());
    }
    return response.toString();
  }

  private static Eval<?> eval(JsonNode message) {
    String module = message.path("module").asText();
    Eval<?> eval = EVALS.get(module);
    if (eval == null) {
      throw new IllegalArgumentException("no such module: " + module);
    }
    return eval;
  }

  private static <I> void evaluate(Eval<I> eval, JsonNode message, ObjectNode response) {
    String name = message.path("function").asText();
    Function<I, Task<?>> function = eval.functions().get(name);
    if (function == null) {
      throw new IllegalArgumentException("no such function: " + name);
    }
    JsonNode input = Json.member(message, "input");
    I read = eval.input().apply(input);
    ArrayNode timings = JSON.createArrayNode();
    long start = System.nanoTime();
    Task<?> task = function.apply(read);
    add(timings, "prepare", System.nanoTime() - start);
    JsonNode output =
        run(task, input.path("min_runs").asInt(1), input.path("min_seconds").asDouble(0), timings);
    response.put("success", true);
    response.set("output", output);
    response.set("timings", timings);
  }

  /** Runs a task as often and as long as is asked for, at least once. */
  private static <T> JsonNode run(Task<T> task, int minRuns, double minSeconds, ArrayNode timings) {
    long elapsed = 0;
    int runs = 0;
    T result;
    do {
      long start = System.nanoTime();
      result = task.run().get();
      long time = System.nanoTime() - start;
      add(timings, "evaluate", time);
      elapsed += time;
      runs++;
    } while (runs < minRuns || elapsed < minSeconds * 1e9);
    return task.output().apply(result);
  }

  private static void add(ArrayNode timings, String name, long nanoseconds) {
    timings.addObject().put("name", name).put("nanoseconds", nanoseconds);
  }
}
