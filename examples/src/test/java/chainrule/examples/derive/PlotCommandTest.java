package chainrule.examples.derive;

import static chainrule.examples.derive.Session.derive;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotCommandTest {
  @TempDir private Path folder;

  @Test
  void drawsTheFunctionAndTwoDerivativesInAFile() throws Exception {
    Path out = folder.resolve("plot.svg");
    Session session = derive("plot", "-e", "g(t) = t*tanh(t)", "--out", out.toString());
    assertThat(session).isEqualTo(new Session(0, "", ""));
    Element svg = parsed(Files.readString(out));
    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(svg.getAttribute("aria-label")).isEqualTo("g(t), g′(t), g′′(t)");
    assertThat(svg.getTextContent()).contains("prefers-color-scheme: dark", "--series-1");
    assertThat(curves(svg)).hasSize(3).allMatch(curve -> curve.length == 602);
  }

  @Test
  void takesTheLastFunctionOfOneVariableAndABareFormula() throws Exception {
    String several = "a = 2; h(x, y) = x*y; f(x) = a*x^2; g(x) = h(x, a); v = [1, 2]; s(x, y) = x";
    assertThat(derive("plot", "-e", several).out()).contains("g′(x)").doesNotContain("f′(x)");
    assertThat(derive("plot", "-e", "x^3 - x").out()).contains("f′′(x)");
  }

  @Test
  void leavesGapsOutsideOfTheDomainAndAtPoles() throws Exception {
    List<double[]> log = curves(parsed(derive("plot", "-e", "log(x)").out()));
    assertThat(log).hasSize(3).allMatch(curve -> curve.length < 310);
    List<double[]> pole = curves(parsed(derive("plot", "-e", "1/x").out()));
    assertThat(pole).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-e x*y             | no function of one variable",
        "-e f(x)=expp(x)    | did you mean exp?",
        "-e x --from=2 --to=1   | from a number to a greater one",
        "-e log(x) --to=-1  | f(x) has no value from -5.0 to -1.0",
        "nowhere.deriv      | nowhere.deriv: cannot be read: there is no such file",
        "-e x -o no/where/p.svg | cannot be written",
      })
  void saysWhatIsWrong(String arguments, String message) {
    String[] words = ("plot " + arguments).split(" ");
    Session session = derive(words);
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err()).contains(message.replace("log(x) has", "f(x) has"));
  }

  private static Element parsed(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  private static double abscissa(String point) {
    return Double.parseDouble(point.substring(0, point.indexOf(',')));
  }

  /** The abscissas of the longer lines. */
  private static List<double[]> curves(Element svg) {
    NodeList lines = svg.getElementsByTagName("polyline");
    return IntStream.range(0, lines.getLength())
        .mapToObj(i -> ((Element) lines.item(i)).getAttribute("points").split(" "))
        .filter(points -> points.length > 20)
        .map(points -> Arrays.stream(points).mapToDouble(p -> abscissa(p)))
        .map(DoubleStream::toArray)
        .toList();
  }
}
