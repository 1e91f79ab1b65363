package chainrule.autodiff.expression;

import chainrule.autodiff.Precise;
import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluation over balls, or over Taylor series of such, one level of series for each derivative
 * that is being taken.
 */
final class Reals implements Arithmetic<Numbers> {
  private final int digits;
  private final int level;
  private final TaylorReal.Side side;

  Reals(int digits, TaylorReal.Side side) {
    this(digits, 0, side);
  }

  private Reals(int digits, int level, TaylorReal.Side side) {
    this.digits = digits;
    this.level = level;
    this.side = side;
  }

  private Real lifted(Ball ball) {
    Real number = ball;
    for (int k = 0; k < level; k++) {
      number = TaylorReal.constant(number);
    }
    return number;
  }

  @Override
  public Numbers number(BigDecimal value) {
    return Numbers.scalar(lifted(Ball.of(value.toString(), digits)));
  }

  @Override
  public Numbers pi() {
    return Numbers.scalar(lifted(Ball.of(1, digits).pi()));
  }

  @Override
  public Numbers infinity() {
    return Numbers.scalar(lifted(Ball.of(Double.POSITIVE_INFINITY, digits)));
  }

  @Override
  public Shape shape(Numbers value) {
    return value.shape();
  }

  @Override
  public Numbers apply(Vocabulary.Word word, Axes axes, List<Numbers> operands) {
    List<Shape> shapes = operands.stream().map(Numbers::shape).toList();
    Real[][] numbers = operands.stream().map(Numbers::toArray).toArray(Real[][]::new);
    Precise.Value value =
        Precise.value(
            inputs ->
                word.meaning()
                    .apply(word.elementwise() ? Vocabulary.broadcast(inputs) : inputs, axes),
            shapes,
            numbers);
    return new Numbers(value.shape(), value.entries());
  }

  private Reals higher() {
    return new Reals(digits, level + 1, side);
  }

  private static Numbers constant(Numbers numbers) {
    return numbers.map(TaylorReal::constant);
  }

  @Override
  public Numbers jacobian(Evaluator<Numbers> outer, Numbers x, Varying<Numbers> f) {
    Evaluator<Numbers> inner = outer.in(higher(), Reals::constant);
    int n = x.entries().size();
    Real[][] columns = new Real[n][];
    Shape[] shape = new Shape[1];
    for (int j = 0; j < n; j++) {
      int moved = j;
      columns[j] =
          along(
              x.entries().get(j),
              1,
              t -> {
                List<Real> entries = new ArrayList<>(constant(x).entries());
                entries.set(moved, t);
                return f.apply(inner, new Numbers(x.shape(), entries));
              },
              shape);
    }
    List<Real> entries = new ArrayList<>();
    for (int i = 0; i < shape[0].count(); i++) {
      for (Real[] column : columns) {
        entries.add(column[i]);
      }
    }
    return new Numbers(Evaluator.derivativeShape(shape[0], x.shape()), entries);
  }

  @Override
  public Numbers derivative(Evaluator<Numbers> outer, Numbers x, int order, Varying<Numbers> f) {
    Evaluator<Numbers> inner = outer.in(higher(), Reals::constant);
    Shape[] shape = new Shape[1];
    Real zero = x.entries().get(0).number(0);
    Real[] result =
        x.shape().isScalar()
            ? along(x.entries().get(0), order, t -> f.apply(inner, Numbers.scalar(t)), shape)
            : along(zero, order, t -> f.apply(inner, constant(x).map(t::add)), shape);
    return Numbers.of(shape[0], result);
  }

  private interface Curve {
    Numbers at(Real t);
  }

  private Real[] along(Real t, int order, Curve curve, Shape[] shape) {
    Real[][] derivatives =
        TaylorReal.derivativesOfAll(
            s -> {
              Numbers y = curve.at(s);
              shape[0] = y.shape();
              return y.toArray();
            },
            t,
            order,
            side);
    Real[] last = new Real[derivatives.length];
    for (int i = 0; i < last.length; i++) {
      last[i] = derivatives[i][order];
    }
    return last;
  }
}
