package chainrule.autodiff;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Graphs as text that holds all of them: variables {@code x0 : [2]}, constants {@code c1 : [] =
 * [2.0]}, operations {@code t2 = sum<[2], [0], false>(x0)} with what they were made with, and the
 * results.
 */
final class GraphText {
  private GraphText() {}

  // ---------------------------------------------------------------- writing

  static String of(Graph graph) {
    List<Graph.Node> nodes = graph.nodes();
    String[] names = new String[nodes.size()];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      Graph.Node node = nodes.get(i);
      Operation operation = node.operation();
      Tensor constant = node.constant();
      names[i] = (operation != null ? "t" : constant == null ? "x" : "c") + i;
      text.append(names[i]);
      if (operation == null) {
        text.append(" : ").append(node.shape());
        if (constant != null) {
          text.append(" = ").append(Arrays.toString(constant.elements("text")));
        }
      } else {
        String operands = node.inputs().stream().map(k -> names[k]).collect(joining(", "));
        text.append(" = ").append(operation.name()).append(parameters(operation));
        text.append('(').append(operands).append(')');
      }
      text.append('\n');
    }
    String results = graph.results().stream().map(k -> names[k]).collect(joining(", "));
    return text.append("results [").append(results).append("]\n").toString();
  }

  private static String parameters(Operation operation) {
    if (operation instanceof Elementwise) {
      return "";
    }
    List<Object> parameters = operation.parameters();
    if (parameters == null) {
      throw new UsageException(
          "text: "
              + operation.name()
              + " is a rule of the user's own, which text cannot hold; compose it of operations");
    }
    return parameters.isEmpty()
        ? ""
        : parameters.stream().map(GraphText::of).collect(joining(", ", "<", ">"));
  }

  static String of(Object parameter) {
    if (parameter instanceof Graph body) {
      return "{\n" + of(body).indent(2) + "}";
    }
    if (parameter instanceof View view) {
      return List.of(view.whole(), view.part(), view.offset(), Operation.numbers(view.strides()))
          .stream()
          .map(GraphText::of)
          .collect(joining(", ", "(", ")"));
    }
    if (parameter instanceof List<?> list) {
      return list.stream().map(GraphText::of).collect(joining(", ", "[", "]"));
    }
    return parameter.toString();
  }

  // ---------------------------------------------------------------- reading

  private interface Maker extends BiFunction<String, GraphReader, Operation> {}

  /** How operations with parameters are made again. */
  private static final Map<String, Maker> MAKERS = makers();

  private static Map<String, Maker> makers() {
    Map<String, Maker> makers = new HashMap<>();
    makers.put("matmul", (name, in) -> Matmul.read(in));
    makers.put("sum", (name, in) -> Sum.read(in));
    makers.put("expand", (name, in) -> Expand.read(in));
    makers.put("cumsum", (name, in) -> CumulativeSum.read(in));
    makers.put("triangularSolve", (name, in) -> TriangularSolve.read(in));
    makers.put("cholesky", (name, in) -> new Cholesky());
    makers.put("cond", (name, in) -> Cond.read(in));
    for (String name : List.of("gather", "scatterAdd")) {
      makers.put(name, Gather::read);
    }
    for (String name : List.of("solve", "inverse")) {
      makers.put(name, Solve::read);
    }
    // A determinant's derivative solves under its name.
    makers.put("determinant", (name, in) -> new Determinant(false));
    makers.put(
        "logDeterminant",
        (name, in) -> in.isNext("(") ? new Determinant(true) : Solve.read(name, in));
    for (String name : List.of("scan", "map", "while")) {
      makers.put(name, (known, in) -> Scan.read(in));
    }
    for (Reduction.Definition definition : ReductionOperations.reductions()) {
      makers.put(definition.name(), (name, in) -> Reduction.read(definition, in));
    }
    for (RowMap.Definition definition : ReductionOperations.rowMaps()) {
      makers.put(definition.name(), (name, in) -> RowMap.read(definition, in));
    }
    return makers;
  }

  /** The elementwise operations by name. */
  private static final class Known {
    static final Map<String, Elementwise> ALL =
        Operations.elementwise().stream()
            .collect(toUnmodifiableMap(Operation::name, operation -> operation));
  }

  /** An operation by its name and the parameters that follow, if there are any. */
  static Operation operation(String name, boolean parameters, GraphReader in) {
    Elementwise elementwise = Known.ALL.get(name);
    if (elementwise != null) {
      return elementwise;
    }
    Maker maker = MAKERS.get(name);
    if (maker != null) {
      return maker.apply(name, in);
    }
    if (parameters && in.isNext("(")) {
      return ReadView.read(name, in);
    }
    if (parameters && in.isNext("[")) {
      return PlaceViews.read(name, in);
    }
    throw in.error("there is no operation " + name);
  }
}
