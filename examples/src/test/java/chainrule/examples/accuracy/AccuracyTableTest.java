package chainrule.examples.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The search for the largest errors, and the table of it. */
class AccuracyTableTest {
  @TempDir Path folder;

  private static Tensor exp(Tensor... x) {
    return Operations.exp(x[0]);
  }

  private static double worst(Search search) {
    return search.run(400).worst().error();
  }

  @Test
  void aPlantedErrorIsFound() {
    Function<Tensor[], Tensor> f = AccuracyTableTest::exp;
    assertThat(worst(Search.ofOther(f, Math::exp))).isBetween(0.5, 1.01);
    assertThat(
            worst(
                Search.ofOther(f, x -> x > 0.5 && x < 2 ? 1.000000001 * Math.exp(x) : Math.exp(x))))
        .isGreaterThan(1e6);
    assertThat(worst(Search.ofOther(f, x -> x < -700 ? Double.NaN : Math.exp(x))))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void derivativesAreHeldToTheirBounds() {
    for (int order = 0; order < 3; order++) {
      assertThat(worst(new Search(AccuracyTableTest::exp, 1, 0, order))).isBetween(0.4, 1.01);
      assertThat(worst(new Search(x -> Operations.tanh(x[0]), 1, 0, order)))
          .isLessThan(AccuracyTable.BOUNDS[order]);
    }
  }

  @Test
  void theTableIsPrintedAndWritten() throws IOException {
    Path file = folder.resolve("accuracy.md");
    StringWriter out = new StringWriter();
    CommandLine command = AccuracyTable.commandLine().setOut(new PrintWriter(out));

    int status = command.execute("--points=60", "--only=erf", "--out=" + file);

    assertThat(status).isZero();
    assertThat(out.toString()).contains("| erf | ", "| erfc | ", "Table: " + file);
    assertThat(Files.readString(file))
        .startsWith("# Accuracy")
        .contains("from 60 points", "| function | value |", "| erf | ");
  }

  @Test
  void aTableThatCannotBeWrittenSaysWhy() {
    StringWriter err = new StringWriter();
    CommandLine command =
        AccuracyTable.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err));
    int status =
        command.execute("--points=20", "--only=sqrt", "--out=" + folder.resolve("no/such.md"));
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("cannot write", "no/such.md");
  }
}
