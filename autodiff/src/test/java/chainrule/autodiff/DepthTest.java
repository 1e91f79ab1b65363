package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.compile;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hvp;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long chains, many calls and many reads: no recursion, no leak, no square. */
class DepthTest {
  private static UnaryOperator<Tensor> chain(int length) {
    return x -> {
      Tensor y = x;
      for (int i = 0; i < length; i++) {
        y = (i & 1) == 0 ? multiply(y, 0.5) : add(y, y);
      }
      return y;
    };
  }

  @Test
  void aMillionOperationsInAChainInEveryMode() {
    assertThat(grad(chain(1_000_000)).apply(scalar(3)).value()).isEqualTo(1);
    assertThat(jvp(chain(1_000_000), scalar(3), scalar(1)).tangent().value()).isEqualTo(1);
    assertThat(grad(grad(chain(100_000))).apply(scalar(3)).value()).isZero();
    assertThat(hvp(chain(100_000), scalar(3), scalar(1)).value()).isZero();
    assertThat(grad(x -> chain(100_000).apply(x).at(1)).apply(vector(1, 2)).toArray())
        .containsExactly(0, 1);
    assertThat(Graph.of(chain(100_000), Shape.of()).operations()).isEqualTo(100_000);
  }

  @Test
  @Tag("slow")
  void tenMillionOperationsInAChain() {
    assertThat(grad(chain(10_000_000)).apply(scalar(3)).value()).isEqualTo(1);
  }

  /** Too many for straight-line code: they are interpreted. */
  @Test
  @Tag("slow")
  void aMillionOperationsAreCompiled() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor y = x;
          for (int i = 0; i < 500_000; i++) {
            y = add(sin(y), i % 7 * 0.1);
          }
          return y;
        };
    CompiledFunction fast = compile(f, Shape.of());
    double[] gradient = new double[1];
    assertThat(fast.valueAndGradient(new double[] {0.5}, gradient))
        .isEqualTo(f.apply(scalar(0.5)).value());
    assertThat(gradient[0]).isEqualTo(grad(f).apply(scalar(0.5)).value());
  }

  private static void doesNotGrow(int calls) {
    UnaryOperator<Tensor> f = x -> add(sum(square(tanh(x))), multiply(x.at(0), exp(x.at(1))));
    Tensor x = vector(0.5, -0.25, 1);
    long before = 0;
    double sum = 0;
    for (int part = 0; part < 3; part++) {
      for (int i = 0; i < calls / 3; i++) {
        sum += grad(f).apply(x).get(0) + (i % 8 == 0 ? hvp(f, x, x).get(0) : 0);
      }
      long used = used();
      if (part > 0) {
        assertThat(used - before).as("bytes more after %d calls", calls / 3).isLessThan(400_000);
      }
      before = used;
    }
    assertThat(sum).isNotNaN();
  }

  @Test
  void memoryDoesNotGrowOverManyGradients() {
    doesNotGrow(100_000);
  }

  @Test
  @Tag("slow")
  void memoryDoesNotGrowOverAMillionGradients() {
    doesNotGrow(1_000_000);
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static Tensor reads(Tensor x) {
    Tensor sum = scalar(0);
    for (int i = 0; i < x.shape().count(); i++) {
      sum = add(sum, square(x.at(i)));
    }
    return sum;
  }

  private static long allocated(UnaryOperator<Tensor> derivative, int n) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Tensor x = Tensor.linspace(1, 2, n);
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    assertThat(derivative.apply(x).shape()).isEqualTo(x.shape());
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private static void isLinear(String name, UnaryOperator<Tensor> derivative) {
    assertThat(allocated(derivative, 1000)).isPositive(); // compiles what is needed
    long few = allocated(derivative, 1000);
    long many = allocated(derivative, 10_000);
    assertThat((double) many / few).as("bytes of %s for ten times the reads", name).isLessThan(12);
  }

  @Test
  void readingOneByOneCostsTheNumberOfReads() {
    UnaryOperator<Tensor> f = DepthTest::reads;
    isLinear("grad", grad(f));
    isLinear("grad of grad", grad(x -> sum(grad(f).apply(x))));
    isLinear("reverse in forward", x -> hvp(f, x, Tensor.ones(x.shape())));
    isLinear("forward in reverse", grad(x -> jvp(f, x, Tensor.ones(x.shape())).tangent()));
  }

  @Test
  void gatheringOneByOneCostsTheNumberOfGathers() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor sum = scalar(0);
          for (int i = 0; i < x.shape().count(); i++) {
            sum = add(sum, square(sum(gather(x, vector(i)))));
          }
          return sum;
        };
    assertThat(grad(f).apply(vector(1, 2, 3)).toArray()).containsExactly(2, 4, 6);
    isLinear("grad", grad(f));
  }

  @Test
  void aScalarOperationOnTheTapeCostsFewBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    UnaryOperator<Tensor> gradient = grad(chain(10_000));
    assertThat(gradient.apply(scalar(1)).value()).isEqualTo(1);
    long before = threads.getThreadAllocatedBytes(thread);
    assertThat(gradient.apply(scalar(1)).value()).isEqualTo(1);
    double bytes = (threads.getThreadAllocatedBytes(thread) - before) / 10_000.0;
    assertThat(bytes).as("bytes for each operation").isLessThan(120);
  }
}
