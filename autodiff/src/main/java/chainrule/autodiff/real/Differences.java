package chainrule.autodiff.real;

import java.util.function.UnaryOperator;

/**
 * Derivatives by differences in precise arithmetic, independent of any rule of differentiation.
 *
 * <p>The step is relative to the point, so that it does not cross a singularity at zero; at zero
 * itself it is absolute. The methods without a count of digits evaluate the function at so many
 * digits that the derivative is right to about all digits of the point, if the function changes on
 * the scale of 1 or of the point. A function that saturates, such as 1/(1 + exp(-x)) at 700, needs
 * further digits for the change to be seen at all (304 there); the methods with a count of digits
 * serve for it. The function must compute in the arithmetic of its argument; constants of fewer
 * digits are harmless as long as they are the same at every call.
 */
public final class Differences {

  /** Beyond the range of doubles the step is not adapted further. */
  private static final double MAX_MAGNITUDE = 330;

  private Differences() {}

  /**
   * The derivative of the given order at a point, a {@link DecimalReal}, by central differences:
   * right to about all digits of the point, and with as many digits.
   *
   * @throws IllegalArgumentException if the order is negative or the point is of another class
   */
  public static Real derivative(UnaryOperator<Real> f, Real x, int order) {
    DecimalReal point = point(x);
    double magnitude = magnitude(point);
    int stepDigits = (point.digits() + 1) / 2 + 2 + (int) Math.max(0, magnitude);
    int digits = point.digits() + order * (stepDigits + 1 + (int) Math.max(0, -magnitude)) + 10;
    return central(f, point.withDigits(digits), order, stepDigits).withDigits(point.digits());
  }

  /**
   * The derivative of the given order at a point, a {@link DecimalReal}, by central differences in
   * arithmetic of the given digits. For a function that changes on the scale of the point about
   * {@code 2·digits/(order + 2)} digits of the result are right: of 100 digits 66 for the first
   * derivative, 50 for the second and 40 for the third.
   *
   * @throws IllegalArgumentException if the order is negative, digits is not positive or the point
   *     is of another class
   */
  public static Real derivative(UnaryOperator<Real> f, Real x, int order, int digits) {
    return central(f, point(x).withDigits(digits), order, digits / (order + 2));
  }

  /**
   * The derivative from the right at a point, a {@link DecimalReal}, by differences extrapolated
   * once: right to about all digits of the point where the function is smooth from the right, and
   * with as many digits.
   *
   * @throws IllegalArgumentException if the point is of another class
   */
  public static Real derivativeFromRight(UnaryOperator<Real> f, Real x) {
    return oneSided(f, point(x), 1);
  }

  /**
   * The derivative from the right in arithmetic of the given digits, of which about two thirds are
   * right.
   *
   * @throws IllegalArgumentException if digits is not positive or the point is of another class
   */
  public static Real derivativeFromRight(UnaryOperator<Real> f, Real x, int digits) {
    return extrapolated(f, point(x).withDigits(digits), digits / 3, 1);
  }

  /**
   * The derivative from the left; see {@link #derivativeFromRight(UnaryOperator, Real)}.
   *
   * @throws IllegalArgumentException if the point is of another class
   */
  public static Real derivativeFromLeft(UnaryOperator<Real> f, Real x) {
    return oneSided(f, point(x), -1);
  }

  /**
   * The derivative from the left in arithmetic of the given digits, of which about two thirds are
   * right.
   *
   * @throws IllegalArgumentException if digits is not positive or the point is of another class
   */
  public static Real derivativeFromLeft(UnaryOperator<Real> f, Real x, int digits) {
    return extrapolated(f, point(x).withDigits(digits), digits / 3, -1);
  }

  private static Real oneSided(UnaryOperator<Real> f, DecimalReal point, int direction) {
    double magnitude = magnitude(point);
    int stepDigits = (point.digits() + 1) / 2 + 2 + (int) Math.max(0, magnitude);
    int digits = point.digits() + stepDigits + (int) Math.max(0, -magnitude) + 10;
    return extrapolated(f, point.withDigits(digits), stepDigits, direction)
        .withDigits(point.digits());
  }

  /** The sum of (-1)^i (order over i) f(x + (order/2 - i) h) / h^order, with an error of h². */
  private static DecimalReal central(
      UnaryOperator<Real> f, DecimalReal x, int order, int stepDigits) {
    if (order < 0) {
      throw new IllegalArgumentException("order of derivative must not be negative: " + order);
    }
    DecimalReal step = step(x, stepDigits);
    DecimalReal sum = x.number(0);
    double binomial = 1;
    for (int i = 0; i <= order; i++) {
      Real value = f.apply(x.add(step.multiply(x.number(order / 2.0 - i))));
      sum = sum.add(value.multiply(x.number(binomial)));
      binomial = -binomial * (order - i) / (i + 1);
    }
    return sum.divide(step.pow(x.number(order)));
  }

  /** The combination 2 D(h/2) - D(h) of one-sided difference quotients, with an error of h². */
  private static DecimalReal extrapolated(
      UnaryOperator<Real> f, DecimalReal x, int stepDigits, int direction) {
    DecimalReal step = step(x, stepDigits).multiply(x.number(direction));
    Real start = f.apply(x);
    Real near = f.apply(x.add(step.multiply(x.number(0.5)))).subtract(start);
    Real far = f.apply(x.add(step)).subtract(start);
    return (DecimalReal) near.multiply(x.number(4)).subtract(far).divide(step);
  }

  private static DecimalReal step(DecimalReal x, int digits) {
    DecimalReal relative = x.number(10).pow(x.number(-digits));
    return x.sign().doubleValue() == 0 ? relative : relative.multiply(x.abs());
  }

  private static DecimalReal point(Real x) {
    if (x instanceof DecimalReal decimal) {
      return decimal;
    }
    throw new IllegalArgumentException("differences need a DecimalReal, not " + x.getClass());
  }

  /** The decimal logarithm of the magnitude of a point; 0 for zero. */
  private static double magnitude(DecimalReal x) {
    double magnitude = Math.log10(Math.abs(x.doubleValue()));
    return Double.isInfinite(magnitude) || Double.isNaN(magnitude)
        ? 0
        : Math.max(-MAX_MAGNITUDE, Math.min(MAX_MAGNITUDE, magnitude));
  }
}
