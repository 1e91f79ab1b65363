package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Derivatives.vmap;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches give what a loop over the examples gives. */
@Tag("fast")
class BatchTest {
  private static final Tensor W = Tensor.normal(Shape.of(3, 3), 5);

  /** Functions of a 3x3 example, of every kind of operation; captured ones run one by one. */
  static List<UnaryOperator<Tensor>> functions() {
    Tensor index = vector(2, 0, 2, 1);
    return List.of(
        x -> tanh(x),
        x -> multiply(x, sum(x)),
        x -> multiply(W, at(x, 1, 1)),
        x -> where(less(x, 0), W, multiply(x, 2)),
        x -> at(x, 2, 0),
        x -> transpose(flip(slice(x, 1, 0, 2), 0)),
        x -> reshape(diag(x), Shape.of(1, 3)),
        x -> concatenate(0, x, W, pad(x, 0, 1, 1)),
        x -> stack(1, at(x, 0), vector(1, 2, 3)),
        x -> sum(x),
        x -> sumKeep(x, 1),
        x -> mean(x, 0),
        x -> expand(sum(x, 0), 0, 4),
        x -> amax(x, 0),
        x -> logSumExp(x, 1),
        x -> norm(x),
        x -> prod(x, 1),
        x -> softmax(x, 0),
        x -> logSoftmax(x, 1),
        x -> cumsum(x, 0),
        x -> cumsum(x, 1),
        x -> argmax(x, 1),
        x -> gather(x, index),
        x -> gather(W, argmax(x, 1)),
        x -> gather(x, argmax(x, 1)),
        x -> scatterAdd(x, vector(1, 3, 1), 4),
        x -> scatterAdd(W, argmax(x, 0), 4),
        x -> matmul(x, W),
        x -> matmul(W, x),
        x -> matmul(x, x),
        x -> matmul(x, transpose(W)),
        x -> matmul(at(x, 0), W),
        x -> dot(at(x, 0), at(x, 1)),
        x -> outer(at(x, 0), vector(1, 2)),
        x -> solve(add(Tensor.identity(3), square(x)), W),
        x -> solve(W, x),
        x -> triangularSolve(add(Tensor.identity(3), square(x)), x, true),
        x -> inverse(add(Tensor.identity(3), square(x))),
        x -> cholesky(add(multiply(4, Tensor.identity(3)), x)),
        x -> logDeterminant(add(Tensor.identity(3), square(x))),
        x -> ControlFlow.cond(greater(at(x, 0, 0), 0), () -> multiply(x, W), () -> exp(x)),
        x ->
            ControlFlow.whileLoop(
                (Tensor s) -> less(sum(square(s)), 30),
                s -> add(multiply(s, 1.5), multiply(0.1, x)),
                x,
                60),
        x ->
            ControlFlow.whileLoop(
                (Tensor s) -> less(sum(s), 20),
                s -> add(s, square(x)),
                Tensor.zeros(Shape.of(3, 3)),
                300),
        x -> ControlFlow.fold((Tensor s, Tensor r) -> add(multiply(s, r), at(x, 1)), at(x, 0), x),
        x -> W);
  }

  private static Tensor byLoop(UnaryOperator<Tensor> f, Tensor x) {
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < x.shape().size(0); i++) {
      rows.add(f.apply(at(x, i)));
    }
    return stack(0, rows);
  }

  private static void equal(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toArray()).isEqualTo(expected.toArray());
  }

  private static void close(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double[] a = actual.toArray();
    double[] b = expected.toArray();
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(b[i], within(1e-12 * Math.max(1, Math.abs(b[i]))));
    }
  }

  private static final Tensor EXAMPLES = multiply(0.5, Tensor.normal(Shape.of(4, 3, 3), 11));

  @ParameterizedTest
  @MethodSource("functions")
  void valuesHaveTheBitsOfALoop(UnaryOperator<Tensor> f) {
    equal(vmap(f).apply(EXAMPLES), byLoop(f, EXAMPLES));
    Graph graph = Graph.of(vmap(f), EXAMPLES.shape());
    equal(graph.evaluate(List.of(EXAMPLES)).get(0), byLoop(f, EXAMPLES));
  }

  /** Scalar functions whose derivatives have all kinds of slopes. */
  static Stream<UnaryOperator<Tensor>> scalars() {
    return functions().stream().map(f -> x -> sum(sin(f.apply(x))));
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void derivativesAreThoseOfALoop(UnaryOperator<Tensor> f) {
    Tensor v = Tensor.normal(Shape.of(3, 3), 17);
    close(vmap(grad(f)).apply(EXAMPLES), byLoop(grad(f), EXAMPLES));
    UnaryOperator<Tensor> forward = x -> jvp(f, x, v).tangent();
    close(vmap(forward).apply(EXAMPLES), byLoop(forward, EXAMPLES));
    UnaryOperator<Tensor> twice = grad(x -> sum(multiply(grad(f).apply(x), v)));
    close(vmap(twice).apply(EXAMPLES), byLoop(twice, EXAMPLES));
    // The other way round: derivatives of the batch.
    close(grad(x -> sum(vmap(f).apply(x)), EXAMPLES), byLoop(grad(f), EXAMPLES));
    Tensor directions = expand(v, 0, 4);
    close(jvp(vmap(f), EXAMPLES, directions).tangent(), byLoop(forward, EXAMPLES));
  }

  @Test
  void everyElementwiseOperation() {
    for (Elementwise operation : Operations.elementwise()) {
      List<double[]> points = OperationSamples.points(operation);
      int count = Math.min(points.size(), 40) / 4 * 4;
      int arity = operation.arity();
      double[][] columns = new double[arity][count];
      for (int i = 0; i < count; i++) {
        for (int k = 0; k < arity; k++) {
          columns[k][i] = points.get(i * points.size() / count)[k];
        }
      }
      for (int mask = 1; mask < 1 << arity; mask++) {
        int batched = mask;
        for (Shape shape : List.of(Shape.of(count), Shape.of(count / 4, 4))) {
          Function<List<Tensor>, Tensor> f =
              in -> {
                Tensor[] inputs = new Tensor[arity];
                for (int k = 0, next = 0; k < arity; k++) {
                  inputs[k] =
                      (batched >> k & 1) != 0 ? in.get(next++) : scalar(columns[k][count / 2]);
                }
                return operation.apply(inputs);
              };
          List<Tensor> xs = new ArrayList<>();
          for (int k = 0; k < arity; k++) {
            if ((batched >> k & 1) != 0) {
              xs.add(reshape(vector(columns[k]), shape));
            }
          }
          Tensor loop = ControlFlow.map(f, xs);
          assertThat(vmap(f, xs).toArray()).as(operation.name()).isEqualTo(loop.toArray());
        }
      }
    }
  }

  @Test
  void batchesNest() {
    BinaryOperator<Tensor> f = (x, y) -> add(multiply(x, sin(y)), at(W, 0, 1));
    Tensor xs = vector(1, 2, 3);
    Tensor ys = vector(-1, 0.5);
    Tensor table = vmap(x -> vmap(y -> f.apply(x, y)).apply(ys)).apply(xs);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        double expected = f.apply(at(xs, i), at(ys, j)).value();
        assertThat(table.toArray()[2 * i + j]).isEqualTo(expected);
      }
    }
  }

  @Test
  void jacobianByABatchOfCotangents() {
    UnaryOperator<Tensor> f = x -> multiply(sin(x), sum(x));
    Tensor x = vector(0.3, -1, 2);
    Derivatives.Pullback<Tensor> pullback = vjp(f, x);
    close(vmap(pullback::apply, Tensor.identity(3)), jacobian(f).apply(x));
    UnaryOperator<Tensor> g = y -> sum(exp(f.apply(y)));
    Tensor columns = vmap(v -> Derivatives.hvp(g, x, v), Tensor.identity(3));
    close(columns, hessian(g).apply(x));
  }

  @Test
  void treesAndWhatDoesNotDependOnTheExample() {
    Map<String, Tensor> out =
        vmap(
            in -> Map.of("sum", add(in.get(0), sum(in.get(1))), "same", W),
            List.of(vector(1, 2), Tensor.ones(2, 3)));
    equal(out.get("sum"), vector(4, 5));
    equal(out.get("same"), stack(0, W, W));
  }

  @Test
  void determinantsHaveDerivativesOutsideOnly() {
    UnaryOperator<Tensor> f = x -> determinant(x);
    equal(vmap(f).apply(EXAMPLES), byLoop(f, EXAMPLES));
    close(grad(x -> sum(vmap(f).apply(x)), EXAMPLES), byLoop(grad(f), EXAMPLES));
    assertThatThrownBy(() -> vmap(grad(f)).apply(EXAMPLES))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ControlFlow.map");
    close(ControlFlow.map((Tensor x) -> grad(f).apply(x), EXAMPLES), byLoop(grad(f), EXAMPLES));
  }

  @Test
  void noExamples() {
    assertThat(vmap(x -> sum(exp(x))).apply(Tensor.zeros(0, 3)).shape()).isEqualTo(Shape.of(0));
    assertThat(vmap(x -> determinant(x)).apply(Tensor.zeros(0, 3, 3)).shape())
        .isEqualTo(Shape.of(0));
  }

  @Test
  void aBatchIsAsManyOperationsAsAnExample() {
    UnaryOperator<Tensor> f = x -> sum(tanh(multiply(x, 2)));
    assertThat(Graph.of(vmap(f), Shape.of(100, 3)).operations()).isEqualTo(3);
  }

  @Test
  void misuseIsRefused() {
    assertThatThrownBy(() -> vmap(x -> x.value() > 0 ? x : negate(x)).apply(vector(1, 2)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("BatchTest.java:");
    assertThatThrownBy(() -> vmap(x -> x).apply(scalar(1))).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> vmap(x -> matmul(x, W)).apply(Tensor.ones(3, 2, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2, 2] · [3, 3]");
    Tensor[] kept = new Tensor[1];
    Tensor unused =
        vmap(x -> {
              kept[0] = x;
              return x;
            })
            .apply(vector(1, 2));
    assertThatThrownBy(() -> exp(kept[0])).isInstanceOf(UsageException.class);
  }
}
