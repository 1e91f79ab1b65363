package chainrule.autodiff.check;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.FormulaException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/**
 * Where formulas of one number may change their branch: where the sides of a comparison are equal,
 * arguments of max and min are, or that of abs or sign is zero. Found by sign changes between
 * points that are given, and by halving; what lies between two neighbours is missed.
 */
final class Borders {
  private static final int MOST = 16;
  private static final int HALVINGS = 60;
  private static final long OPERATIONS = 100_000;
  private static final Set<String> OF_TWO = Set.of("<", "<=", ">", ">=", "==", "!=", "max", "min");
  private static final Set<String> OF_ONE = Set.of("abs", "sign", "relu", "step");

  private final Derivation derivation;
  private final String variable;
  private final Set<Double> found = new LinkedHashSet<>();
  private final Budget budget = Budget.of(OPERATIONS, 1);

  /**
   * The borders in a formula.
   *
   * @param variable the one number that it depends on
   * @param points where sides are compared
   */
  static Set<Double> of(
      Derivation derivation, Formula formula, String variable, Iterable<Double> points) {
    Borders borders = new Borders(derivation, variable);
    Set<Double> sorted = new TreeSet<>();
    points.forEach(sorted::add);
    borders.search(derivation.scope().inlined(formula), sorted);
    return borders.found;
  }

  private Borders(Derivation derivation, String variable) {
    this.derivation = derivation;
    this.variable = variable;
  }

  private void search(Formula formula, Set<Double> points) {
    formula.parts().forEach(part -> search(part, points));
    if (!(formula instanceof Formula.Apply apply)) {
      return;
    }
    List<Formula> sides = new ArrayList<>(apply.operands());
    if (OF_ONE.contains(apply.operation()) && sides.size() == 1) {
      sides.add(Formula.numeral(0));
    } else if (!OF_TWO.contains(apply.operation()) || sides.size() != 2) {
      return;
    }
    crossings(x -> value(sides.get(0), x) - value(sides.get(1), x), points);
  }

  private void crossings(DoubleUnaryOperator difference, Set<Double> points) {
    double before = Double.NaN;
    double signBefore = 0;
    for (double x : points) {
      double sign = Math.signum(difference.applyAsDouble(x));
      if (sign * signBefore < 0 && found.size() < MOST) {
        found.add(crossing(difference, before, x, sign));
      }
      before = x;
      signBefore = sign;
    }
  }

  private static double crossing(
      DoubleUnaryOperator difference, double low, double high, double signAbove) {
    double from = low;
    double to = high;
    for (int k = 0; k < HALVINGS; k++) {
      double middle = from / 2 + to / 2;
      if (Math.signum(difference.applyAsDouble(middle)) == signAbove) {
        to = middle;
      } else {
        from = middle;
      }
    }
    return to;
  }

  private double value(Formula formula, double x) {
    try {
      Tensor value = derivation.evaluate(formula, Map.of(variable, Tensor.scalar(x)), budget);
      return value.shape().isScalar() ? value.value() : Double.NaN;
    } catch (FormulaException none) {
      return Double.NaN;
    }
  }
}
