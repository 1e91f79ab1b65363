package chainrule.autodiff.check;

/** A point with different slopes from both sides, and what the claim says there. */
public record Kink(Point point, String left, String right, String claimed) {}
