package chainrule.autodiff.real;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Balls from decimal text and to it. */
final class BallText {

  /** Greater powers of ten are not written exactly. */
  private static final int MAX_EXACT_PLACES = 10_000;

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
      case ABOVE -> "at least " + Ball.exact(x.midpoint(), x.bits());
      case BELOW -> "at most " + Ball.exact(x.midpoint(), x.bits());
      case LINE -> "any number" + doubt(x);
      case INFINITE -> x.midpoint().signum() > 0 ? "Infinity" : "-Infinity";
      case UNDEFINED -> "undefined" + doubt(x);
      case UNKNOWN -> "cannot tell" + doubt(x);
    };
  }

  private static String doubt(Ball x) {
    return x.doubt().map(why -> " (" + why + ")").orElse("");
  }

  private static String bounded(Ball x) {
    boolean exact = x.isExact();
    if (!exact && x.certainBits() < 8) {
      return "between " + Intervals.lowEnd(x).toText(8) + " and " + Intervals.highEnd(x).toText(8);
    }
    if (x.midpoint().isZero()) {
      return x.zeroSign() < 0 ? "-0" : "0";
    }
    if (exact) {
      return x.midpoint().toText(x.digits());
    }
    int digits = Math.max(2, Math.min(x.digits(), x.certainDigits() + 2));
    // a sixteenth more, so that two digits are not less
    Big radius = x.radiusBound().multiply(Magnitude.of(17, -4)).toBig();
    return x.midpoint().toText(digits) + " ± " + radius.toText(2);
  }
}
