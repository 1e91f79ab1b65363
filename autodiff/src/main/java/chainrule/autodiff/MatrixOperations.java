package chainrule.autodiff;

/** Products of matrices and linear algebra. */
abstract class MatrixOperations extends StructureOperations {
  MatrixOperations() {}

  /** The product of two matrices. */
  public static Tensor matmul(Tensor a, Tensor b) {
    Tensor left = expand(a, 2, b.shape().size(1));
    Tensor right = expand(b, 0, a.shape().size(0));
    return sum(multiply(left, right), 1);
  }
}
