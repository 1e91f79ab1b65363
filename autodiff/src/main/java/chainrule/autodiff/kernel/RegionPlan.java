package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * How a region is cut into methods. What one method computes and a later one needs goes through a
 * scratch array, whose places are used again.
 */
final class RegionPlan {
  /** The calls in one method, and the stores beside them. */
  private static final int METHOD_CALLS = 180;

  /** The operations on vectors in one method: with more, C2 takes longer and makes slower code. */
  private static final int METHOD_OPERATIONS = 100;

  /** The operations that must be saved for each copy of what lies apart. */
  private static final int COPY_OPERATIONS = 2;

  /** The indexes that several methods take turns on. */
  static final int BLOCK = 256;

  final Region region;
  final Expression.Node[] nodes;
  final boolean loop;

  /** The number of doubles in a vector. */
  final int width;

  /** Whether there are vectors, and indexes to fill one by more than half. */
  private final boolean vectors;

  /** Whether the indexes do not fill a vector: all that it loads and stores is copied. */
  final boolean padded;

  /** Whether something is stored where something is loaded: no index may be run twice. */
  final boolean inPlace;

  /** The indexes for which a column of the scratch array has places. */
  final int block;

  /** The number of methods. */
  final int methods;

  /** The method of each call; loads and constants have none. */
  final int[] method;

  /**
   * The column in the scratch array of a node that a later method needs or that is summed, or -1.
   */
  final int[] scratch;

  /** The number of these columns. */
  int scratchSize;

  /** The numbers of the calls, those of each method together. */
  private final List<Integer> order = new ArrayList<>();

  /** The methods that have one of vectors before them. */
  private final BitSet inLanes = new BitSet();

  /** The method of each store. */
  private final int[] storeMethod;

  /** The last method that uses a node. */
  private final int[] lastUse;

  RegionPlan(Region region) {
    this.region = region;
    this.nodes = region.nodes();
    this.loop = region.count() != 1;
    this.width = LaneWriter.lanes();
    this.vectors = loop && region.sequence() == null && LaneWriter.isVector(region.count());
    this.padded = vectors && region.count() < width;
    this.block = padded ? width : loop ? Math.min(BLOCK, region.count()) : 1;
    this.inPlace = isInPlace(region);
    this.method = new int[nodes.length];
    this.storeMethod = new int[region.stores().length];
    this.lastUse = new int[nodes.length];
    this.scratch = new int[nodes.length];
    this.methods = divide();
    allocate();
  }

  private static boolean isInPlace(Region region) {
    Set<Integer> stored = new HashSet<>();
    for (Region.Store store : region.stores()) {
      stored.add(store.to().buffer());
    }
    for (Expression.Node node : region.nodes()) {
      if (node instanceof Region.Load load && stored.contains(load.from().buffer())) {
        return true;
      }
    }
    return false;
  }

  /** The calls and the stores of one method. */
  record Members(List<Integer> calls, List<Region.Store> stores) {}

  /** What each method from one to before another has. */
  List<Members> members(int first, int end) {
    List<Members> members = new ArrayList<>();
    for (int p = first; p < end; p++) {
      members.add(new Members(new ArrayList<>(), new ArrayList<>()));
    }
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call && method[n] >= first && method[n] < end) {
        members.get(method[n] - first).calls().add(n);
      }
    }
    for (int s = 0; s < storeMethod.length; s++) {
      if (storeMethod[s] >= first && storeMethod[s] < end) {
        members.get(storeMethod[s] - first).stores().add(region.stores()[s]);
      }
    }
    return members;
  }

  /** Gives every call and every store a method; the number of methods. */
  private int divide() {
    int[] stage = stages();
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call) {
        order.add(n);
      }
    }
    order.sort(Comparator.comparingInt(n -> stage[n]));
    int limit = region.sequence() == null ? METHOD_CALLS : Integer.MAX_VALUE;
    IdentityHashMap<Object, Integer> known = new IdentityHashMap<>();
    int last = 0;
    int calls = 0;
    int operations = 0;
    int current = 0;
    for (int n : order) {
      int added =
          isLanes(n)
              ? known.computeIfAbsent(
                  ((Expression.Call) nodes[n]).function,
                  f -> LaneWriter.operations((Instructions) f))
              : 0;
      if (calls == limit
          || (calls > 0 && (stage[n] != current || operations + added > METHOD_OPERATIONS))) {
        last++;
        calls = 0;
        operations = 0;
      }
      current = stage[n];
      method[n] = last;
      inLanes.set(last, isLanes(n));
      calls++;
      operations += added;
    }
    Region.Store[] stores = region.stores();
    int[] stored = new int[last + 1];
    for (int s = 0; s < stores.length; s++) {
      int n = stores[s].node();
      if (nodes[n] instanceof Expression.Call && stored[method[n]]++ < limit) {
        storeMethod[s] = method[n];
      } else {
        // What is copied may be copied anywhere from where it is there.
        if (calls++ == limit) {
          last++;
          calls = 1;
        }
        storeMethod[s] = last;
        lastUse[n] = last;
      }
    }
    return last + 1;
  }

  /**
   * Groups the calls in stages, so that those in lanes and the others change as seldom as possible:
   * no call needs one of a later stage, the even ones are in lanes.
   */
  private int[] stages() {
    int[] stage = new int[nodes.length];
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call call) {
        int parity = isLanes(n) ? 0 : 1;
        stage[n] = parity;
        for (int k = 0; k < call.arity(); k++) {
          int before = stage[call.argument(k)];
          stage[n] = Math.max(stage[n], before + (before + parity) % 2);
        }
      }
    }
    return stage;
  }

  private boolean isLanes(int n) {
    return vectors && ((Expression.Call) nodes[n]).function instanceof Instructions;
  }

  private void allocate() {
    Arrays.fill(scratch, -1);
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call call) {
        for (int k = 0; k < call.arity(); k++) {
          int argument = call.argument(k);
          lastUse[argument] = Math.max(lastUse[argument], method[n]);
        }
      }
    }
    for (Region.Total total : region.totals()) {
      lastUse[total.node()] = methods;
    }
    List<List<Integer>> ends = new ArrayList<>();
    for (int p = 0; p <= methods; p++) {
      ends.add(new ArrayList<>());
    }
    List<Integer> free = new ArrayList<>();
    int current = 0;
    for (int n : order) {
      while (current < method[n]) {
        free.addAll(ends.get(current++));
      }
      if (lastUse[n] > method[n]) {
        scratch[n] = free.isEmpty() ? scratchSize++ : free.remove(free.size() - 1);
        ends.get(lastUse[n]).add(scratch[n]);
      }
    }
  }

  /** Whether a method has one of vectors before it. */
  boolean isVector(int p, Members members) {
    return inLanes.get(p) && isWorthCopies(members.calls(), members.stores());
  }

  /** Whether vectors save more than it costs to copy what lies apart. */
  private boolean isWorthCopies(List<Integer> calls, List<Region.Store> stores) {
    Set<Integer> loads = new HashSet<>();
    int copies = 0;
    for (int n : calls) {
      Expression.Call call = (Expression.Call) nodes[n];
      for (int k = 0; k < call.arity(); k++) {
        loads.add(call.argument(k));
      }
    }
    for (Region.Store store : stores) {
      loads.add(store.node());
      copies += isApart(store.to()) ? 1 : 0;
    }
    for (int n : loads) {
      copies +=
          nodes[n] instanceof Region.Load load && load.from().stride() != 0 && isApart(load.from())
              ? 1
              : 0;
    }
    if (copies == 0) {
      return true;
    }
    int operations = 0;
    for (int n : calls) {
      operations += LaneWriter.operations((Instructions) ((Expression.Call) nodes[n]).function);
    }
    return operations >= COPY_OPERATIONS * copies;
  }

  /** Whether vectors cannot be loaded and stored where entries are so far from each other. */
  boolean isApart(Region.Span span) {
    return padded || span.stride() != 1;
  }
}
