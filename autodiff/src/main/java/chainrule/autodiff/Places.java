package chainrule.autodiff;

import java.util.List;
import java.util.OptionalInt;

/** Where strides put the entries of tensors. */
final class Places {
  private Places() {}

  /** The place of an entry, counted row-major, of a tensor that lies in strides. */
  static int place(int offset, Shape shape, int[] strides, int entry) {
    int place = offset;
    int rest = entry;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      place += rest % shape.size(axis) * strides[axis];
      rest /= shape.size(axis);
    }
    return place;
  }

  /** The one distance between entries in row-major order, if they have one. */
  static OptionalInt stride(Shape shape, int[] strides) {
    OptionalInt stride = OptionalInt.empty();
    int inner = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      int size = shape.size(axis);
      if (size != 1) {
        if (stride.isEmpty()) {
          stride = OptionalInt.of(strides[axis]);
        } else if (strides[axis] != stride.getAsInt() * inner) {
          return OptionalInt.empty();
        }
        inner *= size;
      }
    }
    return stride.isEmpty() ? OptionalInt.of(1) : stride;
  }

  /** Whether two views show a common entry of a tensor of so many. */
  static boolean overlap(List<View> views, int count) {
    boolean[] taken = new boolean[count];
    for (View view : views) {
      for (int place : view.places()) {
        if (taken[place]) {
          return true;
        }
        taken[place] = true;
      }
    }
    return false;
  }

  /** Whether a view of a view is one itself: that of these steps from a start. */
  static boolean isRegular(
      View view, Shape shape, int offset, int[] strides, int start, int[] steps) {
    if (stride(shape, strides).isPresent()) {
      return true;
    }
    int[] places = view.places();
    for (int e = 0; e < places.length; e++) {
      if (place(offset, shape, strides, places[e]) != place(start, view.part(), steps, e)) {
        return false;
      }
    }
    return true;
  }
}
