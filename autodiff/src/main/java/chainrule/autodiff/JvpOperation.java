package chainrule.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * An operation whose derivative is given as a Jacobian-vector product written in operations.
 * Forward mode applies it; reverse mode transposes it, which costs no second rule: the product is
 * linear in the tangents, so the cotangents are its own reverse derivative with respect to them.
 */
abstract class JvpOperation extends Operation {
  JvpOperation(String name) {
    super(name);
  }

  /** The output's tangent; null stands for the tangent of an input that does not vary. */
  abstract Tensor jvp(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents);

  /** What is handed to an input in reverse mode; a rule of the user's own is checked here. */
  Tensor contribution(Tensor contribution, Tensor[] inputs, Tensor cotangent) {
    return contribution;
  }

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    return jvp(inputs, output, tangents);
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    Reverse reverse = new Reverse("the transposed rule of " + name());
    @Nullable Tensor[] tangents = new Tensor[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      if (receiver.wants(k)) {
        tangents[k] = reverse.variable(Tensor.zeros(inputs[k].shape()));
      }
    }
    Sweep sweep;
    try {
      sweep = reverse.sweep(jvp(inputs, output, tangents), cotangent);
    } finally {
      reverse.close();
    }
    for (int k = 0; k < inputs.length; k++) {
      Tensor tangent = tangents[k];
      if (tangent != null) {
        receiver.add(k, contribution(sweep.cotangent(tangent), inputs, cotangent));
      }
    }
  }
}
