package chainrule.autodiff.kernel;

import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Functions of one double that generated code writes as instructions. */
public enum UnaryPrimitive implements DoubleUnaryOperator, Instructions {
  /** {@code -x}. */
  NEGATE(Opcodes.DNEG, lanes -> lanes.unary("neg")) {
    @Override
    public double applyAsDouble(double x) {
      return -x;
    }
  },

  /** {@code 1 / x}. */
  RECIPROCAL(Steps.class, "reciprocal", LaneSteps::reciprocal) {
    @Override
    public double applyAsDouble(double x) {
      return Steps.reciprocal(x);
    }
  },

  /** {@code x * x}. */
  SQUARE(Steps.class, "square", LaneSteps::square) {
    @Override
    public double applyAsDouble(double x) {
      return Steps.square(x);
    }
  },

  /** {@link Math#abs(double)}. */
  ABS(Math.class, "abs", lanes -> lanes.unary("abs")) {
    @Override
    public double applyAsDouble(double x) {
      return Math.abs(x);
    }
  },

  /** {@link Math#sqrt}. */
  SQRT(Math.class, "sqrt", lanes -> lanes.unary("sqrt")) {
    @Override
    public double applyAsDouble(double x) {
      return Math.sqrt(x);
    }
  },

  /** {@link Math#floor}. */
  FLOOR(Math.class, "floor", LaneSteps::floor) {
    @Override
    public double applyAsDouble(double x) {
      return Math.floor(x);
    }
  },

  /** {@link Math#rint}. */
  RINT(Math.class, "rint", LaneSteps::rint) {
    @Override
    public double applyAsDouble(double x) {
      return Math.rint(x);
    }
  },

  /** {@link Math#signum(double)}. */
  SIGN(Math.class, "signum", LaneSteps::sign) {
    @Override
    public double applyAsDouble(double x) {
      return Math.signum(x);
    }
  },

  /** {@code x}. */
  IDENTITY(Steps.class, "identity", lanes -> {}) {
    @Override
    public double applyAsDouble(double x) {
      return Steps.identity(x);
    }
  },

  /** {@code 2^x} for a whole x from -1022 to 1023; for others any number. */
  POWER_OF_TWO(Steps.class, "powerOfTwo", LaneSteps::powerOfTwo) {
    @Override
    public double applyAsDouble(double x) {
      return Steps.powerOfTwo(x);
    }
  },

  /**
   * The exponent of a positive normal number, {@link Math#getExponent(double)}; for others any
   * number.
   */
  EXPONENT(Steps.class, "exponent", LaneSteps::exponent) {
    @Override
    public double applyAsDouble(double x) {
      return Steps.exponent(x);
    }
  },

  /**
   * The number in [1, 2) with the fraction bits of x; |x| is it times {@code 2^EXPONENT(x)} where x
   * is normal.
   */
  SIGNIFICAND(Steps.class, "significand", LaneSteps::significand) {
    @Override
    public double applyAsDouble(double x) {
      return Steps.significand(x);
    }
  };

  private final int opcode;
  private final Class<?> owner;
  private final String method;

  @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
  private final Consumer<LaneWriter> lanes;

  UnaryPrimitive(int opcode, Consumer<LaneWriter> lanes) {
    this.opcode = opcode;
    this.owner = Math.class;
    this.method = "";
    this.lanes = lanes;
  }

  UnaryPrimitive(Class<?> owner, String method, Consumer<LaneWriter> lanes) {
    this.opcode = Opcodes.NOP;
    this.owner = owner;
    this.method = method;
    this.lanes = lanes;
  }

  @Override
  public void scalar(MethodVisitor code) {
    if (opcode == Opcodes.NOP) {
      Instructions.invoke(code, owner, method, 1);
    } else {
      code.visitInsn(opcode);
    }
  }

  @Override
  public void lanes(LaneWriter writer) {
    lanes.accept(writer);
  }
}
