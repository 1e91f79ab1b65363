package chainrule.autodiff;

import static chainrule.autodiff.ControlFlow.cond;
import static chainrule.autodiff.ControlFlow.fold;
import static chainrule.autodiff.ControlFlow.scan;
import static chainrule.autodiff.ControlFlow.whileLoop;
import static chainrule.autodiff.Derivatives.compile;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.diag;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.dot;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.inverse;
import static chainrule.autodiff.Operations.less;
import static chainrule.autodiff.Operations.log;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.reshape;
import static chainrule.autodiff.Operations.sin;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import chainrule.autodiff.ControlFlow.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Loops with short bodies, which are compiled with their carries in local variables. */
class CompiledLoopsTest {

  record State(Tensor x, Tensor n) {}

  /** Halves x until it is small, so that the number of steps depends on x. */
  private static Tensor halved(Tensor x) {
    return whileLoop(
            s -> greater(s.x(), 1),
            (State s) -> new State(multiply(0.5, s.x()), add(s.n(), square(s.x()))),
            new State(x, scalar(0)),
            60)
        .n();
  }

  @Test
  void aLoopRunsAsOftenAsItsConditionHoldsInEachCall() {
    CompiledFunction value = compile(CompiledLoopsTest::halved, Shape.SCALAR);
    CompiledFunction slope = compile(grad(CompiledLoopsTest::halved), Shape.SCALAR);
    CompiledFunction second = compile(grad(grad(CompiledLoopsTest::halved)), Shape.SCALAR);
    for (double x : new double[] {1e9, 3, 0.5, 1e3, 1, 1e12, 2}) {
      Tensor point = scalar(x);
      assertThat(value.apply(point).value()).isEqualTo(halved(point).value());
      assertThat(slope.apply(point).value())
          .isEqualTo(grad(CompiledLoopsTest::halved).apply(point).value());
      assertThat(second.apply(point).value())
          .isEqualTo(grad(grad(CompiledLoopsTest::halved)).apply(point).value());
    }
  }

  @Test
  void tooManyStepsAreAnErrorAndTheNextCallIsRight() {
    CompiledFunction slope = compile(grad(CompiledLoopsTest::halved), Shape.SCALAR);
    assertThat(slope.apply(scalar(4)).value()).isEqualTo(10);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> slope.apply(scalar(1e300)))
        .withMessageContaining("whileLoop: the condition still holds after 60 steps");
    assertThat(slope.apply(scalar(4)).value()).isEqualTo(10);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> slope.apply(scalar(Double.NaN)))
        .withMessageContaining("whileLoop: the condition is NaN");
    assertThat(slope.apply(scalar(2)).value()).isEqualTo(4);
  }

  @Test
  void stepsThatACallDoesNotTakeAddNothingToItsSums() {
    Shape row = Shape.of(3);
    Graph body = Graph.of(x -> inverse(add(Tensor.identity(3), diag(square(x)))), row);
    Scan map = new Scan(body, new Scan.Layout(0, 1, 0, 1), new Scan.Course(5, false, true, false));
    UnaryOperator<Tensor> f = x -> map.apply(reshape(slice(x, 0, 0, 15), Shape.of(5, 3)), x.at(15));
    CompiledFunction compiled = compile(f, Shape.of(16));
    for (int steps : new int[] {5, 2, 0, 3}) {
      Tensor x = concatenate(0, Tensor.linspace(1, 2, 15), vector(steps));
      assertThat(compiled.apply(x).toArray()).containsExactly(f.apply(x).toArray());
    }
  }

  /** Newton's steps towards √2, or half of the way, from x on. */
  private static Tensor chosen(Tensor x) {
    return scan(
            (Tensor t, Tensor unused) ->
                new Step<>(
                    cond(less(t, 2), () -> multiply(0.5, add(t, divide(2, t))), () -> divide(t, 2)),
                    t),
            x,
            Tensor.zeros(Shape.of(7)))
        .carry();
  }

  @Test
  void aShortConditionInALoopChoosesInEachStep() {
    CompiledFunction slope = compile(grad(CompiledLoopsTest::chosen), Shape.SCALAR);
    for (double x : new double[] {0.1, 1, 1.9, 2, 100}) {
      assertThat(slope.apply(scalar(x)).value())
          .isEqualTo(grad(CompiledLoopsTest::chosen).apply(scalar(x)).value());
    }
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> slope.apply(scalar(Double.NaN)))
        .withMessageContaining("cond: the condition is NaN");
    assertThat(slope.apply(scalar(1)).value())
        .isEqualTo(grad(CompiledLoopsTest::chosen).apply(scalar(1)).value());
  }

  @Test
  void aConditionInABranchIsAskedOnlyThere() {
    UnaryOperator<Tensor> inner =
        v -> cond(greater(log(v), 0), (Tensor u) -> log(u), u -> square(u), v);
    UnaryOperator<Tensor> f =
        x -> cond(greater(x, 0), (Tensor v) -> inner.apply(v), v -> multiply(3, v), x);
    for (UnaryOperator<Tensor> g : List.of(f, grad(f))) {
      CompiledFunction compiled = compile(g, Shape.SCALAR);
      for (double x : new double[] {-1, 0.5, 4}) {
        assertThat(compiled.apply(scalar(x)).value()).isEqualTo(g.apply(scalar(x)).value());
      }
    }
  }

  /** A loop that is not taken would have too many steps, or no answer. */
  private static Tensor guarded(Tensor x) {
    return cond(
        greater(x, 2),
        () -> whileLoop(y -> greater(y, 1), y -> divide(y, 2), x, 60),
        () -> cond(less(x, 0), () -> whileLoop(y -> less(y, x), y -> y, x, 3), () -> log(x)));
  }

  @Test
  void whatABranchComputesOfWhatItClosesOverIsNotComputedInTheOther() {
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(
            CompiledLoopsTest::guarded,
            x -> cond(greater(x, -5), () -> square(x), () -> whileLoop(y -> log(x), y -> y, x, 3)),
            x -> cond(greater(x, 5), () -> sum(inverse(log(x).reshape(1, 1))), () -> square(x)))) {
      for (UnaryOperator<Tensor> g : List.of(f, grad(f), grad(grad(f)))) {
        CompiledFunction compiled = compile(g, Shape.SCALAR);
        for (double x : new double[] {-1, 0.5, 4}) {
          assertThat(compiled.apply(scalar(x)).value()).isEqualTo(g.apply(scalar(x)).value());
        }
      }
    }
  }

  @Test
  void aConditionMayBeANumberThatIsKnown() {
    for (double known : new double[] {-1, 0}) {
      UnaryOperator<Tensor> f =
          x -> cond(scalar(known), (Tensor v) -> square(v), v -> multiply(3, v), x);
      for (UnaryOperator<Tensor> g : List.of(f, grad(f))) {
        assertThat(compile(g, Shape.SCALAR).apply(scalar(4)).value())
            .isEqualTo(g.apply(scalar(4)).value());
      }
    }
    UnaryOperator<Tensor> none =
        x -> cond(scalar(Double.NaN), (Tensor v) -> square(v), v -> multiply(3, v), x);
    CompiledFunction compiled = compile(none, Shape.SCALAR);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> compiled.apply(scalar(4)))
        .withMessageContaining("cond: the condition is NaN");
  }

  @Test
  void aLongStateThatIsOnlyMovedIsNoStraightLine() {
    UnaryOperator<Tensor> f =
        x ->
            fold(
                (Tensor state, Tensor row) ->
                    concatenate(0, slice(state, 0, 1, 5000), row.reshape(1)),
                Tensor.zeros(5000),
                x);
    Tensor x = Tensor.range(7);
    assertThat(compile(f, x.shape()).apply(x).toArray()).containsExactly(f.apply(x).toArray());
  }

  @Test
  void rowsWithoutEntriesLieNowhere() {
    UnaryOperator<Tensor> f =
        x -> fold((Tensor state, Tensor row) -> sin(add(state, sum(row))), scalar(1), x);
    UnaryOperator<Tensor> ofTheLast = x -> f.apply(slice(x, 0, 2, 3));
    CompiledFunction compiled = compile(ofTheLast, Shape.of(3, 0));
    Tensor x = Tensor.zeros(3, 0);
    assertThat(compiled.apply(x).value()).isEqualTo(ofTheLast.apply(x).value());
  }

  /** Carries, rows, results of the steps and a tensor that is closed over. */
  private static UnaryOperator<Tensor> pendulum(int steps, List<Integer> kinds) {
    return x -> {
      Tensor start = slice(x, 0, 0, 2);
      Tensor pushes = multiply(x.at(2), Tensor.ones(Shape.of(steps, 2)));
      var scanned =
          scan(
              (Tensor state, Tensor push) -> {
                Tensor next = state;
                for (int kind : kinds) {
                  next =
                      switch (kind) {
                        case 0 -> add(next, multiply(0.1, push));
                        case 1 -> sin(add(next, x.at(1)));
                        case 2 -> concatenate(0, slice(next, 0, 1, 2), slice(next, 0, 0, 1));
                        case 3 -> divide(next, add(1, norm(next)));
                        case 4 -> multiply(dot(next, push), next);
                        default -> subtract(next, multiply(x.at(0), square(next)));
                      };
                }
                return new Step<>(next, square(next));
              },
              start,
              pushes);
      return add(sum(scanned.results()), sum(scanned.carry()));
    };
  }

  @Test
  void randomLoopsAreWhatTheyAreEagerly() {
    Random random = new Random(5);
    for (int trial = 0; trial < 60; trial++) {
      List<Integer> kinds = random.ints(1 + random.nextInt(4), 0, 6).boxed().toList();
      int steps = 1 + random.nextInt(9);
      UnaryOperator<Tensor> f = pendulum(steps, kinds);
      Tensor x = vector(random.doubles(3, -1, 1).toArray());
      assertThat(compile(f, x.shape()).apply(x).value())
          .as("value of %s, %s steps", kinds, steps)
          .isEqualTo(f.apply(x).value());
      assertClose(compile(grad(f), x.shape()).apply(x), grad(f).apply(x), kinds);
      UnaryOperator<Tensor> ofSlope = v -> sum(multiply(v, grad(f).apply(v)));
      assertClose(compile(grad(ofSlope), x.shape()).apply(x), grad(ofSlope).apply(x), kinds);
    }
  }

  private static void assertClose(Tensor actual, Tensor expected, List<Integer> kinds) {
    double size = Arrays.stream(expected.toArray()).map(Math::abs).max().orElse(0);
    assertThat(actual.toArray())
        .as("gradient of %s", kinds)
        .containsExactly(expected.toArray(), Offset.offset(1e-12 * Math.max(1, size)));
  }
}
