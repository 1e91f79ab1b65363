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
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A hidden class under construction.
 *
 * <p>The functions that its code calls are static final fields, initialized from its class data, so
 * the just-in-time compiler knows the receiver of each call and inlines it.
 */
final class HiddenClass {

  private static final String PACKAGE = HiddenClass.class.getPackageName().replace('.', '/') + "/";
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

  private final String name;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);

  /** The functions called, the class data. */
  private final List<Object> functions = new ArrayList<>();

  /** For each arity, the indexes of its functions, since one object may be called in many ways. */
  private final List<Map<Object, Integer>> fields =
      List.of(new IdentityHashMap<>(), new IdentityHashMap<>(), new IdentityHashMap<>());

  /** Starts a class with a constructor without arguments. */
  HiddenClass(String simpleName, Class<?> superclass) {
    this.name = PACKAGE + simpleName;
    String parent = Type.getInternalName(superclass);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        parent,
        null);
    MethodVisitor constructor = method(0, "<init>", "()V");
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    end(constructor);
  }

  /** The internal name. */
  String name() {
    return name;
  }

  /** Starts a method. */
  MethodVisitor method(int access, String methodName, String descriptor) {
    MethodVisitor code = writer.visitMethod(access, methodName, descriptor, null, null);
    code.visitCode();
    return code;
  }

  /** Ends a method. */
  static void end(MethodVisitor code) {
    code.visitMaxs(0, 0); // Computed by the writer.
    code.visitEnd();
  }

  /** Pushes a whole number. */
  static void push(MethodVisitor code, int value) {
    if (value >= -1 && value <= 5) {
      code.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value == (byte) value) {
      code.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value == (short) value) {
      code.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      code.visitLdcInsn(value);
    }
  }

  /**
   * Pushes the value of a call, written out if it can be.
   *
   * @param arguments pushes the arguments
   */
  void call(MethodVisitor code, Expression.Call call, Runnable arguments) {
    if (call.function instanceof Instructions instructions) {
      arguments.run();
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
    code.visitFieldInsn(Opcodes.GETSTATIC, name, "f" + field, "L" + type + ";");
    arguments.run();
    code.visitMethodInsn(
        Opcodes.INVOKEINTERFACE, type, "applyAsDouble", DESCRIPTORS.get(kind), true);
  }

  /** Defines the class and makes an instance. */
  <T> T define(Class<T> superclass) {
    MethodVisitor initializer = method(Opcodes.ACC_STATIC, "<clinit>", "()V");
    for (int kind = 0; kind < fields.size(); kind++) {
      String descriptor = "L" + INTERFACES.get(kind) + ";";
      for (int field : fields.get(kind).values()) {
        initializer.visitLdcInsn(new ConstantDynamic("_", descriptor, CLASS_DATA_AT, field));
        initializer.visitFieldInsn(Opcodes.PUTSTATIC, name, "f" + field, descriptor);
      }
    }
    initializer.visitInsn(Opcodes.RETURN);
    end(initializer);
    writer.visitEnd();
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(writer.toByteArray(), List.copyOf(functions), true);
      return lookup.lookupClass().asSubclass(superclass).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot define " + name, e);
    }
  }
}
