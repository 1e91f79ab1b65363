package chainrule.autodiff;

/**
 * A matrix whose numbers an operation cannot take: one that is singular where an inverse is needed,
 * or not positive definite where a Cholesky factor is.
 */
public final class MatrixException extends ChainruleException {
  private static final long serialVersionUID = 1;

  MatrixException(String message) {
    super(message);
  }

  static MatrixException singular(String operation, int n) {
    return new MatrixException(
        operation
            + ": the matrix of shape ["
            + n
            + ", "
            + n
            + "] is singular: one of its columns is a combination of the others; remove it, or add a"
            + " small multiple of identity("
            + n
            + ")");
  }

  static MatrixException notPositiveDefinite(int n) {
    return new MatrixException(
        "cholesky: the matrix of shape ["
            + n
            + ", "
            + n
            + "] is not positive definite; its symmetric part needs positive eigenvalues: add a"
            + " multiple of identity("
            + n
            + "), or use solve, which needs no factor");
  }
}
