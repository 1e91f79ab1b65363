package chainrule.autodiff;

import chainrule.autodiff.Schedule.Column;
import java.util.List;

/** Where the entries of a tensor are in a program under construction. */
sealed interface Value {

  /** A column for each entry. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entries(Column[] columns) implements Value {}

  /** The entries, row-major, are the indexes of one loop. */
  record Flat(Column column) implements Value {}

  /**
   * Short rows side by side: a column for each entry of a row, whose indexes are the rows along
   * axis 0. So what is the same in all rows or in a whole row is never copied, and rows are reduced
   * without leaving the loop.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Columns(Column[] columns) implements Value {}

  /** In a buffer from a step on: the entries of a view of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Strided(int buffer, int offset, int[] strides, int ready) implements Value {
    /** A contiguous part of so many entries. */
    LoopStep.Part part(int count) {
      return new LoopStep.Part(buffer, offset, count);
    }
  }

  /** Parts of a tensor that do not overlap, zeros elsewhere; put together where it is needed. */
  record Placed(List<View> views, List<Integer> parts) implements Value {
    /** Whether there are no zeros beside the parts. */
    boolean covers(Shape shape) {
      return views.stream().mapToInt(view -> view.part().count()).sum() == shape.count();
    }

    /** The same entries under another shape. */
    Placed reshaped(Shape shape) {
      return new Placed(
          views.stream().map(v -> new View(shape, v.part(), v.offset(), v.strides())).toList(),
          parts);
    }
  }
}
