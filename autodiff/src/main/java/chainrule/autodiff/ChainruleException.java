package chainrule.autodiff;

/**
 * The root of the library's own exceptions. Every message says which operation, which shapes or
 * values, and what to do.
 */
public sealed class ChainruleException extends RuntimeException
    permits ShapeException, UsageException, MatrixException, NonFiniteException, RuleException {
  private static final long serialVersionUID = 1;

  ChainruleException(String message) {
    super(message);
  }
}
