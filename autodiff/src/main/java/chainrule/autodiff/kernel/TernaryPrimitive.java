package chainrule.autodiff.kernel;

import java.util.function.Consumer;
import org.objectweb.asm.MethodVisitor;

/** Functions of three doubles that generated code writes as instructions. */
public enum TernaryPrimitive implements TernaryOperator, Instructions {
  /** {@link Math#fma(double, double, double)}. */
  FMA(Math.class, "fma", LaneWriter::fma) {
    @Override
    public double applyAsDouble(double a, double b, double c) {
      return Math.fma(a, b, c);
    }
  },

  /** {@code a != 0 ? b : c}, and a if that is NaN. */
  WHERE(Steps.class, "where", LaneSteps::where) {
    @Override
    public double applyAsDouble(double a, double b, double c) {
      return Steps.where(a, b, c);
    }
  },

  /** {@code a > 0 ? b : c}, so c if a is NaN. */
  IF_POSITIVE(Steps.class, "ifPositive", LaneSteps::ifPositive) {
    @Override
    public double applyAsDouble(double a, double b, double c) {
      return Steps.ifPositive(a, b, c);
    }
  };

  private final Class<?> owner;
  private final String method;

  @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
  private final Consumer<LaneWriter> lanes;

  TernaryPrimitive(Class<?> owner, String method, Consumer<LaneWriter> lanes) {
    this.owner = owner;
    this.method = method;
    this.lanes = lanes;
  }

  @Override
  public void scalar(MethodVisitor code) {
    Instructions.invoke(code, owner, method, 3);
  }

  @Override
  public void lanes(LaneWriter writer) {
    lanes.accept(writer);
  }
}
