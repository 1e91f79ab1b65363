package chainrule.autodiff.kernel;

import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Functions of two doubles that generated code writes as instructions. */
public enum BinaryPrimitive implements DoubleBinaryOperator, Instructions {
  /** {@code a + b}. */
  ADD(Opcodes.DADD, lanes -> lanes.binary("add")) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a + b;
    }
  },

  /** {@code a - b}. */
  SUBTRACT(Opcodes.DSUB, lanes -> lanes.binary("sub")) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a - b;
    }
  },

  /** {@code a * b}. */
  MULTIPLY(Opcodes.DMUL, lanes -> lanes.binary("mul")) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a * b;
    }
  },

  /** {@code a / b}. */
  DIVIDE(Opcodes.DDIV, lanes -> lanes.binary("div")) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a / b;
    }
  },

  /** {@link Math#min(double, double)}. */
  MIN(Math.class, "min", lanes -> lanes.binary("min")) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Math.min(a, b);
    }
  },

  /** {@link Math#max(double, double)}. */
  MAX(Math.class, "max", lanes -> lanes.binary("max")) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Math.max(a, b);
    }
  },

  /**
   * {@code a 2^b} for a whole b from -2046 to 2046, by two products with powers of two, so that a
   * subnormal result is rounded once where |a| is at least 2^-1.
   */
  SCALE(Steps.class, "scale", LaneSteps::scale) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.scale(a, b);
    }
  },

  /** {@link Math#copySign(double, double)}. */
  COPY_SIGN(Math.class, "copySign", LaneSteps::copySign) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Math.copySign(a, b);
    }
  },

  /** {@link AbsoluteZero#multiply}. */
  CHAIN(AbsoluteZero.class, "multiply", LaneSteps::chain) {
    @Override
    public double applyAsDouble(double a, double b) {
      return AbsoluteZero.multiply(a, b);
    }
  },

  /** {@code a > b ? b : a}, so NaN stays NaN for a b that is none; cheaper than {@link #MIN}. */
  AT_MOST(Steps.class, "atMost", LaneSteps::atMost) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.atMost(a, b);
    }
  },

  /** {@code a < b ? b : a}, so NaN stays NaN for a b that is none; cheaper than {@link #MAX}. */
  AT_LEAST(Steps.class, "atLeast", LaneSteps::atLeast) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.atLeast(a, b);
    }
  },

  /** 1 if {@code a > b}, else 0; NaN if either is NaN. */
  GREATER(Steps.class, "greater", LaneSteps::greater) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.greater(a, b);
    }
  },

  /** 1 if {@code a >= b}, else 0; NaN if either is NaN. */
  GREATER_OR_EQUAL(Steps.class, "greaterOrEqual", LaneSteps::greaterOrEqual) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.greaterOrEqual(a, b);
    }
  },

  /** 1 if {@code a < b}, else 0; NaN if either is NaN. */
  LESS(Steps.class, "less", LaneSteps::less) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.less(a, b);
    }
  },

  /** 1 if {@code a <= b}, else 0; NaN if either is NaN. */
  LESS_OR_EQUAL(Steps.class, "lessOrEqual", LaneSteps::lessOrEqual) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.lessOrEqual(a, b);
    }
  },

  /** 1 if {@code a == b}, else 0; NaN if either is NaN. */
  EQUAL(Steps.class, "equal", LaneSteps::equal) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.equal(a, b);
    }
  },

  /** 1 if {@code a != b}, else 0; NaN if either is NaN. */
  NOT_EQUAL(Steps.class, "notEqual", LaneSteps::notEqual) {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.notEqual(a, b);
    }
  };

  private final int opcode;
  private final Class<?> owner;
  private final String method;

  @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
  private final Consumer<LaneWriter> lanes;

  BinaryPrimitive(int opcode, Consumer<LaneWriter> lanes) {
    this.opcode = opcode;
    this.owner = Math.class;
    this.method = "";
    this.lanes = lanes;
  }

  BinaryPrimitive(Class<?> owner, String method, Consumer<LaneWriter> lanes) {
    this.opcode = Opcodes.NOP;
    this.owner = owner;
    this.method = method;
    this.lanes = lanes;
  }

  @Override
  public void scalar(MethodVisitor code) {
    if (opcode == Opcodes.NOP) {
      Instructions.invoke(code, owner, method, 2);
    } else {
      code.visitInsn(opcode);
    }
  }

  @Override
  public void lanes(LaneWriter writer) {
    lanes.accept(writer);
  }
}
