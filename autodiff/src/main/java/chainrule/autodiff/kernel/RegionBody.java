package chainrule.autodiff.kernel;

import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private final Map<Region.Place, Integer> bases = new LinkedHashMap<>();
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

  /** Before all: the arrays, and where in them it begins. */
  final void begin(RegionPlan.Members members) {
    for (int n : members.calls()) {
      Expression.Call call = (Expression.Call) nodes[n];
      for (int k = 0; k < call.arity(); k++) {
        use(call.argument(k));
      }
    }
    for (Region.Store store : members.stores()) {
      reach(store.to());
      use(store.node());
    }
    arrays.forEach(
        (buffer, local) -> {
          code.visitVarInsn(Opcodes.ALOAD, BUFFERS);
          HiddenClass.push(code, buffer);
          code.visitInsn(Opcodes.AALOAD);
          code.visitVarInsn(Opcodes.ASTORE, local);
        });
    bases.forEach(
        (base, local) -> {
          code.visitVarInsn(Opcodes.ALOAD, array(base.buffer()));
          HiddenClass.push(code, base.offset());
          code.visitInsn(Opcodes.DALOAD);
          code.visitInsn(Opcodes.D2I);
          code.visitVarInsn(Opcodes.ISTORE, local);
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
      place(store.to());
      load(store.node());
      code.visitInsn(Opcodes.DASTORE);
    }
  }

  final void use(int n) {
    uses.merge(n, 1, Integer::sum);
    if (nodes[n] instanceof Region.Load load) {
      reach(load.from());
    }
  }

  private void reach(Region.Span span) {
    array(span.buffer());
    Region.Place base = span.base();
    if (base != null) {
      array(base.buffer());
      bases.computeIfAbsent(base, b -> next++);
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
              if (nodes[n] instanceof Region.Load load && load.from().stride() == 0) {
                place(load.from());
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
      place(load.from());
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

  /** Pushes the array and the place of the index. */
  final void place(Region.Span span) {
    code.visitVarInsn(Opcodes.ALOAD, array(span.buffer()));
    int offset = span.offset();
    int stride = plan.loop ? span.stride() : 0;
    Integer base = span.base() == null ? null : bases.get(span.base());
    if (base != null) {
      code.visitVarInsn(Opcodes.ILOAD, base);
    }
    if (stride != 0) {
      code.visitVarInsn(Opcodes.ILOAD, FROM);
      if (stride != 1) {
        HiddenClass.push(code, stride);
        code.visitInsn(Opcodes.IMUL);
      }
      if (base != null) {
        code.visitInsn(Opcodes.IADD);
      }
    }
    if (offset != 0 || (base == null && stride == 0)) {
      HiddenClass.push(code, offset);
      if (base != null || stride != 0) {
        code.visitInsn(Opcodes.IADD);
      }
    }
  }
}
