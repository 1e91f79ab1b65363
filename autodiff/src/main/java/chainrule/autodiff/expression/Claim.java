package chainrule.autodiff.expression;

import java.util.List;

/**
 * A statement that is to be judged: a target and the formulas that are said to equal it, one after
 * the other.
 *
 * @param target what is spoken of: a derivative, or a definition
 * @param text the target as it is written
 * @param conditions for which the claim is made, besides those of the derivation
 * @param indices names that stand for all indices, by the size of their axis
 */
public record Claim(
    Formula target, String text, List<Step> steps, List<Formula> conditions, List<Index> indices) {

  /** One formula of the chain, as written, and where it stands. */
  public record Step(Formula formula, String text, int line) {}

  /** A name that stands for the indices 0 … size - 1. */
  public record Index(String name, int size) {}

  public Claim {
    steps = List.copyOf(steps);
    conditions = List.copyOf(conditions);
    indices = List.copyOf(indices);
  }
}
