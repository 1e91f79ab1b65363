package chainrule.examples.derive;

import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.FormulaGraph;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Derives a function as a person would. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    description = {
      "Derives the last function of one variable, rule by rule; or draws its graph.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  derive show -e \"f(x) = 1/(1 + exp(-x))\" --at x=0.5",
      "  derive show -e \"f(x) = x*tanh(x)\" --svg > graph.svg"
    })
final class ShowCommand implements Callable<Integer> {
  private static final int MAX_ORDER = 6;

  private static final class Form {
    @Option(names = "--latex", description = "Print LaTeX.")
    boolean latex;

    @Option(names = "--dot", description = "Print the graph for Graphviz.")
    boolean dot;

    @Option(names = "--svg", description = "Print the graph as a drawing.")
    boolean svg;

    @Option(
        names = "--at",
        paramLabel = "x=NUMBER",
        split = ",",
        description = "Print the value of each line at a point.")
    @Nullable Map<String, Double> at;
  }

  @ArgGroup(multiplicity = "1")
  private OneText input = new OneText();

  @ArgGroup private Form form = new Form();

  @Option(
      names = "--order",
      paramLabel = "N",
      description = {
        "How often to derive; by default once. The graph is that of the function, or of the"
            + " derivative whose order is given."
      })
  private @Nullable Integer order;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return input.run(spec.commandLine(), text -> spec.commandLine().getOut().print(shown(text)));
  }

  private String shown(String text) {
    if (order != null && (order < 1 || order > MAX_ORDER)) {
      throw new IllegalArgumentException("the order is a number from 1 to " + MAX_ORDER);
    }
    Curve curve = Curve.of(text);
    if (form.dot || form.svg) {
      Formula formula = order == null ? curve.definition().body() : curve.working(order).last();
      FormulaGraph graph = FormulaGraph.of(formula);
      return form.dot ? graph.dot() : graph.svg();
    }
    StringBuilder shown = new StringBuilder();
    for (int k = 1; k <= (order == null ? 1 : order); k++) {
      var working = curve.working(k);
      shown.append(k == 1 ? "" : "\n");
      shown.append(
          form.latex ? working.latex() : form.at == null ? working.text() : working.text(form.at));
    }
    return shown.toString();
  }
}
