package chainrule.autodiff;

/** What a mode puts in the place of a tensor while its call runs. */
abstract class StandIn extends Tensor {
  final Mode mode;

  StandIn(Mode mode) {
    this.mode = mode;
  }

  /** The tensor that this one stands for one level further out. */
  abstract Tensor below();

  @Override
  final Mode mode() {
    return mode;
  }

  @Override
  Shape shapeOf() {
    return below().shape();
  }

  @Override
  double[] elements(String reader) {
    return below().elements(reader);
  }

  @Override
  Tensor lift(Tensor constant) {
    return below().lift(constant);
  }
}
