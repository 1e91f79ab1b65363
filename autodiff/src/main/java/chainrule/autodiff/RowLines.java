package chainrule.autodiff;

import static chainrule.autodiff.kernel.BinaryFunction.EXP_SUBTRACT;
import static chainrule.autodiff.kernel.BinaryFunction.EXP_SUBTRACT_REST;
import static chainrule.autodiff.kernel.BinaryPrimitive.ADD;
import static chainrule.autodiff.kernel.BinaryPrimitive.COPY_SIGN;
import static chainrule.autodiff.kernel.BinaryPrimitive.DIVIDE;
import static chainrule.autodiff.kernel.BinaryPrimitive.EQUAL;
import static chainrule.autodiff.kernel.BinaryPrimitive.GREATER;
import static chainrule.autodiff.kernel.BinaryPrimitive.LESS;
import static chainrule.autodiff.kernel.BinaryPrimitive.MAX;
import static chainrule.autodiff.kernel.BinaryPrimitive.MIN;
import static chainrule.autodiff.kernel.BinaryPrimitive.MULTIPLY;
import static chainrule.autodiff.kernel.BinaryPrimitive.SCALE;
import static chainrule.autodiff.kernel.BinaryPrimitive.SUBTRACT;
import static chainrule.autodiff.kernel.TernaryPrimitive.FMA;
import static chainrule.autodiff.kernel.TernaryPrimitive.IF_POSITIVE;
import static chainrule.autodiff.kernel.TernaryPrimitive.WHERE;
import static chainrule.autodiff.kernel.UnaryFunction.LOG1P;
import static chainrule.autodiff.kernel.UnaryPrimitive.ABS;
import static chainrule.autodiff.kernel.UnaryPrimitive.EXPONENT;
import static chainrule.autodiff.kernel.UnaryPrimitive.NEGATE;
import static chainrule.autodiff.kernel.UnaryPrimitive.SQRT;
import static chainrule.autodiff.kernel.UnaryPrimitive.SQUARE;

import chainrule.autodiff.kernel.BinaryFunction;
import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.ExponentialSum;
import chainrule.autodiff.kernel.Sums;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The kernels of {@link RowFunctions} for short rows as straight lines of primitives, for compiled
 * code: they give the same bits.
 */
final class RowLines {
  /** A function of a row. */
  interface Reduced {
    <T> T at(Calls<T> calls, List<T> row);
  }

  /** A function from rows to rows of the same length. */
  interface Mapped {
    <T> List<T> at(Calls<T> calls, List<T> row);
  }

  private RowLines() {}

  static <T> T max(Calls<T> calls, List<T> row) {
    return fold(calls, MAX, row);
  }

  static <T> T min(Calls<T> calls, List<T> row) {
    return fold(calls, MIN, row);
  }

  /** See {@link RowFunctions#norm}. */
  static <T> T norm(Calls<T> calls, List<T> row) {
    Scaled<T> scaled = scaled(calls, row);
    T root = calls.call(SQRT, compensated(calls, squares(calls, scaled.row())));
    T norm = calls.call(SCALE, root, scaled.exponent());
    return calls.call(WHERE, scaled.infinite(), scaled.max(), norm);
  }

  /** See {@link RowFunctions#unitVector}. */
  static <T> List<T> unitVector(Calls<T> calls, List<T> row) {
    Scaled<T> scaled = scaled(calls, row);
    T norm = calls.call(SQRT, compensated(calls, squares(calls, scaled.row())));
    T some = calls.call(GREATER, scaled.max(), calls.number(0));
    List<T> unit = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      T share = calls.call(DIVIDE, scaled.row().get(i), norm);
      unit.add(calls.call(WHERE, some, share, row.get(i)));
    }
    return unit;
  }

  /** See {@link RowFunctions#unitVectorRest}. */
  static <T> List<T> unitVectorRest(Calls<T> calls, List<T> row) {
    Scaled<T> scaled = scaled(calls, row);
    T some = calls.call(GREATER, scaled.max(), calls.number(0));
    return rest(calls, squares(calls, scaled.row())).stream()
        .map(x -> calls.call(WHERE, some, x, calls.number(1)))
        .toList();
  }

  /** Of each of some positive numbers, the sum of the others over the sum of all. */
  private static <T> List<T> rest(Calls<T> calls, List<T> parts) {
    T largest = fold(calls, MAX, parts);
    T zero = calls.number(0);
    T one = calls.number(1);
    // The first of those that are largest is left out of the sum of the others.
    List<T> firsts = new ArrayList<>();
    List<T> without = new ArrayList<>();
    T open = one;
    for (T part : parts) {
      T first = calls.call(MULTIPLY, open, calls.call(EQUAL, part, largest));
      firsts.add(first);
      without.add(calls.call(WHERE, first, zero, part));
      open = calls.call(SUBTRACT, open, first);
    }
    T others = compensated(calls, without);
    T sum = calls.call(ADD, largest, others);
    List<T> rest = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      T beside = calls.call(ADD, largest, calls.call(SUBTRACT, others, without.get(i)));
      T part = calls.call(WHERE, firsts.get(i), others, beside);
      rest.add(calls.call(DIVIDE, part, sum));
    }
    return rest;
  }

  /** See {@link RowFunctions#logSumExp}. */
  static <T> T logSumExp(Calls<T> calls, List<T> row) {
    T max = fold(calls, MAX, row);
    T others = exponentialSum(calls, exponentials(calls, EXP_SUBTRACT, row, max), -1);
    T sum = calls.call(ADD, max, calls.call(LOG1P, others));
    return calls.call(WHERE, infinite(calls, max), max, sum);
  }

  /** See {@link RowFunctions#softmax}. */
  static <T> List<T> softmax(Calls<T> calls, List<T> row) {
    T max = fold(calls, MAX, row);
    List<T> terms = exponentials(calls, EXP_SUBTRACT, row, max);
    List<T> rests = exponentials(calls, EXP_SUBTRACT_REST, row, max);
    T sum = exponentialSum(calls, terms, 0);
    T errors = sum(calls, row.size(), rests::get);
    T reciprocal = calls.call(DIVIDE, calls.number(1), sum);
    List<T> largest = row.stream().map(x -> calls.call(EQUAL, x, max)).toList();
    T ties = sum(calls, row.size(), largest::get);
    T infinite = infinite(calls, max);
    List<T> shares = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      T q = calls.call(MULTIPLY, terms.get(i), reciprocal);
      T left = calls.call(FMA, calls.call(NEGATE, q), sum, terms.get(i));
      T more = calls.call(SUBTRACT, left, calls.call(MULTIPLY, q, errors));
      T low = calls.call(MULTIPLY, calls.call(ADD, more, rests.get(i)), reciprocal);
      T tied = calls.call(DIVIDE, largest.get(i), ties);
      shares.add(calls.call(WHERE, infinite, tied, calls.call(ADD, q, low)));
    }
    return shares;
  }

  /** See {@link RowFunctions#softmaxRest}. */
  static <T> List<T> softmaxRest(Calls<T> calls, List<T> row) {
    T max = fold(calls, MAX, row);
    T infinite = infinite(calls, max);
    List<T> terms = new ArrayList<>();
    for (T x : row) {
      T term = calls.call(EXP_SUBTRACT, x, max);
      terms.add(calls.call(WHERE, infinite, calls.call(EQUAL, x, max), term));
    }
    return rest(calls, terms);
  }

  /** See {@link RowFunctions#logSoftmax}. */
  static <T> List<T> logSoftmax(Calls<T> calls, List<T> row) {
    T max = fold(calls, MAX, row);
    List<T> largest = row.stream().map(x -> calls.call(EQUAL, x, max)).toList();
    T ties = calls.number(-1);
    for (T one : largest) {
      ties = calls.call(ADD, ties, one);
    }
    T finite = exponentialSum(calls, exponentials(calls, EXP_SUBTRACT, row, max), -1);
    T others = calls.call(WHERE, infinite(calls, max), ties, finite);
    T logSum = calls.call(LOG1P, others);
    List<T> logarithms = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      T below = calls.call(SUBTRACT, row.get(i), max);
      T rounded = calls.call(WHERE, largest.get(i), calls.number(0), below);
      logarithms.add(calls.call(SUBTRACT, rounded, logSum));
    }
    return logarithms;
  }

  private static <T> List<T> exponentials(Calls<T> calls, BinaryFunction f, List<T> row, T max) {
    return row.stream().map(x -> calls.call(f, x, max)).toList();
  }

  private static <T> T infinite(Calls<T> calls, T x) {
    return calls.call(GREATER, calls.call(ABS, x), calls.number(Double.MAX_VALUE));
  }

  /** See {@link ExponentialSum#plus}. */
  private static <T> T exponentialSum(Calls<T> calls, List<T> terms, double more) {
    List<T> sums = new ArrayList<>(terms);
    List<T> errors = new ArrayList<>(Collections.nCopies(terms.size(), calls.number(0)));
    int count = sums.size();
    while (count > ExponentialSum.LAST) {
      int half = (count + 1) / 2;
      for (int i = half; i < count; i++) {
        T lost = lost(calls, sums.get(i - half), sums.get(i));
        T error = calls.call(ADD, errors.get(i - half), lost);
        errors.set(i - half, calls.call(ADD, error, errors.get(i)));
        sums.set(i - half, calls.call(ADD, sums.get(i - half), sums.get(i)));
      }
      count = half;
    }
    T sum = calls.number(more);
    T error = calls.number(0);
    for (int i = 0; i < count; i++) {
      T lost = lost(calls, sum, sums.get(i));
      error = calls.call(ADD, error, calls.call(ADD, lost, errors.get(i)));
      sum = calls.call(ADD, sum, sums.get(i));
    }
    return calls.call(ADD, sum, error);
  }

  /** See {@link Sums#pairwise}. */
  static <T> T sum(Calls<T> calls, int count, IntFunction<T> term) {
    if (count == 0) {
      return calls.number(0);
    }
    if (count > Sums.BLOCK) {
      int half = Sums.half(count);
      T left = sum(calls, half, term);
      return calls.call(ADD, left, sum(calls, count - half, i -> term.apply(half + i)));
    }
    int lanes = count < 8 ? 1 : 8;
    List<T> sums = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      sums.add(term.apply(lane));
    }
    int i = lanes;
    for (; lanes == 8 && i <= count - 8; i += 8) {
      for (int lane = 0; lane < 8; lane++) {
        sums.set(lane, calls.call(ADD, sums.get(lane), term.apply(i + lane)));
      }
    }
    for (int apart = 1; apart < lanes; apart *= 2) {
      for (int lane = 0; lane < lanes; lane += 2 * apart) {
        sums.set(lane, calls.call(ADD, sums.get(lane), sums.get(lane + apart)));
      }
    }
    T sum = sums.get(0);
    for (; i < count; i++) {
      sum = calls.call(ADD, sum, term.apply(i));
    }
    return sum;
  }

  /** A row scaled by a power of two, so that its squares are ordinary numbers. */
  private record Scaled<T>(List<T> row, T max, T exponent, T infinite) {}

  private static <T> Scaled<T> scaled(Calls<T> calls, List<T> row) {
    T max = fold(calls, MAX, row.stream().map(x -> calls.call(ABS, x)).toList());
    T ordinary =
        calls.call(
            MULTIPLY,
            calls.call(LESS, max, calls.number(RowFunctions.LARGE)),
            calls.call(GREATER, max, calls.number(RowFunctions.SMALL)));
    T exponent = calls.call(IF_POSITIVE, ordinary, calls.number(0), calls.call(EXPONENT, max));
    T down = calls.call(NEGATE, exponent);
    T infinite = calls.call(GREATER, max, calls.number(Double.MAX_VALUE));
    List<T> scaled = new ArrayList<>();
    for (T x : row) {
      T share = calls.call(COPY_SIGN, calls.call(EQUAL, calls.call(ABS, x), max), x);
      scaled.add(calls.call(WHERE, infinite, share, calls.call(SCALE, x, down)));
    }
    return new Scaled<>(scaled, max, exponent, infinite);
  }

  private static <T> List<T> squares(Calls<T> calls, List<T> row) {
    return row.stream().map(x -> calls.call(SQUARE, x)).toList();
  }

  private static <T> T fold(Calls<T> calls, BinaryPrimitive f, List<T> row) {
    T all = row.get(0);
    for (T x : row.subList(1, row.size())) {
      all = calls.call(f, all, x);
    }
    return all;
  }

  /** See {@link chainrule.autodiff.kernel.Sums#compensated}; the errors by Knuth's two-sum. */
  private static <T> T compensated(Calls<T> calls, List<T> terms) {
    T sum = terms.get(0);
    T errors = calls.number(0);
    for (T x : terms.subList(1, terms.size())) {
      errors = calls.call(ADD, errors, lost(calls, sum, x));
      sum = calls.call(ADD, sum, x);
    }
    return calls.call(ADD, sum, errors);
  }

  /** See {@link ExponentialSum#lost}. */
  private static <T> T lost(Calls<T> calls, T sum, T term) {
    T next = calls.call(ADD, sum, term);
    T added = calls.call(SUBTRACT, next, sum);
    T lost = calls.call(SUBTRACT, sum, calls.call(SUBTRACT, next, added));
    return calls.call(ADD, lost, calls.call(SUBTRACT, term, added));
  }
}
