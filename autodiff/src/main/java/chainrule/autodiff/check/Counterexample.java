package chainrule.autodiff.check;

/**
 * A point at which a claim is proved wrong.
 *
 * @param entry of the derivative, as {@code [0, 2]}; empty for a number
 * @param claimed and truth as decimal numbers; for shapes that differ, the reason
 */
public record Counterexample(Point point, String entry, String claimed, String truth) {}
