package chainrule.autodiff;

import chainrule.autodiff.Schedule.Column;
import chainrule.autodiff.Schedule.Stored;
import chainrule.autodiff.kernel.Region.Place;
import chainrule.autodiff.kernel.Region.Span;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Where the entries of a tensor are in a program under construction. */
sealed interface Value {

  /** A column for each entry. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entries(Column[] columns) implements Value {
    static Entries of(int count, IntFunction<Column> entry) {
      Column[] columns = new Column[count];
      Arrays.setAll(columns, entry);
      return new Entries(columns);
    }
  }

  /** The entries, row-major, are the indexes of one loop. */
  record Flat(Column column) implements Value {}

  /**
   * Short rows side by side: a column for each entry of a row, whose indexes are the rows along
   * axis 0. So what is the same in all rows or in a whole row is never copied, and rows are reduced
   * without leaving the loop.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SideBySide(Column[] columns) implements Value {
    static SideBySide of(int count, IntFunction<Column> column) {
      Column[] columns = new Column[count];
      Arrays.setAll(columns, column);
      return new SideBySide(columns);
    }
  }

  /**
   * In a buffer from a step on: the entries of a view of it.
   *
   * @param offset the place of the first entry, from the base on
   * @param base where the base is found, if there is one: that of a row of a loop, say
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Strided(int buffer, int offset, int[] strides, int ready, @Nullable Place base)
      implements Value {
    Strided(int buffer, int offset, int[] strides, int ready) {
      this(buffer, offset, strides, ready, null);
    }

    /** A tensor that a buffer begins with, in order. */
    static Strided whole(int buffer, Shape shape, int ready) {
      return new Strided(buffer, 0, shape.strides(), ready);
    }

    /** Whether the entries of a tensor of this shape lie one after the other. */
    boolean isWhole(Shape shape) {
      return Arrays.equals(strides, shape.strides());
    }

    /** The entries of a view of what lies here. */
    Strided view(int start, int[] steps) {
      return new Strided(buffer, offset + start, steps, ready, base);
    }

    /** Entries of this, the first one at a place. */
    Stored column(int place, int stride) {
      return new Stored(span(place, stride), ready);
    }

    Span span(int place, int stride) {
      return new Span(buffer, place, stride, base);
    }

    /** The place of the first entry in a run. */
    int start(double[][] buffers) {
      return base == null ? offset : offset + (int) buffers[base.buffer()][base.offset()];
    }

    /** A contiguous part of so many entries, whose place is the same in every run. */
    LoopStep.Part part(int count) {
      if (base != null) {
        throw new IllegalStateException("where this part begins is known in a run only");
      }
      return new LoopStep.Part(buffer, offset, count);
    }
  }

  /**
   * Parts of a tensor that do not overlap, zeros elsewhere; put together where it is needed.
   *
   * @param depth how many of these are inside one another
   */
  record Placed(List<View> views, List<Integer> parts, int depth) implements Value {
    /** Whether there are no zeros beside the parts. */
    boolean covers(Shape shape) {
      return views.stream().mapToInt(view -> view.part().count()).sum() == shape.count();
    }

    /** The same entries under another shape. */
    Placed reshaped(Shape shape) {
      return new Placed(
          views.stream().map(v -> new View(shape, v.part(), v.offset(), v.strides())).toList(),
          parts,
          depth);
    }
  }
}
