package chainrule.autodiff.kernel;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Functions of one double that are written as a straight line of primitives, in a method that
 * scalar code calls and from which lanes are generated: both give the same bits. Where that holds
 * up to a magnitude only, a vector with any lane beyond goes through the scalar method lane by
 * lane.
 */
public enum UnaryFunction implements DoubleUnaryOperator, Instructions {
  /** {@code e^x}, see {@link Exponentials#exp}. */
  EXP(Exponentials.class, "exp") {
    @Override
    public double applyAsDouble(double x) {
      return Exponentials.exp(x);
    }
  },

  /** {@code e^x - 1}, see {@link Exponentials#expm1}. */
  EXPM1(Exponentials.class, "expm1") {
    @Override
    public double applyAsDouble(double x) {
      return Exponentials.expm1(x);
    }
  },

  /** {@code log(x)}, see {@link Logarithms#log}. */
  LOG(Logarithms.class, "log") {
    @Override
    public double applyAsDouble(double x) {
      return Logarithms.log(x);
    }
  },

  /** {@code log(1 + x)}, see {@link Logarithms#log1p}. */
  LOG1P(Logarithms.class, "log1p") {
    @Override
    public double applyAsDouble(double x) {
      return Logarithms.log1p(x);
    }
  },

  /** {@code tanh(x)}, see {@link Exponentials#tanh}. */
  TANH(Exponentials.class, "tanh") {
    @Override
    public double applyAsDouble(double x) {
      return Exponentials.tanh(x);
    }
  },

  /** {@code 1 / cosh(x)^2}, see {@link Exponentials#sech2}. */
  SECH2(Exponentials.class, "sech2") {
    @Override
    public double applyAsDouble(double x) {
      return Exponentials.sech2(x);
    }
  },

  /** {@code cosh(x)}, see {@link Exponentials#cosh}. */
  COSH(Exponentials.class, "cosh") {
    @Override
    public double applyAsDouble(double x) {
      return Exponentials.cosh(x);
    }
  },

  /** {@code sin(x)}, see {@link Trigonometry#sin}. */
  SIN(Trigonometry.class, "sin", "nearSin", Trigonometry.NEAR) {
    @Override
    public double applyAsDouble(double x) {
      return Trigonometry.sin(x);
    }
  },

  /** {@code cos(x)}, see {@link Trigonometry#cos}. */
  COS(Trigonometry.class, "cos", "nearCos", Trigonometry.NEAR) {
    @Override
    public double applyAsDouble(double x) {
      return Trigonometry.cos(x);
    }
  };

  private final Class<?> owner;
  private final String method;
  private final String line;
  private final double bound;

  UnaryFunction(Class<?> owner, String method) {
    this(owner, method, method, Double.POSITIVE_INFINITY);
  }

  /** A function that is a straight line of another name up to a magnitude. */
  UnaryFunction(Class<?> owner, String method, String line, double bound) {
    this.owner = owner;
    this.method = method;
    this.line = line;
    this.bound = bound;
  }

  /** The function in primitives, for arguments up to the bound. */
  Expression definition() {
    return Objects.requireNonNull(Definitions.ALL.get(this));
  }

  @Override
  public void scalar(MethodVisitor code) {
    Instructions.invoke(code, owner, method, 1);
  }

  @Override
  public void lanes(LaneWriter lanes) {
    int x = lanes.save();
    LaneProgram.write(definition(), lanes, x);
    if (bound < Double.POSITIVE_INFINITY) {
      int result = lanes.save();
      Label within = new Label();
      lanes.get(x);
      lanes.unary("abs");
      lanes.compare("LE", bound);
      lanes.ifAll(within);
      lanes.get(x);
      lanes.each(this);
      lanes.put(result);
      lanes.code.visitLabel(within);
      lanes.get(result);
    }
  }

  /** The definitions, read when lanes are first written. */
  private static final class Definitions {
    static final Map<UnaryFunction, Expression> ALL =
        Stream.of(values())
            .collect(toUnmodifiableMap(f -> f, f -> MethodReader.read(f.owner, f.line, 1)));
  }
}
