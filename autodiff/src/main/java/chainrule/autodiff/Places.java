package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Where strides put the entries of tensors. */
final class Places {
  /** Parts that need more layers are added one by one. */
  private static final int MOST_LAYERS = 8;

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

  /** The one distance between entries in row-major order, if they have one; 1 for none or one. */
  static OptionalInt stride(Shape shape, int[] strides) {
    if (shape.count() == 0) {
      return OptionalInt.of(1);
    }
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

  /**
   * Distributes parts of a tensor of so many entries over layers, in each of which none overlap:
   * the tensor is the sum of the layers.
   *
   * @return one layer at least; none if there would be too many, or a part overlaps itself
   */
  static List<Value.Placed> layers(List<View> views, List<Integer> parts, int count) {
    List<Value.Placed> layers = new ArrayList<>();
    List<BitSet> taken = new ArrayList<>();
    addLayer(layers, taken, count);
    for (int k = 0; k < views.size(); k++) {
      int[] places = views.get(k).places();
      int layer = 0;
      while (Arrays.stream(places).anyMatch(taken.get(layer)::get)) {
        layer++;
        if (layer == MOST_LAYERS) {
          return List.of();
        }
        if (layer == layers.size()) {
          addLayer(layers, taken, count);
        }
      }
      for (int place : places) {
        if (taken.get(layer).get(place)) {
          return List.of();
        }
        taken.get(layer).set(place);
      }
      layers.get(layer).views().add(views.get(k));
      layers.get(layer).parts().add(parts.get(k));
    }
    return layers;
  }

  private static void addLayer(List<Value.Placed> layers, List<BitSet> taken, int count) {
    layers.add(new Value.Placed(new ArrayList<>(), new ArrayList<>(), 1));
    taken.add(new BitSet(count));
  }

  /** Whether a view of a view is one itself: that of these steps from a start. */
  static boolean isRegular(View view, Shape shape, int[] strides, int start, int[] steps) {
    if (stride(shape, strides).isPresent()) {
      return true;
    }
    int[] places = view.places();
    for (int e = 0; e < places.length; e++) {
      if (place(0, shape, strides, places[e]) != place(start, view.part(), steps, e)) {
        return false;
      }
    }
    return true;
  }
}
