package chainrule.examples.derive;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** What a call of {@code derive} returned and printed. */
record Session(int status, String out, String err) {
  static Session derive(String... args) {
    return run(Derive.commandLine(), args);
  }

  static Session inColour(String... args) {
    CommandLine command = Derive.commandLine();
    command.setColorScheme(Help.defaultColorScheme(Help.Ansi.ON));
    return run(command, args);
  }

  private static Session run(CommandLine command, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(args);
    return new Session(status, out.toString(), err.toString());
  }
}
