package chainrule.autodiff;

/**
 * Thrown in debug mode by the first operation that makes a NaN or an infinity out of finite inputs.
 */
public final class NonFiniteException extends ChainruleException {
  private static final long serialVersionUID = 1;

  NonFiniteException(String message) {
    super(message);
  }
}
