package chainrule.autodiff.check;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a check found: data first, text by {@link #toString}, JSON by {@link #toJson}.
 *
 * @param claims one for each target of the derivation
 * @param seed of the random points
 */
public record Report(List<ClaimReport> claims, long seed, double seconds) {

  /** What was found of the formulas for one target, as {@code f'(x)}. */
  public record ClaimReport(String target, List<Judgement> lines) {
    public ClaimReport {
      lines = List.copyOf(lines);
    }
  }

  public Report {
    claims = List.copyOf(claims);
  }

  /** All lines, in the order of the text. */
  public List<Judgement> lines() {
    return claims.stream().flatMap(claim -> claim.lines().stream()).toList();
  }

  /** The gravest verdict; cannot tell if nothing is claimed. */
  public Verdict verdict() {
    return lines().stream().map(Judgement::verdict).reduce(Verdict::or).orElse(Verdict.CANNOT_TELL);
  }

  /** The first line that breaks. */
  public Optional<Judgement> firstWrong() {
    return lines().stream().filter(line -> line.verdict() == Verdict.WRONG).findFirst();
  }

  /** The number of the first line that breaks, from 1. */
  public OptionalInt firstWrongLine() {
    return firstWrong().map(line -> OptionalInt.of(line.line())).orElse(OptionalInt.empty());
  }

  /** The report as an object of JSON, on one line. */
  public String toJson() {
    return Json.of(this);
  }

  /** One line for each formula, then the first that breaks, and how much was tried. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int width =
        lines().stream()
            .mapToInt(line -> line.claim().length())
            .filter(w -> w <= 60)
            .max()
            .orElse(0);
    int left = claims.stream().mapToInt(claim -> claim.target().length()).max().orElse(0);
    for (ClaimReport claim : claims) {
      String target = claim.target();
      for (Judgement line : claim.lines()) {
        text.append(padded(target, left)).append(" = ").append(padded(line.claim(), width));
        text.append("   ").append(line.text()).append('\n');
        target = "";
      }
    }
    if (claims.isEmpty()) {
      text.append("nothing is claimed: write f'(x) = … below f(x) = …\n");
    }
    firstWrong()
        .ifPresent(
            w -> text.append("the first line that breaks is line ").append(w.line()).append('\n'));
    return text.append(effort()).toString();
  }

  /** How much was tried, and how many slips in the right lines that would have shown. */
  private String effort() {
    int points = lines().stream().mapToInt(Judgement::points).max().orElse(0);
    int mutants = lines().stream().mapToInt(line -> line.coverage().mutants()).sum();
    int caught = lines().stream().mapToInt(line -> line.coverage().caught()).sum();
    return mutants == 0
        ? ""
        : "tried at "
            + points
            + (points == 1 ? " point (seed " : " points (seed ")
            + seed
            + "); "
            + caught
            + " of "
            + mutants
            + " slips made in right lines show there\n";
  }

  private static String padded(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }
}
