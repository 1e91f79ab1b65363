package chainrule.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backward sweep where values or cotangents are stand-ins of other calls: rules run on tensors,
 * so that those calls see every operation. Contributions to parts of a tensor are collected and
 * placed together: reading n entries one by one costs n, not n².
 */
final class TensorSweep implements Sweep, Receiver {
  private static final class Collected {
    private final List<Tensor> contributions = new ArrayList<>(1);
    private final List<View> views = new ArrayList<>(1);
    private @Nullable Tensor sum;

    void add(Tensor contribution) {
      sum = sum == null ? contribution : Operations.add(sum, contribution);
    }

    Tensor total() {
      if (!views.isEmpty()) {
        Operation place = new PlaceViews("place", views.get(0).whole(), List.copyOf(views));
        add(place.apply(contributions.toArray(new Tensor[0])));
        views.clear();
        contributions.clear();
      }
      return sum == null ? Scalar.ZERO : sum;
    }
  }

  private final @Nullable Collected[] cotangents;
  private int[] inputs = new int[0];

  TensorSweep(Tape tape, int from, Tensor seed) {
    this(tape, List.of(from), List.of(seed));
  }

  /**
   * The sweep from several nodes, each with its cotangent; -1 for one without place on the tape.
   */
  TensorSweep(Tape tape, List<Integer> from, List<Tensor> seeds) {
    int last = from.stream().max(Integer::compare).orElse(-1);
    this.cotangents = new Collected[last + 1];
    for (int k = 0; k < seeds.size(); k++) {
      if (from.get(k) >= 0) {
        collected(from.get(k)).add(seeds.get(k));
      }
    }
    for (int node = last; node >= 0; node--) {
      Operation operation = tape.operation(node);
      Collected cotangent = cotangents[node];
      if (operation != null && cotangent != null) {
        inputs = tape.inputs(node);
        Tensor[] values = new Tensor[inputs.length];
        for (int k = 0; k < values.length; k++) {
          values[k] = tape.value(Tape.node(inputs[k]));
        }
        Tensor value = tape.value(node);
        Watch.differentiating(
            operation,
            values,
            value,
            () -> {
              operation.reverse(values, value, cotangent.total(), this);
              return value;
            });
        cotangents[node] = null;
      }
    }
  }

  private Collected collected(int node) {
    Collected collected = cotangents[node];
    if (collected == null) {
      collected = new Collected();
      cotangents[node] = collected;
    }
    return collected;
  }

  @Override
  public boolean wants(int input) {
    return Tape.varies(inputs[input]);
  }

  @Override
  public void add(int input, Tensor contribution) {
    collected(inputs[input]).add(contribution);
  }

  @Override
  public void addAt(int input, View view, Tensor contribution) {
    Collected collected = collected(inputs[input]);
    collected.views.add(view);
    collected.contributions.add(contribution);
  }

  @Override
  public boolean isPlain() {
    return false;
  }

  @Override
  public double[] buffer(int input) {
    throw new IllegalStateException("no buffers where cotangents are stand-ins");
  }

  @Override
  public Tensor cotangent(Tensor variable) {
    int node = Reverse.index(variable);
    Collected collected = node < cotangents.length ? cotangents[node] : null;
    return collected == null ? Tensor.zeros(variable.shape()) : collected.total();
  }
}
