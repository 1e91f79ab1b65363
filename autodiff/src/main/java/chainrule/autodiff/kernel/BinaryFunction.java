package chainrule.autodiff.kernel;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.objectweb.asm.MethodVisitor;

/** Functions of two doubles that are written as a straight line, as {@link UnaryFunction}. */
public enum BinaryFunction implements DoubleBinaryOperator, Instructions {
  /** {@code e^(a - b)}, see {@link Exponentials#expSubtract}. */
  EXP_SUBTRACT(Exponentials.class, "expSubtract") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Exponentials.expSubtract(a, b);
    }
  },

  /** What the last rounding of it takes away, see {@link Exponentials#expSubtractRest}. */
  EXP_SUBTRACT_REST(Exponentials.class, "expSubtractRest") {
    @Override
    public double applyAsDouble(double a, double b) {
      return Exponentials.expSubtractRest(a, b);
    }
  };

  private final Class<?> owner;
  private final String method;

  BinaryFunction(Class<?> owner, String method) {
    this.owner = owner;
    this.method = method;
  }

  @Override
  public void scalar(MethodVisitor code) {
    Instructions.invoke(code, owner, method, 2);
  }

  @Override
  public void lanes(LaneWriter lanes) {
    int b = lanes.save();
    int a = lanes.save();
    LaneProgram.write(Objects.requireNonNull(Definitions.ALL.get(this)), lanes, a, b);
  }

  /** The definitions, read when lanes are first written. */
  private static final class Definitions {
    static final Map<BinaryFunction, Expression> ALL =
        Stream.of(values())
            .collect(toUnmodifiableMap(f -> f, f -> MethodReader.read(f.owner, f.method, 2)));
  }
}
