package chainrule.autodiff.kernel;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Generates a hidden class for an expression as a function. */
final class KernelCompiler {

  private static final String ARRAY = "[D";

  private final Expression expression;
  private final HiddenClass type;

  /** The local variable of each node that has one. */
  private final int[] locals;

  private KernelCompiler(Expression expression) {
    this.expression = expression;
    this.locals = new int[expression.size()];
    this.type = new HiddenClass("KernelFunction", CompiledCode.class);
  }

  /** Compiles an expression as a function. */
  static CompiledCode function(Expression expression) {
    KernelCompiler compiler = new KernelCompiler(expression);
    compiler.function();
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
