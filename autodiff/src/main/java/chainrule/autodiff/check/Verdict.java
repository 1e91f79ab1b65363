package chainrule.autodiff.check;

/** What is found of a claim. */
public enum Verdict {
  /** It agrees with the truth everywhere that was tried, and doubles keep its digits. */
  RIGHT("right"),
  /** It agrees with the truth, but evaluated in doubles it loses digits. */
  UNSTABLE("right, but unstable"),
  /** Nothing could be decided: no point of the domain was found, or balls cannot tell. */
  CANNOT_TELL("cannot tell"),
  /** It is proved to differ from the truth at a point. */
  WRONG("wrong");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** The graver of two verdicts. */
  Verdict or(Verdict that) {
    return compareTo(that) >= 0 ? this : that;
  }

  /** Whether the formula is right, stable or not. */
  public boolean isRight() {
    return this == RIGHT || this == UNSTABLE;
  }

  @Override
  public String toString() {
    return text;
  }
}
