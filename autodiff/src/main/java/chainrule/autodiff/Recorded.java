package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import org.jspecify.annotations.Nullable;

/** One application of an operation on a tape, with what it saved for the backward sweep. */
final class Recorded extends Operation {
  /** The backward sweep. */
  interface Backward {
    void sweep(Tensor cotangent, Receiver receiver);
  }

  private final Operation origin;
  private final Tensor output;
  private final Backward backward;

  Recorded(Operation origin, Tensor output, Backward backward) {
    super(origin.name());
    this.origin = origin;
    this.output = output;
    this.backward = backward;
  }

  Tensor output() {
    return output;
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    backward.sweep(cotangent, receiver);
  }

  @Override
  Object key() {
    return origin.key();
  }

  @Override
  Shape shape(Shape... inputs) {
    return origin.shape(inputs);
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    return origin.evaluate(inputs);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    return origin.precise(shapes, inputs, output);
  }

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    return origin.forward(inputs, output, tangents);
  }

  @Override
  String text(String... operands) {
    return origin.text(operands);
  }
}
