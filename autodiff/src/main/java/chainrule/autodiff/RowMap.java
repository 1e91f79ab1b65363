package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function from rows to rows of the same length, such as softmax: given by a kernel on rows, the
 * same over {@link Real} numbers, and its Jacobian-vector product, written in operations.
 */
final class RowMap extends JvpOperation {
  /** Maps a row of doubles to a row of the result, at the same places. */
  interface Row {
    void map(double[] data, int from, int to, double[] out);
  }

  /** Maps a row of precise numbers. */
  interface RealRow {
    void map(Real[] data, int from, int to, Real[] out);
  }

  /** The product of the Jacobian matrix at x, where the result is y, and a tangent. */
  interface Product {
    Tensor at(Tensor x, Tensor y, Tensor tangent, int[] axes);
  }

  /**
   * What is computed, whatever the axes.
   *
   * @param line the kernel for short rows in primitives, if there is one
   */
  record Definition(
      String name, Row kernel, RealRow real, Product product, RowLines.@Nullable Mapped line) {
    Definition(String name, Row kernel, RealRow real, Product product) {
      this(name, kernel, real, product, null);
    }

    /** Applied to a tensor of rank 1 or more, whose rows lie along the given axes. */
    Tensor on(Tensor x, int[] axes) {
      return new RowMap(this, x.shape(), axes).apply(x);
    }
  }

  private final Definition definition;
  private final Shape shape;
  private final int[] axes;

  private RowMap(Definition definition, Shape shape, int[] axes) {
    super(definition.name());
    this.definition = definition;
    this.shape = shape;
    this.axes = axes;
  }

  Definition definition() {
    return definition;
  }

  /** The rows that are mapped. */
  Rows rows() {
    return Rows.of(shape, axes);
  }

  @Override
  List<Object> parameters() {
    return List.of(shape, numbers(axes));
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    return List.of(shape);
  }

  static RowMap read(Definition definition, GraphReader in) {
    return new RowMap(definition, in.shape(), in.numbers());
  }

  @Override
  Shape shape(Shape... inputs) {
    return shape;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Rows rows = rows();
    double[] data = rows.arrange(inputs[0].elements(name()));
    double[] mapped = new double[data.length];
    for (int row = 0; row < rows.count(); row++) {
      definition.kernel().map(data, row * rows.length(), (row + 1) * rows.length(), mapped);
    }
    if (rows.view().isReshape()) {
      return Array.owning(shape, mapped);
    }
    double[] out = new double[mapped.length];
    rows.view().place(mapped, out);
    return Array.owning(shape, out);
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    return new RowMap(definition, shape.inserted(0, size), Batch.shifted(axes)).apply(inputs);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Rows rows = rows();
    Real[] data = rows.arrange(inputs[0]);
    Real[] mapped = data.clone();
    for (int row = 0; row < rows.count(); row++) {
      definition.real().map(data, row * rows.length(), (row + 1) * rows.length(), mapped);
    }
    Real[] out = mapped.clone();
    rows.view().write(mapped, out);
    return out;
  }

  @Override
  Tensor jvp(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      throw new IllegalStateException("no input varies");
    }
    return definition.product().at(inputs[0], output, tangent, axes);
  }
}
