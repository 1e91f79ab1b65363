package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A straight-line program over doubles, run for every index {@code i} of a loop: it loads from
 * buffers at {@code offset + i·stride}, calls pure functions, and stores to buffers in the same
 * way. What it stores, an index may load where it is stored itself, but no other index. It may sum
 * what it computes over all indexes. What it computes for one index does not depend on another,
 * unless it is a <i>sequence</i>, in which numbers are carried from one index to the next.
 *
 * <pre>{@code
 * Region.Builder r = Region.builder(100);
 * int x = r.load(0, 0, 1);
 * r.store(r.call("exp", (DoubleUnaryOperator) Math::exp, x), 1, 0, 1);
 * r.build().compile().run(new double[][] {in, out}); // out[i] = exp(in[i]), i < 100
 * }</pre>
 */
public final class Region {
  /**
   * The places of a node for all indexes: {@code buffers[buffer][base + offset + i·stride]}, where
   * the base is a number in another buffer, the same for all indexes, or 0.
   *
   * @param buffer the buffer
   * @param offset the place of index 0, from the base on
   * @param stride the distance of entries; 0 if all indexes have the same
   * @param base where the base is found, if there is one
   */
  public record Span(int buffer, int offset, int stride, @Nullable Place base) {}

  /** Reads a number. */
  record Load(Span from) implements Expression.Node {}

  /** Writes a node. */
  record Store(int node, Span to) {}

  /** Writes the sum of a node over all indexes to {@code buffers[buffer][at]}. */
  record Total(int node, int buffer, int at) {}

  /** What a sequence gives as the number of indexes where a condition was NaN. */
  public static final int NO_ANSWER = -1;

  /** What a sequence gives as the number of indexes where the condition held after all of them. */
  public static final int TOO_MANY = -2;

  /** The number of indexes of a region that is run for as many as each caller says. */
  static final int ANY = Integer.MAX_VALUE;

  /** A number that is carried from one index to the next. */
  record Carry(int index) implements Expression.Node {}

  /**
   * A place in a buffer.
   *
   * @param buffer the buffer
   * @param offset the place
   */
  public record Place(int buffer, int offset) {}

  /** Where a carry begins, the node of its next value, and where the last one goes. */
  record Carried(Place initial, int next, Place last) {}

  /** What must not be zero for an index to be run, and where the number of those goes. */
  record Test(int node, Place taken) {}

  /**
   * How a sequence runs.
   *
   * @param reversed whether the last index comes first
   * @param count where the number of indexes is found, if it is not that of the region
   */
  record Sequence(
      List<Carried> carries, boolean reversed, @Nullable Place count, @Nullable Test test) {}

  private final int count;
  private final Expression.Node[] nodes;
  private final Store[] stores;
  private final List<Total> totals;
  private final @Nullable Sequence sequence;

  private Region(
      int count,
      Expression.Node[] nodes,
      Store[] stores,
      List<Total> totals,
      @Nullable Sequence sequence) {
    this.count = count;
    this.nodes = nodes;
    this.stores = stores;
    this.totals = totals;
    this.sequence = sequence;
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

  /** The sums over all indexes, of calls. */
  List<Total> totals() {
    return totals;
  }

  /** How the indexes follow one another, if that matters. */
  @Nullable Sequence sequence() {
    return sequence;
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
    private final List<Total> totals = new ArrayList<>();
    private final List<@Nullable Carried> carries = new ArrayList<>();
    private final List<Place> initial = new ArrayList<>();
    private boolean sequence;
    private boolean reversed;
    private @Nullable Place found;
    private @Nullable Test test;

    private Builder(int count) {
      this.count = count;
    }

    /**
     * Makes this a sequence, of two indexes at least.
     *
     * @param backward whether the last index comes first
     */
    public void sequence(boolean backward) {
      this.sequence = true;
      this.reversed = backward;
    }

    /**
     * Says where the number of indexes is found, at most those of this region.
     *
     * @param buffer the buffer
     * @param offset the place
     */
    public void count(int buffer, int offset) {
      this.found = new Place(buffer, offset);
    }

    /**
     * Says what must not be zero for an index to be run. The number of indexes that were run is
     * stored, or {@link #NO_ANSWER} or {@link #TOO_MANY}.
     *
     * @param node the condition
     * @param buffer the buffer for the number
     * @param offset its place
     */
    public void test(int node, int buffer, int offset) {
      this.test = new Test(Objects.checkIndex(node, nodes.size()), new Place(buffer, offset));
    }

    /**
     * Adds a number that is carried from one index to the next. {@link #next} must be called once
     * for each.
     *
     * @param buffer the buffer of its first value
     * @param offset its place
     * @return the node; carries are numbered in order
     */
    public int carry(int buffer, int offset) {
      carries.add(null);
      initial.add(new Place(buffer, offset));
      return add(new Carry(carries.size() - 1));
    }

    /**
     * Says what follows.
     *
     * @param carry the number of the carry
     * @param node its value for the next index
     * @param buffer the buffer for its last value
     * @param offset the place
     */
    public void next(int carry, int node, int buffer, int offset) {
      Objects.checkIndex(node, nodes.size());
      carries.set(carry, new Carried(initial.get(carry), node, new Place(buffer, offset)));
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
      return load(new Span(buffer, offset, stride, null));
    }

    /**
     * Adds a load.
     *
     * @param from the places
     * @return the node
     */
    public int load(Span from) {
      boolean one = count == 1 && from.stride() != 0;
      return add(new Load(one ? new Span(from.buffer(), from.offset(), 0, from.base()) : from));
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

    /** Adds the calls of an expression, given the nodes of its inputs; the node of its value. */
    int write(Expression expression, int... inputs) {
      int[] written = new int[expression.size()];
      for (int n = 0; n < written.length; n++) {
        Expression.Node node = expression.node(n);
        if (node instanceof Expression.Input input) {
          written[n] = inputs[input.index()];
        } else if (node instanceof Expression.Call call) {
          written[n] = add(call.renumbered(written));
        } else {
          written[n] = add(node);
        }
      }
      return written[written.length - 1];
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
      store(node, new Span(buffer, offset, stride, null));
    }

    /**
     * Adds a store.
     *
     * @param node what is stored
     * @param to the places
     */
    public void store(int node, Span to) {
      stores.add(new Store(Objects.checkIndex(node, nodes.size()), to));
    }

    /**
     * Stores the sum of a call over all indexes, with the bits of {@link Sums#pairwise}. There must
     * be an index, and the region must not be a sequence.
     *
     * @param node what is summed
     * @param buffer the buffer
     * @param at the place of the sum
     */
    public void sum(int node, int buffer, int at) {
      if (count == 0 || sequence || !(nodes.get(node) instanceof Expression.Call)) {
        throw new IllegalArgumentException(
            "only calls are summed, and only over indexes that do not follow one another");
      }
      totals.add(new Total(node, buffer, at));
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
      totals.forEach(total -> needed[total.node()] = true);
      carries.forEach(carry -> needed[Objects.requireNonNull(carry).next()] = true);
      Test until = test;
      if (until != null) {
        needed[until.node()] = true;
      }
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
          stores.stream().map(s -> new Store(renumbered[s.node()], s.to())).toArray(Store[]::new);
      Sequence course = null;
      if (sequence) {
        List<Carried> carried = new ArrayList<>();
        for (Carried carry : carries) {
          carried.add(new Carried(carry.initial(), renumbered[carry.next()], carry.last()));
        }
        course =
            new Sequence(
                carried,
                reversed,
                found,
                until == null ? null : new Test(renumbered[until.node()], until.taken()));
      }
      List<Total> renumberedTotals =
          totals.stream().map(t -> new Total(renumbered[t.node()], t.buffer(), t.at())).toList();
      return new Region(
          count, kept.toArray(new Expression.Node[0]), renumberedStores, renumberedTotals, course);
    }
  }

  @Override
  public String toString() {
    return "Region of " + count + " × " + Arrays.toString(nodes);
  }
}
