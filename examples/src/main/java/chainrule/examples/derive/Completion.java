package chainrule.examples.derive;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The script by which a shell completes {@code derive}, whatever jar it is called from. */
@Command(
    name = "generate-completion",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 64,
    description = {
      "Prints a script by which bash and zsh complete this command:",
      "  source <(derive generate-completion)"
    })
final class Completion implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("derive", Derive.commandLine()));
    out.flush();
  }
}
