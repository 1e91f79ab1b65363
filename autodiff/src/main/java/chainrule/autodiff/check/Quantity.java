package chainrule.autodiff.check;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.Map;

/** What can be evaluated at a point: a side of a claim. */
interface Quantity {
  /** Its value over balls; derivatives in it are true ones, from the given side. */
  Numbers precise(Map<String, Numbers> point, int digits, Side side, Budget budget);

  /** Its value in doubles. */
  Tensor inDoubles(Map<String, Tensor> point, Budget budget);

  static Quantity of(Derivation derivation, Formula formula) {
    return new Quantity() {
      @Override
      public Numbers precise(Map<String, Numbers> point, int digits, Side side, Budget budget) {
        return derivation.evaluate(formula, point, digits, side, budget);
      }

      @Override
      public Tensor inDoubles(Map<String, Tensor> point, Budget budget) {
        return derivation.evaluate(formula, point, budget);
      }
    };
  }
}
