package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Differences;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reductions, operations that move entries and matrix products by a table of sample calls: a new
 * operation is tested by a line in it.
 */
@Tag("fast")
class StructureDerivativesTest {
  private static final long SEED = 20240607;
  private static final Tensor OTHER = normal(shape(4, 3), SEED + 1);
  private static final Tensor INDEX = Tensor.matrix(new double[] {2, 0}, new double[] {1, 2});

  private static Arguments call(String name, UnaryOperator<Tensor> f, int... sizes) {
    return Arguments.of(name, f, Shape.of(sizes));
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        call("sum", x -> sum(x), 3, 4),
        call("sum of a number", x -> sum(x)),
        call("sum over axis 0", x -> sum(x, 0), 3, 4),
        call("sum over outer axes", x -> sum(x, 0, 2), 2, 3, 2),
        call("sum, kept", x -> sumKeep(x, 1), 3, 4),
        call("mean", x -> mean(x), 3, 4),
        call("mean, kept", x -> meanKeep(x, -1), 3, 4),
        call("prod", x -> prod(x), 5),
        call("prod over axis 0", x -> prod(x, 0), 3, 2),
        call("prod over an axis", x -> prod(x, 1), 2, 3, 2),
        call("prod, kept", x -> prodKeep(x, 1), 2, 3, 2),
        call("prod, all kept", x -> prodKeep(x), 2, 2),
        call("amax", x -> amax(x), 3, 4),
        call("amax over axis 0", x -> amax(x, 0), 3, 4),
        call("amax, kept", x -> amaxKeep(x, 1), 3, 4),
        call("amin", x -> amin(x), 3, 4),
        call("amin, kept", x -> aminKeep(x, 0), 3, 4),
        call("logSumExp", x -> logSumExp(x), 3, 4),
        call("logSumExp over axis 1", x -> logSumExp(x, 1), 3, 4),
        call("logSumExp, kept", x -> logSumExpKeep(x, 0), 3, 4),
        call("norm", x -> norm(x), 3, 4),
        call("norm over axis 1", x -> norm(x, 1), 3, 4),
        call("norm, kept", x -> normKeep(x, 1), 3, 4),
        call("cumsum", x -> cumsum(x, 0), 3, 2),
        call("cumsum of rows", x -> cumsum(x, 1), 2, 3),
        call("at", x -> x.at(1), 3, 2),
        call("at an entry", x -> x.at(1, -1), 3, 2),
        call("reshape", x -> reshape(x, shape(2, 3)), 3, 2),
        call("reshape a number", x -> reshape(x, shape(1, 1))),
        call("transpose", x -> transpose(x), 3, 2),
        call("transpose by axes", x -> transpose(x, 1, 2, 0), 2, 3, 2),
        call("expand", x -> expand(x, 1, 2), 3),
        call("expand in front", x -> expand(x, 0, 2), 3),
        call("expand a number", x -> expand(x, shape(2, 2))),
        call("expand axes of size 1", x -> expand(x, shape(3, 2)), 3, 1),
        call("slice", x -> slice(x, 1, 1, 3), 2, 4),
        call("slice by steps", x -> slice(x, 0, 0, 5, 2), 5),
        call("flip", x -> flip(x, 0), 3, 2),
        call("pad", x -> pad(x, 1, 1, 2), 2, 2),
        call("diag of a vector", x -> diag(x), 3),
        call("diag of a matrix", x -> diag(x), 3, 2),
        call("concatenate", x -> concatenate(0, x, square(x), x), 2, 2),
        call("concatenate along axis 1", x -> concatenate(1, OTHER, x), 4, 2),
        call("stack", x -> stack(1, x, sin(x)), 3),
        call("gather", x -> gather(x, INDEX), 3),
        call("gather rows", x -> gather(x, Tensor.vector(1, 1, 0)), 2, 3),
        call("scatterAdd", x -> scatterAdd(x, INDEX, 4), 2, 2),
        call("scatterAdd rows", x -> scatterAdd(x, Tensor.vector(1, 1), 3), 2, 2),
        call("matmul from the left", x -> matmul(x, OTHER), 2, 4),
        call("matmul from the right", x -> matmul(OTHER, x), 3, 2),
        call("matmul with itself", x -> matmul(x, transpose(x)), 2, 3),
        call("many reads", x -> stack(0, x.at(0), x.at(2), x.at(0), x.at(1)), 3),
        call("softmax", x -> divide(exp(x), expand(sum(exp(x), 1), 1, 3)), 2, 3),
        call("softmax over axis 1", x -> softmax(x, 1), 3, 4),
        call("logSoftmax over axis 0", x -> logSoftmax(x, 0), 3, 4),
        call("standardised", x -> divide(subtract(x, mean(x)), norm(x)), 4));
  }

  private static Tensor sample(Shape shape, int which) {
    return normal(shape, SEED + 100L * which);
  }

  /** Bends a function, so that second derivatives of linear operations are not all zero. */
  private static UnaryOperator<Tensor> bent(UnaryOperator<Tensor> f) {
    return x -> sum(sin(f.apply(tanh(x))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void valuesAreThoseOfPreciseArithmetic(String name, UnaryOperator<Tensor> f, Shape shape) {
    Tensor x = sample(shape, 0);
    Real[] numbers =
        Arrays.stream(x.toArray()).mapToObj(e -> DecimalReal.of(e, 40)).toArray(Real[]::new);
    Real[] exact = Precise.evaluate(f, shape, numbers);
    double[] actual = f.apply(x).toArray();
    assertThat(actual).hasSameSizeAs(exact);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(exact[i].doubleValue(), within(4e-15));
    }
    assertThat(Graph.of(f, shape).shape()).isEqualTo(f.apply(x).shape());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void reverseAndForwardAreTransposes(String name, UnaryOperator<Tensor> f, Shape shape) {
    Tensor x = sample(shape, 0);
    Tensor v = sample(shape, 1);
    Tensor w = sample(f.apply(x).shape(), 2);
    Tensor jv = jvp(f, x, v).tangent();
    Tensor jw = vjp(f, x).apply(w);
    assertThat(jv.shape()).isEqualTo(w.shape());
    assertThat(jw.shape()).isEqualTo(shape);
    double expected = Trees.dot(jv, w).value();
    assertThat(Trees.dot(v, jw).value()).isCloseTo(expected, within(1e-13));
    // and so do they within another derivative
    double nested = jvp(y -> Trees.dot(v, vjp(f, y).apply(w)), x, v).value().value();
    assertThat(nested).isCloseTo(expected, within(1e-13));
    Tensor jacobian = jacobian(f).apply(x);
    for (int j = 0; j < shape.count(); j++) {
      double[] unit = new double[shape.count()];
      unit[j] = 1;
      double[] column = jvp(f, x, Tensor.of(shape, unit)).tangent().toArray();
      for (int i = 0; i < column.length; i++) {
        double entry = jacobian.toArray()[i * unit.length + j];
        assertThat(entry).isCloseTo(column[i], within(1e-15 + Math.ulp(column[i])));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void firstAndSecondDerivativesAreThoseOfDifferences(
      String name, UnaryOperator<Tensor> f, Shape shape) {
    Tensor x = sample(shape, 0);
    Tensor v = sample(shape, 1);
    UnaryOperator<Tensor> g = bent(f);
    UnaryOperator<Real> line =
        t -> {
          Real[] point = new Real[shape.count()];
          Arrays.setAll(
              point, i -> t.number(x.toArray()[i]).add(t.multiply(t.number(v.toArray()[i]))));
          return Precise.evaluate(g, shape, point)[0];
        };
    Real zero = DecimalReal.of(0, 30);
    double first = Differences.derivative(line, zero, 1).doubleValue();
    double second = Differences.derivative(line, zero, 2).doubleValue();
    assertThat(Trees.dot(grad(g).apply(x), v).value()).isCloseTo(first, within(1e-13));
    Tensor hessian = reshape(hessian(g).apply(x), shape(shape.count(), shape.count()));
    double[] h = hessian.toArray();
    double[] transposed = transpose(hessian).toArray();
    double bend = 0;
    for (int k = 0; k < h.length; k++) {
      assertThat(h[k]).isCloseTo(transposed[k], within(1e-13));
      bend += h[k] * v.toArray()[k / shape.count()] * v.toArray()[k % shape.count()];
    }
    assertThat(bend).isCloseTo(second, within(1e-12));
    Tensor other = reshape(jacobian(grad(g)).apply(x), hessian.shape());
    assertThat(other.toArray()).usingComparatorWithPrecision(1e-13).containsExactly(h);
  }
}
