package chainrule.autodiff;

/**
 * Batching: a tensor stands for as many examples as the batch has, which lie along an axis 0 that
 * the function does not see. Operations are applied to all examples at once one level further out.
 */
final class Batch extends Mode {
  private final int size;

  Batch(int size) {
    this.size = size;
  }

  @Override
  String call() {
    return "vmap";
  }

  /** The examples along axis 0 of a tensor. */
  Tensor variable(Tensor examples) {
    return new Batched(this, checked("vmap", examples));
  }

  /** The examples of a result along axis 0; repeated where they are all the same. */
  Tensor examples(Tensor result) {
    return result.mode() == this ? ((Batched) result).below() : Operations.expand(result, 0, size);
  }

  @Override
  Tensor interpret(Operation operation, Tensor[] inputs) {
    Tensor[] below = new Tensor[inputs.length];
    boolean[] batched = new boolean[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      batched[k] = inputs[k].mode() == this;
      below[k] = batched[k] ? ((Batched) inputs[k]).below() : inputs[k];
    }
    return new Batched(this, operation.batched(size, below, batched));
  }

  /** Whether a tensor stands for all examples of a batch, perhaps inside derivatives. */
  static boolean isPart(Tensor tensor) {
    Tensor inner = tensor;
    while (inner instanceof StandIn standIn && !(standIn.mode() instanceof Capture)) {
      if (standIn.mode() instanceof Batch) {
        return true;
      }
      inner = standIn.below();
    }
    return false;
  }

  /** The shapes of one example. */
  static Shape[] shapes(Tensor[] inputs, boolean[] batched) {
    Shape[] shapes = Operation.shapes(inputs);
    for (int k = 0; k < shapes.length; k++) {
      shapes[k] = batched[k] ? shapes[k].without(0) : shapes[k];
    }
    return shapes;
  }

  /** Axes of an example as axes of the batch. */
  static int[] shifted(int[] axes) {
    int[] shifted = axes.clone();
    for (int k = 0; k < shifted.length; k++) {
      shifted[k]++;
    }
    return shifted;
  }

  /** The view of every example. */
  static View view(int size, View view) {
    int[] strides = new int[view.strides().length + 1];
    strides[0] = view.whole().count();
    System.arraycopy(view.strides(), 0, strides, 1, view.strides().length);
    return new View(
        view.whole().inserted(0, size), view.part().inserted(0, size), view.offset(), strides);
  }

  private static final class Batched extends StandIn {
    private final Tensor below;
    private final Shape shape;

    Batched(Batch mode, Tensor below) {
      super(mode);
      this.below = below;
      this.shape = below.shape().without(0);
    }

    @Override
    Tensor below() {
      return below;
    }

    @Override
    Shape shapeOf() {
      return shape;
    }

    @Override
    double[] elements(String reader) {
      throw new UsageException(
          reader
              + " at "
              + Watch.userLine()
              + ": inside vmap a tensor stands for all examples and has no value of its own; choose"
              + " between values with where(mask, a, b), or use ControlFlow.map, whose body may"
              + " read each example");
    }
  }
}
