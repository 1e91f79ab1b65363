package chainrule.autodiff;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A graph that can be run on arrays. It runs with plain products first. Only where a NaN comes out
 * can a zero of the chain rule have mattered: then it runs once more with products that know it.
 * Where an operation would hide a NaN (a condition, an index, argmax), it runs with these at once.
 */
final class Executable {
  private final Graph graph;
  private final Program plain;
  private final boolean repeatable;
  private final List<Shape> shapes;
  private volatile @Nullable Program careful;

  /**
   * Compiles a graph.
   *
   * @throws UsageException if a constant belongs to a running call, such as one of grad around it
   */
  Executable(Graph graph) {
    for (Graph.Node node : graph.nodes()) {
      if (node.constant() instanceof StandIn standIn) {
        throw new UsageException(
            "compile: the function closes over a tensor of a running call of "
                + standIn.mode.call()
                + ", whose derivative would be lost; compile outside of that call, or make the"
                + " tensor an argument");
      }
    }
    this.graph = SharedFactors.merged(graph);
    this.shapes = graph.shapes();
    boolean chains = has(graph, Executable::isChain);
    boolean reads = has(graph, Executable::reads);
    this.repeatable = chains && !reads;
    this.plain = Lowering.compile(this.graph, chains && reads);
  }

  /**
   * Whether an operation makes something else of a NaN than a NaN: then it does not show in the
   * results.
   */
  private static boolean reads(@Nullable Operation operation) {
    return operation instanceof Cond
        || (operation instanceof Scan scan && scan.condition() != null)
        || operation instanceof Gather
        || (operation instanceof Reduction reduction && !reduction.differentiable(0));
  }

  /** Whether there is such an operation, in the bodies of loops too. */
  private static boolean has(Graph graph, Predicate<@Nullable Operation> kind) {
    return graph.nodes().stream()
        .map(Graph.Node::operation)
        .anyMatch(
            operation ->
                kind.test(operation)
                    || (operation instanceof Structured structured
                        && structured.bodies().stream().anyMatch(body -> has(body, kind))));
  }

  private static boolean isChain(@Nullable Operation operation) {
    return operation instanceof Matmul matmul
        ? matmul.isRepaired()
        : operation == Arithmetic.chainProduct();
  }

  Graph graph() {
    return graph;
  }

  List<Shape> shapes() {
    return shapes;
  }

  /** Runs on arrays of the sizes of the inputs and results. */
  void run(double[][] in, double[][] out) {
    plain.run(in, out);
    if (repeatable && hasNaN(out)) {
      careful().run(in, out);
    }
  }

  /**
   * Runs a graph of one input.
   *
   * @param first the array of the first result, if it is not a number
   * @param second the array of the second result, if there are two
   * @return the first entry of the first result
   */
  double run(double[] in, double @Nullable [] first, double @Nullable [] second) {
    double number = plain.run(in, first, second);
    if (repeatable && (Double.isNaN(number) || hasNaN(first) || hasNaN(second))) {
      return careful().run(in, first, second);
    }
    return number;
  }

  private Program careful() {
    Program program = careful;
    if (program == null) {
      // Two threads may both compile it, to no harm.
      program = Lowering.compile(graph, true);
      careful = program;
    }
    return program;
  }

  private static boolean hasNaN(double[][] arrays) {
    for (double[] array : arrays) {
      if (hasNaN(array)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasNaN(double @Nullable [] array) {
    if (array == null) {
      return false;
    }
    for (double x : array) {
      if (Double.isNaN(x)) {
        return true;
      }
    }
    return false;
  }
}
