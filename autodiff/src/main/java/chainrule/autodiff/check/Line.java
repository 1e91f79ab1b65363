package chainrule.autodiff.check;

import java.util.List;
import java.util.Optional;

/** One formula of a claim and what is found of it. */
record Line(
    int number, String text, Judge.Trial trial, boolean followsAbove, Judge judge, Slips slips) {

  /** What a line can tell of slips. */
  interface Slips {
    Slip slip();

    Coverage coverage();

    /** A form that keeps its digits, with the part for which it stands. */
    Optional<String> stableForm();
  }

  /** Of a claim that cannot be read as a formula. */
  static final Slips NO_SLIPS =
      new Slips() {
        @Override
        public Slip slip() {
          return Slip.OTHER;
        }

        @Override
        public Coverage coverage() {
          return new Coverage(0, 0);
        }

        @Override
        public Optional<String> stableForm() {
          return Optional.empty();
        }
      };

  Judgement judgement(List<Judgement> above) {
    Optional<Kink> broken = inconsistent(above);
    Point wrong = trial.wrong;
    if (wrong != null || broken.isPresent()) {
      Optional<Counterexample> example =
          wrong == null
              ? broken.map(
                  k ->
                      new Counterexample(
                          k.point(), "", k.claimed(), "another value in the lines above"))
              : Optional.of(judge.counterexample(trial, wrong));
      boolean value = example.filter(e -> !e.claimed().equals("undefined")).isPresent();
      String reason = wrong == null ? "" : trial.resultAt(wrong).reason();
      Slip slip = slips.slip();
      return judgement(
          Verdict.WRONG,
          0,
          reason,
          value ? example : Optional.empty(),
          Optional.of(slip),
          Optional.empty(),
          new Coverage(0, 0));
    }
    if (trial.agreeing == 0) {
      boolean nowhere = !trial.with(Comparison.Outcome.NO_CLAIM).isEmpty();
      return judgement(
          nowhere ? Verdict.WRONG : Verdict.CANNOT_TELL,
          0,
          nowhere ? judge.noValueReason(trial) : trial.reason(),
          Optional.empty(),
          nowhere ? Optional.of(slips.slip()) : Optional.empty(),
          Optional.empty(),
          new Coverage(0, 0));
    }
    Judge.Doubles doubles = judge.inDoubles(trial);
    return judgement(
        doubles.instability().isPresent() ? Verdict.UNSTABLE : Verdict.RIGHT,
        doubles.ulps(),
        "",
        Optional.empty(),
        Optional.empty(),
        doubles.instability(),
        slips.coverage());
  }

  /** A kink at which an earlier line has another value. */
  private Optional<Kink> inconsistent(List<Judgement> above) {
    List<Kink> kinks = judge.kinks(trial);
    for (Judgement line : above) {
      for (Kink before : line.kinks()) {
        for (Kink here : kinks) {
          boolean known =
              !here.claimed().equals("undefined") && !before.claimed().equals("undefined");
          if (known
              && line.verdict() != Verdict.WRONG
              && here.point() == before.point()
              && !here.claimed().equals(before.claimed())) {
            return Optional.of(here);
          }
        }
      }
    }
    return Optional.empty();
  }

  private Judgement judgement(
      Verdict verdict,
      double ulps,
      String reason,
      Optional<Counterexample> example,
      Optional<Slip> slip,
      Optional<Instability> instability,
      Coverage coverage) {
    return new Judgement(
        number,
        text,
        verdict,
        ulps,
        reason,
        example,
        slip,
        instability,
        instability.isPresent() ? slips.stableForm() : Optional.empty(),
        judge.kinks(trial),
        verdict == Verdict.WRONG ? judge.holdsFor(trial) : "",
        verdict == Verdict.WRONG ? "" : judge.noValue(trial),
        followsAbove,
        trial.agreeing,
        coverage);
  }
}
