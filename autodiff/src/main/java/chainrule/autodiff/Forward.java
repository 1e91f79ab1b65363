package chainrule.autodiff;

import org.jspecify.annotations.Nullable;

/** Forward mode: computes value and tangent one level further out. */
final class Forward extends Mode {
  private final String call;

  Forward(String call) {
    this.call = call;
  }

  @Override
  String call() {
    return call;
  }

  Tensor variable(Tensor value, Tensor tangent) {
    return new Dual(this, checked(call, value), checked(call, tangent));
  }

  /** The value of a result of this call. */
  Tensor value(Tensor result) {
    return result.mode() == this ? ((Dual) result).value : result;
  }

  /** The tangent of a result of this call; zeros for one that does not depend on its variables. */
  Tensor tangent(Tensor result) {
    return result.mode() == this ? ((Dual) result).tangent : Tensor.zeros(result.shape());
  }

  @Override
  Tensor interpret(Operation operation, Tensor[] inputs) {
    Tensor[] below = new Tensor[inputs.length];
    @Nullable Tensor[] tangents = new Tensor[inputs.length];
    boolean varies = false;
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k].mode() == this) {
        Dual dual = (Dual) inputs[k];
        below[k] = dual.value;
        if (operation.differentiable(k)) {
          tangents[k] = dual.tangent;
          varies = true;
        }
      } else {
        below[k] = inputs[k];
      }
    }
    if (varies && operation instanceof Structured structured) {
      Structured.Dual dual = structured.dual(below, tangents);
      return new Dual(this, dual.output(), dual.tangent());
    }
    Tensor output = operation.apply(below);
    for (int k = 0; varies && k < below.length; k++) {
      below[k] = output.lift(below[k]);
    }
    Tensor tangent =
        varies
            ? Watch.differentiating(
                operation, below, output, () -> operation.forward(below, output, tangents))
            : null;
    return tangent == null ? output : new Dual(this, output, tangent);
  }

  private static final class Dual extends StandIn {
    final Tensor value;
    final Tensor tangent;

    Dual(Forward mode, Tensor value, Tensor tangent) {
      super(mode);
      this.value = value;
      this.tangent = tangent;
    }

    @Override
    Tensor below() {
      return value;
    }
  }
}
