package chainrule.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.examples.page.Html;
import chainrule.examples.page.Plot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command: what it prints, writes and returns. */
class NotesTest {
  private static final Part TRUE_CLAIM =
      progress ->
          new Draft("one", "One <part>")
              .say("Words & more.")
              .plots(line(), line())
              .check(Check.equal("one is one", 1, 1))
              .finish("fine");
  private static final Part FALSE_CLAIM =
      progress -> new Draft("two", "Two").check(Check.equal("one is two", 2, 1)).finish("not fine");
  private static final Part NEVER_RUN =
      progress -> {
        throw new AssertionError("computed although the page cannot be written");
      };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private static Plot line() {
    double[] x = Points.between(0, 1, 5);
    return Plot.of("a line", "x").line("y", x, x).dots("z", x, x);
  }

  private int run(List<Part> parts, String... arguments) {
    CommandLine command = Notes.commandLine(parts, Progress.silent());
    return command
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(arguments);
  }

  private String page(Part... parts) throws IOException {
    Path file = folder.resolve("page.html");
    run(List.of(parts), "--out", file.toString());
    return Files.readString(file);
  }

  @Test
  void everyClaimOfTheNotesHoldsAndThePageIsWritten() throws IOException {
    Path file = folder.resolve("notes.html");

    int status = run(Notes.parts(), "--out", file.toString());

    assertThat(status).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("claims hold.", "Page: " + file)
        .doesNotContain("FAILS")
        .doesNotContain("\u001b");
    String page = Files.readString(file);
    assertThat(page).startsWith("<!DOCTYPE html>").contains("<svg", "</html>");
    assertStandsAlone(page);
    assertIdsAreUnique(page);
    assertLinksLeadSomewhere(page);
  }

  @Test
  void aClaimThatFailsIsNamedAndGivesStatusOne() throws IOException {
    Path file = folder.resolve("notes.html");

    int status = run(List.of(TRUE_CLAIM, FALSE_CLAIM), "--out", file.toString());

    assertThat(status).isOne();
    assertThat(out.toString())
        .contains("FAILS  Two: one is two", "expected 2", "found    1", "1 of 2 claims hold.");
    assertThat(Files.readString(file)).contains("✗ fails", "1 of 2 claims hold");
  }

  @Test
  void claimsThatAllHoldGiveStatusZero() throws IOException {
    assertThat(run(List.of(TRUE_CLAIM), "--out", folder.resolve("page.html").toString())).isZero();
  }

  @Test
  void aWrongOptionGivesTheUsageAndStatusTwo() {
    assertThat(run(List.of(TRUE_CLAIM), "--colour")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown option: '--colour'", "Usage: notes", "--out=FILE");
  }

  @Test
  void helpIsPrintedOnRequest() {
    assertThat(run(List.of(TRUE_CLAIM), "--help")).isZero();
    assertThat(out.toString()).contains("Usage: notes", "Exit status:");
  }

  @Test
  void aMissingFolderIsNamedBeforeAnythingIsComputed() {
    Path missing = folder.resolve("missing");
    Path nowhere = missing.resolve("page.html");

    assertThat(run(List.of(NEVER_RUN), "--out", nowhere.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "The page cannot be written to " + nowhere + ": there is no folder " + missing + ".");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFolderInPlaceOfAFileIsRefusedBeforeAnythingIsComputed() {
    assertThat(run(List.of(NEVER_RUN), "--out", folder.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "The page cannot be written to " + folder + ": it is a folder; name a file in it.");
  }

  @Test
  void aPageThatCannotBeWrittenAfterAllGivesStatusOneAndSaysWhy() {
    Path file = folder.resolve("page.html");
    Part thatTakesThePlace =
        progress -> {
          try {
            Files.createDirectory(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return TRUE_CLAIM.write(progress);
        };

    assertThat(run(List.of(thatTakesThePlace), "--out", file.toString())).isOne();
    assertThat(err.toString()).contains("cannot be written", file.toString());
  }

  @Test
  void logarithmicPlotsHaveTwoTicksAtLeast() {
    double[] x = {0, 1, 2};
    for (double decades = 0.1; decades < 30; decades *= 1.2) {
      double[] y = {1e-3, Math.pow(10, -3 - 0.3 * decades), Math.pow(10, -3 - decades)};
      String figure = Plot.of("p", "x").logarithmic().line("y", x, y).figure("p").markup();

      assertThat(figure).contains("p (logarithmic scale)");
      assertThat(found(figure, "d=\"M\\S+ (\\S+) L\\S+ \\1 L\\S+ \\1 L\\S+ \\1 "))
          .as("horizontal lines of the grid, of %s decades", decades)
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void raisedCharactersAreSuperscripts() {
    assertThat(Html.text("4·10⁻¹² < e⁷¹⁰").markup())
        .isEqualTo("4·10<sup>−12</sup> &lt; e<sup>710</sup>");
    assertThat(Html.tag("b", "").with("title", "10⁻¹²").markup())
        .isEqualTo("<b title=\"10⁻¹²\"></b>");
  }

  @Test
  void textIsEscaped() throws IOException {
    assertThat(page(TRUE_CLAIM))
        .contains("One &lt;part&gt;", "Words &amp; more.")
        .doesNotContain("<part>");
  }

  @Test
  void idsOfPlotsAreUnique() throws IOException {
    assertIdsAreUnique(page(TRUE_CLAIM));
  }

  @Test
  void theProgressBarIsSilentWithoutATerminal() {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    List<Integer> steps = new ArrayList<>();

    new Progress(new PrintStream(seen, true, StandardCharsets.UTF_8), false)
        .forEach("task", 3, steps::add);

    assertThat(steps).containsExactly(0, 1, 2);
    assertThat(seen.size()).isZero();
  }

  @Test
  void theProgressBarShowsTheTaskOnATerminal() {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    List<Integer> steps = new ArrayList<>();

    new Progress(new PrintStream(seen, true, StandardCharsets.UTF_8), true)
        .forEach("task", 3, steps::add);

    assertThat(steps).containsExactly(0, 1, 2);
    assertThat(seen.toString(StandardCharsets.UTF_8)).contains("task");
  }

  private static void assertStandsAlone(String page) {
    assertThat(page)
        .doesNotContain("http://", "https://", "<script", "<link", "<img", "<iframe", "@import")
        .doesNotContain("src=", "NaN,", ",NaN");
    assertThat(found(page, "url\\(([^)]*)\\)")).allMatch(target -> target.startsWith("#"));
  }

  private static void assertIdsAreUnique(String page) {
    List<String> ids = found(page, " id=\"([^\"]*)\"");
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  private static void assertLinksLeadSomewhere(String page) {
    assertThat(new HashSet<>(found(page, " id=\"([^\"]*)\"")))
        .containsAll(found(page, "href=\"#([^\"]*)\""))
        .containsAll(found(page, "url\\(#([^)]*)\\)"));
  }

  private static List<String> found(String page, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    List<String> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }
}
