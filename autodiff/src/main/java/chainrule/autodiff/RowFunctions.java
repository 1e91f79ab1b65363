package chainrule.autodiff;

import chainrule.autodiff.kernel.ExponentialSum;
import chainrule.autodiff.kernel.RowLoops;
import chainrule.autodiff.kernel.Sums;
import chainrule.autodiff.kernel.UnaryFunction;
import chainrule.autodiff.real.Real;
import java.util.Arrays;

/**
 * Kernels of reductions and of row maps: functions of a row of numbers. Sums carry their rounding
 * errors along.
 */
final class RowFunctions {
  // Squares of entries between these are ordinary numbers.
  static final double LARGE = 0x1p500;
  static final double SMALL = 0x1p-400;

  private RowFunctions() {}

  /** The largest entry, NaN if one is. Four at a time: their order does not matter. */
  static double max(double[] data, int from, int to) {
    double a = data[from];
    double b = a;
    double c = a;
    double d = a;
    int i = from + 1;
    for (; i < to - 3; i += 4) {
      a = Math.max(a, data[i]);
      b = Math.max(b, data[i + 1]);
      c = Math.max(c, data[i + 2]);
      d = Math.max(d, data[i + 3]);
    }
    for (; i < to; i++) {
      a = Math.max(a, data[i]);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  /** The smallest entry, NaN if one is. */
  static double min(double[] data, int from, int to) {
    double a = data[from];
    double b = a;
    double c = a;
    double d = a;
    int i = from + 1;
    for (; i < to - 3; i += 4) {
      a = Math.min(a, data[i]);
      b = Math.min(b, data[i + 1]);
      c = Math.min(c, data[i + 2]);
      d = Math.min(d, data[i + 3]);
    }
    for (; i < to; i++) {
      a = Math.min(a, data[i]);
    }
    return Math.min(Math.min(a, b), Math.min(c, d));
  }

  /** {@code log Σ exp(x)}, from the largest entry m: {@code m + log1p(Σ exp(x - m) - 1)}. */
  static double logSumExp(double[] data, int from, int to) {
    double max = max(data, from, to);
    if (!Double.isFinite(max)) {
      return max;
    }
    ExponentialSum sum = new ExponentialSum(max, to - from);
    sum.add(data, from, to);
    return max + log1p(sum.plus(-1));
  }

  private static double log1p(double x) {
    return UnaryFunction.LOG1P.applyAsDouble(x);
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
    int exponent = exponent(max);
    double[] squares = new double[to - from];
    for (int i = from; i < to; i++) {
      double scaled = scaled(data[i], exponent);
      squares[i - from] = scaled * scaled;
    }
    return Math.scalb(Math.sqrt(Sums.compensated(squares, 0, squares.length)), exponent);
  }

  static Real norm(Real[] data, int from, int to) {
    Real sum = data[from].square();
    for (int i = from + 1; i < to; i++) {
      sum = sum.add(data[i].square());
    }
    return sum.sqrt();
  }

  /** The power of two by which entries are scaled whose squares would overflow or underflow. */
  private static int exponent(double max) {
    return max < LARGE && max > SMALL ? 0 : Math.getExponent(max);
  }

  private static double scaled(double x, int exponent) {
    return exponent == 0 ? x : Math.scalb(x, -exponent);
  }

  // ---------------------------------------------------------------- shares of a row

  /** {@code exp(x) / Σ exp(x)}; infinite entries that are largest share alike. */
  static void softmax(double[] data, int from, int to, double[] out) {
    double max = max(data, from, to);
    if (Double.isInfinite(max)) {
      exponentials(data, from, to, out);
      double ties = Sums.pairwise(out, from, to);
      for (int i = from; i < to; i++) {
        out[i] /= ties;
      }
      return;
    }
    // e^(x - max) to more digits than a double has
    double[] low = new double[to - from];
    ExponentialSum terms = new ExponentialSum(max, to - from);
    terms.add(data, from, to, out, low);
    double errors = terms.rests();
    double sum = terms.plus(0);
    double r = 1 / sum;
    for (int i = from; i < to; i++) {
      double e = out[i];
      double q = e * r;
      out[i] = q + ((Math.fma(-q, sum, e) - q * errors) + low[i - from]) * r;
    }
  }

  /** {@code 1 - softmax}: the sum of the other exponentials over the sum of all. */
  static void softmaxRest(double[] data, int from, int to, double[] out) {
    exponentials(data, from, to, out);
    rest(from, to, out);
  }

  /** {@code exp(x - max)}, 1 for infinite entries that are the largest. */
  private static void exponentials(double[] data, int from, int to, double[] out) {
    double max = max(data, from, to);
    if (Double.isInfinite(max)) {
      for (int i = from; i < to; i++) {
        out[i] = data[i] == max ? 1 : 0;
      }
    } else {
      RowLoops.expSubtract(data, max, out, from, to);
    }
  }

  /**
   * The logarithm of {@link #softmax}: {@code (x - m) - log1p(Σ exp(x - m) - 1)} with the largest
   * entry m.
   */
  static void logSoftmax(double[] data, int from, int to, double[] out) {
    double max = max(data, from, to);
    double others;
    if (Double.isInfinite(max)) {
      others = -1;
      for (int i = from; i < to; i++) {
        others += data[i] == max ? 1 : 0;
      }
    } else {
      ExponentialSum sum = new ExponentialSum(max, to - from);
      sum.add(data, from, to);
      others = sum.plus(-1);
    }
    double logSum = log1p(others);
    for (int i = from; i < to; i++) {
      out[i] = (data[i] == max ? 0 : data[i] - max) - logSum;
    }
  }

  private static int largest(double[] data, int from, int to) {
    int best = from;
    for (int i = from; i < to; i++) {
      best = data[i] > data[best] ? i : best;
    }
    return best;
  }

  /** Overwrites positive numbers with the sum of the others over the sum of all. */
  private static void rest(int from, int to, double[] out) {
    int best = largest(out, from, to);
    double largest = out[best];
    out[best] = 0;
    double others = Sums.compensated(out, from, to);
    double sum = largest + others;
    for (int i = from; i < to; i++) {
      out[i] = i == best ? others / sum : (largest + (others - out[i])) / sum;
    }
  }

  /**
   * {@code x / √Σx²}, scaled where squares would overflow or underflow; 0 for a row of zeros. Of
   * infinite entries it is the limit from equal parts.
   */
  static void unitVector(double[] data, int from, int to, double[] out) {
    double max = scaled(data, from, to, out);
    if (max == 0) {
      return;
    }
    double[] squares = Arrays.stream(out, from, to).map(x -> x * x).toArray();
    double norm = Math.sqrt(Sums.compensated(squares, 0, squares.length));
    for (int i = from; i < to; i++) {
      out[i] /= norm;
    }
  }

  /** {@code 1 - u²} of the {@link #unitVector} u: the sum of the other squares over that of all. */
  static void unitVectorRest(double[] data, int from, int to, double[] out) {
    double max = scaled(data, from, to, out);
    if (max == 0) {
      Arrays.fill(out, from, to, 1);
      return;
    }
    for (int i = from; i < to; i++) {
      out[i] *= out[i];
    }
    rest(from, to, out);
  }

  /** Writes a multiple of a row whose squares are ordinary numbers, and returns its maximum. */
  private static double scaled(double[] data, int from, int to, double[] out) {
    double max = 0;
    for (int i = from; i < to; i++) {
      max = Math.max(max, Math.abs(data[i]));
    }
    boolean infinite = Double.isInfinite(max);
    int exponent = infinite || max == 0 ? 0 : exponent(max);
    for (int i = from; i < to; i++) {
      boolean vanishes = infinite && Math.abs(data[i]) < max;
      double x = infinite && Math.abs(data[i]) == max ? Math.signum(data[i]) : data[i];
      out[i] = vanishes ? Math.copySign(0, x) : scaled(x, exponent);
    }
    return max;
  }

  static void softmax(Real[] data, int from, int to, Real[] out) {
    exponentials(data, from, to, out);
    Real sum = Arrays.stream(out, from + 1, to).reduce(out[from], Real::add);
    for (int i = from; i < to; i++) {
      out[i] = out[i].divide(sum);
    }
  }

  static void logSoftmax(Real[] data, int from, int to, Real[] out) {
    Real logSum = logSumExp(data, from, to);
    for (int i = from; i < to; i++) {
      out[i] = data[i].subtract(logSum);
    }
  }

  static void softmaxRest(Real[] data, int from, int to, Real[] out) {
    exponentials(data, from, to, out);
    rest(from, to, out);
  }

  private static void exponentials(Real[] data, int from, int to, Real[] out) {
    Real max = Arrays.stream(data, from + 1, to).reduce(data[from], Real::max);
    for (int i = from; i < to; i++) {
      out[i] = data[i].subtract(max).exp();
    }
  }

  static void unitVector(Real[] data, int from, int to, Real[] out) {
    Real norm = norm(data, from, to);
    Real zero = norm.number(0);
    for (int i = from; i < to; i++) {
      out[i] = norm.equalTo(zero).choose(zero, data[i].divide(norm));
    }
  }

  static void unitVectorRest(Real[] data, int from, int to, Real[] out) {
    Real zero = data[from].number(0);
    Real some = norm(data, from, to).notEqualTo(zero);
    for (int i = from; i < to; i++) {
      out[i] = data[i].square();
    }
    rest(from, to, out);
    for (int i = from; i < to; i++) {
      out[i] = some.choose(out[i], zero.number(1));
    }
  }

  /** Adds from both ends, so that nothing is subtracted. */
  private static void rest(int from, int to, Real[] out) {
    Real[] others = out.clone();
    Real before = out[from].number(0);
    for (int i = from; i < to; i++) {
      others[i] = before;
      before = before.add(out[i]);
    }
    Real after = before.number(0);
    for (int i = to - 1; i >= from; i--) {
      others[i] = others[i].add(after);
      after = after.add(out[i]);
    }
    for (int i = from; i < to; i++) {
      out[i] = others[i].divide(before);
    }
  }
}
