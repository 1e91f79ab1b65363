package chainrule.nn.activations;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sumKeep;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.Shape;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;

/**
 * Activation functions, made for a static import. They work entry by entry, except maxout, softmax,
 * logSoftmax and glu.
 */
public final class Activations extends SmoothActivations {
  private Activations() {}

  /**
   * {@code exp(xᵢ) / Σ exp(xⱼ)} along an axis: positive numbers that sum to 1.
   *
   * @throws ShapeException if there is no such axis, or it is empty
   */
  public static Tensor softmax(Tensor x, int axis) {
    Pivot pivot = Pivot.of("softmax", x, axis);
    Tensor sum = add(sumKeep(where(pivot.fixed(), 0, pivot.exponentials()), axis), pivot.rows());
    return divide(where(pivot.fixed(), 1, pivot.exponentials()), expand(sum, x.shape()));
  }

  /**
   * {@code xᵢ - log Σ exp(xⱼ)} along an axis: the logarithm of {@link #softmax}.
   *
   * @throws ShapeException if there is no such axis, or it is empty
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    Pivot pivot = Pivot.of("logSoftmax", x, axis);
    Tensor others = sumKeep(where(pivot.fixed(), 0, pivot.exponentials()), axis);
    Tensor logSum = log1p(add(others, subtract(pivot.rows(), 1)));
    return subtract(where(pivot.fixed(), 0, subtract(x, pivot.shift())), expand(logSum, x.shape()));
  }

  /**
   * The gated linear unit: the first half along an axis times the sigmoid of the second, {@code a ⊙
   * σ(b)}.
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
