package chainrule.autodiff;

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
import static chainrule.autodiff.kernel.TernaryPrimitive.IF_POSITIVE;
import static chainrule.autodiff.kernel.TernaryPrimitive.WHERE;
import static chainrule.autodiff.kernel.UnaryPrimitive.ABS;
import static chainrule.autodiff.kernel.UnaryPrimitive.EXPONENT;
import static chainrule.autodiff.kernel.UnaryPrimitive.NEGATE;
import static chainrule.autodiff.kernel.UnaryPrimitive.SQRT;
import static chainrule.autodiff.kernel.UnaryPrimitive.SQUARE;

import chainrule.autodiff.kernel.BinaryPrimitive;
import java.util.ArrayList;
import java.util.List;

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
    List<T> squares = squares(calls, scaled.row());
    T largest = fold(calls, MAX, squares);
    T zero = calls.number(0);
    T one = calls.number(1);
    // The first of those that are largest is left out of the sum of the others.
    List<T> firsts = new ArrayList<>();
    List<T> without = new ArrayList<>();
    T open = one;
    for (T square : squares) {
      T first = calls.call(MULTIPLY, open, calls.call(EQUAL, square, largest));
      firsts.add(first);
      without.add(calls.call(WHERE, first, zero, square));
      open = calls.call(SUBTRACT, open, first);
    }
    T others = compensated(calls, without);
    T sum = calls.call(ADD, largest, others);
    T some = calls.call(GREATER, scaled.max(), zero);
    List<T> rest = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      T beside = calls.call(ADD, largest, calls.call(SUBTRACT, others, without.get(i)));
      T part = calls.call(WHERE, firsts.get(i), others, beside);
      rest.add(calls.call(WHERE, some, calls.call(DIVIDE, part, sum), one));
    }
    return rest;
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
      T next = calls.call(ADD, sum, x);
      T added = calls.call(SUBTRACT, next, sum);
      T lost = calls.call(SUBTRACT, sum, calls.call(SUBTRACT, next, added));
      T rest = calls.call(SUBTRACT, x, added);
      errors = calls.call(ADD, errors, calls.call(ADD, lost, rest));
      sum = next;
    }
    return calls.call(ADD, sum, errors);
  }
}
