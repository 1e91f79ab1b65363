package chainrule.autodiff;

import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.TernaryPrimitive;
import chainrule.autodiff.kernel.UnaryPrimitive;
import java.util.List;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * A call that is one of its arguments in every double, if another argument is a number of some
 * kind. Nothing is left out that could change a value: {@code x + 0} turns -0 into 0, and {@code 0
 * · x} is NaN for an infinite x.
 *
 * @param function what is called
 * @param number which argument must be a number
 * @param when what that number must be
 * @param result which argument is the value
 */
record Rewrite(Object function, int number, DoublePredicate when, int result) {
  static final List<Rewrite> ALL =
      List.of(
          // x + (-0) and (-0) + x: the sum of -0 and 0 is 0, of -0 and -0 is -0
          new Rewrite(BinaryPrimitive.ADD, 1, is(-0.0), 0),
          new Rewrite(BinaryPrimitive.ADD, 0, is(-0.0), 1),
          // x - 0, by the same rule
          new Rewrite(BinaryPrimitive.SUBTRACT, 1, is(0.0), 0),
          // x · 1 and x / 1 are exact
          new Rewrite(BinaryPrimitive.MULTIPLY, 1, is(1), 0),
          new Rewrite(BinaryPrimitive.MULTIPLY, 0, is(1), 1),
          new Rewrite(BinaryPrimitive.CHAIN, 1, is(1), 0),
          new Rewrite(BinaryPrimitive.CHAIN, 0, is(1), 1),
          new Rewrite(BinaryPrimitive.DIVIDE, 1, is(1), 0),
          // a choice that is made
          new Rewrite(TernaryPrimitive.WHERE, 0, mask -> mask == 0, 2),
          new Rewrite(TernaryPrimitive.WHERE, 0, mask -> mask < 0 || mask > 0, 1),
          // whatever the argument is
          new Rewrite(UnaryPrimitive.IDENTITY, -1, x -> true, 0));

  private static DoublePredicate is(double number) {
    return x -> Double.doubleToRawLongBits(x) == Double.doubleToRawLongBits(number);
  }

  /** The one that applies to a call; its numbers are given, null for other arguments. */
  static @Nullable Rewrite of(Object function, @Nullable Double... numbers) {
    for (Rewrite rewrite : ALL) {
      if (rewrite.function == function) {
        Double number = rewrite.number < 0 ? Double.valueOf(0) : numbers[rewrite.number];
        if (number != null && rewrite.when.test(number)) {
          return rewrite;
        }
      }
    }
    return null;
  }

  /**
   * The number by which a product is the same in every double as a quotient by this one: for powers
   * of two, whose reciprocals are exact, both round the same number. Otherwise NaN.
   */
  static double factorFor(double divisor) {
    double factor = 1 / divisor;
    boolean exact = Math.abs(divisor) == Math.scalb(1.0, Math.getExponent(divisor));
    return exact && Math.abs(factor) >= Double.MIN_NORMAL && Math.abs(divisor) >= Double.MIN_NORMAL
        ? factor
        : Double.NaN;
  }
}
