package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes that students make: the first line of each file says where and by which names. */
class WrongDerivationsTest {
  private static final Pattern EXPECTED = Pattern.compile("# line (\\d+): ([a-z, -]+)");

  static List<Path> derivations() {
    try (Stream<Path> files =
        Files.list(Path.of(WrongDerivationsTest.class.getResource("corpus/wrong").toURI()))) {
      return files.sorted().toList();
    } catch (IOException | URISyntaxException unreadable) {
      throw new UncheckedIOException(new IOException(unreadable));
    }
  }

  @Test
  void thereAreMany() {
    assertThat(derivations()).hasSizeGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("derivations")
  void theLineAndTheSlipAreNamed(Path file) throws IOException {
    String text = Files.readString(file);
    Matcher expected = EXPECTED.matcher(text.lines().findFirst().orElse(""));
    assertThat(expected.matches()).isTrue();
    Report report = Check.derivation(text);
    assertThat(report.firstWrongLine())
        .as(report.toString())
        .hasValue(Integer.parseInt(expected.group(1)));
    assertThat(report.firstWrong().flatMap(Judgement::slip).map(Slip::name))
        .as(report.toString())
        .get()
        .isIn((Object[]) expected.group(2).split(", "));
  }
}
