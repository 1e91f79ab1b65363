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
    return Watch.function("debug", f, () -> new Finite(notes));
  }

  private static final class Finite implements Watch.Listener {
    private final Consumer<String> notes;

    // A zero of the chain rule may yet take these away: a slope not finite stops only a result
    // that is not finite.
    private final Set<String> slopes = new LinkedHashSet<>();

    Finite(Consumer<String> notes) {
      this.notes = notes;
    }

    @Override
    public void seen(Watch.Sight sight) {
      Watch.Rule rule = sight.rule();
      if (rule == null) {
        stopUnlessFinite(sight);
      } else if (sight.operation() == Arithmetic.chainProduct()) {
        if (allFinite(rule.inputs()) && notFinite(sight.inputs()[0]) < 0) {
          int bad = notFinite(sight.output());
          if (bad >= 0) {
            slopes.add(
                "the derivative of " + rule.text() + " is not finite: " + operands(sight, bad));
          }
        }
        noteZeroProducts(sight, rule, notes);
      }
    }

    @Override
    public void ended(Tensor result) {
      if (!slopes.isEmpty() && notFinite(result) >= 0) {
        throw new NonFiniteException(String.join("; ", slopes));
      }
    }
  }

  /** Runs a function and lists the operations that were applied at a kink or a jump. */
  static List<Derivatives.Kink> kinks(UnaryOperator<Tensor> f, Tensor at) {
    Set<Derivatives.Kink> kinks = new LinkedHashSet<>();
    Tensor unused =
        Watch.function(
                "kinks",
                f,
                () ->
                    sight -> {
                      if (sight.rule() == null && sight.operation().kink(sight.inputs())) {
                        kinks.add(new Derivatives.Kink(sight.operation().name(), sight.line()));
                      }
                    })
            .apply(at);
    return List.copyOf(kinks);
  }

  private static void stopUnlessFinite(Watch.Sight sight) {
    int bad = notFinite(sight.output());
    if (bad >= 0 && allFinite(sight.inputs())) {
      throw new NonFiniteException(
          sight.operation().name()
              + " at "
              + sight.line()
              + " makes "
              + TensorText.number(sight.output().elements("debug")[bad])
              + " out of finite operands: "
              + operands(sight, bad));
    }
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

  private static String operands(Watch.Sight sight, int at) {
    List<String> texts = new ArrayList<>();
    for (Tensor input : sight.inputs()) {
      boolean entry = sight.operation() instanceof Elementwise && !input.shape().isScalar();
      texts.add(entry ? TensorText.number(input.elements("debug")[at]) : input.toString());
    }
    String call = sight.operation().text(texts.toArray(new String[0]));
    Shape shape = sight.output().shape();
    return shape.isScalar() ? call : call + " in entry " + at + " of shape " + shape;
  }

  private static void noteZeroProducts(Watch.Sight sight, Watch.Rule rule, Consumer<String> notes) {
    double[] c = sight.inputs()[0].elements("debug");
    double[] p = sight.inputs()[1].elements("debug");
    for (int i = 0; i < sight.output().shape().count(); i++) {
      double left = c[c.length == 1 ? 0 : i];
      double right = p[p.length == 1 ? 0 : i];
      if (Double.isNaN(left * right) && (left == 0 || right == 0)) {
        notes.accept(
            "the derivative of "
                + rule.text()
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
