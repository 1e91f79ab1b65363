package chainrule.autodiff.real;

import java.math.BigInteger;

/** Square and cube roots of exact numbers, from the whole root of a long mantissa. */
final class Roots {

  private Roots() {}

  /**
   * The whole square root of the mantissa, shifted left to an even exponent: off by less than 1.
   */
  static Ball sqrt(Big x, int bits) {
    if (x.signum() < 0) {
      return Ball.ofBits(Double.NaN, bits);
    }
    int places = places(x, 2, bits);
    BigInteger[] root = x.mantissa().shiftLeft(places).sqrtAndRemainder();
    Magnitude error =
        root[1].signum() == 0 ? Magnitude.ZERO : Magnitude.powerOfTwo((x.exponent() - places) / 2);
    return Ball.about(new Big(root[0], (x.exponent() - places) / 2), error, bits + 2);
  }

  /**
   * Newton's method for r³ = m downwards from above the root of the whole number m: stops at its
   * whole part, so that it is off by less than 1.
   */
  static Ball cbrt(Big x, int bits) {
    if (x.signum() < 0) {
      return cbrt(x.negate(), bits).negate();
    }
    int places = places(x, 3, bits);
    BigInteger cube = x.mantissa().shiftLeft(places);
    BigInteger root = wholeCubeRoot(cube);
    Magnitude error =
        root.pow(3).equals(cube)
            ? Magnitude.ZERO
            : Magnitude.powerOfTwo((x.exponent() - places) / 3);
    return Ball.about(new Big(root, (x.exponent() - places) / 3), error, bits + 2);
  }

  /**
   * How far a mantissa is shifted left for its root of some degree to have enough bits, and for its
   * exponent to be a multiple of the degree.
   */
  private static int places(Big x, int degree, int bits) {
    int places = Math.max(0, degree * (bits + 2) - x.mantissa().bitLength());
    return places + (int) Math.floorMod(x.exponent() - places, (long) degree);
  }

  /** Newton's steps from above fall until they reach the whole part of the root. */
  private static BigInteger wholeCubeRoot(BigInteger cube) {
    BigInteger root = startAbove(cube);
    while (true) {
      BigInteger next =
          root.shiftLeft(1).add(cube.divide(root.multiply(root))).divide(BigInteger.valueOf(3));
      if (next.compareTo(root) >= 0) {
        return root;
      }
      root = next;
    }
  }

  /** A number above the cube root, right to about 50 bits. */
  private static BigInteger startAbove(BigInteger cube) {
    int drop = Math.max(0, (cube.bitLength() - 900) / 3);
    double reduced = cube.shiftRight(3 * drop).doubleValue();
    BigInteger root = new java.math.BigDecimal(Math.cbrt(reduced) * (1 + 1e-12)).toBigInteger();
    return root.add(BigInteger.TWO).shiftLeft(drop);
  }
}
