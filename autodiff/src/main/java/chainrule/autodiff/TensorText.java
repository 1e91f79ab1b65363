package chainrule.autodiff;

/**
 * Prints tensors as numpy does: nested brackets, aligned columns, the middle of long axes left out.
 */
final class TensorText {
  private static final int ALL = 1000;
  private static final int EDGE = 3;

  private TensorText() {}

  /** A number as short as it can be read back, whole numbers without a fraction. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    return Double.toString(value);
  }

  static String of(Shape shape, double[] data) {
    if (shape.isScalar()) {
      return number(data[0]);
    }
    boolean cut = data.length > ALL;
    int width = 0;
    for (int i = 0; i < data.length; i++) {
      if (!cut || shown(shape, i)) {
        width = Math.max(width, number(data[i]).length());
      }
    }
    StringBuilder text = new StringBuilder();
    append(text, shape, data, 0, 0, cut, shape.rank() == 1 ? 0 : width);
    return text.toString();
  }

  private static boolean shown(Shape shape, int flat) {
    int rest = flat;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int size = shape.size(axis);
      int along = rest % size;
      rest /= size;
      if (size > 2 * EDGE && along >= EDGE && along < size - EDGE) {
        return false;
      }
    }
    return true;
  }

  private static void append(
      StringBuilder text, Shape shape, double[] data, int axis, int flat, boolean cut, int width) {
    int size = shape.size(axis);
    boolean last = axis == shape.rank() - 1;
    String separator =
        last ? ", " : "," + "\n".repeat(shape.rank() - 1 - axis) + " ".repeat(axis + 1);
    text.append('[');
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        text.append(separator);
      }
      if (cut && size > 2 * EDGE && i == EDGE) {
        text.append('…').append(separator);
        i = size - EDGE;
      }
      int at = flat * size + i;
      if (last) {
        String number = number(data[at]);
        text.append(" ".repeat(Math.max(0, width - number.length()))).append(number);
      } else {
        append(text, shape, data, axis + 1, at, cut, width);
      }
    }
    text.append(']');
  }
}
