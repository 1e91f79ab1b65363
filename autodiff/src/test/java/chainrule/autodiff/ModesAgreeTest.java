package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.valueAndGrad;
import static chainrule.autodiff.OperationSamples.apply;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every elementwise operation has the same derivative, bit for bit, by forward and reverse mode, on
 * numbers and in loops, over plain tensors and within another derivative; also at kinks, infinities
 * and zeros.
 */
@Tag("fast")
class ModesAgreeTest {
  static List<Elementwise> operations() {
    return Operations.elementwise();
  }

  /** The operation as a function of one of its inputs. */
  private static UnaryOperator<Tensor> of(Elementwise operation, double[] point, int k) {
    return x -> {
      Tensor[] inputs = new Tensor[point.length];
      Arrays.setAll(inputs, i -> i == k ? x : scalar(point[i]));
      return apply(operation, inputs);
    };
  }

  private static List<double[]> points(Elementwise operation) {
    return Stream.concat(
            OperationSamples.points(operation).stream(),
            OperationSamples.special(operation).stream())
        .toList();
  }

  private static int first(Elementwise operation) {
    return OperationSamples.hasOrder(operation) ? 1 : 0;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void inOneInput(Elementwise operation) {
    for (double[] point : points(operation)) {
      for (int k = first(operation); k < point.length; k++) {
        UnaryOperator<Tensor> f = of(operation, point, k);
        Tensor x = scalar(point[k]);
        double expected = grad(f).apply(x).value();
        String where = "input " + k + " at " + Arrays.toString(point);
        same(where + " forward", expected, jvp(f, x, scalar(1)).tangent().value());
        // within another derivative rules run on tensors: reverse in forward, reverse in reverse
        same(where + " reverse in forward", expected, jvp(grad(f), x, scalar(1)).value().value());
        same(where + " reverse in reverse", expected, inReverse(f, x));
        same(where + " forward in forward", expected, inForward(f, x));
        Tensor[] both = {jvp(grad(f), x, scalar(1)).tangent(), grad(grad(f)).apply(x)};
        agree(where + " second", both[0].value(), both[1].value(), 0);
      }
    }
  }

  private static double inReverse(UnaryOperator<Tensor> f, Tensor x) {
    return valueAndGrad(y -> grad(f).apply(y), x).value().value();
  }

  private static double inForward(UnaryOperator<Tensor> f, Tensor x) {
    return jvp(y -> jvp(f, y, scalar(1)).tangent(), x, scalar(1)).value().value();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void inLoopsOverArrays(Elementwise operation) {
    List<double[]> points = points(operation);
    int arity = operation.arity();
    for (int k = first(operation); k < arity; k++) {
      int at = k;
      double[] expected =
          points.stream()
              .mapToDouble(p -> grad(of(operation, p, at)).apply(scalar(p[at])).value())
              .toArray();
      Tensor[] columns = new Tensor[arity];
      Arrays.setAll(columns, i -> vector(points.stream().mapToDouble(p -> p[i]).toArray()));
      UnaryOperator<Tensor> f =
          x -> {
            Tensor[] inputs = columns.clone();
            inputs[at] = x;
            return apply(operation, inputs);
          };
      Tensor ones = Tensor.ones(points.size());
      UnaryOperator<Tensor> sum = x -> Operations.sum(f.apply(x));
      assertSame(operation + " reverse", expected, grad(sum).apply(columns[k]));
      assertSame(operation + " forward", expected, jvp(f, columns[k], ones).tangent());
      assertSame(operation + " nested", expected, jvp(grad(sum), columns[k], ones).value());
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void forAScalarThatStretches(Elementwise operation) {
    if (operation.arity() < 2 || OperationSamples.hasOrder(operation)) {
      return;
    }
    double[] others = {-2.5, 0.3, 1.5, 4};
    for (int k = first(operation); k < operation.arity(); k++) {
      int at = k;
      UnaryOperator<Tensor> f =
          x -> {
            Tensor[] inputs = new Tensor[operation.arity()];
            Arrays.setAll(inputs, i -> i == at ? x : vector(others));
            return apply(operation, inputs);
          };
      double expected = 0;
      double size = 0;
      for (double other : others) {
        double[] point = new double[operation.arity()];
        Arrays.fill(point, other);
        point[k] = 0.7;
        double slope = grad(of(operation, point, k)).apply(scalar(0.7)).value();
        expected += slope;
        size += Math.abs(slope);
      }
      UnaryOperator<Tensor> sum = x -> Operations.sum(f.apply(x));
      List<Double> slopes = new ArrayList<>();
      slopes.add(grad(sum).apply(scalar(0.7)).value());
      slopes.add(jvp(sum, scalar(0.7), scalar(1)).tangent().value());
      slopes.add(jvp(grad(sum), scalar(0.7), scalar(1)).value().value());
      for (double slope : slopes) {
        if (Double.isNaN(expected)) {
          assertThat(slope).isNaN();
        } else {
          assertThat(slope).as("input %d", k).isCloseTo(expected, within(1e-15 * size));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void withSymmetricSecondDerivatives(Elementwise operation) {
    int first = first(operation);
    if (operation.arity() - first != 2) {
      return;
    }
    for (double[] point : OperationSamples.points(operation)) {
      UnaryOperator<Tensor> f =
          v -> {
            Tensor[] inputs = new Tensor[operation.arity()];
            Arrays.setAll(inputs, i -> i < first ? scalar(point[i]) : v.at(i - first));
            return apply(operation, inputs);
          };
      Tensor h = hessian(f).apply(vector(point[first], point[first + 1]));
      // the terms of a mixed derivative that cancels are of the size of the others
      double scale = Math.max(Math.abs(h.get(0, 0)), Math.abs(h.get(1, 1)));
      agree(Arrays.toString(point), h.get(0, 1), h.get(1, 0), Double.isFinite(scale) ? scale : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isNotANumberForAnInputThatIsNoneUnlessConstantThere(Elementwise operation) {
    for (double[] point : OperationSamples.special(operation)) {
      for (int k = first(operation); k < point.length; k++) {
        for (int slope = first(operation); slope < point.length; slope++) {
          double derivative = slope(operation, point, slope);
          if (Double.isNaN(point[k]) && !Double.isNaN(derivative)) {
            for (double other : new double[] {-2, 0.5, 3}) {
              double[] moved = point.clone();
              moved[k] = other;
              double there = slope(operation, moved, slope);
              assertThat(there)
                  .as("slope in %d swallows NaN at %s", slope, Arrays.toString(point))
                  .isEqualTo(derivative);
            }
          }
        }
      }
    }
  }

  private static double slope(Elementwise operation, double[] point, int k) {
    return grad(of(operation, point, k)).apply(scalar(point[k])).value();
  }

  private static void same(String where, double expected, double actual) {
    assertThat(Double.valueOf(actual + 0.0)).as(where).isEqualTo(Double.valueOf(expected + 0.0));
  }

  private static void assertSame(String where, double[] expected, Tensor actual) {
    double[] values = actual.toArray();
    for (int i = 0; i < expected.length; i++) {
      same(where + " entry " + i, expected[i], values[i]);
    }
  }

  private static void agree(String where, double a, double b, double scale) {
    if (Double.isNaN(a) || Double.isInfinite(a)) {
      same(where, a, b);
    } else {
      assertThat(b).as(where).isCloseTo(a, within(32 * Math.ulp(Math.max(Math.abs(a), scale))));
    }
  }
}
