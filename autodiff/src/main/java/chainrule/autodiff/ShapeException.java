package chainrule.autodiff;

/** Shapes, axes, indices or sizes that an operation cannot take. */
public final class ShapeException extends ChainruleException {
  private static final long serialVersionUID = 1;

  /** With a message that names the operation, the shapes or values, and what to do. */
  public ShapeException(String message) {
    super(message);
  }
}
