package chainrule.autodiff.kernel;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.objectweb.asm.MethodVisitor;

/**
 * Functions of one double that are written as a straight line of primitives, in a method that
 * scalar code calls and from which lanes are generated: both give the same bits.
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
  };

  private final Class<?> owner;
  private final String method;

  UnaryFunction(Class<?> owner, String method) {
    this.owner = owner;
    this.method = method;
  }

  /** The function in primitives. */
  Expression definition() {
    return Objects.requireNonNull(Definitions.ALL.get(this));
  }

  @Override
  public void scalar(MethodVisitor code) {
    Instructions.invoke(code, owner, method, 1);
  }

  @Override
  public void lanes(LaneWriter lanes) {
    LaneProgram.write(definition(), lanes, lanes.save());
  }

  /** The definitions, read when lanes are first written. */
  private static final class Definitions {
    static final Map<UnaryFunction, Expression> ALL =
        Stream.of(values())
            .collect(toUnmodifiableMap(f -> f, f -> MethodReader.read(f.owner, f.method, 1)));
  }
}
