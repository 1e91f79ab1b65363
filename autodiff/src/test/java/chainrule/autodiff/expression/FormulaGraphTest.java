package chainrule.autodiff.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FormulaGraphTest {
  private static FormulaGraph graph(String formula) {
    return FormulaGraph.of(FormulaSamples.body(FormulaSamples.read(formula)));
  }

  @Test
  void equalPartsAreOneNode() {
    assertThat(graph("exp(-x)/(1 + exp(-x))^2").dot())
        .isEqualTo(
            """
            digraph formula {
              node [shape=box, style=rounded, fontname="sans-serif"];
              n0 [label="x", shape=ellipse];
              n1 [label="−"];
              n0 -> n1;
              n2 [label="exp"];
              n1 -> n2;
              n3 [label="1", shape=ellipse];
              n4 [label="+"];
              n3 -> n4;
              n2 -> n4;
              n5 [label="2", shape=ellipse];
              n6 [label="^"];
              n4 -> n6 [taillabel="1"];
              n5 -> n6 [taillabel="2"];
              n7 [label="÷"];
              n2 -> n7 [taillabel="1"];
              n6 -> n7 [taillabel="2"];
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "exp(-x)/(1 + exp(-x))^2", "where(x < 1, x^2*sin(x), x)"})
  void drawingsHaveABoxForEachNode(String formula) throws Exception {
    FormulaGraph graph = graph(formula);
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(graph.svg())));
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(graph.size());
    assertThat(svg.getElementsByTagName("text").getLength()).isEqualTo(graph.size());
    assertThat(graph.svg()).doesNotContain("NaN", "Infinity");
  }
}
