package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.pow;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Graphs in LaTeX and for Graphviz. */
class GraphDrawingTest {

  @Test
  void whatIsUsedTwiceGetsALineInLatex() {
    UnaryOperator<Tensor> sigmoid = x -> divide(1, add(1, exp(negate(x))));
    assertThat(Graph.of(grad(sigmoid), Shape.SCALAR).latex())
        .isEqualTo(
            """
            \\begin{aligned}
            t_{2} &= \\exp\\left(-x\\right) \\\\
            t_{4} &= 1 + t_{2} \\\\
            y &= -\\left(-\\frac{\\frac{1}{t_{4}}}{t_{4}}\\right) \\cdot t_{2} \\\\
            \\end{aligned}""");
  }

  @Test
  void latexKeepsParentheses() {
    assertThat(line(x -> multiply(subtract(x, 1), square(add(x, -2)))))
        .isEqualTo("\\left(x - 1\\right) \\cdot \\left(x + \\left(-2\\right)\\right)^{2}");
    assertThat(line(x -> subtract(x, subtract(x, 3)))).isEqualTo("x - \\left(x - 3\\right)");
    assertThat(line(x -> pow(negate(x), 3))).isEqualTo("\\left(-x\\right)^{3}");
  }

  @Test
  void matricesAndReductionsHaveTheirSigns() {
    String latex = Graph.of(grad(x -> sum(tanh(matmul(x, x)))), Shape.of(3, 3)).latex();
    assertThat(latex).contains("\\operatorname{sech2}\\left(x x\\right)", "^{\\top}");
    assertThat(Graph.of(x -> norm(x), Shape.of(2)).latex())
        .contains("\\left\\lVert x \\right\\rVert");
  }

  private static String line(UnaryOperator<Tensor> f) {
    String latex = Graph.of(f, Shape.SCALAR).latex();
    return latex.substring(latex.indexOf("y &= ") + 5, latex.lastIndexOf(" \\\\"));
  }

  @Test
  void aDrawingHasABoxForEachOperation() {
    String dot = Graph.of(x -> sum(multiply(x, exp(x))), Shape.of(2)).dot();
    assertThat(dot)
        .startsWith("digraph")
        .contains("n0 [label=\"x\\n[2]\", shape=ellipse];")
        .contains("n2 [label=\"multiply\\n[2]\"];")
        .contains("n0 -> n2 [taillabel=\"1\"];", "n1 -> n2 [taillabel=\"2\"];")
        .contains("n3 [label=\"sum\", penwidth=2];");
  }

  @Test
  void bodiesAreDrawnInFrames() {
    String dot =
        Graph.of(x -> ControlFlow.iterate(t -> multiply(0.5, add(t, x)), x, 5), Shape.SCALAR).dot();
    assertThat(dot).contains("subgraph cluster_0 {", "label=\"scan\"", "style=dashed");
    assertThat(dot.chars().filter(c -> c == '{').count())
        .isEqualTo(dot.chars().filter(c -> c == '}').count());
  }
}
