package chainrule.autodiff.check;

/**
 * Where the double arithmetic of a right formula loses its digits.
 *
 * @param point with the largest loss
 * @param computed and truth there
 * @param from where the loss begins, as a condition such as {@code x > 18.4}; empty if not known
 */
public record Instability(Point point, double computed, String truth, String from) {}
