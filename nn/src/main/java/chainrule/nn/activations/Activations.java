package chainrule.nn.activations;

import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.slice;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Shape;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;

/**
 * Activation functions, made for a static import. They work entry by entry, except maxout, softmax,
 * logSoftmax and glu, and are composed of {@link chainrule.autodiff.Operations}: no derivative is
 * written here. Where both classes are imported on demand, {@code tanh} and {@code gaussian}, which
 * both have, need an import by name.
 *
 * <p>Accuracy is stated for value, first and second derivative in units in the last place of the
 * true number, as measured on some 18,000 points over all exponents and both signs, by forward and
 * reverse mode and their nestings; the aim is 2, 4 and 16. Near a point where a derivative changes
 * sign, the error is compared with what a small change of x makes of the derivative. At ±∞ values
 * and derivatives are the limits; NaN comes out only where NaN goes in.
 */
public final class Activations extends SmoothActivations {
  private Activations() {}

  /**
   * {@code sᵢ = exp(xᵢ) / Σ exp(xⱼ)} along an axis: numbers in (0, 1) that sum to 1.
   *
   * <p>Derivative: the Jacobian {@code diag(s) - s sᵀ} of each row. Its diagonal keeps its digits
   * also where an entry is so near 1 that {@code s (1 - s)} is 0.
   *
   * <p>Accuracy in rows of up to 100 entries: 1.5 ulp; the Jacobian 3.5, by both modes; second
   * derivatives 8.4 in rows of up to 6, except near their sign changes. Of infinite entries it is
   * the limit; several of +∞, or nothing but -∞, share alike.
   *
   * <p>Source: Bridle, Probabilistic interpretation of feedforward classification network outputs,
   * 1990.
   *
   * @throws ShapeException if there is no such axis, or it is empty
   */
  public static Tensor softmax(Tensor x, int axis) {
    return Operations.softmax(x, axis);
  }

  /**
   * {@code xᵢ - log Σ exp(xⱼ)} along an axis: the logarithm of {@link #softmax}, in (-∞, 0).
   *
   * <p>Derivative: the Jacobian has entries {@code δᵢⱼ - sⱼ}, s being the softmax; the second
   * derivatives are the negative Jacobian of the softmax for every i.
   *
   * <p>Accuracy in rows of up to 100 entries: 1.3 ulp; first derivatives 2.9, second 2.5 in rows of
   * up to 6. Infinite entries as in {@link #softmax}.
   *
   * <p>Source: as {@link #softmax}.
   *
   * @throws ShapeException if there is no such axis, or it is empty
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return Operations.logSoftmax(x, axis);
  }

  /**
   * The gated linear unit: the first half along an axis times the sigmoid of the second, {@code a ⊙
   * σ(b)}, in ℝ.
   *
   * <p>Derivatives: σ(b) in a, {@code a σ(b) (1 - σ(b))} in b.
   *
   * <p>Accuracy: 2 ulp; first derivative 3, second 5.5.
   *
   * <p>Source: Dauphin, Fan, Auli and Grangier, Language modeling with gated convolutional
   * networks, 2016.
   *
   * @throws ShapeException if there is no such axis, or its size is odd
   */
  public static Tensor glu(Tensor x, int axis) {
    Shape shape = x.shape();
    int along = shape.axis("glu", axis);
    int size = shape.size(along);
    if (size % 2 != 0) {
      throw new ShapeException(
          "glu: axis "
              + axis
              + " of shape "
              + shape
              + " has the odd size "
              + size
              + "; it is halved into values and gates, so its size must be even");
    }
    Tensor values = slice(x, along, 0, size / 2);
    return multiply(values, sigmoid(slice(x, along, size / 2, size)));
  }
}
