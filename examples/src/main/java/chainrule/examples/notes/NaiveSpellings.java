package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Tensor.vector;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Real;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Formulas as textbooks write them, and where doubles let them down. */
final class NaiveSpellings implements Part {
  /** An error that leaves about half of the digits. */
  private static final double BROKEN = 1e8;

  private static final double[] RIGHT = Points.between(2, 744, 372);
  private static final double[] LEFT = Arrays.stream(RIGHT).map(x -> -x).toArray();
  private static final double[] INWARD = Points.ratios(1, 1e-12, 49);

  /** From here on eˣ is infinite. */
  private static final double OVERFLOW = Math.log(Double.MAX_VALUE);

  private record Spelling(
      String name, UnaryOperator<Tensor> naive, UnaryOperator<Tensor> ours, double bound) {
    /** The errors on a way, of the spelling in nn and of the naive one. */
    Errors errors(double[] way) {
      Real[] exact = Accuracy.precise(ours, way);
      return new Errors(
          vector(way),
          vector(Accuracy.ulps(ours, exact, way)),
          vector(Accuracy.ulps(naive, exact, way)));
    }

    List<String> row(double x) {
      return List.of(
          name,
          "x = " + Numbers.text(x),
          Numbers.all(naive.apply(Tensor.scalar(x)).value()),
          Numbers.all(ours.apply(Tensor.scalar(x)).value()),
          Numbers.all(Accuracy.truth(ours, x)[0]));
    }
  }

  private record Errors(Tensor way, Tensor ours, Tensor naive) {
    /** The first point on the way at which half of the digits are lost; NaN if there is none. */
    double breaks() {
      for (int i = 0; i < way.shape().count(); i++) {
        if (Double.isNaN(naive.get(i)) || naive.get(i) > BROKEN) {
          return way.get(i);
        }
      }
      return Double.NaN;
    }
  }

  private static final List<Spelling> SPELLINGS =
      List.of(
          new Spelling("1/(1 + e⁻ˣ)", NaiveActivations::sigmoid, Activations::sigmoid, 2),
          new Spelling(
              "slope of 1/(1 + e⁻ˣ)",
              derivative(NaiveActivations::sigmoid),
              derivative(Activations::sigmoid),
              4),
          new Spelling(
              "σ(x)(1 − σ(x))",
              x -> multiply(NaiveActivations.sigmoid(x), subtract(1, NaiveActivations.sigmoid(x))),
              derivative(Activations::sigmoid),
              4),
          new Spelling("(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)", NaiveActivations::tanh, Activations::tanh, 2),
          new Spelling(
              "slope of (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)",
              derivative(NaiveActivations::tanh),
              derivative(Activations::tanh),
              4),
          new Spelling(
              "1 − tanh²(x)",
              x -> subtract(1, square(Activations.tanh(x))),
              derivative(Activations::tanh),
              4));

  @Override
  public Section write(Progress progress) {
    List<List<String>> rows = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    progress.forEach(
        "Naive spellings",
        SPELLINGS.size(),
        i -> {
          Spelling spelling = SPELLINGS.get(i);
          List<String> breaks = new ArrayList<>();
          Accuracy.Worst ours = new Accuracy.Worst(0, 0);
          for (double[] way : List.of(LEFT, INWARD, RIGHT)) {
            Errors errors = spelling.errors(way);
            double at = errors.breaks();
            if (!Double.isNaN(at)) {
              breaks.add("x = " + Numbers.text(at));
              rows.add(spelling.row(at));
            }
            ours = ours.or(Accuracy.worst(errors.ours().toArray(), way));
          }
          checks.add(
              new Check(
                  spelling.name() + " loses half of its digits somewhere",
                  "at least one place",
                  breaks.isEmpty() ? "none" : "from " + String.join(" and ", breaks),
                  !breaks.isEmpty()));
          checks.add(
              Check.atMost("the spelling in nn does not", spelling.bound(), ours.ulps(), "ulp"));
        });
    double[] x = Points.between(-50, 50, 201);
    Draft draft =
        new Draft("naive", "Where naive spellings break")
            .say(
                "A formula can be right and its arithmetic lose everything. Going left, going right"
                    + " and going to 0, these are the first points at which the textbook spelling has"
                    + " lost half of its digits, with what it gives there, what the spelling in nn"
                    + " gives, and the truth in "
                    + Accuracy.DIGITS
                    + " digits. The plots show the errors, in units in the last place; 10¹⁶ means that"
                    + " no digit is left.")
            .plots(
                errors("slope of the sigmoid, error in ulp", x, SPELLINGS.get(1), SPELLINGS.get(2)),
                errors("slope of tanh, error in ulp", x, SPELLINGS.get(4), SPELLINGS.get(5)))
            .table(List.of("spelling", "breaks at", "gives", "in nn", "truth"), rows);
    checks.forEach(draft::check);
    return draft
        .check(
            Check.near(
                "the sigmoid's breaks where e⁻ˣ overflows",
                -OVERFLOW,
                SPELLINGS.get(0).errors(LEFT).breaks(),
                3e-3),
            Check.near(
                "that of tanh where eˣ overflows",
                OVERFLOW,
                SPELLINGS.get(3).errors(RIGHT).breaks(),
                3e-3))
        .finish(rows.size() + " places found");
  }

  private static Plot errors(String title, double[] x, Spelling automatic, Spelling closedForm) {
    return Plot.of(title, "x")
        .logarithmic()
        .between(-2, 18)
        .line(closedForm.name(), x, Accuracy.ulps(closedForm.naive(), closedForm.ours(), x))
        .line(
            "autodiff of the naive form", x, Accuracy.ulps(automatic.naive(), automatic.ours(), x))
        .line("autodiff in nn", x, Accuracy.ulps(automatic.ours(), automatic.ours(), x));
  }
}
