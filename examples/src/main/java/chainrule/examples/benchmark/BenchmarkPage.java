package chainrule.examples.benchmark;

import static java.util.stream.Collectors.joining;

import chainrule.examples.page.Plot;
import chainrule.examples.page.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a page of tables and plots from the results of the gradient benchmarks. */
@Command(
    name = "benchmark-page",
    description = "Writes benchmarks.md and its plots from the results that JMH wrote as JSON.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the page is written, or no gradients were measured",
      "1:it cannot be",
      "2:the command line is wrong"
    })
public final class BenchmarkPage implements Callable<Integer> {
  private static final String COMPILED = "chainruleCompiled";
  private static final String COMPILED_VALUE = "chainruleCompiledValue";
  private static final String EAGER = "chainruleEager";
  private static final String EAGER_VALUE = "chainruleEagerValue";
  private static final String BY_HAND = "byHand";

  /** The programs, and JAX's seconds for one of that kind and size where there are any. */
  private record Row(String program, String text, double jax) {}

  private static final double NONE = Double.NaN;
  private static final List<Row> PROGRAMS =
      List.of(
          new Row("sigmoid", "sigmoid of a number", 7.3e-6),
          new Row("rosenbrock-10", "Rosenbrock, n = 10", 6.6e-6),
          new Row("rosenbrock-1000", "Rosenbrock, n = 1,000", NONE),
          new Row("elementwise-1000", "elementwise, n = 1,000", 53e-6),
          new Row("elementwise-1000000", "elementwise, n = 1,000,000", 5.4e-3),
          new Row("logistic-1000", "logistic regression, 1,000 × 20", NONE),
          new Row("lstm-2000", "LSTM, scan of 2,000 steps", NONE),
          new Row("scan-2000", "number, scan of 2,000 steps", 33e-6),
          new Row("mlp-32", "MLP 784-128-64-10, batch 32", 0.50e-3),
          new Row("mlp-256", "MLP 784-128-64-10, batch 256", 1.8e-3),
          new Row("gmm-500", "Gaussian mixture, n = 500", NONE));
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "Where to write the page and its images (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of(".");

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Parameters(paramLabel = "RESULTS", description = "The file that JMH wrote.")
  private Path file = Path.of("benchmarks.json");

  @Spec private CommandSpec spec;

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BenchmarkPage());
  }

  @Override
  public Integer call() {
    if (!Files.exists(file)) {
      return nothing();
    }
    try {
      Results results = Results.read(file);
      if (results.isEmpty()) {
        return nothing();
      }
      Path images = Files.createDirectories(folder.resolve("images"));
      for (Map.Entry<String, Plot> plot : plots(results).entrySet()) {
        Files.writeString(images.resolve(plot.getKey() + ".svg"), plot.getValue().file());
      }
      Path page = folder.resolve("benchmarks.md");
      Files.writeString(page, page(results));
      spec.commandLine().getOut().println("Page of the benchmarks: " + page);
      return 0;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write the page: " + failed);
      return 1;
    }
  }

  private int nothing() {
    spec.commandLine().getOut().println("No gradients were measured: no page is written.");
    return 0;
  }

  private static String page(Results results) {
    return Resources.text(BenchmarkPage.class, "benchmarks.md")
        .replace("{machine}", machine())
        .replace("{runs}", String.join("; ", results.runs()))
        .replace("{gradients}", gradients(results))
        .replace("{peers}", peers(results))
        .replace("{arrays}", sizes(results, "elementwise"))
        .replace("{chains}", sizes(results, "chain"));
  }

  private static String machine() {
    String processor = System.getProperty("os.arch");
    Path description = Path.of("/proc/cpuinfo");
    if (Files.isReadable(description)) {
      try (Stream<String> lines = Files.lines(description)) {
        processor =
            lines
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(processor);
      } catch (IOException unreadable) {
        return processor;
      }
    }
    return processor + ", " + Runtime.getRuntime().availableProcessors() + " cores";
  }

  private static String gradients(Results results) {
    List<String> lines = new ArrayList<>();
    for (Row row : PROGRAMS) {
      ToDoubleFunction<String> time = method -> results.seconds(method, row.program());
      double hand = time.applyAsDouble(BY_HAND);
      double compiled = time.applyAsDouble(COMPILED);
      double eager = time.applyAsDouble(EAGER);
      lines.add(
          line(
              row.text(),
              micros(hand),
              micros(compiled),
              ratio(compiled, hand),
              ratio(time.applyAsDouble("chainruleCompiledPlain"), hand),
              ratio(eager, hand),
              ratio(eager, compiled),
              ratio(compiled, time.applyAsDouble(COMPILED_VALUE)),
              ratio(eager, time.applyAsDouble(EAGER_VALUE)),
              bytes(results.bytes(COMPILED, row.program())),
              micros(row.jax()),
              ratio(row.jax(), compiled)));
    }
    return String.join("\n", lines);
  }

  private static String peers(Results results) {
    List<String> lines = new ArrayList<>();
    for (Row row : PROGRAMS.subList(0, 2)) {
      ToDoubleFunction<String> time = method -> results.secondsIn("Peers", method, row.program());
      double hand = time.applyAsDouble(BY_HAND);
      lines.add(
          line(
              row.text(),
              micros(hand),
              micros(results.seconds(COMPILED, row.program())),
              micros(time.applyAsDouble(EAGER)),
              micros(time.applyAsDouble("hipparchus")),
              micros(time.applyAsDouble("commonsMath")),
              ratio(time.applyAsDouble("hipparchus"), hand),
              ratio(time.applyAsDouble("commonsMath"), hand)));
    }
    return String.join("\n", lines);
  }

  private static String sizes(Results results, String program) {
    List<String> lines = new ArrayList<>();
    for (int n : SIZES) {
      ToDoubleFunction<String> time = method -> results.seconds(method, program + "-" + n);
      double hand = time.applyAsDouble(BY_HAND);
      double compiled = time.applyAsDouble(COMPILED);
      double eager = time.applyAsDouble(EAGER);
      lines.add(
          line(
              String.format(Locale.ROOT, "%,d", n),
              nanos(hand, n),
              nanos(time.applyAsDouble(COMPILED_VALUE), n),
              nanos(compiled, n),
              nanos(time.applyAsDouble(EAGER_VALUE), n),
              nanos(eager, n),
              ratio(compiled, hand),
              ratio(eager, hand),
              ratio(compiled, time.applyAsDouble(COMPILED_VALUE)),
              ratio(eager, time.applyAsDouble(EAGER_VALUE))));
    }
    return String.join("\n", lines);
  }

  private static Map<String, Plot> plots(Results results) {
    return Map.of(
        "benchmark-arrays",
        perEntry(
            results,
            "elementwise",
            "The gradient of an elementwise function",
            "nanoseconds an entry, against log₁₀ of the number of entries"),
        "benchmark-chains",
        perEntry(
            results,
            "chain",
            "The gradient of a chain of operations",
            "nanoseconds an operation, against log₁₀ of their number"),
        "benchmark-overhead",
        overhead(results));
  }

  private static Plot perEntry(Results results, String program, String title, String abscissa) {
    Plot plot = Plot.of(title, abscissa).logarithmic();
    Map<String, String> lines = Map.of(BY_HAND, "by hand", COMPILED, "compiled", EAGER, "eager");
    for (String method : List.of(BY_HAND, COMPILED, EAGER)) {
      draw(plot, lines.get(method), n -> 1e9 * results.seconds(method, program + "-" + n) / n);
    }
    return plot;
  }

  private static Plot overhead(Results results) {
    Plot plot =
        Plot.of(
            "Time of the gradient over time of the function",
            "gradient / function, against log₁₀ of the size");
    for (String program : List.of("elementwise", "chain")) {
      String text = program.equals("chain") ? "chain" : "array";
      draw(plot, text, n -> quotient(results, program, n, COMPILED, COMPILED_VALUE));
      draw(plot, text + ", eager", n -> quotient(results, program, n, EAGER, EAGER_VALUE));
    }
    return plot;
  }

  private static double quotient(
      Results results, String program, int n, String gradient, String value) {
    return results.seconds(gradient, program + "-" + n) / results.seconds(value, program + "-" + n);
  }

  /** A line over the sizes that were measured, where there are at least two. */
  private static void draw(Plot plot, String name, ToDoubleFunction<Integer> y) {
    List<Integer> known = SIZES.stream().filter(n -> !Double.isNaN(y.applyAsDouble(n))).toList();
    if (known.size() > 1) {
      plot.line(
          name,
          known.stream().mapToDouble(Math::log10).toArray(),
          known.stream().mapToDouble(y).toArray());
    }
  }

  private static String line(String... cells) {
    return Stream.of(cells).collect(joining(" | ", "| ", " |"));
  }

  private static String micros(double seconds) {
    return Double.isNaN(seconds) ? "" : digits(1e6 * seconds);
  }

  private static String nanos(double seconds, int n) {
    return Double.isNaN(seconds) ? "" : digits(1e9 * seconds / n);
  }

  private static String bytes(double bytes) {
    return Double.isNaN(bytes) ? "" : String.format(Locale.ROOT, "%,.0f", bytes);
  }

  private static String ratio(double a, double b) {
    return Double.isNaN(a / b) ? "" : digits(a / b);
  }

  /** Two or three digits: a shared machine gives no more. */
  private static String digits(double number) {
    if (number >= 100) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    return String.format(
        Locale.ROOT, number >= 10 ? "%.1f" : number >= 0.1 ? "%.2f" : "%.3f", number);
  }
}
