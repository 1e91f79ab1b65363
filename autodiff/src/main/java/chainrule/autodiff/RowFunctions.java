package chainrule.autodiff;

import chainrule.autodiff.kernel.SpecialFunctions;
import chainrule.autodiff.kernel.Sums;
import chainrule.autodiff.real.Real;
import java.util.Arrays;

/** Kernels of reductions: functions of a row of numbers. */
final class RowFunctions {
  private RowFunctions() {}

  /**
   * {@code log Σ exp(x)}, from the largest entry m: {@code m + log1p(Σ exp(x - m))} without m's own
   * term.
   */
  static double logSumExp(double[] data, int from, int to) {
    int best = from;
    for (int i = from; i < to; i++) {
      if (Double.isNaN(data[i])) {
        return data[i];
      }
      best = data[i] > data[best] ? i : best;
    }
    double max = data[best];
    if (Double.isInfinite(max)) {
      return max;
    }
    double[] terms = new double[to - from - 1];
    int next = 0;
    for (int i = from; i < to; i++) {
      if (i != best) {
        terms[next++] = SpecialFunctions.expSubtract(data[i], max);
      }
    }
    return max + Math.log1p(Sums.pairwise(terms, 0, terms.length));
  }

  static Real logSumExp(Real[] data, int from, int to) {
    Real max = Arrays.stream(data, from + 1, to).reduce(data[from], Real::max);
    Real sum = data[from].subtract(max).exp();
    for (int i = from + 1; i < to; i++) {
      sum = sum.add(data[i].subtract(max).exp());
    }
    return max.add(sum.log());
  }

  /** {@code √Σx²}, scaled by a power of two where squares would overflow or underflow. */
  static double norm(double[] data, int from, int to) {
    double max = 0;
    for (int i = from; i < to; i++) {
      double size = Math.abs(data[i]);
      if (Double.isNaN(size)) {
        return size;
      }
      max = Math.max(max, size);
    }
    if (max == 0 || Double.isInfinite(max)) {
      return max;
    }
    boolean plain = max < 0x1p500 && max > 0x1p-400;
    int exponent = plain ? 0 : Math.getExponent(max);
    double[] squares = new double[to - from];
    for (int i = from; i < to; i++) {
      double scaled = plain ? data[i] : Math.scalb(data[i], -exponent);
      squares[i - from] = scaled * scaled;
    }
    double root = Math.sqrt(Sums.pairwise(squares, 0, squares.length));
    return plain ? root : Math.scalb(root, exponent);
  }

  static Real norm(Real[] data, int from, int to) {
    Real sum = data[from].square();
    for (int i = from + 1; i < to; i++) {
      sum = sum.add(data[i].square());
    }
    return sum.sqrt();
  }
}
