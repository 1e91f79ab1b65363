package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.*;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledFunctionTest {
  private static final UnaryOperator<Tensor> ROSENBROCK = CompiledFunctionTest::rosenbrock;

  private static Tensor rosenbrock(Tensor p) {
    return add(
        square(subtract(1, p.at(0))), multiply(100, square(subtract(p.at(1), square(p.at(0))))));
  }

  @Test
  void valueAndGradientOfAFunctionOfArrays() {
    CompiledFunction fast = compile(ROSENBROCK, shape(2));
    double[] point = {-1.2, 1};
    double[] gradient = new double[2];
    assertThat(fast.valueAndGradient(point, gradient))
        .isEqualTo(ROSENBROCK.apply(vector(point)).value());
    assertThat(gradient).containsExactly(grad(ROSENBROCK).apply(vector(point)).toArray());
    assertThat(fast.value(point)).isEqualTo(ROSENBROCK.apply(vector(point)).value());
    assertThat(fast.asMultivariateFunction().value(point)).isEqualTo(fast.value(point));
    assertThat(fast.asGradient().value(point)).containsExactly(gradient);
  }

  @Test
  void theGradientIsOfWhatWasCompiledAndNotOfWhatTheFunctionClosesOverLater() {
    double[] rate = {1};
    CompiledFunction fast =
        compile(x -> multiply(rate[0], multiply(x, Derivatives.stopGradient(x))), shape());
    rate[0] = 5;
    double[] gradient = new double[1];
    assertThat(fast.value(2)).isEqualTo(4);
    assertThat(fast.valueAndGradient(new double[] {2}, gradient)).isEqualTo(4);
    assertThat(gradient).containsExactly(2);
  }

  static List<Elementwise> elementwise() {
    return Operations.elementwise();
  }

  @ParameterizedTest
  @MethodSource("elementwise")
  void everyElementwiseOperationHasTheBitsOfTheEagerOne(Elementwise operation) {
    for (int size : new int[] {1, 5, 33, 100}) {
      List<Tensor> inputs = new ArrayList<>();
      for (int k = 0; k < operation.arity(); k++) {
        inputs.add(arguments(size, k + size));
      }
      if (operation.arity() > 1
          && !operation.name().equals("where")
          && !operation.differentiable(0)
          && !operation.isConstant()) {
        inputs.set(0, full(Shape.of(size), 2)); // the order of a derivative
      }
      List<Shape> shapes = inputs.stream().map(Tensor::shape).toList();
      check(Graph.of(in -> operation.apply(in.toArray(new Tensor[0])), shapes), inputs);
      if (operation.arity() > 1) {
        List<Tensor> stretched = new ArrayList<>(inputs);
        stretched.set(0, scalar(inputs.get(0).toArray()[0]));
        check(
            Graph.of(
                in -> operation.apply(in.toArray(new Tensor[0])),
                stretched.stream().map(Tensor::shape).toList()),
            stretched);
      }
    }
  }

  /** Ordinary numbers and special ones. */
  private static Tensor arguments(int size, long seed) {
    double[] special = {
      0.0, -0.0, 1, -1, Double.POSITIVE_INFINITY, Double.NaN, Double.MIN_VALUE, -3, 700
    };
    SplittableRandom random = new SplittableRandom(seed);
    double[] data = new double[size];
    for (int i = 0; i < size; i++) {
      data[i] =
          random.nextInt(3) == 0
              ? special[random.nextInt(special.length)]
              : random.nextDouble() * 6 - 3;
    }
    return Tensor.of(Shape.of(size), data);
  }

  /** The compiled graph against the graph applied operation by operation, bit by bit. */
  private static void check(Graph graph, List<Tensor> inputs) {
    List<Tensor> expected = graph.evaluate(inputs);
    double[][] out = new double[expected.size()][];
    for (int k = 0; k < out.length; k++) {
      out[k] = new double[expected.get(k).shape().count()];
    }
    Executable executable = new Executable(graph);
    for (int run = 0; run < 2; run++) {
      executable.run(inputs.stream().map(x -> x.toArray()).toArray(double[][]::new), out);
      for (int k = 0; k < out.length; k++) {
        assertThat(out[k])
            .as("result %s of%n%s", k, graph)
            .containsExactly(unsigned(expected.get(k).toArray(), out[k]));
      }
    }
  }

  /** Zeros with the signs of other zeros: those of derivatives are not promised. */
  private static double[] unsigned(double[] expected, double[] actual) {
    double[] result = expected.clone();
    for (int i = 0; i < result.length; i++) {
      if (result[i] == 0 && actual[i] == 0) {
        result[i] = actual[i];
      }
    }
    return result;
  }

  /** A random function of two matrices of which one dimension is given. */
  private static Tensor random(List<Tensor> in, long seed, int operations) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> known = new ArrayList<>(in);
    known.add(scalar(0.5));
    for (int i = 0; i < operations; i++) {
      Tensor x = known.get(random.nextInt(known.size()));
      Tensor y = known.get(random.nextInt(known.size()));
      known.add(random(x, y, random));
    }
    Tensor sum = scalar(0);
    for (Tensor tensor : known.subList(in.size(), known.size())) {
      sum = add(sum, sum(tensor));
    }
    return sum;
  }

  private static Tensor random(Tensor x, Tensor y, SplittableRandom random) {
    Shape shape = x.shape();
    int rank = shape.rank();
    boolean fits = shape.equals(y.shape()) || shape.isScalar() || y.shape().isScalar();
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    return switch (random.nextInt(20)) {
      case 0 -> fits ? add(x, y) : negate(x);
      case 1 -> fits ? multiply(x, y) : multiply(x, 0.25);
      case 2 -> fits ? subtract(x, y) : tanh(x);
      case 3 -> fits ? where(greater(x, y), x, y) : square(x);
      case 4 -> fits ? max(x, y) : abs(x);
      case 5 -> fits ? divide(x, add(2, square(y))) : cos(x);
      case 6 -> sin(x);
      case 7 -> exp(min(x, 1));
      case 8 -> rank == 0 ? x : sum(x, axis);
      case 9 -> rank == 0 ? x : mean(x);
      case 10 -> rank == 2 ? transpose(x) : tanh(x);
      case 11 ->
          rank == 2 && y.shape().rank() == 2 && shape.size(1) == y.shape().size(0)
              ? multiply(0.1, matmul(x, y))
              : x;
      case 12 -> rank == 2 ? multiply(0.1, matmul(x, transpose(x))) : x;
      case 13 -> rank == 0 || shape.size(axis) < 2 ? x : slice(x, axis, 1, shape.size(axis));
      case 14 -> rank == 0 || rank == 3 ? x : expand(x, axis, 2);
      case 15 -> rank == 0 ? x : flip(x, axis);
      case 16 -> rank == 0 ? x : concatenate(axis, x, multiply(x, 2));
      case 17 -> rank == 0 ? x : softmax(x, axis);
      case 18 -> rank == 0 ? x : logSumExp(x, axis);
      default -> rank == 0 ? x : pad(x, axis, 1, 2);
    };
  }

  @Property(tries = 150)
  void randomFunctionsHaveTheBitsOfTheirGraphs(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = random.nextBoolean() ? 3 : 41;
    int m = random.nextBoolean() ? 2 : 9;
    List<Shape> shapes = List.of(Shape.of(n, m), Shape.of(m, n));
    List<Tensor> inputs = List.of(normal(shapes.get(0), seed), normal(shapes.get(1), seed + 1));
    int operations = 3 + random.nextInt(12);
    check(Graph.of(in -> random(in, seed, operations), shapes), inputs);
    Graph gradient =
        Graph.ofAll(
            in -> {
              List<Tensor> parameters = List.copyOf(in);
              return grad(p -> random(p, seed, operations), parameters);
            },
            shapes);
    check(gradient, inputs);
    List<Tensor> eager = grad(p -> random(p, seed, operations), inputs);
    List<Tensor> graph = gradient.evaluate(inputs);
    for (int k = 0; k < 2; k++) {
      double size = 1 + norm(eager.get(k)).value();
      assertThat(graph.get(k).toArray())
          .containsExactly(eager.get(k).toArray(), within(1e-12 * size));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100})
  void callsOnArraysAllocateNothing(int size) {
    CompiledFunction fast = compile(x -> sum(multiply(tanh(x), exp(x))), shape(size));
    CompiledFunction array = compile(x -> multiply(tanh(x), exp(x)), shape(size));
    double[] x = new double[size];
    double[] gradient = new double[size];
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long allocated = 0;
    for (int call = 0; call < 2000; call++) {
      if (call == 1000) {
        allocated = threads.getThreadAllocatedBytes(self);
      }
      fast.valueAndGradient(x, gradient);
      array.apply(x, gradient);
      fast.value(x);
    }
    // Not a byte a call; the readings themselves may make some.
    assertThat(threads.getThreadAllocatedBytes(self) - allocated).isLessThan(1000);
  }

  @Test
  void aHessianIsCompiledToo() {
    CompiledFunction fast = compile(hessian(ROSENBROCK), shape(2));
    assertThat(fast.apply(vector(-1.2, 1)).toArray())
        .containsExactly(hessian(ROSENBROCK).apply(vector(-1.2, 1)).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 50})
  void zeroFactorsOfTheChainRuleStayZero(int size) {
    UnaryOperator<Tensor> f = x -> sum(where(greater(x, 0), log(x), multiply(3, x)));
    Tensor x = linspace(-1, 0, size);
    CompiledFunction fast = compile(grad(f), shape(size));
    assertThat(fast.apply(x).toArray()).containsExactly(grad(f).apply(x).toArray());
    UnaryOperator<Tensor> product =
        a ->
            sum(
                matmul(
                    reshape(a, Shape.of(size, 1)),
                    multiply(0, reshape(divide(1, a), Shape.of(1, size)))));
    assertThat(compile(grad(product), shape(size)).apply(x).toArray())
        .containsExactly(grad(product).apply(x).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 50})
  void zeroFactorsStayZeroInLoopsToo(int size) {
    UnaryOperator<Tensor> folded =
        xs ->
            ControlFlow.fold(
                (h, x) -> add(h, where(greater(x, 0), log(x), multiply(3, x))), scalar(0), xs);
    UnaryOperator<Tensor> mapped =
        xs -> sum(ControlFlow.map(x -> where(greater(x, 0), log(x), multiply(3, x)), xs));
    Tensor xs = linspace(-1, 0, size);
    for (UnaryOperator<Tensor> f : List.of(folded, mapped)) {
      assertThat(compile(grad(f), shape(size)).apply(xs).toArray())
          .containsExactly(grad(f).apply(xs).toArray());
    }
  }

  @Test
  void productsOfRowsAreRepairedWithTheRowsOfTheirStep() {
    double[] entries = normal(shape(3, 5, 8), 1).toArray();
    entries[40 + 33] = Double.POSITIVE_INFINITY; // in the last rows, which the result leaves out
    entries[80 + 35] = Double.POSITIVE_INFINITY;
    Tensor xs = Tensor.of(shape(3, 5, 8), entries);
    UnaryOperator<Tensor> f =
        w ->
            sum(
                ControlFlow.fold(
                    (h, x) -> tanh(add(h, slice(matmul(x, w), 0, 0, 4))),
                    Tensor.zeros(shape(4, 9)),
                    xs));
    Tensor w = normal(shape(8, 9), 2);
    assertThat(compile(grad(f), shape(8, 9)).apply(w).toArray())
        .containsExactly(grad(f).apply(w).toArray());
  }

  @Test
  void whatWouldHideANaNRunsWithCarefulProducts() {
    UnaryOperator<Tensor> slopes =
        grad(x -> sum(multiply(vector(1, 2, 3), where(greater(x, 0), sqrt(x), multiply(3, x)))));
    UnaryOperator<Tensor> steepest = x -> argmax(slopes.apply(x), 0);
    UnaryOperator<Tensor> chosen =
        x -> ControlFlow.cond(greater(sum(slopes.apply(x)), 0), y -> sum(y), y -> y.at(0), x);
    for (UnaryOperator<Tensor> f : List.of(steepest, chosen)) {
      assertThat(compile(f, shape(3)).apply(vector(0, 0, 0)).value())
          .isEqualTo(f.apply(vector(0, 0, 0)).value());
    }
  }

  @Test
  void compilesForEachShapeThatComes() {
    CompiledFunction fast = compile(x -> sum(square(x)));
    assertThat(fast.apply(vector(1, 2)).value()).isEqualTo(5);
    assertThat(fast.apply(matrix(new double[] {1, 2}, new double[] {3, 4})).value()).isEqualTo(30);
    assertThat(fast.value(3, 4)).isEqualTo(25);
    double[] out = new double[3];
    compile(x -> multiply(2, x)).apply(new double[] {1, 2, 3}, out);
    assertThat(out).containsExactly(2, 4, 6);
  }

  @Test
  void canBeDifferentiatedFurther() {
    CompiledFunction fast = compile(ROSENBROCK, shape(2));
    assertThat(grad(fast).apply(vector(-1.2, 1)).toArray())
        .containsExactly(grad(ROSENBROCK).apply(vector(-1.2, 1)).toArray());
  }

  record Line(Tensor slope, Tensor intercept) {}

  @Test
  void parametersAndResultsHaveAnyForm() {
    Tensor x = vector(1, 2, 3);
    var step =
        compileTree(
            (Line line) ->
                valueAndGrad(l -> sum(square(add(multiply(l.slope(), x), l.intercept()))), line),
            new Line(scalar(0), scalar(0)));
    var result = step.apply(new Line(scalar(2), scalar(1)));
    assertThat(result.value().value()).isEqualTo(9 + 25 + 49);
    assertThat(result.gradient().slope().value()).isEqualTo(2 * (3 + 10 + 21));
    assertThat(step.graph().shapes()).hasSize(3);
  }

  @Test
  void manyThreadsMayCallAtOnce() throws Exception {
    UnaryOperator<Tensor> f = x -> sum(multiply(exp(x), matmul(x, Tensor.identity(50))));
    CompiledFunction fast = compile(f, shape(50));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Boolean>> results = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Tensor x = normal(shape(50), t);
      double[] expected = grad(f).apply(x).toArray();
      results.add(
          threads.submit(
              () -> {
                double[] gradient = new double[50];
                boolean same = true;
                for (int i = 0; i < 2000; i++) {
                  fast.valueAndGradient(x.toArray(), gradient);
                  same &= Arrays.equals(expected, gradient);
                }
                return same;
              }));
    }
    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
    threads.shutdown();
  }

  static List<UnaryOperator<Tensor>> stepsWithArraysOfTheirOwn() {
    UnaryOperator<Tensor> rows =
        x -> ControlFlow.fold((h, row) -> sin(add(h, matmul(row, x))), zeros(shape(30)), x);
    UnaryOperator<Tensor> repeated = x -> ControlFlow.iterate(t -> sin(matmul(x, t)), x, 3);
    UnaryOperator<Tensor> branches =
        x -> ControlFlow.cond(greater(x.at(0, 0), 0), t -> exp(t), t -> square(t), x);
    return List.of(rows, repeated, branches);
  }

  @ParameterizedTest
  @MethodSource("stepsWithArraysOfTheirOwn")
  void arraysOfTheCallerAreNotKept(UnaryOperator<Tensor> f) throws Exception {
    CompiledFunction compiled = compile(f, shape(30, 30));
    WeakReference<double[]> entries = called(compiled);
    for (int i = 0; i < 50 && entries.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(entries.get()).isNull();
    assertThat(called(compiled)).isNotNull(); // so that the function itself is kept
  }

  private static WeakReference<double[]> called(CompiledFunction compiled) {
    double[] x = normal(shape(30, 30), 1).toArray();
    compiled.apply(x, new double[compiled.graph(shape(30, 30)).shape().count()]);
    return new WeakReference<>(x);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 30_000, 100_000})
  void longProgramsAreCutIntoMethodsOrInterpreted(int operations) {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor a = x.at(0);
          Tensor b = x.at(1);
          for (int i = 0; i < operations / 2; i++) {
            Tensor c = add(multiply(a, 0.999), b);
            b = subtract(multiply(b, 0.5), multiply(c, 1e-3));
            a = c;
          }
          return add(a, b);
        };
    CompiledFunction fast = compile(f, shape(2));
    assertThat(fast.value(0.3, 0.7)).isEqualTo(f.apply(vector(0.3, 0.7)).value());
  }

  @Test
  void zerosBesidePartsAreZerosInEveryCall() {
    CompiledFunction padded =
        compile(x -> pad(reshape(exp(x), Shape.of(10, 5)), 1, 1, 2), shape(50));
    double[] out = new double[80];
    Arrays.fill(out, 7);
    padded.apply(new double[50], out);
    assertThat(out[0]).isZero();
    assertThat(out[1]).isEqualTo(1);
    assertThat(Arrays.stream(out).sum()).isEqualTo(50);
  }

  @Test
  void partsOfPartsGoStraightToTheirPlace() {
    UnaryOperator<Tensor> f =
        x -> {
          List<Tensor> parts = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            parts.add(multiply(x, i + 1));
          }
          Tensor both = stack(1, stack(1, parts), transpose(stack(0, parts)));
          return concatenate(0, reshape(both, Shape.of(600)), x, flip(x, 0));
        };
    Tensor x = normal(shape(100), 1);
    check(Graph.of(f, shape(100)), List.of(x));
    check(Graph.of(grad(y -> sum(sin(f.apply(y)))), shape(100)), List.of(x));
  }

  /** Of a vector: every way a shifted part of a loop may lie among others. */
  static List<UnaryOperator<Tensor>> shifts() {
    Tensor two = vector(7, 8);
    return List.of(
        x -> concatenate(0, two, slice(exp(x), 0, 0, -2)),
        x -> concatenate(0, slice(exp(x), 0, 3, x.shape().count()), two),
        x -> concatenate(0, slice(exp(x), 0, 3, 90), two),
        x -> concatenate(0, two, slice(exp(x), 0, 3, 90)),
        x -> concatenate(0, two, slice(exp(x), 0, 3, 90), two),
        x -> concatenate(0, slice(exp(x), 0, 1, x.shape().count()), slice(sin(x), 0, 0, -1)),
        x -> pad(slice(exp(x), 0, 1, x.shape().count()), 0, 0, 1),
        x -> pad(slice(exp(x), 0, 0, -1), 0, 1, 0),
        x -> pad(slice(exp(x), 0, 1, -1), 0, 2, 3),
        x -> pad(slice(exp(x), 0, 5, x.shape().count()), 0, 0, 70),
        x -> concatenate(0, exp(x), x),
        x -> concatenate(0, two, slice(flip(exp(x), 0), 0, 0, -2)));
  }

  @Test
  void aTensorMayGrowAThousandTimes() {
    UnaryOperator<Tensor> grown =
        x -> {
          Tensor y = x;
          for (int i = 0; i < 1500; i++) {
            y = i % 2 == 0 ? pad(y, 0, 0, 1) : concatenate(0, x.at(i % 600).reshape(1), y);
          }
          return y;
        };
    Tensor x = normal(shape(600), 3);
    assertThat(compile(grown, x.shape()).apply(x).toArray())
        .containsExactly(grown.apply(x).toArray());
    UnaryOperator<Tensor> slope = grad(v -> sum(square(grown.apply(v))));
    assertThat(compile(slope, x.shape()).apply(x).toArray())
        .containsExactly(slope.apply(x).toArray(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("shifts")
  void shiftedPartsLieWhereTheyBelong(UnaryOperator<Tensor> shift) {
    for (int size : new int[] {91, 100, 600}) {
      Tensor x = Tensor.normal(Tensor.shape(size), size);
      UnaryOperator<Tensor> f =
          v -> {
            Tensor shifted = shift.apply(v);
            Tensor first = slice(shifted, 0, 0, 80);
            return add(multiply(shifted, sum(square(first))), sum(exp(v)));
          };
      UnaryOperator<Tensor> compiled = compile(f, x.shape());
      for (int call = 0; call < 2; call++) {
        assertThat(compiled.apply(x).toArray()).containsExactly(f.apply(x).toArray());
      }
      assertThat(compile(v -> multiply(2, shift.apply(v)), x.shape()).apply(x).toArray())
          .containsExactly(multiply(2, shift.apply(x)).toArray());
      UnaryOperator<Tensor> gradient = grad(v -> sum(square(shift.apply(v))));
      double[] expected = gradient.apply(x).toArray();
      assertThat(compile(gradient, x.shape()).apply(x).toArray())
          .containsExactly(expected, within(1e-12 * norm(gradient.apply(x)).value()));
    }
  }

  /** Views that overlap: what they read is read several times, and its gradients are summed. */
  static List<UnaryOperator<Tensor>> overlaps() {
    return List.of(
        x -> multiply(slice(x, 0, 0, 99), slice(x, 0, 1, 100)),
        x -> multiply(multiply(slice(x, 0, 0, 98), slice(x, 0, 1, 99)), slice(x, 0, 2, 100)),
        x -> multiply(slice(x, 0, 0, 100), flip(x, 0)),
        x -> multiply(slice(x, 0, 0, 40), slice(x, 0, 5, 45)),
        x -> {
          Tensor product = scalar(1);
          for (int k = 0; k < 12; k++) {
            product = multiply(product, slice(x, 0, k, 89 + k));
          }
          return product;
        },
        x -> {
          Tensor y = reshape(x, shape(10, 10));
          return multiply(
              multiply(slice(y, 1, 0, 9), slice(y, 1, 1, 10)), transpose(slice(y, 0, 1, 10)));
        });
  }

  @ParameterizedTest
  @MethodSource("overlaps")
  void whatOverlapsIsSummed(UnaryOperator<Tensor> f) {
    UnaryOperator<Tensor> total = x -> sum(square(add(1, f.apply(x))));
    CompiledFunction fast = compile(total, shape(100));
    for (int seed = 1; seed <= 2; seed++) {
      Tensor x = normal(shape(100), seed);
      double[] gradient = new double[100];
      assertThat(fast.valueAndGradient(x.toArray(), gradient)).isEqualTo(total.apply(x).value());
      double[] eager = grad(total).apply(x).toArray();
      double largest = Arrays.stream(eager).map(Math::abs).max().orElseThrow();
      assertThat(gradient).containsExactly(eager, within(1e-14 * largest));
    }
  }

  @Test
  void aResultMayComeTwiceAndBeUsedAfterwards() {
    Tensor a = normal(shape(6, 6), 1);
    Graph graph =
        Graph.ofAll(
            in -> {
              Tensor product = matmul(in.get(0), in.get(0));
              Tensor rows = sum(product, 1);
              return List.of(
                  product, product, rows, add(product, 1), reshape(product, shape(36)), rows);
            },
            List.of(shape(6, 6)));
    check(graph, List.of(a));
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 127, 128, 129, 256, 257, 385, 1000, 70_001})
  void sumsInLoopsHaveTheBitsOfSums(int size) {
    Graph graph =
        Graph.ofAll(
            in -> {
              Tensor x = in.get(0);
              Tensor y = in.get(1);
              Tensor total = sum(multiply(x, exp(x)));
              return List.of(
                  total,
                  sum(subtract(x, total)),
                  sum(x),
                  sum(negate(reshape(x, shape(size, 1)))),
                  sum(square(y), 0),
                  sum(square(y)),
                  mean(expand(total, shape(size))));
            },
            List.of(shape(size), shape(size, 3)));
    check(graph, List.of(normal(shape(size), 1), normal(shape(size, 3), 2)));
  }

  static List<UnaryOperator<Tensor>> withSteps() {
    Tensor rows = normal(shape(40, 5), 3);
    Tensor matrix = normal(shape(20, 40), 4);
    return List.of(
        w -> sum(softmax(multiply(expand(slice(w, 0, 0, 5), 0, 40), rows), 1)),
        w -> sum(logSumExp(multiply(expand(slice(w, 0, 0, 5), 0, 40), rows), 1)),
        w -> sum(square(matmul(matrix, reshape(slice(w, 0, 0, 400), shape(40, 10))))),
        w -> sum(square(sum(reshape(w, shape(40, 13)), 0))),
        w ->
            sum(
                ControlFlow.fold(
                    (Tensor state, Tensor row) ->
                        tanh(add(matmul(reshape(slice(w, 0, 0, 400), shape(20, 20)), state), row)),
                    slice(w, 0, 400, 420),
                    reshape(slice(w, 0, 420, 520), shape(5, 20)))));
  }

  @ParameterizedTest
  @MethodSource("withSteps")
  void norDoProductsSumsAndLoops(UnaryOperator<Tensor> f) {
    assertThat(allocated(compile(f, shape(520)), normal(shape(520), 5).toArray())).isLessThan(1000);
  }

  /** The fewest bytes that a thousand calls allocate: JIT compilation does away with some. */
  private static long allocated(CompiledFunction fast, double[] x) {
    double[] gradient = new double[x.length];
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long fewest = Long.MAX_VALUE;
    for (int run = 0; run < 10 && fewest >= 1000; run++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int call = 0; call < 1000; call++) {
        fast.valueAndGradient(x, gradient);
      }
      fewest = Math.min(fewest, threads.getThreadAllocatedBytes(self) - before);
    }
    return fewest;
  }

  @Test
  void whatACustomOperationKeepsDoesNotChange() {
    List<Tensor> kept = new ArrayList<>();
    CustomRule rule =
        customRule(
            "mine",
            x -> {
              kept.add(x);
              return square(x);
            },
            (x, y) -> multiply(2, x),
            vector(0.1, 0.2, 0.3));
    CompiledFunction fast = compile(x -> sum(rule.apply(negate(x))), shape(3));
    kept.clear();
    fast.value(1, 2, 3);
    fast.value(4, 5, 6);
    assertThat(kept.get(0).toArray()).containsExactly(-1, -2, -3);
  }

  @Test
  void constantsOfOneNumberAreThatNumber() {
    for (double number : new double[] {1, -0.0, 3, Double.NaN}) {
      Tensor constant = full(shape(40, 3), number);
      Graph graph =
          Graph.ofAll(
              in ->
                  List.of(
                      multiply(in.get(0), constant),
                      matmul(transpose(in.get(0)), constant),
                      sum(constant, 0),
                      slice(constant, 0, 1, 39),
                      amax(add(in.get(0), constant), 1),
                      constant),
              List.of(shape(40, 3)));
      check(graph, List.of(normal(shape(40, 3), 2)));
    }
  }

  @Test
  void tensorsWithoutEntriesLieAnywhere() {
    for (Shape shape : List.of(shape(3, 0), shape(3, 2, 0), shape(3, 0, 2))) {
      UnaryOperator<Tensor> f = x -> gather(expand(x, shape), vector(2, 0));
      assertThat(compile(f, Shape.SCALAR).apply(scalar(1)).shape())
          .isEqualTo(f.apply(scalar(1)).shape());
    }
  }

  @Test
  void manyCopiesAreCutIntoMethodsToo() {
    UnaryOperator<Tensor> f =
        x -> {
          List<Tensor> parts = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            parts.add(concatenate(0, x, Tensor.zeros(20)));
          }
          return concatenate(0, parts);
        };
    Tensor x = vector(1, 2, 3);
    assertThat(compile(f, shape(3)).apply(x).toArray()).containsExactly(f.apply(x).toArray());
  }

  @Test
  void oneNumberIsStoredInManyPlacesByMethodsThatAreShort() {
    UnaryOperator<Tensor> f = x -> ControlFlow.map((Tensor row) -> expand(sum(row), 0, 9000), x);
    Tensor x = arguments(6, 2).reshape(3, 2);
    assertThat(compile(f, x.shape()).apply(x).toArray()).containsExactly(f.apply(x).toArray());
  }

  @Test
  void aLongBodyOfALoopTakesBlocks() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor y = x;
          Tensor z = x;
          for (int i = 0; i < 300; i++) {
            y = add(multiply(y, 0.9), z);
            z = subtract(z, multiply(0.01, y));
          }
          return add(y, z);
        };
    Tensor x = normal(shape(1000), 3);
    assertThat(compile(f, shape(1000)).apply(x).toArray()).containsExactly(f.apply(x).toArray());
  }

  private static Tensor folded(Tensor w, Tensor xs) {
    return sum(
        ControlFlow.fold(
            (h, x) -> tanh(add(multiply(h, w), multiply(0.5, x))), Tensor.zeros(w.shape()), xs));
  }

  private static Tensor scanned(Tensor w, Tensor xs) {
    ControlFlow.Scanned<Tensor, Tensor> both =
        ControlFlow.scan(
            (h, x) -> {
              Tensor next = sin(add(multiply(h, w), x));
              return new ControlFlow.Step<>(next, multiply(next, square(x)));
            },
            w,
            xs);
    return add(sum(both.carry()), sum(multiply(both.results(), exp(xs))));
  }

  private static Tensor mapped(Tensor w, Tensor xs) {
    return sum(
        ControlFlow.map(
            x -> add(sum(multiply(sin(multiply(x, w)), cumulative(x))), dot(x, square(w))), xs));
  }

  private static Tensor cumulative(Tensor x) {
    return concatenate(0, slice(x, 0, 0, 1), add(slice(x, 0, 1, 3), slice(x, 0, 0, 2)));
  }

  private static Tensor looped(Tensor w, Tensor xs) {
    Tensor start = sum(xs, 0);
    Tensor x =
        ControlFlow.whileLoop(
            y -> greater(sum(square(y)), 1), y -> multiply(y, sin(w)), start, 1000);
    return ControlFlow.cond(
        greater(w.at(0), 0), y -> sum(multiply(y, w)), y -> sum(divide(y, w)), x);
  }

  static List<BinaryOperator<Tensor>> loops() {
    return List.of(
        CompiledFunctionTest::folded,
        CompiledFunctionTest::scanned,
        CompiledFunctionTest::mapped,
        CompiledFunctionTest::looped);
  }

  @ParameterizedTest
  @MethodSource("loops")
  void loopsAreStepsOfTheirOwn(BinaryOperator<Tensor> f) {
    for (int steps : new int[] {1, 7, 300}) {
      Tensor w = vector(0.3, 0.8, 0.5);
      List<Tensor> inputs = List.of(w, normal(shape(steps, 3), steps));
      List<Shape> shapes = inputs.stream().map(Tensor::shape).toList();
      check(Graph.of(in -> f.apply(in.get(0), in.get(1)), shapes), inputs);
      Graph gradient =
          Graph.ofAll(in -> grad(p -> f.apply(p.get(0), p.get(1)), List.copyOf(in)), shapes);
      check(gradient, inputs);
      Graph hessian = Graph.of(in -> hessian(v -> f.apply(v, in.get(1))).apply(in.get(0)), shapes);
      check(hessian, inputs);
      List<Tensor> eager = grad(p -> f.apply(p.get(0), p.get(1)), inputs);
      List<Tensor> captured = gradient.evaluate(inputs);
      for (int k = 0; k < 2; k++) {
        assertThat(captured.get(k).toArray())
            .containsExactly(
                eager.get(k).toArray(), within(1e-12 * (1 + norm(eager.get(k)).value())));
      }
    }
  }

  @Test
  void whatIsComputedTwiceIsDifferentiatedOnce() {
    UnaryOperator<Tensor> twice = x -> multiply(sin(exp(x.at(0))), cos(exp(x.at(0))));
    int shared = Graph.of(grad(twice), shape(2)).operations();
    UnaryOperator<Tensor> once =
        x -> {
          Tensor e = exp(x.at(0));
          return multiply(sin(e), cos(e));
        };
    assertThat(shared).isEqualTo(Graph.of(grad(once), shape(2)).operations());
  }

  @Test
  void mistakesAreNamed() {
    CompiledFunction fast = compile(ROSENBROCK, shape(2));
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> compile(x -> square(x)).value(3))
        .withMessageContaining("or compile it for a number: shape()");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> fast.value(1, 2, 3))
        .withMessageContaining("compiled for shape [2] of 2 entries")
        .withMessageContaining("array of 3");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> fast.apply(vector(1, 2, 3)))
        .withMessageContaining("compile(f) without a shape");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> fast.valueAndGradient(new double[2], new double[3]))
        .withMessageContaining("array of 3");
    double[] same = {1, 2};
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> fast.valueAndGradient(same, same))
        .withMessageContaining("bring another one");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> compile(x -> multiply(2, x), shape(2)).value(1, 2))
        .withMessageContaining("use apply");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> grad(w -> compile(x -> multiply(x, w), shape()).apply(scalar(2)), scalar(3)))
        .withMessageContaining("a running call of grad")
        .withMessageContaining("make the tensor an argument");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> compile(x -> x.value() > 0 ? x : negate(x), shape()))
        .withMessageContaining("where(mask, a, b)");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(
            () ->
                compileTree(
                        (Line l) -> add(l.slope(), l.intercept()), new Line(scalar(0), scalar(0)))
                    .apply(new Line(vector(1, 2), scalar(0))))
        .withMessageContaining("compiled for shapes [[], []], and is called with [[2], []]");
  }

  @Test
  void parametersOfAnotherFormAreRefused() {
    CompiledTree<Map<String, Tensor>, Tensor> difference =
        compileTree(
            (Map<String, Tensor> p) -> subtract(p.get("a"), p.get("b")),
            Map.of("a", scalar(0), "b", scalar(0)));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> difference.apply(Map.of("b", scalar(1), "c", scalar(2))))
        .withMessageContaining("maps with keys");
    Map<String, Tensor> backwards = new TreeMap<>(Comparator.reverseOrder());
    backwards.putAll(Map.of("a", scalar(5), "b", scalar(3)));
    assertThat(difference.apply(backwards).value()).isEqualTo(2);
  }
}
