package chainrule.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * The solution x of {@code a·x = b}, or of {@code aᵀ·x = b}, for the columns of a matrix b.
 *
 * <p>From {@code da·x + a·dx = db}: {@code dx = a⁻¹(db - da·x)}, and for the cotangents with {@code
 * w = a⁻ᵀ·x̄}: {@code b̄ = w}, {@code ā = -w·xᵀ}.
 */
abstract class LinearSolve extends Operation {
  final boolean transposed;

  LinearSolve(String name, boolean transposed) {
    super(name);
    this.transposed = transposed;
  }

  /** The same with the matrix transposed. */
  abstract LinearSolve transpose();

  /** A change of the matrix without the entries that the operation does not read. */
  abstract Tensor read(Tensor change);

  @Override
  final Shape shape(Shape... inputs) {
    return inputs[1];
  }

  @Override
  final @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor right = tangents[1];
    Tensor change = tangents[0];
    if (change != null) {
      Tensor moved = new Matmul(transposed, false, true).apply(read(change), output);
      right = right == null ? Operations.negate(moved) : Operations.subtract(right, moved);
    }
    return right == null ? null : apply(inputs[0], right);
  }

  @Override
  final void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    Tensor w = transpose().apply(inputs[0], cotangent);
    if (receiver.wants(1)) {
      receiver.add(1, w);
    }
    if (receiver.wants(0)) {
      Matmul outer = new Matmul(false, true, true);
      Tensor product = transposed ? outer.apply(output, w) : outer.apply(w, output);
      receiver.add(0, read(Operations.negate(product)));
    }
  }

  @Override
  final String text(String... operands) {
    return name() + "(" + operands[0] + (transposed ? "ᵀ, " : ", ") + operands[1] + ")";
  }
}
