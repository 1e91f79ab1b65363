package chainrule.examples.accuracy;

import chainrule.autodiff.NamedOperation;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import chainrule.nn.activations.Activations;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the largest errors of every operation and activation that a search finds. */
@Command(
    name = "accuracy-table",
    description = "Searches all doubles for the largest error of every operation, in ulps.")
public final class AccuracyTable implements Callable<Integer> {
  private static final double[] BOUNDS = {2, 4, 16};

  /** Without derivatives: masks, and what chooses by one. */
  private static final Set<String> MASKS =
      Set.of("where", "greater", "greaterOrEqual", "less", "lessOrEqual", "equal", "notEqual");

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Points for each function and order (default: ${DEFAULT-VALUE}).")
  private int points = 100_000;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new AccuracyTable()).execute(args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean holds = true;
    for (NamedOperation operation : Operations.named().values()) {
      if (!MASKS.contains(operation.name()) && !operation.hasOrder()) {
        for (int k = 0; k < operation.arity(); k++) {
          Search.Result[] results = new Search.Result[BOUNDS.length];
          for (int order = 0; order < BOUNDS.length; order++) {
            results[order] = new Search(operation::apply, operation.arity(), k, order).run(points);
          }
          holds &= print(out, operation.name() + (k > 0 ? " by argument " + k : ""), results);
        }
      }
    }
    for (Map.Entry<String, UnaryOperator<Tensor>> activation : activations().entrySet()) {
      Search.Result[] results = new Search.Result[BOUNDS.length];
      for (int order = 0; order < BOUNDS.length; order++) {
        results[order] =
            new Search(x -> activation.getValue().apply(x[0]), 1, 0, order).run(points);
      }
      holds &= print(out, activation.getKey(), results);
    }
    return holds ? 0 : 1;
  }

  private static boolean print(PrintWriter out, String name, Search.Result... results) {
    boolean holds = true;
    for (int order = 0; order < results.length; order++) {
      Search.Result result = results[order];
      boolean within = result.worst().error() <= BOUNDS[order];
      out.printf(
          "%s %s, order %d: %s; cannot tell %d of %d%n",
          within ? "     " : "ABOVE",
          name,
          order,
          Search.text(result.worst()),
          result.unknown(),
          result.points());
      holds &= within;
    }
    out.flush();
    return holds;
  }

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
    all.put("celu(2)", x -> Activations.celu(x, 2));
    all.put("gelu", Activations::gelu);
    all.put("geluTanh", Activations::geluTanh);
    all.put("silu", Activations::silu);
    all.put("mish", Activations::mish);
    all.put("gaussian", Activations::gaussian);
    all.put("relu6", Activations::relu6);
    all.put("hardTanh", Activations::hardTanh);
    all.put("hardSigmoid", Activations::hardSigmoid);
    all.put("hardSwish", Activations::hardSwish);
    return all;
  }
}
