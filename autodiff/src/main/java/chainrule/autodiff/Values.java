package chainrule.autodiff;

import chainrule.autodiff.Schedule.Column;
import chainrule.autodiff.Schedule.Fixed;
import chainrule.autodiff.Schedule.Stored;
import chainrule.autodiff.Value.Entries;
import chainrule.autodiff.Value.Flat;
import chainrule.autodiff.Value.Placed;
import chainrule.autodiff.Value.SideBySide;
import chainrule.autodiff.Value.Strided;
import chainrule.autodiff.kernel.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of each node of a graph are in a program under construction, and what brings
 * them to where they are wanted: single ones, as the indexes of a loop, one after the other in a
 * buffer, or stored at given places. What lies where it is wanted is not copied.
 */
final class Values {
  /** So many parts inside one another are put together at once: each is a call inside a call. */
  private static final int NESTED = 50;

  private final Graph graph;
  private final Schedule schedule;
  private final @Nullable Value[] values;
  private final Map<Integer, Strided> contiguous = new HashMap<>();

  /** Starts without the value of any node. */
  Values(Graph graph, Schedule schedule) {
    this.graph = graph;
    this.schedule = schedule;
    this.values = new Value[graph.nodes().size()];
  }

  /** Says where a node is. */
  void set(int node, Value value) {
    values[node] = value;
  }

  Value get(int node) {
    Value value = values[node];
    if (value == null) {
      throw new IllegalStateException("node " + node + " is used before it is computed");
    }
    return value;
  }

  Shape shape(int node) {
    return graph.nodes().get(node).shape();
  }

  /** Parts of parts go straight to their place, but for what is inside many others. */
  Placed nested(Placed placed) {
    int depth = 1;
    for (int part : placed.parts()) {
      if (get(part) instanceof Placed inner) {
        if (inner.depth() == NESTED) {
          values[part] = contiguous(part);
        } else {
          depth = Math.max(depth, inner.depth() + 1);
        }
      }
    }
    return new Placed(placed.views(), placed.parts(), depth);
  }

  /** The entry, counted row-major. */
  Column entry(int node, int entry) {
    Value value = get(node);
    if (value instanceof Entries entries) {
      return entries.columns()[entry];
    }
    if (value instanceof Flat flat) {
      return schedule.at(flat.column(), entry);
    }
    if (value instanceof SideBySide columns) {
      int width = columns.columns().length;
      return schedule.at(columns.columns()[entry % width], entry / width);
    }
    Strided strided = value instanceof Strided known ? known : contiguous(node);
    return strided.column(Places.place(strided.offset(), shape(node), strided.strides(), entry), 0);
  }

  /** An entry of all rows along axis 0. */
  Column column(int node, int entry) {
    if (get(node) instanceof SideBySide columns) {
      return columns.columns()[entry];
    }
    Shape shape = shape(node);
    Strided from = get(node) instanceof Strided strided ? strided : contiguous(node);
    return from.column(
        Places.place(from.offset(), shape, from.strides(), entry), from.strides()[0]);
  }

  /** The entries, row-major, as the indexes of one loop. */
  Column flat(int node) {
    Value value = get(node);
    if (value instanceof Flat flat) {
      return flat.column();
    }
    Strided from = value instanceof Strided strided ? strided : contiguous(node);
    OptionalInt stride = Places.stride(shape(node), from.strides());
    if (stride.isEmpty()) {
      from = contiguous(node);
      stride = OptionalInt.of(1);
    }
    return from.column(from.offset(), stride.getAsInt());
  }

  /** The entries one after the other, in a buffer or in an array of which this is a part. */
  Strided run(int node) {
    return get(node) instanceof Strided strided
            && Places.stride(shape(node), strided.strides()).orElse(0) == 1
        ? strided
        : contiguous(node);
  }

  /** The entries in a buffer, one after the other. */
  Strided contiguous(int node) {
    Strided known = contiguous.get(node);
    if (known == null) {
      known = stored(node);
      contiguous.put(node, known);
    }
    return known;
  }

  /** Where inputs lie, each in one piece. */
  List<LoopStep.Part> parts(List<Integer> inputs) {
    List<LoopStep.Part> parts = new ArrayList<>();
    for (int input : inputs) {
      parts.add(contiguous(input).part(shape(input).count()));
    }
    return parts;
  }

  /** The entries in the order of a view of them. */
  Strided arranged(int node, View view) {
    Strided from = run(node);
    if (view.isReshape()) {
      return from;
    }
    int to = schedule.buffer(view.part().count());
    int ready =
        schedule.add(
            (buffers, scratch) ->
                view.copy(buffers[from.buffer()], from.start(buffers), buffers[to]));
    return Strided.whole(to, view.part(), ready);
  }

  private Strided stored(int node) {
    Value value = get(node);
    Shape shape = shape(node);
    int[] strides = shape.strides();
    if (value instanceof Strided strided) {
      boolean run = Places.stride(shape, strided.strides()).orElse(0) == 1;
      if (run && strided.base() == null) {
        return new Strided(strided.buffer(), strided.offset(), strides, strided.ready());
      }
      if (run || shape.count() > WrittenOut.SMALL) {
        int to = schedule.buffer(shape.count());
        View view = new View(shape, shape, 0, strided.strides());
        int ready =
            schedule.add(
                (buffers, scratch) ->
                    view.copy(buffers[strided.buffer()], strided.start(buffers), buffers[to]));
        return Strided.whole(to, shape, ready);
      }
    }
    if (value instanceof Placed placed) {
      return put(placed, shape);
    }
    if (value instanceof Flat flat && flat.column() instanceof Fixed number) {
      double[] data = new double[shape.count()];
      Arrays.fill(data, number.value());
      return Strided.whole(schedule.constant(data), shape, Schedule.AT_START);
    }
    if (value instanceof Flat flat && !Schedule.isUniform(flat.column())) {
      Stored stored = schedule.stored(flat.column());
      Region.Span span = stored.span();
      if (span.stride() == 1 && span.base() == null) {
        return new Strided(span.buffer(), span.offset(), strides, stored.ready());
      }
    }
    Strided to = Strided.whole(schedule.buffer(shape.count()), shape, Schedule.AT_START);
    return Strided.whole(to.buffer(), shape, store(node, to));
  }

  /**
   * Puts parts together. What no part covers is never written to: it stays zero. A part of a loop
   * is stored by that loop, all of it, if what else it has would lie before or after everything.
   */
  Strided put(Placed placed, Shape shape) {
    List<Integer> parts = placed.parts();
    for (int k = 0; k < parts.size(); k++) {
      Operation operation = graph.nodes().get(parts.get(k)).operation();
      if (!(operation instanceof ReadView read)) {
        continue;
      }
      int source = graph.nodes().get(parts.get(k)).inputs().get(0);
      View from = read.view();
      View to = placed.views().get(k);
      int count = from.part().count();
      int before = from.offset();
      int after = shape(source).count() - before - count;
      if (get(source) instanceof Flat flat
          && !Schedule.isUniform(flat.column())
          && isRun(from)
          && isRun(to)
          && (before == 0 || to.offset() == 0)
          && (after == 0 || to.offset() + count == shape.count())) {
        int start = to.offset() - before;
        int offset = Math.max(0, -start);
        int buffer = schedule.buffer(offset + shape.count() + after);
        Strided at = new Strided(buffer, offset, shape.strides(), Schedule.AT_START);
        int all = before + count + after;
        int ready = schedule.store(flat.column(), all, at.span(offset + start, 1));
        Placed others = new Placed(without(placed.views(), k), without(parts, k), placed.depth());
        ready = Math.max(ready, store(others, shape, at));
        return new Strided(buffer, offset, shape.strides(), ready);
      }
    }
    Strided at = Strided.whole(schedule.buffer(shape.count()), shape, Schedule.AT_START);
    return Strided.whole(at.buffer(), shape, store(placed, shape, at));
  }

  private static <T> List<T> without(List<T> list, int index) {
    List<T> others = new ArrayList<>(list);
    others.remove(index);
    return others;
  }

  /** Whether a view shows entries that lie one after the other. */
  private static boolean isRun(View view) {
    return Places.stride(view.part(), view.strides()).orElse(0) == 1;
  }

  /** Stores the entries where they are wanted; the step from which they are there. */
  int store(int node, Strided to) {
    Shape shape = shape(node);
    int count = shape.count();
    int ready = Schedule.AT_START;
    boolean apart =
        get(node) instanceof Strided strided
            && count <= WrittenOut.SMALL
            && Places.stride(shape, strided.strides()).isEmpty();
    if (get(node) instanceof Entries || apart) {
      for (int e = 0; e < count; e++) {
        int place = Places.place(to.offset(), shape, to.strides(), e);
        ready = Math.max(ready, schedule.store(entry(node, e), 1, to.span(place, 0)));
      }
      return ready;
    }
    if (get(node) instanceof SideBySide columns) {
      int rows = shape.size(0);
      for (int j = 0; j < columns.columns().length; j++) {
        int place = Places.place(to.offset(), shape, to.strides(), j);
        Column column = columns.columns()[j];
        ready = Math.max(ready, schedule.store(column, rows, to.span(place, to.strides()[0])));
      }
      return ready;
    }
    if (get(node) instanceof Placed placed && placed.covers(shape)) {
      return store(placed, shape, to);
    }
    OptionalInt stride = Places.stride(shape, to.strides());
    if (stride.isPresent()) {
      return schedule.store(flat(node), count, to.span(to.offset(), stride.getAsInt()));
    }
    Strided from = contiguous(node);
    View view = new View(shape, shape, 0, to.strides());
    return schedule.add(
        (buffers, scratch) ->
            view.write(
                buffers[from.buffer()], from.offset(), buffers[to.buffer()], to.start(buffers)));
  }

  /** Stores the parts where they are wanted. */
  private int store(Placed placed, Shape shape, Strided to) {
    int ready = Schedule.AT_START;
    int[] strides = to.strides();
    for (int k = 0; k < placed.parts().size(); k++) {
      View view = placed.views().get(k);
      Shape part = view.part();
      int[] steps = new int[part.rank()];
      int start = Places.place(0, shape, strides, view.offset());
      for (int axis = 0; axis < steps.length; axis++) {
        int next = view.offset() + (part.size(axis) > 1 ? view.strides()[axis] : 0);
        steps[axis] = Places.place(0, shape, strides, next) - start;
      }
      int node = placed.parts().get(k);
      if (Places.isRegular(view, shape, strides, start, steps)) {
        ready = Math.max(ready, store(node, to.view(start, steps)));
      } else {
        Strided from = contiguous(node);
        int[] places = view.places();
        Arrays.setAll(places, e -> Places.place(0, shape, strides, places[e]));
        ready =
            schedule.add(
                (buffers, scratch) -> {
                  double[] data = buffers[from.buffer()];
                  double[] out = buffers[to.buffer()];
                  int first = to.start(buffers);
                  for (int e = 0; e < places.length; e++) {
                    out[first + places[e]] = data[from.offset() + e];
                  }
                });
      }
    }
    return ready;
  }
}
