package chainrule.autodiff;

/** A plain number: the only plain tensor of rank 0. */
final class Scalar extends Tensor {
  static final Scalar ZERO = new Scalar(0);
  static final Scalar ONE = new Scalar(1);

  final double value;

  Scalar(double value) {
    this.value = value;
  }

  @Override
  Shape shapeOf() {
    return Shape.SCALAR;
  }

  @Override
  double[] elements(String reader) {
    return new double[] {value};
  }

  @Override
  public double value() {
    return value;
  }
}
