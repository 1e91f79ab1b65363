package chainrule.autodiff.real;

import static java.math.RoundingMode.CEILING;
import static java.math.RoundingMode.FLOOR;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Balls from decimal text and to it. */
final class BallText {

  /** Greater powers of ten are not written exactly. */
  private static final int MAX_EXACT_PLACES = 10_000;

  private static final int RADIUS_DIGITS = 2;

  /** A smaller one is written as this one. */
  private static final Magnitude LEAST_RADIUS = Magnitude.powerOfTwo(-(1L << 24));

  private BallText() {}

  static Ball read(String decimal, int bits) {
    BigDecimal exact = new BigDecimal(decimal);
    Ball unscaled = Ball.exact(new Big(exact.unscaledValue(), 0), bits);
    double places = Math.abs((double) exact.scale());
    Ball power =
        places <= MAX_EXACT_PLACES
            ? Ball.exact(new Big(BigInteger.TEN.pow((int) places), 0), bits)
            : Ball.ofBits(10, bits).pow(Ball.ofBits(places, bits));
    Ball result = exact.scale() > 0 ? unscaled.divide(power) : unscaled.multiply(power);
    return exact.signum() == 0 && decimal.startsWith("-") ? result.negate() : result;
  }

  static String write(Ball x) {
    return switch (x.kind()) {
      case BOUNDED -> bounded(x);
      case ABOVE -> "at least " + x.midpoint().toText(x.digits(), FLOOR);
      case BELOW -> "at most " + x.midpoint().toText(x.digits(), CEILING);
      case LINE -> "any number" + doubt(x);
      case INFINITE -> x.midpoint().signum() > 0 ? "Infinity" : "-Infinity";
      case UNDEFINED -> "undefined" + doubt(x);
      case UNKNOWN -> "cannot tell" + doubt(x);
    };
  }

  private static String doubt(Ball x) {
    return x.doubt().map(why -> " (" + why + ")").orElse("");
  }

  /** Every number of a ball that is not exact is within what its text says. */
  private static String bounded(Ball x) {
    boolean exact = x.isExact();
    if (!exact && x.certainBits() < 8) {
      return "between "
          + Intervals.lowEnd(x).toText(8, FLOOR)
          + " and "
          + Intervals.highEnd(x).toText(8, CEILING);
    }
    if (x.midpoint().isZero()) {
      return x.zeroSign() < 0 ? "-0" : "0";
    }
    if (exact) {
      return x.midpoint().toText(x.digits());
    }
    long power = x.midpoint().textPower();
    Big scaled = x.midpoint().scale(-power);
    int digits = Math.max(2, Math.min(x.digits(), x.certainDigits() + 2));
    BigDecimal rounded = scaled.toBigDecimal(digits);
    Magnitude bound = x.radiusBound().scale(-power);
    bound = bound.compareTo(LEAST_RADIUS) < 0 ? LEAST_RADIUS : bound;
    BigDecimal radius = bound.toBig().bound(RADIUS_DIGITS + 2, CEILING);
    // rounded while it is added, since the parts may be millions of digits apart
    BigDecimal off = radius.add(scaled.distance(rounded), new MathContext(RADIUS_DIGITS, CEILING));
    return Big.text(rounded, power) + " ± " + Big.text(off, power);
  }
}
