package chainrule.autodiff.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Writes a method of a region, for one index after the other. */
class RegionBody {
  /** Expressions nested deeper than this get a local variable. */
  private static final int DEPTH = 16;

  // The parameters.
  static final int BUFFERS = 0;
  static final int SCRATCH = 1;
  static final int FROM = 2;
  static final int TO = 3;

  final RegionPlan plan;
  final Expression.Node[] nodes;
  final MethodVisitor code;
  private final int self;
  final Map<Integer, Integer> uses = new HashMap<>();
  int next = 4;
  private final HiddenClass type;
  private final Map<Integer, Integer> arrays = new TreeMap<>();
  final Map<Integer, Integer> locals = new HashMap<>();
  private final Map<Integer, Integer> depths = new HashMap<>();

  /**
   * Starts a method.
   *
   * @param self its number
   */
  RegionBody(RegionPlan plan, HiddenClass type, MethodVisitor code, int self) {
    this.plan = plan;
    this.nodes = plan.nodes;
    this.type = type;
    this.code = code;
    this.self = self;
  }

  /** Before all: the arrays. */
  final void begin(RegionPlan.Members members) {
    for (int n : members.calls()) {
      Expression.Call call = (Expression.Call) nodes[n];
      for (int k = 0; k < call.arity(); k++) {
        use(call.argument(k));
      }
    }
    for (Region.Store store : members.stores()) {
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

  final void write(RegionPlan.Members members) {
    begin(members);
    if (plan.loop) {
      hoist();
      loop(
          TO,
          1,
          () -> {
            compute(members.calls());
            store(members.stores());
          });
    } else {
      compute(members.calls());
      store(members.stores());
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

  /** The calls for one index, those that are not evaluated where they are used. */
  final void compute(List<Integer> calls) {
    for (int n : calls) {
      if (wantsLocal(n)) {
        call(n);
        store(n);
        if (plan.scratch[n] >= 0) {
          storeScratch(n);
        }
      }
    }
  }

  final void store(List<Region.Store> stores) {
    for (Region.Store store : stores) {
      code.visitVarInsn(Opcodes.ALOAD, array(store.buffer()));
      place(store.offset(), store.stride());
      load(store.node());
      code.visitInsn(Opcodes.DASTORE);
    }
  }

  final void use(int n) {
    uses.merge(n, 1, Integer::sum);
    if (nodes[n] instanceof Region.Load load) {
      array(load.buffer());
    }
  }

  final int array(int buffer) {
    return arrays.computeIfAbsent(buffer, b -> next++);
  }

  /** Before the loop: what is the same for all indexes. */
  final void hoist() {
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
    boolean wanted = plan.scratch[n] >= 0 || uses.getOrDefault(n, 0) != 1 || depth >= DEPTH;
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
  final void load(int n) {
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
    } else if (plan.method[n] != self) {
      code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
      column(plan.scratch[n]);
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
  final void store(int n) {
    code.visitVarInsn(Opcodes.DSTORE, next);
    locals.put(n, next);
    next += 2;
  }

  private void storeScratch(int n) {
    code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
    column(plan.scratch[n]);
    code.visitVarInsn(Opcodes.DLOAD, locals.get(n));
    code.visitInsn(Opcodes.DASTORE);
  }

  /** Pushes the place of the index in a column of the scratch array, which holds a block. */
  final void column(int column) {
    HiddenClass.push(code, column * plan.block);
    if (plan.loop) {
      code.visitVarInsn(Opcodes.ILOAD, FROM);
      HiddenClass.push(code, RegionPlan.BLOCK - 1);
      code.visitInsn(Opcodes.IAND);
      code.visitInsn(Opcodes.IADD);
    }
  }

  final void place(int offset, int stride) {
    if (!plan.loop || stride == 0) {
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
