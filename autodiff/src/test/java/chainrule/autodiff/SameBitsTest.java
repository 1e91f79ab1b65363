package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hvp;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The same input gives the same bits, on every thread, before and after compilation. */
class SameBitsTest {
  private static final int THREADS = 64;
  private static final Tensor X = Tensor.normal(Shape.of(7, 5), 42);

  private static Tensor everything(Tensor x) {
    Tensor y = tanh(matmul(x, transpose(x)));
    Tensor z = divide(exp(y), expand(sum(exp(y), 1), 1, 7));
    Tensor s = add(logSumExp(z), multiply(norm(x), mean(gaussian(x))));
    return add(s, sum(multiply(erf(x), log1p(square(x)))));
  }

  private static double[] results() {
    UnaryOperator<Tensor> f = SameBitsTest::everything;
    List<Tensor> results = new ArrayList<>();
    results.add(f.apply(X));
    results.add(grad(f).apply(X));
    results.add(jvp(f, X, Tensor.ones(X.shape())).tangent());
    results.add(hvp(f, X, Tensor.ones(X.shape())));
    return results.stream().flatMapToDouble(t -> Arrays.stream(t.toArray())).toArray();
  }

  private static void assertSameBits(double[] expected, double[] actual) {
    assertThat(bits(actual)).isEqualTo(bits(expected));
  }

  private static long[] bits(double... values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void onSixtyFourThreadsAtOnce() throws Exception {
    double[] expected = results();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Callable<double[]>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        tasks.add(
            () -> {
              start.await();
              return results();
            });
      }
      for (Future<double[]> result : threads.invokeAll(tasks)) {
        assertSameBits(expected, result.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void afterManyCallsAsAtFirst() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor y = tanh(multiply(x, sin(x)));
          return add(exp(negate(square(y))), multiply(erf(y), log1p(square(x))));
        };
    double[] points = Tensor.linspace(-3, 3, 41).toArray();
    double[] cold = new double[2 * points.length];
    evaluate(f, points, cold);
    double[] warm = new double[cold.length];
    for (int i = 0; i < 20_000 / points.length; i++) {
      evaluate(f, points, warm);
      if (i % 100 == 0) {
        assertSameBits(cold, warm);
      }
    }
    assertSameBits(cold, warm);
  }

  private static void evaluate(UnaryOperator<Tensor> f, double[] points, double[] into) {
    for (int i = 0; i < points.length; i++) {
      into[2 * i] = f.apply(Tensor.scalar(points[i])).value();
      into[2 * i + 1] = grad(f).apply(Tensor.scalar(points[i])).value();
    }
  }

  @Test
  void everyOperationAfterTwentyThousandCallsAsAtFirst() {
    for (Elementwise operation : Operations.elementwise()) {
      double[] point = {0.7, 1.3, -0.4};
      if (OperationSamples.hasOrder(operation)) {
        point[0] = 1;
      }
      double[] inputs = Arrays.copyOf(point, operation.arity());
      long cold = bits(OperationSamples.value(operation, inputs))[0];
      long warm = cold;
      for (int i = 0; i < 20_000; i++) {
        warm = bits(OperationSamples.value(operation, inputs))[0];
      }
      assertThat(warm).as(operation.name()).isEqualTo(cold);
    }
  }

  @Test
  void sumsDependOnTheShapeAlone() {
    Tensor x = Tensor.normal(Shape.of(1000), 3);
    Tensor twice = stack(1, x, multiply(2, x));
    assertThat(sum(twice, 0).get(0)).isEqualTo(sum(x).value());
    assertThat(sum(transpose(twice), 1).get(0)).isEqualTo(sum(x).value());
  }
}
