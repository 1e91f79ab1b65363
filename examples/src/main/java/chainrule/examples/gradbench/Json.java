package chainrule.examples.gradbench;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.IntStream;

/** Tensors as nested arrays of JSON. */
final class Json {
  static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;

  private Json() {}

  /**
   * The tensor in nested arrays; a number is a scalar.
   *
   * @throws IllegalArgumentException for anything else, or rows that differ in shape
   */
  static Tensor tensor(JsonNode node) {
    int rank = 0;
    for (JsonNode inner = node; inner.isArray(); inner = inner.path(0)) {
      rank++;
    }
    int[] sizes = new int[rank];
    JsonNode inner = node;
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = inner.size();
      inner = inner.path(0);
    }
    Shape shape = Shape.of(sizes);
    double[] entries = new double[shape.count()];
    int count = read(node, shape, 0, entries, 0);
    return count == 0 && rank > 0 ? Tensor.zeros(shape) : Tensor.of(shape, entries);
  }

  private static int read(JsonNode node, Shape shape, int axis, double[] entries, int from) {
    if (axis == shape.rank()) {
      if (!node.isNumber()) {
        throw new IllegalArgumentException(
            "a number is wanted, not " + node.getNodeType() + " " + node);
      }
      entries[from] = node.doubleValue();
      return from + 1;
    }
    if (!node.isArray() || node.size() != shape.size(axis)) {
      throw new IllegalArgumentException("rows of one length are wanted, as shape " + shape);
    }
    int at = from;
    for (JsonNode child : node) {
      at = read(child, shape, axis + 1, entries, at);
    }
    return at;
  }

  /** The whole numbers in an array. */
  static List<Integer> integers(JsonNode node) {
    return IntStream.range(0, node.size()).mapToObj(i -> node.get(i).intValue()).toList();
  }

  /** The member of an object. */
  static JsonNode member(JsonNode object, String name) {
    JsonNode member = object.get(name);
    if (member == null) {
      throw new IllegalArgumentException("the input lacks " + name);
    }
    return member;
  }

  /** A tensor as nested arrays; a scalar is a number. */
  static JsonNode of(Tensor x) {
    return of(x.shape(), 0, x.toArray(), 0, x.shape().count());
  }

  private static JsonNode of(Shape shape, int axis, double[] entries, int from, int to) {
    if (axis == shape.rank()) {
      return FACTORY.numberNode(entries[from]);
    }
    ArrayNode array = FACTORY.arrayNode(shape.size(axis));
    int step = shape.size(axis) == 0 ? 0 : (to - from) / shape.size(axis);
    for (int i = 0; i < shape.size(axis); i++) {
      array.add(of(shape, axis + 1, entries, from + i * step, from + (i + 1) * step));
    }
    return array;
  }
}
