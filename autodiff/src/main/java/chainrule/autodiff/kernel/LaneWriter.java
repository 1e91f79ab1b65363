package chainrule.autodiff.kernel;

import java.util.Optional;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes calls of the Vector API, {@code jdk.incubator.vector}, each of which stands for one or a
 * few instructions on all lanes of a register. The module is named in strings only, so nothing
 * needs it to compile or to start; {@link #lanes()} tells whether it is there.
 *
 * <p>Methods take vectors from the stack and leave their result there, as in the comment of each.
 * Operations are those whose bits do not depend on whether they were compiled; the API's
 * transcendental functions are not among them.
 */
final class LaneWriter {

  private static final String MODULE = "jdk.incubator.vector";
  private static final String PACKAGE = "jdk/incubator/vector/";
  private static final String VECTOR = PACKAGE + "DoubleVector";
  private static final String LONGS = PACKAGE + "LongVector";
  private static final String MASK = PACKAGE + "VectorMask";
  private static final String OPERATORS = PACKAGE + "VectorOperators";
  private static final String TYPE = "L" + VECTOR + ";";
  private static final String ANY = "L" + PACKAGE + "Vector;";
  private static final String SPECIES = "L" + PACKAGE + "VectorSpecies;";
  private static final String MASK_TYPE = "L" + MASK + ";";
  private static final String COMPARISON = "L" + OPERATORS + "$Comparison;";

  private static final int MAX_BITS = 512;
  private static final int LANES = detect();
  final MethodVisitor code;
  private int next;

  /**
   * Creates a writer.
   *
   * @param code receives the instructions
   * @param next the first local variable that is free
   */
  LaneWriter(MethodVisitor code, int next) {
    this.code = code;
    this.next = next;
  }

  /** The number of doubles in a vector, 0 where there are no vectors. */
  static int lanes() {
    return LANES;
  }

  /**
   * Tells whether vectors pay for so many doubles: they fill one by more than half. Narrower
   * vectors would do for fewer, but C2 makes far slower code of both when a program has two widths.
   */
  static boolean isVector(int count) {
    return LANES > 0 && 2L * count > LANES;
  }

  /** Returns the number of operations on vectors that a function is written in. */
  static int operations(Instructions function) {
    int[] count = {0};
    function.lanes(
        new LaneWriter(
            new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitMethodInsn(
                  int opcode, String owner, String name, String type, boolean inInterface) {
                count[0]++;
              }
            },
            0));
    return count[0];
  }

  private static int detect() {
    Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
    if (module.isEmpty()) {
      return 0;
    }
    LaneWriter.class.getModule().addReads(module.get());
    try {
      Object species =
          Class.forName(MODULE + ".DoubleVector").getField("SPECIES_PREFERRED").get(null);
      int bits =
          (int) Class.forName(MODULE + ".VectorSpecies").getMethod("vectorBitSize").invoke(species);
      int usable = Integer.highestOneBit(Math.min(bits, MAX_BITS));
      return usable < 2 * Double.SIZE ? 0 : usable / Double.SIZE;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot use the module " + MODULE, e);
    }
  }

  /** Reserves a local variable of one slot. */
  int local() {
    return next++;
  }

  /** {@code v →}: keeps a vector in a new local variable. */
  int save() {
    int local = local();
    code.visitVarInsn(Opcodes.ASTORE, local);
    return local;
  }

  /** {@code → v}. */
  void get(int local) {
    code.visitVarInsn(Opcodes.ALOAD, local);
  }

  /** {@code v →}. */
  void put(int local) {
    code.visitVarInsn(Opcodes.ASTORE, local);
  }

  /** {@code array, index → v}: the elements from index on. */
  void load() {
    int index = local();
    code.visitVarInsn(Opcodes.ISTORE, index);
    int array = save();
    species();
    get(array);
    code.visitVarInsn(Opcodes.ILOAD, index);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, VECTOR, "fromArray", "(" + SPECIES + "[DI)" + TYPE, false);
  }

  /** {@code v, array, index →}. */
  void store() {
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VECTOR, "intoArray", "([DI)V", false);
  }

  /** {@code x → v}: a double in all lanes. */
  void broadcast() {
    int local = next;
    next += 2;
    code.visitVarInsn(Opcodes.DSTORE, local);
    species();
    code.visitVarInsn(Opcodes.DLOAD, local);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, VECTOR, "broadcast", "(" + SPECIES + "D)" + TYPE, false);
  }

  /** {@code → v}: a constant in all lanes. */
  void constant(double value) {
    species();
    code.visitLdcInsn(value);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, VECTOR, "broadcast", "(" + SPECIES + "D)" + TYPE, false);
  }

  private void species() {
    code.visitFieldInsn(Opcodes.GETSTATIC, VECTOR, "SPECIES_" + LANES * Double.SIZE, SPECIES);
  }

  /** {@code v → v}: neg, abs or sqrt. */
  void unary(String method) {
    virtual(VECTOR, method, "()" + TYPE);
  }

  /** {@code v, v → v}: add, sub, mul, div, min or max, the latter two as {@link Math}'s. */
  void binary(String method) {
    virtual(VECTOR, method, "(" + ANY + ")" + TYPE);
  }

  /** {@code v, v, v → v}. */
  void fma() {
    virtual(VECTOR, "fma", "(" + ANY + ANY + ")" + TYPE);
  }

  /** {@code v, v → mask}: LT, LE, GT, GE, EQ or NE, all but the last false for NaN. */
  void compare(String comparison) {
    int right = save();
    comparison(comparison);
    get(right);
    virtual(VECTOR, "compare", "(" + COMPARISON + ANY + ")" + MASK_TYPE);
  }

  /** {@code v → mask}: as {@link #compare(String)} with a constant. */
  void compare(String comparison, double constant) {
    comparison(comparison);
    code.visitLdcInsn(constant);
    virtual(VECTOR, "compare", "(" + COMPARISON + "D)" + MASK_TYPE);
  }

  private void comparison(String name) {
    code.visitFieldInsn(Opcodes.GETSTATIC, OPERATORS, name, COMPARISON);
  }

  /** {@code mask, mask → mask}: and, or. */
  void masks(String method) {
    virtual(MASK, method, "(" + MASK_TYPE + ")" + MASK_TYPE);
  }

  /** {@code mask →}: jumps if the mask is set in all lanes. */
  void ifAll(Label target) {
    virtual(MASK, "allTrue", "()Z");
    code.visitJumpInsn(Opcodes.IFNE, target);
  }

  /** {@code v → v}: applies a function of one double lane by lane. */
  void each(Instructions function) {
    virtual(VECTOR, "toArray", "()[D");
    int array = save();
    for (int lane = 0; lane < LANES; lane++) {
      get(array);
      code.visitIntInsn(Opcodes.BIPUSH, lane);
      code.visitInsn(Opcodes.DUP2);
      code.visitInsn(Opcodes.DALOAD);
      function.scalar(code);
      code.visitInsn(Opcodes.DASTORE);
    }
    species();
    get(array);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, VECTOR, "fromArray", "(" + SPECIES + "[DI)" + TYPE, false);
  }

  /** {@code v, w, mask → v}: w where the mask is set. */
  void blend() {
    virtual(VECTOR, "blend", "(" + ANY + MASK_TYPE + ")" + TYPE);
  }

  /** {@code v, mask → v}: a constant where the mask is set. */
  void blend(double constant) {
    int mask = save();
    code.visitLdcInsn(constant);
    get(mask);
    virtual(VECTOR, "blend", "(D" + MASK_TYPE + ")" + TYPE);
  }

  /** {@code v → bits}. */
  void toBits() {
    virtual(VECTOR, "reinterpretAsLongs", "()L" + LONGS + ";");
  }

  /** {@code bits → v}. */
  void fromBits() {
    virtual(LONGS, "reinterpretAsDoubles", "()" + TYPE);
  }

  /** {@code bits → bits}: ADD, AND, OR, LSHL or LSHR with a constant. */
  void bits(String operator, long constant) {
    String type =
        operator.equals("ADD") || operator.equals("AND") || operator.equals("OR")
            ? "Associative"
            : "Binary";
    code.visitFieldInsn(Opcodes.GETSTATIC, OPERATORS, operator, "L" + OPERATORS + "$" + type + ";");
    code.visitLdcInsn(constant);
    virtual(LONGS, "lanewise", "(L" + OPERATORS + "$Binary;J)L" + LONGS + ";");
  }

  /** {@code bits, bits → bits}: or, sub. */
  void bits(String method) {
    virtual(LONGS, method, "(" + ANY + ")L" + LONGS + ";");
  }

  private void virtual(String owner, String name, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
  }
}
