package chainrule.nn.activations;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.erf;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.log;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sumKeep;

import chainrule.autodiff.Tensor;

/**
 * Activations as textbooks write them, and as a user would spell them at first: the formulas are
 * right, their double arithmetic is not everywhere. Each says where it breaks; {@link Activations}
 * has the spellings that do not.
 */
public final class NaiveActivations {
  private NaiveActivations() {}

  /** {@code 1 / (1 + e⁻ˣ)}. */
  public static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  /** {@code (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)}. */
  public static Tensor tanh(Tensor x) {
    Tensor up = exp(x);
    Tensor down = exp(negate(x));
    return divide(subtract(up, down), add(up, down));
  }

  /** {@code max(0, x)}. */
  public static Tensor relu(Tensor x) {
    return max(0, x);
  }

  /** {@code max(αx, x)}, for α below 1. */
  public static Tensor leakyRelu(Tensor x, double alpha) {
    return max(multiply(alpha, x), x);
  }

  /** {@code exp(xᵢ) / Σ exp(xⱼ)} along an axis. */
  public static Tensor softmax(Tensor x, int axis) {
    Tensor e = exp(x);
    return divide(e, expand(sumKeep(e, axis), x.shape()));
  }

  /** {@code log softmax(x)} along an axis. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return log(softmax(x, axis));
  }

  /** {@code log(1 + eˣ)}. */
  public static Tensor softplus(Tensor x) {
    return log(add(1, exp(x)));
  }

  /** {@code log σ(x)}. */
  public static Tensor logSigmoid(Tensor x) {
    return log(sigmoid(x));
  }

  /** {@code x σ(x)}. */
  public static Tensor silu(Tensor x) {
    return multiply(x, sigmoid(x));
  }

  /** {@code ½x (1 + erf(x/√2))}. */
  public static Tensor gelu(Tensor x) {
    return multiply(multiply(0.5, x), add(1, erf(divide(x, Math.sqrt(2)))));
  }

  /** {@code x tanh(log(1 + eˣ))}. */
  public static Tensor mish(Tensor x) {
    return multiply(x, tanh(softplus(x)));
  }
}
