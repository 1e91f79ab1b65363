package chainrule.autodiff.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.TreeSet;
import java.util.function.DoublePredicate;

/** Doubles as points of the line: their order, which are probed, and how they are written. */
final class Doubles {
  /** Within this the line is probed evenly. */
  static final double NEAR = 50;

  private static final double STEP = 0.25;
  private static final int EXPONENTS = 16;
  private static final int SHORT = 7;
  private static final double USUAL = 1e6;

  private Doubles() {}

  /** Points near zero, evenly, and others spread over all exponents, in their order. */
  static double[] probes() {
    TreeSet<Double> points = new TreeSet<>();
    for (double x = -NEAR; x <= NEAR; x += STEP) {
      points.add(x + 0.0);
    }
    for (int exponent = Double.MIN_EXPONENT - 52;
        exponent <= Double.MAX_EXPONENT;
        exponent += EXPONENTS) {
      // a little off the powers of two, which are kind to rounding
      double x = Math.scalb(1 + (exponent & 63) / 100.0, exponent);
      points.add(x);
      points.add(-x);
    }
    points.add(Double.MAX_VALUE);
    points.add(-Double.MAX_VALUE);
    return points.stream().mapToDouble(x -> x).toArray();
  }

  /** The mean of numbers of like size, otherwise the double in the middle of the order. */
  static double middle(double low, double high) {
    return Math.max(-low, high) <= USUAL ? low / 2 + high / 2 : middleOfOrder(low, high);
  }

  private static double middleOfOrder(double low, double high) {
    long from = ordinal(low);
    return number(from + (ordinal(high) - from) / 2);
  }

  /** The last double from {@code holds} towards {@code fails} where a predicate holds. */
  static double last(double holds, double fails, DoublePredicate predicate) {
    double inside = holds;
    double outside = fails;
    while (Math.abs(ordinal(inside) - ordinal(outside)) > 1) {
      double middle = middleOfOrder(inside, outside);
      if (predicate.test(middle)) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }

  private static long ordinal(double x) {
    long bits = Double.doubleToLongBits(x + 0.0);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double number(long ordinal) {
    return Double.longBitsToDouble(ordinal < 0 ? Long.MIN_VALUE - ordinal : ordinal);
  }

  /** Of two neighbours that which is shorter in decimal: where one would put a border. */
  static double rounder(double a, double b) {
    return Double.toString(a).length() <= Double.toString(b).length() ? a : b;
  }

  /** A number to seven digits. */
  static String text(double x) {
    if (Double.isInfinite(x)) {
      return x > 0 ? "∞" : "-∞";
    }
    if (Double.isNaN(x)) {
      return "unknown";
    }
    BigDecimal rounded = new BigDecimal(x).round(new MathContext(SHORT)).stripTrailingZeros();
    if (rounded.signum() == 0) {
      return "0";
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent <= SHORT) {
      return rounded.toPlainString();
    }
    return rounded.movePointLeft(exponent).toPlainString() + "e" + exponent;
  }
}
