package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;

/** The sum over axes, by a tree that the shape fixes. Its transpose is {@link Expand}. */
final class Sum extends Linear {
  private final Shape from;
  private final Shape to;
  private final int[] axes;
  private final boolean kept;

  Sum(Shape from, int[] axes, boolean kept) {
    super("sum");
    this.from = from;
    this.to = from.reduced(axes, kept);
    this.axes = axes;
    this.kept = kept;
  }

  @Override
  List<Object> parameters() {
    return List.of(from, numbers(axes), kept);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    return List.of(from);
  }

  static Sum read(GraphReader in) {
    return new Sum(in.shape(), in.numbers(), in.flag());
  }

  /** The rows that are summed. */
  Rows rows() {
    return Rows.of(from, axes);
  }

  @Override
  Shape shape(Shape... inputs) {
    return to;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Rows rows = Rows.of(from, axes);
    double[] data = inputs[0].elements(name());
    double[] out = new double[rows.count()];
    rows.sum(rows.areColumns() ? data : rows.arrange(data), 0, out, new double[rows.scratch()]);
    return Array.owning(to, out);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Rows rows = Rows.of(from, axes);
    if (rows.length() == 0) {
      throw new UsageException("sum: precise arithmetic has no empty sums; shape " + from);
    }
    Real[] data = rows.arrange(inputs[0]);
    Real[] out = new Real[rows.count()];
    for (int row = 0; row < out.length; row++) {
      Real sum = data[row * rows.length()];
      for (int i = 1; i < rows.length(); i++) {
        sum = sum.add(data[row * rows.length() + i]);
      }
      out[row] = sum;
    }
    return out;
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    return new Sum(from.inserted(0, size), Batch.shifted(axes), kept).apply(inputs);
  }

  @Override
  Tensor transpose(int input, Tensor[] inputs, Tensor cotangent) {
    return new Expand(from, axes, kept).apply(cotangent);
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    if (receiver.isPlain() && !from.isScalar()) {
      View view = new Expand(from, axes, kept).view();
      view.addRead(cotangent.elements(name()), receiver.buffer(0));
    } else {
      super.reverse(inputs, output, cotangent, receiver);
    }
  }

  @Override
  String text(String... operands) {
    return axes.length == from.rank()
        ? "sum(" + operands[0] + ")"
        : "sum(" + operands[0] + ", axes=" + Arrays.toString(axes) + ")";
  }
}
