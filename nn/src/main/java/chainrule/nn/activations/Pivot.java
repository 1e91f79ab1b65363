package chainrule.nn.activations;

import static chainrule.autodiff.Derivatives.stopGradient;
import static chainrule.autodiff.Operations.argmax;
import static chainrule.autodiff.Operations.equal;
import static chainrule.autodiff.Operations.expSubtract;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.lessOrEqual;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.sumKeep;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.Shape;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;

/**
 * How the exponentials of a softmax are shifted: by the largest entry m of each row, so that none
 * overflows.
 *
 * <p>Any shift gives the same function, and the same derivatives. Their rounding differs: {@code
 * sₘ' = sₘ (1 - sₘ)} cancels where m dominates, unless the shift varies with m and m's own term is
 * the constant 1; then it is {@code R / (1 + R)²}, R the sum of the other terms. Where m does not
 * dominate, that form cancels instead, and the shift is constant.
 *
 * @param shift of the shape of x
 * @param exponentials {@code exp(x - shift)}
 * @param rows 1 for rows where the largest entry dominates, else 0; the axis is kept with size 1
 * @param fixed 1 for the largest entry of such a row, else 0
 */
record Pivot(Tensor shift, Tensor exponentials, Tensor rows, Tensor fixed) {
  static Pivot of(String name, Tensor x, int axis) {
    Shape shape = x.shape();
    int along = shape.axis(name, axis);
    int size = shape.size(along);
    if (size == 0) {
      throw new ShapeException(
          name + ": axis " + axis + " of shape " + shape + " is empty; it has no largest entry");
    }
    Tensor values = stopGradient(x);
    Tensor largest = equal(expand(argmax(values, along), along, size), indices(shape, along));
    Tensor varying = expand(sumKeep(where(largest, x, 0), along), shape);
    Tensor constant = stopGradient(varying);
    Tensor others = sumKeep(where(largest, 0, expSubtract(values, constant)), along);
    Tensor rows = lessOrEqual(others, 1);
    Tensor shift = where(expand(rows, shape), varying, constant);
    return new Pivot(shift, expSubtract(x, shift), rows, multiply(largest, expand(rows, shape)));
  }

  /** The index along an axis, at every entry. */
  private static Tensor indices(Shape shape, int along) {
    Tensor indices = Tensor.range(shape.size(along));
    for (int axis = along - 1; axis >= 0; axis--) {
      indices = expand(indices, 0, shape.size(axis));
    }
    for (int axis = along + 1; axis < shape.rank(); axis++) {
      indices = expand(indices, axis, shape.size(axis));
    }
    return indices;
  }
}
