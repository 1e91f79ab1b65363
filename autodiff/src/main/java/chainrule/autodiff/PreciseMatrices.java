package chainrule.autodiff;

import chainrule.autodiff.real.Real;

/** Elimination over precise numbers. */
final class PreciseMatrices {
  private PreciseMatrices() {}

  /**
   * Eliminates below the diagonal of a matrix whose rows may be longer than it has columns, with
   * partial pivoting.
   *
   * @return the sign of the permutation of the rows; 0 if the matrix is singular, with the zero
   *     pivot in its place
   */
  static int eliminate(Real[][] rows) {
    int sign = 1;
    for (int k = 0; k < rows.length; k++) {
      int best = k;
      for (int i = k + 1; i < rows.length; i++) {
        if (holds(rows[i][k].abs().greater(rows[best][k].abs()))) {
          best = i;
        }
      }
      if (best != k) {
        Real[] row = rows[k];
        rows[k] = rows[best];
        rows[best] = row;
        sign = -sign;
      }
      if (isZero(rows[k][k])) {
        return 0;
      }
      for (int i = k + 1; i < rows.length; i++) {
        Real factor = rows[i][k].divide(rows[k][k]);
        for (int j = k + 1; j < rows[i].length; j++) {
          rows[i][j] = rows[i][j].subtract(factor.multiply(rows[k][j]));
        }
      }
    }
    return sign;
  }

  static boolean isZero(Real x) {
    return holds(x.equalTo(x.number(0)));
  }

  static boolean holds(Real mask) {
    return mask.doubleValue() == 1;
  }
}
