package chainrule.examples.notes;

import java.io.Console;
import java.io.PrintStream;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a long part is; silent where nobody watches. */
final class Progress {
  private final PrintStream out;
  private final boolean watched;

  Progress(PrintStream out, boolean watched) {
    this.out = out;
    this.watched = watched;
  }

  /** Progress on the terminal, if there is one. */
  static Progress onTerminal() {
    return new Progress(System.err, hasTerminal());
  }

  static Progress silent() {
    return new Progress(System.err, false);
  }

  /** Calls for 0, 1, …, steps - 1. */
  void forEach(String task, int steps, IntConsumer step) {
    if (!watched) {
      for (int i = 0; i < steps; i++) {
        step.accept(i);
      }
      return;
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(100)
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .clearDisplayOnFinish()
            .build()) {
      for (int i = 0; i < steps; i++) {
        step.accept(i);
        bar.step();
      }
    }
  }

  /** From Java 22 on a console can be there without a terminal, and has a method that says so. */
  @SuppressWarnings("SystemConsoleNull") // that is what the rest of the method is for
  private static boolean hasTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderThan22) {
      return true;
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
