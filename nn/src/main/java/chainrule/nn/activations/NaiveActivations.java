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

  /**
   * {@code 1 / (1 + e⁻ˣ)}. The derivative, spelled out by the chain rule as {@code y² e⁻ˣ}, is 0
   * below -373, where y² underflows; the value is 0 below -709.8, where e⁻ˣ overflows. The second
   * derivative has no right digit near 0, where it changes sign.
   */
  public static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  /**
   * {@code (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)}. Near 0 the difference cancels: 0 at 1e-17. From |x| = 19 on
   * the quotient is ±1 and the derivative, {@code 1 - y²}, is rounding error; from 709.8 on ∞/∞.
   */
  public static Tensor tanh(Tensor x) {
    Tensor up = exp(x);
    Tensor down = exp(negate(x));
    return divide(subtract(up, down), add(up, down));
  }

  /** {@code max(0, x)}. Exact everywhere; derivative 0 at the kink. */
  public static Tensor relu(Tensor x) {
    return max(0, x);
  }

  /**
   * {@code max(αx, x)}, for α in [0, 1]. At 0 both arguments vary and tie: the derivative is {@code
   * (1 + α) / 2}, not α as that of {@link Activations#leakyRelu}.
   */
  public static Tensor leakyRelu(Tensor x, double alpha) {
    return max(multiply(alpha, x), x);
  }

  /**
   * {@code exp(xᵢ) / Σ exp(xⱼ)} along an axis. NaN from an entry of 709.8 on, and where all entries
   * are below -745; the slope of an entry near 1 is rounding error.
   */
  public static Tensor softmax(Tensor x, int axis) {
    Tensor e = exp(x);
    return divide(e, expand(sumKeep(e, axis), x.shape()));
  }

  /** {@code log softmax(x)} along an axis. As {@link #softmax}, and -∞ where that is 0. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return log(softmax(x, axis));
  }

  /** {@code log(1 + eˣ)}. Loses digits below 0, is 0 below -36.7 and ∞ from 709.8 on. */
  public static Tensor softplus(Tensor x) {
    return log(add(1, exp(x)));
  }

  /** {@code log σ(x)}. Loses digits above 0, is 0 from 36.8 on and -∞ below -709.8. */
  public static Tensor logSigmoid(Tensor x) {
    return log(sigmoid(x));
  }

  /** {@code x σ(x)}. As {@link #sigmoid}; NaN at -∞. */
  public static Tensor silu(Tensor x) {
    return multiply(x, sigmoid(x));
  }

  /** {@code ½x (1 + erf(x/√2))}. The sum cancels below 0; the value is 0 below -8.3. */
  public static Tensor gelu(Tensor x) {
    return multiply(multiply(0.5, x), add(1, erf(divide(x, Math.sqrt(2)))));
  }

  /**
   * {@code x tanh(log(1 + eˣ))}. As {@link #softplus} and {@link #tanh}: 0 below -36.7, NaN from
   * 709.8.
   */
  public static Tensor mish(Tensor x) {
    return multiply(x, tanh(softplus(x)));
  }
}
