package chainrule.autodiff;

/** A place on the tape of a reverse-mode call whose value is a plain number. */
final class ScalarPlace extends StandIn {
  final int index;
  final double value;

  ScalarPlace(Reverse mode, int index, double value) {
    super(mode);
    this.index = index;
    this.value = value;
  }

  Reverse reverse() {
    return (Reverse) mode;
  }

  @Override
  Tensor below() {
    return new Scalar(value);
  }

  @Override
  Shape shapeOf() {
    return Shape.SCALAR;
  }

  @Override
  public double value() {
    return value;
  }
}
