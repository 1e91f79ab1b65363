package chainrule.autodiff;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What is looked for in a watched computation: the first number that is not finite, and kinks. */
final class Inspection {
  private Inspection() {}

  /**
   * Stops at the first NaN or infinity made out of finite inputs; notes products of zero and
   * infinity.
   */
  static UnaryOperator<Tensor> finite(UnaryOperator<Tensor> f, Consumer<String> notes) {
    return Watch.function(
        "debug",
        f,
        (operation, inputs, output, line) -> {
          int bad = notFinite(output);
          if (bad >= 0 && allFinite(inputs)) {
            throw new NonFiniteException(
                operation.name()
                    + " at "
                    + line
                    + " makes "
                    + TensorText.number(output.elements("debug")[bad])
                    + " out of finite operands: "
                    + operands(operation, inputs, bad, output.shape()));
          }
          if (operation == Arithmetic.chainProduct()) {
            noteZeroProducts(inputs, output, line, notes);
          }
        });
  }

  /** Runs a function and lists the operations that were applied at a kink or a jump. */
  static List<Derivatives.Kink> kinks(UnaryOperator<Tensor> f, Tensor at) {
    Set<Derivatives.Kink> kinks = new LinkedHashSet<>();
    Tensor unused =
        Watch.function(
                "kinks",
                f,
                (operation, inputs, output, line) -> {
                  if (operation.kink(inputs)) {
                    kinks.add(new Derivatives.Kink(operation.name(), line));
                  }
                })
            .apply(at);
    return List.copyOf(kinks);
  }

  private static boolean allFinite(Tensor[] inputs) {
    for (Tensor input : inputs) {
      if (notFinite(input) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static int notFinite(Tensor tensor) {
    double[] elements = tensor.elements("debug");
    for (int i = 0; i < elements.length; i++) {
      if (!Double.isFinite(elements[i])) {
        return i;
      }
    }
    return -1;
  }

  private static String operands(Operation operation, Tensor[] inputs, int at, Shape shape) {
    List<String> texts = new ArrayList<>();
    for (Tensor input : inputs) {
      boolean entry = operation instanceof Elementwise && !input.shape().isScalar();
      texts.add(entry ? TensorText.number(input.elements("debug")[at]) : input.toString());
    }
    String call = operation.text(texts.toArray(new String[0]));
    return shape.isScalar() ? call : call + " in entry " + at + " of shape " + shape;
  }

  private static void noteZeroProducts(
      Tensor[] inputs, Tensor output, String line, Consumer<String> notes) {
    double[] c = inputs[0].elements("debug");
    double[] p = inputs[1].elements("debug");
    for (int i = 0; i < output.shape().count(); i++) {
      double left = c[c.length == 1 ? 0 : i];
      double right = p[p.length == 1 ? 0 : i];
      if (Double.isNaN(left * right) && (left == 0 || right == 0)) {
        notes.accept(
            "chain rule at "
                + line
                + ": "
                + TensorText.number(left)
                + " · "
                + TensorText.number(right)
                + " taken as 0");
        return;
      }
    }
  }
}
