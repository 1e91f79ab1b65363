package chainrule.examples.accuracy;

import static java.util.stream.Collectors.joining;

import chainrule.autodiff.NamedOperation;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import chainrule.nn.activations.Activations;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.FastMath;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.LogGamma;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a table of the largest errors of every operation and activation that a search finds. */
@Command(
    name = "accuracy-table",
    description = "Searches all doubles for the largest error of every operation, in ulps.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:the table is written", "1:it cannot be", "2:the command line is wrong"})
public final class AccuracyTable implements Callable<Integer> {
  static final double[] BOUNDS = {2, 4, 16};

  /** Without derivatives: masks, and what chooses by one. */
  private static final Set<String> MASKS =
      Set.of("where", "greater", "greaterOrEqual", "less", "lessOrEqual", "equal", "notEqual");

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Points for each function and order (default: ${DEFAULT-VALUE}).")
  private int points = 100_000;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Only operations and activations whose name contains this.")
  private String only = "";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write the table (default: ${DEFAULT-VALUE}).")
  private Path file = Path.of("accuracy.md");

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new AccuracyTable());
  }

  /** A function by name, the argument that varies, and what other libraries have for it. */
  private record Row(
      String name,
      int arity,
      int argument,
      Function<Tensor[], Tensor> f,
      Map<String, DoubleUnaryOperator> others) {

    String text(int points) {
      List<String> cells = new ArrayList<>(List.of(name));
      for (int order = 0; order < BOUNDS.length; order++) {
        Search.Result result = new Search(f, arity, argument, order).run(points);
        cells.add(cell(result, BOUNDS[order]));
      }
      for (String library : LIBRARIES) {
        DoubleUnaryOperator other = others.get(library);
        cells.add(other == null ? "" : cell(Search.ofOther(f, other).run(points), INFINITY));
      }
      return cells.stream().collect(joining(" | ", "| ", " |"));
    }
  }

  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final List<String> LIBRARIES = List.of("Math", "Commons Math", "Commons Numbers");

  /** The largest error and where; bold above the bound, with * in the mixed unit. */
  private static String cell(Search.Result result, double bound) {
    Search.Found worst = result.worst();
    if (worst.error() == 0) {
      return "0";
    }
    String error =
        Double.isInfinite(worst.error())
            ? "∞"
            : String.format(Locale.ROOT, worst.error() < 1000 ? "%.2f" : "%.1e", worst.error());
    String where =
        IntStream.range(0, worst.at().length)
            .mapToObj(k -> String.format(Locale.ROOT, "%.4g", worst.at()[k]))
            .collect(joining(", ", " at ", ""));
    String text = error + (worst.mixed() ? "*" : "");
    return (worst.error() > bound ? "**" + text + "**" : text) + where;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Row> rows = rows().stream().filter(row -> row.name.contains(only)).toList();
    List<String> lines =
        rows.parallelStream()
            .map(
                row -> {
                  String line = row.text(points);
                  out.println(line);
                  out.flush();
                  return line;
                })
            .toList();
    try {
      Files.writeString(file, page(lines));
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write " + file + ": " + failed.getMessage());
      return 1;
    }
    out.println("Table: " + file);
    return 0;
  }

  private String page(List<String> lines) {
    String head =
        """
        # Accuracy

        The largest error that a search finds, in units in the last place of the true value, and where; bold where it is
        above the promise of 2 for values, 4 for first and 16 for second derivatives. Each entry comes from %,d points spread
        over all exponents and both signs, and as many steps of climbing from the worst. The truth is the function over
        balls, whose bounds are proved, differentiated by Taylor series; derivatives are the worse of forward and reverse.
        A star: near a sign change, in units of what half an ulp of the argument changes, if that is more. Points at which
        the truth cannot be told, and kinks, are left out. The last columns are the values of other libraries.

        Made by `mvn -q package -Paccuracy-table`.

        | function | value | first | second | %s |
        |---|---|---|---|---|---|---|
        """
            .formatted(points, String.join(" | ", LIBRARIES));
    return head + String.join("\n", lines) + "\n";
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (NamedOperation operation : Operations.named().values()) {
      if (MASKS.contains(operation.name()) || operation.hasOrder()) {
        continue;
      }
      for (int k = 0; k < operation.arity(); k++) {
        String by = operation.arity() > 1 ? " by argument " + (k + 1) : "";
        Map<String, DoubleUnaryOperator> others = OTHERS.getOrDefault(operation.name(), Map.of());
        rows.add(new Row(operation.name() + by, operation.arity(), k, operation::apply, others));
      }
    }
    activations().forEach((name, f) -> rows.add(new Row(name, 1, 0, x -> f.apply(x[0]), Map.of())));
    return rows;
  }

  private static Map<String, DoubleUnaryOperator> others(
      @Nullable DoubleUnaryOperator math,
      @Nullable DoubleUnaryOperator commonsMath,
      @Nullable DoubleUnaryOperator commonsNumbers) {
    Map<String, DoubleUnaryOperator> others = new LinkedHashMap<>();
    if (math != null) {
      others.put(LIBRARIES.get(0), math);
    }
    if (commonsMath != null) {
      others.put(LIBRARIES.get(1), commonsMath);
    }
    if (commonsNumbers != null) {
      others.put(LIBRARIES.get(2), commonsNumbers);
    }
    return others;
  }

  private static final Map<String, Map<String, DoubleUnaryOperator>> OTHERS =
      Map.ofEntries(
          Map.entry("exp", others(Math::exp, FastMath::exp, null)),
          Map.entry("expm1", others(Math::expm1, FastMath::expm1, null)),
          Map.entry("log", others(Math::log, FastMath::log, null)),
          Map.entry("log1p", others(Math::log1p, FastMath::log1p, null)),
          Map.entry("sin", others(Math::sin, FastMath::sin, null)),
          Map.entry("cos", others(Math::cos, FastMath::cos, null)),
          Map.entry("tan", others(Math::tan, FastMath::tan, null)),
          Map.entry("asin", others(Math::asin, FastMath::asin, null)),
          Map.entry("acos", others(Math::acos, FastMath::acos, null)),
          Map.entry("atan", others(Math::atan, FastMath::atan, null)),
          Map.entry("sinh", others(Math::sinh, FastMath::sinh, null)),
          Map.entry("cosh", others(Math::cosh, FastMath::cosh, null)),
          Map.entry("tanh", others(Math::tanh, FastMath::tanh, null)),
          Map.entry("asinh", others(null, FastMath::asinh, null)),
          Map.entry("acosh", others(null, FastMath::acosh, null)),
          Map.entry("atanh", others(null, FastMath::atanh, null)),
          Map.entry("cbrt", others(Math::cbrt, FastMath::cbrt, null)),
          Map.entry("erf", others(null, Erf::erf, org.apache.commons.numbers.gamma.Erf::value)),
          Map.entry("erfc", others(null, Erf::erfc, Erfc::value)),
          Map.entry("logGamma", others(null, Gamma::logGamma, LogGamma::value)),
          Map.entry("digamma", others(null, Gamma::digamma, Digamma::value)));

  private static Map<String, UnaryOperator<Tensor>> activations() {
    Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
    all.put("sigmoid", Activations::sigmoid);
    all.put("relu", Activations::relu);
    all.put("leakyRelu(0.01)", x -> Activations.leakyRelu(x, 0.01));
    all.put("softplus", Activations::softplus);
    all.put("logSigmoid", Activations::logSigmoid);
    all.put("softsign", Activations::softsign);
    all.put("elu(1)", x -> Activations.elu(x, 1));
    all.put("selu", Activations::selu);
    all.put("celu(0.7)", x -> Activations.celu(x, 0.7));
    all.put("gelu", Activations::gelu);
    all.put("geluTanh", Activations::geluTanh);
    all.put("silu", Activations::silu);
    all.put("mish", Activations::mish);
    all.put("gaussian activation", Activations::gaussian);
    all.put("relu6", Activations::relu6);
    all.put("hardTanh", Activations::hardTanh);
    all.put("hardSigmoid", Activations::hardSigmoid);
    all.put("hardSwish", Activations::hardSwish);
    return all;
  }
}
