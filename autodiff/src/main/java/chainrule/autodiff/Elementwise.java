package chainrule.autodiff;

import chainrule.autodiff.kernel.AbsoluteZero;
import chainrule.autodiff.kernel.Expression;
import chainrule.autodiff.kernel.Kernel;
import chainrule.autodiff.kernel.Sums;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An operation on corresponding entries: a function of doubles, the same function of {@link Real}
 * numbers, and its partial derivatives written in operations. Forward and reverse mode both follow
 * from the partials, so they cannot disagree. Shapes are equal, or scalars, which stretch.
 */
final class Elementwise extends Operation {
  /** A partial derivative: of the inputs and the output. */
  interface Rule {
    Tensor at(Tensor[] inputs, Tensor output);
  }

  /** The function over precise numbers. */
  interface RealFunction {
    Real at(Real[] inputs);
  }

  /** Whether the function has a kink or a jump at these inputs. */
  interface Kink {
    boolean at(double[] inputs);
  }

  /** How an application is printed. */
  interface Notation {
    String text(String name, String... operands);
  }

  private final int arity;
  private final Scalars kernel;
  private final RealFunction real;
  private final @Nullable Rule[] rules;
  private final @Nullable Rule[] rulesAlone;
  private final Kink kink;
  private final Notation notation;
  private final boolean constant;

  // Compiled when first needed; a race compiles twice, which does no harm.
  private volatile @Nullable Kernel loop;
  private final @Nullable Kernel[] partials;

  Elementwise(
      String name,
      Scalars kernel,
      RealFunction real,
      @Nullable Rule[] rules,
      @Nullable Rule[] rulesAlone,
      Kink kink,
      Notation notation) {
    super(name);
    this.arity = kernel.arity();
    this.kernel = kernel;
    this.real = real;
    this.rules = rules;
    this.rulesAlone = rulesAlone;
    this.kink = kink;
    this.notation = notation;
    this.partials = new Kernel[2 * arity];
    boolean constant = true;
    for (Rule rule : rules) {
      constant &= rule == null;
    }
    this.constant = constant;
  }

  int arity() {
    return arity;
  }

  /** Whether the derivative is zero everywhere, as that of a mask. */
  boolean isConstant() {
    return constant;
  }

  Scalars kernel() {
    return kernel;
  }

  @Override
  boolean differentiable(int input) {
    return rules[input] != null;
  }

  // Applications: numbers and reverse mode over numbers without detours, everything else by the
  // modes.

  Tensor on(Tensor x) {
    if (x instanceof Scalar number) {
      return new Scalar(kernel.at(number.value, 0, 0));
    }
    if (x instanceof ScalarPlace place) {
      place.mode.check(name(), place);
      double y = kernel.at(place.value, 0, 0);
      if (constant) {
        return new Scalar(y);
      }
      return place.reverse().record(this, place.index, Tape.NONE, y);
    }
    return apply(x);
  }

  Tensor on(Tensor a, Tensor b) {
    if (constant && isNumber(a) && isNumber(b)) {
      return new Scalar(kernel.at(a.value(), b.value(), 0));
    }
    if (a instanceof Scalar x) {
      if (b instanceof Scalar y) {
        return new Scalar(kernel.at(x.value, y.value, 0));
      }
      if (b instanceof ScalarPlace y && rules[1] != null) {
        Reverse reverse = y.reverse();
        reverse.check(name(), y);
        double z = kernel.at(x.value, y.value, 0);
        return reverse.record(this, reverse.constant(x.value), y.index, z);
      }
    } else if (a instanceof ScalarPlace x && rules[0] != null) {
      if (b instanceof Scalar y) {
        Reverse reverse = x.reverse();
        reverse.check(name(), x);
        double z = kernel.at(x.value, y.value, 0);
        return reverse.record(this, x.index, reverse.constant(y.value), z);
      }
      if (b instanceof ScalarPlace y && x.mode == y.mode && rules[1] != null) {
        x.mode.check(name(), x);
        double z = kernel.at(x.value, y.value, 0);
        return x.reverse().record(this, x.index, y.index, z);
      }
    }
    return apply(a, b);
  }

  /** Whether a tensor is a number, plain or in a call that may still use it. */
  private boolean isNumber(Tensor x) {
    if (x instanceof ScalarPlace place) {
      place.mode.check(name(), place);
      return true;
    }
    return x instanceof Scalar;
  }

  @Override
  Shape shape(Shape... inputs) {
    Shape result = Shape.SCALAR;
    for (Shape shape : inputs) {
      if (!shape.isScalar() && !result.equals(shape)) {
        if (!result.isScalar()) {
          throw new ShapeException(Mismatch.message(name(), inputs));
        }
        result = shape;
      }
    }
    return result;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    Shape shape = shape(shapes(inputs));
    if (shape.isScalar()) {
      return new Scalar(kernel.at(number(inputs, 0), number(inputs, 1), number(inputs, 2)));
    }
    double[] out = new double[shape.count()];
    loop().map(elements(inputs), scalars(inputs), out);
    return Array.owning(shape, out);
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    Shape[] shapes = Batch.shapes(inputs, batched);
    Shape example = shape(shapes);
    Shape all = example.inserted(0, size);
    int[] axes = new int[example.rank()];
    Arrays.setAll(axes, axis -> axis + 1);
    Tensor[] fitting = inputs.clone();
    for (int k = 0; k < shapes.length; k++) {
      if (!shapes[k].isScalar() && !batched[k]) {
        fitting[k] = Operations.expand(inputs[k], 0, size);
      } else if (shapes[k].isScalar() && batched[k] && !example.isScalar()) {
        fitting[k] = new Expand(all, axes, false).apply(inputs[k]);
      }
    }
    return apply(fitting);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] out = new Real[output.count()];
    for (int i = 0; i < out.length; i++) {
      Real[] arguments = new Real[arity];
      for (int k = 0; k < arity; k++) {
        arguments[k] = inputs[k][shapes[k].isScalar() ? 0 : i];
      }
      out[i] = real.at(arguments);
    }
    return out;
  }

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    boolean alone = alone(k -> tangents[k] != null);
    boolean plainScalar = output instanceof Scalar;
    for (Tensor input : inputs) {
      plainScalar &= input instanceof Scalar;
    }
    Tensor sum = null;
    for (int k = 0; k < arity; k++) {
      Tensor tangent = tangents[k];
      if (tangent == null || rules[k] == null) {
        continue;
      }
      Tensor term;
      if (plainScalar && tangent instanceof Scalar t) {
        double[] at = new double[4];
        for (int i = 0; i < arity; i++) {
          at[i] = number(inputs, i);
        }
        at[arity] = output.value();
        term =
            new Scalar(
                AbsoluteZero.multiply(
                    t.value, partial(k, alone).apply(at[0], at[1], at[2], at[3])));
      } else {
        term = Operations.chain(tangent, rule(k, alone).at(inputs, output));
      }
      sum = sum == null ? term : Operations.add(sum, term);
    }
    if (sum == null) {
      return null;
    }
    return sum.shape().equals(output.shape()) ? sum : Operations.expand(sum, output.shape());
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    boolean alone = alone(receiver::wants);
    Shape shape = output.shape();
    for (int k = 0; k < arity; k++) {
      if (!receiver.wants(k)) {
        continue;
      }
      boolean stretched = inputs[k].shape().isScalar() && !shape.isScalar();
      if (!receiver.isPlain() || shape.isScalar()) {
        Tensor term = Operations.chain(cotangent, rule(k, alone).at(inputs, output));
        receiver.add(k, stretched ? Operations.sum(term) : term);
        continue;
      }
      double[] factor = cotangent.elements(name());
      double[][] arguments = new double[arity + 1][];
      for (int i = 0; i < arity; i++) {
        arguments[i] = inputs[i].elements(name());
      }
      arguments[arity] = output.elements(name());
      Kernel partial = partial(k, alone);
      if (stretched) {
        double[] terms = new double[shape.count()];
        partial.map(arguments, scalars(inputs), terms);
        receiver.add(k, new Scalar(Sums.productSum(factor, terms)));
      } else {
        partial.accumulate(factor, arguments, scalars(inputs), receiver.buffer(k));
      }
    }
  }

  private interface Varies {
    boolean input(int k);
  }

  private boolean alone(Varies varies) {
    int count = 0;
    for (int k = 0; k < arity; k++) {
      count += rules[k] != null && varies.input(k) ? 1 : 0;
    }
    return count == 1;
  }

  private Rule rule(int input, boolean alone) {
    Rule rule = alone ? rulesAlone[input] : rules[input];
    if (rule == null) {
      throw new IllegalStateException(name() + " has no partial derivative in input " + input);
    }
    return rule;
  }

  /** The partial derivative in one input as a kernel of the inputs and the output. */
  Kernel partial(int input, boolean alone) {
    int slot = alone ? arity + input : input;
    Kernel kernel = partials[slot];
    if (kernel == null) {
      kernel = Kernel.of(Capture.expression(rule(input, alone), arity));
      partials[slot] = kernel;
    }
    return kernel;
  }

  private Kernel loop() {
    Kernel compiled = loop;
    if (compiled == null) {
      Expression.Builder builder = Expression.builder(arity);
      int[] inputs = new int[arity];
      for (int k = 0; k < arity; k++) {
        inputs[k] = builder.input(k);
      }
      compiled = Kernel.of(builder.build(kernel.call(builder, name(), inputs)));
      loop = compiled;
    }
    return compiled;
  }

  private static double number(Tensor[] inputs, int k) {
    return k < inputs.length ? inputs[k].value() : 0;
  }

  private double[][] elements(Tensor[] inputs) {
    double[][] elements = new double[inputs.length][];
    for (int k = 0; k < inputs.length; k++) {
      elements[k] = inputs[k].elements(name());
    }
    return elements;
  }

  private static int scalars(Tensor[] inputs) {
    int mask = 0;
    for (int k = 0; k < inputs.length; k++) {
      mask |= inputs[k].shape().isScalar() ? 1 << k : 0;
    }
    return mask;
  }

  @Override
  boolean kink(Tensor[] inputs) {
    Shape shape = shape(shapes(inputs));
    double[][] elements = elements(inputs);
    double[] at = new double[arity];
    for (int i = 0; i < shape.count(); i++) {
      for (int k = 0; k < arity; k++) {
        at[k] = elements[k][elements[k].length == 1 && inputs[k].shape().isScalar() ? 0 : i];
      }
      if (kink.at(at)) {
        return true;
      }
    }
    return false;
  }

  @Override
  String text(String... operands) {
    return notation.text(name(), operands);
  }

  /** A function of one, two or three doubles. */
  sealed interface Scalars {
    int arity();

    double at(double a, double b, double c);

    int call(Expression.Builder builder, String name, int... inputs);

    /** The function itself, of the interface that its arity has. */
    Object function();

    record Unary(DoubleUnaryOperator f) implements Scalars {
      @Override
      public Object function() {
        return f;
      }

      @Override
      public int arity() {
        return 1;
      }

      @Override
      public double at(double a, double b, double c) {
        return f.applyAsDouble(a);
      }

      @Override
      public int call(Expression.Builder builder, String name, int... inputs) {
        return builder.call(name, f, inputs[0]);
      }
    }

    record Binary(java.util.function.DoubleBinaryOperator f) implements Scalars {
      @Override
      public Object function() {
        return f;
      }

      @Override
      public int arity() {
        return 2;
      }

      @Override
      public double at(double a, double b, double c) {
        return f.applyAsDouble(a, b);
      }

      @Override
      public int call(Expression.Builder builder, String name, int... inputs) {
        return builder.call(name, f, inputs[0], inputs[1]);
      }
    }

    record Ternary(chainrule.autodiff.kernel.TernaryOperator f) implements Scalars {
      @Override
      public Object function() {
        return f;
      }

      @Override
      public int arity() {
        return 3;
      }

      @Override
      public double at(double a, double b, double c) {
        return f.applyAsDouble(a, b, c);
      }

      @Override
      public int call(Expression.Builder builder, String name, int... inputs) {
        return builder.call(name, f, inputs[0], inputs[1], inputs[2]);
      }
    }
  }
}
