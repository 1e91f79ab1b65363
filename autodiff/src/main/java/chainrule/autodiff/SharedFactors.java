package chainrule.autodiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes products of several matrices with one and the same second factor one product, of the first
 * factors one below the other: the columns of a Jacobian by forward mode, for example. The bits of
 * a product's entry depend on its row and column alone, so nothing changes but the time.
 */
final class SharedFactors {
  /** Each merger goes through the whole graph: no more than so many. */
  private static final int MOST = 16;

  private final List<Graph.Node> nodes;
  private final List<Integer> results;

  private SharedFactors(Graph graph) {
    this.nodes = new ArrayList<>(graph.nodes());
    this.results = graph.results();
  }

  static Graph merged(Graph graph) {
    Graph merged = graph;
    List<List<Integer>> groups = new SharedFactors(graph).groups();
    for (int i = 0; i < MOST && !groups.isEmpty(); i++) {
      merged = merge(merged, groups.get(0));
      groups = new SharedFactors(merged).groups();
    }
    return merged;
  }

  private static Graph merge(Graph graph, List<Integer> group) {
    return new SharedFactors(graph).merge(group);
  }

  /** Products that can be computed together: none of them needs another. */
  private List<List<Integer>> groups() {
    Map<List<Object>, List<Integer>> found = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      Graph.Node node = nodes.get(i);
      if (node.operation() instanceof Matmul matmul
          && !matmul.transposeA()
          && node.shape().rank() == 2
          && !WrittenOut.isProduct(matmul.sizes(shape(node.inputs().get(0)), node.shape()))) {
        List<Object> key = List.of(matmul.key(), node.inputs().get(1));
        found.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
      }
    }
    return found.values().stream().filter(group -> group.size() > 1 && independent(group)).toList();
  }

  private Shape shape(int node) {
    return nodes.get(node).shape();
  }

  private boolean independent(List<Integer> group) {
    boolean[] after = new boolean[nodes.size()];
    Set<Integer> members = Set.copyOf(group);
    for (int i = group.get(0); i < after.length; i++) {
      for (int k : nodes.get(i).inputs()) {
        after[i] |= after[k] || members.contains(k);
      }
      if (after[i] && members.contains(i)) {
        return false;
      }
    }
    return true;
  }

  private Graph merge(List<Integer> group) {
    Graph.Node first = nodes.get(group.get(0));
    int right = first.inputs().get(1);
    List<Integer> lefts = group.stream().map(i -> nodes.get(i).inputs().get(0)).toList();
    int inner = shape(lefts.get(0)).size(1);
    int columns = first.shape().size(1);
    int rows = lefts.stream().mapToInt(i -> shape(i).size(0)).sum();
    Shape stacked = Shape.of(rows, inner);
    Shape product = Shape.of(rows, columns);
    List<View> places = new ArrayList<>();
    int row = 0;
    for (int i = 0; i < lefts.size(); i++) {
      int size = shape(lefts.get(i)).size(0);
      places.add(View.slice(stacked, 0, row, 1, size));
      View view = View.slice(product, 0, row, 1, size);
      nodes.set(
          group.get(i),
          new Graph.Node(
              new ReadView("slice", view), List.of(nodes.size() + 1), view.part(), null));
      row += size;
    }
    nodes.add(new Graph.Node(new PlaceViews("concatenate", stacked, places), lefts, stacked, null));
    nodes.add(new Graph.Node(first.operation(), List.of(nodes.size() - 1, right), product, null));
    return sorted();
  }

  /** The nodes in an order in which each comes after its inputs. */
  private Graph sorted() {
    List<Graph.Node> sorted = new ArrayList<>();
    Map<Integer, Integer> place = new HashMap<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      open.push(i);
    }
    // Variables first, in their order; then everything by depth.
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).isVariable()) {
        place.put(i, sorted.size());
        sorted.add(nodes.get(i));
      }
    }
    while (!open.isEmpty()) {
      int i = open.peek();
      Graph.Node node = nodes.get(i);
      boolean ready = true;
      if (!place.containsKey(i)) {
        for (int k : node.inputs()) {
          if (!place.containsKey(k)) {
            open.push(k);
            ready = false;
          }
        }
      }
      if (ready) {
        open.pop();
        if (!place.containsKey(i)) {
          place.put(i, sorted.size());
          List<Integer> inputs = node.inputs().stream().map(place::get).toList();
          sorted.add(new Graph.Node(node.operation(), inputs, node.shape(), node.constant()));
        }
      }
    }
    return Graph.of(sorted, results.stream().map(place::get).toList());
  }
}
