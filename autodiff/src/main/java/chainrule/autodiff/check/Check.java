package chainrule.autodiff.check;

import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.SyntaxException;

/** Is this derivation right, and if not, which line breaks it? */
public final class Check {
  private static final long SEED = 42;

  private Check() {}

  /**
   * Checks a derivation written as text.
   *
   * @throws SyntaxException if the text is no derivation; the message has the line and a caret
   */
  public static Report derivation(String text) {
    return derivation(text, SEED);
  }

  /**
   * Checks a derivation written as text, at random points of the given seed besides fixed ones.
   *
   * @throws SyntaxException if the text is no derivation
   */
  public static Report derivation(String text, long seed) {
    return new Checker(Derivation.parse(text), seed).check();
  }
}
