package chainrule.autodiff;

import chainrule.autodiff.kernel.Sums;
import chainrule.autodiff.real.Real;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/** The determinant of a matrix, or the logarithm of its absolute value. */
final class Determinant extends JvpOperation {
  private final boolean logarithm;

  Determinant(boolean logarithm) {
    super(logarithm ? "logDeterminant" : "determinant");
    this.logarithm = logarithm;
  }

  @Override
  List<Object> parameters() {
    return List.of();
  }

  @Override
  Shape shape(Shape... inputs) {
    return Shape.SCALAR;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    int n = inputs[0].shape().size(0);
    if (n == 0) {
      return logarithm ? Scalar.ZERO : Scalar.ONE;
    }
    var decomposition =
        MatrixArrays.decomposition(MatrixArrays.rows(inputs[0].elements(name()), n, n, false));
    if (!decomposition.getSolver().isNonSingular()) {
      return new Scalar(logarithm ? Double.NEGATIVE_INFINITY : 0);
    }
    if (!logarithm) {
      return new Scalar(decomposition.getDeterminant());
    }
    RealMatrix upper = decomposition.getU();
    double[] logarithms = new double[n];
    for (int i = 0; i < n; i++) {
      logarithms[i] = Math.log(Math.abs(upper.getEntry(i, i)));
    }
    return new Scalar(Sums.pairwise(logarithms, 0, n));
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    int n = shapes[0].size(0);
    if (n == 0) {
      throw new UsageException(name() + ": precise arithmetic has no empty matrices");
    }
    Real[][] rows = new Real[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(inputs[0], i * n, rows[i], 0, n);
    }
    int sign = PreciseMatrices.eliminate(rows);
    Real product = rows[0][0].number(sign);
    for (int i = 0; i < n && sign != 0; i++) {
      product = product.multiply(rows[i][i]);
    }
    return new Real[] {logarithm ? product.abs().log() : product};
  }

  @Override
  Tensor jvp(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor a = inputs[0];
    Tensor change = tangents[0];
    if (change == null) {
      throw new IllegalStateException("no input varies");
    }
    if (!logarithm) {
      return Derivatives.jvp(Elimination::determinant, a, change).tangent();
    }
    int n = a.shape().size(0);
    Tensor inverse = new Solve(name(), true).apply(a, Tensor.identity(n));
    return Operations.sum(Operations.chain(change, inverse));
  }
}
