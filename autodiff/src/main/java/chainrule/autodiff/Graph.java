package chainrule.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A captured function: its operations in topological order. Immutable. What the function computes
 * by plain Java (loops, calls, derivatives) has been unrolled; what does not reach the result has
 * been left out.
 */
public final class Graph {
  /** A variable (no operation, no constant), a constant, or an operation on earlier nodes. */
  record Node(
      @Nullable Operation operation,
      List<Integer> inputs,
      Shape shape,
      @Nullable Tensor constant) {}

  private final List<Node> nodes;
  private final int result;

  private Graph(List<Node> nodes, int result) {
    this.nodes = nodes;
    this.result = result;
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
  public static Graph of(java.util.function.Function<List<Tensor>, Tensor> f, List<Shape> shapes) {
    Capture capture = new Capture();
    int result;
    try {
      List<Tensor> variables = shapes.stream().map(capture::variable).toList();
      result = capture.index(Mode.checked("capture", f.apply(variables)));
    } finally {
      capture.close();
    }
    return live(capture.nodes(), result);
  }

  private static Graph live(List<Node> nodes, int result) {
    boolean[] needed = new boolean[nodes.size()];
    needed[result] = true;
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.operation() == null && node.constant() == null) {
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
    return new Graph(List.copyOf(kept), place[result]);
  }

  /** The number of operations, variables and constants not counted. */
  public int operations() {
    return (int) nodes.stream().filter(node -> node.operation() != null).count();
  }

  /** The shape of the result. */
  public Shape shape() {
    return nodes.get(result).shape();
  }

  /** The whole graph as one formula; what is used twice is written twice, so it can grow long. */
  public String formula() {
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
    int number = 0;
    int total = 0;
    for (int k = 0; k < nodes.size(); k++) {
      Node node = nodes.get(k);
      if (node.operation() == null && node.constant() == null) {
        number += k < i ? 1 : 0;
        total++;
      }
    }
    return total == 1 ? "x" : "x" + number;
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
    return lines.append("result ").append(names[result]).toString();
  }
}
