package chainrule.autodiff.check;

import static chainrule.autodiff.check.Doubles.text;

import chainrule.autodiff.check.Profile.Accuracy;
import chainrule.autodiff.check.Profile.Break;
import chainrule.autodiff.check.Profile.DeadZone;
import chainrule.autodiff.check.Profile.Extremum;
import chainrule.autodiff.check.Profile.Limit;
import chainrule.autodiff.check.Profile.Lipschitz;
import chainrule.autodiff.check.Profile.Monotone;
import chainrule.autodiff.check.Profile.Range;
import chainrule.autodiff.check.Profile.Saturation;
import chainrule.autodiff.check.Profile.Symmetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a profile as aligned lines. */
final class ProfileText {
  private static final int LABEL = 15;
  private static final int MOST = 5;

  private final List<String> lines = new ArrayList<>();

  private ProfileText() {}

  static String of(Profile profile) {
    ProfileText text = new ProfileText();
    text.write(profile);
    return String.join("\n", text.lines);
  }

  private void line(String label, String statement) {
    String head = label.isEmpty() ? "" : label + ":";
    lines.add(head + " ".repeat(Math.max(1, LABEL - head.length())) + statement);
  }

  private void write(Profile profile) {
    line("domain", domain(profile.domain()));
    line("range", range(profile.range()));
    line("zero-centred", profile.range().isZeroCentred() ? "yes" : "no");
    line("monotone", monotone(profile));
    line("symmetry", symmetry(profile.symmetry()));
    line("Lipschitz", lipschitz(profile.lipschitz()));
    writeBreaks(profile.breaks());
    line("x → -∞", limit(profile.below()));
    line("x → ∞", limit(profile.above()));
    writeSaturation(profile.saturation());
    line(
        "dead zone",
        profile.deadZones().isEmpty()
            ? "none"
            : profile.deadZones().stream()
                .map(ProfileText::deadZone)
                .collect(Collectors.joining("; ")));
    line("curvature", curvature(profile.curvature()));
    String label = "in doubles";
    for (Accuracy accuracy : profile.accuracy()) {
      line(label, accuracy(accuracy));
      label = "";
    }
  }

  private static String domain(List<Interval> parts) {
    return parts.size() == 1 && parts.get(0).isLine()
        ? "all numbers"
        : parts.stream().map(Interval::toString).collect(Collectors.joining(" and ")) + ", sampled";
  }

  private static String range(Range range) {
    Extremum least = range.least();
    Extremum greatest = range.greatest();
    String interval =
        new Interval(least.value(), greatest.value(), !least.reached(), !greatest.reached())
            .toString();
    List<String> ends = new ArrayList<>();
    if (Double.isFinite(least.value() + greatest.value())
        && !least.reached()
        && !greatest.reached()) {
      ends.add("not reached");
    } else {
      if (Double.isFinite(least.value())) {
        ends.add("least " + extremum(least));
      }
      if (Double.isFinite(greatest.value())) {
        ends.add("greatest " + extremum(greatest));
      }
    }
    return interval
        + ", "
        + range.evidence()
        + (ends.isEmpty() ? "" : "; " + String.join(", ", ends));
  }

  private static String extremum(Extremum extremum) {
    return (extremum.reached() ? "at x = " : "not reached, as x → ") + text(extremum.at());
  }

  private static String monotone(Profile profile) {
    Monotone monotone = profile.monotone();
    String each = profile.domain().size() > 1 ? " on each part" : "";
    return switch (monotone.course()) {
      case INCREASING -> "increasing" + each + ", " + monotone.evidence();
      case DECREASING -> "decreasing" + each + ", " + monotone.evidence();
      case CONSTANT -> "constant" + each + ", " + monotone.evidence();
      case NEITHER ->
          "no: rises at "
              + text(monotone.rises())
              + ", falls at "
              + text(monotone.falls())
              + (monotone.turns().isEmpty() ? "" : "; turns at " + list(monotone.turns()));
    };
  }

  /** The numbers nearest to zero, in their order. */
  private static String list(List<Double> numbers) {
    return numbers.stream()
            .sorted(Comparator.comparingDouble(Math::abs))
            .limit(MOST)
            .sorted()
            .map(Doubles::text)
            .collect(Collectors.joining(", "))
        + (numbers.size() > MOST ? " and elsewhere" : "");
  }

  private static String symmetry(Symmetry symmetry) {
    String kind =
        switch (symmetry.centre()) {
          case ODD -> "odd";
          case EVEN -> "even";
          case POINT -> "about the point (0, " + text(symmetry.height()) + ")";
          case NONE ->
              "none"
                  + (Double.isNaN(symmetry.against())
                      ? ""
                      : ": compare x = ±" + text(symmetry.against()));
        };
    return symmetry.points() == 0
        ? kind
        : kind + ", at " + symmetry.points() + " points, to 30 digits";
  }

  private static String lipschitz(Lipschitz lipschitz) {
    boolean far = Double.isInfinite(lipschitz.at());
    String place =
        Double.isNaN(lipschitz.at()) ? "" : (far ? " as x → " : " at x = ") + text(lipschitz.at());
    if (Double.isInfinite(lipschitz.seen())) {
      return "no bound: " + (far ? "the slope grows for ever" : "the slope is not bounded") + place;
    }
    return text(lipschitz.seen())
        + place
        + ", "
        + (lipschitz.evidence().proved() == null
            ? lipschitz.evidence()
            : "at most " + lipschitz.bound() + " " + lipschitz.evidence());
  }

  private void writeBreaks(List<Break> breaks) {
    if (breaks.isEmpty()) {
      line("kinks", "none found");
      return;
    }
    String label = "kinks";
    List<Break> shown =
        breaks.stream()
            .sorted(Comparator.comparingDouble(b -> Math.abs(b.at())))
            .limit(MOST)
            .sorted(Comparator.comparingDouble(Break::at))
            .toList();
    for (Break b : shown) {
      line(label, broken(b));
      label = "";
    }
    if (breaks.size() > shown.size()) {
      line("", "and " + (breaks.size() - shown.size()) + " more");
    }
  }

  private static String broken(Break b) {
    String at = "at x = " + text(b.at());
    if (b.isKink()) {
      return at
          + ": slope "
          + text(b.leftSlope())
          + " from the left, "
          + text(b.rightSlope())
          + " from the right";
    }
    return at
        + (b.isPole() ? ": a pole, " : ": a jump, ")
        + text(b.left())
        + " from the left, "
        + text(b.right())
        + " from the right";
  }

  private static String limit(@Nullable Limit limit) {
    if (limit == null) {
      return "not in the domain";
    }
    if (Double.isNaN(limit.value())) {
      return "no limit seen";
    }
    String value = "f → " + text(limit.value());
    if (Double.isFinite(limit.value())) {
      return value + ", sampled";
    }
    return Double.isNaN(limit.slope())
        ? value + ", by no line, sampled"
        : value + ", along y = " + line(limit) + ", sampled";
  }

  private static String line(Limit limit) {
    String slope =
        limit.slope() == 1 ? "x" : limit.slope() == -1 ? "-x" : text(limit.slope()) + " x";
    double intercept = limit.intercept();
    return intercept == 0
        ? slope
        : slope + (intercept > 0 ? " + " : " - ") + text(Math.abs(intercept));
  }

  private void writeSaturation(List<Saturation> sides) {
    if (sides.isEmpty()) {
      line("saturation", "none");
      return;
    }
    String label = "saturation";
    for (Saturation side : sides) {
      if (side.decay() == Profile.Decay.EXACT) {
        line(
            label,
            "the slope is zero beyond x = "
                + text(side.thresholds().get(0).from())
                + "; "
                + side.thresholds().get(0).evidence());
        label = "";
        continue;
      }
      String sign = side.positive() ? " from x = " : " down from x = ";
      line(
          label,
          side.thresholds().stream()
                  .map(t -> "|f'| < " + text(t.slope()) + sign + text(t.from()))
                  .collect(Collectors.joining(", "))
              + "; "
              + side.thresholds().get(0).evidence());
      line("", decay(side));
      label = "";
    }
  }

  private static String decay(Saturation side) {
    String x = side.positive() ? "x" : "|x|";
    return switch (side.decay()) {
      case EXACT -> "at once";
      case EXPONENTIAL ->
          "exponential, about exp(-"
              + String.format(java.util.Locale.ROOT, "%.2f ", side.rate())
              + x
              + (side.power() == 1 ? "" : "^" + text(side.power()))
              + ")";
      case ALGEBRAIC ->
          "algebraic, about "
              + x
              + "^-"
              + String.format(java.util.Locale.ROOT, "%.1f", side.power());
      case UNKNOWN -> "how fast was not recognised";
    };
  }

  private static String deadZone(DeadZone zone) {
    return zone.interval() + ", " + zone.evidence();
  }

  private static String curvature(Profile.Curvature curvature) {
    return switch (curvature.bend()) {
      case CONVEX -> "convex, " + curvature.evidence();
      case CONCAVE -> "concave, " + curvature.evidence();
      case STRAIGHT -> "none, " + curvature.evidence();
      case NEITHER ->
          curvature.inflections().isEmpty()
              ? "convex at "
                  + text(curvature.convexAt())
                  + ", concave at "
                  + text(curvature.concaveAt())
              : "changes at " + list(curvature.inflections());
    };
  }

  private static String accuracy(Accuracy accuracy) {
    String name = "f" + "'".repeat(accuracy.order()) + " ".repeat(2 - accuracy.order());
    if (Double.isNaN(accuracy.at())) {
      return name + " exact at all points tried";
    }
    String error =
        Double.isInfinite(accuracy.ulps())
            ? "not finite"
            : accuracy.ulps() < 1e4
                ? String.format(java.util.Locale.ROOT, "%.1f ulps", accuracy.ulps())
                : text(
                        Double.parseDouble(
                            String.format(java.util.Locale.ROOT, "%.0e", accuracy.ulps())))
                    + " ulps";
    return name
        + " largest error "
        + error
        + " at x = "
        + text(accuracy.at())
        + (accuracy.lost().isEmpty()
            ? ""
            : "; all digits are lost for x in "
                + accuracy.lost().stream()
                    .map(Interval::toString)
                    .collect(Collectors.joining(", ")));
  }
}
