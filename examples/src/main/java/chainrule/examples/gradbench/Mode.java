package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.stack;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Two ways to the gradient of a function of a vector. */
enum Mode {
  FORWARD {
    @Override
    UnaryOperator<Tensor> gradient(UnaryOperator<Tensor> f) {
      return x -> {
        int n = x.shape().size(0);
        Tensor unit = Tensor.identity(n);
        return stack(
            0,
            IntStream.range(0, n)
                .mapToObj(i -> Derivatives.jvp(f, x, unit.at(i)).tangent())
                .toList());
      };
    }
  },
  REVERSE {
    @Override
    UnaryOperator<Tensor> gradient(UnaryOperator<Tensor> f) {
      return Derivatives.grad(f);
    }
  };

  abstract UnaryOperator<Tensor> gradient(UnaryOperator<Tensor> f);
}
