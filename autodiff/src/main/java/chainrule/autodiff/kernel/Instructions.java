package chainrule.autodiff.kernel;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A function of doubles that generated code writes out as instructions instead of calling it. It is
 * also a functional interface of its arity; both give the same bits.
 */
interface Instructions {

  /**
   * Writes the function of one element.
   *
   * @param code receives the instructions, which replace the operands on the stack by the result
   */
  void scalar(MethodVisitor code);

  /**
   * Writes the function of all lanes of vectors.
   *
   * @param lanes receives the instructions, which replace the vectors on the stack by the result
   */
  void lanes(LaneWriter lanes);

  /** Writes a call of a static method of doubles. */
  static void invoke(MethodVisitor code, Class<?> owner, String name, int arity) {
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        Type.getInternalName(owner),
        name,
        "(" + "D".repeat(arity) + ")D",
        false);
  }
}
