package chainrule.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
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
  void aPageThatCannotBeWrittenGivesStatusOneAndSaysWhy() {
    Path nowhere = folder.resolve("missing").resolve("page.html");

    assertThat(run(List.of(TRUE_CLAIM), "--out", nowhere.toString())).isOne();
    assertThat(err.toString()).contains("cannot be written", nowhere.toString());
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
