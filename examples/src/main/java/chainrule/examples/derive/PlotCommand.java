package chainrule.examples.derive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws a function and its derivatives. */
@Command(
    name = "plot",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    description = {
      "Draws the last function of one variable, with its first and second derivative, as SVG.",
      ""
    },
    footer = {"", "Example:", "  derive plot -e \"f(x) = x*tanh(x)\" --out plot.svg"})
final class PlotCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private OneText input = new OneText();

  @Option(
      names = "--from",
      paramLabel = "A",
      defaultValue = "-5",
      description = "Where the plot begins (default: ${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--to",
      paramLabel = "B",
      defaultValue = "5",
      description = "Where it ends (default: ${DEFAULT-VALUE}).")
  private double to;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it; to standard output if not given.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return input.run(
        spec.commandLine(),
        text -> {
          String svg = Curve.of(text).plot(from, to);
          if (out == null) {
            spec.commandLine().getOut().print(svg);
          } else {
            write(out, svg);
          }
        });
  }

  private static void write(Path file, String svg) {
    try {
      Files.writeString(file, svg);
    } catch (IOException e) {
      throw new IllegalArgumentException("the plot cannot be written: " + e, e);
    }
  }
}
