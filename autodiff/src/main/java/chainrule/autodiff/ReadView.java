package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.List;

/**
 * Reads a part of a tensor: slices, transposes, reshapes, flips, diagonals, single entries. The
 * view shows every entry at most once; the transpose places the cotangent where it was read.
 */
final class ReadView extends Linear {
  private final View view;

  ReadView(String name, View view) {
    super(name);
    this.view = view;
  }

  @Override
  List<Object> parameters() {
    return List.of(view);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    return List.of(view.whole());
  }

  static ReadView read(String name, GraphReader in) {
    return new ReadView(name, in.view());
  }

  @Override
  Object key() {
    return List.of(ReadView.class, view);
  }

  View view() {
    return view;
  }

  @Override
  Shape shape(Shape... inputs) {
    return view.part();
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    double[] data = inputs[0].elements(name());
    return Array.owning(view.part(), view.isReshape() ? data : view.read(data));
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] out = new Real[output.count()];
    view.read(inputs[0], out);
    return out;
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    return new ReadView(name(), Batch.view(size, view)).apply(inputs);
  }

  @Override
  Tensor transpose(int input, Tensor[] inputs, Tensor cotangent) {
    return new PlaceViews(name() + "ᵀ", view.whole(), java.util.List.of(view)).apply(cotangent);
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    receiver.addAt(0, view, cotangent);
  }

  @Override
  String text(String... operands) {
    return view.part().isScalar()
        ? operands[0] + "[" + view.offset() + "]"
        : name() + "(" + operands[0] + ", " + view.part() + ")";
  }
}
