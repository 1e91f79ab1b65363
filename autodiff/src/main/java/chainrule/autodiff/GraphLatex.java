package chainrule.autodiff;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a graph as lines of mathematics in LaTeX, {@code aligned}: a line for what is used more
 * than once or would grow long, everything else within the line that uses it.
 */
final class GraphLatex {
  /** Expressions with more letters get a line of their own. */
  private static final int LONG = 80;

  // How strongly a text holds together.
  private static final int SUM = 0;
  private static final int PRODUCT = 1;
  private static final int ATOM = 2;

  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("exp", "\\exp"),
          Map.entry("log", "\\log"),
          Map.entry("sin", "\\sin"),
          Map.entry("cos", "\\cos"),
          Map.entry("tan", "\\tan"),
          Map.entry("asin", "\\arcsin"),
          Map.entry("acos", "\\arccos"),
          Map.entry("atan", "\\arctan"),
          Map.entry("sinh", "\\sinh"),
          Map.entry("cosh", "\\cosh"),
          Map.entry("tanh", "\\tanh"),
          Map.entry("max", "\\max"),
          Map.entry("min", "\\min"),
          Map.entry("amax", "\\max"),
          Map.entry("amin", "\\min"),
          Map.entry("determinant", "\\det"));

  private static final Map<String, String> SIGNS =
      Map.of(
          "greater", " > ",
          "greaterOrEqual", " \\ge ",
          "less", " < ",
          "lessOrEqual", " \\le ",
          "equal", " = ",
          "notEqual", " \\ne ");

  /** A text, and how strongly it holds together. */
  private record Part(String text, int binding) {
    /** In parentheses where something stronger is wanted. */
    String within(int wanted) {
      return binding >= wanted ? text : "\\left(" + text + "\\right)";
    }
  }

  private final Graph graph;
  private final Part[] parts;
  private final StringBuilder lines = new StringBuilder();

  private GraphLatex(Graph graph) {
    this.graph = graph;
    this.parts = new Part[graph.nodes().size()];
  }

  static String of(Graph graph) {
    return new GraphLatex(graph).write();
  }

  private String write() {
    List<Graph.Node> nodes = graph.nodes();
    List<Integer> variables = graph.variables();
    int[] uses = new int[parts.length];
    nodes.forEach(node -> node.inputs().forEach(k -> uses[k]++));
    for (int i = 0; i < parts.length; i++) {
      Graph.Node node = nodes.get(i);
      Operation operation = node.operation();
      Tensor constant = node.constant();
      if (constant != null) {
        parts[i] = number(constant, i);
      } else if (operation == null) {
        String index = variables.size() == 1 ? "" : "_{" + variables.indexOf(i) + "}";
        parts[i] = new Part("x" + index, ATOM);
      } else {
        parts[i] = operation(operation, node);
        boolean last = graph.results().contains(i);
        if (!last && (uses[i] > 1 || parts[i].text().length() > LONG)) {
          line("t_{" + i + "}", parts[i]);
          parts[i] = new Part("t_{" + i + "}", ATOM);
        }
      }
    }
    List<Integer> results = graph.results();
    for (int k = 0; k < results.size(); k++) {
      line(results.size() == 1 ? "y" : "y_{" + k + "}", parts[results.get(k)]);
    }
    return "\\begin{aligned}\n" + lines + "\\end{aligned}";
  }

  private void line(String name, Part part) {
    lines.append(name).append(" &= ").append(part.text()).append(" \\\\\n");
  }

  private static Part number(Tensor constant, int node) {
    double[] data = constant.elements("latex");
    if (data.length == 0 || !Arrays.stream(data).allMatch(x -> x == data[0])) {
      return new Part("c_{" + node + "}", ATOM);
    }
    String text = TensorText.number(data[0]);
    int exponent = text.indexOf('E');
    if (exponent > 0) {
      text = text.substring(0, exponent) + " \\cdot 10^{" + text.substring(exponent + 1) + "}";
    }
    text = text.replace("Infinity", "\\infty").replace("NaN", "\\mathrm{NaN}");
    return new Part(text, text.startsWith("-") || exponent > 0 ? SUM : ATOM);
  }

  private Part operation(Operation operation, Graph.Node node) {
    List<Part> in = node.inputs().stream().map(k -> parts[k]).toList();
    String name = operation.name();
    if (operation instanceof Matmul matmul) {
      return new Part(
          factor(in.get(0), matmul.transposeA()) + " " + factor(in.get(1), matmul.transposeB()),
          PRODUCT);
    }
    if (operation instanceof ReadView read && read.view().isTranspose()) {
      return new Part(factor(in.get(0), true), ATOM);
    }
    if (operation instanceof Sum) {
      return new Part("\\textstyle\\sum " + in.get(0).within(PRODUCT), PRODUCT);
    }
    if (operation instanceof Expand) {
      return in.get(0);
    }
    String sign = SIGNS.get(name);
    if (sign != null) {
      return new Part("[" + in.get(0).text() + sign + in.get(1).text() + "]", ATOM);
    }
    return switch (name) {
      case "add" -> new Part(in.get(0).text() + " + " + in.get(1).within(PRODUCT), SUM);
      case "subtract" -> new Part(in.get(0).text() + " - " + in.get(1).within(PRODUCT), SUM);
      case "negate" -> new Part("-" + in.get(0).within(PRODUCT), SUM);
      case "multiply", "absoluteZeroMultiply" ->
          new Part(in.get(0).within(PRODUCT) + " \\cdot " + in.get(1).within(PRODUCT), PRODUCT);
      case "divide" ->
          new Part("\\frac{" + in.get(0).text() + "}{" + in.get(1).text() + "}", PRODUCT);
      case "reciprocal" -> new Part("\\frac{1}{" + in.get(0).text() + "}", PRODUCT);
      case "square" -> new Part(in.get(0).within(ATOM) + "^{2}", PRODUCT);
      case "pow" -> new Part(in.get(0).within(ATOM) + "^{" + in.get(1).text() + "}", PRODUCT);
      case "sqrt" -> new Part("\\sqrt{" + in.get(0).text() + "}", ATOM);
      case "abs" -> new Part("\\left|" + in.get(0).text() + "\\right|", ATOM);
      case "norm" -> new Part("\\left\\lVert " + in.get(0).text() + " \\right\\rVert", ATOM);
      case "inverse" -> new Part(in.get(0).within(ATOM) + "^{-1}", ATOM);
      default -> {
        String function = FUNCTIONS.getOrDefault(name, "\\operatorname{" + word(name) + "}");
        String operands = in.stream().map(Part::text).collect(joining(", "));
        yield new Part(function + "\\left(" + operands + "\\right)", ATOM);
      }
    };
  }

  private static String factor(Part part, boolean transposed) {
    return transposed ? part.within(ATOM) + "^{\\top}" : part.within(PRODUCT);
  }

  private static String word(String name) {
    return name.replace("ᵀ", "^{\\top}");
  }
}
