package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Texts from strangers: whatever is written, reading ends soon, with a derivation or a {@link
 * SyntaxException}, and checking what could be read ends too, with a report.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("chainrule.fuzz.seed", 1);

  private static final String[] WORDS = {
    "f",
    "x",
    "y",
    "W",
    "J",
    "d",
    "dx",
    "df",
    "e",
    "T",
    "i",
    "exp",
    "log",
    "sin",
    "sum",
    "max",
    "where",
    "mean",
    "diag",
    "outer",
    "grad",
    "for",
    "in",
    "np",
    "axis",
    "keepdims",
    "True",
    "scalar",
    "vector",
    "matrix",
    "σ",
    "π",
    "∂",
    "∂f",
    "²",
    "⁻¹",
    "ᵀ",
    "·",
    "√",
    "∑",
    "∇",
    "′",
    "\\frac",
    "\\sqrt",
    "\\left",
    "\\partial",
    "\\sigma",
    "\\cdot",
    "\\\\",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "|",
    "‖",
    "+",
    "-",
    "*",
    "/",
    "**",
    "^",
    "@",
    "=",
    "==",
    "<",
    "<=",
    ">",
    "!=",
    ",",
    ":",
    ";",
    ".",
    ".T",
    "'",
    "''",
    "\n",
    " ",
    "#",
    "%",
    "_",
    "&",
    "0",
    "1",
    "2",
    "3.5",
    "1e9",
    "1e-300",
    "1e400",
    "99999",
    ".5",
    "f(x) = ",
    "f'(x) = ",
    "x: vector(3)\n",
    "df/dx",
    "d/dx ",
    "dL/dW = ",
    "\u0000",
    "\uD835",
    "é",
    "中",
    "\t"
  };

  private final Random random = new Random(SEED);

  @Test
  void aMillionTextsAreReadOrRefused() throws IOException {
    read(1_000_000);
  }

  @Test
  @Tag("slow")
  void tenMillionTextsAreReadOrRefused() throws IOException {
    read(10_000_000);
  }

  @Test
  void whatCanBeReadIsCheckedInBoundedTime() throws IOException {
    List<String> corpus = corpus();
    int checked = 0;
    for (int tries = 0; checked < 60 && tries < 100_000; tries++) {
      String text = text(corpus);
      try {
        if (Derivation.parse(text).claims().isEmpty()) {
          continue;
        }
      } catch (SyntaxException refused) {
        continue;
      }
      checked++;
      Report report = Check.derivation(text);
      // Each claim has a budget of a few seconds, which only extreme texts come near.
      assertThat(report.seconds()).as(text).isLessThan(20.0 * report.claims().size());
    }
    assertThat(checked).isEqualTo(60);
  }

  private void read(int texts) throws IOException {
    System.out.println("the seed of the texts is " + SEED);
    List<String> corpus = corpus();
    int read = 0;
    for (int k = 0; k < texts; k++) {
      String text = text(corpus);
      try {
        Derivation.parse(text);
        read++;
      } catch (SyntaxException refused) {
        assertThat(refused.line()).isPositive();
      } catch (RuntimeException | StackOverflowError broken) {
        throw new AssertionError("text " + k + " of seed " + SEED + ":\n" + text, broken);
      }
    }
    assertThat(read).as("texts that are derivations").isGreaterThan(texts / 100);
  }

  private static List<String> corpus() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : CorpusTest.derivations()) {
      String text = Files.readString(file);
      if (text.length() < 400) {
        texts.add(text);
      }
    }
    return texts;
  }

  private String text(List<String> corpus) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) == 0) {
      int words = 1 + random.nextInt(15);
      for (int k = 0; k < words; k++) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      }
      return text.toString();
    }
    String[] lines = corpus.get(random.nextInt(corpus.size())).split("\n", -1);
    int from = random.nextInt(lines.length);
    for (int k = from; k < Math.min(lines.length, from + 3); k++) {
      text.append(lines[k]).append('\n');
    }
    int edits = random.nextInt(4);
    for (int k = 0; k < edits && text.length() > 0; k++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
        case 2 -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 5)));
      }
    }
    return text.toString();
  }
}
