package chainrule.autodiff.expression;

import static chainrule.autodiff.expression.Formula.apply;

import chainrule.autodiff.expression.Formula.Numeral;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exact rational number in lowest terms, with a positive denominator.
 *
 * @param decimal whether it came of a number with a decimal point, and is written as one if it can
 */
record Fraction(BigInteger numerator, BigInteger denominator, boolean decimal) {
  static final Fraction ZERO = of(0);
  static final Fraction ONE = of(1);

  /** The most bits of a number that is folded. */
  private static final int MAX_BITS = 1024;

  static Fraction of(long number) {
    return new Fraction(BigInteger.valueOf(number), BigInteger.ONE, false);
  }

  private static Fraction of(BigInteger above, BigInteger below, boolean decimal) {
    BigInteger common = above.gcd(below);
    BigInteger by = below.signum() < 0 ? common.negate() : common;
    return new Fraction(above.divide(by), below.divide(by), decimal);
  }

  /** The number that a formula is: a numeral, a quotient of two, or minus one; otherwise null. */
  static @Nullable Fraction of(Formula formula) {
    if (formula instanceof Numeral numeral) {
      BigDecimal value = numeral.value();
      if (Math.abs(value.scale()) + value.precision() > MAX_BITS / 4) {
        return null;
      }
      boolean whole = value.stripTrailingZeros().scale() <= 0;
      BigInteger unscaled = value.unscaledValue();
      return value.scale() >= 0
          ? of(unscaled, BigInteger.TEN.pow(value.scale()), !whole)
          : of(unscaled.multiply(BigInteger.TEN.pow(-value.scale())), BigInteger.ONE, false);
    }
    if (formula.is("negate")) {
      Fraction inner = of(formula.parts().get(0));
      return inner == null ? null : inner.negated();
    }
    if (formula.is("/")) {
      List<Formula> parts = formula.parts();
      Fraction above = of(parts.get(0));
      Fraction below = of(parts.get(1));
      boolean known = above != null && below != null && below.signum() != 0;
      return known ? above.times(below.reciprocal()) : null;
    }
    return null;
  }

  int signum() {
    return numerator.signum();
  }

  boolean isWhole() {
    return denominator.equals(BigInteger.ONE);
  }

  boolean isOne() {
    return isWhole() && numerator.equals(BigInteger.ONE);
  }

  /** Whether folding goes on: no number may grow without bound. */
  boolean isShort() {
    return numerator.bitLength() <= MAX_BITS && denominator.bitLength() <= MAX_BITS;
  }

  Fraction plus(Fraction that) {
    return of(
        numerator.multiply(that.denominator).add(that.numerator.multiply(denominator)),
        denominator.multiply(that.denominator),
        decimal || that.decimal);
  }

  Fraction times(Fraction that) {
    return of(
        numerator.multiply(that.numerator),
        denominator.multiply(that.denominator),
        decimal || that.decimal);
  }

  Fraction negated() {
    return new Fraction(numerator.negate(), denominator, decimal);
  }

  Fraction abs() {
    return signum() < 0 ? negated() : this;
  }

  Fraction reciprocal() {
    return of(denominator, numerator, decimal);
  }

  /** A whole power. */
  Fraction power(int exponent) {
    Fraction base = exponent < 0 ? reciprocal() : this;
    int n = Math.abs(exponent);
    return new Fraction(base.numerator.pow(n), base.denominator.pow(n), decimal);
  }

  int compareTo(Fraction that) {
    return plus(that.negated()).signum();
  }

  /** Whether this is written as a decimal number. */
  boolean isDecimal() {
    BigInteger rest = denominator;
    int digits = 0;
    for (BigInteger prime : List.of(BigInteger.TWO, BigInteger.valueOf(5))) {
      while (rest.mod(prime).signum() == 0) {
        rest = rest.divide(prime);
        digits++;
      }
    }
    return decimal && rest.equals(BigInteger.ONE) && digits <= 40;
  }

  /** A numeral, or a quotient of numerals. */
  Formula formula() {
    if (isWhole() || isDecimal()) {
      return new Numeral(new BigDecimal(numerator).divide(new BigDecimal(denominator)));
    }
    return apply(
        "/", new Numeral(new BigDecimal(numerator)), new Numeral(new BigDecimal(denominator)));
  }
}
