package chainrule.autodiff.expression;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Formula.Axes;
import java.math.BigDecimal;
import java.util.List;

/** Evaluation by the engine, in doubles or in whatever its tensors hold. */
final class Doubles implements Arithmetic<Tensor> {
  @Override
  public Tensor number(BigDecimal value) {
    return Tensor.scalar(value.doubleValue());
  }

  @Override
  public Tensor pi() {
    return Tensor.scalar(Math.PI);
  }

  @Override
  public Tensor infinity() {
    return Tensor.scalar(Double.POSITIVE_INFINITY);
  }

  @Override
  public Shape shape(Tensor value) {
    return value.shape();
  }

  @Override
  public Tensor apply(Vocabulary.Word word, Axes axes, List<Tensor> operands) {
    List<Tensor> fit = word.elementwise() ? Vocabulary.broadcast(operands) : operands;
    return word.meaning().apply(fit, axes);
  }

  @Override
  public Tensor jacobian(Evaluator<Tensor> outer, Tensor x, Varying<Tensor> f) {
    Shape[] shape = new Shape[1];
    Shape flat = Shape.of(x.shape().count());
    Tensor jacobian =
        Derivatives.jacobian(
                u -> {
                  Tensor y = f.apply(inner(outer), Operations.reshape(u, x.shape()));
                  shape[0] = y.shape();
                  return Operations.reshape(y, Shape.of(y.shape().count()));
                })
            .apply(Operations.reshape(x, flat));
    return Operations.reshape(jacobian, Evaluator.derivativeShape(shape[0], x.shape()));
  }

  @Override
  public Tensor derivative(Evaluator<Tensor> outer, Tensor x, int order, Varying<Tensor> f) {
    return Derivatives.derivative(u -> f.apply(inner(outer), u), order).apply(x);
  }

  private Evaluator<Tensor> inner(Evaluator<Tensor> outer) {
    return outer.in(this, value -> value);
  }
}
