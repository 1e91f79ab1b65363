package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.debug;
import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Debug mode stops at the first number that is not finite and says where it was made. */
@Tag("fast")
class DebugTest {
  /** The line of this file that calls this method. */
  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst())
        .orElseThrow()
        .getLineNumber();
  }

  private static NonFiniteException stop(UnaryOperator<Tensor> f, Tensor at) {
    return catchThrowableOfType(NonFiniteException.class, () -> f.apply(at));
  }

  @Test
  void namesOperationOperandsAndTheLineOfTheUser() {
    int[] line = new int[1];
    UnaryOperator<Tensor> f =
        x -> {
          Tensor shifted = subtract(x, 2);
          line[0] = line() + 1;
          Tensor root = log(shifted);
          return multiply(3, root);
        };
    assertThat(stop(debug(f), scalar(0.5)))
        .hasMessage(
            "log at DebugTest.java:" + line[0] + " makes NaN out of finite operands: log(-1.5)");
    assertThat(stop(debug(f), scalar(2)))
        .hasMessage(
            "log at DebugTest.java:" + line[0] + " makes -Infinity out of finite operands: log(0)");
    assertThat(debug(f).apply(scalar(3)).value()).isZero();
  }

  @Test
  void namesTheEntryOfAnArray() {
    assertThat(stop(debug(x -> divide(1, subtract(x, 3))), matrix(new double[][] {{1, 2}, {3, 4}})))
        .hasMessageMatching(
            "divide at DebugTest\\.java:\\d+ makes Infinity out of finite operands: "
                + "\\(1 / 0\\) in entry 2 of shape \\[2, 2\\]");
    assertThat(stop(debug(x -> hypot(x, multiply(2, x))), vector(1, 1e308)))
        .hasMessageMatching(
            "multiply at .* makes Infinity out of finite operands: "
                + "\\(2 \\* 1\\.0E308\\) in entry 1 of shape \\[2\\]");
  }

  @Test
  void operationsThatAreNotElementwiseShowTheirWholeOperands() {
    assertThat(stop(debug(x -> sum(x)), vector(1e308, 1e308)))
        .hasMessageMatching(
            "sum at DebugTest\\.java:\\d+ makes Infinity out of finite operands: "
                + "sum\\(\\[1\\.0E308, 1\\.0E308\\]\\)");
    assertThat(stop(debug(x -> matmul(x, x)), matrix(new double[][] {{1e200, 0}, {0, 1}})))
        .hasMessageContaining("matmul at DebugTest.java:")
        .hasMessageEndingWith("in entry 0 of shape [2, 2]");
  }

  @Test
  void debuggingWhatIsInsideADerivativeStopsAtItsValues() {
    assertThat(stop(grad(debug(x -> log(negate(x)))), scalar(2)))
        .hasMessageMatching("log at DebugTest\\.java:\\d+ makes NaN .*: log\\(-2\\)");
    assertThat(stop(derivative(debug(x -> log(negate(x)))), scalar(2)))
        .hasMessageContaining("log(-2)");
  }

  @Test
  void anInfiniteSlopeIsStoppedInBothModes() {
    int[] line = new int[1];
    UnaryOperator<Tensor> f =
        x -> {
          line[0] = line() + 1;
          return multiply(3, sqrt(x));
        };
    for (UnaryOperator<Tensor> slope : List.of(grad(f), derivative(f))) {
      assertThat(stop(debug(slope), scalar(0)))
          .hasMessageStartingWith(
              "the derivative of sqrt (made by sqrt at DebugTest.java:"
                  + line[0]
                  + ") is not finite: ")
          .hasMessageEndingWith("Infinity)");
      assertThat(debug(slope).apply(scalar(4)).value()).isEqualTo(0.75);
    }
    assertThat(stop(debug(grad(x -> sum(sqrt(x)))), vector(1, 0)))
        .hasMessageStartingWith("the derivative of sqrt (made by sqrt at DebugTest.java:")
        .hasMessageEndingWith("in entry 1 of shape [2]");
  }

  @Test
  void anInfiniteSecondDerivativeIsStopped() {
    UnaryOperator<Tensor> f = x -> pow(x, 1.5);
    assertThat(debug(grad(f)).apply(scalar(0)).value()).isZero();
    for (UnaryOperator<Tensor> bend :
        List.of(grad(grad(f)), derivative(f, 2), hessian(f), grad(derivative(f)))) {
      assertThat(stop(debug(bend), scalar(0))).hasMessageContaining("is not finite");
    }
  }

  @Test
  void aHealthyGradientIsNotStoppedAndItsZeroTimesInfinityIsNoted() {
    UnaryOperator<Tensor> f = x -> where(greater(x, 0), sqrt(x), x);
    List<String> notes = new ArrayList<>();
    assertThat(debug(grad(f), notes::add).apply(scalar(0)).value()).isEqualTo(1);
    assertThat(notes)
        .singleElement()
        .asString()
        .matches(
            "the derivative of sqrt \\(made by sqrt at DebugTest\\.java:\\d+\\): "
                + "0 · Infinity taken as 0");
    notes.clear();
    assertThat(debug(derivative(f), notes::add).apply(scalar(0)).value()).isEqualTo(1);
    assertThat(notes)
        .singleElement()
        .asString()
        .matches(
            "the derivative of where \\(made by where at DebugTest\\.java:\\d+\\): "
                + "Infinity · 0 taken as 0");
    notes.clear();
    assertThat(debug(grad(x -> sum(f.apply(x))), notes::add).apply(vector(4, 0)).toArray())
        .containsExactly(0.25, 1);
    assertThat(notes).singleElement().asString().contains("0 · Infinity taken as 0");
    notes.clear();
    assertThat(debug(grad(f), notes::add).apply(scalar(4)).value()).isEqualTo(0.25);
    assertThat(notes).isEmpty();
    // without a receiver the note goes to a logger
    assertThat(debug(grad(f)).apply(scalar(0)).value()).isEqualTo(1);
  }

  @Test
  void anInfiniteSlopeThatAnEarlierOperationTakesAwayStopsNothing() {
    UnaryOperator<Tensor> f = x -> sqrt(where(greater(x, 0), x, 0));
    for (UnaryOperator<Tensor> slope : List.of(grad(f), derivative(f))) {
      List<String> notes = new ArrayList<>();
      assertThat(debug(slope, notes::add).apply(scalar(0)).value()).isZero();
      assertThat(notes).singleElement().asString().endsWith(" taken as 0");
    }
  }

  @Test
  void whatTheUserGivesIsNoError() {
    assertThat(debug(x -> exp(multiply(2, x))).apply(scalar(Double.NaN)).value()).isNaN();
    assertThat(debug(x -> square(x)).apply(vector(1, Double.POSITIVE_INFINITY)).toArray())
        .containsExactly(1, Double.POSITIVE_INFINITY);
    assertThat(debug(x -> add(x, Double.NaN)).apply(scalar(1)).value()).isNaN();
    assertThat(debug(grad(x -> square(x))).apply(scalar(Double.NaN)).value()).isNaN();
    assertThat(debug(derivative(x -> square(x))).apply(scalar(Double.NaN)).value()).isNaN();
  }

  @Test
  void aFunctionWithoutItsArgumentAndOneOfNothingButItsArgument() {
    assertThat(debug(x -> scalar(7)).apply(scalar(1)).value()).isEqualTo(7);
    assertThat(debug(x -> x).apply(vector(1, 2)).toArray()).containsExactly(1, 2);
  }

  @Test
  void aTensorUsedTooLateSaysWhereItWasMade() {
    List<Tensor> kept = new ArrayList<>();
    int[] line = new int[1];
    Tensor unused =
        debug(
                grad(
                    x -> {
                      line[0] = line() + 1;
                      kept.add(square(x));
                      return square(x);
                    }))
            .apply(scalar(1));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> exp(kept.get(0)))
        .withMessageContaining("(made by square at DebugTest.java:" + line[0] + ")");
  }

  @Test
  void nothingGlobalIsLeftBehind() {
    UnaryOperator<Tensor> f = x -> log(x);
    assertThat(stop(debug(f), scalar(0))).isNotNull();
    assertThat(f.apply(scalar(0)).value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(grad(x -> sqrt(x)).apply(scalar(0)).value()).isEqualTo(Double.POSITIVE_INFINITY);
    // and a stopped derivative leaves the next one whole
    UnaryOperator<Tensor> slope = debug(grad(x -> sqrt(x)));
    assertThat(stop(slope, scalar(0))).isNotNull();
    assertThat(slope.apply(scalar(4)).value()).isEqualTo(0.25);
    assertThat(stop(slope, scalar(0))).hasMessageContaining("the derivative of sqrt (made by sqrt");
  }

  @Test
  void twoThreadsDebugAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier inside = new CyclicBarrier(2);
    try {
      List<Future<NonFiniteException>> stops = new ArrayList<>();
      for (double power : new double[] {0.5, 0.25}) {
        UnaryOperator<Tensor> f =
            x -> {
              meet(inside);
              Tensor y = pow(x, power);
              meet(inside);
              return y;
            };
        stops.add(threads.submit(() -> stop(debug(grad(f)), scalar(0))));
      }
      for (Future<NonFiniteException> stop : stops) {
        assertThat(stop.get(20, TimeUnit.SECONDS))
            .hasMessageStartingWith("the derivative of pow (made by pow at DebugTest.java:");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
