package chainrule.autodiff.expression;

import chainrule.autodiff.Shape;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** An array of real numbers of some arithmetic, row-major. Immutable. */
public final class Numbers {
  private final Shape shape;
  private final List<Real> entries;

  /** Numbers of the given shape; there are as many as it says. */
  public Numbers(Shape shape, List<? extends Real> entries) {
    if (shape.count() != entries.size()) {
      throw new IllegalArgumentException(
          "shape " + shape + " has " + shape.count() + " entries, not " + entries.size());
    }
    this.shape = shape;
    this.entries = List.copyOf(entries);
  }

  static Numbers scalar(Real number) {
    return new Numbers(Shape.of(), List.of(number));
  }

  static Numbers of(Shape shape, Real[] entries) {
    return new Numbers(shape, Arrays.asList(entries));
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** The entries. */
  public List<Real> entries() {
    return entries;
  }

  Numbers map(UnaryOperator<Real> f) {
    return new Numbers(shape, entries.stream().map(f).toList());
  }

  Real[] toArray() {
    return entries.toArray(Real[]::new);
  }

  @Override
  public String toString() {
    return shape.isScalar() ? entries.get(0).toString() : shape + " " + entries;
  }
}
