package chainrule.examples.derive;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The option or parameter of commands that look at one function. */
final class OneText {
  @Option(
      names = {"-e", "--expression"},
      paramLabel = "TEXT",
      description = "The function, as \"f(x) = x*tanh(x)\"; ';' separates lines.")
  private @Nullable String text;

  @Parameters(paramLabel = "FILE", arity = "1", description = "A file, or '-' for standard input.")
  private @Nullable Path file;

  private Source source() {
    return text == null ? new Source(String.valueOf(file), null) : Source.ofText(text);
  }

  /** What is done with the text. */
  interface Work {
    void accept(String text) throws IOException;
  }

  /** Does it, and says what is wrong with the text if it cannot be done. */
  int run(CommandLine command, Work work) {
    Source source = source();
    try {
      work.accept(source.read());
      command.getOut().flush();
      return ExitStatus.RIGHT.code();
    } catch (RuntimeException e) {
      return problem(command, source, Problems.message(e));
    } catch (IOException e) {
      return problem(command, source, "cannot be read: " + e.getMessage());
    }
  }

  private static int problem(CommandLine command, Source source, String message) {
    command.getErr().println(source.name() + ": " + message);
    command.getErr().flush();
    return ExitStatus.USAGE.code();
  }
}
