package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graph that one reverse-mode call records: flat columns in chunks, 20 bytes a scalar node. The
 * first chunk starts small and grows, so that a function of nine operations does not pay for 4,096.
 *
 * <p>A node is a variable or constant (no operation) or the result of an operation. Inputs are
 * given as the node's number, or its complement {@code ~n} for a node that does not vary.
 */
final class Tape {
  /** Stands for "no input". */
  static final int NONE = Integer.MIN_VALUE;

  private static final int MANY = NONE + 1;
  private static final int SHIFT = 12;
  private static final int SIZE = 1 << SHIFT;
  private static final int MASK = SIZE - 1;
  private static final int FIRST = 16;

  private static final class Chunk {
    @Nullable Operation[] operation;
    int[] first;
    int[] second;
    double[] value;
    @Nullable Tensor @Nullable [] tensor;

    Chunk(int size) {
      operation = new Operation[size];
      first = new int[size];
      second = new int[size];
      value = new double[size];
    }

    void grow(int size) {
      operation = Arrays.copyOf(operation, size);
      first = Arrays.copyOf(first, size);
      second = Arrays.copyOf(second, size);
      value = Arrays.copyOf(value, size);
      if (tensor != null) {
        tensor = Arrays.copyOf(tensor, size);
      }
    }
  }

  private final List<Chunk> chunks = new ArrayList<>(4);
  private final List<int[]> inputLists = new ArrayList<>(0);
  private Chunk last = new Chunk(FIRST);
  private int count;
  private boolean plain = true;

  Tape() {
    chunks.add(last);
  }

  int count() {
    return count;
  }

  /** Whether every value is a number or an array, no stand-in of a call further out. */
  boolean isPlain() {
    return plain;
  }

  int add(@Nullable Operation operation, int first, int second, double value) {
    int at = count & MASK;
    if (at == last.value.length || (at == 0 && count > 0)) {
      extend(at);
    }
    Chunk chunk = last;
    chunk.operation[at] = operation;
    chunk.first[at] = first;
    chunk.second[at] = second;
    chunk.value[at] = value;
    if (count == Integer.MAX_VALUE) {
      throw new UsageException(
          "more than 2^31 - 1 operations recorded in one call; split the computation");
    }
    return count++;
  }

  int add(@Nullable Operation operation, int[] inputs, Tensor value) {
    int first = inputs.length > 0 ? inputs[0] : NONE;
    int second = inputs.length > 1 ? inputs[1] : NONE;
    if (inputs.length > 2) {
      first = inputLists.size();
      second = MANY;
      inputLists.add(inputs);
    }
    if (value instanceof Scalar scalar) {
      return add(operation, first, second, scalar.value);
    }
    plain &= value.mode() == null;
    int node = add(operation, first, second, 0);
    @Nullable Tensor[] tensors = last.tensor;
    if (tensors == null) {
      tensors = new Tensor[last.value.length];
      last.tensor = tensors;
    }
    tensors[node & MASK] = value;
    return node;
  }

  private void extend(int at) {
    if (count < SIZE) {
      last.grow(Math.min(SIZE, 4 * at));
    } else {
      last = new Chunk(SIZE);
      chunks.add(last);
    }
  }

  @Nullable Operation operation(int node) {
    return chunk(node).operation[node & MASK];
  }

  /** The inputs of a node with an operation. */
  int[] inputs(int node) {
    Chunk chunk = chunk(node);
    int at = node & MASK;
    int first = chunk.first[at];
    int second = chunk.second[at];
    if (second == MANY) {
      return inputLists.get(first);
    }
    if (second == NONE) {
      return first == NONE ? new int[0] : new int[] {first};
    }
    return new int[] {first, second};
  }

  boolean isNumber(int node) {
    @Nullable Tensor[] tensors = chunk(node).tensor;
    return tensors == null || tensors[node & MASK] == null;
  }

  /** The value of a node that holds a number. */
  double number(int node) {
    return chunk(node).value[node & MASK];
  }

  Tensor value(int node) {
    Chunk chunk = chunk(node);
    @Nullable Tensor[] tensors = chunk.tensor;
    Tensor tensor = tensors == null ? null : tensors[node & MASK];
    return tensor == null ? new Scalar(chunk.value[node & MASK]) : tensor;
  }

  private Chunk chunk(int node) {
    return chunks.get(node >> SHIFT);
  }

  /** The number of an input, whether it varies or not. */
  static int node(int input) {
    return input < 0 ? ~input : input;
  }

  static boolean varies(int input) {
    return input >= 0;
  }

  /** Cotangents of numbers, in chunks like the nodes'. */
  static final class Numbers {
    private final double @Nullable [][] chunks;
    private final int count;

    Numbers(int count) {
      this.count = count;
      this.chunks = new double[(count >> SHIFT) + 1][];
    }

    double get(int node) {
      double[] chunk = chunks[node >> SHIFT];
      return chunk == null ? 0 : chunk[node & MASK];
    }

    void add(int node, double cotangent) {
      double[] chunk = chunks[node >> SHIFT];
      if (chunk == null) {
        chunk = new double[Math.min(SIZE, count - (node & ~MASK))];
        chunks[node >> SHIFT] = chunk;
      }
      chunk[node & MASK] += cotangent;
    }
  }

  /**
   * One step of the backward sweep over a node that holds a number and came from numbers by an
   * elementwise operation: the same chain-rule products as on tensors, on doubles.
   */
  void back(int node, Elementwise operation, double cotangent, Numbers cotangents) {
    Chunk chunk = chunk(node);
    int at = node & MASK;
    int first = chunk.first[at];
    int second = chunk.second[at];
    double y = chunk.value[at];
    if (second == NONE) {
      double x = number(first);
      cotangents.add(first, times(cotangent, operation, 0, true, x, y, 0, 0));
    } else if (second == MANY) {
      backThree(inputLists.get(first), operation, cotangent, y, cotangents);
    } else {
      double a = number(node(first));
      double b = number(node(second));
      boolean alone = !(varies(first) && varies(second));
      if (varies(first)) {
        cotangents.add(first, times(cotangent, operation, 0, alone, a, b, y, 0));
      }
      if (varies(second)) {
        cotangents.add(second, times(cotangent, operation, 1, alone, a, b, y, 0));
      }
    }
  }

  private void backThree(
      int[] inputs, Elementwise operation, double cotangent, double y, Numbers cotangents) {
    int varying = 0;
    for (int input : inputs) {
      varying += varies(input) ? 1 : 0;
    }
    double a = number(node(inputs[0]));
    double b = number(node(inputs[1]));
    double c = number(node(inputs[2]));
    for (int k = 0; k < 3; k++) {
      if (varies(inputs[k])) {
        cotangents.add(inputs[k], times(cotangent, operation, k, varying == 1, a, b, c, y));
      }
    }
  }

  private static double times(
      double cotangent,
      Elementwise operation,
      int input,
      boolean alone,
      double a,
      double b,
      double c,
      double d) {
    return chainrule.autodiff.kernel.AbsoluteZero.multiply(
        cotangent, operation.partial(input, alone).apply(a, b, c, d));
  }
}
