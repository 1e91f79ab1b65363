package chainrule.autodiff;

/** Shapes, axes, indices or sizes that an operation cannot take. */
public final class ShapeException extends ChainruleException {
  private static final long serialVersionUID = 1;

  ShapeException(String message) {
    super(message);
  }
}
