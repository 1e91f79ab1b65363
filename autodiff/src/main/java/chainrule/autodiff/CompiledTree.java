package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * A function of parameters in any form ({@link Trees}) to results in any form, compiled for the
 * shapes of an example. As {@link CompiledFunction} otherwise. Made by {@link
 * Derivatives#compileTree}.
 */
public final class CompiledTree<P, R> implements Function<P, R> {
  private final List<Shape> inputs;
  private final Executable executable;
  private final P given;
  private final R form;

  CompiledTree(Function<P, R> f, P example) {
    this.inputs = Trees.leaves(example).stream().map(Tensor::shape).toList();
    List<P> parameters = new ArrayList<>();
    List<R> results = new ArrayList<>();
    Graph graph =
        Graph.ofAll(
            variables -> {
              Iterator<Tensor> next = variables.iterator();
              parameters.add(Trees.map(example, leaf -> next.next()));
              results.add(f.apply(parameters.get(0)));
              return Trees.leaves("compileTree: the result", results.get(0));
            },
            inputs);
    this.given = parameters.get(0);
    this.form = results.get(0);
    this.executable = new Executable(graph);
  }

  /**
   * The results.
   *
   * @throws ShapeException if the parameters have other shapes than the example
   * @throws UsageException if they differ from it in form
   */
  @Override
  public R apply(P parameters) {
    List<Tensor> leaves = Trees.leaves(Trees.PARAMETERS, given, parameters);
    List<Shape> given = leaves.stream().map(Tensor::shape).toList();
    if (!given.equals(inputs)) {
      throw new ShapeException(
          "the function was compiled for shapes " + inputs + ", and is called with " + given);
    }
    List<Tensor> results;
    if (leaves.stream().anyMatch(leaf -> leaf.mode() != null)) {
      results = executable.graph().evaluate(leaves);
    } else {
      double[][] in = new double[leaves.size()][];
      for (int k = 0; k < in.length; k++) {
        in[k] = leaves.get(k).elements("compiled function");
      }
      List<Shape> shapes = executable.shapes();
      double[][] out = new double[shapes.size()][];
      for (int k = 0; k < out.length; k++) {
        out[k] = new double[shapes.get(k).count()];
      }
      executable.run(in, out);
      results = new ArrayList<>();
      for (int k = 0; k < out.length; k++) {
        results.add(Array.owning(shapes.get(k), out[k]));
      }
    }
    Iterator<Tensor> next = results.iterator();
    return Trees.map(form, leaf -> next.next());
  }

  /** The captured graph. */
  public Graph graph() {
    return executable.graph();
  }
}
