package chainrule.autodiff.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An expression as a loop over arrays, made of regions. What depends on scalars alone comes first.
 */
final class KernelLoop {
  private final int inputs;
  private final RegionCode once;
  private final RegionCode each;
  private final int numbers;

  // Of the run before; a run takes it away for its time.
  private final AtomicReference<double @Nullable []> scratch = new AtomicReference<>();

  /**
   * Compiles a loop. Its buffers are the inputs, then the factors, the result, and numbers.
   *
   * @param scalars the mask of the inputs that do not vary
   * @param accumulate whether products with the factors are added to the result, which is otherwise
   *     set to the values
   */
  KernelLoop(Expression expression, int scalars, boolean accumulate) {
    inputs = expression.inputs();
    int factors = inputs;
    int result = inputs + 1;
    int results = inputs + 2;
    Region.Builder first = Region.builder(1);
    Region.Builder loop = Region.builder(Region.ANY);
    int[] nodes = new int[expression.size()];
    int[] uniform = new int[expression.size()];
    Arrays.fill(uniform, -1);
    int count = 0;
    for (int n = 0; n < nodes.length; n++) {
      Expression.Node node = expression.node(n);
      if (node instanceof Expression.Input input) {
        boolean scalar = (scalars >> input.index() & 1) != 0;
        nodes[n] = loop.load(input.index(), 0, scalar ? 0 : 1);
        uniform[n] = scalar ? first.load(input.index(), 0, 0) : -1;
      } else if (node instanceof Expression.Constant constant) {
        nodes[n] = loop.constant(constant.value());
        uniform[n] = first.constant(constant.value());
      } else {
        Expression.Call call = (Expression.Call) node;
        int[] arguments = new int[call.arity()];
        boolean same = true;
        for (int k = 0; k < arguments.length; k++) {
          arguments[k] = uniform[call.argument(k)];
          same &= arguments[k] >= 0;
        }
        if (same) {
          uniform[n] = first.call(call.name, call.function, arguments);
          first.store(uniform[n], results, count, 0);
          nodes[n] = loop.load(results, count++, 0);
        } else {
          Arrays.setAll(arguments, k -> nodes[call.argument(k)]);
          nodes[n] = loop.call(call.name, call.function, arguments);
        }
      }
    }
    int value = nodes[nodes.length - 1];
    if (accumulate) {
      int factor = loop.load(factors, 0, 1);
      boolean one = expression.isConstant() && expression.constant() == 1;
      int product = one ? factor : loop.call("chain", BinaryPrimitive.CHAIN, factor, value);
      value = loop.call("add", BinaryPrimitive.ADD, loop.load(result, 0, 1), product);
    }
    loop.store(value, result, 0, 1);
    numbers = count;
    once = first.build().compile();
    each = loop.build().compile();
  }

  void run(double[] @Nullable [] arrays, double[] factors, double[] out, int count) {
    double[] @Nullable [] buffers = Arrays.copyOf(arrays, inputs + 3);
    buffers[inputs] = factors;
    buffers[inputs + 1] = out;
    if (numbers > 0) {
      buffers[inputs + 2] = new double[numbers];
      once.run(buffers, NONE);
    }
    if (each.scratch() == 0) {
      each.run(buffers, NONE, 0, count);
      return;
    }
    double[] own = scratch.getAndSet(null);
    if (own == null) {
      own = new double[each.scratch()];
    }
    each.run(buffers, own, 0, count);
    scratch.set(own);
  }

  private static final double[] NONE = {};
}
