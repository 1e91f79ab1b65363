package chainrule.examples.derive;

import chainrule.autodiff.check.Judgement;
import chainrule.autodiff.check.Report;
import chainrule.autodiff.check.Verdict;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Reports for a terminal, their verdicts in colour if it has colours. */
final class ReportText {
  private final Ansi ansi;

  ReportText(Ansi ansi) {
    this.ansi = ansi;
  }

  String of(Report report) {
    // The first lines of a report are those of its judgements, each with its finding at the end.
    List<String> lines = report.toString().lines().toList();
    List<Judgement> judgements = report.lines();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (i < judgements.size()) {
        Judgement judgement = judgements.get(i);
        int end = line.length() - judgement.text().length();
        String verdict = judgement.verdict().toString();
        line =
            line.substring(0, end)
                + of(judgement.verdict())
                + line.substring(end + verdict.length());
      }
      text.append(line).append(System.lineSeparator());
    }
    return text.toString();
  }

  String of(Verdict verdict) {
    String style =
        switch (verdict) {
          case RIGHT -> "green";
          case UNSTABLE -> "yellow";
          case CANNOT_TELL -> "faint";
          case WRONG -> "bold,red";
        };
    return styled(style, verdict.toString());
  }

  /** Something fixed, in a style. */
  String styled(String style, String text) {
    return ansi.string("@|" + style + " " + text + "|@");
  }
}
