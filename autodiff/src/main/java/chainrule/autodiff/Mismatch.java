package chainrule.autodiff;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The message for shapes that differ, with the expand that would make them fit. */
final class Mismatch {
  private static final String[] NAMES = {"a", "b", "c"};

  private Mismatch() {}

  static String message(String operation, Shape... shapes) {
    String all = Arrays.stream(shapes).map(Shape::toString).collect(Collectors.joining(" and "));
    int wide = 0;
    int narrow = -1;
    for (int k = 1; k < shapes.length; k++) {
      boolean wider =
          shapes[k].rank() == shapes[wide].rank()
              ? shapes[k].count() > shapes[wide].count()
              : shapes[k].rank() > shapes[wide].rank();
      wide = wider ? k : wide;
    }
    for (int k = shapes.length - 1; k >= 0; k--) {
      if (!shapes[k].isScalar() && !shapes[k].equals(shapes[wide])) {
        narrow = k;
      }
    }
    return operation + ": shapes " + all + " differ." + cure(operation, shapes, wide, narrow);
  }

  private static String cure(String operation, Shape[] shapes, int wide, int narrow) {
    Shape whole = shapes[wide];
    Shape part = shapes[narrow];
    StringBuilder cures = new StringBuilder();
    if (part.rank() == whole.rank() - 1) {
      for (int axis = 0; axis < whole.rank(); axis++) {
        if (whole.without(axis).equals(part)) {
          String expand = "expand(" + NAMES[narrow] + ", " + axis + ", " + whole.size(axis) + ")";
          cures
              .append(" To ")
              .append(purpose(operation, whole, axis))
              .append(": ")
              .append(call(operation, shapes.length, narrow, expand))
              .append('.');
        }
      }
    } else if (part.rank() == whole.rank()) {
      boolean stretches = true;
      for (int axis = 0; axis < whole.rank(); axis++) {
        stretches &= part.size(axis) == whole.size(axis) || part.size(axis) == 1;
      }
      if (stretches) {
        String expand = "expand(" + NAMES[narrow] + ", " + NAMES[wide] + ".shape())";
        cures
            .append(" To repeat the axes of size 1: ")
            .append(call(operation, shapes.length, narrow, expand))
            .append('.');
      }
    }
    return cures.isEmpty()
        ? " Shapes must be equal, or scalar; bring them together with expand, reshape or slice."
        : cures.toString();
  }

  private static String purpose(String operation, Shape whole, int axis) {
    if (whole.rank() == 2) {
      String verb =
          operation.equals("add") ? "add the vector to each " : "use the vector for each ";
      return verb + (axis == 0 ? "row" : "column");
    }
    return "repeat it along axis " + axis;
  }

  private static String call(String operation, int arity, int replaced, String with) {
    String[] operands = Arrays.copyOf(NAMES, arity);
    operands[replaced] = with;
    return operation + "(" + String.join(", ", operands) + ")";
  }
}
