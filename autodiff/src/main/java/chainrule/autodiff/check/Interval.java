package chainrule.autodiff.check;

/**
 * The numbers from one double to another.
 *
 * @param low its least number, perhaps -∞
 * @param high its greatest number, perhaps ∞
 * @param lowOpen whether low itself is not in it
 * @param highOpen whether high itself is not in it
 */
public record Interval(double low, double high, boolean lowOpen, boolean highOpen) {
  /** A closed interval; infinite ends are open. */
  public Interval(double low, double high) {
    this(low, high, Double.isInfinite(low), Double.isInfinite(high));
  }

  /** Whether a number is in it. */
  public boolean contains(double x) {
    return (lowOpen ? x > low : x >= low) && (highOpen ? x < high : x <= high);
  }

  /** Whether it is the whole line. */
  public boolean isLine() {
    return low == Double.NEGATIVE_INFINITY && high == Double.POSITIVE_INFINITY;
  }

  double least() {
    return Math.max(-Double.MAX_VALUE, lowOpen ? Math.nextUp(low) : low);
  }

  double greatest() {
    return Math.min(Double.MAX_VALUE, highOpen ? Math.nextDown(high) : high);
  }

  /** The interval as it is written, {@code (0, 1]}. */
  @Override
  public String toString() {
    return (lowOpen ? "(" : "[")
        + Doubles.text(low)
        + ", "
        + Doubles.text(high)
        + (highOpen ? ")" : "]");
  }
}
