package chainrule.autodiff;

import static chainrule.autodiff.ControlFlow.cond;
import static chainrule.autodiff.ControlFlow.fold;
import static chainrule.autodiff.ControlFlow.iterate;
import static chainrule.autodiff.ControlFlow.map;
import static chainrule.autodiff.ControlFlow.scan;
import static chainrule.autodiff.ControlFlow.whileLoop;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.hvp;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.ControlFlow.Keep;
import chainrule.autodiff.ControlFlow.Scanned;
import chainrule.autodiff.ControlFlow.Step;
import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops and branches: eager, captured and by plain Java the same, with derivatives. */
@Tag("fast")
class ControlFlowTest {
  private static final Tensor X = vector(0.3, -0.7, 1.1);

  /** A cell with a matrix that it closes over, per-step entries and results. */
  private static UnaryOperator<Tensor> recurrent(int steps, Keep keep) {
    return x -> {
      Tensor w = outer(x, sin(x));
      Tensor xs = outer(vector(new double[steps]).add(0.5), cos(x));
      Scanned<Tensor, Tensor> out =
          scan(
              (h, row) -> {
                Tensor next = tanh(add(multiply(h, row), product(w, h)));
                return new Step<>(next, sum(square(multiply(next, x))));
              },
              x,
              xs,
              keep);
      return add(sum(multiply(out.carry(), x)), sum(exp(out.results())));
    };
  }

  private static UnaryOperator<Tensor> recurrentByHand(int steps) {
    return x -> {
      Tensor w = outer(x, sin(x));
      Tensor row = multiply(cos(x), 0.5);
      Tensor h = x;
      Tensor total = scalar(0);
      for (int i = 0; i < steps; i++) {
        h = tanh(add(multiply(h, row), product(w, h)));
        total = add(total, exp(sum(square(multiply(h, x)))));
      }
      return add(sum(multiply(h, x)), total);
    };
  }

  private static Tensor product(Tensor w, Tensor h) {
    return reshape(matmul(w, reshape(h, Shape.of(3, 1))), Shape.of(3));
  }

  private static Tensor captured(UnaryOperator<Tensor> f, Tensor x) {
    return Graph.of(f, x.shape()).evaluate(List.of(x)).get(0);
  }

  private static void close(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double[] a = actual.toArray();
    double[] b = expected.toArray();
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(b[i], within(1e-12 * Math.max(1, Math.abs(b[i]))));
    }
  }

  /** Values, gradients, Hessians and nested modes of a scalar function, eager and captured. */
  private static void agree(UnaryOperator<Tensor> f, UnaryOperator<Tensor> byHand, Tensor x) {
    Tensor v = vector(1.5, -0.25, 0.75);
    List<UnaryOperator<UnaryOperator<Tensor>>> derivatives =
        List.of(
            g -> g,
            g -> grad(g),
            g -> y -> jvp(g, y, v).tangent(),
            g -> hessian(g),
            g -> y -> hvp(g, y, v),
            g -> grad(y -> sum(multiply(grad(g).apply(y), v))),
            g -> grad(y -> jvp(g, y, v).tangent()),
            g -> y -> jvp(z -> jvp(g, z, v).tangent(), y, v).tangent(),
            g -> y -> hvp(z -> sum(multiply(grad(g).apply(z), z)), y, v));
    for (UnaryOperator<UnaryOperator<Tensor>> derivative : derivatives) {
      Tensor expected = derivative.apply(byHand).apply(x);
      close(derivative.apply(f).apply(x), expected);
      close(captured(derivative.apply(f), x), expected);
      Graph graph = Graph.of(f, x.shape());
      close(derivative.apply(y -> graph.evaluate(List.of(y)).get(0)).apply(x), expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void aLoopIsThePlainLoop(int steps) {
    agree(recurrent(steps, Keep.RESIDUALS), recurrentByHand(steps), X);
    agree(recurrent(steps, Keep.CARRIES), recurrentByHand(steps), X);
  }

  @Test
  void valuesHaveTheSameBits() {
    for (Keep keep : Keep.values()) {
      UnaryOperator<Tensor> f =
          x -> scan((h, r) -> new Step<>(tanh(add(h, r)), exp(h)), x, outer(x, x), keep).results();
      assertThat(captured(f, X).toArray()).isEqualTo(f.apply(X).toArray());
    }
  }

  @Test
  void aCapturedLoopIsOneOperationWhateverTheCount() {
    UnaryOperator<Tensor> few = grad(recurrent(2, Keep.RESIDUALS));
    UnaryOperator<Tensor> many = grad(recurrent(200, Keep.RESIDUALS));
    assertThat(Graph.of(many, X.shape()).operations())
        .isEqualTo(Graph.of(few, X.shape()).operations());
    assertThat(Graph.of(many, X.shape()).toString()).contains("scan[200](").contains("    t");
  }

  @Test
  void theForwardPassIsSharedWithTheBackwardPass() {
    Graph graph = Graph.of(grad(recurrent(5, Keep.RESIDUALS)), X.shape());
    List<Scan> scans = scans(graph);
    assertThat(scans).hasSize(2);
    assertThat(scans.get(0).isReversed()).isFalse();
    assertThat(scans.get(1).isReversed()).isTrue();
    long tanhs =
        scans.stream()
            .flatMap(scan -> scan.body().nodes().stream())
            .filter(node -> node.operation() != null && node.operation().name().equals("tanh"))
            .count();
    assertThat(tanhs).isEqualTo(1);
  }

  @Test
  void withCheckpointsOnlyTheStateIsKept() {
    Scan saving = scans(Graph.of(grad(recurrent(5, Keep.CARRIES)), X.shape())).get(0);
    assertThat(saving.layout().results()).isEqualTo(2);
    Scan residuals = scans(Graph.of(grad(recurrent(5, Keep.RESIDUALS)), X.shape())).get(0);
    assertThat(residuals.layout().results()).isGreaterThan(2);
  }

  private static List<Scan> scans(Graph graph) {
    return graph.nodes().stream()
        .map(Graph.Node::operation)
        .filter(Scan.class::isInstance)
        .map(Scan.class::cast)
        .toList();
  }

  record State(Tensor position, List<Tensor> rest) {}

  @Test
  void stateEntriesAndResultsMayBeTrees() {
    UnaryOperator<Tensor> f =
        x -> {
          Map<String, Tensor> xs = Map.of("a", outer(x, x), "b", sin(x));
          Scanned<State, Map<String, Tensor>> out =
              scan(
                  (s, row) -> {
                    Tensor moved = add(s.position(), multiply(row.get("b"), row.get("a")));
                    return new Step<>(
                        new State(moved, List.of(multiply(s.rest().get(0), row.get("b")))),
                        Map.of("p", moved, "q", s.rest().get(0)));
                  },
                  new State(x, List.of(scalar(2))),
                  xs);
          return add(
              sum(square(out.carry().position())),
              add(
                  out.carry().rest().get(0),
                  add(sum(exp(out.results().get("p"))), sum(out.results().get("q")))));
        };
    UnaryOperator<Tensor> byHand =
        x -> {
          Tensor p = x;
          Tensor r = scalar(2);
          Tensor total = scalar(0);
          for (int i = 0; i < 3; i++) {
            Tensor b = sin(at(x, i));
            total = add(total, r);
            p = add(p, multiply(b, multiply(at(x, i), x)));
            total = add(total, sum(exp(p)));
            r = multiply(r, b);
          }
          return add(add(sum(square(p)), r), total);
        };
    agree(f, byHand, X);
  }

  @Test
  void foldAndIterateAreLoopsWithoutResults() {
    agree(
        x -> fold((Tensor s, Tensor e) -> add(multiply(s, e), sin(e)), scalar(1), x),
        x -> {
          Tensor s = scalar(1);
          for (int i = 0; i < 3; i++) {
            s = add(multiply(s, at(x, i)), sin(at(x, i)));
          }
          return s;
        },
        X);
    agree(
        x -> sum(iterate(y -> sin(add(y, x)), x, 4)),
        x -> sum(sin(add(sin(add(sin(add(sin(add(x, x)), x)), x)), x))),
        X);
    Tensor unchanged = iterate((Tensor y) -> sin(y), X, 0);
    assertThat(unchanged).isSameAs(X);
    assertThat(captured(x -> iterate(y -> sin(y), x, 0), X).toArray()).isEqualTo(X.toArray());
  }

  @Test
  void zeroStepsGiveTheInitialStateAndEmptyResults() {
    Scanned<Tensor, Tensor> out = scan((Tensor h) -> new Step<>(sin(h), outer(h, h)), X, 0);
    assertThat(out.carry().toArray()).isEqualTo(X.toArray());
    assertThat(out.results().shape()).isEqualTo(Shape.of(0, 3, 3));
  }

  @Test
  void aStateThatDoesNotVaryBesideOneThatDoes() {
    // The counter never varies; the mask of it stops the update in half of the steps.
    record Counted(Tensor count, Tensor y) {}
    UnaryOperator<Tensor> f =
        x ->
            sum(
                iterate(
                        (Counted s) ->
                            new Counted(
                                add(s.count(), 1),
                                where(less(s.count(), 2), multiply(s.y(), sin(x)), s.y())),
                        new Counted(scalar(0), x),
                        5)
                    .y());
    agree(f, x -> sum(multiply(multiply(x, sin(x)), sin(x))), X);
  }

  @Test
  void aStateThatForgetsItsInitialValue() {
    UnaryOperator<Tensor> f = x -> sum(multiply(x, iterate((Tensor y) -> vector(1, 2, 3), x, 3)));
    agree(f, x -> sum(multiply(x, vector(1, 2, 3))), X);
  }

  @Test
  void mapAppliesToEveryEntryAndSharesWhatItClosesOver() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor w = outer(x, sin(x));
          Tensor rows = outer(vector(1, 2, -1, 0.5), x);
          Map<String, Tensor> out =
              map(r -> Map.of("u", tanh(product(w, r)), "v", dot(r, x)), rows);
          return add(sum(exp(out.get("u"))), sum(square(out.get("v"))));
        };
    UnaryOperator<Tensor> byHand =
        x -> {
          Tensor w = outer(x, sin(x));
          Tensor total = scalar(0);
          for (double scale : new double[] {1, 2, -1, 0.5}) {
            Tensor r = multiply(scale, x);
            total = add(total, add(sum(exp(tanh(product(w, r)))), square(dot(r, x))));
          }
          return total;
        };
    agree(f, byHand, X);
  }

  @Test
  void theGradientOfAMapSumsWithoutState() {
    UnaryOperator<Tensor> f = x -> sum(map(r -> exp(dot(r, x)), matrix(X.toArray(), X.toArray())));
    List<Scan> maps = scans(Graph.of(grad(f), X.shape()));
    // The values are not needed for the gradient: one map is left.
    assertThat(maps).hasSize(1);
    assertThat(maps.get(0).isMap()).isTrue();
    assertThat(maps.get(0).layout().sums()).isEqualTo(1);
  }

  @Test
  void loopsNest() {
    UnaryOperator<Tensor> f =
        x ->
            sum(
                map(
                    e ->
                        fold(
                            (Tensor s, Tensor r) -> add(multiply(sin(s), r), multiply(e, sum(x))),
                            e,
                            x),
                    x));
    UnaryOperator<Tensor> byHand =
        x -> {
          Tensor total = scalar(0);
          for (int i = 0; i < 3; i++) {
            Tensor e = at(x, i);
            Tensor s = e;
            for (int j = 0; j < 3; j++) {
              s = add(multiply(sin(s), at(x, j)), multiply(e, sum(x)));
            }
            total = add(total, s);
          }
          return total;
        };
    agree(f, byHand, X);
  }

  @Test
  void aDerivativeInsideABody() {
    UnaryOperator<Tensor> f =
        x ->
            sum(
                iterate(
                    (Tensor y) ->
                        subtract(y, multiply(0.1, grad(z -> sum(multiply(sin(z), x))).apply(y))),
                    x,
                    3));
    UnaryOperator<Tensor> byHand =
        x -> {
          Tensor y = x;
          for (int i = 0; i < 3; i++) {
            y = subtract(y, multiply(0.1, multiply(cos(y), x)));
          }
          return sum(y);
        };
    agree(f, byHand, X);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -1})
  void aChoiceIsThePlainBranch(double sign) {
    Tensor x = multiply(sign, X);
    UnaryOperator<Tensor> f =
        y ->
            cond(
                less(0, sum(y)),
                z -> sum(multiply(exp(z), y)),
                z -> multiply(sum(sin(z)), sum(y)),
                square(y));
    UnaryOperator<Tensor> byHand =
        y -> sign > 0 ? sum(multiply(exp(square(y)), y)) : multiply(sum(sin(square(y))), sum(y));
    agree(f, byHand, x);
    agree(
        y -> cond(less(0, sum(y)), () -> sum(exp(y)), () -> sum(y)),
        y -> sign > 0 ? sum(exp(y)) : sum(y),
        x);
  }

  @Test
  void aLoopWithAConditionIsThePlainLoop() {
    record Growing(Tensor count, Tensor y) {}
    UnaryOperator<Tensor> f =
        x -> {
          Growing end =
              whileLoop(
                  s -> less(sum(square(s.y())), 50),
                  s -> new Growing(add(s.count(), 1), multiply(s.y(), add(1.2, square(x)))),
                  new Growing(scalar(0), x),
                  30);
          return multiply(end.count(), sum(sin(end.y())));
        };
    UnaryOperator<Tensor> byHand =
        x -> {
          Tensor y = x;
          int count = 0;
          while (sum(square(y)).value() < 50) {
            y = multiply(y, add(1.2, square(x)));
            count++;
          }
          return multiply(count, sum(sin(y)));
        };
    UnaryOperator<Tensor> unrolled =
        x -> {
          Tensor y = x;
          int count = 0;
          while (count < 3) {
            y = multiply(y, add(1.2, square(x)));
            count++;
          }
          return multiply(count, sum(sin(y)));
        };
    assertThat(byHand.apply(X).value()).isEqualTo(unrolled.apply(X).value());
    agree(f, unrolled, X);
  }

  @Test
  void preciseEvaluationGoesThroughTheBodies() {
    Graph graph = Graph.of(grad(recurrent(3, Keep.RESIDUALS)), X.shape());
    Real[] at = new Real[3];
    for (int i = 0; i < 3; i++) {
      at[i] = DecimalReal.of(X.toArray()[i], 40);
    }
    Real[] captured = Precise.evaluate(x -> graph.evaluate(List.of(x)).get(0), X.shape(), at);
    Real[] eager = Precise.evaluate(grad(recurrentByHand(3)), X.shape(), at);
    for (int i = 0; i < 3; i++) {
      double difference = captured[i].subtract(eager[i]).abs().doubleValue();
      assertThat(difference).isLessThan(1e-30);
    }
  }

  @Test
  void kinksInABodyAreFound() {
    Graph graph = Graph.of(x -> iterate(y -> abs(subtract(y, 1)), x, 2), Shape.SCALAR);
    UnaryOperator<Tensor> f = x -> graph.evaluate(List.of(x)).get(0);
    assertThat(Derivatives.kinks(f, scalar(2))).hasSize(1);
    assertThat(Derivatives.kinks(f, scalar(0.5))).isEmpty();
  }

  @Test
  void equalLoopsAreOne() {
    UnaryOperator<Tensor> f = x -> sum(iterate(y -> sin(add(y, x)), x, 4));
    assertThat(scans(Graph.of(x -> add(f.apply(x), f.apply(x)), X.shape()))).hasSize(1);
    assertThat(scans(Graph.of(x -> add(f.apply(x), sum(iterate(y -> sin(y), x, 4))), X.shape())))
        .hasSize(2);
  }

  @Test
  void aBodyThatChangesTheShapeOfTheStateIsRefused() {
    UnaryOperator<Tensor> f = x -> iterate(y -> sum(y), x, 2);
    assertThatThrownBy(() -> f.apply(X))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[3]")
        .hasMessageContaining("[]");
    assertThatThrownBy(() -> captured(f, X))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[3]")
        .hasMessageContaining("[]");
  }

  @Test
  void entriesOfDifferentSizesAreRefused() {
    assertThatThrownBy(() -> map(r -> r.get(0), List.of(X, vector(1, 2))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[[3], [2]]");
    assertThatThrownBy(() -> map(r -> r, scalar(1))).isInstanceOf(ShapeException.class);
  }

  @Test
  void readingAValueInACapturedBodyNamesTheLine() {
    UnaryOperator<Tensor> f = x -> map(r -> r.value() > 0 ? r : negate(r), x);
    assertThatThrownBy(() -> captured(f, X))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ControlFlowTest.java:");
    assertThat(f.apply(X).toArray()).containsExactly(0.3, 0.7, 1.1);
  }

  @Test
  void aLoopThatDoesNotEndNamesItsBound() {
    UnaryOperator<Tensor> f = x -> whileLoop(y -> less(y, 10), y -> add(y, 1), x, 7);
    assertThat(f.apply(scalar(3)).value()).isEqualTo(10);
    assertThat(captured(f, scalar(3)).value()).isEqualTo(10);
    assertThatThrownBy(() -> f.apply(scalar(2))).hasMessageContaining("7 steps");
    assertThatThrownBy(() -> captured(f, scalar(2))).hasMessageContaining("7 steps");
  }

  @Test
  void conditionsAreScalarsAndNotNaN() {
    UnaryOperator<Tensor> f = x -> cond(less(x, 1), () -> x, () -> negate(x));
    assertThatThrownBy(() -> f.apply(X)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> captured(f, X)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> f.apply(scalar(Double.NaN))).hasMessageContaining("NaN");
    assertThatThrownBy(() -> captured(f, scalar(Double.NaN))).hasMessageContaining("NaN");
  }

  @Test
  void branchesOfDifferentShapesAreRefusedUnderCapture() {
    UnaryOperator<Tensor> f = x -> cond(less(sum(x), 1), () -> x, () -> sum(x));
    assertThatThrownBy(() -> captured(f, X))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[3] and []");
  }
}
