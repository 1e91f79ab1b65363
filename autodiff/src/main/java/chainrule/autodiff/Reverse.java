package chainrule.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reverse mode: computes one level further out and records what it computed on a {@link Tape}. The
 * tape can be swept after the call has ended, as often as wanted.
 */
final class Reverse extends Mode {
  private final String call;
  private final Tape tape = new Tape();

  /** Under capture what is computed twice is recorded once: the graph has one node for it too. */
  private final Map<List<Object>, Tensor> calls = new HashMap<>(0);

  private long lastConstant;
  private int lastConstantNode = Tape.NONE;

  Reverse(String call) {
    this.call = call;
  }

  @Override
  String call() {
    return call;
  }

  Tape tape() {
    return tape;
  }

  /** A variable of this call with the value of a tensor further out. */
  Tensor variable(Tensor value) {
    return place(tape.add(null, new int[0], checked(call, value)), value);
  }

  /** The node of a number that does not vary, as an input. */
  int constant(double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (lastConstantNode == Tape.NONE || bits != lastConstant) {
      lastConstant = bits;
      lastConstantNode = ~tape.add(null, Tape.NONE, Tape.NONE, value);
    }
    return lastConstantNode;
  }

  /** Records an elementwise operation on numbers, whose places have been checked. */
  Tensor record(Operation operation, int first, int second, double value) {
    return new ScalarPlace(this, tape.add(operation, first, second, value), value);
  }

  @Override
  Tensor interpret(Operation operation, Tensor[] inputs) {
    Tensor[] below = new Tensor[inputs.length];
    boolean varies = false;
    for (int k = 0; k < inputs.length; k++) {
      boolean here = inputs[k].mode() == this;
      below[k] = here ? ((StandIn) inputs[k]).below() : inputs[k];
      varies |= here && operation.differentiable(k);
    }
    if (!varies) {
      return operation.apply(below);
    }
    List<Object> call = Capture.isOpen() ? call(operation, inputs, below) : List.of();
    Tensor known = calls.get(call);
    if (known != null) {
      return known;
    }
    Operation recorded = operation;
    Tensor output;
    if (operation instanceof Structured structured) {
      boolean[] varying = new boolean[inputs.length];
      for (int k = 0; k < inputs.length; k++) {
        varying[k] = inputs[k].mode() == this && operation.differentiable(k);
      }
      Recorded saved = structured.recorded(below, varying);
      recorded = saved;
      output = saved.output();
    } else {
      output = operation.apply(below);
    }
    int[] nodes = new int[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      nodes[k] =
          inputs[k].mode() == this && operation.differentiable(k)
              ? index(inputs[k])
              : constant(output.lift(below[k]));
    }
    Tensor place = place(tape.add(recorded, nodes, output), output);
    if (!call.isEmpty()) {
      calls.put(call, place);
    }
    return place;
  }

  /** What is computed of what; equal lists stand for the same node. */
  private List<Object> call(Operation operation, Tensor[] inputs, Tensor[] below) {
    List<Object> call = new ArrayList<>(inputs.length + 1);
    call.add(operation.key());
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k].mode() == this) {
        call.add(index(inputs[k]));
      } else {
        call.add(
            below[k] instanceof Scalar number
                ? (Object) Double.doubleToRawLongBits(number.value)
                : below[k]);
      }
    }
    return call;
  }

  private int constant(Tensor value) {
    return value instanceof Scalar scalar
        ? constant(scalar.value)
        : ~tape.add(null, new int[0], value);
  }

  private Tensor place(int node, Tensor value) {
    return value instanceof Scalar scalar
        ? new ScalarPlace(this, node, scalar.value)
        : new Place(this, node, value);
  }

  /** The node of a place on a tape. */
  static int index(Tensor tensor) {
    return tensor instanceof ScalarPlace scalar ? scalar.index : ((Place) tensor).index;
  }

  /** Sweeps backwards from an output, which may not depend on any variable, with its cotangent. */
  Sweep sweep(Tensor output, Tensor cotangent) {
    boolean depends = output.mode() == this;
    boolean plain = tape.isPlain() && cotangent.mode() == null;
    int from = depends ? index(output) : -1;
    return plain ? new PlainSweep(tape, from, cotangent) : new TensorSweep(tape, from, cotangent);
  }

  /** Sweeps backwards from several outputs, each with its cotangent. */
  Sweep sweep(List<Tensor> outputs, List<Tensor> cotangents) {
    List<Integer> from =
        outputs.stream().map(output -> output.mode() == this ? index(output) : -1).toList();
    return new TensorSweep(tape, from, cotangents);
  }

  /** The value of a result of this call. */
  Tensor value(Tensor result) {
    return result.mode() == this ? ((StandIn) result).below() : result;
  }

  /** A place on the tape whose value is an array, or a stand-in of a call further out. */
  static final class Place extends StandIn {
    final int index;
    private final Tensor below;

    Place(Reverse mode, int index, Tensor below) {
      super(mode);
      this.index = index;
      this.below = below;
    }

    @Override
    Tensor below() {
      return below;
    }
  }

  @Override
  public @Nullable String toString() {
    return call;
  }
}
