package chainrule.autodiff.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is found of one line of a derivation.
 *
 * @param line in the text, from 1
 * @param claim the formula as it is written
 * @param ulps the largest error in doubles where the formula is stable, in units in the last place
 * @param reason why it cannot be told, or why shapes do not fit; empty otherwise
 * @param holdsFor the part of the line where it holds, as {@code x > 0}; empty for all or nothing
 * @param noValue where it has no value though the derivative has; empty if nowhere
 * @param followsAbove whether it equals the line above
 * @param points how many points decided it
 */
public record Judgement(
    int line,
    String claim,
    Verdict verdict,
    double ulps,
    String reason,
    Optional<Counterexample> counterexample,
    Optional<Slip> slip,
    Optional<Instability> instability,
    Optional<String> stableForm,
    List<Kink> kinks,
    String holdsFor,
    String noValue,
    boolean followsAbove,
    int points,
    Coverage coverage) {

  /** The finding in words. */
  public String text() {
    StringBuilder text = new StringBuilder(verdict.toString());
    switch (verdict) {
      case RIGHT -> text.append(ulps >= 0.5 ? ", within " + ulpText() : "");
      case UNSTABLE -> instability.ifPresent(i -> text.append(unstable(i)));
      case WRONG -> text.append(wrong());
      case CANNOT_TELL -> text.append(": ").append(reason);
      default -> throw new IllegalStateException();
    }
    if (!holdsFor.isEmpty()) {
      text.append("; holds for ").append(holdsFor);
    }
    if (!noValue.isEmpty()) {
      text.append("; it has no value at ").append(noValue).append(", where the derivative has one");
    }
    for (Kink kink : kinks.subList(0, Math.min(2, kinks.size()))) {
      text.append("; kink at ")
          .append(kink.point())
          .append(": slopes ")
          .append(kink.left())
          .append(" and ")
          .append(kink.right())
          .append(", here ")
          .append(kink.claimed());
    }
    return text.toString();
  }

  private String ulpText() {
    if (ulps > 1e6) {
      return String.format(Locale.ROOT, "%.0e ulps", ulps);
    }
    long whole = (long) Math.ceil(ulps);
    return whole + (whole == 1 ? " ulp" : " ulps");
  }

  private String unstable(Instability i) {
    String from = i.from().isEmpty() ? "" : ", digits are lost for " + i.from();
    String form = stableForm.map(f -> "; this holds: " + f).orElse("");
    return from
        + ": in doubles it is "
        + i.computed()
        + " at "
        + i.point()
        + ", the truth is "
        + i.truth()
        + form;
  }

  private String wrong() {
    StringBuilder text = new StringBuilder(": ");
    counterexample.ifPresentOrElse(
        c -> {
          String entry = c.entry().isEmpty() ? "it" : "entry " + c.entry();
          text.append(c.point().values().isEmpty() ? "" : "at " + c.point() + " ");
          text.append(entry + " is " + c.claimed() + ", the truth is " + c.truth());
        },
        () -> text.append(reason));
    slip.filter(s -> !s.explanation().isEmpty())
        .ifPresent(s -> text.append("; " + s.explanation()));
    text.append(followsAbove ? "; equal to the line above" : "");
    return text.toString();
  }
}
