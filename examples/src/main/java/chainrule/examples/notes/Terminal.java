package chainrule.examples.notes;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The table of what was found, for people who read it in a terminal. */
final class Terminal {
  private final PrintWriter out;
  private final Ansi ansi;

  Terminal(CommandLine commandLine) {
    out = commandLine.getOut();
    ansi = commandLine.getColorScheme().ansi();
  }

  /** One line for each section, then each claim that fails. */
  void print(List<Section> sections) {
    int width = sections.stream().mapToInt(s -> s.title().length()).max().orElse(0);
    for (Section section : sections) {
      out.printf(
          Locale.ROOT,
          "%s  %-" + width + "s  %2d of %2d  %s%n",
          verdict(section.holds()),
          section.title(),
          section.held(),
          section.checks().size(),
          section.summary());
    }
    for (Section section : sections) {
      section.checks().stream().filter(c -> !c.holds()).forEach(c -> print(section, c));
    }
    long all = sections.stream().mapToLong(s -> s.checks().size()).sum();
    long held = sections.stream().mapToLong(Section::held).sum();
    out.printf(Locale.ROOT, "%n%d of %d claims hold.%n", held, all);
    out.flush();
  }

  /** Says where the page is. */
  void announce(Path page) {
    out.println("Page: " + page);
    out.flush();
  }

  private void print(Section section, Check check) {
    out.printf(
        "%n%s  %s: %s%n      expected %s%n      found    %s%n",
        verdict(false), section.title(), check.claim(), check.expected(), check.found());
  }

  private String verdict(boolean holds) {
    return ansi.string(holds ? "@|green holds|@" : "@|bold,red FAILS|@");
  }
}
