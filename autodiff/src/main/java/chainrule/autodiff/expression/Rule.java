package chainrule.autodiff.expression;

import java.util.List;

/**
 * A rule of calculus at a formula.
 *
 * @param name as textbooks call it
 * @param parts whose derivatives it needs
 * @param combination what it makes of them
 */
record Rule(String name, List<Formula> parts, Combination combination) {
  /** The derivative of a formula from those of its parts. */
  interface Combination {
    Formula of(List<Formula> derivatives);
  }
}
