package chainrule.autodiff;

/**
 * A custom rule that is not the derivative of its function, or that closes over a tensor of a call.
 */
public final class RuleException extends ChainruleException {
  private static final long serialVersionUID = 1;

  RuleException(String message) {
    super(message);
  }
}
