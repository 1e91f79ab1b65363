package chainrule.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that is made of JMH's results. */
class BenchmarkPageTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), json);
    return BenchmarkPage.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute("--out=" + folder.resolve("page"), file.toString());
  }

  /** A result as JMH writes it: the median is not the mean. */
  private static String result(String method, String program, String unit, double median) {
    return """
        {"benchmark": "chainrule.autodiff.benchmark.%s", "jdkVersion": "17.0.1",
         "measurementIterations": 5, "measurementTime": "1 s", "warmupIterations": 3,
         "params": {"program": "%s"},
         "primaryMetric": {"score": 999, "scoreUnit": "%s", "scorePercentiles": {"50.0": %s}},
         "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 24.2}}}"""
        .formatted(method, program, unit, median);
  }

  @Test
  void ratiosAreOfMediansWhateverTheUnit() throws IOException {
    int status =
        run(
            "["
                + String.join(
                    ",",
                    result("Gradients.byHand", "rosenbrock-1000", "us/op", 2),
                    result("Gradients.chainruleCompiled", "rosenbrock-1000", "ns/op", 3000),
                    result("Gradients.chainruleCompiledValue", "rosenbrock-1000", "us/op", 1.2),
                    result("Gradients.chainruleEager", "rosenbrock-1000", "us/op", 33))
                + "]");

    assertThat(status).isZero();
    assertThat(Files.readString(folder.resolve("page/benchmarks.md")))
        .contains(
            "| Rosenbrock, n = 1,000 | 2.00 | 3.00 | 1.50 |  | 16.5 | 11.0 | 2.50 |  | 24 |  |  |")
        .contains("JDK 17.0.1, 5 iterations of 1 s after 3 of warm-up")
        .doesNotContain("NaN", "{");
  }

  @Test
  void sizesAreDrawnByTheEntry() throws IOException {
    run(
        "["
            + String.join(
                ",",
                result("Gradients.byHand", "elementwise-1000", "us/op", 20),
                result("ArraySizes.byHand", "elementwise-10000", "us/op", 300))
            + "]");

    assertThat(Files.readString(folder.resolve("page/benchmarks.md")))
        .contains("| 1,000 | 20.0 |", "| 10,000 | 30.0 |");
    assertThat(Files.readString(folder.resolve("page/images/benchmark-arrays.svg")))
        .contains("var(--series-1)")
        .doesNotContain("var(--series-2)");
  }

  @Test
  void withoutGradientsThereIsNoPage() throws IOException {
    assertThat(run("[]")).isZero();
    assertThat(out.toString()).contains("no page is written");
    assertThat(folder.resolve("page")).doesNotExist();
  }

  @Test
  void resultsThatAreNotJsonAreAnError() throws IOException {
    assertThat(run("[{")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot write the page");
  }
}
