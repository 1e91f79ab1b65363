package chainrule.examples.notes;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The values of a function at some points, exactly and in doubles. */
final class Ranges {
  private final double[] x;
  private final Real[] exact;
  private final double[] rounded;

  private Ranges(double[] x, Real[] exact, double[] rounded) {
    this.x = x;
    this.exact = exact;
    this.rounded = rounded;
  }

  static Ranges of(UnaryOperator<Tensor> f, double... x) {
    return new Ranges(x, Accuracy.precise(f, x), f.apply(Tensor.vector(x)).toArray());
  }

  int points() {
    return x.length;
  }

  /** How many exact values lie between two bounds and are neither. */
  int strictlyBetween(double low, double high) {
    return (int)
        Arrays.stream(exact)
            .filter(
                y ->
                    y.greater(y.number(low)).doubleValue() == 1
                        && y.less(y.number(high)).doubleValue() == 1)
            .count();
  }

  /** How many values in doubles lie between two bounds, which are allowed. */
  int doublesWithin(double low, double high) {
    return (int) Arrays.stream(rounded).filter(y -> low <= y && y <= high).count();
  }

  /** How many values in doubles are another function's, bit by bit. */
  int same(double... others) {
    int count = 0;
    for (int i = 0; i < others.length; i++) {
      if (Double.compare(rounded[i], others[i]) == 0) {
        count++;
      }
    }
    return count;
  }

  double largestSlope(Activation activation) {
    return Arrays.stream(activation.slope().apply(Tensor.vector(x)).toArray())
        .max()
        .orElse(Double.NaN);
  }
}
