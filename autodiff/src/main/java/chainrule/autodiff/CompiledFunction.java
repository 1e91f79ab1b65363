package chainrule.autodiff;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.analysis.MultivariateVectorFunction;
import org.jspecify.annotations.Nullable;

/**
 * A function of a tensor, compiled: captured once for each shape of its argument, as a graph whose
 * operations then run as bytecode, without recording. Made by {@link
 * Derivatives#compile(UnaryOperator, Shape)}.
 *
 * <p>Values have the bits of the function itself. Gradients may differ in their last bits, as what
 * is computed twice is one node of the graph, and in the signs of zeros. The function must not read
 * values, as in {@code if (x.value() > 0)}: under capture there are none. What it closes over is
 * part of what has been compiled, as it was then.
 *
 * <p>Thread-safe. Compiled for one shape, calls on arrays allocate nothing once each thread has
 * made its first, but for operations without code of their own (softmax of long rows,
 * decompositions, running sums and the like), and samples of vectors that C2 has not compiled yet.
 */
public final class CompiledFunction implements UnaryOperator<Tensor> {
  private final UnaryOperator<Tensor> f;
  private final @Nullable Shape only;
  private final Map<Shape, Specialized> specialized = new ConcurrentHashMap<>();
  private volatile @Nullable Specialized last;

  CompiledFunction(UnaryOperator<Tensor> f, @Nullable Shape only) {
    this.f = f;
    this.only = only;
    if (only != null) {
      specialized(only);
    }
  }

  /** The function for one shape. */
  private static final class Specialized {
    private final Shape shape;
    private final Executable value;
    private volatile @Nullable Executable gradient;

    Specialized(UnaryOperator<Tensor> f, Shape shape) {
      this.shape = shape;
      this.value = new Executable(Graph.of(f, shape));
    }

    /** Of the graph, not of the function, which may close over other things by now. */
    Executable gradient() {
      Executable compiled = gradient;
      if (compiled == null) {
        Graph graph = value.graph();
        compiled =
            new Executable(
                Graph.ofAll(
                    in -> {
                      var both =
                          Derivatives.valueAndGrad(
                              x -> graph.evaluate(List.of(x)).get(0), in.get(0));
                      return List.of(both.value(), both.gradient());
                    },
                    List.of(shape)));
        gradient = compiled;
      }
      return compiled;
    }
  }

  private Specialized specialized(Shape shape) {
    if (only != null && !only.equals(shape)) {
      throw new ShapeException(
          "the function was compiled for shape "
              + only
              + ", and is called with "
              + shape
              + "; compile(f) without a shape compiles for each shape that comes");
    }
    Specialized known = last;
    if (known == null || !known.shape.equals(shape)) {
      known = specialized.get(shape);
      if (known == null) {
        known = new Specialized(f, shape);
        specialized.put(shape, known);
      }
      last = known;
    }
    return known;
  }

  /** The value at a tensor, as the function itself gives it. */
  @Override
  public Tensor apply(Tensor x) {
    if (x.mode() != null) {
      return specialized(x.shape()).value.graph().evaluate(List.of(x)).get(0);
    }
    Specialized known = specialized(x.shape());
    Shape shape = known.value.shapes().get(0);
    double[] out = new double[shape.count()];
    known.value.run(x.elements("compiled function"), out, null);
    return Array.owning(shape, out);
  }

  /**
   * The value of a scalar function at a point.
   *
   * @param x the entries of the argument, row-major
   * @throws ShapeException if the function's value is not a scalar
   */
  public double value(double... x) {
    Specialized known = specialized(shapeOf(x));
    requireScalar(known, "value");
    return known.value.run(x, null, null);
  }

  /**
   * The value and gradient of a scalar function at a point.
   *
   * @param x the entries of the argument, row-major
   * @param gradient receives the partial derivatives; another array than x, as long
   * @throws ShapeException if the function's value is not a scalar, or an array has another length
   */
  public double valueAndGradient(double[] x, double[] gradient) {
    Specialized known = specialized(shapeOf(x));
    requireScalar(known, "valueAndGradient");
    checkResult("valueAndGradient", x, gradient, known.shape);
    return known.gradient().run(x, null, gradient);
  }

  /**
   * The value, whatever its shape, as an array.
   *
   * @param x the entries of the argument, row-major
   * @param out receives the entries of the value, row-major; another array than x
   * @throws ShapeException if an array has another length
   */
  public void apply(double[] x, double[] out) {
    Specialized known = specialized(shapeOf(x));
    checkResult("apply", x, out, known.value.shapes().get(0));
    known.value.run(x, out, null);
  }

  /** The scalar function for the optimizers of Commons Math. */
  public MultivariateFunction asMultivariateFunction() {
    return this::value;
  }

  /** The gradient for the optimizers of Commons Math. */
  public MultivariateVectorFunction asGradient() {
    return x -> {
      double[] gradient = new double[x.length];
      valueAndGradient(x, gradient);
      return gradient;
    };
  }

  /** The captured graph for a shape. */
  public Graph graph(Shape shape) {
    return specialized(shape).value.graph();
  }

  private Shape shapeOf(double[] x) {
    if (only == null) {
      return Shape.of(x.length);
    }
    if (x.length != only.count()) {
      throw new ShapeException(
          "the function was compiled for shape "
              + only
              + " of "
              + only.count()
              + " entries, and is called with an array of "
              + x.length);
    }
    return only;
  }

  private static void requireScalar(Specialized known, String user) {
    Shape shape = known.value.shapes().get(0);
    if (!shape.isScalar()) {
      throw new ShapeException(
          user
              + ": the function's value has shape "
              + shape
              + ", not that of a scalar; use apply, or reduce it with sum or mean"
              + (known.shape.equals(Shape.of(1)) ? ", or compile it for a number: shape()" : ""));
    }
  }

  private static void checkResult(String user, double[] x, double[] out, Shape shape) {
    if (out.length != shape.count()) {
      throw new ShapeException(
          user
              + ": the result has shape "
              + shape
              + " of "
              + shape.count()
              + " entries, and is to be written to an array of "
              + out.length);
    }
    if (out == x) {
      throw new UsageException(
          user + ": the result is to be written to the array of the argument; bring another one");
    }
  }
}
