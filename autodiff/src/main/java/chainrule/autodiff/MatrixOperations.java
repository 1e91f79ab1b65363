package chainrule.autodiff;

/** Products of matrices and linear algebra. */
abstract class MatrixOperations extends StructureOperations {
  private static final Matmul MATMUL = new Matmul(false, false, false);

  MatrixOperations() {}

  /**
   * The matrix product: {@code [n]·[n]} (a scalar), {@code [m, n]·[n]}, {@code [n]·[n, p]}, {@code
   * [m, n]·[n, p]}, and for batches {@code [b…, m, n]·[b…, n, p]} with the same axes before the
   * last two. A matrix beside a batch is repeated with {@link #expand(Tensor, int, int)}.
   *
   * <p>Entry {@code (i, j)} is the sum of {@code a[i, p]·b[p, j]} in the order of p, each step
   * rounded once (fused multiply-add): its bits depend on the row and the column alone, not on the
   * shapes, the batch or the number of threads. A product of the chain rule with a factor of zero
   * is zero, also against an infinity or NaN.
   *
   * @throws ShapeException if the shapes do not fit
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    Shape left = a.shape();
    Shape right = b.shape();
    if (left.rank() == right.rank() && left.rank() >= 2) {
      return MATMUL.apply(a, b);
    }
    if (left.rank() < 1 || right.rank() < 1 || left.rank() > 2 || right.rank() > 2) {
      throw new ShapeException(MatrixShapes.product(left, right));
    }
    if (left.size(-1) != right.size(0)) {
      throw new ShapeException(MatrixShapes.product(left, right));
    }
    boolean row = left.rank() == 1;
    boolean column = right.rank() == 1;
    Tensor product =
        MATMUL.apply(
            row ? reshape(a, Shape.of(1, left.size(0))) : a,
            column ? reshape(b, Shape.of(right.size(0), 1)) : b);
    if (row) {
      return reshape(product, column ? Shape.SCALAR : Shape.of(right.size(1)));
    }
    return reshape(product, Shape.of(left.size(0)));
  }
}
