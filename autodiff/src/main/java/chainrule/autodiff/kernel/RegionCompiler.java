package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Generates the code of a region.
 *
 * <p>A long program is cut into methods, because HotSpot compiles short methods sooner and those of
 * more than 8,000 bytes never. What one method computes and a later one needs goes through a
 * scratch array, whose places are used again. The methods of a loop take turns on blocks of the
 * loop, so that the scratch array stays in the cache.
 */
final class RegionCompiler {
  /** The calls in one method. */
  private static final int METHOD_CALLS = 180;

  /** The same in lanes, where each primitive is a call that must be inlined. */
  private static final int LANE_CALLS = 100;

  /** The methods in one class: its constants are limited. */
  private static final int CLASS_METHODS = 100;

  /** A longer program is interpreted: to compile it would take longer than it is worth. */
  private static final int MAX_CALLS = 60_000;

  /** The indexes that several methods take turns on. */
  private static final int BLOCK = 256;

  /** Expressions nested deeper than this get a local variable. */
  private static final int DEPTH = 16;

  private static final String LOOP_DESCRIPTOR = "([[D[DII)V";

  private final Region region;
  private final Expression.Node[] nodes;
  private final boolean loop;

  /** Whether the loop is written in lanes, with a scalar rest. */
  private final boolean lanes;

  /** The method of each call; loads and constants have none. */
  private final int[] part;

  /** The method of each store. */
  private final int[] storePart;

  /** The last method that uses a node. */
  private final int[] lastUse;

  /** The place in the scratch array of a node that a later method needs, or -1. */
  private final int[] scratch;

  private int scratchSize;

  private RegionCompiler(Region region) {
    this.region = region;
    this.nodes = region.nodes();
    this.loop = region.count() != 1;
    this.part = new int[nodes.length];
    this.storePart = new int[region.stores().length];
    this.lastUse = new int[nodes.length];
    this.scratch = new int[nodes.length];
    this.lanes = inLanes();
  }

  static RegionCode compile(Region region) {
    if (region.count() == 0) {
      return new Parts(List.of(), 0, 1, 0);
    }
    if (region.calls() > MAX_CALLS) {
      return new RegionInterpreter(region);
    }
    return new RegionCompiler(region).compile();
  }

  private RegionCode compile() {
    int parts = divide();
    allocate(parts);
    List<Part> compiled = new ArrayList<>();
    for (int first = 0; first < parts; first += CLASS_METHODS) {
      compiled.add(compile(first, Math.min(parts, first + CLASS_METHODS)));
    }
    int block = parts == 1 ? region.count() : Math.min(BLOCK, region.count());
    return new Parts(compiled, region.count(), block, scratchSize * block);
  }

  /**
   * Gives every call and every store a method; the number of methods. In lanes, what does not lie
   * side by side in a buffer is copied from or to the scratch array by methods before and after.
   */
  private int divide() {
    Division division = new Division(lanes ? LANE_CALLS : METHOD_CALLS);
    for (int n = 0; n < nodes.length; n++) {
      if (isCopied(n)) {
        part[n] = division.place(1);
      }
    }
    boolean before = false;
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call call) {
        if (lanes && isLaned(n) != before) {
          division.close();
          before = !before;
        }
        part[n] = division.place(lanes ? cost(call) : 1);
      }
    }
    Region.Store[] stores = region.stores();
    for (int s = 0; s < stores.length; s++) {
      int node = stores[s].node();
      if (nodes[node] instanceof Expression.Call && !(lanes && stores[s].stride() != 1)) {
        storePart[s] = part[node];
      }
    }
    if (lanes) {
      division.close();
    }
    for (int s = 0; s < stores.length; s++) {
      int node = stores[s].node();
      if (!(nodes[node] instanceof Expression.Call) || (lanes && stores[s].stride() != 1)) {
        storePart[s] = division.place(1);
      }
    }
    return division.parts();
  }

  /** Fills methods one after the other. */
  private static final class Division {
    private final int limit;
    private int part;
    private int filled;

    Division(int limit) {
      this.limit = limit;
    }

    int place(int cost) {
      if (filled > 0 && filled + cost > limit) {
        close();
      }
      filled += cost;
      return part;
    }

    void close() {
      part += filled > 0 ? 1 : 0;
      filled = 0;
    }

    int parts() {
      return Math.max(1, part + (filled > 0 ? 1 : 0));
    }
  }

  /** The primitives that a call is in lanes. */
  private static int cost(Expression.Call call) {
    return call.function instanceof UnaryFunction function ? function.definition().size() : 1;
  }

  /** Whether a node is loaded by a method of its own, for lanes. */
  private boolean isCopied(int n) {
    return lanes
        && nodes[n] instanceof Region.Load load
        && load.stride() != 0
        && load.stride() != 1;
  }

  /** Whether a node is a call that can be written in lanes. */
  private boolean isLaned(int n) {
    return nodes[n] instanceof Expression.Call call && call.function instanceof Instructions;
  }

  private boolean inLanes() {
    return loop
        && LaneWriter.lanes() > 0
        && region.count() >= LaneWriter.lanes()
        && IntStream.range(0, nodes.length).anyMatch(this::isLaned);
  }

  private void allocate(int parts) {
    Arrays.fill(scratch, -1);
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call call) {
        for (int k = 0; k < call.arity(); k++) {
          lastUse[call.argument(k)] = part[n];
        }
      }
    }
    for (int s = 0; s < storePart.length; s++) {
      int node = region.stores()[s].node();
      lastUse[node] = Math.max(lastUse[node], storePart[s]);
    }
    List<List<Integer>> ends = new ArrayList<>();
    List<List<Integer>> starts = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      ends.add(new ArrayList<>());
      starts.add(new ArrayList<>());
    }
    for (int n = 0; n < nodes.length; n++) {
      boolean kept = nodes[n] instanceof Expression.Call || isCopied(n);
      if (kept && lastUse[n] > part[n]) {
        starts.get(part[n]).add(n);
      }
    }
    List<Integer> free = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      for (int n : starts.get(p)) {
        scratch[n] = free.isEmpty() ? scratchSize++ : free.remove(free.size() - 1);
        ends.get(lastUse[n]).add(scratch[n]);
      }
      free.addAll(ends.get(p));
    }
  }

  private Part compile(int first, int end) {
    HiddenClass type = new HiddenClass("Region", Part.class);
    List<List<Integer>> members = new ArrayList<>();
    List<List<Region.Store>> stores = new ArrayList<>();
    for (int p = first; p < end; p++) {
      members.add(new ArrayList<>());
      stores.add(new ArrayList<>());
    }
    for (int n = 0; n < nodes.length; n++) {
      boolean member = nodes[n] instanceof Expression.Call || isCopied(n);
      if (member && part[n] >= first && part[n] < end) {
        members.get(part[n] - first).add(n);
      }
    }
    for (int s = 0; s < storePart.length; s++) {
      if (storePart[s] >= first && storePart[s] < end) {
        stores.get(storePart[s] - first).add(region.stores()[s]);
      }
    }
    MethodVisitor run = type.method(0, "run", LOOP_DESCRIPTOR);
    for (int p = first; p < end; p++) {
      String name = "part" + p;
      int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
      new Body(type, type.method(access, name, LOOP_DESCRIPTOR), p)
          .write(members.get(p - first), stores.get(p - first));
      run.visitVarInsn(Opcodes.ALOAD, 1);
      run.visitVarInsn(Opcodes.ALOAD, 2);
      run.visitVarInsn(Opcodes.ILOAD, 3);
      run.visitVarInsn(Opcodes.ILOAD, 4);
      run.visitMethodInsn(Opcodes.INVOKESTATIC, type.name(), name, LOOP_DESCRIPTOR, false);
    }
    run.visitInsn(Opcodes.RETURN);
    HiddenClass.end(run);
    return type.define(Part.class);
  }

  /** Some methods of a region: a generated class. */
  abstract static class Part {
    /** Runs the indexes from one to before another. */
    abstract void run(double[][] buffers, double[] scratch, int from, int to);
  }

  private static final class Parts extends RegionCode {
    private final Part[] parts;
    private final int count;
    private final int block;
    private final int scratch;

    Parts(List<Part> parts, int count, int block, int scratch) {
      this.parts = parts.toArray(new Part[0]);
      this.count = count;
      this.block = block;
      this.scratch = scratch;
    }

    @Override
    public int scratch() {
      return scratch;
    }

    @Override
    public void run(double[][] buffers, double[] places) {
      for (int from = 0; from < count; from += block) {
        int to = Math.min(count, from + block);
        for (Part part : parts) {
          part.run(buffers, places, from, to);
        }
      }
    }
  }

  /** One method. */
  private final class Body {
    private static final int BUFFERS = 0;
    private static final int SCRATCH = 1;
    private static final int FROM = 2;
    private static final int TO = 3;

    private final HiddenClass type;
    private final MethodVisitor code;
    private final int self;
    private final Map<Integer, Integer> arrays = new TreeMap<>();
    private final Map<Integer, Integer> locals = new HashMap<>();
    private final Map<Integer, Integer> uses = new HashMap<>();
    private final Map<Integer, Integer> depths = new HashMap<>();
    private int next = 4;

    Body(HiddenClass type, MethodVisitor code, int self) {
      this.type = type;
      this.code = code;
      this.self = self;
    }

    void write(List<Integer> members, List<Region.Store> stores) {
      for (int n : members) {
        if (nodes[n] instanceof Expression.Call call) {
          for (int k = 0; k < call.arity(); k++) {
            use(call.argument(k));
          }
        } else {
          use(n);
        }
      }
      for (Region.Store store : stores) {
        array(store.buffer());
        use(store.node());
      }
      arrays.forEach(
          (buffer, local) -> {
            code.visitVarInsn(Opcodes.ALOAD, BUFFERS);
            HiddenClass.push(code, buffer);
            code.visitInsn(Opcodes.AALOAD);
            code.visitVarInsn(Opcodes.ASTORE, local);
          });
      if (loop) {
        hoist();
      }
      boolean side = stores.stream().allMatch(store -> store.stride() == 1);
      if (lanes && side && members.stream().allMatch(n -> isLaned(n))) {
        inLanes(members, stores);
      }
      Label top = new Label();
      Label out = new Label();
      if (loop) {
        code.visitLabel(top);
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        code.visitVarInsn(Opcodes.ILOAD, TO);
        code.visitJumpInsn(Opcodes.IF_ICMPGE, out);
      }
      for (int n : members) {
        if (nodes[n] instanceof Region.Load load) {
          code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
          place(load.offset(), load.stride());
          code.visitInsn(Opcodes.DALOAD);
          store(n);
          storeScratch(n);
        } else if (wantsLocal(n)) {
          call(n);
          store(n);
          if (scratch[n] >= 0) {
            storeScratch(n);
          }
        }
      }
      for (Region.Store store : stores) {
        code.visitVarInsn(Opcodes.ALOAD, array(store.buffer()));
        place(store.offset(), store.stride());
        load(store.node());
        code.visitInsn(Opcodes.DASTORE);
      }
      if (loop) {
        code.visitIincInsn(FROM, 1);
        code.visitJumpInsn(Opcodes.GOTO, top);
        code.visitLabel(out);
      }
      code.visitInsn(Opcodes.RETURN);
      HiddenClass.end(code);
    }

    /** As many whole vectors as there are; the scalar loop does the rest. */
    private void inLanes(List<Integer> members, List<Region.Store> stores) {
      LaneWriter writer = new LaneWriter(code, next);
      Map<Integer, Integer> vectors = new HashMap<>();
      // What is the same for all indexes becomes a vector before the loop.
      new TreeMap<>(locals)
          .forEach(
              (n, local) -> {
                code.visitVarInsn(Opcodes.DLOAD, local);
                writer.broadcast();
                vectors.put(n, writer.save());
              });
      Label top = new Label();
      Label out = new Label();
      code.visitLabel(top);
      code.visitVarInsn(Opcodes.ILOAD, FROM);
      code.visitVarInsn(Opcodes.ILOAD, TO);
      HiddenClass.push(code, LaneWriter.lanes() - 1);
      code.visitInsn(Opcodes.ISUB);
      code.visitJumpInsn(Opcodes.IF_ICMPGE, out);
      for (int n : members) {
        Expression.Call call = (Expression.Call) nodes[n];
        for (int k = 0; k < call.arity(); k++) {
          vector(writer, vectors, call.argument(k));
        }
        ((Instructions) call.function).lanes(writer);
        vectors.put(n, writer.save());
        if (scratch[n] >= 0) {
          writer.get(vectors.get(n));
          code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
          scratchPlace(n);
          writer.store();
        }
      }
      for (Region.Store store : stores) {
        vector(writer, vectors, store.node());
        code.visitVarInsn(Opcodes.ALOAD, array(store.buffer()));
        place(store.offset(), store.stride());
        writer.store();
      }
      code.visitIincInsn(FROM, LaneWriter.lanes());
      code.visitJumpInsn(Opcodes.GOTO, top);
      code.visitLabel(out);
      next = writer.local();
    }

    /** Pushes the vector of a node. */
    private void vector(LaneWriter writer, Map<Integer, Integer> vectors, int n) {
      Integer local = vectors.get(n);
      if (local != null) {
        writer.get(local);
      } else if (nodes[n] instanceof Expression.Constant constant) {
        writer.constant(constant.value());
      } else {
        if (scratch[n] >= 0) {
          code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
          scratchPlace(n);
        } else {
          Region.Load load = (Region.Load) nodes[n];
          code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
          place(load.offset(), load.stride());
        }
        writer.load();
        vectors.put(n, writer.save());
        writer.get(vectors.get(n));
      }
    }

    private void use(int n) {
      uses.merge(n, 1, Integer::sum);
      if (nodes[n] instanceof Region.Load load && (!isCopied(n) || part[n] == self)) {
        array(load.buffer());
      }
    }

    private int array(int buffer) {
      return arrays.computeIfAbsent(buffer, b -> next++);
    }

    /** Before the loop: what is the same for all indexes. */
    private void hoist() {
      uses.keySet().stream()
          .sorted()
          .forEach(
              n -> {
                if (nodes[n] instanceof Region.Load load && load.stride() == 0) {
                  code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
                  HiddenClass.push(code, load.offset());
                  code.visitInsn(Opcodes.DALOAD);
                  store(n);
                }
              });
    }

    /** Whether a call is evaluated in its turn, not where it is used. */
    private boolean wantsLocal(int n) {
      Expression.Call call = (Expression.Call) nodes[n];
      int depth = 0;
      for (int k = 0; k < call.arity(); k++) {
        depth = Math.max(depth, depths.getOrDefault(call.argument(k), 0));
      }
      boolean wanted = scratch[n] >= 0 || uses.getOrDefault(n, 0) != 1 || depth >= DEPTH;
      depths.put(n, wanted ? 0 : depth + 1);
      return wanted;
    }

    private void call(int n) {
      Expression.Call call = (Expression.Call) nodes[n];
      type.call(
          code,
          call,
          () -> {
            for (int k = 0; k < call.arity(); k++) {
              load(call.argument(k));
            }
          });
    }

    /** Pushes the value of a node. */
    private void load(int n) {
      Integer local = locals.get(n);
      if (local != null) {
        code.visitVarInsn(Opcodes.DLOAD, local);
      } else if (nodes[n] instanceof Expression.Constant constant) {
        code.visitLdcInsn(constant.value());
      } else if (nodes[n] instanceof Region.Load load && !isCopied(n)) {
        code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
        place(load.offset(), load.stride());
        code.visitInsn(Opcodes.DALOAD);
        keep(n);
      } else if (part[n] != self) {
        code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
        scratchPlace(n);
        code.visitInsn(Opcodes.DALOAD);
        keep(n);
      } else {
        call(n);
      }
    }

    /** Keeps what has been pushed, if it is used again. */
    private void keep(int n) {
      if (uses.getOrDefault(n, 0) > 1) {
        code.visitInsn(Opcodes.DUP2);
        store(n);
      }
    }

    /** Gives what has been pushed a local variable. */
    private void store(int n) {
      code.visitVarInsn(Opcodes.DSTORE, next);
      locals.put(n, next);
      next += 2;
    }

    private void storeScratch(int n) {
      code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
      scratchPlace(n);
      code.visitVarInsn(Opcodes.DLOAD, locals.get(n));
      code.visitInsn(Opcodes.DASTORE);
    }

    /** Pushes the place of a node in the scratch array: a column of a block for each. */
    private void scratchPlace(int n) {
      int block = Math.min(BLOCK, region.count());
      HiddenClass.push(code, scratch[n] * (loop ? block : 1));
      if (loop) {
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        HiddenClass.push(code, BLOCK - 1);
        code.visitInsn(Opcodes.IAND);
        code.visitInsn(Opcodes.IADD);
      }
    }

    private void place(int offset, int stride) {
      if (!loop || stride == 0) {
        HiddenClass.push(code, offset);
        return;
      }
      code.visitVarInsn(Opcodes.ILOAD, FROM);
      if (stride != 1) {
        HiddenClass.push(code, stride);
        code.visitInsn(Opcodes.IMUL);
      }
      if (offset != 0) {
        HiddenClass.push(code, offset);
        code.visitInsn(Opcodes.IADD);
      }
    }
  }
}
