package chainrule.autodiff.expression;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A formula that has no value for its operands: shapes that do not fit, an index outside. */
public final class FormulaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Formula formula;

  /** A formula has no value, for the reason that the message says. */
  public FormulaException(String message) {
    this(message, null);
  }

  FormulaException(String message, @Nullable Formula formula) {
    super(message, null, false, false);
    this.formula = formula;
  }

  /** The part that failed, if it is known. */
  public Optional<Formula> formula() {
    return Optional.ofNullable(formula);
  }
}
