package chainrule.autodiff;

/** Products of matrices and linear algebra. */
abstract class MatrixOperations extends ReductionOperations {
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

  /**
   * The sum of the products of two vectors' entries.
   *
   * @throws ShapeException if they are not vectors of one length
   */
  public static Tensor dot(Tensor a, Tensor b) {
    MatrixShapes.vectors("dot", a.shape(), b.shape());
    if (!a.shape().equals(b.shape())) {
      throw new ShapeException("dot: the vectors have lengths " + a.shape() + " and " + b.shape());
    }
    return matmul(a, b);
  }

  /**
   * The matrix of the products of two vectors' entries: {@code (i, j)} is {@code a[i]·b[j]}.
   *
   * @throws ShapeException if they are not vectors
   */
  public static Tensor outer(Tensor a, Tensor b) {
    MatrixShapes.vectors("outer", a.shape(), b.shape());
    return multiply(expand(a, 1, b.shape().size(0)), expand(b, 0, a.shape().size(0)));
  }

  /**
   * The sum of the diagonal of a square matrix.
   *
   * @throws ShapeException if the matrix is not square
   */
  public static Tensor trace(Tensor a) {
    MatrixShapes.square("trace", a.shape());
    return sum(diag(a));
  }

  /**
   * The solution x of {@code a·x = b} for a square matrix; b is a vector, or a matrix whose columns
   * are solved for. Elimination with partial pivoting: the result is exact for a matrix near a, so
   * the error grows with the condition number.
   *
   * @throws ShapeException if the shapes do not fit
   * @throws MatrixException if elimination meets a pivot of zero: a is singular
   */
  public static Tensor solve(Tensor a, Tensor b) {
    MatrixShapes.equation("solve", a.shape(), b.shape());
    return solve(new Solve("solve", false), a, b);
  }

  /** {@link #triangularSolve(Tensor, Tensor, boolean, boolean, boolean)} as the matrix stands. */
  public static Tensor triangularSolve(Tensor a, Tensor b, boolean lower) {
    return triangularSolve(a, b, lower, false, false);
  }

  /**
   * The solution x of {@code a·x = b} for a triangular matrix, by substitution; b is a vector or a
   * matrix.
   *
   * @param lower whether the lower triangle of a is read, else the upper; entries of the other
   *     triangle have derivative 0
   * @param transposed solves {@code aᵀ·x = b} instead
   * @param unitDiagonal takes the diagonal as ones, whatever stands there
   * @throws ShapeException if the shapes do not fit
   * @throws MatrixException if an entry of the diagonal is zero
   */
  public static Tensor triangularSolve(
      Tensor a, Tensor b, boolean lower, boolean transposed, boolean unitDiagonal) {
    MatrixShapes.equation("triangularSolve", a.shape(), b.shape());
    return solve(new TriangularSolve(lower, transposed, unitDiagonal), a, b);
  }

  private static Tensor solve(LinearSolve solve, Tensor a, Tensor b) {
    Shape shape = b.shape();
    Tensor columns = shape.rank() == 1 ? reshape(b, Shape.of(shape.size(0), 1)) : b;
    return reshape(solve.apply(a, columns), shape);
  }

  /**
   * The inverse of a square matrix. To solve equations {@link #solve} is faster and more accurate.
   *
   * @throws ShapeException if the matrix is not square
   * @throws MatrixException if it is singular
   */
  public static Tensor inverse(Tensor a) {
    int n = MatrixShapes.square("inverse", a.shape());
    return new Solve("inverse", false).apply(a, Tensor.identity(n));
  }

  /**
   * The lower triangular matrix L, with a positive diagonal, for which {@code L·Lᵀ} is the
   * symmetric part {@code (a + aᵀ)/2} of a square matrix. So the derivative is symmetric too, and a
   * matrix that is not symmetric is taken for its symmetric part.
   *
   * @throws ShapeException if the matrix is not square
   * @throws MatrixException if its symmetric part is not positive definite
   */
  public static Tensor cholesky(Tensor a) {
    MatrixShapes.square("cholesky", a.shape());
    return new Cholesky().apply(multiply(0.5, add(a, transpose(a))));
  }

  /**
   * The determinant of a square matrix, 1 for one without rows. Its derivatives of every order are
   * right for singular matrices too: they are computed by elimination with complete pivoting, which
   * stops before a pivot of the size of rounding errors, and expands what is left without division.
   * That reads the numbers, so the derivative cannot be captured as a graph; and for more than some
   * fifty rows {@link #logDeterminant} has the faster one.
   *
   * @throws ShapeException if the matrix is not square
   */
  public static Tensor determinant(Tensor a) {
    MatrixShapes.square("determinant", a.shape());
    return new Determinant(false).apply(a);
  }

  /**
   * {@code log |det a|} of a square matrix, which does not overflow; -∞ for a singular one.
   *
   * @throws ShapeException if the matrix is not square
   * @throws MatrixException if a derivative is asked for where the matrix is singular
   */
  public static Tensor logDeterminant(Tensor a) {
    MatrixShapes.square("logDeterminant", a.shape());
    return new Determinant(true).apply(a);
  }
}
