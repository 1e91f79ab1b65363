package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.amax;
import static chainrule.autodiff.Operations.argmax;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.cumsum;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.inverse;
import static chainrule.autodiff.Operations.logDeterminant;
import static chainrule.autodiff.Operations.logSumExp;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.softmax;
import static chainrule.autodiff.Operations.solve;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import chainrule.autodiff.ControlFlow.Step;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs as text, and text as graphs. */
class GraphTextTest {
  private static final Shape SHAPE = Shape.of(3, 3);

  static Stream<Arguments> functions() {
    return Stream.of(
        function("views", x -> concatenate(1, slice(x, 1, 0, 2), transpose(x))),
        function("sums", x -> multiply(expand(sum(x, 0), 0, 3), cumsum(x, 1))),
        function("reductions", x -> add(amax(x, 1), add(norm(x, 0), logSumExp(x, 1)))),
        function("rows", x -> softmax(x, 1)),
        function("indexes", x -> gather(x, argmax(x, 1))),
        function("matrices", x -> solve(add(x, Tensor.identity(3)), matmul(x, inverse(x)))),
        function("determinants", x -> logDeterminant(add(square(x), Tensor.identity(3)))),
        function(
            "loops",
            x ->
                ControlFlow.scan(
                        (Tensor h, Tensor row) -> new Step<>(tanh(add(h, row)), h),
                        vector(1, -0.0, Double.NaN),
                        x)
                    .carry()),
        function("maps", x -> ControlFlow.map((Tensor row) -> multiply(row, sum(x)), x)),
        function(
            "conditions",
            x -> ControlFlow.cond(greater(sum(x), 0), () -> tanh(x), () -> square(x))),
        function(
            "while",
            x ->
                ControlFlow.whileLoop(
                    (Tensor t) -> greater(sum(square(t)), 1), t -> multiply(0.5, t), x, 50)));
  }

  private static Arguments function(String name, UnaryOperator<Tensor> f) {
    return Arguments.of(name, f);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void whatIsReadBackIsTheSameGraph(String name, UnaryOperator<Tensor> f) {
    Tensor x = Tensor.of(SHAPE, new Random(1).doubles(9, 0.2, 2).toArray());
    isReadBack(Graph.of(f, SHAPE), x);
    UnaryOperator<Tensor> slope = v -> multiply(v, grad(u -> sum(f.apply(u))).apply(v));
    isReadBack(Graph.of(slope, SHAPE), x);
    if (!name.equals("determinants")) {
      isReadBack(Graph.of(v -> grad(u -> sum(slope.apply(u))).apply(v), SHAPE), x);
    }
  }

  private static void isReadBack(Graph graph, Tensor x) {
    String text = graph.text();
    Graph read = Graph.parse(text);
    assertThat(read.text()).isEqualTo(text);
    assertThat(read.evaluate(List.of(x)).get(0).toArray())
        .containsExactly(graph.evaluate(List.of(x)).get(0).toArray());
  }

  @Test
  void everyElementwiseOperationIsReadBack() {
    for (Elementwise operation : Operations.elementwise()) {
      Graph graph =
          Graph.of(
              in -> operation.apply(in.toArray(new Tensor[0])),
              Collections.nCopies(operation.arity(), Shape.SCALAR));
      assertThat(Graph.parse(graph.text()).nodes().get(operation.arity()).operation())
          .isSameAs(operation);
    }
  }

  @Test
  void constantsKeepTheirBits() {
    double[] numbers = {-0.0, 0.1, Double.MIN_VALUE, -1e300, Double.NEGATIVE_INFINITY};
    Graph graph = Graph.of(x -> add(x, Tensor.vector(numbers)), Shape.of(5));
    Tensor zero = Tensor.of(Shape.of(5), -0.0, -0.0, -0.0, -0.0, -0.0);
    assertThat(Graph.parse(graph.text()).evaluate(List.of(zero)).get(0).toArray())
        .containsExactly(numbers);
  }

  @Test
  void textIsForPeopleToo() {
    assertThat(Graph.of(x -> sum(multiply(2, tanh(x))), Shape.of(3)).text())
        .isEqualTo(
            """
            x0 : [3]
            t1 = tanh(x0)
            c2 : [] = [2.0]
            t3 = multiply(c2, t1)
            t4 = sum<[3], [0], false>(t3)
            results [t4]
            """);
  }

  @Test
  void mistakesNameTheLine() {
    isRefused("x0 : [3]\nt1 = tanhh(x0)\nresults [t1]", "line 2: there is no operation tanhh");
    isRefused("x0 : [3]\nt1 = tanh(x9)\nresults [t1]", "line 2: x9 is not defined before");
    isRefused("x0 : [3]\nt1 = add(x0, x0", "line 2: expected a name, found the end");
    isRefused(
        "x0 : [3]\n\nt1 = sum<[4], [0], false>(x0)\nresults [t1]",
        "line 3: sum takes shapes [[4]], not [[3]]");
    isRefused(
        "x0 : [3]\nt1 = slice<([3], [2], 2, [1])>(x0)\nresults [t1]",
        "a view shows entries that are not there");
    isRefused("x0 : [3]\nresults [x0] x1", "the graph has ended, but more follows");
  }

  private static void isRefused(String text, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.parse(text))
        .withMessageContaining(message);
  }

  /** Whatever is left out or changed: an error of parse, or a graph that runs. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void brokenTextIsAnErrorOrAnotherGraph(String name, UnaryOperator<Tensor> f) {
    String text = Graph.of(f, SHAPE).text();
    Tensor x = Tensor.of(SHAPE, new Random(1).doubles(9, 0.2, 2).toArray());
    Random random = new Random(4);
    for (int trial = 0; trial < 400; trial++) {
      int at = random.nextInt(text.length());
      String put =
          random.nextBoolean() ? "" : String.valueOf("0123[](),<>xt=".charAt(random.nextInt(14)));
      String broken = text.substring(0, at) + put + text.substring(at + 1);
      try {
        Graph graph = Graph.parse(broken);
        if (graph.variableShapes().equals(List.of(SHAPE))) {
          assertThat(graph.evaluate(List.of(x))).isNotNull();
        }
      } catch (ChainruleException e) {
        assertThat(e).hasMessageContaining(":");
      }
    }
  }

  @Test
  void rulesOfTheUsersOwnCannotBeWritten() {
    CustomRule rule =
        Derivatives.customRule(
            "twice", x -> multiply(2, x), (x, y) -> Tensor.full(x.shape(), 2), vector(1, 2));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(x -> rule.apply(x), Shape.of(2)).text())
        .withMessageContaining("text: twice is a rule of the user's own");
  }

  @Test
  void bytesAreThoseOfAllValues() {
    assertThat(Graph.of(x -> sum(tanh(x)), Shape.of(1000)).bytes()).isEqualTo(8 * 1001);
  }
}
