package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Derivatives of functions of tensors. A derivative is an ordinary function again: it can be
 * composed, nested and differentiated. Functions may use any Java control flow; they are run once
 * for each derivative.
 *
 * <p>Parameters of type {@code P} are a tensor, or records, lists and maps of parameters ({@link
 * Trees}); a gradient has the type of its parameters.
 */
public final class Derivatives {
  private Derivatives() {}

  /** A value and the gradient there. */
  public record Valued<P>(Tensor value, P gradient) {}

  /** A value and its tangent: the directional derivative. */
  public record Tangent(Tensor value, Tensor tangent) {}

  /** Two gradients, of a function of two parameters. */
  public record Pair<A, B>(A first, B second) {}

  /**
   * A function's value and its pullback, which maps a cotangent of the value to that of the
   * parameters. It owns the graph of the call, and can be applied as often as wanted.
   */
  public static final class Pullback<P> {
    private final Tensor value;
    private final Function<Tensor, P> pullback;

    private Pullback(Tensor value, Function<Tensor, P> pullback) {
      this.value = value;
      this.pullback = pullback;
    }

    /** The function's value. */
    public Tensor value() {
      return value;
    }

    /**
     * The vector-Jacobian product: the gradient of the sum of the value's entries, each times the
     * cotangent's.
     *
     * @throws ShapeException if the cotangent does not have the value's shape
     */
    public P apply(Tensor cotangent) {
      if (!cotangent.shape().equals(value.shape())) {
        throw new ShapeException(
            "vjp: the cotangent has shape "
                + cotangent.shape()
                + ", the function's value "
                + value.shape());
      }
      return pullback.apply(cotangent);
    }
  }

  /** The gradient of a scalar function of a tensor, by reverse mode. */
  public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
    return x -> grad(f, x);
  }

  /**
   * The gradient of a scalar function at a point, by reverse mode.
   *
   * @throws ShapeException if the function's value is not a scalar
   */
  public static <P> P grad(Function<P, Tensor> f, P at) {
    return valueAndGrad(f, at).gradient();
  }

  /** The gradients of a scalar function of two parameters. */
  public static <A, B> Pair<A, B> grad(BiFunction<A, B, Tensor> f, A first, B second) {
    record Both<A, B>(A first, B second) {}
    Both<A, B> gradient =
        grad(both -> f.apply(both.first(), both.second()), new Both<>(first, second));
    return new Pair<>(gradient.first(), gradient.second());
  }

  /**
   * The value and gradient of a scalar function at a point, by reverse mode.
   *
   * @throws ShapeException if the function's value is not a scalar
   */
  public static <P> Valued<P> valueAndGrad(Function<P, Tensor> f, P at) {
    Pullback<P> pullback = pullback("grad", f, at);
    Shape shape = pullback.value().shape();
    if (!shape.isScalar()) {
      throw new ShapeException(
          "grad: the function's value has shape "
              + shape
              + ", not that of a scalar. Reduce it with sum or mean, or use derivative (entry by entry), "
              + "jacobian or vjp");
    }
    return new Valued<>(pullback.value(), pullback.apply(Scalar.ONE));
  }

  /** The value at a point and the pullback there, by reverse mode. */
  public static <P> Pullback<P> vjp(Function<P, Tensor> f, P at) {
    return pullback("vjp", f, at);
  }

  private static <P> Pullback<P> pullback(String call, Function<P, Tensor> f, P at) {
    Reverse reverse = new Reverse(call);
    P variables = Trees.map(at, reverse::variable);
    Tensor result;
    try {
      result = Mode.checked(call, f.apply(variables));
    } finally {
      reverse.close();
    }
    Tensor value = result.mode() == reverse ? ((StandIn) result).below() : result;
    return new Pullback<>(
        value,
        cotangent -> {
          Sweep sweep = reverse.sweep(result, cotangent);
          return Trees.map(variables, sweep::cotangent);
        });
  }

  /**
   * The value and the Jacobian-vector product in a direction, by forward mode.
   *
   * @throws ShapeException if the direction does not have the point's shape
   */
  public static <P> Tangent jvp(Function<P, Tensor> f, P at, P direction) {
    Forward forward = new Forward("jvp");
    try {
      P variables =
          Trees.zip(
              "jvp: the point or direction",
              at,
              direction,
              (x, tangent) -> {
                if (!x.shape().equals(tangent.shape())) {
                  throw new ShapeException(
                      "jvp: the direction has shape "
                          + tangent.shape()
                          + ", the point "
                          + x.shape());
                }
                return forward.variable(x, tangent);
              });
      Tensor result = Mode.checked("jvp", f.apply(variables));
      return new Tangent(forward.value(result), forward.tangent(result));
    } finally {
      forward.close();
    }
  }

  /**
   * The derivative of a function that works entry by entry, at every entry; for a scalar the
   * ordinary derivative. Forward mode; nests to any order. For a function that mixes entries, such
   * as a softmax, the result is the row sums of its Jacobian: use {@link #jacobian} there.
   *
   * @throws ShapeException if the value does not have the argument's shape
   */
  public static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> f) {
    return x -> {
      Tangent tangent = jvp(f, x, Tensor.ones(x.shape()));
      if (!tangent.value().shape().equals(x.shape())) {
        throw new ShapeException(
            "derivative: a function that works entry by entry keeps the shape, but this one gives "
                + tangent.value().shape()
                + " for "
                + x.shape()
                + "; use grad or jacobian");
      }
      return tangent.tangent();
    };
  }

  /**
   * The derivative of order n of a function that works entry by entry; order 0 is the function
   * itself. By nested forward mode, whose cost doubles with each order.
   */
  public static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> f, int order) {
    if (order < 0) {
      throw new ShapeException("derivative: order " + order + " is negative");
    }
    UnaryOperator<Tensor> result = f;
    for (int i = 0; i < order; i++) {
      result = derivative(result);
    }
    return result;
  }

  /**
   * The Jacobian: entry {@code (i…, j…)} is the slope of entry {@code (i…)} of the value by entry
   * {@code (j…)} of the argument, so its shape is the value's followed by the argument's. By
   * reverse mode where the value has no more entries than the argument, else by forward mode.
   */
  public static UnaryOperator<Tensor> jacobian(UnaryOperator<Tensor> f) {
    return x -> {
      Pullback<Tensor> pullback = pullback("jacobian", f, x);
      Shape in = x.shape();
      Shape out = pullback.value().shape();
      List<Tensor> parts = new ArrayList<>();
      if (out.count() <= in.count()) {
        for (int i = 0; i < out.count(); i++) {
          parts.add(pullback.apply(unit(out, i)));
        }
        return parts.isEmpty()
            ? Tensor.zeros(joined(out, in))
            : Operations.reshape(Operations.stack(0, parts), joined(out, in));
      }
      for (int j = 0; j < in.count(); j++) {
        parts.add(Operations.reshape(jvp(f, x, unit(in, j)).tangent(), Shape.of(out.count())));
      }
      return parts.isEmpty()
          ? Tensor.zeros(joined(out, in))
          : Operations.reshape(Operations.stack(1, parts), joined(out, in));
    };
  }

  /**
   * The Jacobian of a function most of whose entries are zero whatever the argument, as of a
   * stencil, a sum of small terms or equations that couple few unknowns: found from the captured
   * graph, it costs as many directional derivatives as the fullest rows or columns have entries,
   * about, and not as many as there are rows or columns. See {@link SparseJacobian}.
   *
   * @param shape the shape of the argument
   * @throws UsageException if the function reads a value
   */
  public static SparseJacobian sparseJacobian(UnaryOperator<Tensor> f, Shape shape) {
    return new SparseJacobian(f, shape);
  }

  /**
   * The Hessian of a scalar function, of the argument's shape twice, by forward over reverse mode.
   *
   * @throws ShapeException if the function's value is not a scalar
   */
  public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> f) {
    return x -> {
      Shape shape = x.shape();
      List<Tensor> columns = new ArrayList<>();
      for (int j = 0; j < shape.count(); j++) {
        columns.add(hvp(f, x, unit(shape, j)));
      }
      return columns.isEmpty()
          ? Tensor.zeros(joined(shape, shape))
          : Operations.reshape(Operations.stack(0, columns), joined(shape, shape));
    };
  }

  /** The Hessian of a scalar function times a direction, by forward over reverse mode. */
  public static Tensor hvp(UnaryOperator<Tensor> f, Tensor at, Tensor direction) {
    return jvp(grad(f), at, direction).tangent();
  }

  /**
   * The function in debug mode: it stops with a {@link NonFiniteException} at the first operation
   * that makes a NaN or an infinity out of finite operands, and names the operation, its operands
   * and the line of the user's code. Wrap a derivative to debug it too, {@code debug(grad(f))}: a
   * result that is not finite is then refused with the slopes that are not, while one that a zero
   * of the chain rule takes away is none of its business. Slow: every operation walks the stack.
   * Products of zero and infinity that the chain rule took as zero are logged by {@link
   * System.Logger} {@code chainrule.autodiff}.
   */
  public static UnaryOperator<Tensor> debug(UnaryOperator<Tensor> f) {
    System.Logger logger = System.getLogger("chainrule.autodiff");
    return debug(f, note -> logger.log(System.Logger.Level.INFO, note));
  }

  /** The function in debug mode, with a receiver for the products of zero and infinity. */
  public static UnaryOperator<Tensor> debug(UnaryOperator<Tensor> f, Consumer<String> notes) {
    return Inspection.finite(f, notes);
  }

  /** An operation applied at a kink or a jump, and the line of the user's code that applied it. */
  public record Kink(String operation, String line) {}

  /**
   * Runs a function, a derivative for example, and lists the operations that it applied exactly at
   * a kink or a jump. There the derivatives are choices (the subgradient of least norm), and higher
   * ones may hide that.
   */
  public static List<Kink> kinks(UnaryOperator<Tensor> f, Tensor at) {
    return Inspection.kinks(f, at);
  }

  /**
   * A function that works entry by entry with a derivative of one's own, {@code partial(x, y)}
   * where y is the value. It is checked at the samples, to first and second order, by differences
   * in decimal arithmetic of 60 digits.
   *
   * @throws RuleException if the rule is not the derivative of the function, or no sample is given
   */
  public static CustomRule customRule(
      String name, UnaryOperator<Tensor> f, BinaryOperator<Tensor> partial, Tensor... samples) {
    return CustomRule.of(
        name,
        inputs -> f.apply(inputs.get(0)),
        (inputs, value, tangents) ->
            Operations.chain(tangents.get(0), partial.apply(inputs.get(0), value)),
        Arrays.stream(samples).map(List::of).toList());
  }

  /**
   * A function of several tensors with a Jacobian-vector product of one's own, from which reverse
   * mode follows too. It is checked at the samples, each a list of inputs, as {@link #customRule}.
   *
   * @throws RuleException if the rule is not the derivative of the function, or no sample is given
   */
  public static CustomRule customJvp(
      String name,
      Function<List<Tensor>, Tensor> f,
      CustomRule.Jvp rule,
      List<List<Tensor>> samples) {
    return CustomRule.of(name, f, rule, samples);
  }

  /**
   * A function of one example as a function of many, which lie along axis 0 of the argument and of
   * the result: {@code vmap(grad(f))} has the gradient at every row. All examples are computed at
   * once, by operations on whole tensors; a value has the bits that it has for one example alone.
   * Operations without such a form (decompositions, solving, custom rules, captured loops and
   * branches) run example by example. Values cannot be read inside, so the derivative of {@link
   * Operations#determinant} cannot be taken there; {@link ControlFlow#map} is the loop, where they
   * can.
   */
  public static UnaryOperator<Tensor> vmap(UnaryOperator<Tensor> f) {
    return x -> vmap(f, x);
  }

  /**
   * The results of a function for all examples, along axis 0; the examples lie along axis 0 of
   * every tensor of {@code xs}.
   *
   * @throws ShapeException if the tensors of {@code xs} differ in the size of axis 0
   */
  public static <P, R> R vmap(Function<P, R> f, P xs) {
    Batch batch = new Batch(ControlFlow.size("vmap", xs));
    try {
      R results = f.apply(Trees.map(xs, batch::variable));
      return Trees.map(
          "vmap: the result", results, result -> batch.examples(Mode.checked("vmap", result)));
    } finally {
      batch.close();
    }
  }

  /** The tensor with its derivative taken as zero, in every mode. */
  public static Tensor stopGradient(Tensor x) {
    return Operations.stopGradient(x);
  }

  /** New parameters from parameters and gradients, place by place: {@code (p, g) -> p - 0.1 g}. */
  public static <P> P update(P parameters, P gradients, BinaryOperator<Tensor> step) {
    return Trees.zip(parameters, gradients, step);
  }

  /**
   * A function compiled for arguments of one shape. It is captured as a graph, derivatives
   * included, and runs as bytecode: see {@link CompiledFunction}. The tensors that it closes over
   * stay what they are now; those that change from call to call are parameters of {@link
   * #compileTree}, by their names in a record or a map.
   *
   * @throws UsageException if the function reads a value
   */
  public static CompiledFunction compile(UnaryOperator<Tensor> f, Shape shape) {
    if (shape == null) {
      throw new UsageException("compile: the shape is null; compile(f) takes arguments of any");
    }
    return new CompiledFunction(f, shape);
  }

  /**
   * A function compiled anew for each shape of its argument that comes; arrays are taken as
   * vectors.
   */
  public static CompiledFunction compile(UnaryOperator<Tensor> f) {
    return new CompiledFunction(f, null);
  }

  /**
   * A function of parameters in any form to results in any form, compiled for the shapes of an
   * example, whose values do not matter.
   *
   * @throws UsageException if the function reads a value
   */
  public static <P, R> CompiledTree<P, R> compileTree(Function<P, R> f, P example) {
    return new CompiledTree<>(f, example);
  }

  private static Tensor unit(Shape shape, int at) {
    double[] data = new double[shape.count()];
    data[at] = 1;
    return Array.owning(shape, data);
  }

  private static Shape joined(Shape a, Shape b) {
    int[] sizes = Arrays.copyOf(a.sizes(), a.rank() + b.rank());
    System.arraycopy(b.sizes(), 0, sizes, a.rank(), b.rank());
    return Shape.of(sizes);
  }
}
