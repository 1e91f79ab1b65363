package chainrule.autodiff;

import chainrule.autodiff.kernel.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Capture: tensors have shapes but no values, and every operation becomes a node of a {@link
 * Graph}.
 */
final class Capture extends Mode {
  /** What is computed: operations with equal keys of the same nodes give the same. */
  private record Call(Object key, List<Integer> inputs) {}

  private static final ThreadLocal<int[]> OPEN = ThreadLocal.withInitial(() -> new int[1]);

  /**
   * The branches that are being captured, on all threads: mostly none, and then no more is read.
   */
  private static final AtomicInteger BRANCHES = new AtomicInteger();

  private static final ThreadLocal<@Nullable Capture> BRANCH = new ThreadLocal<>();

  private final List<Graph.Node> nodes = new ArrayList<>();
  private final Map<Call, Tensor> calls = new HashMap<>();
  private final Map<Tensor, Tensor> constants = new HashMap<>();
  private final Map<Long, Tensor> numbers = new HashMap<>();

  private final boolean branch;
  private final @Nullable Capture around;

  Capture() {
    this(false);
  }

  private Capture(boolean branch) {
    this.branch = branch;
    this.around = branch ? BRANCH.get() : null;
    OPEN.get()[0]++;
    if (branch) {
      BRANCHES.incrementAndGet();
      BRANCH.set(this);
    }
  }

  /**
   * The capture of a branch, to which belongs what is computed in it of tensors further out alone:
   * where the branch is not taken, it is not computed.
   */
  static Capture ofBranch() {
    return new Capture(true);
  }

  /** The mode that interprets an operation on stand-ins of a mode, where a branch is captured. */
  static Mode inBranch(Mode mode) {
    Capture open = BRANCHES.get() == 0 ? null : BRANCH.get();
    return open == null ? mode : later(open, mode);
  }

  /** Whether this thread is capturing: what it runs may be without values. */
  static boolean isOpen() {
    return OPEN.get()[0] > 0;
  }

  @Override
  void close() {
    super.close();
    OPEN.get()[0]--;
    if (branch) {
      BRANCH.set(around);
      BRANCHES.decrementAndGet();
    }
  }

  @Override
  String call() {
    return "capture";
  }

  Tensor variable(Shape shape) {
    return add(new Graph.Node(null, List.of(), shape, null));
  }

  @Override
  Tensor interpret(Operation operation, Tensor[] inputs) {
    List<Integer> arguments = new ArrayList<>(inputs.length);
    for (Tensor input : inputs) {
      arguments.add(index(input));
    }
    Call call = new Call(operation.key(), arguments);
    Tensor known = calls.get(call);
    if (known == null) {
      Shape shape = operation.shape(Operation.shapes(inputs));
      known = add(new Graph.Node(operation, arguments, shape, null));
      calls.put(call, known);
    }
    return known;
  }

  /** The node of a tensor: its own, or a constant. */
  int index(Tensor tensor) {
    Tensor node = tensor.mode() == this ? tensor : constant(tensor);
    return ((Captured) node).index;
  }

  private Tensor constant(Tensor tensor) {
    return tensor instanceof Scalar number
        ? numbers.computeIfAbsent(
            Double.doubleToRawLongBits(number.value), bits -> addConstant(tensor))
        : constants.computeIfAbsent(tensor, this::addConstant);
  }

  private Tensor addConstant(Tensor tensor) {
    return add(new Graph.Node(null, List.of(), tensor.shape(), tensor));
  }

  private Tensor add(Graph.Node node) {
    nodes.add(node);
    return new Captured(this, nodes.size() - 1, node.shape());
  }

  List<Graph.Node> nodes() {
    return nodes;
  }

  /** A rule of an elementwise operation as an expression of its inputs and output. */
  static Expression expression(Elementwise.Rule rule, int arity) {
    Capture capture = new Capture();
    Tensor[] inputs = new Tensor[arity];
    int result;
    try {
      for (int k = 0; k < arity; k++) {
        inputs[k] = capture.variable(Shape.SCALAR);
      }
      Tensor output = capture.variable(Shape.SCALAR);
      result = capture.index(rule.at(inputs, output));
    } finally {
      capture.close();
    }
    Expression.Builder builder = Expression.builder(arity + 1);
    int[] built = new int[capture.nodes.size()];
    int variables = 0;
    for (int i = 0; i < built.length; i++) {
      Graph.Node node = capture.nodes.get(i);
      Tensor constant = node.constant();
      if (node.operation() instanceof Elementwise operation) {
        int[] arguments = node.inputs().stream().mapToInt(k -> built[k]).toArray();
        built[i] = operation.kernel().call(builder, operation.name(), arguments);
      } else if (node.operation() != null) {
        throw new IllegalStateException("a partial derivative uses " + node.operation());
      } else if (constant != null) {
        built[i] = builder.constant(constant.value());
      } else {
        built[i] = builder.input(variables++);
      }
    }
    return builder.build(built[result]);
  }

  private static final class Captured extends StandIn {
    private final int index;
    private final Shape shape;

    Captured(Capture mode, int index, Shape shape) {
      super(mode);
      this.index = index;
      this.shape = shape;
    }

    @Override
    Tensor below() {
      throw noValue("an operation");
    }

    @Override
    Shape shapeOf() {
      return shape;
    }

    @Override
    double[] elements(String reader) {
      throw noValue(reader);
    }

    @Override
    Tensor lift(Tensor constant) {
      return constant;
    }

    private static UsageException noValue(String reader) {
      return new UsageException(
          reader
              + " at "
              + Watch.userLine()
              + ": a tensor has no value while its function is captured as a graph; "
              + "choose between values with where(mask, a, b) in place of if, and keep loops to counts "
              + "that do not depend on values");
    }
  }
}
