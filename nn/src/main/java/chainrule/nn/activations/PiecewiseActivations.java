package chainrule.nn.activations;

import static chainrule.autodiff.Operations.absoluteZeroMultiply;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.amax;
import static chainrule.autodiff.Operations.clip;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.greater;
import static chainrule.autodiff.Operations.greaterOrEqual;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.max;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.reshape;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.Shape;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;

/** Activations that are linear or quadratic between kinks. */
abstract class PiecewiseActivations {
  PiecewiseActivations() {}

  /**
   * The rectified linear unit {@code max(x, 0)}, in [0, ∞).
   *
   * <p>Derivative: the step, 0 below and at the kink 0, 1 above. Exact.
   *
   * <p>Source: Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010.
   */
  public static Tensor relu(Tensor x) {
    return max(x, 0);
  }

  /**
   * The leaky rectified linear unit {@code where(x > 0, x, αx)}, in ℝ for positive α.
   *
   * <p>Derivative: α below and at the kink 0, 1 above. Exact but for the rounding of {@code αx}.
   *
   * <p>Source: Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic
   * models, 2013.
   */
  public static Tensor leakyRelu(Tensor x, double alpha) {
    return where(greater(x, 0), x, absoluteZeroMultiply(Tensor.scalar(alpha), x));
  }

  /**
   * The parametric rectified linear unit {@code where(x > 0, x, αx)} with an α that is learnt: a
   * scalar, or a slope for each entry.
   *
   * <p>Derivatives: in x as {@link #leakyRelu}; in α it is x where x is not positive, else 0. Exact
   * but for the rounding of {@code αx}.
   *
   * <p>Source: He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015.
   *
   * @throws ShapeException if alpha is neither a scalar nor of the shape of x
   */
  public static Tensor prelu(Tensor x, Tensor alpha) {
    Shape shape = x.shape();
    if (!alpha.shape().isScalar() && !alpha.shape().equals(shape)) {
      boolean column = shape.rank() == 2 && alpha.shape().equals(Shape.of(shape.size(1)));
      throw new ShapeException(
          "prelu: x has shape "
              + shape
              + ", the slopes alpha "
              + alpha.shape()
              + "; they must be a scalar or of the shape of x."
              + (column
                  ? " To use a slope for each column: prelu(x, expand(alpha, 0, "
                      + shape.size(0)
                      + "))"
                  : " Repeat them with expand(alpha, axis, size)"));
    }
    return where(greater(x, 0), x, absoluteZeroMultiply(alpha, x));
  }

  /**
   * Maxout: the largest of k affine functions, {@code max over k of Wₖ x + bₖ}, in ℝ. A layer of m
   * units with k pieces each; it is convex, and has ReLU, leaky ReLU and |x| as special cases.
   *
   * <p>Derivative: that of the piece that wins; k pieces that tie share it, 1/k each.
   *
   * <p>Source: Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout networks, 2013.
   *
   * @param x of shape [n], or a batch [batch, n]
   * @param weights of shape [k, m, n]
   * @param biases of shape [k, m]
   * @return of shape [m], or [batch, m]
   * @throws ShapeException if the shapes do not fit, or there is no piece
   */
  public static Tensor maxout(Tensor x, Tensor weights, Tensor biases) {
    Shape shape = x.shape();
    Shape w = weights.shape();
    boolean fits =
        (shape.rank() == 1 || shape.rank() == 2)
            && w.rank() == 3
            && w.size(0) > 0
            && w.size(2) == shape.size(-1)
            && biases.shape().equals(Shape.of(w.size(0), w.size(1)));
    if (!fits) {
      throw new ShapeException(
          "maxout: x "
              + shape
              + ", weights "
              + w
              + " and biases "
              + biases.shape()
              + " do not fit. For n inputs, m units and k ≥ 1 pieces the shapes are x [n] or"
              + " [batch, n], weights [k, m, n], biases [k, m]");
    }
    int pieces = w.size(0);
    int units = w.size(1);
    boolean single = shape.rank() == 1;
    int batch = single ? 1 : shape.size(0);
    Tensor rows = single ? expand(x, 0, 1) : x;
    Tensor all = reshape(weights, Shape.of(pieces * units, w.size(2)));
    Tensor bias = reshape(biases, Shape.of(pieces * units));
    Tensor affine = add(matmul(rows, transpose(all)), expand(bias, 0, batch));
    Tensor largest = amax(reshape(affine, Shape.of(batch, pieces, units)), 1);
    return single ? reshape(largest, Shape.of(units)) : largest;
  }

  /**
   * {@code min(max(x, 0), 6)}, in [0, 6].
   *
   * <p>Derivative: 1 between the kinks 0 and 6, 0 at and beyond them. Exact.
   *
   * <p>Source: Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010.
   */
  public static Tensor relu6(Tensor x) {
    return clip(x, 0, 6);
  }

  /**
   * {@code min(max(x, -1), 1)}, in [-1, 1].
   *
   * <p>Derivative: 1 between the kinks -1 and 1, 0 at and beyond them. Exact.
   *
   * <p>Source: Collobert, Large scale machine learning, 2004.
   */
  public static Tensor hardTanh(Tensor x) {
    return clip(x, -1, 1);
  }

  /**
   * {@code min(max(x + 3, 0), 6) / 6}, in [0, 1].
   *
   * <p>Derivative: 1/6 between the kinks -3 and 3, 0 at and beyond them. Accuracy: 1 ulp;
   * derivative 0.4.
   *
   * <p>Source: Howard et al., Searching for MobileNetV3, 2019.
   */
  public static Tensor hardSigmoid(Tensor x) {
    return divide(add(clip(x, -3, 3), 3), 6);
  }

  /**
   * {@code x · hardSigmoid(x)}: 0 up to -3, {@code x (x + 3) / 6}, and x from 3 on; in [-3/8, ∞).
   *
   * <p>Derivative: {@code (2x + 3) / 6} between the kinks -3 and 3; at and below -3 it is 0, at and
   * above 3 it is 1: at a kink the one-sided derivative of smaller size. Accuracy: 1.6 ulp; first
   * derivative 2, second 0.4.
   *
   * <p>Source: Howard et al., Searching for MobileNetV3, 2019.
   */
  public static Tensor hardSwish(Tensor x) {
    Tensor between = divide(multiply(x, add(x, 3)), 6);
    return where(greaterOrEqual(x, 3), x, where(greater(x, -3), between, 0));
  }
}
