package chainrule.autodiff.check;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes reports as JSON. */
final class Json {
  private Json() {}

  static String of(Report report) {
    Judgement first = report.firstWrong().orElse(null);
    return object(
        field("verdict", string(report.verdict().toString())),
        field("line", first == null ? "null" : String.valueOf(first.line())),
        field("slip", first == null ? "null" : slip(first)),
        field("counterexample", first == null ? "null" : point(first)),
        field("claimed", first == null ? "null" : claimed(first)),
        field("truth", first == null ? "null" : truth(first)),
        field("seconds", String.format(Locale.ROOT, "%.3f", report.seconds())),
        field("seed", String.valueOf(report.seed())),
        field(
            "lines",
            report.claims().stream()
                .flatMap(c -> c.lines().stream().map(l -> line(c.target(), l)))
                .collect(Collectors.joining(", ", "[", "]"))));
  }

  private static String line(String target, Judgement line) {
    return object(
        field("line", String.valueOf(line.line())),
        field("target", string(target)),
        field("claim", string(line.claim())),
        field("verdict", string(line.verdict().toString())),
        field("text", string(line.text())),
        field("slip", slip(line)),
        field("counterexample", point(line)),
        field("claimed", claimed(line)),
        field("truth", truth(line)),
        field("holdsFor", line.holdsFor().isEmpty() ? "null" : string(line.holdsFor())),
        field("stableForm", line.stableForm().map(Json::string).orElse("null")),
        field("ulps", number(line.ulps())),
        field("points", String.valueOf(line.points())),
        field("mutants", String.valueOf(line.coverage().mutants())),
        field("caught", String.valueOf(line.coverage().caught())));
  }

  private static String slip(Judgement line) {
    return line.slip().map(slip -> string(slip.name())).orElse("null");
  }

  private static String point(Judgement line) {
    return line.counterexample().map(c -> string(c.point().toString())).orElse("null");
  }

  private static String claimed(Judgement line) {
    return line.counterexample().map(c -> string(c.claimed())).orElse("null");
  }

  private static String truth(Judgement line) {
    return line.counterexample().map(c -> string(c.truth())).orElse("null");
  }

  private static String number(double x) {
    return Double.isFinite(x) ? String.valueOf(x) : "null";
  }

  private static String field(String name, String value) {
    return string(name) + ": " + value;
  }

  private static String object(String... fields) {
    return "{" + String.join(", ", List.of(fields)) + "}";
  }

  /** A string with quotes and escapes. */
  static String string(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ') {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
