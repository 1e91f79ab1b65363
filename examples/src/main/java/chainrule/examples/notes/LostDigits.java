package chainrule.examples.notes;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Operations.abs;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.erf;
import static chainrule.autodiff.Operations.erfc;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.min;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.normalCdf;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Verified;
import chainrule.examples.page.Numbers;
import chainrule.examples.page.Plot;
import chainrule.nn.activations.Activations;
import chainrule.nn.activations.NaiveActivations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The digits that spellings of the smooth activations lose, in value, slope and second derivative,
 * against truth that is proved.
 *
 * <p>The spellings of PyTorch are those of {@code aten/src/ATen/native/cpu/Activation.cpp} and
 * {@code derivatives.yaml}, those of JAX of {@code jax/_src/nn/functions.py}, {@code
 * jax/_src/lax/lax.py} (logistic, tanh) and {@code jax/_src/numpy/ufuncs.py} (logaddexp).
 */
final class LostDigits implements Part {
  /** No digit is left; what is not a number counts as this. */
  private static final double ALL = 1e16;

  private static final double LEAST = 0.5;

  /** An error that leaves about half of the digits. */
  private static final double BROKEN = 1e8;

  private static final int DIGITS = 20;
  private static final double[] X = Points.between(-50, 50, 201);
  private static final double[] BOUNDS = {2, 4, 16};
  private static final String[] ORDERS = {"f", "f′", "f″"};

  /** A spelling of a function and of its slope; further slopes are the engine's. */
  record Spelling(String by, UnaryOperator<Tensor> f, UnaryOperator<Tensor> slope) {
    static Spelling of(String by, UnaryOperator<Tensor> f) {
      return new Spelling(by, f, derivative(f));
    }

    UnaryOperator<Tensor> order(int order) {
      return order == 0 ? f : order == 1 ? slope : derivative(slope);
    }
  }

  /** An activation by its textbook formula, which the truth is taken of, and its spellings. */
  record Curve(String name, UnaryOperator<Tensor> formula, List<Spelling> spellings) {
    Ball[] truth(int order, double... x) {
      return Arrays.stream(x)
          .mapToObj(at -> Verified.derivative(t -> Precise.evaluate(formula, t), at, order, DIGITS))
          .toArray(Ball[]::new);
    }
  }

  /** Errors in ulps, from a half to {@link #ALL}. */
  static double[] errors(UnaryOperator<Tensor> spelling, Ball[] truth, double... x) {
    double[] found = spelling.apply(Tensor.vector(x)).toArray();
    double[] errors = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double error = Double.isFinite(found[i]) ? Accuracy.ulps(found[i], truth[i]) : ALL;
      errors[i] = Math.min(ALL, Math.max(LEAST, error));
    }
    return errors;
  }

  private static final String TORCH = "PyTorch";
  private static final String JAX = "JAX";
  private static final double ROOT_HALF = Math.sqrt(0.5);
  private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

  private static Tensor sigmoid(Tensor x) {
    return NaiveActivations.sigmoid(x);
  }

  private static Tensor sigmoidSlope(Tensor x) {
    return multiply(subtract(1, sigmoid(x)), sigmoid(x));
  }

  private static Tensor tanhSlope(Tensor x) {
    return subtract(1, square(tanh(x)));
  }

  private static Tensor torchSoftplus(Tensor x) {
    return where(greater(x, 20), x, log1p(exp(x)));
  }

  private static Tensor torchSoftplusSlope(Tensor x) {
    Tensor z = exp(x);
    return where(greater(x, 20), 1, divide(z, add(z, 1)));
  }

  /** The function logaddexp(x, 0). */
  private static Tensor jaxSoftplus(Tensor x) {
    return add(max(x, 0), log1p(exp(negate(abs(x)))));
  }

  private static Tensor jaxSoftplusSlope(Tensor x) {
    return exp(subtract(x, jaxSoftplus(x)));
  }

  private static Tensor torchLogSigmoid(Tensor x) {
    return subtract(min(x, 0), log1p(exp(negate(abs(x)))));
  }

  private static Tensor torchLogSigmoidSlope(Tensor x) {
    Tensor b = exp(negate(abs(x)));
    Tensor part = divide(b, add(1, b));
    return where(greater(0, x), subtract(1, part), part);
  }

  private static Tensor torchSiluSlope(Tensor x) {
    Tensor s = sigmoid(x);
    return multiply(s, add(1, multiply(x, subtract(1, s))));
  }

  private static Tensor jaxSiluSlope(Tensor x) {
    return add(sigmoid(x), multiply(x, sigmoidSlope(x)));
  }

  private static Tensor torchGelu(Tensor x) {
    return multiply(multiply(x, 0.5), add(1, erf(multiply(x, ROOT_HALF))));
  }

  private static Tensor torchGeluSlope(Tensor x) {
    Tensor cdf = multiply(0.5, add(1, erf(multiply(x, ROOT_HALF))));
    Tensor pdf = multiply(DENSITY, exp(multiply(multiply(x, x), -0.5)));
    return add(cdf, multiply(x, pdf));
  }

  private static Tensor jaxGelu(Tensor x) {
    return multiply(multiply(0.5, x), erfc(multiply(negate(x), ROOT_HALF)));
  }

  private static Tensor torchMishSlope(Tensor x) {
    Tensor t = tanh(log1p(exp(x)));
    return add(t, multiply(multiply(x, sigmoid(x)), subtract(1, square(t))));
  }

  static final List<Curve> CURVES =
      List.of(
          new Curve(
              "sigmoid",
              NaiveActivations::sigmoid,
              List.of(
                  Spelling.of("naive", NaiveActivations::sigmoid),
                  new Spelling(TORCH + ", " + JAX, LostDigits::sigmoid, LostDigits::sigmoidSlope),
                  Spelling.of("nn", Activations::sigmoid))),
          new Curve(
              "tanh",
              tensor -> tanh(tensor),
              List.of(
                  Spelling.of("naive", NaiveActivations::tanh),
                  new Spelling(TORCH + ", " + JAX, x -> tanh(x), LostDigits::tanhSlope),
                  Spelling.of("nn", Activations::tanh))),
          new Curve(
              "softplus",
              NaiveActivations::softplus,
              List.of(
                  Spelling.of("naive", NaiveActivations::softplus),
                  new Spelling(TORCH, LostDigits::torchSoftplus, LostDigits::torchSoftplusSlope),
                  new Spelling(JAX, LostDigits::jaxSoftplus, LostDigits::jaxSoftplusSlope),
                  Spelling.of("nn", Activations::softplus))),
          new Curve(
              "logSigmoid",
              NaiveActivations::logSigmoid,
              List.of(
                  Spelling.of("naive", NaiveActivations::logSigmoid),
                  new Spelling(
                      TORCH, LostDigits::torchLogSigmoid, LostDigits::torchLogSigmoidSlope),
                  new Spelling(
                      JAX, x -> negate(jaxSoftplus(negate(x))), x -> jaxSoftplusSlope(negate(x))),
                  Spelling.of("nn", Activations::logSigmoid))),
          new Curve(
              "SiLU",
              NaiveActivations::silu,
              List.of(
                  Spelling.of("naive", NaiveActivations::silu),
                  new Spelling(
                      TORCH, x -> divide(x, add(1, exp(negate(x)))), LostDigits::torchSiluSlope),
                  new Spelling(JAX, x -> multiply(x, sigmoid(x)), LostDigits::jaxSiluSlope),
                  Spelling.of("nn", Activations::silu))),
          new Curve(
              "GELU",
              x -> multiply(x, normalCdf(x)),
              List.of(
                  Spelling.of("naive", NaiveActivations::gelu),
                  new Spelling(TORCH, LostDigits::torchGelu, LostDigits::torchGeluSlope),
                  Spelling.of(JAX, LostDigits::jaxGelu),
                  Spelling.of("nn", Activations::gelu))),
          new Curve(
              "mish",
              NaiveActivations::mish,
              List.of(
                  Spelling.of("naive", NaiveActivations::mish),
                  new Spelling(
                      TORCH, x -> multiply(x, tanh(log1p(exp(x)))), LostDigits::torchMishSlope),
                  Spelling.of(JAX, x -> multiply(x, tanh(jaxSoftplus(x)))),
                  Spelling.of("nn", Activations::mish))));

  @Override
  public Section write(Progress progress) {
    List<Plot> plots = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    double[] ours = new double[BOUNDS.length];
    progress.forEach(
        "Lost digits",
        CURVES.size(),
        i -> {
          Curve curve = CURVES.get(i);
          for (int order = 0; order < BOUNDS.length; order++) {
            Ball[] truth = curve.truth(order, X);
            String name = curve.name() + ", " + ORDERS[order];
            Plot plot = Plot.of(name + ": error in ulp", "x").logarithmic().between(-1, 17);
            for (Spelling spelling : curve.spellings()) {
              double[] errors = errors(spelling.order(order), truth, X);
              plot.line(spelling.by(), X, errors);
              Accuracy.Worst worst = Accuracy.worst(errors, X);
              rows.add(
                  List.of(
                      name,
                      spelling.by(),
                      worst.ulps() >= ALL ? "all digits" : Numbers.ulps(worst.ulps()) + " ulp",
                      breaks(errors)));
              if (spelling.by().equals("nn")) {
                ours[order] = Math.max(ours[order], worst.ulps());
              }
            }
            plots.add(plot);
          }
        });
    Draft draft =
        new Draft("lost", "Digits lost, spelling by spelling")
            .say(
                "Each plot shows what a spelling loses in doubles, in units in the last place of the"
                    + " true number, which is computed with a proved bound: 10¹⁶ means that no digit"
                    + " is left. The naive spellings are those of textbooks, differentiated by the"
                    + " engine. Those of PyTorch and JAX are their formulas for value and slope,"
                    + " evaluated here; f″ is the engine's derivative of their slope. ReLU and its"
                    + " kin are exact, however they are spelled, and have no plot.")
            .plots(plots.toArray(Plot[]::new))
            .table(List.of("function", "spelling", "loses up to", "half of its digits at"), rows);
    for (int order = 0; order < BOUNDS.length; order++) {
      draft.check(
          Check.atMost("nn loses at most, in " + ORDERS[order], BOUNDS[order], ours[order], "ulp"));
    }
    return draft.finish(plots.size() + " plots");
  }

  /** Where half of the digits are lost. */
  private static String breaks(double... errors) {
    double low = Double.NaN;
    double high = Double.NaN;
    for (int i = 0; i < X.length; i++) {
      if (errors[i] > BROKEN) {
        low = Double.isNaN(low) ? X[i] : low;
        high = X[i];
      }
    }
    if (Double.isNaN(low)) {
      return "nowhere here";
    }
    if (low == high) {
      return "x = " + Numbers.text(low);
    }
    boolean both = low < 0 && high > 0 && errors[X.length / 2] <= BROKEN;
    return both ? "both tails" : "x from " + Numbers.text(low) + " to " + Numbers.text(high);
  }
}
