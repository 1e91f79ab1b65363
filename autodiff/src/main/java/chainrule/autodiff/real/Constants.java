package chainrule.autodiff.real;

import java.math.BigInteger;
import java.util.function.IntFunction;

/** The constants π and log 2 in binary fixed point, each kept at the longest length asked for. */
final class Constants {

  /** Longer values are computed every time, which bounds the memory held. */
  private static final int MAX_KEPT_BITS = 1 << 16;

  private static final Constants PI = new Constants(Constants::computePi);
  private static final Constants LOG2 = new Constants(Constants::computeLog2);

  private final IntFunction<BigInteger> computation;
  private volatile Fixed kept = new Fixed(0, BigInteger.ZERO);

  private Constants(IntFunction<BigInteger> computation) {
    this.computation = computation;
  }

  /** A number times 2^bits. */
  private record Fixed(int bits, BigInteger value) {}

  /** π times 2^bits, with an error below 2. */
  static BigInteger fixedPi(int bits) {
    return PI.get(bits);
  }

  /** The logarithm of two times 2^bits, with an error below 2. */
  static BigInteger fixedLog2(int bits) {
    return LOG2.get(bits);
  }

  static Ball pi(int bits) {
    return ball(fixedPi(bits), bits);
  }

  static Ball log2(int bits) {
    return ball(fixedLog2(bits), bits);
  }

  private static Ball ball(BigInteger fixed, int bits) {
    return Ball.about(new Big(fixed, -bits), Magnitude.powerOfTwo(1 - bits), bits + 2)
        .withBits(bits);
  }

  /**
   * The floor of a value with 32 further bits. A term of a series below is off by less than 2 of
   * the last of these, and there are far fewer than 2^24 terms, so the value is off by less than 1,
   * and its floor by less than 2.
   */
  private BigInteger get(int bits) {
    Fixed fixed = kept;
    if (fixed.bits < bits) {
      int longer = bits + 64;
      fixed = new Fixed(longer, computation.apply(longer + 32).shiftRight(32));
      if (longer <= MAX_KEPT_BITS) {
        kept = fixed;
      }
    }
    return fixed.value.shiftRight(fixed.bits - bits);
  }

  /** Machin's formula π = 16 arctan(1/5) - 4 arctan(1/239). */
  private static BigInteger computePi(int bits) {
    return reciprocalArc(5, bits, true)
        .multiply(BigInteger.valueOf(16))
        .subtract(reciprocalArc(239, bits, true).shiftLeft(2));
  }

  /** The formula log 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749). */
  private static BigInteger computeLog2(int bits) {
    return reciprocalArc(26, bits, false)
        .multiply(BigInteger.valueOf(18))
        .subtract(reciprocalArc(4801, bits, false).shiftLeft(1))
        .add(reciprocalArc(8749, bits, false).shiftLeft(3));
  }

  /** The inverse tangent (alternating) or hyperbolic tangent of 1/n, times 2^bits. */
  private static BigInteger reciprocalArc(int n, int bits, boolean alternating) {
    BigInteger square = BigInteger.valueOf((long) n * n);
    BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(n));
    BigInteger sum = BigInteger.ZERO;
    for (int k = 0; power.signum() != 0; k++) {
      BigInteger term = power.divide(BigInteger.valueOf(2L * k + 1));
      sum = alternating && k % 2 != 0 ? sum.subtract(term) : sum.add(term);
      power = power.divide(square);
    }
    return sum;
  }
}
