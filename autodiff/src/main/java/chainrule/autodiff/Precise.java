package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates functions of tensors, derivatives included, over {@link Real} numbers: the same
 * operations in an arithmetic of more digits, or of another kind.
 */
public final class Precise {
  private Precise() {}

  /** {@code f(x)} of a scalar function in the arithmetic of {@code x}. */
  public static Real evaluate(UnaryOperator<Tensor> f, Real x) {
    Real[] result = evaluate(f, Shape.SCALAR, x);
    if (result.length != 1) {
      throw new ShapeException(
          "precise: the function of a scalar has " + result.length + " entries; give its shape");
    }
    return result[0];
  }

  /**
   * {@code f(x)} for a tensor of precise numbers, row-major, as the entries of the result.
   *
   * @throws ShapeException if the numbers are not as many as the shape says, or none
   */
  public static Real[] evaluate(UnaryOperator<Tensor> f, Shape shape, Real... x) {
    return evaluate(inputs -> f.apply(inputs.get(0)), List.of(shape), new Real[][] {x});
  }

  /** A tensor of precise numbers, row-major. */
  public record Value(Shape shape, List<Real> entries) {
    public Value {
      entries = List.copyOf(entries);
    }
  }

  /**
   * {@code f(x)} of several tensors of precise numbers, each row-major, as the entries of the
   * result.
   *
   * @throws ShapeException if the numbers are not as many as the shapes say, or none
   */
  public static Real[] evaluate(Function<List<Tensor>, Tensor> f, List<Shape> shapes, Real[][] x) {
    return value(f, shapes, x).entries().toArray(Real[]::new);
  }

  /**
   * {@code f(x)} of several tensors of precise numbers, each row-major, with the shape of the
   * result.
   *
   * @throws ShapeException if the numbers are not as many as the shapes say, or none
   */
  public static Value value(Function<List<Tensor>, Tensor> f, List<Shape> shapes, Real[][] x) {
    Real sample = null;
    for (int k = 0; k < x.length; k++) {
      if (shapes.size() != x.length || x[k].length != shapes.get(k).count()) {
        throw new ShapeException(
            "precise: shapes "
                + shapes
                + " do not fit "
                + x.length
                + " inputs of "
                + x[k].length
                + " numbers");
      }
      sample = x[k].length > 0 ? x[k][0] : sample;
    }
    if (sample == null) {
      throw new ShapeException(
          "precise: give at least one number; it says which arithmetic to use");
    }
    Arithmetic arithmetic = new Arithmetic(sample);
    try {
      List<Tensor> inputs = new ArrayList<>();
      for (int k = 0; k < x.length; k++) {
        inputs.add(new Numbers(arithmetic, shapes.get(k), x[k].clone()));
      }
      Tensor result = Mode.checked(arithmetic.call(), f.apply(List.copyOf(inputs)));
      return new Value(result.shape(), Arrays.asList(arithmetic.numbers(result)));
    } finally {
      arithmetic.close();
    }
  }

  private static final class Arithmetic extends Mode {
    private final Real sample;

    Arithmetic(Real sample) {
      this.sample = sample;
    }

    @Override
    String call() {
      return "precise evaluation";
    }

    @Override
    Tensor interpret(Operation operation, Tensor[] inputs) {
      Tensor composed = operation.composed(inputs);
      if (composed != null) {
        return composed;
      }
      Shape[] shapes = Operation.shapes(inputs);
      Shape shape = operation.shape(shapes);
      Real[][] numbers = new Real[inputs.length][];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = numbers(inputs[k]);
      }
      return new Numbers(this, shape, operation.precise(shapes, numbers, shape));
    }

    Real[] numbers(Tensor tensor) {
      if (tensor instanceof Numbers precise && precise.mode == this) {
        return precise.numbers;
      }
      double[] elements = tensor.elements("precise evaluation");
      return Arrays.stream(elements).mapToObj(sample::number).toArray(Real[]::new);
    }
  }

  private static final class Numbers extends StandIn {
    private final Arithmetic arithmetic;
    private final Shape shape;
    private final Real[] numbers;

    // Rounded once, so that reading n entries one by one costs n.
    private double @Nullable [] doubles;

    Numbers(Arithmetic mode, Shape shape, Real[] numbers) {
      super(mode);
      this.arithmetic = mode;
      this.shape = shape;
      this.numbers = numbers;
    }

    @Override
    Tensor below() {
      return Array.owning(shape, elements("reading"));
    }

    @Override
    Tensor lift(Tensor constant) {
      return constant.mode() == null
          ? new Numbers(arithmetic, constant.shape(), arithmetic.numbers(constant))
          : constant;
    }

    @Override
    Shape shapeOf() {
      return shape;
    }

    @Override
    double[] elements(String reader) {
      double[] rounded = doubles;
      if (rounded == null) {
        rounded = Arrays.stream(numbers).mapToDouble(Numbers::rounded).toArray();
        doubles = rounded;
      }
      return rounded;
    }

    /** What is read is chosen by: at a point from one side, the number beside the point. */
    private static double rounded(Real number) {
      return number instanceof TaylorReal taylor ? taylor.sidedDoubleValue() : number.doubleValue();
    }
  }
}
