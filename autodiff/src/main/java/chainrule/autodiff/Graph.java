package chainrule.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A captured function: its operations in topological order. Immutable. What the function computes
 * by plain Java (loops, calls, derivatives) has been unrolled; what does not reach a result has
 * been left out, and what is computed twice is one node.
 */
public final class Graph {
  /** A variable (no operation, no constant), a constant, or an operation on earlier nodes. */
  record Node(
      @Nullable Operation operation, List<Integer> inputs, Shape shape, @Nullable Tensor constant) {
    boolean isVariable() {
      return operation == null && constant == null;
    }
  }

  private final List<Node> nodes;
  private final List<Integer> results;

  private Graph(List<Node> nodes, List<Integer> results) {
    this.nodes = nodes;
    this.results = results;
  }

  /**
   * Captures a function of one tensor, a derivative for example.
   *
   * @throws UsageException if the function reads a value: under capture there are only shapes
   */
  public static Graph of(UnaryOperator<Tensor> f, Shape shape) {
    return of(inputs -> f.apply(inputs.get(0)), List.of(shape));
  }

  /** Captures a function of several tensors. */
  public static Graph of(Function<List<Tensor>, Tensor> f, List<Shape> shapes) {
    return ofAll(inputs -> List.of(Mode.checked("capture", f.apply(inputs))), shapes);
  }

  /** Captures a function of several tensors with several results. */
  public static Graph ofAll(Function<List<Tensor>, List<Tensor>> f, List<Shape> shapes) {
    Capture capture = new Capture();
    List<Integer> results = new ArrayList<>();
    try {
      List<Tensor> variables = shapes.stream().map(capture::variable).toList();
      for (Tensor result : f.apply(variables)) {
        results.add(capture.index(Mode.checked("capture", result)));
      }
    } finally {
      capture.close();
    }
    return of(capture.nodes(), results);
  }

  /** The graph of those nodes that the results need; variables stay. */
  static Graph of(List<Node> nodes, List<Integer> results) {
    boolean[] needed = new boolean[nodes.size()];
    results.forEach(k -> needed[k] = true);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.isVariable()) {
        needed[i] = true;
      } else if (needed[i]) {
        node.inputs().forEach(k -> needed[k] = true);
      }
    }
    int[] place = new int[nodes.size()];
    List<Node> kept = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (needed[i]) {
        Node node = nodes.get(i);
        List<Integer> inputs = node.inputs().stream().map(k -> place[k]).toList();
        place[i] = kept.size();
        kept.add(new Node(node.operation(), inputs, node.shape(), node.constant()));
      }
    }
    return new Graph(List.copyOf(kept), results.stream().map(k -> place[k]).toList());
  }

  List<Node> nodes() {
    return nodes;
  }

  /** The nodes of the results. */
  List<Integer> results() {
    return results;
  }

  /** The nodes of the variables, in order. */
  List<Integer> variables() {
    return IntStream.range(0, nodes.size()).filter(i -> nodes.get(i).isVariable()).boxed().toList();
  }

  /**
   * Applies the operations to tensors, in whatever mode these are.
   *
   * @param inputs one for each variable, of its shape
   * @return the results
   * @throws ShapeException if number or shapes differ from the variables'
   */
  public List<Tensor> evaluate(List<Tensor> inputs) {
    List<Shape> expected = variables().stream().map(i -> nodes.get(i).shape()).toList();
    List<Shape> given = inputs.stream().map(Tensor::shape).toList();
    if (!given.equals(expected)) {
      throw new ShapeException(
          "evaluate: the graph was captured for shapes " + expected + "; got " + given);
    }
    Tensor[] values = new Tensor[nodes.size()];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      Node node = nodes.get(i);
      Operation operation = node.operation();
      Tensor constant = node.constant();
      if (operation != null) {
        values[i] =
            operation.apply(node.inputs().stream().map(k -> values[k]).toArray(Tensor[]::new));
      } else {
        values[i] = constant == null ? inputs.get(next++) : constant;
      }
    }
    return results.stream().map(k -> values[k]).toList();
  }

  /** The number of operations, variables and constants not counted. */
  public int operations() {
    return (int) nodes.stream().filter(node -> node.operation() != null).count();
  }

  /**
   * The shape of the result.
   *
   * @throws UsageException if there are several
   */
  public Shape shape() {
    return nodes.get(result("shape")).shape();
  }

  /** The shapes of the results. */
  public List<Shape> shapes() {
    return results.stream().map(k -> nodes.get(k).shape()).toList();
  }

  private int result(String user) {
    if (results.size() != 1) {
      throw new UsageException(
          user + ": the graph has " + results.size() + " results, not one; use toString()");
    }
    return results.get(0);
  }

  /** The whole graph as one formula; what is used twice is written twice, so it can grow long. */
  public String formula() {
    int result = result("formula");
    String[] texts = new String[nodes.size()];
    for (int i = 0; i <= result; i++) {
      texts[i] = text(i, texts);
    }
    return strip(texts[result]);
  }

  private String text(int i, String[] texts) {
    Node node = nodes.get(i);
    Operation operation = node.operation();
    if (operation == null) {
      Tensor constant = node.constant();
      return constant == null ? variable(i) : constant.toString();
    }
    String[] operands = node.inputs().stream().map(k -> texts[k]).toArray(String[]::new);
    return operation.text(operands);
  }

  private String variable(int i) {
    List<Integer> variables = variables();
    return variables.size() == 1 ? "x" : "x" + variables.indexOf(i);
  }

  /** A formula without parentheses around the whole of it. */
  static String strip(String text) {
    return text.startsWith("(") && closes(text) ? text.substring(1, text.length() - 1) : text;
  }

  private static boolean closes(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return false;
      }
    }
    return true;
  }

  /** One line for each operation, {@code t3 = exp(t2)}, in the order of computation. */
  @Override
  public String toString() {
    String[] names = new String[nodes.size()];
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      Node node = nodes.get(i);
      String text = text(i, names);
      if (node.operation() == null) {
        names[i] = text;
      } else {
        names[i] = "t" + i;
        lines.append(names[i]).append(" = ").append(strip(text));
        if (!node.shape().isScalar()) {
          lines.append("  : ").append(node.shape());
        }
        lines.append('\n');
      }
    }
    lines.append(results.size() == 1 ? "result " : "results ");
    return lines.append(String.join(", ", results.stream().map(k -> names[k]).toList())).toString();
  }
}
