package chainrule.nn.activations;

import static chainrule.autodiff.Operations.abs;
import static chainrule.autodiff.Operations.absoluteZeroMultiply;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expm1;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.normalCdf;
import static chainrule.autodiff.Operations.normalPdf;
import static chainrule.autodiff.Operations.reciprocal;
import static chainrule.autodiff.Operations.sign;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.Operations;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;

/** Activations of one number that saturate or bend smoothly. */
abstract class SmoothActivations extends PiecewiseActivations {
  private static final double SELU_LAMBDA = 1.0507009873554805;
  private static final double SELU_LAMBDA_ALPHA = 1.7580993408473768;
  private static final double ROOT_TWO_PI = 2.5066282746310007;
  private static final double TWICE_ROOT_TWO_OVER_PI = 1.5957691216057308;

  /** Below, {@code ½ + ½ tanh(x/2)} cancels. */
  private static final double CENTRE = -1.09;

  /** Beyond, {@code exp(-x)} is not a normal number. */
  private static final double FAR = 708;

  /** From here on exp(-x²) is well below the normal numbers. */
  private static final double GAUSSIAN_TAIL = 26.63;

  SmoothActivations() {}

  /** The logistic sigmoid {@code σ(x) = 1 / (1 + e⁻ˣ)}, in (0, 1). */
  public static Tensor sigmoid(Tensor x) {
    return where(greater(x, CENTRE), upperSigmoid(x), lowerSigmoid(x));
  }

  /** Accurate with its derivatives unless x is far below 0: all of them are products. */
  private static Tensor upperSigmoid(Tensor x) {
    return add(0.5, multiply(0.5, Operations.tanh(multiply(0.5, x))));
  }

  private static Tensor lowerSigmoid(Tensor x) {
    Tensor e = exp(x);
    return subtract(e, multiply(e, divide(e, add(1, e))));
  }

  /** The hyperbolic tangent, in (-1, 1). */
  public static Tensor tanh(Tensor x) {
    return Operations.tanh(x);
  }

  /** {@code log(1 + eˣ)}, in (0, ∞). */
  public static Tensor softplus(Tensor x) {
    return where(greater(x, 0), add(x, log1p(exp(negate(x)))), log1p(exp(x)));
  }

  /** {@code log σ(x)}, in (-∞, 0). */
  public static Tensor logSigmoid(Tensor x) {
    return negate(softplus(negate(x)));
  }

  /** {@code x / (1 + |x|)}, in (-1, 1). */
  public static Tensor softsign(Tensor x) {
    Tensor size = abs(x);
    Tensor outer = multiply(sign(x), subtract(1, reciprocal(add(1, size))));
    return where(greater(size, 1), outer, divide(x, add(1, size)));
  }

  /** {@code x} above 0, else {@code α (eˣ - 1)}; in (-α, ∞). */
  public static Tensor elu(Tensor x, double alpha) {
    return where(greater(x, 0), x, multiply(alpha, expm1(x)));
  }

  /** {@code λx} above 0, else {@code λα (eˣ - 1)}; in (-λα, ∞). */
  public static Tensor selu(Tensor x) {
    return where(greater(x, 0), multiply(SELU_LAMBDA, x), multiply(SELU_LAMBDA_ALPHA, expm1(x)));
  }

  /** {@code x} above 0, else {@code α (exp(x/α) - 1)}; in (-α, ∞). */
  public static Tensor celu(Tensor x, double alpha) {
    if (!(alpha > 0 && alpha <= Double.MAX_VALUE)) {
      throw new ShapeException("celu: alpha must be positive and finite, but is " + alpha);
    }
    return where(greater(x, 0), x, multiply(alpha, expm1(divide(x, alpha))));
  }

  /** {@code x Φ(x)}, in [-0.16997, ∞). */
  public static Tensor gelu(Tensor x) {
    return absoluteZeroMultiply(x, normalCdf(x));
  }

  /** {@code ½x (1 + tanh(√(2/π) (x + 0.044715 x³)))}. */
  public static Tensor geluTanh(Tensor x) {
    Tensor u = multiply(multiply(TWICE_ROOT_TWO_OVER_PI, x), add(1, multiply(0.044715, square(x))));
    return gated(x, u);
  }

  /** {@code x σ(x)}, in [-0.27847, ∞). */
  public static Tensor silu(Tensor x) {
    return gated(x, x);
  }

  /** {@code x σ(u)} for x and u of the same sign. */
  private static Tensor gated(Tensor x, Tensor u) {
    Tensor e = exp(u);
    Tensor first = absoluteZeroMultiply(x, e);
    Tensor below = subtract(first, multiply(first, divide(e, add(1, e))));
    Tensor centre = where(greater(u, CENTRE), multiply(x, upperSigmoid(u)), below);
    // Far out, x σ(-|u|) is a product of two factors that are normal numbers where σ is not.
    Tensor root = exp(multiply(-0.5, abs(u)));
    Tensor tail =
        multiply(absoluteZeroMultiply(abs(x), root), divide(root, add(1, square(root))));
    return where(
        greater(abs(u), FAR), subtract(max(x, 0), tail), centre);
  }

  /** {@code x tanh(log(1 + eˣ))}, in [-0.30884, ∞). */
  public static Tensor mish(Tensor x) {
    Tensor d = exp(negate(x));
    Tensor rest = divide(multiply(2, d), add(1, multiply(2, multiply(d, add(1, d)))));
    Tensor above = subtract(x, multiply(absoluteZeroMultiply(x, d), rest));
    Tensor e = exp(x);
    Tensor first = multiply(x, e);
    Tensor denominator = add(2, multiply(e, add(e, 2)));
    Tensor below = subtract(first, multiply(first, divide(multiply(e, add(e, 1)), denominator)));
    Tensor root = exp(multiply(0.5, x));
    Tensor gate = multiply(root, divide(add(e, 2), denominator));
    Tensor far = multiply(absoluteZeroMultiply(x, root), gate);
    return where(greater(x, 0), above, where(greater(x, -FAR), below, far));
  }

  /** {@code exp(-x²)}, in (0, 1]. */
  public static Tensor gaussian(Tensor x) {
    Tensor root = multiply(ROOT_TWO_PI, normalPdf(x));
    return where(greater(abs(x), GAUSSIAN_TAIL), square(root), Operations.gaussian(x));
  }
}
