package chainrule.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link GraphText} writes. Commas and line ends are spaces. */
final class GraphReader {
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z][A-Za-z0-9_]*ᵀ*|-?Infinity|-?[0-9][0-9.E-]*|[^\\s,]");

  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private int next;

  GraphReader(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int line = 1;
    int counted = 0;
    while (matcher.find()) {
      line += (int) text.substring(counted, matcher.start()).chars().filter(c -> c == '\n').count();
      counted = matcher.start();
      tokens.add(matcher.group());
      lines.add(line);
    }
    lines.add(line);
  }

  /** What was read last is wrong. */
  UsageException error(String message) {
    return error(Math.max(0, next - 1), message);
  }

  private UsageException unexpected(String wanted) {
    return error(next, "expected " + wanted + ", found " + peek());
  }

  private UsageException error(int token, String message) {
    return new UsageException("parse: line " + lines.get(token) + ": " + message);
  }

  /** Whether all has been read. */
  boolean isAtEnd() {
    return next == tokens.size();
  }

  private String peek() {
    return isAtEnd() ? "the end" : tokens.get(next);
  }

  boolean isNext(String token) {
    return !isAtEnd() && tokens.get(next).equals(token);
  }

  void expect(String token) {
    if (!isNext(token)) {
      throw unexpected(token);
    }
    next++;
  }

  String word() {
    if (isAtEnd() || !Character.isLetter(tokens.get(next).charAt(0))) {
      throw unexpected("a name");
    }
    return tokens.get(next++);
  }

  // Parameters.

  int number() {
    try {
      int number = Integer.parseInt(peek());
      next++;
      return number;
    } catch (NumberFormatException e) {
      throw unexpected("a whole number");
    }
  }

  boolean flag() {
    if (!isNext("true") && !isNext("false")) {
      throw unexpected("true or false");
    }
    return Boolean.parseBoolean(tokens.get(next++));
  }

  <T> List<T> list(Supplier<T> entry) {
    List<T> list = new ArrayList<>();
    expect("[");
    while (!isNext("]")) {
      list.add(entry.get());
    }
    expect("]");
    return list;
  }

  int[] numbers() {
    return list(this::number).stream().mapToInt(k -> k).toArray();
  }

  Shape shape() {
    int[] sizes = numbers();
    try {
      return Shape.of(sizes);
    } catch (ShapeException e) {
      throw error(e.getMessage());
    }
  }

  View view() {
    expect("(");
    View view = new View(shape(), shape(), number(), numbers());
    expect(")");
    if (!view.isWithin()) {
      throw error("a view shows entries that are not there: " + GraphText.of(view));
    }
    return view;
  }

  private double value() {
    try {
      double value = Double.parseDouble(peek());
      next++;
      return value;
    } catch (NumberFormatException e) {
      throw unexpected("a number");
    }
  }

  // The graph.

  Graph body() {
    expect("{");
    Graph graph = graph();
    expect("}");
    return graph;
  }

  Graph graph() {
    List<Graph.Node> nodes = new ArrayList<>();
    Map<String, Integer> known = new HashMap<>();
    while (!isNext("results")) {
      String name = word();
      if (known.containsKey(name)) {
        throw error(name + " is defined twice");
      }
      nodes.add(isNext(":") ? leaf() : application(nodes, known));
      known.put(name, nodes.size() - 1);
    }
    expect("results");
    return Graph.of(nodes, list(() -> node(known)));
  }

  private Graph.Node leaf() {
    expect(":");
    Shape shape = shape();
    if (!isNext("=")) {
      return new Graph.Node(null, List.of(), shape, null);
    }
    expect("=");
    double[] data = list(this::value).stream().mapToDouble(x -> x).toArray();
    if (data.length != shape.count()) {
      throw error("a constant of shape " + shape + " has " + data.length + " numbers");
    }
    return new Graph.Node(null, List.of(), shape, Tensor.of(shape, data));
  }

  private Graph.Node application(List<Graph.Node> nodes, Map<String, Integer> known) {
    expect("=");
    String name = word();
    boolean parameters = isNext("<");
    if (parameters) {
      expect("<");
    }
    Operation operation = made(name, parameters);
    if (parameters) {
      expect(">");
    }
    expect("(");
    List<Integer> inputs = new ArrayList<>();
    while (!isNext(")")) {
      inputs.add(node(known));
    }
    expect(")");
    List<Shape> shapes = inputs.stream().map(k -> nodes.get(k).shape()).toList();
    return new Graph.Node(operation, inputs, result(operation, shapes), null);
  }

  private Operation made(String name, boolean parameters) {
    try {
      return GraphText.operation(name, parameters, this);
    } catch (ShapeException | IndexOutOfBoundsException | ArithmeticException e) {
      throw error(name + " cannot have these parameters: " + e.getMessage());
    }
  }

  private Shape result(Operation operation, List<Shape> shapes) {
    List<Shape> expected = operation.inputShapes(shapes);
    if (!expected.equals(shapes)) {
      throw error(operation.name() + " takes shapes " + expected + ", not " + shapes);
    }
    try {
      return operation.shape(shapes.toArray(new Shape[0]));
    } catch (ShapeException | IndexOutOfBoundsException e) {
      throw error(operation.name() + " does not take shapes " + shapes + ": " + e.getMessage());
    }
  }

  private int node(Map<String, Integer> known) {
    String name = word();
    Integer node = known.get(name);
    if (node == null) {
      throw error(name + " is not defined before it is used");
    }
    return node;
  }
}
