package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.derivative;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Real;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import java.util.function.UnaryOperator;

/**
 * An activation that works entry by entry, and the derivative that the notes give for it.
 *
 * @param symbol how it is written in claims
 * @param f the activation
 * @param written the same as the notes write it, to hold the values against
 * @param closedForm its derivative as the notes write it
 * @param end the size of the largest argument at which doubles can tell anything
 * @param values what a plot of it shows
 * @param slopes what a plot of its derivative shows
 */
record Activation(
    String symbol,
    UnaryOperator<Tensor> f,
    UnaryOperator<Tensor> written,
    UnaryOperator<Tensor> closedForm,
    double end,
    Axis values,
    Axis slopes) {
  /** The part of a vertical axis that a plot shows. */
  record Axis(double low, double high) {}

  private static final double[] PLOTTED = Points.between(-8, 8, 321);

  /** The derivative by automatic differentiation. */
  UnaryOperator<Tensor> slope() {
    return derivative(f);
  }

  double at(double x) {
    return f.apply(Tensor.scalar(x)).value();
  }

  double slopeAt(double x) {
    return slope().apply(Tensor.scalar(x)).value();
  }

  /** The function and its derivative, with what the notes say laid over them. */
  Plot[] plots() {
    Tensor x = Tensor.vector(PLOTTED);
    return new Plot[] {
      Plot.of(symbol, "x")
          .between(values.low(), values.high())
          .line("in doubles", PLOTTED, f.apply(x).toArray())
          .dots(
              "the formula in " + Accuracy.DIGITS + " digits",
              PLOTTED,
              Accuracy.truth(written, PLOTTED)),
      Plot.of("its derivative", "x")
          .between(slopes.low(), slopes.high())
          .line("automatic", PLOTTED, slope().apply(x).toArray())
          .dots("closed form", PLOTTED, closedForm.apply(x).toArray())
    };
  }

  /** The errors of value and derivative, over the plot and over all doubles that matter. */
  Errors errors() {
    double[] whole = Points.whole(end);
    Real[] slopes = Accuracy.precise(closedForm, whole);
    return new Errors(
        Accuracy.worst(f, written, PLOTTED),
        Accuracy.worst(f, written, whole),
        Accuracy.worst(slope(), closedForm, PLOTTED),
        Accuracy.worst(Accuracy.ulps(slope(), slopes, whole), whole),
        Accuracy.worst(Accuracy.ulps(closedForm, slopes, whole), whole));
  }

  /** See {@link #errors()}; the last is that of the closed form itself when doubles compute it. */
  record Errors(
      Accuracy.Worst value,
      Accuracy.Worst valueWhole,
      Accuracy.Worst slope,
      Accuracy.Worst slopeWhole,
      Accuracy.Worst closedForm) {
    static final double VALUE_BOUND = 2;
    static final double SLOPE_BOUND = 4;

    Check[] checks(String symbol, double end) {
      String range = "for |x| up to " + Numbers.text(end);
      return new Check[] {
        Check.atMost(symbol + " is computed right on the plot", VALUE_BOUND, value.ulps(), "ulp"),
        Check.atMost(symbol + " is computed right " + range, VALUE_BOUND, valueWhole.ulps(), "ulp"),
        Check.atMost("autodiff is the closed form on the plot", SLOPE_BOUND, slope.ulps(), "ulp"),
        Check.atMost("autodiff is the closed form " + range, SLOPE_BOUND, slopeWhole.ulps(), "ulp")
      };
    }

    Accuracy.Worst worstSlope() {
      return slope.or(slopeWhole);
    }

    String summary() {
      return "value " + value.or(valueWhole) + ", slope " + worstSlope();
    }
  }
}
