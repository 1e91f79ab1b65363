package chainrule.autodiff.kernel;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generates a hidden class for one form of an expression.
 *
 * <p>What does not depend on the element is computed before the loop.
 */
final class KernelCompiler {

  private static final String ARRAY = "[D";

  private final Expression expression;
  private final HiddenClass type;

  /** The local variable of each node that has one. */
  private final int[] locals;

  private KernelCompiler(Expression expression, String form) {
    this.expression = expression;
    this.locals = new int[expression.size()];
    this.type = new HiddenClass(form, CompiledCode.class);
  }

  /** Compiles an expression as a function. */
  static CompiledCode function(Expression expression) {
    KernelCompiler compiler = new KernelCompiler(expression, "KernelFunction");
    compiler.function();
    return compiler.type.define(CompiledCode.class);
  }

  /**
   * Compiles an expression as a loop.
   *
   * @param scalars the mask of the inputs that do not vary
   * @param accumulate whether the loop is that of {@link Kernel#accumulate}
   */
  static CompiledCode loop(Expression expression, int scalars, boolean accumulate) {
    KernelCompiler compiler =
        new KernelCompiler(expression, accumulate ? "KernelAccumulate" : "KernelMap");
    compiler.loop(scalars, accumulate);
    return compiler.type.define(CompiledCode.class);
  }

  private void function() {
    boolean array = expression.inputs() > Kernel.MAX_ARGUMENTS;
    MethodVisitor code = type.method(0, "apply", array ? "(" + ARRAY + ")D" : "(DDDD)D");
    int next = array ? 2 : 1 + 2 * Kernel.MAX_ARGUMENTS;
    for (int n = 0; n < expression.size(); n++) {
      Expression.Node node = expression.node(n);
      if (node instanceof Expression.Input input && !array) {
        locals[n] = 1 + 2 * input.index();
      } else if (!(node instanceof Expression.Constant)) {
        if (node instanceof Expression.Input input) {
          code.visitVarInsn(Opcodes.ALOAD, 1);
          HiddenClass.push(code, input.index());
          code.visitInsn(Opcodes.DALOAD);
        } else {
          call(code, (Expression.Call) node);
        }
        code.visitVarInsn(Opcodes.DSTORE, next);
        locals[n] = next;
        next += 2;
      }
    }
    load(code, expression.size() - 1);
    code.visitInsn(Opcodes.DRETURN);
    HiddenClass.end(code);
  }

  private void loop(int scalars, boolean accumulate) {
    String arguments = accumulate ? "([D[[D[D)V" : "([[D[D)V";
    MethodVisitor code = type.method(0, accumulate ? "accumulate" : "map", arguments);
    int factor = 1;
    int inputs = accumulate ? 2 : 1;
    int out = inputs + 1;
    int length = out + 1;
    int index = length + 1;
    int next = index + 1;

    // Before the loop: the arrays, the scalars and what is computed from these alone.
    boolean[] varies = new boolean[expression.size()];
    int[] arrays = new int[expression.inputs()];
    for (int n = 0; n < expression.size(); n++) {
      Expression.Node node = expression.node(n);
      if (node instanceof Expression.Input input) {
        varies[n] = (scalars >> input.index() & 1) == 0;
        code.visitVarInsn(Opcodes.ALOAD, inputs);
        HiddenClass.push(code, input.index());
        code.visitInsn(Opcodes.AALOAD);
        if (varies[n]) {
          arrays[input.index()] = next;
          code.visitVarInsn(Opcodes.ASTORE, next++);
        } else {
          code.visitInsn(Opcodes.ICONST_0);
          code.visitInsn(Opcodes.DALOAD);
          code.visitVarInsn(Opcodes.DSTORE, next);
          locals[n] = next;
          next += 2;
        }
      } else if (node instanceof Expression.Call call) {
        for (int k = 0; k < call.arity(); k++) {
          varies[n] |= varies[call.argument(k)];
        }
        if (!varies[n]) {
          call(code, call);
          code.visitVarInsn(Opcodes.DSTORE, next);
          locals[n] = next;
          next += 2;
        }
      }
    }
    code.visitVarInsn(Opcodes.ALOAD, out);
    code.visitInsn(Opcodes.ARRAYLENGTH);
    code.visitVarInsn(Opcodes.ISTORE, length);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, index);

    Label loop = new Label();
    Label end = new Label();
    code.visitLabel(loop);
    code.visitVarInsn(Opcodes.ILOAD, index);
    code.visitVarInsn(Opcodes.ILOAD, length);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    for (int n = 0; n < expression.size(); n++) {
      if (varies[n]) {
        if (expression.node(n) instanceof Expression.Input input) {
          code.visitVarInsn(Opcodes.ALOAD, arrays[input.index()]);
          code.visitVarInsn(Opcodes.ILOAD, index);
          code.visitInsn(Opcodes.DALOAD);
        } else {
          call(code, (Expression.Call) expression.node(n));
        }
        code.visitVarInsn(Opcodes.DSTORE, next);
        locals[n] = next;
        next += 2;
      }
    }
    code.visitVarInsn(Opcodes.ALOAD, out);
    code.visitVarInsn(Opcodes.ILOAD, index);
    if (accumulate) {
      code.visitInsn(Opcodes.DUP2);
      code.visitInsn(Opcodes.DALOAD);
      code.visitVarInsn(Opcodes.ALOAD, factor);
      code.visitVarInsn(Opcodes.ILOAD, index);
      code.visitInsn(Opcodes.DALOAD);
      if (!expression.isConstant() || expression.constant() != 1) {
        load(code, expression.size() - 1);
        code.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            Type.getInternalName(AbsoluteZero.class),
            "multiply",
            "(DD)D",
            false);
      }
      code.visitInsn(Opcodes.DADD);
    } else {
      load(code, expression.size() - 1);
    }
    code.visitInsn(Opcodes.DASTORE);
    code.visitIincInsn(index, 1);
    code.visitJumpInsn(Opcodes.GOTO, loop);
    code.visitLabel(end);
    code.visitInsn(Opcodes.RETURN);
    HiddenClass.end(code);
  }

  /** Pushes the value of a call whose arguments are constants or in local variables. */
  private void call(MethodVisitor code, Expression.Call call) {
    type.call(
        code,
        call,
        () -> {
          for (int k = 0; k < call.arity(); k++) {
            load(code, call.argument(k));
          }
        });
  }

  /** Pushes the value of a node. */
  private void load(MethodVisitor code, int n) {
    if (expression.node(n) instanceof Expression.Constant constant) {
      code.visitLdcInsn(constant.value());
    } else {
      code.visitVarInsn(Opcodes.DLOAD, locals[n]);
    }
  }
}
