package chainrule.examples.derive;

import static chainrule.examples.derive.Session.derive;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
  private static final String RIGHT = "f(x) = x^2\nf'(x) = 2*x\n";
  private static final String WRONG = "f(x) = x^2\nf'(x) = x + x\n      = 2*x^2\n";
  private static final String TYPO = "f(x) = x^2\nf'(x) = 2*exq(x)\n";
  private static final String ESCAPE = "\u001b";

  @TempDir private Path folder;
  private Path right;
  private Path wrong;
  private Path typo;

  @BeforeEach
  void write() throws IOException {
    Path deeper = Files.createDirectories(folder.resolve("b/c"));
    right = Files.writeString(deeper.resolve("right.deriv"), RIGHT);
    wrong = Files.writeString(folder.resolve("a-wrong.deriv"), WRONG);
    typo = Files.writeString(folder.resolve("typo.deriv"), TYPO);
    Files.writeString(folder.resolve("other.txt"), WRONG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f(x) = x^2; f'(x) = 2*x                        | 0",
        "f(x) = 1/(1 + exp(-x)); f'(x) = f(x)*(1 - f(x)) | 0",
        "f(x) = x^2; f'(x) = 3*x                        | 1",
        "f(x) = log(x); f'(x) = 1/x; for x < 0          | 2",
        "f(x) = x^2                                     | 2",
        "f(x) = x^2; f'(x) = 2*                         | 64"
      })
  void theExitStatusIsTheVerdict(String text, int status) {
    assertThat(derive("check", "-e", text).status()).isEqualTo(status);
  }

  @Test
  void theWorstOfAllFilesIsReturnedAndNoneStopsTheOthers() {
    String missing = folder.resolve("missing.deriv").toString();
    assertThat(derive("check", right.toString()).status()).isZero();
    assertThat(derive("check", right.toString(), wrong.toString()).status()).isEqualTo(1);
    Session all = derive("check", missing, typo.toString(), wrong.toString(), right.toString());
    assertThat(all.status()).isEqualTo(64);
    assertThat(all.err()).contains(missing + ": cannot be read: there is no such file");
    assertThat(all.out()).contains("1 right, 1 wrong, 2 not readable");
  }

  @Test
  void theReportNamesTheFirstWrongLine() {
    Session session = derive("check", wrong.toString());
    assertThat(session.out())
        .contains("x + x", "right", "2*x^2", "wrong: at x = ", "line that breaks is line 3");
    assertThat(session.err()).isEmpty();
  }

  @Test
  void aMistypedNameIsShownWithACaretAndASuggestion() {
    Session session = derive("check", typo.toString());
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err())
        .contains("line 2, column 11", "did you mean exp?", "f'(x) = 2*exq(x)\n", "          ^");
  }

  @Test
  void aFolderStandsForItsDerivationsInOrder() throws IOException {
    List<JsonNode> lines = json(derive("check", "--json", folder.toString()));
    assertThat(lines.stream().map(l -> l.get("file").asText()))
        .containsExactly(wrong.toString(), right.toString(), typo.toString());
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Session session = derive("check", empty.toString());
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err()).contains("there is no file *.deriv in this folder");
  }

  @Test
  void jsonHasALineForEachFile() throws IOException {
    Session session = derive("check", "--json", folder.toString(), "nowhere.deriv");
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err()).isEmpty();
    List<JsonNode> lines = json(session);
    assertThat(lines).hasSize(4);
    JsonNode missing = lines.get(3);
    assertThat(missing.get("verdict").asText()).isEqualTo("error");
    assertThat(missing.get("message").asText()).contains("no such file");
    assertThat(missing.get("line").isNull()).isTrue();

    JsonNode first = lines.get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .startsWith(
            "file", "verdict", "line", "slip", "counterexample", "claimed", "truth", "seconds");
    assertThat(first.get("verdict").asText()).isEqualTo("wrong");
    assertThat(first.get("line").asInt()).isEqualTo(3);
    assertThat(first.get("slip").asText()).isEqualTo("power");
    assertThat(first.get("counterexample").asText()).startsWith("x = ");
    assertThat(first.get("claimed").asText()).isNotEqualTo(first.get("truth").asText());
    assertThat(first.get("seconds").isNumber()).isTrue();
    assertThat(lines.get(1).get("verdict").asText()).isEqualTo("right");
    assertThat(lines.get(1).get("line").isNull()).isTrue();

    JsonNode error = lines.get(2);
    assertThat(error.get("verdict").asText()).isEqualTo("error");
    assertThat(error.get("line").asInt()).isEqualTo(2);
    assertThat(error.get("column").asInt()).isEqualTo(11);
    assertThat(error.get("message").asText()).contains("exq").doesNotContain("\n");
  }

  @Test
  void theSeedIsTakenAndTold() throws IOException {
    Session session = derive("check", "--json", "--seed", "7", right.toString());
    assertThat(json(session).get(0).get("seed").asLong()).isEqualTo(7);
  }

  @Test
  void aMinusReadsStandardInput() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(WRONG.getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(derive("check", "-").status()).isEqualTo(1);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void filesThatAreNoTextOrTooLongAreRefused() throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    assertThat(derive("check", binary.toString()).err()).contains("it is not text in UTF-8");
    assertThat(derive("check", large.toString()).err()).contains("more than 1048576 bytes");
  }

  @Test
  void thereAreColoursOnATerminalOnly() {
    String[] args = {"check", wrong.toString()};
    assertThat(derive(args).out()).doesNotContain(ESCAPE);
    String coloured = Session.inColour(args).out();
    assertThat(coloured).contains(ESCAPE);
    assertThat(coloured.replaceAll(ESCAPE + "\\[[0-9;]*m", "")).isEqualTo(derive(args).out());
  }

  @Test
  void theDerivationsOfTheNotesAreRight() {
    Session session = derive("check", "notes");
    assertThat(session.err()).isEmpty();
    assertThat(session.out()).contains("6 right");
    assertThat(session.status()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "check,                    Missing required",
    "check --seed x -e f,      Invalid value for option '--seed'",
    "check --jsn -e f,         Unknown option: '--jsn'",
    "chek,                     Did you mean: derive check",
    "'',                       Say what to do"
  })
  void aWrongCommandLineIsExplained(String line, String message) {
    Session session = derive(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err()).contains(message);
  }

  @Test
  void helpShowsAnExampleAndCompletionIsAScript() {
    assertThat(derive("--help").out()).contains("f'(x) = exp(-x)/(1 + exp(-x))^2", "check");
    assertThat(derive("check", "--help").out()).contains("Exit status", "--json", "64");
    assertThat(derive("--version").out()).startsWith("chainrule ");
    assertThat(derive("generate-completion").out())
        .contains("complete -F _complete_derive", "--seed");
  }

  @Test
  void theReadmeShowsRealSessions() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String mine =
        """
        f(x)  = x*exp(-x^2)
        f'(x) = exp(-x^2) + x*(-2*x)*exp(-x^2)     # product rule
              = exp(-x^2)*(1 - x^2)
        """;
    assertThat(readme)
        .contains(mine.indent(4))
        .contains(derive("check", "-e", mine).out().indent(4))
        .contains(
            derive("check", "-e", "f(x) = 1/(1 + exp(-x)); f'(x) = f(x)*(1 - f(x))")
                .out()
                .indent(4))
        .contains(derive("show", "-e", "f(x) = x*tanh(x)").out().indent(4));
  }

  private static List<JsonNode> json(Session session) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : session.out().lines().toList()) {
      lines.add(mapper.readTree(line));
    }
    return lines;
  }
}
