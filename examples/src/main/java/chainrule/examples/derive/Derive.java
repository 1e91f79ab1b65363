package chainrule.examples.derive;

import chainrule.examples.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code derive}. */
@Command(
    name = "derive",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeOnInvalidInput = 64,
    description = "Is my derivation right? And if not, which line breaks it?",
    subcommands = {
      CheckCommand.class,
      ShowCommand.class,
      PlotCommand.class,
      ProfileCommand.class,
      ServeCommand.class,
      Completion.class
    },
    footer = {
      "",
      "A derivation is a text such as this one:",
      "",
      "  f(x)  = 1/(1 + exp(-x))",
      "  f'(x) = exp(-x)/(1 + exp(-x))^2     # the reciprocal rule",
      "        = f(x)*(1 - f(x))",
      "",
      "Checked from a file or from the command line, where ';' separates lines:",
      "",
      "  derive check sigmoid.deriv",
      "  derive check -e \"f(x) = x*exp(-x); f'(x) = exp(-x) + x*exp(-x)\""
    })
public final class Derive implements Runnable {
  @Spec private CommandSpec spec;

  /** The command, to be run by itself or as part of another. */
  public static CommandLine commandLine() {
    return new CommandLine(new Derive());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: for instance, check.");
  }
}
