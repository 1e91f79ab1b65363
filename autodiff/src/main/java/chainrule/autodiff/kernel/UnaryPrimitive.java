package chainrule.autodiff.kernel;

import java.util.function.DoubleUnaryOperator;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Functions of one double that generated code writes as instructions. */
public enum UnaryPrimitive implements DoubleUnaryOperator, Instructions {
  /** {@code -x}. */
  NEGATE(Opcodes.DNEG) {
    @Override
    public double applyAsDouble(double x) {
      return -x;
    }
  },

  /** {@code 1 / x}. */
  RECIPROCAL(Steps.class, "reciprocal") {
    @Override
    public double applyAsDouble(double x) {
      return Steps.reciprocal(x);
    }
  },

  /** {@code x * x}. */
  SQUARE(Steps.class, "square") {
    @Override
    public double applyAsDouble(double x) {
      return Steps.square(x);
    }
  },

  /** {@link Math#abs(double)}. */
  ABS(Math.class, "abs") {
    @Override
    public double applyAsDouble(double x) {
      return Math.abs(x);
    }
  },

  /** {@link Math#sqrt}. */
  SQRT(Math.class, "sqrt") {
    @Override
    public double applyAsDouble(double x) {
      return Math.sqrt(x);
    }
  },

  /** {@link Math#floor}. */
  FLOOR(Math.class, "floor") {
    @Override
    public double applyAsDouble(double x) {
      return Math.floor(x);
    }
  },

  /** {@link Math#rint}. */
  RINT(Math.class, "rint") {
    @Override
    public double applyAsDouble(double x) {
      return Math.rint(x);
    }
  },

  /** {@link Math#signum(double)}. */
  SIGN(Math.class, "signum") {
    @Override
    public double applyAsDouble(double x) {
      return Math.signum(x);
    }
  },

  /** {@code x}. */
  IDENTITY(Steps.class, "identity") {
    @Override
    public double applyAsDouble(double x) {
      return Steps.identity(x);
    }
  },

  /** {@code 2^x} for a whole x from -1022 to 1023; for others any number. */
  POWER_OF_TWO(Steps.class, "powerOfTwo") {
    @Override
    public double applyAsDouble(double x) {
      return Steps.powerOfTwo(x);
    }
  },

  /**
   * The exponent of a positive normal number, {@link Math#getExponent(double)}; for others any
   * number.
   */
  EXPONENT(Steps.class, "exponent") {
    @Override
    public double applyAsDouble(double x) {
      return Steps.exponent(x);
    }
  },

  /**
   * The number in [1, 2) with the fraction bits of x; |x| is it times {@code 2^EXPONENT(x)} where x
   * is normal.
   */
  SIGNIFICAND(Steps.class, "significand") {
    @Override
    public double applyAsDouble(double x) {
      return Steps.significand(x);
    }
  };

  private final int opcode;
  private final Class<?> owner;
  private final String method;

  UnaryPrimitive(int opcode) {
    this.opcode = opcode;
    this.owner = Math.class;
    this.method = "";
  }

  UnaryPrimitive(Class<?> owner, String method) {
    this.opcode = Opcodes.NOP;
    this.owner = owner;
    this.method = method;
  }

  @Override
  public void scalar(MethodVisitor code) {
    if (opcode == Opcodes.NOP) {
      Instructions.invoke(code, owner, method, 1);
    } else {
      code.visitInsn(opcode);
    }
  }
}
