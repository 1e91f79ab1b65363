package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * On which entries of the variables each entry of a graph may depend differentiably: sorted
 * indexes, shared where they are the same. Never too few: what is not known depends on all that
 * goes in.
 */
final class Sparsity {
  private static final int[] NONE = {};

  private Sparsity() {}

  /** The dependences of all results on the entries of one variable, in order. */
  static int[][] of(Graph graph, int entries) {
    int[][] own = new int[entries][];
    Arrays.setAll(own, e -> new int[] {e});
    return results(graph, List.<int[][]>of(own)).stream()
        .flatMap(Arrays::stream)
        .toArray(int[][]::new);
  }

  private static List<int[][]> results(Graph graph, List<int[][]> variables) {
    List<Graph.Node> nodes = graph.nodes();
    int[][][] sets = new int[nodes.size()][][];
    int next = 0;
    for (int i = 0; i < sets.length; i++) {
      Graph.Node node = nodes.get(i);
      Operation operation = node.operation();
      if (operation != null) {
        List<int[][]> in = new ArrayList<>();
        List<@Nullable Tensor> known = new ArrayList<>();
        for (int k : node.inputs()) {
          in.add(sets[k]);
          known.add(nodes.get(k).constant());
        }
        List<Shape> shapes = node.inputs().stream().map(k -> nodes.get(k).shape()).toList();
        sets[i] = operation(operation, in, known, shapes, node.shape());
      } else {
        sets[i] = node.isVariable() ? variables.get(next++) : nothing(node.shape().count());
      }
    }
    return graph.results().stream().map(k -> sets[k]).toList();
  }

  private static int[][] nothing(int count) {
    int[][] sets = new int[count][];
    Arrays.fill(sets, NONE);
    return sets;
  }

  private static int[][] entries(int count, IntFunction<int[]> entry) {
    int[][] sets = new int[count][];
    Arrays.setAll(sets, entry);
    return sets;
  }

  private static int[][] operation(
      Operation operation,
      List<int[][]> in,
      List<@Nullable Tensor> known,
      List<Shape> shapes,
      Shape shape) {
    int count = shape.count();
    if (operation instanceof Elementwise) {
      return entries(
          count,
          e -> {
            int[] set = NONE;
            for (int k = 0; k < in.size(); k++) {
              int[][] sets = in.get(k);
              if (operation.differentiable(k)) {
                set = union(set, sets[shapes.get(k).isScalar() ? 0 : e]);
              }
            }
            return set;
          });
    }
    if (operation instanceof ReadView read) {
      int[] places = read.view().places();
      return entries(count, e -> in.get(0)[places[e]]);
    }
    if (operation instanceof Expand expand) {
      int[] places = expand.view().places();
      return entries(count, e -> in.get(0)[places[e]]);
    }
    if (operation instanceof PlaceViews place) {
      int[][] sets = nothing(count);
      for (int k = 0; k < in.size(); k++) {
        int[] places = place.views().get(k).places();
        for (int e = 0; e < places.length; e++) {
          sets[places[e]] = union(sets[places[e]], in.get(k)[e]);
        }
      }
      return sets;
    }
    if (operation instanceof Sum sum) {
      return entries(count, rows(sum.rows(), in.get(0))::get);
    }
    if (operation instanceof Reduction reduction) {
      return reduction.differentiable(0)
          ? entries(count, rows(reduction.rows(), in.get(0))::get)
          : nothing(count);
    }
    if (operation instanceof RowMap map) {
      Rows rows = map.rows();
      List<int[]> unions = rows(rows, in.get(0));
      int[] places = rows.view().places();
      int[][] sets = new int[count][];
      for (int i = 0; i < places.length; i++) {
        sets[places[i]] = unions.get(i / rows.length());
      }
      return sets;
    }
    if (operation instanceof Matmul matmul) {
      return matmul(matmul, in, known, shapes, shape);
    }
    if (operation instanceof Scan scan) {
      return scan(scan, in, count);
    }
    if (operation instanceof Cond cond) {
      int[][] sets = nothing(count);
      for (Graph body : cond.bodies()) {
        List<int[][]> results = results(body, in.subList(1, in.size()));
        for (int k = 0; k < results.size(); k++) {
          add(sets, cond.offset(k), results.get(k));
        }
      }
      return sets;
    }
    int[] all = NONE;
    for (int k = 0; k < in.size(); k++) {
      all = operation.differentiable(k) ? union(all, union(in.get(k))) : all;
    }
    int[] everything = all;
    return entries(count, e -> everything);
  }

  /** The union of each row. */
  private static List<int[]> rows(Rows rows, int[][] sets) {
    int[] places = rows.view().places();
    List<int[]> unions = new ArrayList<>();
    for (int row = 0; row < rows.count(); row++) {
      int start = row * rows.length();
      unions.add(union(entries(rows.length(), i -> sets[places[start + i]])));
    }
    return unions;
  }

  /** A factor that is a constant zero passes nothing on. */
  private static int[][] matmul(
      Matmul matmul,
      List<int[][]> in,
      List<@Nullable Tensor> known,
      List<Shape> shapes,
      Shape shape) {
    Matmul.Sizes sizes = matmul.sizes(shapes.get(0), shape);
    return entries(
        shape.count(),
        at -> {
          List<int[]> terms = new ArrayList<>();
          for (int p = 0; p < sizes.k(); p++) {
            int first = matmul.first(sizes, at, p);
            int second = matmul.second(sizes, at, p);
            if (!isZero(known.get(1), second)) {
              terms.add(in.get(0)[first]);
            }
            if (!isZero(known.get(0), first)) {
              terms.add(in.get(1)[second]);
            }
          }
          return union(terms.toArray(int[][]::new));
        });
  }

  private static boolean isZero(@Nullable Tensor constant, int entry) {
    return constant != null && constant.elements("sparseJacobian")[entry] == 0;
  }

  /** Step by step; a loop that may end early has what any of its steps has. */
  private static int[][] scan(Scan scan, List<int[][]> in, int count) {
    Graph body = scan.body();
    int carries = scan.layout().carries();
    int rows = carries + scan.layout().rows();
    boolean early = scan.isCounted() || scan.condition() != null;
    List<Shape> variables = body.variableShapes();
    List<int[][]> values = new ArrayList<>(in.subList(0, variables.size()));
    int[][] sets = nothing(count);
    for (int k = 0; early && k < carries; k++) {
      add(sets, scan.offset(k), values.get(k));
    }
    for (int i = 0; i < scan.steps(); i++) {
      int step = scan.isReversed() ? scan.steps() - 1 - i : i;
      for (int k = carries; k < rows; k++) {
        int size = variables.get(k).count();
        values.set(k, Arrays.copyOfRange(in.get(k), step * size, (step + 1) * size));
      }
      List<int[][]> results = results(body, values);
      boolean changed = false;
      for (int k = 0; k < results.size(); k++) {
        int[][] result = results.get(k);
        int size = result.length;
        if (k < carries) {
          changed |= !Arrays.deepEquals(values.get(k), result);
          values.set(k, result);
          if (early) {
            add(sets, scan.offset(k), result);
          }
        } else {
          add(sets, scan.offset(k) + (scan.isStep(k) ? step * size : 0), result);
        }
      }
      if (!changed && rows == carries && results.size() == carries) {
        break;
      }
    }
    for (int k = 0; k < carries; k++) {
      add(sets, scan.offset(k), values.get(k));
    }
    return sets;
  }

  private static void add(int[][] to, int offset, int[][] sets) {
    for (int e = 0; e < sets.length; e++) {
      to[offset + e] = union(to[offset + e], sets[e]);
    }
  }

  private static int[] union(int[] a, int[] b) {
    if (a == b || b.length == 0) {
      return a;
    }
    return a.length == 0 ? b : union(new int[][] {a, b});
  }

  private static int[] union(int[]... sets) {
    int[] first = NONE;
    @Nullable BitSet all = null;
    for (int[] set : sets) {
      if (set.length == 0 || set == first) {
        continue;
      }
      if (first.length == 0) {
        first = set;
        continue;
      }
      if (all == null) {
        all = new BitSet();
        for (int i : first) {
          all.set(i);
        }
      }
      for (int i : set) {
        all.set(i);
      }
    }
    if (all == null) {
      return first;
    }
    int[] union = all.stream().toArray();
    return Arrays.equals(union, first) ? first : union;
  }
}
