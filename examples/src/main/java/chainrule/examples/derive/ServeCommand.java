package chainrule.examples.derive;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the page to browsers of this machine. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 64,
    description = {
      "Opens a page for the browser of this machine: see a function, check a derivation.",
      "It is reached from this machine only, and needs no network.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The port; 0 for one that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      return problem("a port is a number from 0 to 65535");
    }
    try (Server server = Server.start(port)) {
      spec.commandLine().getOut().println(server.page() + "   (Ctrl+C ends it)");
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
    } catch (IOException e) {
      return problem("port " + port + " cannot be used (" + e.getMessage() + "); try --port 0");
    }
    return ExitStatus.RIGHT.code();
  }

  private int problem(String message) {
    spec.commandLine().getErr().println(message);
    spec.commandLine().getErr().flush();
    return ExitStatus.USAGE.code();
  }
}
