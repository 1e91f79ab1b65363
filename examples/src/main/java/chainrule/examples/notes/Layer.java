package chainrule.examples.notes;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.zeros;

import chainrule.autodiff.Tensor;

/** A fully connected layer: parameters that can be differentiated by. */
record Layer(Tensor weights, Tensor bias) {
  /** Weights of variance gain²/inputs, so that gain 1 keeps the size of what is linear. */
  static Layer random(int inputs, int outputs, double gain, long seed) {
    Tensor weights = multiply(gain / Math.sqrt(inputs), normal(shape(inputs, outputs), seed));
    return new Layer(weights, zeros(outputs));
  }

  /** The outputs for a batch of inputs, one in each row. */
  Tensor apply(Tensor x) {
    return add(matmul(x, weights), expand(bias, 0, x.shape().size(0)));
  }
}
