package chainrule.examples;

import chainrule.examples.derive.Derive;
import chainrule.examples.gradbench.Gradbench;
import chainrule.examples.notes.Notes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program of the examples' jar: chooses among the programs that people run. */
@Command(
    name = "chainrule-examples",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeOnInvalidInput = 64,
    description = "Checks derivations, and the notes on activation functions; a tool of GradBench.")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the program. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .addSubcommand("derive", Derive.commandLine())
        .addSubcommand("gradbench", Gradbench.commandLine())
        .addSubcommand("notes", Notes.commandLine());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to run: derive, gradbench or notes.");
  }
}
