package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A straight-line program over doubles, run for every index {@code i} of a loop: it loads from
 * buffers at {@code offset + i·stride}, calls pure functions, and stores to buffers in the same
 * way. What it computes for one index does not depend on another, and nothing that it stores is
 * loaded by it.
 *
 * <pre>{@code
 * Region.Builder r = Region.builder(100);
 * int x = r.load(0, 0, 1);
 * r.store(r.call("exp", (DoubleUnaryOperator) Math::exp, x), 1, 0, 1);
 * r.build().compile().run(new double[][] {in, out}); // out[i] = exp(in[i]), i < 100
 * }</pre>
 */
public final class Region {
  /** Reads {@code buffers[buffer][offset + i·stride]}. */
  record Load(int buffer, int offset, int stride) implements Expression.Node {}

  /** Writes a node to {@code buffers[buffer][offset + i·stride]}. */
  record Store(int node, int buffer, int offset, int stride) {}

  private final int count;
  private final Expression.Node[] nodes;
  private final Store[] stores;

  private Region(int count, Expression.Node[] nodes, Store[] stores) {
    this.count = count;
    this.nodes = nodes;
    this.stores = stores;
  }

  /**
   * Starts a region.
   *
   * @param count the number of indexes
   * @return an empty builder
   */
  public static Builder builder(int count) {
    return new Builder(count);
  }

  /**
   * Tells whether a loop over so many indexes runs in vectors.
   *
   * @param count the number of indexes
   * @return whether there are vectors, and indexes to fill one by more than half
   */
  public static boolean isVector(int count) {
    return LaneWriter.isVector(count);
  }

  int count() {
    return count;
  }

  /** The nodes in topological order; all are needed. */
  Expression.Node[] nodes() {
    return nodes;
  }

  Store[] stores() {
    return stores;
  }

  /**
   * Returns the number of calls for one index.
   *
   * @return the number of calls
   */
  public int calls() {
    int calls = 0;
    for (Expression.Node node : nodes) {
      calls += node instanceof Expression.Call ? 1 : 0;
    }
    return calls;
  }

  /**
   * Generates code.
   *
   * @return the code, which is thread-safe where the buffers are
   */
  public RegionCode compile() {
    return RegionCompiler.compile(this);
  }

  /**
   * Builds a {@link Region} node by node. A node is known by a number that is valid for this
   * builder only. Identical nodes are shared. Not thread-safe.
   */
  public static final class Builder {
    private final int count;
    private final List<Expression.Node> nodes = new ArrayList<>();
    private final Map<Expression.Node, Integer> numbers = new HashMap<>();
    private final List<Store> stores = new ArrayList<>();

    private Builder(int count) {
      this.count = count;
    }

    /**
     * Returns the number of indexes.
     *
     * @return the number of indexes
     */
    public int count() {
      return count;
    }

    /**
     * Adds a load.
     *
     * @param buffer the buffer
     * @param offset the place of the first entry
     * @param stride the distance of entries; 0 if all indexes read the same
     * @return the node
     */
    public int load(int buffer, int offset, int stride) {
      return add(new Load(buffer, offset, count == 1 ? 0 : stride));
    }

    /**
     * Adds a constant.
     *
     * @param value the value; its raw bits are kept
     * @return the node
     */
    public int constant(double value) {
      return add(new Expression.Constant(Double.doubleToRawLongBits(value)));
    }

    /**
     * Adds a call.
     *
     * @param name the name, for messages
     * @param function a pure function: a DoubleUnaryOperator, DoubleBinaryOperator or {@link
     *     TernaryOperator}
     * @param arguments the nodes of its arguments
     * @return the node
     */
    public int call(String name, Object function, int... arguments) {
      for (int argument : arguments) {
        Objects.checkIndex(argument, nodes.size());
      }
      return add(new Expression.Call(name, function, arguments));
    }

    /**
     * Adds a store.
     *
     * @param node what is stored
     * @param buffer the buffer
     * @param offset the place of the first entry
     * @param stride the distance of entries
     */
    public void store(int node, int buffer, int offset, int stride) {
      stores.add(new Store(Objects.checkIndex(node, nodes.size()), buffer, offset, stride));
    }

    private int add(Expression.Node node) {
      Integer known = numbers.putIfAbsent(node, nodes.size());
      if (known != null) {
        return known;
      }
      nodes.add(node);
      return nodes.size() - 1;
    }

    /**
     * Completes the region. Nodes that no store needs are left out.
     *
     * @return the region
     */
    public Region build() {
      boolean[] needed = new boolean[nodes.size()];
      stores.forEach(store -> needed[store.node()] = true);
      for (int n = needed.length - 1; n >= 0; n--) {
        if (needed[n] && nodes.get(n) instanceof Expression.Call call) {
          for (int k = 0; k < call.arity(); k++) {
            needed[call.argument(k)] = true;
          }
        }
      }
      int[] renumbered = new int[needed.length];
      List<Expression.Node> kept = new ArrayList<>();
      for (int n = 0; n < needed.length; n++) {
        if (needed[n]) {
          renumbered[n] = kept.size();
          Expression.Node node = nodes.get(n);
          kept.add(node instanceof Expression.Call call ? call.renumbered(renumbered) : node);
        }
      }
      Store[] renumberedStores =
          stores.stream()
              .map(s -> new Store(renumbered[s.node()], s.buffer(), s.offset(), s.stride()))
              .toArray(Store[]::new);
      return new Region(count, kept.toArray(new Expression.Node[0]), renumberedStores);
    }
  }

  @Override
  public String toString() {
    return "Region of " + count + " × " + Arrays.toString(nodes);
  }
}
