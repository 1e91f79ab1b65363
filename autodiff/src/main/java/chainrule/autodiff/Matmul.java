package chainrule.autodiff;

import chainrule.autodiff.kernel.MatrixProduct;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.List;

/**
 * The product of the matrices that two tensors hold in their last two axes, one product for each
 * index along the axes before; either matrix may be taken transposed. Repaired it is the product of
 * the chain rule: a zero factor makes its term zero, even against an infinity or NaN.
 */
final class Matmul extends Bilinear {
  private final boolean transposeA;
  private final boolean transposeB;
  private final boolean repaired;

  Matmul(boolean transposeA, boolean transposeB, boolean repaired) {
    super("matmul");
    this.transposeA = transposeA;
    this.transposeB = transposeB;
    this.repaired = repaired;
  }

  boolean transposeA() {
    return transposeA;
  }

  boolean transposeB() {
    return transposeB;
  }

  /** Whether this is the product of the chain rule. */
  boolean isRepaired() {
    return repaired;
  }

  /** The sizes of a product with such a first factor. */
  Sizes sizes(Shape a, Shape output) {
    return Sizes.of(a, transposeA, output);
  }

  @Override
  List<Object> parameters() {
    return List.of(transposeA, transposeB, repaired);
  }

  static Matmul read(GraphReader in) {
    return new Matmul(in.flag(), in.flag(), in.flag());
  }

  /** The sizes of one product, {@code [m, k] · [k, n]}, and how many there are. */
  record Sizes(int batches, int m, int k, int n) {
    static Sizes of(Shape a, boolean transposeA, Shape output) {
      int m = output.size(-2);
      int n = output.size(-1);
      int batches = 1;
      for (int axis = 0; axis < output.rank() - 2; axis++) {
        batches *= output.size(axis);
      }
      return new Sizes(batches, m, a.size(transposeA ? -2 : -1), n);
    }
  }

  @Override
  Shape shape(Shape... inputs) {
    Shape a = inputs[0];
    Shape b = inputs[1];
    int inner = a.size(transposeA ? -2 : -1);
    int[] batchA = Arrays.copyOf(a.sizes(), a.rank() - 2);
    int[] batchB = Arrays.copyOf(b.sizes(), b.rank() - 2);
    if (inner != b.size(transposeB ? -1 : -2) || !Arrays.equals(batchA, batchB)) {
      throw new ShapeException(MatrixShapes.product(a, b));
    }
    int[] sizes = a.sizes();
    sizes[sizes.length - 2] = a.size(transposeA ? -1 : -2);
    sizes[sizes.length - 1] = b.size(transposeB ? -2 : -1);
    return Shape.of(sizes);
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Shape shape = shape(shapes(inputs));
    Sizes sizes = Sizes.of(inputs[0].shape(), transposeA, shape);
    int m = sizes.m;
    int k = sizes.k;
    int n = sizes.n;
    double[] a = inputs[0].elements(name());
    double[] b = inputs[1].elements(name());
    double[] out = new double[shape.count()];
    MatrixProduct product = new MatrixProduct();
    for (int i = 0; i < sizes.batches; i++) {
      product.multiply(transposeA, transposeB, m, n, k, a, i * m * k, b, i * k * n, out, i * m * n);
    }
    if (repaired) {
      repair(sizes, a, 0, b, 0, out);
    }
    return Array.owning(shape, out);
  }

  /**
   * Computes again what is NaN: all that a zero factor can have spoiled.
   *
   * @param atA where the first factor begins in its array
   * @param atB where the second one does
   */
  void repair(Sizes sizes, double[] a, int atA, double[] b, int atB, double[] out) {
    for (int at = 0; at < out.length; at++) {
      if (Double.isNaN(out[at])) {
        double sum = 0;
        for (int p = 0; p < sizes.k; p++) {
          double x = a[atA + first(sizes, at, p)];
          double y = b[atB + second(sizes, at, p)];
          sum = x == 0 || y == 0 ? sum : Math.fma(x, y, sum);
        }
        out[at] = sum;
      }
    }
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    Shape example = shape(Batch.shapes(inputs, batched));
    if (!batched[1] && !transposeA && b.shape().rank() == 2) {
      // One matrix for all examples: their rows are the rows of one product.
      int m = a.shape().size(1);
      Tensor rows = Operations.reshape(a, Shape.of(size * m, a.shape().size(2)));
      return Operations.reshape(apply(rows, b), example.inserted(0, size));
    }
    return apply(
        batched[0] ? a : Operations.expand(a, 0, size),
        batched[1] ? b : Operations.expand(b, 0, size));
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Sizes sizes = Sizes.of(shapes[0], transposeA, output);
    Real[] out = new Real[output.count()];
    if (sizes.k == 0 && out.length > 0) {
      throw new UsageException(
          "matmul: precise arithmetic has no empty sums; shapes " + shapes[0] + " · " + shapes[1]);
    }
    for (int at = 0; at < out.length; at++) {
      Real sum = null;
      for (int p = 0; p < sizes.k; p++) {
        Real x = inputs[0][first(sizes, at, p)];
        Real y = inputs[1][second(sizes, at, p)];
        Real term = repaired ? Arithmetic.chain(x, y) : x.multiply(y);
        sum = sum == null ? term : sum.add(term);
      }
      out[at] = sum;
    }
    return out;
  }

  /** The place in the first input of the p-th factor of an entry of the result. */
  int first(Sizes sizes, int at, int p) {
    int row = at / sizes.n;
    int batch = row / sizes.m;
    int i = row - batch * sizes.m;
    return batch * sizes.m * sizes.k + (transposeA ? p * sizes.m + i : i * sizes.k + p);
  }

  /** The place in the second input of the p-th factor of an entry of the result. */
  int second(Sizes sizes, int at, int p) {
    int j = at % sizes.n;
    int batch = at / sizes.n / sizes.m;
    return batch * sizes.k * sizes.n + (transposeB ? j * sizes.k + p : p * sizes.n + j);
  }

  @Override
  Tensor product(Tensor a, Tensor b) {
    return repaired(transposeA, transposeB, a, b);
  }

  @Override
  Tensor transposeFirst(Tensor cotangent, Tensor b) {
    return transposeA
        ? repaired(transposeB, true, b, cotangent)
        : repaired(false, !transposeB, cotangent, b);
  }

  @Override
  Tensor transposeSecond(Tensor a, Tensor cotangent) {
    return transposeB
        ? repaired(true, transposeA, cotangent, a)
        : repaired(!transposeA, false, a, cotangent);
  }

  private static Tensor repaired(boolean transposeA, boolean transposeB, Tensor a, Tensor b) {
    return new Matmul(transposeA, transposeB, true).apply(a, b);
  }

  @Override
  String text(String... operands) {
    return "matmul("
        + operands[0]
        + (transposeA ? "ᵀ, " : ", ")
        + operands[1]
        + (transposeB ? "ᵀ)" : ")");
  }
}
