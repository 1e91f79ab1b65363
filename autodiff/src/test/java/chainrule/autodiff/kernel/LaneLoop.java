package chainrule.autodiff.kernel;

import java.lang.invoke.MethodHandles;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A loop over arrays that applies instructions, in lanes with a scalar tail or in scalars alone.
 */
abstract class LaneLoop {
  abstract void run(double[] a, double[] b, double[] c, double[] out);

  static LaneLoop of(Instructions instructions, int arity, boolean inLanes) {
    String name = "chainrule/autodiff/kernel/GeneratedLaneLoop";
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    String parent = Type.getInternalName(LaneLoop.class);
    writer.visit(Opcodes.V17, Opcodes.ACC_FINAL, name, null, parent, null);
    MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    constructor.visitMaxs(0, 0);
    MethodVisitor code = writer.visitMethod(0, "run", "([D[D[D[D)V", null, null);
    code.visitCode();
    int out = 4;
    int index = 5;
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, index);
    if (inLanes) {
      LaneWriter lanes = new LaneWriter(code, 6);
      loop(
          code,
          LaneWriter.lanes(),
          () -> {
            for (int k = 0; k < arity; k++) {
              code.visitVarInsn(Opcodes.ALOAD, 1 + k);
              code.visitVarInsn(Opcodes.ILOAD, index);
              lanes.load();
            }
            instructions.lanes(lanes);
            code.visitVarInsn(Opcodes.ALOAD, out);
            code.visitVarInsn(Opcodes.ILOAD, index);
            lanes.store();
          });
    }
    loop(
        code,
        1,
        () -> {
          code.visitVarInsn(Opcodes.ALOAD, out);
          code.visitVarInsn(Opcodes.ILOAD, index);
          for (int k = 0; k < arity; k++) {
            code.visitVarInsn(Opcodes.ALOAD, 1 + k);
            code.visitVarInsn(Opcodes.ILOAD, index);
            code.visitInsn(Opcodes.DALOAD);
          }
          instructions.scalar(code);
          code.visitInsn(Opcodes.DASTORE);
        });
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    try {
      return (LaneLoop)
          MethodHandles.lookup()
              .defineHiddenClass(writer.toByteArray(), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static void loop(MethodVisitor code, int step, Runnable body) {
    Label start = new Label();
    Label end = new Label();
    code.visitLabel(start);
    code.visitVarInsn(Opcodes.ILOAD, 5);
    code.visitVarInsn(Opcodes.ALOAD, 4);
    code.visitInsn(Opcodes.ARRAYLENGTH);
    code.visitIntInsn(Opcodes.BIPUSH, step - 1);
    code.visitInsn(Opcodes.ISUB);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    body.run();
    code.visitIincInsn(5, step);
    code.visitJumpInsn(Opcodes.GOTO, start);
    code.visitLabel(end);
  }
}
