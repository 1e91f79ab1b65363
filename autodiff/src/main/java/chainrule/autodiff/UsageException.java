package chainrule.autodiff;

/**
 * A tensor or function used where it cannot be: after its call has ended, on another thread, read
 * where it has no value, or a parameter that is not made of tensors.
 */
public final class UsageException extends ChainruleException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
