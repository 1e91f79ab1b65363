package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.ones;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes, and the messages that they get. */
@Tag("fast")
class MisuseTest {
  private static Arguments shapes(String message, ThrowingCallable call) {
    return Arguments.of(message, call);
  }

  static Stream<Arguments> mistakesWithShapes() {
    Tensor a = zeros(3, 4);
    int most = Integer.MAX_VALUE;
    return Stream.of(
        shapes("sum: shape [3, 4] has no axis 2; its axes are 0 to 1", () -> sum(a, 2)),
        shapes("sum: axis 1 is named twice for shape [3, 4]", () -> sum(a, 1, -1)),
        shapes("sum: shape [] has no axis 0; a scalar has no axes", () -> sum(scalar(1), 0)),
        shapes("mean: shape [3, 4] has no axis -3", () -> mean(a, -3)),
        shapes("mean: shape [0] has nothing to average", () -> mean(zeros(0))),
        shapes("mean: shape [2, 0] has nothing to average", () -> meanKeep(zeros(2, 0), 1)),
        shapes("amax: nothing to reduce along axes [0] of shape [0]", () -> amax(zeros(0))),
        shapes(
            "amin: nothing to reduce along axes [1] of shape [2, 0]", () -> amin(zeros(2, 0), 1)),
        shapes("amax: shape [] has no axis 0", () -> amax(scalar(1), 0)),
        shapes("argmax: nothing to reduce along axes [1]", () -> argmax(zeros(2, 0), 1)),
        shapes("argmin: shape [3, 4] has no axis 5", () -> argmin(a, 5)),
        shapes("logSumExp: nothing to reduce", () -> logSumExp(zeros(3, 0), 1)),
        shapes("softmax: axis 1 of shape [2, 0] is empty", () -> softmax(zeros(2, 0), 1)),
        shapes("logSoftmax: shape [] has no axis 0", () -> logSoftmax(scalar(1), 0)),
        shapes("norm: nothing to reduce", () -> norm(zeros(0))),
        shapes("prod: shape [3, 4] has no axis 2", () -> prod(a, 2)),
        shapes("cumsum: shape [] has no axis 0", () -> cumsum(scalar(1), 0)),
        shapes("at: index 3 is out of range along axis 0 of shape [3, 4]", () -> a.at(3)),
        shapes("reshape: shape [3, 4] has 12 entries, [5] has 5", () -> reshape(a, Shape.of(5))),
        shapes("transpose: shape [3, 4] has 2 axes, but [0] names 1", () -> transpose(a, 0)),
        shapes("transpose: axis 0 is named twice", () -> transpose(a, 0, 0)),
        shapes(
            "expand: shape [3, 4] cannot get a new axis 3 of size 2; new axes are 0 to 2",
            () -> expand(a, 3, 2)),
        shapes("expand: shape [3, 4] cannot get a new axis 0 of size -2", () -> expand(a, 0, -2)),
        shapes(
            "expand: shape [3, 2] does not become [3, 4]: ranks must be equal and only axes of"
                + " size 1 can grow; to add an axis use expand(x, axis, size)",
            () -> expand(zeros(3, 2), shape(3, 4))),
        shapes("expand: shape [4] does not become [3, 4]", () -> expand(zeros(4), shape(3, 4))),
        shapes("more than 2^31 - 1 elements", () -> expand(zeros(65536), 0, 65536)),
        shapes("more than 2^31 - 1 elements", () -> diag(zeros(65536))),
        shapes(
            "slice: 2 to 1 by 1 is not within axis 0 of shape [3, 4]; it needs 0 ≤ from ≤ to ≤ 3"
                + " and a step of 1 or more",
            () -> slice(a, 0, 2, 1)),
        shapes("slice: 0 to 4 by 1", () -> slice(a, 0, 0, 4)),
        shapes("slice: -4 to 2 by 1", () -> slice(a, 0, -4, 2)),
        shapes("slice: 0 to 3 by 0", () -> slice(a, 0, 0, 3, 0)),
        shapes("slice: shape [3, 4] has no axis 2", () -> slice(a, 2, 0, 1)),
        shapes("flip: shape [3, 4] has no axis 2", () -> flip(a, 2)),
        shapes("pad: -1 before and 0 after; use slice", () -> pad(a, 0, -1, 0)),
        shapes("pad: 0 before and -2 after; use slice", () -> pad(a, 0, 0, -2)),
        shapes("pad: shape [3, 4] has no axis 2", () -> pad(a, 2, 1, 1)),
        shapes("pad: 4294967297 entries along an axis", () -> pad(a, 0, most, most)),
        shapes("more than 2^31 - 1 elements", () -> pad(a, 0, most - 3, 0)),
        shapes("diag: shape [] is neither a vector nor a matrix", () -> diag(scalar(1))),
        shapes("diag: shape [1, 1, 1] is neither", () -> diag(zeros(1, 1, 1))),
        shapes("concatenate: no tensors given", () -> concatenate(0)),
        shapes(
            "concatenate: shapes [3, 4] and [3, 5] differ in another axis than 0",
            () -> concatenate(0, a, zeros(3, 5))),
        shapes("concatenate: shapes [3, 4] and [12]", () -> concatenate(0, a, zeros(12))),
        shapes("concatenate: shape [] has no axis 0", () -> concatenate(0, scalar(1))),
        shapes("stack: no tensors given", () -> stack(0)),
        shapes("stack: shapes [3, 4] and [4, 3] differ", () -> stack(0, a, zeros(4, 3))),
        shapes(
            "stack: shape [3, 4] cannot get a new axis 3; new axes are 0 to 2", () -> stack(3, a)),
        shapes(
            "gather: index 3 is out of range; indices along an axis of size 3 are 0 to 2",
            () -> gather(a, vector(3))),
        shapes("gather: index -1 is out of range", () -> gather(a, vector(-1))),
        shapes("gather: index 0.5 is not a whole number", () -> gather(a, vector(0.5))),
        shapes("gather: index NaN is not a whole number", () -> gather(a, vector(Double.NaN))),
        shapes(
            "gather: index 0 is out of range; the axis is empty",
            () -> gather(vector(), vector(0))),
        shapes("gather: a scalar has no entries to pick", () -> gather(scalar(1), scalar(0))),
        shapes("scatterAdd: index 2 is out of range", () -> scatterAdd(vector(1), vector(2), 2)),
        shapes(
            "scatterAdd: the first axes of shape [2] differ from those of the index, [3]",
            () -> scatterAdd(zeros(2), zeros(3), 2)),
        shapes("size -1 is negative", () -> scatterAdd(vector(1), vector(0), -1)),
        shapes("polygamma: order -1 is not a whole number of 0 or more", () -> polygamma(-1, a)),
        shapes(
            "polygamma: order 1.5 is not a whole number", () -> polygamma(scalar(1.5), scalar(1))),
        shapes("sinc: order NaN is not a whole number", () -> sinc(scalar(Double.NaN), scalar(1))),
        shapes("expm1OverX: order -2 is not", () -> expm1OverX(scalar(-2), scalar(1))),
        shapes("clip: the lower bound 2.0 is not below the upper bound 1.0", () -> clip(a, 2, 1)),
        shapes("clip: the lower bound NaN", () -> clip(a, Double.NaN, 1)),
        shapes("derivative: order -1 is negative", () -> derivative(x -> x, -1)),
        shapes(
            "derivative: a function that works entry by entry keeps the shape, but this one gives"
                + " [] for [2]; use grad or jacobian",
            () -> derivative(x -> sum(x)).apply(vector(1, 2)).value()),
        shapes(
            "grad: the function's value has shape [2], not that of a scalar. Reduce it with sum or"
                + " mean, or use derivative (entry by entry), jacobian or vjp",
            () -> grad(x -> x).apply(vector(1, 2)).value()),
        shapes(
            "grad: the function's value has shape [1]",
            () -> hessian(x -> x).apply(vector(1)).value()),
        shapes(
            "jvp: the direction has shape [1], the point [2]",
            () -> jvp(x -> x, vector(1, 2), vector(1))),
        shapes(
            "vjp: the cotangent has shape [], the function's value [2]",
            () -> vjp(x -> x, vector(1, 2)).apply(scalar(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakesWithShapes")
  void shapesAxesIndicesAndOrders(String message, ThrowingCallable call) {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .isInstanceOf(ChainruleException.class);
  }

  @Test
  void everyElementwiseOperationNamesItselfAndTheShapesThatDiffer() {
    for (Elementwise operation : Operations.elementwise()) {
      Tensor[] inputs = new Tensor[operation.arity()];
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] = k == 0 ? ones(2) : ones(3);
      }
      if (inputs.length > 1) {
        assertThatExceptionOfType(ShapeException.class)
            .as(operation.name())
            .isThrownBy(() -> operation.apply(inputs))
            .withMessageStartingWith(operation.name() + ": shapes [2] and [3]");
      }
    }
  }

  // Tensors out of their place.

  private static Tensor leaked(boolean array) {
    List<Tensor> kept = new ArrayList<>();
    Tensor at = array ? vector(1, 2) : scalar(1);
    Tensor gradient =
        grad(x -> {
              kept.add(square(x));
              return sum(square(x));
            })
            .apply(at);
    assertThat(gradient.shape()).isEqualTo(at.shape());
    return kept.get(0);
  }

  private static final String ENDED =
      ": a tensor is used after the call of grad that it belongs to has ended; "
          + "return what you need from the function, or keep its number with value() or toArray()";

  @Test
  void everyElementwiseOperationRefusesATensorWhoseCallHasEnded() {
    for (Elementwise operation : Operations.elementwise()) {
      for (boolean array : new boolean[] {false, true}) {
        for (int place = 0; place < operation.arity(); place++) {
          Tensor[] inputs = new Tensor[operation.arity()];
          for (int k = 0; k < inputs.length; k++) {
            inputs[k] = k == place ? leaked(array) : scalar(1);
          }
          Throwable error =
              catchThrowable(
                  () -> {
                    Tensor unused =
                        inputs.length == 1
                            ? operation.on(inputs[0])
                            : inputs.length == 2
                                ? operation.on(inputs[0], inputs[1])
                                : operation.apply(inputs);
                  });
          assertThat(error)
              .as("%s, input %d", operation, place)
              .isInstanceOf(UsageException.class)
              .hasMessage(operation.name() + ENDED);
        }
      }
    }
  }

  @Test
  void aRefusedUseWritesNothingToTheTapeOfTheEndedCall() {
    for (Tensor dead : new Tensor[] {leaked(false), leaked(true)}) {
      Tape tape = ((Reverse) ((StandIn) dead).mode).tape();
      int count = tape.count();
      List<ThrowingCallable> uses = new ArrayList<>();
      for (Elementwise operation : Operations.elementwise()) {
        for (int place = 0; place < operation.arity(); place++) {
          Tensor[] inputs = new Tensor[operation.arity()];
          for (int k = 0; k < inputs.length; k++) {
            inputs[k] = k == place ? dead : scalar(0.125 + k);
          }
          uses.add(
              inputs.length == 1
                  ? () -> operation.on(inputs[0])
                  : inputs.length == 2
                      ? () -> operation.on(inputs[0], inputs[1])
                      : () -> operation.apply(inputs));
        }
      }
      uses.add(() -> sum(dead, 0));
      uses.add(() -> stack(0, dead, dead));
      uses.add(() -> grad(x -> dead).apply(scalar(1)).value());
      for (ThrowingCallable use : uses) {
        assertThat(catchThrowable(use)).isInstanceOf(ChainruleException.class);
      }
      assertThat(tape.count()).isEqualTo(count);
    }
  }

  @Test
  void theNumbersOfATensorCanBeKeptAfterItsCall() {
    assertThat(leaked(true).toArray()).containsExactly(1, 4);
    assertThat(leaked(false).value()).isEqualTo(1);
  }

  @Test
  void aTensorOfAnEndedCallIsRefusedAsResultArgumentAndDirection() {
    Tensor dead = leaked(false);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> grad(x -> dead).apply(scalar(1)).value())
        .withMessage("grad" + ENDED);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> grad(x -> x).apply(dead).value())
        .withMessage("grad" + ENDED);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> jvp(x -> dead, scalar(1), scalar(1)))
        .withMessage("jvp" + ENDED);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> jvp(x -> x, scalar(1), dead))
        .withMessage("jvp" + ENDED);
  }

  @Test
  void tensorsOfForwardModeAndOfDebugModeAreRefusedAfterTheirCallsToo() {
    List<Tensor> kept = new ArrayList<>();
    assertThat(
            jvp(
                    x -> {
                      kept.add(x);
                      return x;
                    },
                    scalar(1),
                    scalar(1))
                .value()
                .value())
        .isEqualTo(1);
    assertThat(
            Derivatives.debug(
                    x -> {
                      kept.add(x);
                      return x;
                    })
                .apply(scalar(1))
                .value())
        .isEqualTo(1);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> exp(kept.get(0)))
        .withMessageStartingWith("exp: a tensor is used after the call of jvp");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> exp(kept.get(1)))
        .withMessageStartingWith("exp: a tensor is used after the call of debug")
        .withMessageContaining("(made by the argument)");
  }

  @Test
  void aTensorOfAnInnerCallThatHasEndedIsRefusedByTheOuterOne() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                grad(x -> {
                      List<Tensor> inner = new ArrayList<>();
                      Tensor slope =
                          grad(y -> {
                                inner.add(multiply(x, y));
                                return multiply(x, y);
                              })
                              .apply(scalar(2));
                      return add(slope, inner.get(0));
                    })
                    .apply(scalar(3))
                    .value())
        .withMessage("add" + ENDED);
  }

  @Test
  void aTensorOfAnotherThreadIsRefused() throws Exception {
    ExecutorService other =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "the-other"));
    try {
      for (Tensor at : new Tensor[] {scalar(1), vector(1, 2)}) {
        Throwable error =
            catchThrowable(
                () ->
                    grad(x -> {
                          try {
                            return sum(other.submit(() -> exp(x)).get());
                          } catch (ExecutionException e) {
                            throw (RuntimeException) e.getCause();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        })
                        .apply(at)
                        .value());
        assertThat(error)
            .isInstanceOf(UsageException.class)
            .hasMessage(
                "exp: a tensor of a call of grad on thread "
                    + Thread.currentThread().getName()
                    + " is used on thread the-other; call grad on the thread that computes, or pass"
                    + " values between threads");
      }
    } finally {
      other.shutdown();
    }
  }

  static Stream<Arguments> nulls() {
    Tensor x = vector(1, 2);
    return Stream.of(
        shapes("exp: the operand is null", () -> exp(null)),
        shapes("add: operand 1 is null", () -> add(null, x)),
        shapes("multiply: operand 2 is null", () -> multiply(scalar(1), (Tensor) null)),
        shapes("where: operand 3 is null", () -> where(x, x, null)),
        shapes("concatenate: the tensor 1 of 2 is null", () -> concatenate(0, x, null)),
        shapes("stack: the tensor 0 of 2 is null", () -> stack(0, null, x)),
        shapes("the parameters are null", () -> grad(y -> sum(y)).apply(null)),
        shapes("jvp: the point or direction is null", () -> jvp((Tensor y) -> y, x, null)),
        shapes(
            "the parameters[0]: the function returned null; return a tensor",
            () -> Derivatives.update(List.of(x), List.of(x), (p, g) -> null)),
        shapes("vmap: the result is null", () -> Derivatives.vmap(y -> null).apply(x)),
        shapes("compile: the shape is null", () -> Derivatives.compile(y -> y, null)),
        shapes(
            "compileTree: the result is null",
            () -> Derivatives.compileTree((Tensor y) -> null, x)));
  }

  static Stream<Arguments> nullsOfBodies() {
    Tensor xs = vector(1, 2);
    return Stream.of(
        body(
            "scan: the body returned null; return a Step",
            x -> ControlFlow.scan((Tensor c, Tensor y) -> null, x, xs).carry()),
        body(
            "scan: the result of the body is null",
            x ->
                ControlFlow.scan(
                        (Tensor c, Tensor y) -> new ControlFlow.Step<>(c, (Tensor) null), x, xs)
                    .carry()),
        body(
            "fold: the state that the body returns is null",
            x -> ControlFlow.fold((Tensor c, Tensor y) -> null, x, xs)),
        body(
            "map: the result of the body is null",
            x -> ControlFlow.map((Tensor y) -> (Tensor) null, xs)),
        body(
            "whileLoop: the state that the body returns is null",
            x -> ControlFlow.whileLoop((Tensor c) -> less(c, 5), c -> null, x, 9)),
        body("whileLoop: the ", x -> ControlFlow.whileLoop((Tensor c) -> null, c -> c, x, 9)),
        body(
            "cond: the result of a branch is null",
            x -> ControlFlow.cond(greater(x, 0), y -> null, y -> y, x)));
  }

  private static Arguments body(String message, UnaryOperator<Tensor> f) {
    return Arguments.of(message, f);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void nullIsRefusedByName(String message, ThrowingCallable call) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(call)
        .withMessageStartingWith(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nullsOfBodies")
  void nullOfABodyIsRefusedByNameWhetherCapturedOrNot(String message, UnaryOperator<Tensor> f) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> f.apply(scalar(1)))
        .withMessageStartingWith(message);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(f, shape()))
        .withMessageStartingWith(message);
  }

  @Test
  void valuesCannotBeReadWhereThereAreNone() {
    String cure =
        ": a tensor has no value while its function is captured as a graph; choose between values"
            + " with where(mask, a, b) in place of if, and keep loops to counts that do not depend"
            + " on values";
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(x -> x.value() > 0 ? x : negate(x), shape()))
        .withMessageMatching(
            "value at MisuseTest\\.java:\\d+" + java.util.regex.Pattern.quote(cure));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(x -> vector(x.toArray()), shape(2)))
        .withMessageMatching("toArray at MisuseTest.*");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(x -> scalar(x.get(0)), shape(2)))
        .withMessageMatching("get at MisuseTest.*");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(x -> scalar(x.toString().length()), shape(2)))
        .withMessageMatching("toString at MisuseTest.*");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(grad(x -> x.value() > 0 ? x : negate(x)), shape()))
        .withMessageMatching("value at MisuseTest.*");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Graph.of(grad(x -> determinant(x)), shape(2, 2)))
        .withMessageStartingWith(
            "the derivative of determinant (that of logDeterminant reads nothing) at MisuseTest");
  }

  @Test
  void aCapturedTensorIsRefusedAfterTheCapture() {
    List<Tensor> kept = new ArrayList<>();
    Graph graph =
        Graph.of(
            x -> {
              kept.add(x);
              return x;
            },
            shape());
    assertThat(graph.operations()).isZero();
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> exp(kept.get(0)))
        .withMessageStartingWith("exp: a tensor is used after the call of capture");
  }
}
