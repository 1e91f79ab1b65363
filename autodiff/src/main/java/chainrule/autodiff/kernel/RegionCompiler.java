package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 *
 * <p>Where there are vectors, a method of a loop whose calls are all {@link Instructions} is
 * preceded by one that runs whole vectors, with the same bits, and leaves it the rest.
 */
final class RegionCompiler {
  /** The calls in one method. */
  private static final int METHOD_CALLS = 180;

  /** The operations on vectors in one method: with more, C2 takes longer and makes slower code. */
  private static final int METHOD_OPERATIONS = 100;

  /** The operations that must be saved for each copy of what lies apart. */
  private static final int COPY_OPERATIONS = 2;

  /** The methods in one class: its constants are limited. */
  private static final int CLASS_METHODS = 100;

  /** A longer program is interpreted: to compile it would take longer than it is worth. */
  private static final int MAX_CALLS = 60_000;

  /** The indexes that several methods take turns on. */
  private static final int BLOCK = 256;

  /** Expressions nested deeper than this get a local variable. */
  private static final int DEPTH = 16;

  // The local variables of the method that calls the others.
  private static final int BEGIN = 3;
  private static final int END = 4;
  private static final int DONE = 5;

  private static final String LOOP_DESCRIPTOR = "([[D[DII)V";
  private static final String LANES_DESCRIPTOR = "([[D[DII)I";

  private final Region region;
  private final Expression.Node[] nodes;
  private final boolean loop;

  /** The number of doubles in a vector. */
  private final int width;

  /** Whether there are vectors, and indexes to fill one by more than half. */
  private final boolean vectors;

  /** Whether the indexes do not fill a vector: all that it loads and stores is copied. */
  private final boolean padded;

  /** The indexes for which a column of the scratch array has places. */
  private final int block;

  /** The numbers of the calls, those of each method together. */
  private final List<Integer> order;

  /** The methods that have one of vectors before them. */
  private final BitSet inLanes = new BitSet();

  /** The method of each call; loads and constants have none. */
  private final int[] part;

  /** The method of each store. */
  private final int[] storePart;

  /** The last method that uses a node. */
  private final int[] lastUse;

  /** The place in the scratch array of a node that a later method needs, or -1. */
  private final int[] scratch;

  private int scratchSize;

  /** The places after those, which a method of vectors copies what lies apart to and from. */
  private int columns;

  private RegionCompiler(Region region) {
    this.region = region;
    this.nodes = region.nodes();
    this.loop = region.count() != 1;
    this.width = LaneWriter.lanes();
    this.vectors = loop && LaneWriter.isVector(region.count());
    this.padded = vectors && region.count() < width;
    this.block = padded ? width : loop ? Math.min(BLOCK, region.count()) : 1;
    this.order = new ArrayList<>();
    this.part = new int[nodes.length];
    this.storePart = new int[region.stores().length];
    this.lastUse = new int[nodes.length];
    this.scratch = new int[nodes.length];
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
    int turn = parts == 1 && columns == 0 ? region.count() : Math.min(BLOCK, region.count());
    return new Parts(compiled, region.count(), turn, (scratchSize + columns) * block);
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
      if (calls == METHOD_CALLS
          || (calls > 0 && (stage[n] != current || operations + added > METHOD_OPERATIONS))) {
        last++;
        calls = 0;
        operations = 0;
      }
      current = stage[n];
      part[n] = last;
      inLanes.set(last, isLanes(n));
      calls++;
      operations += added;
    }
    Region.Store[] stores = region.stores();
    for (int s = 0; s < stores.length; s++) {
      if (nodes[stores[s].node()] instanceof Expression.Call) {
        storePart[s] = part[stores[s].node()];
      } else {
        // What is copied may be copied anywhere.
        if (calls++ == METHOD_CALLS) {
          last++;
          calls = 1;
        }
        storePart[s] = last;
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

  private void allocate(int parts) {
    Arrays.fill(scratch, -1);
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Expression.Call call) {
        for (int k = 0; k < call.arity(); k++) {
          int argument = call.argument(k);
          lastUse[argument] = Math.max(lastUse[argument], part[n]);
        }
      }
    }
    List<List<Integer>> ends = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      ends.add(new ArrayList<>());
    }
    List<Integer> free = new ArrayList<>();
    int current = 0;
    for (int n : order) {
      while (current < part[n]) {
        free.addAll(ends.get(current++));
      }
      if (lastUse[n] > part[n]) {
        scratch[n] = free.isEmpty() ? scratchSize++ : free.remove(free.size() - 1);
        ends.get(lastUse[n]).add(scratch[n]);
      }
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
      if (nodes[n] instanceof Expression.Call && part[n] >= first && part[n] < end) {
        members.get(part[n] - first).add(n);
      }
    }
    for (int s = 0; s < storePart.length; s++) {
      if (storePart[s] >= first && storePart[s] < end) {
        stores.get(storePart[s] - first).add(region.stores()[s]);
      }
    }
    MethodVisitor run = type.method(0, "run", LOOP_DESCRIPTOR);
    int access = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE;
    for (int p = first; p < end; p++) {
      String name = "part" + p;
      List<Integer> calls = members.get(p - first);
      List<Region.Store> stored = stores.get(p - first);
      new Body(type, type.method(access, name, LOOP_DESCRIPTOR), p).write(calls, stored);
      int from = BEGIN;
      if (inLanes.get(p) && isWorthCopies(calls, stored)) {
        String lanes = "lanes" + p;
        new LaneBody(type, type.method(access, lanes, LANES_DESCRIPTOR), p).write(calls, stored);
        runLanes(run, type.name(), lanes);
        from = DONE;
      }
      run.visitVarInsn(Opcodes.ALOAD, 1);
      run.visitVarInsn(Opcodes.ALOAD, 2);
      run.visitVarInsn(Opcodes.ILOAD, from);
      run.visitVarInsn(Opcodes.ILOAD, END);
      run.visitMethodInsn(Opcodes.INVOKESTATIC, type.name(), name, LOOP_DESCRIPTOR, false);
    }
    run.visitInsn(Opcodes.RETURN);
    HiddenClass.end(run);
    return type.define(Part.class);
  }

  /**
   * Calls a method of vectors, and once more for the last of them if some indexes are left: what is
   * computed twice is the same.
   */
  private void runLanes(MethodVisitor run, String type, String lanes) {
    Label done = new Label();
    run.visitVarInsn(Opcodes.ALOAD, 1);
    run.visitVarInsn(Opcodes.ALOAD, 2);
    run.visitVarInsn(Opcodes.ILOAD, BEGIN);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitMethodInsn(Opcodes.INVOKESTATIC, type, lanes, LANES_DESCRIPTOR, false);
    run.visitVarInsn(Opcodes.ISTORE, DONE);
    if (padded) {
      return;
    }
    run.visitVarInsn(Opcodes.ILOAD, DONE);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitJumpInsn(Opcodes.IF_ICMPGE, done);
    run.visitVarInsn(Opcodes.ILOAD, END);
    HiddenClass.push(run, width);
    run.visitInsn(Opcodes.ISUB);
    run.visitVarInsn(Opcodes.ILOAD, BEGIN);
    run.visitJumpInsn(Opcodes.IF_ICMPLT, done);
    run.visitVarInsn(Opcodes.ALOAD, 1);
    run.visitVarInsn(Opcodes.ALOAD, 2);
    run.visitVarInsn(Opcodes.ILOAD, END);
    HiddenClass.push(run, width);
    run.visitInsn(Opcodes.ISUB);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitMethodInsn(Opcodes.INVOKESTATIC, type, lanes, LANES_DESCRIPTOR, false);
    run.visitVarInsn(Opcodes.ISTORE, DONE);
    run.visitLabel(done);
  }

  /** Whether vectors save more than it costs to copy what lies apart. */
  private boolean isWorthCopies(List<Integer> members, List<Region.Store> stores) {
    Set<Integer> loads = new HashSet<>();
    int copies = 0;
    for (int n : members) {
      Expression.Call call = (Expression.Call) nodes[n];
      for (int k = 0; k < call.arity(); k++) {
        loads.add(call.argument(k));
      }
    }
    for (Region.Store store : stores) {
      loads.add(store.node());
      copies += isApart(store.stride()) ? 1 : 0;
    }
    for (int n : loads) {
      copies +=
          nodes[n] instanceof Region.Load load && load.stride() != 0 && isApart(load.stride())
              ? 1
              : 0;
    }
    if (copies == 0) {
      return true;
    }
    int operations = 0;
    for (int n : members) {
      operations += LaneWriter.operations((Instructions) ((Expression.Call) nodes[n]).function);
    }
    return operations >= COPY_OPERATIONS * copies;
  }

  /** Whether vectors cannot be loaded and stored where entries are so far from each other. */
  private boolean isApart(int stride) {
    return padded || stride != 1;
  }

  /** Some methods of a region: a generated class. */
  abstract static class Part {
    /** Runs the indexes from one to before another. */
    abstract void run(double[][] buffers, double[] scratch, int from, int to);
  }

  private static final class Parts extends RegionCode {
    private final Part[] parts;
    private final int count;
    private final int turn;
    private final int scratch;

    /**
     * Makes code.
     *
     * @param turn the indexes that the parts take turns on
     */
    Parts(List<Part> parts, int count, int turn, int scratch) {
      this.parts = parts.toArray(new Part[0]);
      this.count = count;
      this.turn = turn;
      this.scratch = scratch;
    }

    @Override
    public int scratch() {
      return scratch;
    }

    @Override
    public void run(double[][] buffers, double[] places) {
      for (int from = 0; from < count; from += turn) {
        int to = Math.min(count, from + turn);
        for (Part part : parts) {
          part.run(buffers, places, from, to);
        }
      }
    }
  }

  /** One method. */
  private class Body {
    static final int BUFFERS = 0;
    static final int SCRATCH = 1;
    static final int FROM = 2;
    static final int TO = 3;

    final MethodVisitor code;
    final int self;
    final Map<Integer, Integer> uses = new HashMap<>();
    int next = 4;
    private final HiddenClass type;
    private final Map<Integer, Integer> arrays = new TreeMap<>();
    private final Map<Integer, Integer> locals = new HashMap<>();
    private final Map<Integer, Integer> depths = new HashMap<>();

    Body(HiddenClass type, MethodVisitor code, int self) {
      this.type = type;
      this.code = code;
      this.self = self;
    }

    /** Before all: the arrays. */
    final void begin(List<Integer> members, List<Region.Store> stores) {
      for (int n : members) {
        Expression.Call call = (Expression.Call) nodes[n];
        for (int k = 0; k < call.arity(); k++) {
          use(call.argument(k));
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
    }

    void write(List<Integer> members, List<Region.Store> stores) {
      begin(members, stores);
      if (loop) {
        hoist();
        loop(TO, 1, () -> index(members, stores));
      } else {
        index(members, stores);
      }
      code.visitInsn(Opcodes.RETURN);
      HiddenClass.end(code);
    }

    /** Repeats from FROM, which is changed, to before the value of a local variable. */
    final void loop(int end, int step, Runnable body) {
      Label top = new Label();
      Label out = new Label();
      code.visitLabel(top);
      code.visitVarInsn(Opcodes.ILOAD, FROM);
      code.visitVarInsn(Opcodes.ILOAD, end);
      code.visitJumpInsn(Opcodes.IF_ICMPGE, out);
      body.run();
      code.visitIincInsn(FROM, step);
      code.visitJumpInsn(Opcodes.GOTO, top);
      code.visitLabel(out);
    }

    /** All for one index. */
    private void index(List<Integer> members, List<Region.Store> stores) {
      for (int n : members) {
        if (wantsLocal(n)) {
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
    }

    private void use(int n) {
      uses.merge(n, 1, Integer::sum);
      if (nodes[n] instanceof Region.Load load) {
        array(load.buffer());
      }
    }

    final int array(int buffer) {
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
      } else if (nodes[n] instanceof Region.Load load) {
        code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
        place(load.offset(), load.stride());
        code.visitInsn(Opcodes.DALOAD);
        keep(n);
      } else if (part[n] != self) {
        code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
        column(scratch[n]);
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
      column(scratch[n]);
      code.visitVarInsn(Opcodes.DLOAD, locals.get(n));
      code.visitInsn(Opcodes.DASTORE);
    }

    /** Pushes the place of the index in a column of the scratch array, which holds a block. */
    final void column(int column) {
      HiddenClass.push(code, column * block);
      if (loop) {
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        HiddenClass.push(code, BLOCK - 1);
        code.visitInsn(Opcodes.IAND);
        code.visitInsn(Opcodes.IADD);
      }
    }

    final void place(int offset, int stride) {
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

  /** The method of vectors before another: it returns the index from where it leaves off. */
  private final class LaneBody extends Body {
    private final Map<Integer, Integer> locals = new HashMap<>();

    LaneBody(HiddenClass type, MethodVisitor code, int self) {
      super(type, code, self);
    }

    @Override
    void write(List<Integer> members, List<Region.Store> stores) {
      begin(members, stores);
      LaneWriter lanes = new LaneWriter(code, next);
      int begin = lanes.local();
      move(FROM, begin);
      int end = lanes.local();
      code.visitVarInsn(Opcodes.ILOAD, TO);
      HiddenClass.push(code, padded ? 0 : width - 1);
      code.visitInsn(Opcodes.ISUB);
      code.visitVarInsn(Opcodes.ISTORE, end);
      Map<Integer, Integer> apart = new HashMap<>();
      int column = scratchSize;
      for (int n : uses.keySet().stream().sorted().toList()) {
        if (nodes[n] instanceof Region.Load load && load.stride() == 0) {
          code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
          HiddenClass.push(code, load.offset());
          code.visitInsn(Opcodes.DALOAD);
          lanes.broadcast();
          locals.put(n, lanes.save());
        } else if (nodes[n] instanceof Region.Load load && isApart(load.stride())) {
          int to = column++;
          apart.put(n, to);
          each(
              TO,
              begin,
              () -> {
                code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
                column(to);
                code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
                place(load.offset(), load.stride());
                code.visitInsn(Opcodes.DALOAD);
                code.visitInsn(Opcodes.DASTORE);
              });
          move(begin, FROM);
        }
      }
      int stored = column;
      loop(
          end,
          width,
          () -> {
            for (int n : members) {
              Expression.Call call = (Expression.Call) nodes[n];
              for (int k = 0; k < call.arity(); k++) {
                vector(lanes, apart, call.argument(k));
              }
              ((Instructions) call.function).lanes(lanes);
              locals.put(n, lanes.save());
              if (scratch[n] >= 0) {
                lanes.get(locals.get(n));
                code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
                column(scratch[n]);
                lanes.store();
              }
            }
            int to = stored;
            for (Region.Store store : stores) {
              vector(lanes, apart, store.node());
              if (!isApart(store.stride())) {
                code.visitVarInsn(Opcodes.ALOAD, array(store.buffer()));
                place(store.offset(), 1);
              } else {
                code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
                column(to++);
              }
              lanes.store();
            }
          });
      int done = lanes.local();
      move(padded ? TO : FROM, done);
      for (Region.Store store : stores) {
        if (isApart(store.stride())) {
          int from = column++;
          each(
              done,
              begin,
              () -> {
                code.visitVarInsn(Opcodes.ALOAD, array(store.buffer()));
                place(store.offset(), store.stride());
                code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
                column(from);
                code.visitInsn(Opcodes.DALOAD);
                code.visitInsn(Opcodes.DASTORE);
              });
        }
      }
      columns = Math.max(columns, column - scratchSize);
      code.visitVarInsn(Opcodes.ILOAD, done);
      code.visitInsn(Opcodes.IRETURN);
      HiddenClass.end(code);
    }

    /** Copies for each index from the first on: one after the other if they are few. */
    private void each(int end, int begin, Runnable copy) {
      move(begin, FROM);
      if (padded) {
        for (int i = 0; i < region.count(); i++) {
          copy.run();
          code.visitIincInsn(FROM, 1);
        }
      } else {
        loop(end, 1, copy);
      }
    }

    private void move(int from, int to) {
      code.visitVarInsn(Opcodes.ILOAD, from);
      code.visitVarInsn(Opcodes.ISTORE, to);
    }

    /** Pushes the vector of a node; apart are the columns of loads whose entries lie apart. */
    private void vector(LaneWriter lanes, Map<Integer, Integer> apart, int n) {
      Integer known = locals.get(n);
      if (known != null) {
        lanes.get(known);
        return;
      }
      if (nodes[n] instanceof Expression.Constant constant) {
        lanes.constant(constant.value()); // C2 moves it out of the loop if registers suffice.
        return;
      }
      if (nodes[n] instanceof Region.Load load && !isApart(load.stride())) {
        code.visitVarInsn(Opcodes.ALOAD, array(load.buffer()));
        place(load.offset(), 1);
      } else {
        code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
        column(apart.getOrDefault(n, scratch[n]));
      }
      lanes.load();
      int local = lanes.save();
      locals.put(n, local);
      lanes.get(local);
    }
  }
}
