package chainrule.examples.notes;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Tests every claim of the notes on activation functions, prints a table of what was found and
 * writes a page with the plots.
 */
@Command(
    name = "notes",
    mixinStandardHelpOptions = false,
    description =
        "Tests every claim of the notes on activation functions and writes a page of plots.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every claim holds",
      "1:a claim fails, or the page cannot be written",
      "2:the command line is wrong, or --out is in a folder that does not exist"
    })
public final class Notes implements Callable<Integer> {
  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write the page (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("notes.html");

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  private final List<Part> parts;
  private final Progress progress;

  Notes(List<Part> parts, Progress progress) {
    this.parts = parts;
    this.progress = progress;
  }

  /** The program, with its progress shown on a terminal. */
  public static CommandLine commandLine() {
    return commandLine(parts(), Progress.onTerminal());
  }

  static CommandLine commandLine(List<Part> parts, Progress progress) {
    return new CommandLine(new Notes(parts, progress));
  }

  /** The notes, in the order in which they are read. */
  static List<Part> parts() {
    return List.of(
        new Sigmoid(),
        new HyperbolicTangent(),
        new Relu(),
        new LeakyRelu(),
        new Maxout(),
        new Softmax(),
        Derivation.ofSigmoid(),
        Derivation.ofTanh(),
        new ZeroCentred(),
        new Saturation(),
        new VanishingGradients(),
        new Sparsity(),
        new DeadNeurons(),
        new NaiveSpellings(),
        new LostDigits(),
        new IrisClassifier(),
        new IrisTraining());
  }

  /** What keeps a page from being written; nothing, if nothing is seen to. */
  private Optional<String> obstacle() {
    Path folder = out.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(out)) {
      return Optional.of("it is a folder; name a file in it.");
    }
    return folder != null && Files.isDirectory(folder)
        ? Optional.empty()
        : Optional.of("there is no folder " + folder + ".");
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> obstacle = obstacle(); // better said before everything is computed than after
    if (obstacle.isPresent()) {
      err.println("The page cannot be written to " + out + ": " + obstacle.get());
      return 2;
    }
    Terminal terminal = new Terminal(spec.commandLine());
    List<Section> sections = new ArrayList<>();
    for (Part part : parts) {
      sections.add(part.write(progress));
    }
    terminal.print(sections);
    try {
      Files.writeString(out, Page.of(sections));
    } catch (IOException e) {
      err.println("The page cannot be written to " + out + ": " + e);
      return 1;
    }
    terminal.announce(out.toAbsolutePath().normalize());
    return sections.stream().allMatch(Section::holds) ? 0 : 1;
  }
}
