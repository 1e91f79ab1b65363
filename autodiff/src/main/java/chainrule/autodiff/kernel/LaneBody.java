package chainrule.autodiff.kernel;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the method of vectors before another method of a region: it returns the index from where
 * it leaves off.
 */
final class LaneBody extends RegionBody {
  private final Map<Integer, Integer> vectors = new HashMap<>();

  LaneBody(RegionPlan plan, HiddenClass type, MethodVisitor code, int self) {
    super(plan, type, code, self);
  }

  /** Writes all; the columns of the scratch array that it uses beside the plan's. */
  int writeLanes(RegionPlan.Members members) {
    begin(members);
    LaneWriter lanes = new LaneWriter(code, next);
    int begin = lanes.local();
    move(FROM, begin);
    int end = lanes.local();
    code.visitVarInsn(Opcodes.ILOAD, TO);
    HiddenClass.push(code, plan.padded ? 0 : plan.width - 1);
    code.visitInsn(Opcodes.ISUB);
    code.visitVarInsn(Opcodes.ISTORE, end);
    Map<Integer, Integer> apart = new HashMap<>();
    int column = plan.scratchSize;
    for (int n : uses.keySet().stream().sorted().toList()) {
      if (nodes[n] instanceof Region.Load load && load.from().stride() == 0) {
        place(load.from());
        code.visitInsn(Opcodes.DALOAD);
        lanes.broadcast();
        vectors.put(n, lanes.save());
      } else if (nodes[n] instanceof Region.Load load && plan.isApart(load.from())) {
        int to = column++;
        apart.put(n, to);
        each(
            TO,
            begin,
            () -> {
              code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
              column(to);
              place(load.from());
              code.visitInsn(Opcodes.DALOAD);
              code.visitInsn(Opcodes.DASTORE);
            });
        move(begin, FROM);
      }
    }
    int stored = column;
    loop(
        end,
        plan.width,
        () -> {
          for (int n : members.calls()) {
            Expression.Call call = (Expression.Call) nodes[n];
            for (int k = 0; k < call.arity(); k++) {
              vector(lanes, apart, call.argument(k));
            }
            ((Instructions) call.function).lanes(lanes);
            vectors.put(n, lanes.save());
            if (plan.scratch[n] >= 0) {
              lanes.get(vectors.get(n));
              code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
              column(plan.scratch[n]);
              lanes.store();
            }
          }
          int to = stored;
          for (Region.Store store : members.stores()) {
            vector(lanes, apart, store.node());
            if (!plan.isApart(store.to())) {
              place(store.to());
            } else {
              code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
              column(to++);
            }
            lanes.store();
          }
        });
    int done = lanes.local();
    move(plan.padded ? TO : FROM, done);
    for (Region.Store store : members.stores()) {
      if (plan.isApart(store.to())) {
        int from = column++;
        each(
            done,
            begin,
            () -> {
              place(store.to());
              code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
              column(from);
              code.visitInsn(Opcodes.DALOAD);
              code.visitInsn(Opcodes.DASTORE);
            });
      }
    }
    code.visitVarInsn(Opcodes.ILOAD, done);
    code.visitInsn(Opcodes.IRETURN);
    HiddenClass.end(code);
    return column - plan.scratchSize;
  }

  /** Copies for each index from the first on: one after the other if they are few. */
  private void each(int end, int begin, Runnable copy) {
    move(begin, FROM);
    if (plan.padded) {
      for (int i = 0; i < plan.region.count(); i++) {
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
    Integer known = vectors.get(n);
    if (known != null) {
      lanes.get(known);
      return;
    }
    if (nodes[n] instanceof Expression.Constant constant) {
      lanes.constant(constant.value()); // C2 moves it out of the loop if registers suffice.
      return;
    }
    if (nodes[n] instanceof Region.Load load && !plan.isApart(load.from())) {
      place(load.from());
    } else {
      code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
      column(apart.getOrDefault(n, plan.scratch[n]));
    }
    lanes.load();
    int local = lanes.save();
    vectors.put(n, local);
    lanes.get(local);
  }
}
