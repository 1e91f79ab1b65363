package chainrule.autodiff.kernel;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generates a hidden class for one form of an expression.
 *
 * <p>{@link Instructions} are written out. Other functions that the expression calls are static
 * final fields of the class, initialized from its class data, so the just-in-time compiler knows
 * the receiver of each call and inlines it. What does not depend on the element is computed before
 * the loop.
 */
final class KernelCompiler {

  private static final String PACKAGE =
      KernelCompiler.class.getPackageName().replace('.', '/') + "/";
  private static final String SUPERCLASS = Type.getInternalName(CompiledCode.class);
  private static final String ARRAY = "[D";
  private static final Handle CLASS_DATA_AT =
      new Handle(
          Opcodes.H_INVOKESTATIC,
          Type.getInternalName(MethodHandles.class),
          "classDataAt",
          "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)"
              + "Ljava/lang/Object;",
          false);

  /** The functional interfaces of calls, by their number of arguments less one. */
  private static final List<String> INTERFACES =
      List.of(
          Type.getInternalName(DoubleUnaryOperator.class),
          Type.getInternalName(DoubleBinaryOperator.class),
          Type.getInternalName(TernaryOperator.class));

  private static final List<String> DESCRIPTORS = List.of("(D)D", "(DD)D", "(DDD)D");

  private final Expression expression;
  private final String className;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);

  /** The functions called, the class data. */
  private final List<Object> functions = new ArrayList<>();

  /** For each arity, the indexes of its functions, since one object may be called in many ways. */
  private final List<Map<Object, Integer>> fields =
      List.of(new IdentityHashMap<>(), new IdentityHashMap<>(), new IdentityHashMap<>());

  /** The local variable of each node that has one. */
  private final int[] locals;

  private KernelCompiler(Expression expression, String form) {
    this.expression = expression;
    this.className = PACKAGE + form;
    this.locals = new int[expression.size()];
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        className,
        null,
        SUPERCLASS,
        null);
    MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPERCLASS, "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    end(constructor);
  }

  /** Compiles an expression as a function. */
  static CompiledCode function(Expression expression) {
    KernelCompiler compiler = new KernelCompiler(expression, "KernelFunction");
    compiler.function();
    return compiler.define();
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
    return compiler.define();
  }

  private void function() {
    boolean array = expression.inputs() > Kernel.MAX_ARGUMENTS;
    MethodVisitor code =
        writer.visitMethod(0, "apply", array ? "(" + ARRAY + ")D" : "(DDDD)D", null, null);
    code.visitCode();
    int next = array ? 2 : 1 + 2 * Kernel.MAX_ARGUMENTS;
    for (int n = 0; n < expression.size(); n++) {
      Expression.Node node = expression.node(n);
      if (node instanceof Expression.Input input && !array) {
        locals[n] = 1 + 2 * input.index();
      } else if (!(node instanceof Expression.Constant)) {
        if (node instanceof Expression.Input input) {
          code.visitVarInsn(Opcodes.ALOAD, 1);
          push(code, input.index());
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
    end(code);
  }

  private void loop(int scalars, boolean accumulate) {
    String arguments = accumulate ? "([D[[D[D)V" : "([[D[D)V";
    MethodVisitor code =
        writer.visitMethod(0, accumulate ? "accumulate" : "map", arguments, null, null);
    code.visitCode();
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
        push(code, input.index());
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
        BinaryPrimitive.CHAIN.scalar(code);
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
    end(code);
  }

  /** Pushes the value of a call whose arguments are constants or in local variables. */
  private void call(MethodVisitor code, Expression.Call call) {
    if (call.function instanceof Instructions instructions) {
      arguments(code, call);
      instructions.scalar(code);
      return;
    }
    int kind = call.arity() - 1;
    String type = INTERFACES.get(kind);
    Integer field =
        fields
            .get(kind)
            .computeIfAbsent(
                call.function,
                function -> {
                  functions.add(function);
                  int added = functions.size() - 1;
                  writer.visitField(
                      Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL,
                      "f" + added,
                      "L" + type + ";",
                      null,
                      null);
                  return added;
                });
    code.visitFieldInsn(Opcodes.GETSTATIC, className, "f" + field, "L" + type + ";");
    arguments(code, call);
    code.visitMethodInsn(
        Opcodes.INVOKEINTERFACE, type, "applyAsDouble", DESCRIPTORS.get(kind), true);
  }

  private void arguments(MethodVisitor code, Expression.Call call) {
    for (int k = 0; k < call.arity(); k++) {
      load(code, call.argument(k));
    }
  }

  /** Pushes the value of a node. */
  private void load(MethodVisitor code, int n) {
    if (expression.node(n) instanceof Expression.Constant constant) {
      code.visitLdcInsn(constant.value());
    } else {
      code.visitVarInsn(Opcodes.DLOAD, locals[n]);
    }
  }

  private static void push(MethodVisitor code, int index) {
    code.visitIntInsn(Opcodes.BIPUSH, index);
  }

  private static void end(MethodVisitor code) {
    code.visitMaxs(0, 0); // Computed by the writer.
    code.visitEnd();
  }

  private CompiledCode define() {
    MethodVisitor initializer =
        writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    initializer.visitCode();
    for (int kind = 0; kind < fields.size(); kind++) {
      String descriptor = "L" + INTERFACES.get(kind) + ";";
      for (int field : fields.get(kind).values()) {
        initializer.visitLdcInsn(new ConstantDynamic("_", descriptor, CLASS_DATA_AT, field));
        initializer.visitFieldInsn(Opcodes.PUTSTATIC, className, "f" + field, descriptor);
      }
    }
    initializer.visitInsn(Opcodes.RETURN);
    end(initializer);
    writer.visitEnd();
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(writer.toByteArray(), List.copyOf(functions), true);
      return lookup
          .lookupClass()
          .asSubclass(CompiledCode.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot define the code of " + expression, e);
    }
  }
}
