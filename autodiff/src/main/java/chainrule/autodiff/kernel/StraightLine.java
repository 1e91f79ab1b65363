package chainrule.autodiff.kernel;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A visitor of methods that refuses what a straight line of doubles cannot have. */
abstract class StraightLine extends MethodVisitor {

  StraightLine() {
    super(Opcodes.ASM9);
  }

  abstract void refuse(String what);

  @Override
  public void visitIntInsn(int opcode, int operand) {
    refuse("instruction " + opcode);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    refuse("an object of " + type);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String type) {
    refuse("the field " + name);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String type, Handle bootstrap, Object... arguments) {
    refuse("a call of " + name);
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    refuse("a jump");
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    refuse("a counter");
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
    refuse("a switch");
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
    refuse("a switch");
  }

  @Override
  public void visitMultiANewArrayInsn(String type, int dimensions) {
    refuse("an array");
  }
}
