package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

  // Made when first needed; a race makes it twice, which does no harm.
  private volatile @Nullable Key key;

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
    return of(new Capture(), f, shapes);
  }

  /** Captures a branch: all that it computes, also of what it closes over alone. */
  static Graph ofBranch(Function<List<Tensor>, List<Tensor>> f, List<Shape> shapes) {
    return of(Capture.ofBranch(), f, shapes);
  }

  private static Graph of(
      Capture capture, Function<List<Tensor>, List<Tensor>> f, List<Shape> shapes) {
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

  /**
   * Graphs of the same variables, which close over tensors of calls further out, as graphs in which
   * these tensors are variables too, at the end and in the order of {@code free}.
   */
  record Closed(List<Graph> graphs, List<Tensor> free) {}

  /** Makes variables of what graphs of the same variables close over. */
  static Closed closed(List<Graph> graphs) {
    Set<Tensor> free = new LinkedHashSet<>();
    for (Graph graph : graphs) {
      for (Node node : graph.nodes) {
        Tensor constant = node.constant();
        if (constant != null && constant.mode() != null) {
          free.add(constant);
        }
      }
    }
    List<Tensor> order = List.copyOf(free);
    List<Graph> closed = new ArrayList<>();
    for (Graph graph : graphs) {
      List<Integer> variables = new ArrayList<>(graph.variables());
      List<Shape> shapes = new ArrayList<>(graph.variableShapes());
      for (Tensor tensor : order) {
        variables.add(graph.constant(tensor));
        shapes.add(tensor.shape());
      }
      closed.add(graph.part(variables, shapes, graph.results));
    }
    return new Closed(closed, order);
  }

  private int constant(Tensor tensor) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).constant() == tensor) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The part of the graph that computes some nodes from others, which become the variables in this
   * order; -1 stands for a variable that is not used.
   */
  Graph part(List<Integer> variables, List<Shape> shapes, List<Integer> results) {
    int[] place = new int[nodes.size()];
    Arrays.fill(place, -1);
    List<Node> kept = new ArrayList<>();
    for (int k = 0; k < variables.size(); k++) {
      if (variables.get(k) >= 0) {
        place[variables.get(k)] = k;
      }
      kept.add(new Node(null, List.of(), shapes.get(k), null));
    }
    boolean[] needed = new boolean[nodes.size()];
    results.forEach(k -> needed[k] = true);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed[i] && place[i] < 0) {
        nodes.get(i).inputs().forEach(k -> needed[k] = true);
      }
    }
    for (int i = 0; i < place.length; i++) {
      if (needed[i] && place[i] < 0) {
        Node node = nodes.get(i);
        if (node.isVariable()) {
          throw new IllegalStateException("a part of a graph uses variable " + i);
        }
        List<Integer> inputs = node.inputs().stream().map(k -> place[k]).toList();
        place[i] = kept.size();
        kept.add(new Node(node.operation(), inputs, node.shape(), node.constant()));
      }
    }
    return new Graph(List.copyOf(kept), results.stream().map(k -> place[k]).toList());
  }

  /** Which nodes depend on variables: on those marked, in the order of the variables. */
  boolean[] dependents(boolean[] marked, boolean differentiably) {
    boolean[] depends = new boolean[nodes.size()];
    int next = 0;
    for (int i = 0; i < depends.length; i++) {
      Node node = nodes.get(i);
      Operation operation = node.operation();
      if (node.isVariable()) {
        depends[i] = marked[next++];
      } else if (operation != null) {
        for (int k = 0; k < node.inputs().size(); k++) {
          depends[i] |=
              depends[node.inputs().get(k)] && (!differentiably || operation.differentiable(k));
        }
      }
    }
    return depends;
  }

  /** What a graph computes; the hash is kept, since bodies nest. */
  private record Key(List<Object> parts, int hash) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && hash == key.hash && parts.equals(key.parts);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** Equal for graphs that compute the same by the same operations in the same order. */
  Object key() {
    Key known = key;
    if (known == null) {
      List<Object> parts = parts();
      known = new Key(parts, parts.hashCode());
      key = known;
    }
    return known;
  }

  private List<Object> parts() {
    List<Object> key = new ArrayList<>();
    key.add(results);
    for (Node node : nodes) {
      Operation operation = node.operation();
      Tensor constant = node.constant();
      key.add(node.inputs());
      key.add(node.shape());
      if (operation != null) {
        key.add(operation.key());
      } else if (constant instanceof Scalar number) {
        key.add(Double.doubleToRawLongBits(number.value));
      } else if (constant != null) {
        key.add(constant);
      }
    }
    return key;
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
    List<Shape> expected = variableShapes();
    List<Shape> given = inputs.stream().map(Tensor::shape).toList();
    if (!given.equals(expected)) {
      throw new ShapeException(
          "evaluate: the graph was captured for shapes " + expected + "; got " + given);
    }
    return run(inputs, (operation, operands) -> {});
  }

  /** Sees every operation and its operands before it is applied. */
  interface Observer {
    void sees(Operation operation, Tensor[] operands);
  }

  /** As {@link #evaluate}, without a check of the shapes. */
  List<Tensor> run(List<Tensor> inputs, Observer observer) {
    Tensor[] values = new Tensor[nodes.size()];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      Node node = nodes.get(i);
      Operation operation = node.operation();
      Tensor constant = node.constant();
      if (operation != null) {
        Tensor[] operands = new Tensor[node.inputs().size()];
        for (int k = 0; k < operands.length; k++) {
          operands[k] = values[node.inputs().get(k)];
        }
        observer.sees(operation, operands);
        values[i] = operation.apply(operands);
      } else {
        values[i] = constant == null ? inputs.get(next++) : constant;
      }
    }
    List<Tensor> out = new ArrayList<>(results.size());
    for (int k : results) {
      out.add(values[k]);
    }
    return out;
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
    return shapes(results);
  }

  private List<Shape> shapes(List<Integer> of) {
    return of.stream().map(k -> nodes.get(k).shape()).toList();
  }

  /** The shapes of the variables. */
  List<Shape> variableShapes() {
    return shapes(variables());
  }

  private int result(String user) {
    if (results.size() != 1) {
      throw new UsageException(
          user + ": the graph has " + results.size() + " results, not one; use toString()");
    }
    return results.get(0);
  }

  /**
   * The graph as text that {@link #parse} reads back, with all digits of its constants. {@link
   * #toString} is for people.
   *
   * @throws UsageException if there is a rule of the user's own in it, or a constant that belongs
   *     to a running call
   */
  public String text() {
    return GraphText.of(this);
  }

  /**
   * Reads what {@link #text} wrote: a graph of the same operations, with the same bits.
   *
   * @throws UsageException if the text is not that of a graph; it names the line
   */
  public static Graph parse(String text) {
    GraphReader reader = new GraphReader(text);
    Graph graph = reader.graph();
    if (!reader.isAtEnd()) {
      throw reader.error("the graph has ended, but more follows");
    }
    return graph;
  }

  /**
   * The graph as mathematics: an {@code aligned} environment of LaTeX with a line for everything
   * that is used more than once. Repetitions along axes are not shown, nor along which axes is
   * summed; a constant that is an array is the letter c, with the number it has in {@link #text}.
   */
  public String latex() {
    return GraphLatex.of(this);
  }

  /** The graph as a drawing in the language of Graphviz, with bodies in frames. */
  public String dot() {
    return GraphDot.of(this);
  }

  /**
   * The number of bytes that the values of all operations take, eight for a number: what an
   * evaluation of the graph needs if nothing is let go.
   */
  public long bytes() {
    return nodes.stream()
        .filter(node -> node.operation() != null)
        .mapToLong(node -> 8L * node.shape().count())
        .sum();
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
        if (node.operation() instanceof Structured structured) {
          structured.bodies().forEach(body -> lines.append(body.toString().indent(4)));
        }
      }
    }
    lines.append(results.size() == 1 ? "result " : "results ");
    return lines.append(String.join(", ", results.stream().map(k -> names[k]).toList())).toString();
  }
}
