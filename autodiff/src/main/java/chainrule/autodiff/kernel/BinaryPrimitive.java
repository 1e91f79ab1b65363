package chainrule.autodiff.kernel;

import java.util.function.DoubleBinaryOperator;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Functions of two doubles that generated code writes as instructions. */
public enum BinaryPrimitive implements DoubleBinaryOperator, Instructions {
  /** {@code a + b}. */
  ADD(Opcodes.DADD) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a + b;
    }
  },

  /** {@code a - b}. */
  SUBTRACT(Opcodes.DSUB) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a - b;
    }
  },

  /** {@code a * b}. */
  MULTIPLY(Opcodes.DMUL) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a * b;
    }
  },

  /** {@code a / b}. */
  DIVIDE(Opcodes.DDIV) {
    @Override
    public double applyAsDouble(double a, double b) {
      return a / b;
    }
  },

  /** {@link Math#min(double, double)}. */
  MIN(Math.class, "min") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Math.min(a, b);
    }
  },

  /** {@link Math#max(double, double)}. */
  MAX(Math.class, "max") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Math.max(a, b);
    }
  },

  /** {@link AbsoluteZero#multiply}. */
  CHAIN(AbsoluteZero.class, "multiply") {
    @Override
    public double applyAsDouble(double a, double b) {
      return AbsoluteZero.multiply(a, b);
    }
  },

  /** {@code a > b ? b : a}, so NaN stays NaN for a b that is none; cheaper than {@link #MIN}. */
  AT_MOST(Steps.class, "atMost") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.atMost(a, b);
    }
  },

  /** {@code a < b ? b : a}, so NaN stays NaN for a b that is none; cheaper than {@link #MAX}. */
  AT_LEAST(Steps.class, "atLeast") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.atLeast(a, b);
    }
  },

  /** 1 if {@code a > b}, else 0; NaN if either is NaN. */
  GREATER(Steps.class, "greater") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.greater(a, b);
    }
  },

  /** 1 if {@code a >= b}, else 0; NaN if either is NaN. */
  GREATER_OR_EQUAL(Steps.class, "greaterOrEqual") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.greaterOrEqual(a, b);
    }
  },

  /** 1 if {@code a < b}, else 0; NaN if either is NaN. */
  LESS(Steps.class, "less") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.less(a, b);
    }
  },

  /** 1 if {@code a <= b}, else 0; NaN if either is NaN. */
  LESS_OR_EQUAL(Steps.class, "lessOrEqual") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.lessOrEqual(a, b);
    }
  },

  /** 1 if {@code a == b}, else 0; NaN if either is NaN. */
  EQUAL(Steps.class, "equal") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.equal(a, b);
    }
  },

  /** 1 if {@code a != b}, else 0; NaN if either is NaN. */
  NOT_EQUAL(Steps.class, "notEqual") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Steps.notEqual(a, b);
    }
  };

  private final int opcode;
  private final Class<?> owner;
  private final String method;

  BinaryPrimitive(int opcode) {
    this.opcode = opcode;
    this.owner = Math.class;
    this.method = "";
  }

  BinaryPrimitive(Class<?> owner, String method) {
    this.opcode = Opcodes.NOP;
    this.owner = owner;
    this.method = method;
  }

  @Override
  public void scalar(MethodVisitor code) {
    if (opcode == Opcodes.NOP) {
      Instructions.invoke(code, owner, method, 2);
    } else {
      code.visitInsn(opcode);
    }
  }
}
