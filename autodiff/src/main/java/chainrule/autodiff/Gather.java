package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;

/**
 * Picks slices along axis 0 by a tensor of whole numbers, {@code out[i…] = x[index[i…]]}, or, as
 * its transpose, adds slices up where the index says.
 */
final class Gather extends Linear {
  private final boolean scatter;
  private final int size;

  private Gather(boolean scatter, int size) {
    super(scatter ? "scatterAdd" : "gather");
    this.scatter = scatter;
    this.size = size;
  }

  /** Picks slices of a tensor with {@code size} of them. */
  static Gather gather(int size) {
    return new Gather(false, size);
  }

  /** Adds slices into a tensor of {@code size} zero slices. */
  static Gather scatterAdd(int size) {
    return new Gather(true, size);
  }

  @Override
  List<Object> parameters() {
    return List.of(size);
  }

  static Gather read(String name, GraphReader in) {
    return new Gather(name.equals("scatterAdd"), in.number());
  }

  @Override
  boolean differentiable(int input) {
    return input == 0;
  }

  @Override
  Shape shape(Shape... inputs) {
    Shape x = inputs[0];
    Shape index = inputs[1];
    int[] sizes = x.sizes();
    if (!scatter) {
      int[] result = Arrays.copyOf(index.sizes(), index.rank() + x.rank() - 1);
      System.arraycopy(sizes, 1, result, index.rank(), x.rank() - 1);
      return Shape.of(result);
    }
    if (x.rank() < index.rank() || !Shape.of(Arrays.copyOf(sizes, index.rank())).equals(index)) {
      throw new ShapeException(
          "scatterAdd: the first axes of shape " + x + " differ from those of the index, " + index);
    }
    int[] result = new int[x.rank() - index.rank() + 1];
    result[0] = size;
    System.arraycopy(sizes, index.rank(), result, 1, result.length - 1);
    return Shape.of(result);
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Shape shape = shape(shapes(inputs));
    int[] index = indices(inputs[1].elements(name()));
    double[] x = inputs[0].elements(name());
    double[] out = new double[shape.count()];
    int slice = slice(inputs[0].shape(), inputs[1].shape());
    for (int i = 0; i < index.length; i++) {
      if (scatter) {
        for (int j = 0; j < slice; j++) {
          out[index[i] * slice + j] += x[i * slice + j];
        }
      } else {
        System.arraycopy(x, index[i] * slice, out, i * slice, slice);
      }
    }
    return Array.owning(shape, out);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    double[] whole = new double[inputs[1].length];
    Arrays.setAll(whole, i -> inputs[1][i].doubleValue());
    int[] index = indices(whole);
    Real[] out = new Real[output.count()];
    if (scatter) {
      Arrays.fill(out, inputs[0][0].number(0));
    }
    int slice = slice(shapes[0], shapes[1]);
    for (int i = 0; i < index.length; i++) {
      for (int j = 0; j < slice; j++) {
        if (scatter) {
          int at = index[i] * slice + j;
          out[at] = out[at].add(inputs[0][i * slice + j]);
        } else {
          out[i * slice + j] = inputs[0][index[i] * slice + j];
        }
      }
    }
    return out;
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    if (!batched[1]) {
      // The examples lie along the last axis while slices are picked along the first.
      return moved(apply(moved(inputs[0], false), inputs[1]), true);
    }
    // Picking from one tensor for all examples is picking by a longer index.
    return scatter || batched[0] ? super.batched(size, inputs, batched) : apply(inputs);
  }

  /** The first axis as the last one, or the last one as the first. */
  private static Tensor moved(Tensor x, boolean toFront) {
    int rank = x.shape().rank();
    int[] axes = new int[rank];
    Arrays.setAll(axes, axis -> (axis + (toFront ? rank - 1 : 1)) % rank);
    return Operations.transpose(x, axes);
  }

  private int slice(Shape x, Shape index) {
    int slice = 1;
    for (int axis = scatter ? index.rank() : 1; axis < x.rank(); axis++) {
      slice *= x.size(axis);
    }
    return slice;
  }

  boolean isScatter() {
    return scatter;
  }

  /** Whole numbers that are in range. */
  int[] indices(double[] index) {
    int[] result = new int[index.length];
    for (int i = 0; i < index.length; i++) {
      result[i] = (int) index[i];
      if (result[i] != index[i] || result[i] < 0 || result[i] >= size) {
        throw new ShapeException(
            name()
                + ": index "
                + TensorText.number(index[i])
                + (result[i] != index[i] ? " is not a whole number" : " is out of range")
                + (size == 0
                    ? "; the axis is empty"
                    : "; indices along an axis of size " + size + " are 0 to " + (size - 1)));
      }
    }
    return result;
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    if (scatter || !receiver.isPlain() || !receiver.wants(0)) {
      super.reverse(inputs, output, cotangent, receiver);
      return;
    }
    // Adds in place: n gathers from one tensor cost what they gather, not n times the tensor.
    int[] index = indices(inputs[1].elements(name()));
    int slice = slice(inputs[0].shape(), inputs[1].shape());
    double[] from = cotangent.elements(name());
    double[] into = receiver.buffer(0);
    for (int i = 0; i < index.length; i++) {
      for (int j = 0; j < slice; j++) {
        into[index[i] * slice + j] += from[i * slice + j];
      }
    }
  }

  @Override
  Tensor transpose(int input, Tensor[] inputs, Tensor cotangent) {
    return new Gather(!scatter, size).apply(cotangent, inputs[1]);
  }
}
