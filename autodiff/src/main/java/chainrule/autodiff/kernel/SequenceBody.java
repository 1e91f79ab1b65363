package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the one method of a {@link Region.Sequence}: what is carried from one index to the next
 * stays in local variables.
 */
final class SequenceBody extends RegionBody {
  private final Region.Sequence sequence;
  private final int[] carried;

  SequenceBody(HiddenClass type, MethodVisitor code, Region region) {
    super(new RegionPlan(region), type, code, 0);
    this.sequence = Objects.requireNonNull(region.sequence());
    this.carried = new int[sequence.carries().size()];
  }

  void writeSequence() {
    RegionPlan.Members members = plan.members(0, 1).get(0);
    for (Region.Carried carry : sequence.carries()) {
      array(carry.initial().buffer());
      array(carry.last().buffer());
      use(carry.next());
    }
    Region.Place count = sequence.count();
    if (count != null) {
      array(count.buffer());
    }
    Region.Test test = sequence.test();
    if (test != null) {
      use(test.node());
      array(test.taken().buffer());
    }
    begin(members);
    hoist();
    load();
    if (count != null) {
      read(count);
      code.visitInsn(Opcodes.D2I);
      code.visitVarInsn(Opcodes.ISTORE, TO);
    }
    Label end = new Label();
    int taken = next++;
    loop(members, taken, end);
    code.visitLabel(end);
    for (int k = 0; k < carried.length; k++) {
      write(sequence.carries().get(k).last(), Opcodes.DLOAD, carried[k]);
    }
    if (test != null) {
      write(test.taken(), Opcodes.ILOAD, taken);
    }
    code.visitInsn(Opcodes.RETURN);
    HiddenClass.end(code);
  }

  /** The carries to begin with. */
  private void load() {
    for (int k = 0; k < carried.length; k++) {
      carried[k] = next;
      next += 2;
      read(sequence.carries().get(k).initial());
      code.visitVarInsn(Opcodes.DSTORE, carried[k]);
    }
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Region.Carry carry) {
        locals.put(n, carried[carry.index()]);
      }
    }
  }

  private void loop(RegionPlan.Members members, int taken, Label end) {
    if (sequence.reversed()) {
      code.visitVarInsn(Opcodes.ILOAD, TO);
      code.visitInsn(Opcodes.ICONST_1);
      code.visitInsn(Opcodes.ISUB);
      code.visitVarInsn(Opcodes.ISTORE, FROM);
    }
    Label top = new Label();
    code.visitLabel(top);
    List<Integer> rest = new ArrayList<>(members.calls());
    Region.Test test = sequence.test();
    if (test != null) {
      List<Integer> first = needed(test.node(), rest);
      rest.removeAll(first);
      compute(first);
      test(test.node(), taken, end);
    } else {
      code.visitVarInsn(Opcodes.ILOAD, FROM);
      if (sequence.reversed()) {
        code.visitJumpInsn(Opcodes.IFLT, end);
      } else {
        code.visitVarInsn(Opcodes.ILOAD, TO);
        code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
      }
    }
    compute(rest);
    store(members.stores());
    for (Region.Carried carry : sequence.carries()) {
      load(carry.next());
    }
    for (int k = carried.length - 1; k >= 0; k--) {
      code.visitVarInsn(Opcodes.DSTORE, carried[k]);
    }
    code.visitIincInsn(FROM, sequence.reversed() ? -1 : 1);
    code.visitJumpInsn(Opcodes.GOTO, top);
  }

  /**
   * Leaves the loop where the condition does not hold, or there is no answer, or too many steps.
   */
  private void test(int node, int taken, Label end) {
    Label answered = new Label();
    Label more = new Label();
    int condition = next;
    next += 2;
    load(node);
    code.visitVarInsn(Opcodes.DSTORE, condition);
    code.visitVarInsn(Opcodes.DLOAD, condition);
    code.visitVarInsn(Opcodes.DLOAD, condition);
    code.visitInsn(Opcodes.DCMPL);
    code.visitJumpInsn(Opcodes.IFEQ, answered);
    HiddenClass.push(code, Region.NO_ANSWER);
    code.visitVarInsn(Opcodes.ISTORE, taken);
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(answered);
    code.visitVarInsn(Opcodes.ILOAD, FROM);
    code.visitVarInsn(Opcodes.ISTORE, taken);
    code.visitVarInsn(Opcodes.DLOAD, condition);
    code.visitInsn(Opcodes.DCONST_0);
    code.visitInsn(Opcodes.DCMPL);
    code.visitJumpInsn(Opcodes.IFEQ, end);
    code.visitVarInsn(Opcodes.ILOAD, FROM);
    code.visitVarInsn(Opcodes.ILOAD, TO);
    code.visitJumpInsn(Opcodes.IF_ICMPLT, more);
    HiddenClass.push(code, Region.TOO_MANY);
    code.visitVarInsn(Opcodes.ISTORE, taken);
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(more);
  }

  /** Those of the calls that a node needs, in order. */
  private List<Integer> needed(int node, List<Integer> calls) {
    boolean[] needed = new boolean[nodes.length];
    needed[node] = true;
    for (int n = node; n >= 0; n--) {
      if (needed[n] && nodes[n] instanceof Expression.Call call) {
        for (int k = 0; k < call.arity(); k++) {
          needed[call.argument(k)] = true;
        }
      }
    }
    return calls.stream().filter(n -> needed[n]).toList();
  }

  private void read(Region.Place place) {
    code.visitVarInsn(Opcodes.ALOAD, array(place.buffer()));
    HiddenClass.push(code, place.offset());
    code.visitInsn(Opcodes.DALOAD);
  }

  private void write(Region.Place place, int load, int local) {
    code.visitVarInsn(Opcodes.ALOAD, array(place.buffer()));
    HiddenClass.push(code, place.offset());
    code.visitVarInsn(load, local);
    if (load == Opcodes.ILOAD) {
      code.visitInsn(Opcodes.I2D);
    }
    code.visitInsn(Opcodes.DASTORE);
  }
}
