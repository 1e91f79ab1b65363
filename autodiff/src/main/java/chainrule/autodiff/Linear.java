package chainrule.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * An operation that is linear in all its differentiable inputs together: forward mode applies it to
 * the tangents, reverse mode applies its transpose.
 */
abstract class Linear extends Operation {
  Linear(String name) {
    super(name);
  }

  /**
   * The cotangent of one input, written in operations; the inputs serve for their shapes and
   * indices.
   */
  abstract Tensor transpose(int input, Tensor[] inputs, Tensor cotangent);

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor[] linear = inputs.clone();
    for (int k = 0; k < linear.length; k++) {
      Tensor tangent = tangents[k];
      if (tangent != null) {
        linear[k] = tangent;
      } else if (differentiable(k)) {
        linear[k] = Tensor.zeros(inputs[k].shape());
      }
    }
    return apply(linear);
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    for (int k = 0; k < inputs.length; k++) {
      if (receiver.wants(k)) {
        receiver.add(k, transpose(k, inputs, cotangent));
      }
    }
  }
}
