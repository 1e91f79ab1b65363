package chainrule.autodiff;

import java.util.Arrays;

/** What the operations on matrices ask of shapes, and what they say when they do not get it. */
final class MatrixShapes {
  private MatrixShapes() {}

  /** The message for two shapes that have no matrix product. */
  static String product(Shape a, Shape b) {
    String both = a + " · " + b;
    if (a.isScalar() || b.isScalar()) {
      return "matmul: " + both + ": a scalar is no matrix; use multiply(a, b)";
    }
    if (a.rank() != b.rank() && Math.max(a.rank(), b.rank()) > 2) {
      return ranks(a, b, both);
    }
    int[] batchA = Arrays.copyOf(a.sizes(), Math.max(0, a.rank() - 2));
    int[] batchB = Arrays.copyOf(b.sizes(), Math.max(0, b.rank() - 2));
    if (!Arrays.equals(batchA, batchB)) {
      return "matmul: batch axes differ: "
          + both
          + " ("
          + Arrays.toString(batchA)
          + " ≠ "
          + Arrays.toString(batchB)
          + "); repeat a batch of size 1 with expand(x, shape)";
    }
    int left = a.size(-1);
    int right = b.size(b.rank() == 1 ? 0 : -2);
    String cure = "";
    if (b.rank() == 2 && left == b.size(-1)) {
      cure = "; matmul(a, transpose(b)) would fit";
    } else if (a.rank() == 2 && a.size(-2) == right) {
      cure = "; matmul(transpose(a), b) would fit";
    }
    return "matmul: inner dimensions differ: " + both + " (" + left + " ≠ " + right + ")" + cure;
  }

  private static String ranks(Shape a, Shape b, String both) {
    boolean first = a.rank() < b.rank();
    Shape small = first ? a : b;
    Shape large = first ? b : a;
    String cure = "bring both to the same rank with expand and reshape";
    if (small.rank() == 2 && large.rank() == 3) {
      String expand = "expand(" + (first ? "a" : "b") + ", 0, " + large.size(0) + ")";
      cure = "repeat the matrix: matmul(" + (first ? expand + ", b)" : "a, " + expand + ")");
    }
    return "matmul: only one has batch axes: " + both + "; " + cure;
  }

  /** Checks that a matrix is square; the number of its rows. */
  static int square(String operation, Shape a) {
    if (a.rank() > 2) {
      throw new ShapeException(
          operation
              + ": shape "
              + a
              + " is a batch, and this operation takes one matrix; take each with x.at(i) and put"
              + " the results together with stack");
    }
    if (a.rank() < 2 || a.size(0) != a.size(1)) {
      throw new ShapeException(operation + ": shape " + a + " is not that of a square matrix");
    }
    return a.size(0);
  }

  /** Checks the shapes of an equation {@code a·x = b}. */
  static void equation(String operation, Shape a, Shape b) {
    int n = square(operation, a);
    if (b.rank() < 1 || b.rank() > 2) {
      throw new ShapeException(
          operation + ": the right side has shape " + b + "; it is a vector or a matrix");
    }
    if (b.size(0) != n) {
      throw new ShapeException(
          operation
              + ": the matrix has "
              + n
              + " rows, the right side "
              + b.size(0)
              + ": shapes "
              + a
              + " and "
              + b);
    }
  }

  /** Checks that both are vectors. */
  static void vectors(String operation, Shape a, Shape b) {
    if (a.rank() != 1 || b.rank() != 1) {
      throw new ShapeException(
          operation + ": shapes " + a + " and " + b + " are not both vectors; use matmul");
    }
  }
}
