package chainrule.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks that the arguments choose, as JMH's own main does, and prints each beside its
 * yardstick of the same run, time as a ratio, and bytes allocated: method {@code chainruleX} beside
 * {@code byHandX}, or beside {@code byHand}, as any other method. The results are also written, as
 * JSON, to the file that the property {@code chainrule.benchmark.results} names.
 */
public final class BenchmarkTable {
  private BenchmarkTable() {}

  /** Takes JMH's arguments. */
  public static void main(String... arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    Path file = Path.of(System.getProperty("chainrule.benchmark.results", "benchmarks.json"));
    Files.deleteIfExists(file);
    Collection<RunResult> results;
    try {
      results =
          new Runner(
                  new OptionsBuilder()
                      .parent(new CommandLineOptions(arguments))
                      .addProfiler(GCProfiler.class)
                      .resultFormat(ResultFormatType.JSON)
                      .result(file.toString())
                      .build())
              .run();
    } catch (NoBenchmarksException e) {
      System.out.println("No benchmark of this module is chosen.");
      return;
    }
    Map<String, RunResult> byName = new TreeMap<>();
    for (RunResult result : results) {
      byName.put(name(result), result);
    }
    System.out.printf("%n%-48s %14s %10s %12s%n", "benchmark", "time", "ratio", "bytes");
    byName.forEach(
        (name, result) -> {
          RunResult yardstick = yardstick(name, byName);
          double time = median(result);
          double ratio = yardstick == null ? Double.NaN : time / median(yardstick);
          System.out.printf(
              Locale.ROOT,
              "%-48s %8.4g %5s %10s %12.0f%n",
              name,
              time,
              result.getPrimaryResult().getScoreUnit(),
              yardstick == null ? "" : String.format(Locale.ROOT, "%.2f", ratio),
              result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        });
  }

  private static @Nullable RunResult yardstick(String name, Map<String, RunResult> byName) {
    RunResult common = byName.get(name.replaceFirst("[.]\\w+", ".byHand"));
    return name.contains(".chainrule")
        ? byName.getOrDefault(name.replace(".chainrule", ".byHand"), common)
        : name.contains(".byHand") ? null : common;
  }

  // Machines are shared: an iteration in which others ran would spoil a mean.
  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static String name(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    StringBuilder name = new StringBuilder(benchmark.replaceFirst(".*[.](?=.*[.])", ""));
    result
        .getParams()
        .getParamsKeys()
        .forEach(key -> name.append(' ').append(result.getParams().getParam(key)));
    return name.toString();
  }
}
