package chainrule.nn.activations;

import static chainrule.autodiff.Operations.abs;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expm1;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.reciprocal;
import static chainrule.autodiff.Operations.scaledExpm1;
import static chainrule.autodiff.Operations.sign;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.where;
import static chainrule.autodiff.Operations.xNormalCdf;
import static chainrule.autodiff.Operations.xPage;
import static chainrule.autodiff.Operations.xSigmoid;
import static chainrule.autodiff.Operations.xTanhSoftplus;

import chainrule.autodiff.Operations;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;

/**
 * Activations of one number that saturate or bend smoothly.
 *
 * <p>Every branch of a spelling is an exact formula, and smooth across its border: a border only
 * says which formula rounds less, for the value and for what differentiation makes of it.
 */
abstract class SmoothActivations extends PiecewiseActivations {
  private static final double SELU_LAMBDA = 1.0507009873554805;
  private static final double SELU_LAMBDA_ALPHA = 1.7580993408473768;

  /** Below, {@code ½ + ½ tanh(x/2)} cancels. */
  private static final double CENTRE = -1.09;

  SmoothActivations() {}

  /**
   * The logistic sigmoid {@code σ(x) = 1 / (1 + e⁻ˣ)}, in (0, 1).
   *
   * <p>Derivatives: {@code σ' = σ (1 - σ)}, in (0, ¼], and {@code σ″ = σ' (1 - 2σ)}. In doubles
   * they keep all their digits in both tails, until they underflow at ±745.
   *
   * <p>Accuracy: 1.5 ulp; first derivative 2.7, second 5.3.
   *
   * <p>Source: Verhulst, Recherches mathématiques sur la loi d'accroissement de la population,
   * 1845; as an activation Rumelhart, Hinton and Williams, Learning representations by
   * back-propagating errors, 1986.
   */
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

  /**
   * The hyperbolic tangent {@code (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ) = 2σ(2x) - 1}, in (-1, 1).
   *
   * <p>Derivatives: {@code 1 - tanh² = sech²}, in (0, 1], and {@code -2 tanh sech²}, with all their
   * digits also where tanh rounds to ±1.
   *
   * <p>Accuracy: 0.7 ulp; first derivative 1.5, second 2.3.
   *
   * <p>Source: LeCun, Bottou, Orr and Müller, Efficient backprop, 1998.
   */
  public static Tensor tanh(Tensor x) {
    return Operations.tanh(x);
  }

  /**
   * The softplus {@code log(1 + eˣ)}, in (0, ∞): a smooth ReLU.
   *
   * <p>Derivatives: {@code σ} and {@code σ (1 - σ)}.
   *
   * <p>Accuracy: 1.4 ulp; first derivative 2.4, second 3.2.
   *
   * <p>Source: Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating second-order functional
   * knowledge for better option pricing, 2000.
   */
  public static Tensor softplus(Tensor x) {
    return where(greater(x, 0), add(x, log1p(exp(negate(x)))), log1p(exp(x)));
  }

  /**
   * The logarithm of the sigmoid, {@code log σ(x) = -log(1 + e⁻ˣ)}, in (-∞, 0): the log-likelihood
   * of logistic regression.
   *
   * <p>Derivatives: {@code 1 - σ} and {@code -σ (1 - σ)}.
   *
   * <p>Accuracy: 1.4 ulp; first derivative 2.4, second 3.2.
   *
   * <p>Source: Cox, The regression analysis of binary sequences, 1958.
   */
  public static Tensor logSigmoid(Tensor x) {
    return negate(softplus(negate(x)));
  }

  /**
   * The softsign {@code x / (1 + |x|)}, in (-1, 1).
   *
   * <p>Derivatives: {@code 1 / (1 + |x|)²}, in (0, 1], and {@code -2 sign(x) / (1 + |x|)³}, which
   * jumps at 0 and is 0 there.
   *
   * <p>Accuracy: 1.3 ulp; first derivative 3.3, second 5.
   *
   * <p>Source: Bergstra, Desjardins, Lamblin and Bengio, Quadratic polynomials learn better image
   * features, 2009.
   */
  public static Tensor softsign(Tensor x) {
    Tensor size = abs(x);
    Tensor outer = multiply(sign(x), subtract(1, reciprocal(add(1, size))));
    return where(greater(size, 1), outer, divide(x, add(1, size)));
  }

  /**
   * The exponential linear unit: {@code x} above 0, else {@code α (eˣ - 1)}; in (-α, ∞) for
   * positive α.
   *
   * <p>Derivative: 1 above 0, else {@code α eˣ}. At 0, a kink unless α is 1, it is α; the second
   * derivative is α there.
   *
   * <p>Accuracy: 1.3 ulp; first and second derivative 1.3.
   *
   * <p>Source: Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by
   * exponential linear units, 2015.
   */
  public static Tensor elu(Tensor x, double alpha) {
    return where(greater(x, 0), x, multiply(alpha, expm1(x)));
  }

  /**
   * The scaled exponential linear unit: {@code λx} above 0, else {@code λα (eˣ - 1)}, with λ =
   * 1.0507009873554805 and α = 1.6732632423543772; in (-λα, ∞).
   *
   * <p>Derivative: λ above 0, else {@code λα eˣ}, also at the kink 0.
   *
   * <p>Accuracy, with respect to the constants of all digits: 1.5 ulp; first and second derivative
   * 1.5.
   *
   * <p>Source: Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017.
   */
  public static Tensor selu(Tensor x) {
    return where(greater(x, 0), multiply(SELU_LAMBDA, x), multiply(SELU_LAMBDA_ALPHA, expm1(x)));
  }

  /**
   * The continuously differentiable exponential linear unit: {@code x} above 0, else {@code α
   * (exp(x/α) - 1)}; in (-α, ∞).
   *
   * <p>Derivatives: 1 above 0, else {@code exp(x/α)}; 0 above 0, else {@code exp(x/α) / α}, also at
   * 0, where the second derivative jumps.
   *
   * <p>Accuracy: 1.4 ulp; first and second derivative 1.3, for any α.
   *
   * <p>Source: Barron, Continuously differentiable exponential linear units, 2017.
   *
   * @throws ShapeException if α is not positive and finite
   */
  public static Tensor celu(Tensor x, double alpha) {
    if (!(alpha > 0 && alpha <= Double.MAX_VALUE)) {
      throw new ShapeException("celu: alpha must be positive and finite, but is " + alpha);
    }
    return where(greater(x, 0), x, scaledExpm1(x, alpha));
  }

  /**
   * The Gaussian error linear unit {@code x Φ(x) = ½x (1 + erf(x/√2))}, in [-0.16998, ∞), Φ being
   * the normal distribution function.
   *
   * <p>Derivatives: {@code Φ + xφ}, in [-0.129, 1.129], and {@code (2 - x²) φ}, φ being the normal
   * density.
   *
   * <p>Accuracy: 1.3 ulp; first derivative 4.2 (at -8.5), second 1.5, near their sign changes
   * (-0.75; ±1.41) and what a change of x by 0.7 ulp makes of them.
   *
   * <p>Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.
   */
  public static Tensor gelu(Tensor x) {
    return xNormalCdf(x);
  }

  /**
   * The approximation of {@link #gelu} by tanh: {@code ½x (1 + tanh(u)) = x σ(2u)}, {@code u =
   * √(2/π) (x + 0.044715 x³)}; in [-0.17005, ∞).
   *
   * <p>Derivative: {@code σ(2u) + 2x u' σ(2u) (1 - σ(2u))}.
   *
   * <p>Accuracy: 1.3 ulp; first and second derivative 1.4, near their sign changes (-0.75; ±1.42)
   * and what a change of x by half an ulp makes of them.
   *
   * <p>Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.
   */
  public static Tensor geluTanh(Tensor x) {
    return xPage(x);
  }

  /**
   * The sigmoid linear unit, or swish, {@code x σ(x)}, in [-0.27847, ∞).
   *
   * <p>Derivatives: {@code σ (1 + x (1 - σ))}, in [-0.0999, 1.0999], and {@code σ (1 - σ) (2 + x (1
   * - 2σ))}.
   *
   * <p>Accuracy: 1.4 ulp; first and second derivative 1.4, near their sign changes (-1.28; ±2.40)
   * and what a change of x by half an ulp makes of them.
   *
   * <p>Source: Elfwing, Uchibe and Doya, Sigmoid-weighted linear units for neural network function
   * approximation in reinforcement learning, 2017; Ramachandran, Zoph and Le, Searching for
   * activation functions, 2017.
   */
  public static Tensor silu(Tensor x) {
    return xSigmoid(x);
  }

  /**
   * Mish, {@code x tanh(log(1 + eˣ))}, in [-0.30885, ∞).
   *
   * <p>Derivative: {@code t + x (1 - t²) σ} with {@code t = tanh(log(1 + eˣ))}; finite at every
   * order, also where eˣ overflows.
   *
   * <p>Accuracy: 1.4 ulp; first and second derivative 1.4, near their sign changes (-1.19; -2.26
   * and 1.49) and what a change of x by 0.6 ulp makes of them.
   *
   * <p>Source: Misra, Mish: a self regularized non-monotonic activation function, 2019.
   */
  public static Tensor mish(Tensor x) {
    return xTanhSoftplus(x);
  }

  /**
   * The bell curve {@code exp(-x²)}, in (0, 1].
   *
   * <p>Derivatives: {@code -2x exp(-x²)} and {@code (4x² - 2) exp(-x²)}.
   *
   * <p>Accuracy: 1.2 ulp; first and second derivative 1.4, the second near its sign changes (±0.71)
   * and what a change of x by half an ulp makes of it.
   *
   * <p>Source: Broomhead and Lowe, Multivariable functional interpolation and adaptive networks,
   * 1988.
   */
  public static Tensor gaussian(Tensor x) {
    return Operations.gaussian(x);
  }
}
