package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of all entries along some axes that is not linear: max, logSumExp, norm. Given by a
 * kernel on rows, the same over {@link Real} numbers, and the derivative with respect to one entry,
 * written in operations.
 */
final class Reduction extends Operation {
  /** The function of a row of doubles. */
  interface Row {
    double at(double[] data, int from, int to);
  }

  /** The function of a row of precise numbers. */
  interface RealRow {
    Real at(Real[] data, int from, int to);
  }

  /**
   * The partial derivatives in x, of its shape; {@code y} is the result, expanded to that shape.
   */
  interface Rule {
    Tensor at(Tensor x, Tensor y, int[] axes);
  }

  /** Whether a row is at a kink. */
  interface Kink {
    boolean at(double[] data, int from, int to);
  }

  /**
   * What a reduction computes, whatever the axes.
   *
   * @param rule its derivative; null where that is zero
   * @param line the kernel for short rows in primitives, if there is one
   */
  record Definition(
      String name,
      Row kernel,
      RealRow real,
      @Nullable Rule rule,
      Kink kink,
      RowLines.@Nullable Reduced line) {
    Definition(String name, Row kernel, RealRow real, @Nullable Rule rule, Kink kink) {
      this(name, kernel, real, rule, kink, null);
    }

    Tensor on(Tensor x, int[] axes, boolean kept) {
      int[] reduced = x.shape().axes(name, axes);
      Reduction reduction = new Reduction(this, x.shape(), reduced, kept);
      if (Rows.of(x.shape(), reduced).length() == 0) {
        throw new ShapeException(
            name
                + ": nothing to reduce along axes "
                + Arrays.toString(reduced)
                + " of shape "
                + x.shape());
      }
      return reduction.apply(x);
    }
  }

  private final Definition definition;
  private final Shape from;
  private final Shape to;
  private final int[] axes;
  private final boolean kept;

  private Reduction(Definition definition, Shape from, int[] axes, boolean kept) {
    super(definition.name());
    this.definition = definition;
    this.from = from;
    this.to = from.reduced(axes, kept);
    this.axes = axes;
    this.kept = kept;
  }

  @Override
  boolean differentiable(int input) {
    return definition.rule() != null;
  }

  @Override
  List<Object> parameters() {
    return List.of(from, numbers(axes), kept);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    return List.of(from);
  }

  static Reduction read(Definition definition, GraphReader in) {
    return new Reduction(definition, in.shape(), in.numbers(), in.flag());
  }

  /** The rows that are reduced. */
  Rows rows() {
    return Rows.of(from, axes);
  }

  Definition definition() {
    return definition;
  }

  @Override
  Shape shape(Shape... inputs) {
    return to;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Rows rows = Rows.of(from, axes);
    double[] data = rows.arrange(inputs[0].elements(name()));
    double[] out = new double[rows.count()];
    for (int row = 0; row < out.length; row++) {
      out[row] = definition.kernel().at(data, row * rows.length(), (row + 1) * rows.length());
    }
    return Array.owning(to, out);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Rows rows = Rows.of(from, axes);
    Real[] data = rows.arrange(inputs[0]);
    Real[] out = new Real[rows.count()];
    for (int row = 0; row < out.length; row++) {
      out[row] = definition.real().at(data, row * rows.length(), (row + 1) * rows.length());
    }
    return out;
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    return new Reduction(definition, from.inserted(0, size), Batch.shifted(axes), kept)
        .apply(inputs);
  }

  private Tensor partials(Tensor x, Tensor output) {
    Rule rule = definition.rule();
    if (rule == null) {
      throw new IllegalStateException(name() + " has no derivative");
    }
    return rule.at(x, new Expand(from, axes, kept).apply(output), axes);
  }

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return null;
    }
    return new Sum(from, axes, kept).apply(Operations.chain(tangent, partials(inputs[0], output)));
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    if (receiver.wants(0)) {
      Tensor expanded = new Expand(from, axes, kept).apply(cotangent);
      receiver.add(0, Operations.chain(expanded, partials(inputs[0], output)));
    }
  }

  @Override
  boolean kink(Tensor[] inputs) {
    Rows rows = Rows.of(from, axes);
    double[] data = rows.arrange(inputs[0].elements(name()));
    for (int row = 0; row < rows.count(); row++) {
      if (definition.kink().at(data, row * rows.length(), (row + 1) * rows.length())) {
        return true;
      }
    }
    return false;
  }

  @Override
  String text(String... operands) {
    return axes.length == from.rank()
        ? name() + "(" + operands[0] + ")"
        : name() + "(" + operands[0] + ", axes=" + Arrays.toString(axes) + ")";
  }
}
