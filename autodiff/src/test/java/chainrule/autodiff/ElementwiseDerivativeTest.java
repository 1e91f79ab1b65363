package chainrule.autodiff;

import static chainrule.autodiff.OperationSamples.apply;
import static chainrule.autodiff.OperationSamples.real;
import static chainrule.autodiff.OperationSamples.ulps;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Differences;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first and second derivatives of every elementwise operation, by its being listed. The truth
 * is differences of the precise function, which know no rule. The rules are held against it in
 * precise arithmetic, where only a wrong formula shows, and then in doubles against themselves in
 * precise arithmetic, where rounding shows.
 *
 * <p>A direction moves input i in proportion to itself, {@code x(1 + w s)}, so that steps stay
 * within the domain; where x is 0, by {@code w s}.
 */
class ElementwiseDerivativeTest {
  private static final int DIGITS = 60;

  /** Enough to see a change of 1e-500 in a function that has saturated at 1. */
  private static final int MANY_DIGITS = 1000;

  /** What doubles among the constants of rules and tangents may cost. */
  private static final double RELATIVE = 1e-13;

  /**
   * Units in the last place for the first and second derivative, beside what a change of the input
   * by half a unit makes, where other than 4 and 16.
   */
  private static final Map<String, double[]> ULPS = Map.of();

  private static final double[] USUAL = {4, 16};

  @SuppressWarnings("ArrayRecordComponent") // never compared or written to
  private record Line(Elementwise operation, double[] point, double[] weights) {
    double step(int k) {
      return point[k] == 0 ? weights[k] : point[k] * weights[k];
    }

    /** The one input that moves, or -1 for several. */
    int only() {
      int[] moving = IntStream.range(0, point.length).filter(k -> weights[k] != 0).toArray();
      return moving.length == 1 ? moving[0] : -1;
    }

    /** The derivative by differences: the partial one where one input moves. */
    Real difference(int order, int digits) {
      Real zero = DecimalReal.of(0, DIGITS);
      Real along =
          digits == DIGITS
              ? Differences.derivative(this::precise, zero, order)
              : Differences.derivative(this::precise, zero, order, digits);
      Real unit = along.number(only() < 0 ? 1 : step(only()));
      return along.divide(order == 1 ? unit : unit.square());
    }

    /** The point moved by s, a number near 0. */
    private Real precise(Real s) {
      Real[] inputs = new Real[point.length];
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] = s.number(point[k]).add(s.number(step(k)).multiply(s));
      }
      return real(operation, inputs);
    }

    /** The argument of {@link #tensor} at the point. */
    double argument() {
      return only() < 0 ? 0 : point[only()];
    }

    /** The function of the one input that moves, or of s. */
    Tensor tensor(Tensor s) {
      Tensor[] inputs = new Tensor[point.length];
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] =
            k == only()
                ? s
                : weights[k] == 0
                    ? new Scalar(point[k])
                    : Operations.add(point[k], Operations.multiply(step(k), s));
      }
      return apply(operation, inputs);
    }

    Line moved(int k) {
      double[] next = point.clone();
      next[k] = Math.nextUp(point[k]);
      return new Line(operation, next, weights);
    }

    @Override
    public String toString() {
      return operation + " at " + Arrays.toString(point) + " along " + Arrays.toString(weights);
    }
  }

  /** All but stopGradient, whose derivative is zero by decree. */
  static List<Elementwise> operations() {
    return Operations.elementwise().stream()
        .filter(operation -> !operation.name().equals("stopGradient"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isThatOfDifferencesInPreciseArithmetic(Elementwise operation) {
    int[] checked = new int[3];
    double[] worst = new double[3];
    String[] where = new String[3];
    for (double[] point : OperationSamples.points(operation)) {
      for (Line line : lines(operation, point)) {
        for (int order = 1; order <= 2; order++) {
          Real truth = check(line, order);
          if (truth != null) {
            checked[order]++;
            double ulps = excess(line, order, truth);
            if (ulps > worst[order]) {
              worst[order] = ulps;
              where[order] = line.toString();
            }
          }
        }
      }
    }
    assertThat(checked[1]).as("points where the first derivative was checked").isGreaterThan(4);
    assertThat(checked[2]).as("points where the second derivative was checked").isGreaterThan(4);
    double[] allowed = ULPS.getOrDefault(operation.name(), USUAL);
    assertThat(worst[1]).as("ulps of %s", where[1]).isLessThanOrEqualTo(allowed[0]);
    assertThat(worst[2]).as("ulps of the 2nd of %s", where[2]).isLessThanOrEqualTo(allowed[1]);
  }

  /** Every input that varies alone, and all together in different proportions. */
  private static List<Line> lines(Elementwise operation, double[] point) {
    Tensor[] inputs = new Tensor[point.length];
    Arrays.setAll(inputs, k -> new Scalar(point[k]));
    if (operation.kink(inputs) && !operation.name().equals("where")) {
      return List.of();
    }
    int first = operation.isConstant() || operation.differentiable(0) ? 0 : 1;
    List<Line> lines = new ArrayList<>();
    for (int k = first; k < point.length; k++) {
      double[] weights = new double[point.length];
      weights[k] = 1;
      lines.add(new Line(operation, point, weights));
    }
    if (point.length - first > 1) {
      double[] weights = new double[point.length];
      for (int k = first; k < point.length; k++) {
        weights[k] = k == 1 ? 1 : -0.5;
      }
      lines.add(new Line(operation, point, weights));
    }
    return lines;
  }

  /**
   * Holds the rules in precise arithmetic against differences, and gives the derivative; null
   * outside the domain.
   */
  private static Real check(Line line, int order) {
    Real value = real(line.operation(), line.point(), DIGITS);
    Real exact = derivative(line, order);
    boolean infinite = exact.isNaN() || exact.subtract(exact).isNaN();
    if (value.isNaN() || !Double.isFinite(value.doubleValue()) || infinite) {
      return null;
    }
    double argument = line.argument() == 0 ? 1 : line.argument();
    Real fastest = value.abs().multiply(value.number(1e25));
    if (Math.abs(argument) > 1e17
        && exact.multiply(exact.number(argument)).abs().greater(fastest).doubleValue() == 1) {
      return null; // an oscillation that the steps would jump over
    }
    Real difference = line.difference(order, DIGITS);
    if (difference.isNaN()) {
      return null;
    }
    Real visible = value.abs().multiply(value.number(1e-25));
    Real reach = difference.number(argument).abs();
    Real change = difference.abs().multiply(order == 1 ? reach : reach.square());
    if (change.less(visible).doubleValue() == 1) {
      difference = line.difference(order, MANY_DIGITS);
    }
    Real error = difference.subtract(exact).abs();
    Real bound = exact.abs().multiply(exact.number(RELATIVE)).add(exact.number(1e-320));
    assertThat(error.lessOrEqual(bound).doubleValue())
        .as("order %d of %s: rule %s, differences %s", order, line, exact, difference)
        .isEqualTo(1);
    return difference;
  }

  private static Real derivative(Line line, int order) {
    UnaryOperator<Tensor> rule = Derivatives.derivative(line::tensor, order);
    return Precise.evaluate(rule, DecimalReal.of(line.argument(), DIGITS));
  }

  /** How many units in the last place more than the input's own uncertainty explains. */
  private static double excess(Line line, int order, Real exact) {
    UnaryOperator<Tensor> rule = Derivatives.derivative(line::tensor, order);
    double actual = rule.apply(Tensor.scalar(line.argument())).value();
    double ulps = ulps(actual, exact);
    if (ulps <= USUAL[order - 1]) {
      return ulps;
    }
    double unit = Math.ulp(exact.doubleValue());
    for (int k = 0; k < line.point().length; k++) {
      if (!OperationSamples.hasOrder(line.operation()) || k > 0) {
        Real moved = derivative(line.moved(k), order);
        ulps -= 0.5 * moved.subtract(exact).abs().doubleValue() / unit;
      }
    }
    return ulps;
  }
}
