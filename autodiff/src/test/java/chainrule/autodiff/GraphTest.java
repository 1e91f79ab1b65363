package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A captured function can be counted and printed. */
@Tag("fast")
class GraphTest {
  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  private static Graph of(UnaryOperator<Tensor> f) {
    return Graph.of(f, Shape.SCALAR);
  }

  @Test
  void sigmoidAsFormulaAndLineByLine() {
    Graph graph = of(GraphTest::sigmoid);
    assertThat(graph.formula()).isEqualTo("1 / (1 + exp(-x))");
    assertThat(graph.operations()).isEqualTo(4);
    assertThat(graph.shape()).isEqualTo(Shape.SCALAR);
    assertThat(graph.toString().lines().map(line -> line.replaceAll("t\\d+", "t")))
        .containsExactly("t = -x", "t = exp(t)", "t = 1 + t", "t = 1 / t", "result t");
  }

  @Test
  void severalResultsAreCapturedAndEvaluatedAgain() {
    Graph graph =
        Graph.ofAll(
            in -> List.of(multiply(in.get(0), in.get(1)), in.get(1), scalar(3)),
            List.of(Shape.of(2), Shape.of(2)));
    assertThat(graph.toString()).isEqualTo("t2 = x0 * x1  : [2]\nresults t2, x1, 3");
    assertThat(graph.shapes()).containsExactly(Shape.of(2), Shape.of(2), Shape.SCALAR);
    assertThat(graph.evaluate(List.of(vector(1, 2), vector(3, 4))).get(0).toArray())
        .containsExactly(3, 8);
    assertThat(grad(x -> sum(graph.evaluate(List.of(x, x)).get(0)), vector(1, 2)).toArray())
        .containsExactly(2, 4);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(graph::formula)
        .withMessageContaining("3 results");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> graph.evaluate(List.of(scalar(1), scalar(2))))
        .withMessageContaining("captured for shapes [[2], [2]]; got [[], []]");
  }

  @Test
  void linesNameTheirOperands() {
    assertThat(of(x -> multiply(exp(x), sin(exp(x)))).toString().lines())
        .containsExactly("t1 = exp(x)", "t2 = sin(t1)", "t3 = t1 * t2", "result t3");
  }

  @Test
  void aDerivativeIsAGraphToo() {
    for (UnaryOperator<Tensor> slope :
        List.of(grad(GraphTest::sigmoid), derivative(GraphTest::sigmoid))) {
      Graph graph = of(slope);
      assertThat(graph.formula()).contains("exp(-x)").contains("·").doesNotContain("t1");
      assertThat(graph.operations()).isBetween(4, 12);
      assertThat(graph.toString()).contains(" = exp(t");
    }
    assertThat(of(derivative(x -> square(x))).formula()).isEqualTo("2 * x");
    assertThat(of(grad(x -> exp(x))).formula()).isEqualTo("exp(x)");
    assertThat(of(derivative(x -> tanh(x))).formula()).isEqualTo("sech2(x)");
  }

  @Test
  void whatDoesNotReachTheResultIsLeftOut() {
    assertThat(
            of(x -> {
                  Tensor unused = exp(sin(x));
                  return negate(x);
                })
                .operations())
        .isEqualTo(1);
    assertThat(of(derivative(x -> multiply(3, x))).formula()).isEqualTo("3");
    assertThat(of(derivative(x -> multiply(3, x))).operations()).isZero();
  }

  @Test
  void inputsAreNumberedAlsoWhereOneIsUnused() {
    List<Shape> two = List.of(Shape.SCALAR, Shape.SCALAR);
    assertThat(Graph.of(in -> subtract(in.get(1), in.get(0)), two).formula()).isEqualTo("x1 - x0");
    assertThat(Graph.of(in -> exp(in.get(1)), two).formula()).isEqualTo("exp(x1)");
    assertThat(Graph.of(in -> exp(in.get(0)), two).formula()).isEqualTo("exp(x0)");
    assertThat(Graph.of(in -> scalar(2), two).formula()).isEqualTo("2");
    assertThat(
            Graph.of(
                    in -> add(multiply(2, in.get(2)), in.get(0)),
                    List.of(Shape.SCALAR, Shape.SCALAR, Shape.SCALAR))
                .formula())
        .isEqualTo("(2 * x2) + x0");
  }

  @Test
  void arraysShowTheirShapes() {
    Graph graph = Graph.of(x -> sum(exp(x), 1), Shape.of(2, 3));
    assertThat(graph.shape()).isEqualTo(Shape.of(2));
    assertThat(graph.operations()).isEqualTo(2);
    assertThat(graph.toString().lines()).first().isEqualTo("t1 = exp(x)  : [2, 3]");
    assertThat(graph.toString().lines().skip(1).findFirst().orElseThrow()).endsWith("  : [2]");
    assertThat(graph.formula()).startsWith("sum(exp(x)");
    assertThat(Graph.of(x -> sum(x), Shape.of(3)).toString()).isEqualTo("t1 = sum(x)\nresult t1");
    assertThat(Graph.of(grad(x -> sum(square(x))), Shape.of(3)).shape()).isEqualTo(Shape.of(3));
  }

  @Test
  void constantsAreWrittenOut() {
    assertThat(of(x -> add(x, 2.5)).formula()).isEqualTo("x + 2.5");
    assertThat(Graph.of(x -> multiply(x, vector(1, 2)), Shape.of(2)).formula())
        .isEqualTo("x * [1, 2]");
    assertThat(of(x -> scalar(7)).formula()).isEqualTo("7");
    assertThat(of(x -> scalar(7)).toString()).isEqualTo("result 7");
    assertThat(of(x -> x).formula()).isEqualTo("x");
    assertThat(of(x -> add(x, exp(scalar(0)))).formula()).isEqualTo("x + 1");
  }

  @Test
  void outerParenthesesAreDroppedOnlyWhereTheyBelongTogether() {
    assertThat(of(x -> multiply(add(x, 1), subtract(x, 1))).formula())
        .isEqualTo("(x + 1) * (x - 1)");
    assertThat(of(x -> exp(add(x, 1))).formula()).isEqualTo("exp(x + 1)");
    assertThat(of(x -> negate(add(x, 1))).formula()).isEqualTo("-(x + 1)");
  }

  @Test
  void readingAValueNamesTheLine() {
    int[] line = new int[1];
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                of(
                    x -> {
                      line[0] = new Throwable().getStackTrace()[0].getLineNumber() + 1;
                      double value = x.value();
                      return scalar(value);
                    }))
        .satisfies(
            e ->
                assertThat(e)
                    .hasMessageStartingWith(
                        "value at GraphTest.java:" + line[0] + ": a tensor has no value while"));
  }

  @Test
  void tensorsOfOtherCallsAreConstantsWhileTheyLastAndRefusedAfterwards() {
    List<Tensor> kept = new ArrayList<>();
    Graph graph =
        of(
            x -> {
              kept.add(exp(x));
              return x;
            });
    assertThat(graph.operations()).isZero();
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> of(x -> kept.get(0)))
        .withMessageStartingWith(
            "capture: a tensor is used after the call of capture that it belongs to has ended");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> of(x -> add(x, kept.get(0))))
        .withMessageStartingWith("add: a tensor is used after the call of capture");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                grad(w -> {
                      kept.set(0, square(w));
                      return w;
                    })
                    .andThen(unused -> of(x -> multiply(x, kept.get(0))))
                    .apply(scalar(3)))
        .withMessageStartingWith("multiply: a tensor is used after the call of grad");
  }

  @Test
  void capturingInsideADerivativeTakesItsTensorsAsConstants() {
    List<String> formulas = new ArrayList<>();
    assertThat(
            grad(w -> {
                  formulas.add(of(x -> multiply(x, w)).formula());
                  return square(w);
                })
                .apply(scalar(3))
                .value())
        .isEqualTo(6);
    assertThat(formulas).containsExactly("x * 3");
  }
}
