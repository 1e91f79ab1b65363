package chainrule.autodiff;

import org.jspecify.annotations.Nullable;

/**
 * A product of two inputs, linear in each. Its chain rule multiplies with {@link #product}, in
 * which a zero factor gives zero whatever the other one is.
 */
abstract class Bilinear extends Operation {
  Bilinear(String name) {
    super(name);
  }

  /** This product as the chain rule uses it: of a cotangent or tangent with a factor. */
  abstract Tensor product(Tensor a, Tensor b);

  /** The transpose in the first input: its cotangent, a chain-rule product. */
  abstract Tensor transposeFirst(Tensor cotangent, Tensor b);

  /** The transpose in the second input: its cotangent, a chain-rule product. */
  abstract Tensor transposeSecond(Tensor a, Tensor cotangent);

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    Tensor first = tangents[0] == null ? null : product(tangents[0], inputs[1]);
    Tensor second = tangents[1] == null ? null : product(inputs[0], tangents[1]);
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return Operations.add(first, second);
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    if (receiver.wants(0)) {
      receiver.add(0, transposeFirst(cotangent, inputs[1]));
    }
    if (receiver.wants(1)) {
      receiver.add(1, transposeSecond(inputs[0], cotangent));
    }
  }
}
