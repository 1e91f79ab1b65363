package chainrule.autodiff.real;

import java.math.BigInteger;

/**
 * Enclosures of the error function and its complement at exact numbers other than zero.
 *
 * <p>Series are summed in fixed point, as whole numbers of units of 2^-w; the error of each term
 * follows that of the term before it and is added up as a {@link Magnitude}.
 */
final class ErrorFunctions {

  private ErrorFunctions() {}

  /** For large |x| the sign, since erfc(|x|) is at most exp(-x²). */
  static Ball erf(Big x, int bits) {
    if (squareInBits(x) > bits + 8) {
      return Ball.about(Big.of(x.signum()), Magnitude.powerOfTwo(-bits - 7), bits);
    }
    int working = bits + 16;
    Ball scaled = Ball.exact(x, working).multiply(erfSeries(x.multiply(x), working)).scale(1);
    Ball gauss = Exponentials.gaussian(x, working);
    return scaled.multiply(gauss).divide(Constants.pi(working).sqrt());
  }

  /**
   * The sum of (2x²)^k / (1·3·…·(2k+1)). A term is the floor of the floor of the product of 2x²,
   * which is off by 1, and the term before, over 2k+1. At the end a term is at least twice the
   * next: those that follow are less than twice its error together.
   */
  private static Ball erfSeries(Big square, int working) {
    int places = working;
    BigInteger twice = square.fixed(places + 1);
    Magnitude one = Magnitude.powerOfTwo(0);
    Magnitude factor = Magnitude.above(square.scale(1));
    BigInteger term = BigInteger.ONE.shiftLeft(places);
    BigInteger sum = term;
    Magnitude error = Magnitude.ZERO;
    Magnitude errors = one;
    double size = square.scale(1).toDouble();
    for (long odd = 3; term.signum() != 0 || 2 * size > odd; odd += 2) {
      Magnitude divisor = Magnitude.of(odd, 0);
      Magnitude termUnits = Magnitude.above(new Big(term, -places));
      error = error.multiply(factor).add(termUnits).add(one).divide(divisor).add(one);
      errors = errors.add(error);
      term = term.multiply(twice).shiftRight(places).divide(BigInteger.valueOf(odd));
      sum = sum.add(term);
    }
    Magnitude total = errors.add(error.scale(1)).scale(-places);
    return Ball.about(new Big(sum, -places), total, working);
  }

  /** Uses 1 - erf(x) with as many more bits as cancel, or the asymptotic series if it suffices. */
  static Ball erfc(Big x, int bits) {
    if (x.signum() < 0) {
      return erf(x.abs(), bits + 8).add(Ball.exact(Big.ONE, bits + 8));
    }
    double cancelled = squareInBits(x);
    return cancelled > bits + 32
        ? asymptoticErfc(x, bits)
        : Ball.exact(Big.ONE, bits).subtract(erf(x, bits + (int) cancelled + 32));
  }

  /**
   * The series exp(-x²)/(x√π) (1 - 1/(2x²) + 1·3/(2x²)² - …), which is off by less than the first
   * term left out (DLMF 7.12): good for x² > bits·log 2.
   */
  private static Ball asymptoticErfc(Big x, int bits) {
    int working = bits + 24;
    Ball square = Ball.exact(x.multiply(x), working + 8).scale(1);
    Ball exactReciprocal = square.reciprocal();
    BigInteger reciprocal = exactReciprocal.midpoint().fixed(working);
    Magnitude factor = exactReciprocal.magnitude();
    Magnitude one = Magnitude.powerOfTwo(0);
    Magnitude error = Magnitude.ZERO;
    Magnitude errors = one;
    BigInteger term = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = term;
    for (long odd = 1; term.signum() != 0; odd += 2) {
      // the reciprocal is off by less than 2
      Magnitude termUnits = Magnitude.above(new Big(term, 1 - working));
      error = error.multiply(factor).add(termUnits).add(one).multiply(odd);
      errors = errors.add(error);
      term = term.multiply(reciprocal).shiftRight(working).multiply(BigInteger.valueOf(odd));
      sum = odd % 4 == 1 ? sum.subtract(term) : sum.add(term);
    }
    Ball series = Ball.about(new Big(sum, -working), errors.add(error).scale(-working), working);
    Ball denominator = Ball.exact(x, working).multiply(Constants.pi(working).sqrt());
    return Exponentials.gaussian(x, working).multiply(series).divide(denominator);
  }

  /** The function ½ erfc(-x/√2), to which the argument's error contributes about x² times. */
  static Ball normalCdf(Big x, int bits) {
    int working = bits + 16 + (int) Math.max(0, Math.min(128, 2 * x.top()));
    Ball root = Ball.exact(Big.TWO, working).sqrt();
    return Ball.exact(x.negate(), working).divide(root).erfc().scale(-1);
  }

  /** The number x²/log 2, which is about -log₂ of erfc(x), at most about 10⁹. */
  private static double squareInBits(Big x) {
    double value = Math.min(Math.abs(x.toDouble()), 2e4);
    return value * value / Math.log(2);
  }
}
