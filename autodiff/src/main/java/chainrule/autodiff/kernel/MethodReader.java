package chainrule.autodiff.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads a static method of doubles as an {@link Expression} of primitives: so a function is written
 * once, as a method, which runs by itself, and which generators can write out in lanes.
 *
 * <p>The method's bytecode is run with nodes in the place of doubles. It may have local variables,
 * arithmetic, constants, methods that are primitives, and other such methods of this package; it
 * cannot branch.
 */
final class MethodReader {

  /** The primitives by their instruction or method. */
  private static final Map<String, Object> PRIMITIVES = primitives();

  private static final String PACKAGE =
      Type.getInternalName(MethodReader.class).replaceAll("[^/]*$", "");

  private MethodReader() {}

  /**
   * Reads a method.
   *
   * @param owner a class of this package
   * @param method the name of a static method, without an overload of the same arity
   * @param arity the number of its parameters, all doubles as is the result
   * @throws IllegalArgumentException if the method does something else than allowed
   */
  static Expression read(Class<?> owner, String method, int arity) {
    Expression.Builder builder = Expression.builder(arity);
    int[] inputs = new int[arity];
    for (int k = 0; k < arity; k++) {
      inputs[k] = builder.input(k);
    }
    return builder.build(read(builder, Type.getInternalName(owner), method, inputs));
  }

  private static int read(
      Expression.Builder builder, String owner, String method, int... arguments) {
    String file = owner.substring(owner.lastIndexOf('/') + 1) + ".class";
    Body body = new Body(builder, owner + "." + method, arguments);
    String descriptor = descriptor(arguments.length);
    try (InputStream stream = MethodReader.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException("Not found: " + file);
      }
      new ClassReader(stream)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public @Nullable MethodVisitor visitMethod(
                    int access, String name, String type, String signature, String[] exceptions) {
                  return name.equals(method) && type.equals(descriptor) ? body : null;
                }
              },
              ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return body.result();
  }

  private static String descriptor(int arity) {
    return "(" + "D".repeat(arity) + ")D";
  }

  private static Map<String, Object> primitives() {
    Map<String, Object> known = new HashMap<>();
    for (UnaryPrimitive primitive : UnaryPrimitive.values()) {
      known.put(written(primitive), primitive);
    }
    for (BinaryPrimitive primitive : BinaryPrimitive.values()) {
      known.put(written(primitive), primitive);
    }
    for (TernaryPrimitive primitive : TernaryPrimitive.values()) {
      known.put(written(primitive), primitive);
    }
    return known;
  }

  private static String written(Instructions primitive) {
    StringBuilder text = new StringBuilder();
    primitive.scalar(
        new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitInsn(int opcode) {
            text.append(opcode);
          }

          @Override
          public void visitMethodInsn(
              int opcode, String owner, String name, String type, boolean inInterface) {
            text.append(owner).append('.').append(name).append(type);
          }
        });
    return text.toString();
  }

  /** Runs a method's instructions on nodes. */
  private static final class Body extends StraightLine {
    private final Expression.Builder builder;
    private final String method;
    private final Map<Integer, Integer> locals = new HashMap<>();
    private final Deque<Integer> stack = new ArrayDeque<>();
    private int result = -1;

    Body(Expression.Builder builder, String method, int... arguments) {
      this.builder = builder;
      this.method = method;
      for (int k = 0; k < arguments.length; k++) {
        locals.put(2 * k, arguments[k]);
      }
    }

    int result() {
      if (result < 0) {
        throw new IllegalArgumentException("No such method of doubles: " + method);
      }
      return result;
    }

    @Override
    void refuse(String what) {
      throw new IllegalArgumentException(method + " is not a straight line: " + what);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      switch (opcode) {
        case Opcodes.DLOAD -> stack.push(locals.get(variable));
        case Opcodes.DSTORE -> locals.put(variable, stack.pop());
        default -> refuse("a variable that is no double");
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      if (!(value instanceof Double number)) {
        throw new IllegalArgumentException(method + " has a constant that is no double: " + value);
      }
      stack.push(builder.constant(number));
    }

    @Override
    public void visitInsn(int opcode) {
      switch (opcode) {
        case Opcodes.DCONST_0 -> stack.push(builder.constant(0));
        case Opcodes.DCONST_1 -> stack.push(builder.constant(1));
        case Opcodes.DUP2 -> stack.push(stack.element());
        case Opcodes.DRETURN -> result = stack.pop();
        case Opcodes.DNEG -> call(String.valueOf(opcode), 1);
        case Opcodes.DADD, Opcodes.DSUB, Opcodes.DMUL, Opcodes.DDIV ->
            call(String.valueOf(opcode), 2);
        default -> refuse("instruction " + opcode);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String type, boolean inInterface) {
      int arity = Type.getArgumentTypes(type).length;
      String written = owner + "." + name + type;
      if (opcode != Opcodes.INVOKESTATIC || !type.equals(descriptor(arity))) {
        refuse("a call of " + written);
      } else if (PRIMITIVES.containsKey(written)) {
        call(written, arity);
      } else if (owner.startsWith(PACKAGE)) {
        stack.push(read(builder, owner, name, pop(arity)));
      } else {
        refuse("a call of " + written);
      }
    }

    private void call(String written, int arity) {
      int[] in = pop(arity);
      Object primitive = PRIMITIVES.get(written);
      if (primitive instanceof UnaryPrimitive f) {
        stack.push(builder.call(f.name(), f, in[0]));
      } else if (primitive instanceof BinaryPrimitive f) {
        stack.push(builder.call(f.name(), f, in[0], in[1]));
      } else if (primitive instanceof TernaryPrimitive f) {
        stack.push(builder.call(f.name(), f, in[0], in[1], in[2]));
      } else {
        throw new NoSuchElementException(written);
      }
    }

    private int[] pop(int count) {
      int[] popped = new int[count];
      for (int k = count - 1; k >= 0; k--) {
        popped[k] = stack.pop();
      }
      return popped;
    }
  }
}
