package chainrule.autodiff.real;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Balls as intervals: their ends, which are points, that is, exact numbers or infinities; the
 * intervals between ends; and what follows from comparing ends.
 */
final class Intervals {

  private Intervals() {}

  /**
   * The interval between two ends. Its end nearer to zero is kept exactly, or as zero where it is
   * too small beside the other: an interval of positive numbers does not reach below zero.
   */
  private static Ball ofFiniteEnds(Big low, Big high, int bits, @Nullable String doubt) {
    if (low.signum() < 0 && (high.signum() <= 0 || low.abs().compareTo(high) > 0)) {
      return ofFiniteEnds(high.negate(), low.negate(), bits, doubt).negate();
    }
    if (Ball.isHuge(high)) {
      return Ball.above(low, bits, doubt == null ? Ball.OVERFLOW : doubt);
    }
    Big from = Ball.representedBelow(low);
    Big to = Ball.representedBelow(high.negate()).negate();
    if (Big.span(low, high) > 2L * bits + 64) {
      // ends too long to be written exactly are rounded outwards
      int kept = bits + Ball.GUARD_BITS;
      Big least = Big.ONE.scale(high.top() - kept);
      boolean weightless = low.top() < high.top() - kept;
      from = weightless ? (low.signum() < 0 ? least.negate() : Big.ZERO) : from.roundDown(kept);
      to = to.negate().roundDown(kept).negate();
    }
    Magnitude radius = Magnitude.above(to.add(from.negate())).scale(-1);
    return Ball.unrounded(from.add(radius.toBig()), radius, bits, doubt);
  }

  /** The interval from one point to another. */
  static Ball ofEnds(Ball low, Ball high, int bits, @Nullable String doubt) {
    if (low.isInfinite() && high.isInfinite()) {
      return low.midpoint().signum() == high.midpoint().signum()
          ? Ball.infinite(low.midpoint().signum(), bits)
          : Ball.line(bits, doubt);
    }
    if (high.isInfinite()) {
      return Ball.above(low.midpoint(), bits, doubt);
    }
    if (low.isInfinite()) {
      return Ball.below(high.midpoint(), bits, doubt);
    }
    if (low.midpoint().compareTo(high.midpoint()) == 0) {
      int sign = low.zeroSign() == high.zeroSign() ? low.zeroSign() : Ball.UNSIGNED;
      return Ball.point(low.midpoint(), sign, bits).withDoubt(doubt);
    }
    return ofFiniteEnds(low.midpoint(), high.midpoint(), bits, doubt);
  }

  /** The lower end: an exact number or an infinity. */
  static Ball low(Ball x) {
    return switch (x.kind()) {
      case BOUNDED -> x.radiusBound().isZero() ? x : end(x, lowEnd(x));
      case ABOVE -> Ball.exact(x.midpoint(), x.bits());
      case BELOW, LINE -> Ball.infinite(Ball.NEGATIVE, x.bits());
      default -> x;
    };
  }

  /** The upper end: an exact number or an infinity. */
  static Ball high(Ball x) {
    return switch (x.kind()) {
      case BOUNDED -> x.radiusBound().isZero() ? x : end(x, highEnd(x));
      case BELOW -> Ball.exact(x.midpoint(), x.bits());
      case ABOVE, LINE -> Ball.infinite(Ball.POSITIVE, x.bits());
      default -> x;
    };
  }

  /** An end; if it is zero, then of unknown sign. */
  private static Ball end(Ball x, Big value) {
    return Ball.point(value, Ball.UNSIGNED, x.bits());
  }

  /** A number not above midpoint - radius: equal to it unless it is too long to be written. */
  static Big lowEnd(Ball x) {
    Big reach = x.radiusBound().toBig().negate();
    if (Big.span(x.midpoint(), reach) <= 2L * x.bits() + 128) {
      return x.midpoint().add(reach);
    }
    long top = Math.max(x.midpoint().top(), x.radiusBound().top());
    // twice the error of a rounded sum
    return x.midpoint().add(reach, x.bits()).add(Big.ONE.scale(top - x.bits() + 2).negate());
  }

  /** A number not below midpoint + radius. */
  static Big highEnd(Ball x) {
    return x.midpoint().isZero() ? x.radiusBound().toBig() : lowEnd(x.negate()).negate();
  }

  /** The least magnitude of a ball of certain sign. */
  static Big leastAbs(Ball x) {
    return (x.certainSign() > 0 ? low(x).midpoint() : high(x).midpoint()).abs();
  }

  /** Compares points: exact numbers and infinities. */
  static int compare(Ball a, Ball b) {
    int infiniteA = a.isInfinite() ? a.midpoint().signum() : 0;
    int infiniteB = b.isInfinite() ? b.midpoint().signum() : 0;
    return infiniteA != 0 || infiniteB != 0
        ? Integer.compare(infiniteA, infiniteB)
        : a.midpoint().compareTo(b.midpoint());
  }

  private static Ball lesser(Ball a, Ball b) {
    return compare(a, b) <= 0 ? a : b;
  }

  static Ball higher(Ball a, Ball b) {
    return compare(a, b) >= 0 ? a : b;
  }

  /** Whether every number of the second ball is in the first. */
  static boolean contains(Ball x, Ball that) {
    if (x.isUnknown() || (x.kind() == that.kind() && (x.kind() == Ball.Kind.LINE || x.isNaN()))) {
      return true;
    }
    if (x.isNaN() || that.isNaN()) {
      return false;
    }
    return reachesDownTo(x, that) && reachesDownTo(x.negate(), that.negate());
  }

  /** Whether the lower end of the first is not above that of the second, exactly. */
  private static boolean reachesDownTo(Ball x, Ball that) {
    Ball low = low(x);
    Ball other = low(that);
    if (low.isInfinite() || other.isInfinite()) {
      return compare(low, other) <= 0;
    }
    return signOfSum(
            x.midpoint(),
            x.radiusBound().toBig().negate(),
            that.midpoint().negate(),
            that.radiusBound().toBig())
        <= 0;
  }

  /** The sign of a sum, of which only numbers of about the same size are added up. */
  private static int signOfSum(Big... terms) {
    Arrays.sort(terms, Comparator.comparingLong(Big::top));
    for (int last = terms.length - 1; last > 0; last--) {
      // more than so many times the next one, it outweighs all others
      if (terms[last].top() - terms[last - 1].top() > terms.length) {
        return terms[last].signum();
      }
      terms[last - 1] = terms[last - 1].add(terms[last]);
      Arrays.sort(terms, 0, last, Comparator.comparingLong(Big::top));
    }
    return terms[0].signum();
  }

  /** Whether no number is in both balls. */
  static boolean isApartFrom(Ball x, Ball that) {
    return !x.isNaN()
        && !that.isNaN()
        && (compare(low(x), high(that)) > 0 || compare(low(that), high(x)) > 0);
  }

  /** The least ball that contains both. */
  static Ball hull(Ball x, Ball that, @Nullable String why) {
    int common = Math.max(x.bits(), that.bits());
    if (x.isNaN() || that.isNaN()) {
      return x.kind() == that.kind()
          ? x.withBits(common)
          : Ball.unknown(common, why == null ? "may not be a number" : why);
    }
    if (x.isZero() && that.isZero()) {
      return Ball.zero(x.zeroSign() == that.zeroSign() ? x.zeroSign() : Ball.UNSIGNED, common)
          .withDoubt(why);
    }
    return ofEnds(lesser(low(x), low(that)), higher(high(x), high(that)), common, why);
  }

  /** The numbers that are in both balls, which must not be apart. */
  static Ball intersection(Ball x, Ball that) {
    if (x.isNaN() || that.isNaN() || isApartFrom(x, that)) {
      throw new IllegalArgumentException("no intersection of " + x + " and " + that);
    }
    int common = Math.max(x.bits(), that.bits());
    return ofEnds(
        higher(low(x), low(that)), lesser(high(x), high(that)), common, x.firstDoubt(that));
  }
}
