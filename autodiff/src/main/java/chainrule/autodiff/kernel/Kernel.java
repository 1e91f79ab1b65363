package chainrule.autodiff.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Expression} compiled to bytecode: as a function, and as loops over arrays in which the
 * functions that it calls are constants, so that they are inlined.
 *
 * <p>Each form is compiled when it is first needed; the loops are compiled for each combination of
 * inputs that are scalars. Kernels are thread-safe. Compiled code belongs to its kernel, so the
 * kernel of an expression in frequent use should be kept.
 */
public final class Kernel {

  /** The largest number of nodes of an expression that can be compiled. */
  public static final int MAX_NODES = 200;

  /** The number of arguments of {@link #apply(double, double, double, double)}. */
  static final int MAX_ARGUMENTS = 4;

  private final Expression expression;
  private final int used;
  private final AtomicReferenceArray<@Nullable KernelLoop> maps;
  private final AtomicReferenceArray<@Nullable KernelLoop> accumulations;
  private volatile @Nullable CompiledCode function;

  private Kernel(Expression expression) {
    this.expression = expression;
    this.used = expression.used();
    this.maps = new AtomicReferenceArray<>(used + 1);
    this.accumulations = new AtomicReferenceArray<>(used + 1);
  }

  /**
   * Returns a kernel of an expression.
   *
   * @param e the expression
   * @return a new kernel
   * @throws IllegalArgumentException if the expression has more than {@value #MAX_NODES} nodes
   */
  public static Kernel of(Expression e) {
    if (e.size() > MAX_NODES) {
      throw new IllegalArgumentException(
          "An expression of "
              + e.size()
              + " nodes is too large to be compiled, the limit is "
              + MAX_NODES);
    }
    return new Kernel(e);
  }

  /**
   * Returns the expression that this kernel computes.
   *
   * @return the expression
   */
  public Expression expression() {
    return expression;
  }

  /**
   * Evaluates the expression of up to four inputs. Arguments beyond its inputs are ignored.
   *
   * @param a the first input
   * @param b the second input
   * @param c the third input
   * @param d the fourth input
   * @return the value
   * @throws IllegalStateException if the expression has more than four inputs
   */
  public double apply(double a, double b, double c, double d) {
    if (expression.inputs() > MAX_ARGUMENTS) {
      throw new IllegalStateException("More than four inputs: " + expression);
    }
    return function().apply(a, b, c, d);
  }

  /**
   * Evaluates the expression.
   *
   * @param values the values of all inputs
   * @return the value
   * @throws IllegalArgumentException if the number of values is not that of the inputs
   */
  public double apply(double[] values) {
    if (values.length != expression.inputs()) {
      throw new IllegalArgumentException(
          "Expected " + expression.inputs() + " values but got " + values.length);
    }
    if (values.length > MAX_ARGUMENTS) {
      return function().apply(values);
    }
    double[] v = Arrays.copyOf(values, MAX_ARGUMENTS);
    return function().apply(v[0], v[1], v[2], v[3]);
  }

  /**
   * Evaluates the expression for each element: {@code out[i] = e(inputs[0][i], inputs[1][i], …)}.
   * The array {@code out} must not be one of the inputs.
   *
   * @param inputs the values of the inputs, at least as many as {@code out} has elements; those of
   *     unused inputs are not touched and may be null or missing
   * @param scalars bit {@code k} is set if {@code inputs[k]} holds one value for all elements
   * @param out receives the values
   * @throws IllegalArgumentException if an array is too short
   */
  public void map(double[] @Nullable [] inputs, int scalars, double[] out) {
    check(inputs, scalars, out.length);
    if (out.length == 0) {
      return;
    }
    loop(maps, scalars & used, false).run(inputs, out, out, out.length);
  }

  /**
   * Evaluates the expression for each element and adds its products with factors: {@code into[i] +=
   * AbsoluteZero.multiply(factor[i], e(inputs[0][i], inputs[1][i], …))}.
   *
   * @param factor the factors, at least as many as {@code into} has elements
   * @param inputs the values of the inputs, at least as many; those of unused inputs are not
   *     touched and may be null or missing
   * @param scalars bit {@code k} is set if {@code inputs[k]} holds one value for all elements
   * @param into is added to
   * @throws IllegalArgumentException if an array is too short
   */
  public void accumulate(
      double[] factor, double[] @Nullable [] inputs, int scalars, double[] into) {
    if (factor.length < into.length) {
      throw new IllegalArgumentException(
          "Expected " + into.length + " factors but got " + factor.length);
    }
    check(inputs, scalars, into.length);
    if (into.length == 0) {
      return;
    }
    loop(accumulations, scalars & used, true).run(inputs, factor, into, into.length);
  }

  private void check(double[] @Nullable [] inputs, int scalars, int length) {
    for (int k = 0; k < expression.inputs(); k++) {
      if ((used >> k & 1) != 0) {
        double[] input = k < inputs.length ? inputs[k] : null;
        int expected = (scalars >> k & 1) != 0 ? Math.min(1, length) : length;
        if (input == null || input.length < expected) {
          throw new IllegalArgumentException(
              "Input "
                  + k
                  + " must have "
                  + expected
                  + " values but "
                  + (input == null ? "is missing" : "has " + input.length)
                  + ": "
                  + expression);
        }
      }
    }
  }

  private CompiledCode function() {
    CompiledCode code = function;
    if (code == null) {
      // Two threads may both compile it, to no harm.
      code = KernelCompiler.function(expression);
      function = code;
    }
    return code;
  }

  private KernelLoop loop(
      AtomicReferenceArray<@Nullable KernelLoop> loops, int scalars, boolean accumulate) {
    KernelLoop loop = loops.get(scalars);
    if (loop == null) {
      loop = new KernelLoop(expression, scalars, accumulate);
      if (!loops.compareAndSet(scalars, null, loop)) {
        KernelLoop other = loops.get(scalars);
        return other == null ? loop : other;
      }
    }
    return loop;
  }

  @Override
  public String toString() {
    return "Kernel[" + expression + "]";
  }
}
