package chainrule.autodiff;

import chainrule.autodiff.kernel.Region;
import chainrule.autodiff.kernel.UnaryFunction;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** What is written out operation by operation in compiled code: as much as pays. */
final class WrittenOut {
  /** Tensors of so many entries are computed entry by entry. */
  static final int SMALL = 32;

  /** Matrix products of so many multiplications are written out. */
  private static final int WRITTEN_OUT = 256;

  /** Bodies of other loops are written out up to so many operations. */
  private static final int SEQUENCE = 500;

  /** Both bodies of a condition are computed up to so many operations. */
  private static final int CHOSEN = 250;

  /** The operations for an entry of a reduction that is written out, about. */
  private static final int LINE = 16;

  /** The operations for a product that knows zeros, at most. */
  private static final int REPAIRED = 5;

  /** Bodies of maps are written out up to so many operations. */
  private static final int MAPPED = 20_000;

  private WrittenOut() {}

  /** Whether a product is computed entry by entry, not as a step of its own. */
  static boolean isProduct(Matmul.Sizes sizes) {
    return (long) sizes.batches() * sizes.m() * sizes.n() * sizes.k() <= WRITTEN_OUT;
  }

  /** Whether a map is one loop over its rows. */
  static boolean isMap(Scan scan) {
    return scan.isMap()
        && !scan.isCounted()
        && scan.steps() > 1
        && isAtMost(MAPPED, written(scan.body(), false));
  }

  /** Whether a loop runs in straight-line code whose carries are local variables. */
  static boolean isSequence(Scan scan) {
    if (scan.isMap() || scan.steps() <= 1) {
      return false;
    }
    long left = SEQUENCE;
    for (Graph body : scan.bodies()) {
      OptionalLong written = written(body, true);
      if (!isAtMost(left, written)) {
        return false;
      }
      left -= written.getAsLong();
    }
    return looped(scan.body()).isEmpty();
  }

  /**
   * Whether both bodies of a condition are computed, and the results chosen: if there are no
   * conditions in them, which may have no answer where the body is not chosen.
   */
  static boolean isChoice(Cond cond) {
    return cond.bodies().stream().allMatch(body -> isAtMost(CHOSEN, written(body, false)));
  }

  /** Whether there is a number of operations, and it is small enough. */
  private static boolean isAtMost(long most, OptionalLong written) {
    return written.isPresent() && written.getAsLong() <= most;
  }

  /** The sizes for which vectors pay, also where they must be put together. */
  static Set<Integer> looped(Graph graph) {
    Set<Integer> sizes = new HashSet<>();
    for (Graph.Node node : graph.nodes()) {
      if (node.operation() instanceof Elementwise elementwise
          && elementwise.kernel().function() instanceof UnaryFunction
          && Region.isVector(node.shape().count())) {
        sizes.add(node.shape().count());
      }
    }
    return sizes;
  }

  /**
   * The shapes whose rows are computed side by side: those that are reduced row by row, without
   * costly functions, for which one loop over all entries is better.
   */
  static Set<Shape> shortRows(Graph graph) {
    Set<Shape> shapes = new HashSet<>();
    for (Graph.Node node : graph.nodes()) {
      if (node.operation() instanceof Reduction reduction
          && reduction.definition().line() != null
          && reduction.rows().view().isReshape()) {
        shapes.add(graph.nodes().get(node.inputs().get(0)).shape());
      }
    }
    for (Graph.Node node : graph.nodes()) {
      if (node.operation() instanceof Elementwise elementwise
          && elementwise.kernel().function() instanceof UnaryFunction) {
        shapes.remove(node.shape());
      }
    }
    return shapes;
  }

  /**
   * The operations of a body written out entry by entry, about; none if it cannot be. Each entry of
   * a result is one: it is stored, carried or chosen, also where views alone have moved it.
   *
   * @param conditions whether it may have conditions
   */
  private static OptionalLong written(Graph body, boolean conditions) {
    long written = body.shapes().stream().mapToLong(Shape::count).sum();
    for (Graph.Node node : body.nodes()) {
      Operation operation = node.operation();
      int size =
          node.inputs().stream().mapToInt(k -> body.nodes().get(k).shape().count()).max().orElse(1);
      if (operation instanceof Elementwise || operation instanceof Sum) {
        written += size;
      } else if ((operation instanceof Reduction reduction && reduction.definition().line() != null)
          || (operation instanceof RowMap map && map.definition().line() != null)) {
        written += (long) LINE * size;
      } else if (operation instanceof Matmul matmul) {
        Shape left = body.nodes().get(node.inputs().get(0)).shape();
        long products = (long) node.shape().count() * matmul.sizes(left, node.shape()).k();
        written += matmul.isRepaired() ? REPAIRED * products : products;
      } else if (operation instanceof Cond cond && conditions) {
        long most = 0;
        for (Graph branch : cond.bodies()) {
          OptionalLong chosen = written(branch, false);
          if (!isAtMost(CHOSEN, chosen)) {
            return OptionalLong.empty();
          }
          most = Math.max(most, chosen.getAsLong());
        }
        written += 2 * most;
      } else if (operation != null
          && !(operation instanceof ReadView
              || operation instanceof Expand
              || operation instanceof PlaceViews)) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(written);
  }
}
