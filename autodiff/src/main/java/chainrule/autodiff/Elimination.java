package chainrule.autodiff;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.chain;
import static chainrule.autodiff.Operations.diag;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.transpose;

/**
 * The determinant as a composition of operations, from which its derivatives of every order follow,
 * also where the matrix is singular: elimination divides by the pivots that are not zero, and what
 * is left after them is expanded without any division.
 */
final class Elimination {
  /** Who reads the matrix, for the message where it has no values. */
  private static final String READER =
      "the derivative of determinant (that of logDeterminant reads nothing)";

  private Elimination() {}

  /** Rows and columns in the order of the pivots, and how many pivots are not zero. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pivots(double[] rows, double[] columns, int rank, int sign) {}

  static Tensor determinant(Tensor a) {
    int n = a.shape().size(0);
    Pivots pivots = pivots(a.elements(READER).clone(), n);
    Tensor rest = transpose(gather(a, Tensor.vector(pivots.rows)));
    rest = transpose(gather(rest, Tensor.vector(pivots.columns)));
    Tensor product = new Scalar(pivots.sign);
    for (int size = n; size > n - pivots.rank; size--) {
      Tensor pivot = rest.at(0, 0);
      product = multiply(product, pivot);
      Tensor column = slice(slice(rest, 0, 1, size), 1, 0, 1);
      Tensor row = slice(slice(rest, 0, 0, 1), 1, 1, size);
      Tensor block = slice(slice(rest, 0, 1, size), 1, 1, size);
      rest = subtract(block, divide(matmul(column, row), pivot));
    }
    return pivots.rank == n ? product : multiply(product, expanded(rest));
  }

  /**
   * By Bird's algorithm (A simple division-free algorithm for computing determinants, Information
   * Processing Letters 111, 2011): {@code F ← μ(F)·A}, where μ keeps what is above the diagonal and
   * puts on it the negated sum of the diagonal below.
   */
  private static Tensor expanded(Tensor a) {
    int n = a.shape().size(0);
    Tensor above = TriangularSolve.triangle(n, false, 0);
    Tensor f = a;
    for (int step = 1; step < n; step++) {
      Tensor diagonal = negate(matmul(above, diag(f)));
      f = matmul(add(chain(f, above), diag(diagonal)), a);
    }
    return n % 2 == 0 ? negate(f.at(0, 0)) : f.at(0, 0);
  }

  /** Complete pivoting: a pivot of the size of rounding errors ends it. */
  private static Pivots pivots(double[] a, int n) {
    double[] rows = Tensor.range(n).toArray();
    double[] columns = rows.clone();
    int sign = 1;
    double smallest = 0;
    for (int k = 0; k < n; k++) {
      int best = k * n + k;
      for (int at = k * n; at < n * n; at++) {
        best = at % n >= k && Math.abs(a[at]) > Math.abs(a[best]) ? at : best;
      }
      double pivot = Math.abs(a[best]);
      if (k == 0) {
        smallest = n * Math.ulp(pivot);
      }
      if (!(pivot > smallest)) {
        return new Pivots(rows, columns, k, sign);
      }
      int row = best / n;
      int column = best % n;
      sign = (row == k) == (column == k) ? sign : -sign;
      for (int j = 0; j < n; j++) {
        swap(a, k * n + j, row * n + j);
      }
      for (int i = 0; i < n; i++) {
        swap(a, i * n + k, i * n + column);
      }
      swap(rows, k, row);
      swap(columns, k, column);
      for (int i = k + 1; i < n; i++) {
        double factor = a[i * n + k] / a[k * n + k];
        for (int j = k + 1; j < n; j++) {
          a[i * n + j] -= factor * a[k * n + j];
        }
      }
    }
    return new Pivots(rows, columns, n, sign);
  }

  private static void swap(double[] a, int i, int j) {
    double x = a[i];
    a[i] = a[j];
    a[j] = x;
  }
}
