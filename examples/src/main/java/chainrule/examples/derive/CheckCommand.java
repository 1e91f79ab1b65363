package chainrule.examples.derive;

import chainrule.autodiff.check.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks derivations line by line. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 64,
    description = {
      "Checks derivations: is each line right, and if not, which is the first that breaks?",
      ""
    },
    exitCodeListHeading = "%nExit status, the worst of all files (64, 1, 2, 0):%n",
    exitCodeList = {
      "0:every line is right, if perhaps unstable in doubles",
      "1:a line is wrong",
      "2:it cannot be told",
      "64:the command line is wrong, or a text cannot be read"
    },
    footer = {"", "Example:", "  derive check -e \"f(x) = tanh(x); f'(x) = 1 - f(x)^2\""})
final class CheckCommand implements Callable<Integer> {
  private static final class Input {
    @Option(
        names = {"-e", "--expression"},
        paramLabel = "TEXT",
        description = "The derivation itself; ';' separates its lines.")
    @Nullable String text;

    @Parameters(
        paramLabel = "FILE|FOLDER",
        arity = "1..*",
        description = {
          "Files; folders stand for every *.deriv in them and below, '-' for standard input."
        })
    @Nullable List<Path> paths;
  }

  @ArgGroup(multiplicity = "1")
  private Input input = new Input();

  @Option(names = "--json", description = "Print an object of JSON for each file, on one line.")
  private boolean json;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the random points.")
  private @Nullable Long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Finding> unreadable = new ArrayList<>();
    List<Source> sources = sources(unreadable);
    boolean many = sources.size() + unreadable.size() > 1;
    Map<ExitStatus, Integer> counts = new EnumMap<>(ExitStatus.class);
    for (Finding finding : unreadable) {
      print(finding, many);
      counts.merge(finding.status(), 1, Integer::sum);
    }
    for (Source source : sources) {
      Finding finding = Finding.of(source, seed);
      print(finding, many);
      counts.merge(finding.status(), 1, Integer::sum);
    }
    if (many && !json) {
      out().println(summary(counts));
      out().flush();
    }
    return counts.keySet().stream().reduce(ExitStatus.RIGHT, ExitStatus::or).code();
  }

  private List<Source> sources(List<Finding> unreadable) {
    if (input.text != null) {
      return List.of(Source.ofText(input.text));
    }
    List<Source> sources = new ArrayList<>();
    for (Path path : input.paths == null ? List.<Path>of() : input.paths) {
      try {
        sources.addAll(Source.of(path));
      } catch (IOException e) {
        unreadable.add(Finding.unreadable(path.toString(), e));
      }
    }
    return sources;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void print(Finding finding, boolean many) {
    if (json) {
      out().println(finding.toJson());
    } else if (finding.report().isPresent()) {
      Report report = finding.report().get();
      ReportText text = new ReportText(spec.commandLine().getColorScheme().ansi());
      if (many) {
        out().println(finding.name() + ": " + text.of(report.verdict()));
        out().println(text.of(report).indent(2));
      } else {
        out().print(text.of(report));
      }
    } else {
      out().flush();
      String message = finding.problem().orElseThrow().message();
      spec.commandLine().getErr().println(finding.name() + ": " + message);
      spec.commandLine().getErr().flush();
    }
    out().flush();
  }

  private static String summary(Map<ExitStatus, Integer> counts) {
    return counts.entrySet().stream()
        .map(
            count ->
                count.getValue()
                    + switch (count.getKey()) {
                      case RIGHT -> " right";
                      case CANNOT_TELL -> " cannot tell";
                      case WRONG -> " wrong";
                      case USAGE -> " not readable";
                    })
        .collect(Collectors.joining(", "));
  }
}
