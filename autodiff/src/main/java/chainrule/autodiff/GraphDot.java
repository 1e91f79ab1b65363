package chainrule.autodiff;

import java.util.List;

/**
 * Draws a graph in the language of Graphviz: operations as boxes with their shapes, variables and
 * constants as ellipses, bodies of loops and conditions as frames beside their operation.
 */
final class GraphDot {
  private static final int LONGEST = 24;

  private final StringBuilder dot = new StringBuilder();
  private int clusters;

  private GraphDot() {}

  static String of(Graph graph) {
    GraphDot writer = new GraphDot();
    writer.dot.append("digraph graph_ {\n  node [shape=box, style=rounded];\n");
    writer.draw(graph, "n", "  ");
    return writer.dot.append("}\n").toString();
  }

  private void draw(Graph graph, String prefix, String indent) {
    List<Graph.Node> nodes = graph.nodes();
    List<Integer> variables = graph.variables();
    for (int i = 0; i < nodes.size(); i++) {
      Graph.Node node = nodes.get(i);
      Operation operation = node.operation();
      Tensor constant = node.constant();
      String label =
          operation != null
              ? operation.name()
              : constant != null ? shortened(constant) : variable(variables, i);
      label += node.shape().isScalar() ? "" : "\\n" + node.shape();
      boolean result = graph.results().contains(i);
      dot.append(indent).append(prefix).append(i);
      dot.append(" [label=\"").append(label.replace("\"", "\\\"")).append('"');
      dot.append(operation == null ? ", shape=ellipse" : "");
      dot.append(result ? ", penwidth=2" : "").append("];\n");
      for (int k = 0; k < node.inputs().size(); k++) {
        dot.append(indent).append(prefix).append(node.inputs().get(k));
        dot.append(" -> ").append(prefix).append(i);
        dot.append(node.inputs().size() > 1 ? " [taillabel=\"" + (k + 1) + "\"]" : "");
        dot.append(";\n");
      }
      if (operation instanceof Structured structured) {
        bodies(structured, prefix + i, indent);
      }
    }
  }

  private void bodies(Structured structured, String owner, String indent) {
    List<Graph> bodies = structured.bodies();
    for (int k = 0; k < bodies.size(); k++) {
      String prefix = owner + "_" + k + "_";
      dot.append(indent).append("subgraph cluster_").append(clusters++).append(" {\n");
      dot.append(indent).append("  label=\"").append(structured.name());
      dot.append(bodies.size() > 1 ? " " + (k + 1) : "").append("\";\n");
      draw(bodies.get(k), prefix, indent + "  ");
      dot.append(indent).append("}\n");
      int result = bodies.get(k).results().get(0);
      dot.append(indent).append(prefix).append(result).append(" -> ").append(owner);
      dot.append(" [style=dashed, arrowhead=none];\n");
    }
  }

  private static String variable(List<Integer> variables, int node) {
    return variables.size() == 1 ? "x" : "x" + variables.indexOf(node);
  }

  private static String shortened(Tensor constant) {
    String text = constant.shape().isScalar() ? constant.toString() : "constant";
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
