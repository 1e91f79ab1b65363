package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;

/** Repeats a tensor along axes: new ones, or kept ones of size 1. Its transpose is {@link Sum}. */
final class Expand extends Linear {
  private final Shape from;
  private final Shape to;
  private final int[] axes;
  private final boolean kept;
  private final View view;

  Expand(Shape to, int[] axes, boolean kept) {
    super("expand");
    this.from = to.reduced(axes, kept);
    this.to = to;
    this.axes = axes;
    this.kept = kept;
    this.view = View.expansion(from, to, axes, kept);
  }

  @Override
  List<Object> parameters() {
    return List.of(to, numbers(axes), kept);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    return List.of(from);
  }

  static Expand read(GraphReader in) {
    return new Expand(in.shape(), in.numbers(), in.flag());
  }

  @Override
  Shape shape(Shape... inputs) {
    return to;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    return Array.owning(to, view.read(inputs[0].elements(name())));
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] out = new Real[to.count()];
    view.read(inputs[0], out);
    return out;
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    return new Expand(to.inserted(0, size), Batch.shifted(axes), kept).apply(inputs);
  }

  @Override
  Tensor transpose(int input, Tensor[] inputs, Tensor cotangent) {
    return new Sum(to, axes, kept).apply(cotangent);
  }

  @Override
  String text(String... operands) {
    return "expand(" + operands[0] + ", " + to + ", axes=" + Arrays.toString(axes) + ")";
  }

  /** The view of the unrepeated tensor, for sums that add their cotangent in place. */
  View view() {
    return view;
  }
}
