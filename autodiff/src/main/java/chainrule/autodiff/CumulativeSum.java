package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.List;

/** Running sums along an axis, forwards or backwards; each is the other's transpose. */
final class CumulativeSum extends Linear {
  private final int axis;
  private final boolean backwards;

  CumulativeSum(int axis, boolean backwards) {
    super("cumsum");
    this.axis = axis;
    this.backwards = backwards;
  }

  @Override
  List<Object> parameters() {
    return List.of(axis, backwards);
  }

  static CumulativeSum read(GraphReader in) {
    return new CumulativeSum(in.number(), in.flag());
  }

  @Override
  Shape shape(Shape... inputs) {
    return inputs[0];
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Shape shape = inputs[0].shape();
    double[] out = inputs[0].elements(name()).clone();
    walk(shape, (at, before) -> out[at] += out[before]);
    return Array.owning(shape, out);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] out = inputs[0].clone();
    walk(output, (at, before) -> out[at] = out[at].add(out[before]));
    return out;
  }

  private interface Step {
    void add(int at, int before);
  }

  private void walk(Shape shape, Step step) {
    int stride = shape.strides()[axis];
    int length = shape.size(axis) * stride;
    for (int at = 0; at < shape.count(); at++) {
      int place = backwards ? shape.count() - 1 - at : at;
      int along = place % length;
      if (backwards ? along + stride < length : along >= stride) {
        step.add(place, backwards ? place + stride : place - stride);
      }
    }
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    return new CumulativeSum(axis + 1, backwards).apply(inputs);
  }

  @Override
  Tensor transpose(int input, Tensor[] inputs, Tensor cotangent) {
    return new CumulativeSum(axis, !backwards).apply(cotangent);
  }

  @Override
  String text(String... operands) {
    return "cumsum(" + operands[0] + ", axis=" + axis + (backwards ? ", backwards)" : ")");
  }
}
