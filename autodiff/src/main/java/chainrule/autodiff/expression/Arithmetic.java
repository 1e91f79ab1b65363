package chainrule.autodiff.expression;

import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Formula.Axes;
import java.math.BigDecimal;
import java.util.List;

/** What formulas are evaluated in: tensors of the engine, or arrays of real numbers. */
interface Arithmetic<V> {
  V number(BigDecimal value);

  V pi();

  V infinity();

  Shape shape(V value);

  V apply(Vocabulary.Word word, Axes axes, List<V> operands);

  /** A function of a value in an evaluator whose arithmetic may carry derivatives. */
  interface Varying<V> {
    V apply(Evaluator<V> inner, V value);
  }

  /** The derivatives of all entries by all entries: the shape of the function, then that of x. */
  V jacobian(Evaluator<V> outer, V x, Varying<V> f);

  /** The derivative of a scalar function of a scalar, or of an elementwise one. */
  V derivative(Evaluator<V> outer, V x, int order, Varying<V> f);
}
