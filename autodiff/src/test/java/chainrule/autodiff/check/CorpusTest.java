package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivations that are right: the checker may not raise one false alarm. */
class CorpusTest {
  static List<Path> derivations() {
    try (Stream<Path> files = Files.list(Path.of(CorpusTest.class.getResource("corpus").toURI()))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | URISyntaxException unreadable) {
      throw new UncheckedIOException(new IOException(unreadable));
    }
  }

  @Test
  void theCorpusIsNotSmall() {
    assertThat(derivations()).hasSizeGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("derivations")
  void aRightDerivationIsFoundRight(Path file) throws IOException {
    Report report = Check.derivation(Files.readString(file));
    assertThat(report.lines())
        .as(report.toString())
        .isNotEmpty()
        .allMatch(l -> l.verdict().isRight());
  }
}
