package chainrule.autodiff;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph that can be run on arrays. It runs with plain products first. Only where a NaN comes out
 * can a zero of the chain rule have mattered: then it runs once more with products that know it.
 */
final class Executable {
  private final Graph graph;
  private final Program plain;
  private final boolean chains;
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
    this.plain = Lowering.compile(this.graph, false);
    this.chains = hasChain(graph);
  }

  private static boolean hasChain(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> isChain(node.operation()));
  }

  private static boolean isChain(@Nullable Operation operation) {
    if (operation instanceof Structured structured) {
      return structured.bodies().stream().anyMatch(Executable::hasChain);
    }
    return operation instanceof Matmul matmul
        ? matmul.isRepaired()
        : operation == Arithmetic.chainProduct();
  }

  Graph graph() {
    return graph;
  }

  List<Shape> shapes() {
    return graph.shapes();
  }

  /** Runs on arrays of the sizes of the inputs and results. */
  void run(double[][] in, double[][] out) {
    if (!chains) {
      plain.run(in, out);
      return;
    }
    boolean repeat;
    try {
      plain.run(in, out);
      repeat = hasNaN(out);
    } catch (ChainruleException e) {
      // A condition or an index may have been NaN that is a number with careful products.
      repeat = true;
    }
    if (repeat) {
      careful().run(in, out);
    }
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
      for (double x : array) {
        if (Double.isNaN(x)) {
          return true;
        }
      }
    }
    return false;
  }
}
