package chainrule.examples.derive;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Profile;
import chainrule.autodiff.expression.Definition;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.Working;
import chainrule.examples.page.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/** A function of one variable that a text defines, to be drawn. */
record Curve(Derivation derivation, Definition definition, String variable) {
  private static final int POINTS = 601;

  /**
   * The last function of one variable in a text; a text without = is its formula.
   *
   * @throws chainrule.autodiff.expression.SyntaxException if the text cannot be read
   * @throws IllegalArgumentException if there is no such function
   */
  static Curve of(String text) {
    Derivation derivation = Derivation.parse(text.contains("=") ? text : "f(x) = " + text.strip());
    List<Definition> definitions = new ArrayList<>(derivation.scope().definitions());
    for (int k = definitions.size() - 1; k >= 0; k--) {
      Definition definition = definitions.get(k);
      Set<String> variables = derivation.scope().variables(definition.at());
      if (variables.size() == 1) {
        String variable = variables.iterator().next();
        if (derivation.scope().shape(variable).isScalar()
            && derivation.shape(definition.at()).isScalar()) {
          return new Curve(derivation, definition, variable);
        }
      }
    }
    throw new IllegalArgumentException(
        "there is no function of one variable; write f(x) = … with numbers for all else");
  }

  /** The function as it is named: f(x), or y. */
  String name() {
    return definition.at().toString();
  }

  /** The name of a derivative. */
  String name(int order) {
    return definition.name()
        + "′".repeat(order)
        + (definition.isFunction() ? "(" + variable + ")" : "");
  }

  /**
   * The derivation of a derivative, from the one before it.
   *
   * @param order from 1
   * @throws FormulaException if an operation has no rule
   */
  Working working(int order) {
    Working working =
        Working.of(definition.body(), definition.name(), variable, derivation.scope());
    for (int k = 1; k < order; k++) {
      working = working.next();
    }
    return working;
  }

  /** What the function does. */
  Profile profile() {
    return Profile.of(derivation.function(definition.at(), variable));
  }

  /**
   * The function and its first and second derivative between two points, as a file of SVG.
   *
   * @throws IllegalArgumentException if the points are not in order, or it has no value there
   */
  String plot(double from, double to) {
    if (!(from < to) || !Double.isFinite(to - from)) {
      throw new IllegalArgumentException("a plot goes from a number to a greater one");
    }
    double[] x = Tensor.linspace(from, to, POINTS).toArray();
    double[][] values = {values(x, 0), values(x, 1), values(x, 2)};
    double[] shown =
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (shown.length == 0) {
      throw new IllegalArgumentException(name() + " has no value from " + from + " to " + to);
    }
    Window window = Window.of(shown);
    Plot plot =
        Plot.of(name() + ", " + name(1) + ", " + name(2), variable)
            .between(window.low(), window.high());
    for (int order = 0; order < values.length; order++) {
      if (Arrays.stream(values[order]).anyMatch(Double::isFinite)) {
        plot.line(name(order), x, window.clipped(values[order]));
      }
    }
    return plot.file();
  }

  private double[] values(double[] x, int order) {
    UnaryOperator<Tensor> f = derivation.function(definition.at(), variable);
    UnaryOperator<Tensor> g = order == 0 ? f : Derivatives.derivative(f, order);
    // The rules take 0·NaN as 0: outside of its domain the function's derivative is not shown.
    return DoubleStream.of(x)
        .map(t -> order > 0 && Double.isNaN(value(f, t)) ? Double.NaN : value(g, t))
        .toArray();
  }

  private static double value(UnaryOperator<Tensor> f, double x) {
    try {
      return f.apply(Tensor.scalar(x)).value();
    } catch (FormulaException none) {
      return Double.NaN;
    }
  }

  /** The part of the vertical axis that is shown. */
  private record Window(double low, double high) {
    /** All values, or if some are far beyond the others, as at a pole, those others. */
    static Window of(double[] sorted) {
      double least = sorted[0];
      double greatest = sorted[sorted.length - 1];
      double low = sorted[sorted.length / 20];
      double high = sorted[sorted.length - 1 - sorted.length / 20];
      double height = high - low;
      if (greatest - least > 6 * height && height > 0) {
        least = Math.max(least, low - height);
        greatest = Math.min(greatest, high + height);
      }
      double margin = least == greatest ? 1 : 0.05 * (greatest - least);
      return new Window(least - margin, greatest + margin);
    }

    /** Values with gaps where they leave the window by more than its height. */
    double[] clipped(double[] values) {
      double height = high - low;
      return DoubleStream.of(values)
          .map(y -> y >= low - height && y <= high + height ? y : Double.NaN)
          .toArray();
    }
  }
}
