package chainrule.autodiff.real;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A power series in an infinitesimal positive number ε, known up to some order, over numbers of any
 * arithmetic. The recurrences are those of Moore (Interval Analysis, 1966, chapter 11): each
 * function is given by its value and by a differential equation that it solves.
 *
 * <p>Where a leading coefficient is exactly zero, quotients and powers take the power of ε out
 * first. The result is then known to fewer orders; the order says so.
 */
final class Series {

  /** The order of a constant, of which every coefficient is known. */
  private static final int EXACT = Integer.MAX_VALUE;

  /** Up to {@link #order} the coefficients beyond the end are exactly zero. Never empty. */
  private final Real[] coefficients;

  /** The highest known order; -1 if not even the value is known. */
  private final int order;

  private Series(Real[] coefficients, int order) {
    this.coefficients = coefficients;
    this.order = order;
  }

  static Series constant(Real value) {
    return new Series(new Real[] {value}, EXACT);
  }

  /** The number {@code value + slope ε}. */
  static Series linear(Real value, Real slope, int order) {
    return new Series(order == 0 ? new Real[] {value} : new Real[] {value, slope}, order);
  }

  int order() {
    return order;
  }

  boolean isConstant() {
    return order == EXACT;
  }

  Real value() {
    return coefficients[0];
  }

  /** Whether all coefficients that are known but the value are exactly zero, and there are some. */
  boolean isLevel() {
    for (int k = 1; k < coefficients.length; k++) {
      if (!isTrue(coefficients[k].equalTo(number(0)))) {
        return false;
      }
    }
    return order > 0;
  }

  Real coefficient(int k) {
    return k < coefficients.length ? coefficients[k] : number(0);
  }

  /** The same series with another value. */
  Series withValue(Real value) {
    Real[] result = coefficients.clone();
    result[0] = value;
    return new Series(result, order);
  }

  @Override
  public String toString() {
    return Arrays.toString(coefficients);
  }

  /** Whether a mask is decided, and true. */
  static boolean isTrue(Real mask) {
    return mask.doubleValue() == 1;
  }

  private Real number(double value) {
    return value().number(value);
  }

  /** Not a number; over balls one that may be any or none, since nothing is proved of it. */
  static Real unknown(Real like) {
    return like instanceof Ball ball
        ? Ball.unknown(ball.bits(), "the series does not tell")
        : like.number(Double.NaN);
  }

  private Series constant(double value) {
    return constant(number(value));
  }

  private boolean isZero() {
    return isTrue(value().equalTo(number(0)));
  }

  // ---------------------------------------------------------------- arithmetic

  private Series map(UnaryOperator<Real> f) {
    return new Series(Arrays.stream(coefficients).map(f).toArray(Real[]::new), order);
  }

  Series negate() {
    return map(Real::negate);
  }

  Series scale(Real factor) {
    return map(factor::multiply);
  }

  Series add(Series that) {
    int common = Math.min(order, that.order);
    int longer = Math.max(coefficients.length, that.coefficients.length);
    Real[] sum = new Real[length(longer, common)];
    for (int k = 0; k < sum.length; k++) {
      sum[k] =
          k >= coefficients.length
              ? that.coefficients[k]
              : k >= that.coefficients.length
                  ? coefficients[k]
                  : coefficients[k].add(that.coefficients[k]);
    }
    return new Series(sum, common);
  }

  Series subtract(Series that) {
    return add(that.negate()).withValue(value().subtract(that.value()));
  }

  Series multiply(Series that) {
    int common = Math.min(order, that.order);
    int full = coefficients.length + that.coefficients.length - 1;
    Real[] product = new Real[length(full, common)];
    for (int k = 0; k < product.length; k++) {
      int first = Math.max(0, k - that.coefficients.length + 1);
      Real sum = coefficients[first].multiply(that.coefficients[k - first]);
      for (int j = first + 1; j < Math.min(k + 1, coefficients.length); j++) {
        sum = sum.add(coefficients[j].multiply(that.coefficients[k - j]));
      }
      product[k] = sum;
    }
    return new Series(product, common);
  }

  /** The number of coefficients to keep of so many. */
  private static int length(int full, int order) {
    return order == EXACT ? full : Math.max(1, Math.min(full, order + 1));
  }

  /**
   * The quotient. Where the divisor alone starts with zeros there is a pole: the value and the
   * derivatives are the infinities that the quotient tends to for ε → 0.
   */
  Series divide(Series that) {
    if (that.isConstant()) {
      return map(x -> x.divide(that.value()));
    }
    int zeros = that.leadingZeros();
    if (zeros == that.coefficients.length) {
      return new Series(new Real[] {value().divide(that.value())}, -1);
    }
    int own = leadingZeros();
    if (own < zeros && own < coefficients.length) {
      Real sign = coefficients[own].sign().multiply(that.coefficients[zeros].sign());
      Real[] pole = new Real[length(EXACT, Math.min(order, that.order))];
      Arrays.setAll(pole, k -> sign.multiply(number(signed(k, Double.POSITIVE_INFINITY))));
      return new Series(pole, Math.min(order, that.order));
    }
    return zeros == 0 ? quotient(that) : shift(zeros).quotient(that.shift(zeros));
  }

  private static double signed(int k, double value) {
    return k % 2 == 0 ? value : -value;
  }

  private Series quotient(Series that) {
    if (that.order < 0) {
      return new Series(new Real[] {unknown(value())}, -1);
    }
    int common = Math.min(order, that.order);
    Real[] quotient = new Real[length(EXACT, common)];
    for (int k = 0; k < quotient.length; k++) {
      Real rest = coefficient(k);
      for (int j = 1; j <= Math.min(k, that.coefficients.length - 1); j++) {
        rest = rest.subtract(that.coefficients[j].multiply(quotient[k - j]));
      }
      quotient[k] = rest.divide(that.value());
    }
    return new Series(quotient, common);
  }

  /** How many coefficients from the first on are certainly zero. */
  private int leadingZeros() {
    Real zero = number(0);
    int count = 0;
    while (count < coefficients.length && isTrue(coefficients[count].equalTo(zero))) {
      count++;
    }
    return count;
  }

  /** The series divided by a power of ε that is a factor of it. */
  private Series shift(int places) {
    if (isConstant()) {
      return this;
    }
    if (places > order) {
      return new Series(new Real[] {unknown(value())}, -1);
    }
    return places < coefficients.length
        ? new Series(Arrays.copyOfRange(coefficients, places, coefficients.length), order - places)
        : new Series(new Real[] {number(0)}, order - places);
  }

  /** The product with a power of ε, known to no more than the given order. */
  private Series raise(int places, int limit) {
    int known = Math.min(order + places, limit);
    Real[] result = new Real[length(coefficients.length + places, known)];
    Arrays.setAll(result, k -> k < places ? number(0) : coefficients[k - places]);
    return new Series(result, known);
  }

  // ---------------------------------------------------------------- differential equations

  Series derivative() {
    if (isConstant()) {
      return constant(0);
    }
    Real[] result = new Real[Math.max(1, coefficients.length - 1)];
    result[0] = number(0);
    for (int k = 1; k < coefficients.length; k++) {
      result[k - 1] = coefficients[k].multiply(number(k));
    }
    return new Series(result, Math.max(-1, order - 1));
  }

  /** The function of this variable that has the given value here and the given slope. */
  Series integral(Real value, Series slope) {
    return slope.multiply(derivative()).antiderivative(value, order);
  }

  /** The function of this variable with the given value and the slope 1/divisor. */
  Series integralOver(Real value, Series divisor) {
    return derivative().divide(divisor).antiderivative(value, order);
  }

  private Series antiderivative(Real value, int limit) {
    int known = Math.min(limit, order + 1);
    Real[] result = new Real[length(coefficients.length + 1, known)];
    result[0] = value;
    for (int k = 1; k < result.length; k++) {
      result[k] = coefficients[k - 1].divide(number(k));
    }
    return new Series(result, known);
  }

  /** The coefficient of order k in ∫ f da for this series a, which needs f to order k - 1. */
  private Real integral(int k, Real[] f) {
    Real sum = null;
    for (int j = 1; j <= Math.min(k, coefficients.length - 1); j++) {
      Real term = coefficients[j].multiply(f[k - j]);
      term = j == 1 ? term : term.multiply(number(j));
      sum = sum == null ? term : sum.add(term);
    }
    return sum == null ? number(0) : sum.divide(number(k));
  }

  /** The solution of y′ = y a′ for this series a. */
  Series exponential(Real value) {
    Real[] y = new Real[length(EXACT, order)];
    y[0] = value;
    for (int k = 1; k < y.length; k++) {
      y[k] = integral(k, y);
    }
    return new Series(y, order);
  }

  /** The solution {s, c} of s′ = c a′, c′ = sign · s a′ for this series a. */
  Series[] oscillation(Real sine, Real cosine, int sign) {
    Real[] s = new Real[length(EXACT, order)];
    Real[] c = new Real[s.length];
    s[0] = sine;
    c[0] = cosine;
    for (int k = 1; k < s.length; k++) {
      s[k] = integral(k, c);
      c[k] = sign < 0 ? integral(k, s).negate() : integral(k, s);
    }
    return new Series[] {new Series(s, order), new Series(c, order)};
  }

  /** The solution {t, s} of t′ = s a′, s′ = -2 t s a′: the hyperbolic tangent and its slope. */
  Series[] saturation() {
    Real[] t = new Real[length(EXACT, order)];
    Real[] s = new Real[t.length];
    Real[] product = new Real[t.length];
    t[0] = value().tanh();
    s[0] = value().sech2();
    for (int k = 1; k < t.length; k++) {
      product[k - 1] = t[0].multiply(s[k - 1]);
      for (int j = 1; j < k; j++) {
        product[k - 1] = product[k - 1].add(t[j].multiply(s[k - 1 - j]));
      }
      t[k] = integral(k, s);
      s[k] = integral(k, product).multiply(number(-2));
    }
    return new Series[] {new Series(t, order), new Series(s, order)};
  }

  /** A function given by the coefficients of its own series about the value, from order 0 on. */
  Series composed(IntFunction<Real> outer) {
    int length = length(EXACT, order);
    @Nullable Real[] result = new Real[length];
    @Nullable Real[] power = Arrays.copyOf(coefficients, length);
    power[0] = null;
    for (int n = 1; n < length; n++) {
      Real factor = outer.apply(n);
      @Nullable Real[] next = new Real[length];
      for (int k = n; k < length; k++) {
        if (power[k] != null) {
          result[k] = sum(result[k], factor.multiply(power[k]));
          for (int j = 1; j < Math.min(coefficients.length, length - k); j++) {
            next[k + j] = sum(next[k + j], coefficients[j].multiply(power[k]));
          }
        }
      }
      power = next;
    }
    Real[] full = new Real[length];
    full[0] = outer.apply(0);
    for (int k = 1; k < length; k++) {
      full[k] = result[k] == null ? number(0) : result[k];
    }
    return new Series(full, order);
  }

  private static Real sum(@Nullable Real a, Real b) {
    return a == null ? b : a.add(b);
  }

  // ---------------------------------------------------------------- powers

  /** A power with a constant exponent numerator/denominator, given as a function of numbers. */
  record Power(UnaryOperator<Real> value, Real numerator, Real denominator) {
    /** The exponent less k, times the denominator. */
    Real minus(int k) {
      return numerator.subtract(denominator.multiply(numerator.number(k)));
    }
  }

  Series power(Power p) {
    if (isConstant()) {
      return constant(p.value.apply(value()));
    }
    if (isTrue(value().notEqualTo(number(0)))) {
      return powerAwayFromZero(p);
    }
    return isZero() ? powerAtZero(p) : powerAboutZero(p);
  }

  private Series powerAwayFromZero(Power p) {
    Real[] power = new Real[length(EXACT, order)];
    power[0] = p.value.apply(value());
    Real divisor = p.denominator.multiply(value());
    for (int k = 1; k < power.length; k++) {
      Real sum = null;
      for (int j = 1; j <= Math.min(k, coefficients.length - 1); j++) {
        Real whole = p.denominator.multiply(number(k - j));
        Real factor = p.numerator.multiply(number(j)).subtract(whole);
        sum = sum(sum, factor.multiply(coefficients[j]).multiply(power[k - j]));
      }
      power[k] = sum == null ? number(0) : sum.divide(divisor.multiply(number(k)));
    }
    return new Series(power, order);
  }

  /** Of ε^s u, with u not zero; if the power of ε is not whole its derivatives tend to infinity. */
  private Series powerAtZero(Power p) {
    int zeros = leadingZeros();
    if (zeros == coefficients.length) {
      return powerOfZero(p);
    }
    Series unit = shift(zeros);
    Power total = new Power(p.value, p.numerator.multiply(number(zeros)), p.denominator);
    Real zero = number(0);
    for (int k = 0; k <= order; k++) {
      if (isTrue(total.minus(k).equalTo(zero))) {
        return unit.powerAwayFromZero(p).raise(k, order);
      }
    }
    Real sign = p.value.apply(unit.value()).sign();
    Real infinity = number(Double.POSITIVE_INFINITY);
    Real[] power = new Real[length(EXACT, order)];
    for (int k = 0; k < power.length; k++) {
      Real vanishes = total.minus(k).greater(zero);
      power[k] = vanishes.choose(sign.multiply(zero), sign.multiply(infinity));
      sign = sign.multiply(total.minus(k).sign());
    }
    if (isTrue(p.numerator.greater(zero))) {
      power[0] = p.value.apply(value());
    }
    return new Series(power, order);
  }

  /** Of a series that is zero as far as it is known. */
  private Series powerOfZero(Power p) {
    if (isTrue(p.minus(1).greaterOrEqual(number(0)))) {
      return this;
    }
    boolean positive = isTrue(p.numerator.greater(number(0)));
    return new Series(new Real[] {p.value.apply(value())}, positive ? Math.min(order, 0) : -1);
  }

  /** Of a number that may be zero or not. */
  private Series powerAboutZero(Power p) {
    Real[] outer = new Real[length(EXACT, order)];
    outer[0] = p.value.apply(value());
    Real binomial = number(1);
    for (int k = 1; k < outer.length; k++) {
      binomial = binomial.multiply(p.minus(k - 1)).divide(p.denominator.multiply(number(k)));
      outer[k] =
          isTrue(binomial.equalTo(number(0)))
              ? binomial
              : binomial.multiply(value().pow(p.minus(k).divide(p.denominator)));
    }
    return composed(k -> outer[k]);
  }

  // ---------------------------------------------------------------- functions of two series

  /**
   * The distance from the origin: (a/h) a′ + (b/h) b′, where the unit vector turns by the angle
   * whose slope is (a b′ - b a′)/h². Unlike the root of the sum of squares this does not cancel.
   */
  Series hypot(Series that) {
    Real value = value().hypot(that.value());
    if (isConstant() && that.isConstant()) {
      return constant(value);
    }
    int common = Math.min(order, that.order);
    if (isZero() && that.isZero()) {
      int zeros = commonZeros(that);
      return zeros > common
          ? new Series(new Real[] {value}, common)
          : shift(zeros).hypot(that.shift(zeros)).raise(zeros, common);
    }
    Series turn = turn(that).divide(multiply(this).add(that.multiply(that)));
    Series[] direction =
        turn.antiderivative(number(0), common)
            .oscillation(that.value().divide(value), value().divide(value), -1);
    Series slope =
        direction[1].multiply(derivative()).add(direction[0].multiply(that.derivative()));
    return slope.antiderivative(value, common);
  }

  /** The expression a b′ - b a′. */
  private Series turn(Series that) {
    return multiply(that.derivative()).subtract(that.multiply(derivative()));
  }

  /** The leading zeros that both have; those of a constant zero do not count. */
  private int commonZeros(Series that) {
    return Math.min(
        isConstant() ? EXACT : zerosOrUnknown(), that.isConstant() ? EXACT : that.zerosOrUnknown());
  }

  private int zerosOrUnknown() {
    int zeros = leadingZeros();
    return zeros == coefficients.length ? order + 1 : zeros;
  }

  /** The product x log y with the given value, from its slope x′ log y + x y′/y. */
  Series logarithmicProduct(Series y, Series log, Real value) {
    Series first = derivative().multiply(log);
    Series second = multiply(y.derivative()).divide(y);
    Series slope = isConstant() ? second : y.isConstant() ? first : first.add(second);
    return slope.antiderivative(value, Math.min(order, y.order));
  }

  /** The angle of the point with this ordinate and the given abscissa. */
  Series atan2(Series x) {
    if (isConstant() && x.isConstant()) {
      return constant(value().atan2(x.value()));
    }
    int common = Math.min(order, x.order);
    if (isZero() && x.isZero()) {
      int zeros = commonZeros(x);
      return zeros > common
          ? new Series(new Real[] {value().atan2(x.value())}, -1)
          : shift(zeros).atan2(x.shift(zeros));
    }
    Series slope = x.turn(this).divide(multiply(this).add(x.multiply(x)));
    return slope.antiderivative(oneSidedValue().atan2(x.value()), common);
  }

  /** The value; a zero with the sign of the numbers beside it. */
  Real oneSidedValue() {
    if (isConstant() || !isZero()) {
      return value();
    }
    return compare(constant(0), Real::less).value().choose(number(-0.0), number(0));
  }

  // ---------------------------------------------------------------- comparison and choice

  /**
   * The mask of a comparison, in the lexicographic order of the coefficients: that of the numbers
   * for every ε that is small enough. NaN if a coefficient decides that is not a number.
   */
  Series compare(Series that, BinaryOperator<Real> comparison) {
    int common = Math.min(order, that.order);
    int last = length(Math.max(coefficients.length, that.coefficients.length), common) - 1;
    return new Series(new Real[] {compare(that, comparison, 0, last)}, common < 0 ? -1 : EXACT);
  }

  private Real compare(Series that, BinaryOperator<Real> comparison, int k, int last) {
    Real a = coefficient(k);
    Real b = that.coefficient(k);
    if (k > 0 && (a.isNaN() || b.isNaN())) {
      return unknown(value());
    }
    Real here = comparison.apply(a, b);
    Real equal = a.equalTo(b);
    if (k == last || isTrue(a.notEqualTo(b))) {
      return here;
    }
    Real further = compare(that, comparison, k + 1, last);
    return isTrue(equal) ? further : equal.choose(further, here);
  }

  /** Chooses by the value of this mask; where that is undecided, coefficient by coefficient. */
  Series choose(Series ifTrue, Series ifFalse) {
    if (order >= 0 && isTrue(value().notEqualTo(number(0))) && !value().isNaN()) {
      return ifTrue;
    }
    if (order >= 0 && isZero()) {
      return ifFalse;
    }
    int common = Math.min(order, Math.min(ifTrue.order, ifFalse.order));
    int longer = Math.max(ifTrue.coefficients.length, ifFalse.coefficients.length);
    Real[] result = new Real[length(longer, common)];
    Arrays.setAll(result, k -> value().choose(ifTrue.coefficient(k), ifFalse.coefficient(k)));
    return new Series(result, common);
  }

  /** This function where a mask is true; elsewhere its derivatives are NaN, not its value. */
  Series where(Series mask) {
    Series outside = new Series(new Real[length(EXACT, order)], order);
    Arrays.fill(outside.coefficients, number(Double.NaN));
    return mask.choose(this, outside).withValue(value());
  }
}
