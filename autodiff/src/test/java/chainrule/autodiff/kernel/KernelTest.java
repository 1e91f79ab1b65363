package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class KernelTest {

  static final DoubleBinaryOperator ADD = (x, y) -> x + y;
  static final DoubleBinaryOperator MULTIPLY = (x, y) -> x * y;

  private static final List<DoubleUnaryOperator> UNARY =
      List.of(
          x -> -x, Math::sqrt, Math::tanh, Math::exp, x -> 1 / x, DoubleUnaryOperator.identity());
  private static final List<DoubleBinaryOperator> BINARY =
      List.of(ADD, MULTIPLY, (x, y) -> x - y, (x, y) -> x / y, Math::max, Math::pow);
  private static final List<TernaryOperator> TERNARY =
      List.of((x, y, z) -> x > 0 ? y : z, (x, y, z) -> x * y + z);

  private static final double[] SPECIAL = {
    0.0, -0.0, 1, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
  };

  /** One object that is a function of one, two and three arguments. */
  private static final class Overloaded
      implements DoubleUnaryOperator, DoubleBinaryOperator, TernaryOperator {
    @Override
    public double applyAsDouble(double a) {
      return a + 1;
    }

    @Override
    public double applyAsDouble(double a, double b) {
      return a - b;
    }

    @Override
    public double applyAsDouble(double a, double b, double c) {
      return a * b - c;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8})
  void computesWhatTheInterpreterComputes(int inputs) {
    for (int k = 0; k < 12; k++) {
      long seed = 1000L * inputs + k;
      Random random = new Random(seed);
      Expression e = random(random, inputs, 1 + random.nextInt(20));
      Kernel kernel = Kernel.of(e);
      int length = 1 + random.nextInt(40);
      double[][] columns = new double[inputs][];
      for (int n = 0; n < inputs; n++) {
        columns[n] = values(random, length);
      }
      for (int i = 0; i < length; i++) {
        double[] values = row(columns, 0, i);
        double[] four = Arrays.copyOf(values, 4);
        assertSame(kernel.apply(values), e.evaluate(values), seed, e);
        if (inputs <= 4) {
          assertSame(kernel.apply(four[0], four[1], four[2], four[3]), e.evaluate(values), seed, e);
        }
      }
      for (int scalars = 0; scalars < 1 << inputs; scalars++) {
        if (inputs > 5 && random.nextInt(8) != 0) {
          continue;
        }
        checkLoops(kernel, columns, scalars, length, random, seed);
      }
    }
  }

  private static void checkLoops(
      Kernel kernel, double[][] columns, int scalars, int length, Random random, long seed) {
    Expression e = kernel.expression();
    double[] @Nullable [] inputs = new double[columns.length][];
    for (int n = 0; n < columns.length; n++) {
      if (e.uses(n)) {
        inputs[n] = (scalars >> n & 1) == 0 ? columns[n] : Arrays.copyOf(columns[n], 1);
      }
    }
    double[] out = new double[length];
    double[] factor = values(random, length);
    double[] start = values(random, length);
    double[] into = start.clone();
    kernel.map(inputs, scalars, out);
    kernel.accumulate(factor, inputs, scalars, into);
    for (int i = 0; i < length; i++) {
      double value = e.evaluate(row(columns, scalars, i));
      assertSame(out[i], value, seed, e);
      assertSame(into[i], start[i] + AbsoluteZero.multiply(factor[i], value), seed, e);
    }
  }

  @Test
  void compilesTheLargestExpressions() {
    Random random = new Random(7);
    Expression.Builder b = Expression.builder(4);
    List<Integer> nodes = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      nodes.add(b.input(k));
    }
    // Each call has its own function, and the result needs every node.
    while (nodes.size() < Kernel.MAX_NODES) {
      int last = nodes.get(nodes.size() - 1);
      int other = nodes.get(random.nextInt(nodes.size()));
      int another = nodes.size() < 8 ? nodes.size() - 4 : nodes.get(random.nextInt(nodes.size()));
      double weight = random.nextDouble();
      nodes.add(b.call("f", (x, y, z) -> weight * x + 0.1 * y - 0.2 * z, last, other, another));
    }
    int last = nodes.get(nodes.size() - 1);
    Expression e = b.build(last);
    assertThat(e.size()).isEqualTo(Kernel.MAX_NODES);
    double[][] columns = new double[4][];
    for (int k = 0; k < 4; k++) {
      columns[k] = random.doubles(3).toArray();
    }
    Kernel kernel = Kernel.of(e);
    assertThat(kernel.apply(row(columns, 0, 1))).isEqualTo(e.evaluate(row(columns, 0, 1)));
    checkLoops(kernel, columns, 0, 3, random, 7);
    checkLoops(kernel, columns, 5, 3, random, 7);

    Expression larger = b.build(b.call("negate", x -> -x, last));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernel.of(larger))
        .withMessageContaining("201 nodes")
        .withMessageContaining("200");
  }

  @Test
  void letsZeroFactorsWin() {
    Expression.Builder b = Expression.builder(1);
    Kernel kernel = Kernel.of(b.build(b.call("reciprocal", x -> 1 / x, b.input(0))));
    double[] into = {1, 1, 1, 1, 1};
    kernel.accumulate(
        new double[] {0, -0.0, 2, Double.POSITIVE_INFINITY, 0},
        new double[][] {{0, Double.NaN, 0, Double.NEGATIVE_INFINITY, 4}},
        0,
        into);
    assertThat(into).containsExactly(1, 1, Double.POSITIVE_INFINITY, 1, 1);
  }

  @Test
  void addsTheFactorOfOne() {
    Expression.Builder b = Expression.builder(2);
    Kernel kernel = Kernel.of(b.build(b.constant(1)));
    double[] factor = {1.5, -0.0, Double.NaN, Double.NEGATIVE_INFINITY};
    double[] into = {2, -0.0, 1, 1};
    kernel.accumulate(factor, new double[][] {null, null}, 3, into);
    assertThat(into).containsExactly(3.5, -0.0, Double.NaN, Double.NEGATIVE_INFINITY);
  }

  @Test
  void fillsWithConstants() {
    Expression.Builder b = Expression.builder(1);
    Kernel kernel = Kernel.of(b.build(b.constant(-0.0)));
    double[] out = {1, 2};
    kernel.map(new double[][] {null}, 0, out);
    assertThat(out).containsExactly(-0.0, -0.0);
    assertThat(kernel.apply(1, 2, 3, 4)).isEqualTo(-0.0);
  }

  @Test
  void keepsTheBitsOfConstants() {
    double nan = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
    Expression.Builder b = Expression.builder(0);
    Kernel kernel = Kernel.of(b.build(b.constant(nan)));
    double[] out = new double[1];
    kernel.map(new double[0][], 0, out);
    assertThat(Double.doubleToRawLongBits(out[0])).isEqualTo(0x7ff8_0000_dead_beefL);
  }

  @Test
  void copiesAnInput() {
    Expression.Builder b = Expression.builder(2);
    Kernel kernel = Kernel.of(b.build(b.input(1)));
    double[] out = new double[2];
    kernel.map(new double[][] {null, {3, 4}}, 1, out);
    assertThat(out).containsExactly(3, 4);
    kernel.map(new double[][] {null, {5}}, -1, out);
    assertThat(out).containsExactly(5, 5);
  }

  @Test
  void worksInPlace() {
    Expression.Builder b = Expression.builder(2);
    Kernel kernel = Kernel.of(b.build(b.call("multiply", MULTIPLY, b.input(0), b.input(1))));
    double[] x = {1, 2, 3};
    kernel.map(new double[][] {x, x}, 0, x);
    assertThat(x).containsExactly(1, 4, 9);
    kernel.accumulate(x, new double[][] {x, {2}}, 2, x);
    assertThat(x).containsExactly(3, 36, 171);
    double[] one = {3};
    kernel.map(new double[][] {one, one}, 3, one);
    assertThat(one).containsExactly(9);
  }

  @Test
  void tellsApartTheFunctionsOfOneObject() {
    Overloaded f = new Overloaded();
    Expression.Builder b = Expression.builder(1);
    int x = b.input(0);
    int one = b.call("f", (DoubleUnaryOperator) f, x);
    int two = b.call("f", (DoubleBinaryOperator) f, one, x);
    Expression e = b.build(b.call("f", (TernaryOperator) f, one, two, x));
    assertThat(Kernel.of(e).apply(4, 0, 0, 0)).isEqualTo(1).isEqualTo(e.evaluate(4));
  }

  @Test
  void computesWhatDoesNotVaryOnce() {
    int[] calls = new int[2];
    Expression.Builder b = Expression.builder(2);
    int scalar = b.call("f", x -> x + calls[0]++ * 0.0, b.input(0));
    int vector = b.call("g", x -> x + calls[1]++ * 0.0, b.input(1));
    Kernel kernel = Kernel.of(b.build(b.call("add", ADD, scalar, vector)));
    double[] out = new double[3];
    kernel.map(new double[][] {{1}, {2, 3, 4}}, 1, out);
    assertThat(out).containsExactly(3, 4, 5);
    assertThat(calls).containsExactly(1, 3);
    kernel.map(new double[][] {{}, {}}, 1, new double[0]);
    assertThat(calls).containsExactly(1, 3);
  }

  @Test
  void checksItsArguments() {
    Expression.Builder b = Expression.builder(2);
    Kernel kernel = Kernel.of(b.build(b.call("add", ADD, b.input(0), b.input(1))));
    double[] two = new double[2];
    double[] three = new double[3];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.map(new double[][] {three, two}, 0, three))
        .withMessageContaining("Input 1 must have 3 values but has 2: add(x0, x1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.map(new double[][] {{}, two}, 1, two))
        .withMessageContaining("Input 0 must have 1 values but has 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.map(new double[][] {two, null}, 0, two))
        .withMessageContaining("Input 1 must have 2 values but is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.map(new double[][] {two}, 0, two))
        .withMessageContaining("Input 1 must have 2 values but is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.accumulate(two, new double[][] {three, three}, 0, three))
        .withMessageContaining("3 factors but got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.apply(three))
        .withMessageContaining("2 values but got 3");

    Expression.Builder five = Expression.builder(5);
    Kernel ofFive = Kernel.of(five.build(five.input(4)));
    assertThatIllegalStateException().isThrownBy(() -> ofFive.apply(1, 2, 3, 4));
    assertThat(ofFive.apply(new double[] {1, 2, 3, 4, 5})).isEqualTo(5);
    assertThat(kernel).hasToString("Kernel[add(x0, x1)]");
  }

  @Test
  void isFirstUsedByManyThreadsAtOnce() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 10; round++) {
        Expression.Builder b = Expression.builder(2);
        int product = b.call("multiply", MULTIPLY, b.input(0), b.input(1));
        Expression e = b.build(b.call("add", ADD, product, b.input(1)));
        Kernel kernel = Kernel.of(e);
        CyclicBarrier barrier = new CyclicBarrier(threads);
        Callable<double[]> task =
            () -> {
              barrier.await();
              double[] out = new double[3];
              kernel.map(new double[][] {{1, 2, 3}, {4}}, 2, out);
              kernel.accumulate(out.clone(), new double[][] {{1, 2, 3}, {4, 5, 6}}, 0, out);
              out[0] = kernel.apply(2, 3, 0, 0);
              return out;
            };
        List<Future<double[]>> results = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
          results.add(pool.submit(task));
        }
        for (Future<double[]> result : results) {
          assertThat(result.get()).containsExactly(9, 12 + 12 * 15, 16 + 16 * 24);
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Expression random(Random random, int inputs, int calls) {
    Expression.Builder b = Expression.builder(inputs);
    List<Integer> nodes = new ArrayList<>();
    for (int n = 0; n < inputs; n++) {
      if (random.nextInt(4) != 0) {
        nodes.add(b.input(n));
      }
    }
    nodes.add(b.constant(random.nextGaussian()));
    nodes.add(b.constant(1));
    for (int n = 0; n < calls; n++) {
      int x = pick(random, nodes);
      int y = pick(random, nodes);
      int z = pick(random, nodes);
      nodes.add(
          switch (random.nextInt(3)) {
            case 0 -> b.call("u", pick(random, UNARY), x);
            case 1 -> b.call("b", pick(random, BINARY), x, y);
            default -> b.call("t", pick(random, TERNARY), x, y, z);
          });
    }
    return b.build(nodes.get(nodes.size() - 1 - random.nextInt(2)));
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static double[] values(Random random, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          random.nextInt(3) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : 2 * random.nextGaussian();
    }
    return values;
  }

  /** Returns the inputs of element {@code i}. */
  private static double[] row(double[][] columns, int scalars, int i) {
    double[] row = new double[columns.length];
    for (int n = 0; n < row.length; n++) {
      row[n] = columns[n][(scalars >> n & 1) == 0 ? i : 0];
    }
    return row;
  }

  private static void assertSame(double actual, double expected, long seed, Expression e) {
    // All NaNs are the same here: which payload an addition of two of them keeps is not specified.
    assertThat(Double.doubleToLongBits(actual))
        .as("seed %d: %s", seed, e)
        .isEqualTo(Double.doubleToLongBits(expected));
  }
}
