package chainrule.autodiff.check;

/**
 * How many slips a check would have seen: variants of the claim with one slip each, and how many of
 * those the points of the check tell from the truth.
 */
public record Coverage(int caught, int mutants) {
  @Override
  public String toString() {
    return caught + " of " + mutants;
  }
}
