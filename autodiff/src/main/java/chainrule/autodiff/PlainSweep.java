package chainrule.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * The backward sweep where every value is a number or an array: cotangents are doubles, and rules
 * run as compiled kernels. A node whose cotangent is zero hands nothing on, as the chain rule's
 * product says.
 */
final class PlainSweep implements Sweep, Receiver {
  private final Tape tape;
  private final Tape.Numbers numbers;
  private double @Nullable [] @Nullable [] arrays;
  private final int count;
  private int[] inputs = new int[0];

  PlainSweep(Tape tape, int from, Tensor seed) {
    this.tape = tape;
    this.count = from + 1;
    this.numbers = new Tape.Numbers(count);
    if (from >= 0) {
      addTo(from, seed);
      for (int node = from; node >= 0; node--) {
        back(node);
      }
    }
  }

  private void back(int node) {
    Operation operation = tape.operation(node);
    if (operation == null) {
      return;
    }
    if (tape.isNumber(node)) {
      double cotangent = numbers.get(node);
      if (cotangent == 0) {
        return;
      }
      if (operation instanceof Elementwise elementwise) {
        tape.back(node, elementwise, cotangent, numbers);
      } else {
        back(node, operation, new Scalar(cotangent));
      }
    } else if (arrays != null && arrays[node] != null) {
      Tensor value = tape.value(node);
      back(node, operation, Array.owning(value.shape(), arrays[node]));
      arrays[node] = null;
    }
  }

  private void back(int node, Operation operation, Tensor cotangent) {
    inputs = tape.inputs(node);
    Tensor[] values = new Tensor[inputs.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = tape.value(Tape.node(inputs[k]));
    }
    operation.reverse(values, tape.value(node), cotangent, this);
  }

  @Override
  public boolean wants(int input) {
    return Tape.varies(inputs[input]);
  }

  @Override
  public void add(int input, Tensor contribution) {
    addTo(inputs[input], contribution);
  }

  private void addTo(int node, Tensor contribution) {
    if (tape.isNumber(node)) {
      numbers.add(node, contribution.value());
      return;
    }
    double[] from = contribution.elements("the backward sweep");
    double[] to = array(node);
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  @Override
  public void addAt(int input, View view, Tensor contribution) {
    int node = inputs[input];
    if (tape.isNumber(node)) {
      numbers.add(node, contribution.value());
    } else {
      view.add(contribution.elements("the backward sweep"), array(node));
    }
  }

  @Override
  public boolean isPlain() {
    return true;
  }

  @Override
  public double[] buffer(int input) {
    return array(inputs[input]);
  }

  private double[] array(int node) {
    double[][] all = arrays;
    if (all == null) {
      all = new double[count][];
      arrays = all;
    }
    double[] array = all[node];
    if (array == null) {
      array = new double[tape.value(node).shape().count()];
      all[node] = array;
    }
    return array;
  }

  @Override
  public Tensor cotangent(Tensor variable) {
    int node = Reverse.index(variable);
    if (node >= count) {
      return Tensor.zeros(variable.shape());
    }
    if (tape.isNumber(node)) {
      return new Scalar(numbers.get(node));
    }
    double[] array = arrays == null ? null : arrays[node];
    return array == null ? Tensor.zeros(variable.shape()) : Array.owning(variable.shape(), array);
  }
}
