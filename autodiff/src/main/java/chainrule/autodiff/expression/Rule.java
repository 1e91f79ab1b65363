package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Differentiator.Slipped;
import java.util.List;

/**
 * A rule of calculus at a formula.
 *
 * @param name as textbooks call it
 * @param parts whose derivatives it needs
 * @param combination what it makes of them
 * @param mistakes what comes out instead when one slip is made
 */
record Rule(String name, List<Formula> parts, Combination combination, Mistakes mistakes) {
  /** The derivative of a formula from those of its parts. */
  interface Combination {
    Formula of(List<Formula> derivatives);
  }

  /** Adds wrong derivatives, made of the right ones of the parts. */
  interface Mistakes {
    void add(List<Formula> derivatives, List<Slipped> slips);
  }
}
