package chainrule.autodiff.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

@Tag("fast")
class FormulaMathMlTest {
  /** Formulas, and what readers see: fractions as {a}/{b}, raised and lowered parts in braces. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "1/(1 + exp(-x))      ; {1}/{1+e^{−x}}",
        "x^2*(3 - x)          ; x^{2}·(3−x)",
        "2*x                  ; 2\u2062x",
        "2*3                  ; 2·3",
        "2*3^x                ; 2·3^{x}",
        "a - (b - x)          ; a−(b−x)",
        "a - (-x)             ; a−(−x)",
        "a*(-x)               ; a·(−x)",
        "-(a + x)             ; −(a+x)",
        "(-x)^2               ; (−x)^{2}",
        "(a/x)^2              ; ({a}/{x})^{2}",
        "exp(x)^2             ; (e^{x})^{2}",
        "2*(x + 1)            ; 2·(x+1)",
        "2*log1p(x)           ; 2·log1p(x)",
        "log10(x)             ; log_{10}(x)",
        "sqrt(x + 1)          ; √{x+1}",
        "abs(x)               ; |x|",
        "max(0, x)            ; max(0,x)",
        "where(x > 0, x, where(x < -1, -1, 0)) ; [x][if x>0][−1][if x<−1][0][otherwise]",
        "x <= 1               ; x≤1",
        "1e-9*x               ; 1·10^{−9}\u2062x",
        "alpha*x_1            ; α·x_{1}",
        "f'(x)                ; f^{′}(x)",
        "df/dx                ; {df}/{dx}",
        "d^2f/dx^2            ; {d^{2}f}/{dx^{2}}",
        "d/dx (x^2)           ; {d}/{dx}(x^{2})",
        "v[0]                 ; v_{0}",
        "M.T @ v              ; M^{⊤}v",
        "sum(M, axis=0)       ; sum_{axis 0}(M)",
      })
  void writesAsByHand(String text, String expected) {
    assertThat(read(parsed(FormulaMathMl.of(formula(text))))).isEqualTo(expected);
  }

  @Test
  void anEquationIsOneElement() {
    assertThat(read(parsed(FormulaMathMl.of(formula("f'(x)"), formula("2*x")))))
        .isEqualTo("f^{′}(x)=2\u2062x");
  }

  static Stream<Path> corpus() throws IOException {
    Path folder = Path.of("src/test/resources/chainrule/autodiff/check/corpus");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.filter(f -> f.toString().endsWith(".deriv")).sorted().toList();
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void isWellFormedXml(Path file) throws IOException {
    for (Claim claim : Derivation.parse(Files.readString(file)).claims()) {
      for (Claim.Step step : claim.steps()) {
        Element math = parsed(FormulaMathMl.of(claim.target(), step.formula()));
        assertThat(read(math)).contains("=");
      }
    }
  }

  private static Formula formula(String text) {
    String source =
        "a: scalar; alpha: scalar; x_1: scalar; v: vector(2); M: matrix(2, 2); f(x) = x^2; g = ";
    List<Definition> definitions = Derivation.parse(source + text).scope().definitions();
    return definitions.get(definitions.size() - 1).body();
  }

  private static Element parsed(String markup) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(markup.getBytes(StandardCharsets.UTF_8)))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException(markup, e);
    }
  }

  private static String read(Element element) {
    StringBuilder inside = new StringBuilder();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < element.getChildNodes().getLength(); i++) {
      if (element.getChildNodes().item(i) instanceof Element child) {
        parts.add(read(child));
        inside.append(parts.get(parts.size() - 1));
      } else {
        inside.append(element.getChildNodes().item(i).getTextContent());
      }
    }
    return switch (element.getTagName()) {
      case "mfrac" -> "{" + parts.get(0) + "}/{" + parts.get(1) + "}";
      case "msup" -> parts.get(0) + "^{" + parts.get(1) + "}";
      case "msub" -> parts.get(0) + "_{" + parts.get(1) + "}";
      case "msqrt" -> "√{" + inside + "}";
      case "mtd" -> "[" + inside + "]";
      default -> inside.toString();
    };
  }
}
