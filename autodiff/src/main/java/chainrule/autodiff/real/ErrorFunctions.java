package chainrule.autodiff.real;

import java.math.BigInteger;

/** The error function and its complement to a given number of significant bits. */
final class ErrorFunctions {

  private ErrorFunctions() {}

  static Big erf(Big x, int bits) {
    if (squareInBits(x) > bits + 8) {
      return Big.of(x.signum());
    }
    int working = bits + 24;
    Big square = x.square(2 * working);
    Big scaled = x.multiply(erfSeries(square, working), working).scale(1);
    Big gauss = Exponentials.exp(square.negate(), working);
    return scaled.multiply(gauss, working).divide(Constants.bigPi(working).sqrt(working), bits);
  }

  /** The sum of (2x²)^k / (1·3·…·(2k+1)), all of whose terms are positive. */
  private static Big erfSeries(Big square, int bits) {
    BigInteger twice = square.fixed(bits + 1);
    BigInteger term = BigInteger.ONE.shiftLeft(bits);
    BigInteger sum = term;
    for (int k = 1; term.signum() != 0; k++) {
      term = term.multiply(twice).shiftRight(bits).divide(BigInteger.valueOf(2L * k + 1));
      sum = sum.add(term);
    }
    return new Big(sum, -bits);
  }

  /** Uses 1 - erf(x) with as many more bits as cancel, or the asymptotic series if it suffices. */
  static Big erfc(Big x, int bits) {
    if (x.signum() <= 0) {
      return Big.ONE.add(erf(x.abs(), bits + 8), bits);
    }
    double cancelled = squareInBits(x);
    return cancelled > bits + 32
        ? asymptoticErfc(x, bits)
        : Big.ONE.subtract(erf(x, bits + (int) cancelled + 32), bits);
  }

  /** The series exp(-x²)/(x√π) (1 - 1/(2x²) + 1·3/(2x²)² - …), good for x² > bits·log 2. */
  private static Big asymptoticErfc(Big x, int bits) {
    int working = bits + 24;
    BigInteger reciprocal = Big.ONE.divide(x.square(working).scale(1), working).fixed(working);
    BigInteger term = BigInteger.ONE.shiftLeft(working);
    BigInteger sum = term;
    for (int k = 1; term.signum() != 0; k++) {
      term = term.multiply(reciprocal).shiftRight(working).multiply(BigInteger.valueOf(2L * k - 1));
      sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
    }
    Big gauss = Exponentials.exp(x.square(2 * working + 32).negate(), working);
    Big denominator = x.multiply(Constants.bigPi(working).sqrt(working), working);
    return gauss.multiply(new Big(sum, -working), working).divide(denominator, bits);
  }

  /** The number x²/log 2, which is about -log₂ of erfc(x), at most about 10⁹. */
  private static double squareInBits(Big x) {
    double value = Math.min(Math.abs(x.toDouble()), 2e4);
    return value * value / Math.log(2);
  }
}
