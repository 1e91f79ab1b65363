package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A formula as a graph in which equal parts are one node: variables and numbers at the top, the
 * whole at the bottom, arrows from operands to operations.
 */
public final class FormulaGraph {
  /** How often layers are put in order by their neighbours, downwards and upwards in turn. */
  private static final int SWEEPS = 8;

  private static final int LETTER = 9;
  private static final int MARGIN = 16;
  private static final int BOX = 32;
  private static final int GAP = 28;
  private static final int LAYER = 76;

  private static final Map<String, String> SIGNS =
      Map.of("*", "·", "/", "÷", "negate", "−", "-", "−", "<=", "≤", ">=", "≥", "!=", "≠");

  private final Map<Formula, Integer> numbers = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /**
   * A node, or a bend of an arrow that passes a layer.
   *
   * @param label empty for a bend
   * @param operands the numbers of the nodes from which arrows come
   */
  private record Node(String label, boolean leaf, List<Integer> operands, int layer) {}

  private FormulaGraph(Formula formula) {
    add(formula);
  }

  /** The graph of a formula. */
  public static FormulaGraph of(Formula formula) {
    return new FormulaGraph(formula);
  }

  /** The number of nodes. */
  public int size() {
    return nodes.size();
  }

  private int add(Formula f) {
    Integer known = numbers.get(f);
    if (known != null) {
      return known;
    }
    List<Integer> operands = f.parts().stream().map(this::add).toList();
    int layer = operands.stream().mapToInt(k -> nodes.get(k).layer() + 1).max().orElse(0);
    nodes.add(new Node(label(f), operands.isEmpty(), operands, layer));
    numbers.put(f, nodes.size() - 1);
    return nodes.size() - 1;
  }

  private static String label(Formula f) {
    if (f instanceof Numeral || f instanceof Name) {
      return f.toString();
    }
    if (f instanceof Apply apply) {
      return SIGNS.getOrDefault(apply.operation(), apply.operation());
    }
    return f instanceof Prime prime ? prime.function() + "'".repeat(prime.order()) : "d/d…";
  }

  // ---------------------------------------------------------------- DOT

  /** The graph in the language of Graphviz. */
  public String dot() {
    StringBuilder dot = new StringBuilder("digraph formula {\n");
    dot.append("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    for (int k = 0; k < nodes.size(); k++) {
      Node node = nodes.get(k);
      String label = node.label().replace("\\", "\\\\").replace("\"", "\\\"");
      String shape = node.leaf() ? ", shape=ellipse" : "";
      dot.append("  n").append(k).append(" [label=\"").append(label).append('"');
      dot.append(shape).append("];\n");
      for (int i = 0; i < node.operands().size(); i++) {
        dot.append("  n").append(node.operands().get(i)).append(" -> n").append(k);
        dot.append(isOrdered(node) ? " [taillabel=\"" + (i + 1) + "\"]" : "").append(";\n");
      }
    }
    return dot.append("}\n").toString();
  }

  /** Whether the order of operands matters, so that arrows are numbered. */
  private static boolean isOrdered(Node node) {
    return node.operands().size() > 1 && !List.of("+", "·", "max", "min").contains(node.label());
  }

  // ---------------------------------------------------------------- SVG

  /** The graph as a drawing in the colour of the text around it. */
  public String svg() {
    return new Drawing().svg();
  }

  /** The nodes in layers, with bends so that no arrow crosses a box. */
  private final class Drawing {
    private final List<Node> all = new ArrayList<>(nodes);
    private final List<List<Integer>> layers = new ArrayList<>();
    private final List<List<Integer>> above = new ArrayList<>();
    private final List<List<Integer>> below = new ArrayList<>();
    private final double[] x;

    Drawing() {
      for (Node node : nodes) {
        layer(node.layer()).add(above.size());
        above.add(new ArrayList<>());
        below.add(new ArrayList<>());
      }
      for (int k = 0; k < nodes.size(); k++) {
        for (int operand : nodes.get(k).operands()) {
          connect(operand, k);
        }
      }
      x = new double[all.size()];
      layers.forEach(this::pack);
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int k = 0; k < layers.size(); k++) {
          boolean down = sweep % 2 == 0;
          place(layers.get(down ? k : layers.size() - 1 - k), down ? above : below);
        }
      }
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < x.length; k++) {
        least = Math.min(least, x[k] - width(k) / 2);
      }
      for (int k = 0; k < x.length; k++) {
        x[k] += MARGIN - least;
      }
    }

    private List<Integer> layer(int layer) {
      while (layers.size() <= layer) {
        layers.add(new ArrayList<>());
      }
      return layers.get(layer);
    }

    private void connect(int operand, int user) {
      int last = operand;
      for (int layer = all.get(operand).layer() + 1; layer < nodes.get(user).layer(); layer++) {
        all.add(new Node("", false, List.of(), layer));
        above.add(new ArrayList<>());
        below.add(new ArrayList<>());
        layer(layer).add(all.size() - 1);
        link(last, all.size() - 1);
        last = all.size() - 1;
      }
      link(last, user);
    }

    private void link(int upper, int lower) {
      below.get(upper).add(lower);
      above.get(lower).add(upper);
    }

    private double width(int k) {
      return k < nodes.size() ? Math.max(BOX, LETTER * all.get(k).label().length() + 18) : 4;
    }

    private double gap(int left, int right) {
      return (width(left) + width(right)) / 2 + GAP;
    }

    private void pack(List<Integer> layer) {
      double at = 0;
      for (int i = 0; i < layer.size(); i++) {
        at += i == 0 ? 0 : gap(layer.get(i - 1), layer.get(i));
        x[layer.get(i)] = at;
      }
    }

    /** Orders a layer by the middle of each node's neighbours, and moves it there. */
    private void place(List<Integer> layer, List<List<Integer>> neighbours) {
      Map<Integer, Double> wanted = new LinkedHashMap<>();
      for (int k : layer) {
        wanted.put(k, neighbours.get(k).stream().mapToDouble(n -> x[n]).average().orElse(x[k]));
      }
      layer.sort(Comparator.comparingDouble(k -> wanted.getOrDefault(k, 0.0)));
      double moved = 0;
      for (int i = 0; i < layer.size(); i++) {
        int k = layer.get(i);
        double want = wanted.getOrDefault(k, 0.0);
        double least =
            i == 0 ? Double.NEGATIVE_INFINITY : x[layer.get(i - 1)] + gap(layer.get(i - 1), k);
        x[k] = Math.max(want, least);
        moved += x[k] - want;
      }
      // What pushed nodes to the right is shared by the whole layer.
      double back = moved / layer.size();
      layer.forEach(k -> x[k] -= back);
    }

    private double y(int k) {
      return MARGIN + BOX / 2.0 + LAYER * all.get(k).layer();
    }

    String svg() {
      double width = MARGIN;
      for (int k = 0; k < x.length; k++) {
        width = Math.max(width, x[k] + width(k) / 2 + MARGIN);
      }
      double height = 2 * MARGIN + BOX + LAYER * (layers.size() - 1.0);
      StringBuilder svg = new StringBuilder();
      svg.append(
          format(
              "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\""
                  + " width=\"%.0f\" height=\"%.0f\" role=\"img\" fill=\"none\""
                  + " stroke=\"currentColor\" stroke-width=\"1.5\" font-family=\"sans-serif\""
                  + " font-size=\"15\" text-anchor=\"middle\">\n",
              width, height, width, height));
      svg.append("<title>graph of a formula</title>\n");
      svg.append(
          "<marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\""
              + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\""
              + " fill=\"currentColor\" stroke=\"none\"/></marker>\n");
      for (int k = 0; k < nodes.size(); k++) {
        arrows(svg, k);
      }
      for (int k = 0; k < nodes.size(); k++) {
        box(svg, k);
      }
      return svg.append("</svg>\n").toString();
    }

    /** The arrows into a node, each from its operand through its bends. */
    private void arrows(StringBuilder svg, int user) {
      List<Integer> ends = above.get(user);
      for (int i = 0; i < ends.size(); i++) {
        List<Integer> path = new ArrayList<>(List.of(user, ends.get(i)));
        while (path.get(path.size() - 1) >= nodes.size()) {
          path.add(above.get(path.get(path.size() - 1)).get(0));
        }
        int from = path.get(path.size() - 1);
        StringBuilder line = new StringBuilder(format("M%.1f %.1f", x[from], y(from) + BOX / 2.0));
        double lastX = x[from];
        double lastY = y(from) + BOX / 2.0;
        double spread = width(user) * ((i + 1.0) / (ends.size() + 1) - 0.5);
        for (int p = path.size() - 2; p >= 0; p--) {
          int k = path.get(p);
          double toX = k == user ? x[k] + spread : x[k];
          double toY = k == user ? y(k) - BOX / 2.0 : y(k);
          double half = (lastY + toY) / 2;
          line.append(format(" C%.1f %.1f %.1f %.1f %.1f %.1f", lastX, half, toX, half, toX, toY));
          lastX = toX;
          lastY = toY;
        }
        svg.append("<path d=\"").append(line).append("\" marker-end=\"url(#arrow)\"/>\n");
      }
    }

    private void box(StringBuilder svg, int k) {
      double width = width(k);
      int round = all.get(k).leaf() ? BOX / 2 : 4;
      svg.append(
          format(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"%d\"/>",
              x[k] - width / 2, y(k) - BOX / 2.0, width, BOX, round));
      svg.append(format("<text x=\"%.1f\" y=\"%.1f\" fill=\"currentColor\"", x[k], y(k) + 5));
      svg.append(" stroke=\"none\">").append(escaped(all.get(k).label())).append("</text>\n");
    }

    private static String format(String pattern, Object... values) {
      return String.format(Locale.ROOT, pattern, values);
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
  }
}
