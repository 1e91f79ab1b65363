package chainrule.examples.derive;

import chainrule.autodiff.ChainruleException;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.SyntaxException;

/** Tells what is wrong with a text from mistakes of the program. */
final class Problems {
  private Problems() {}

  /** What to tell the user of a text; throws the exception again if it is not about a text. */
  static String message(RuntimeException e) {
    if (e instanceof SyntaxException
        || e instanceof FormulaException
        || e instanceof ChainruleException
        || e instanceof IllegalArgumentException) {
      return String.valueOf(e.getMessage());
    }
    throw e;
  }
}
