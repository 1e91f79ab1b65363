package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A program that compares the compiled code of random regions with {@link RegionInterpreter} bit by
 * bit, and prints what differs. {@link LanesTest} runs it with the module of vectors, {@link
 * RegionTest} without.
 */
final class RegionProof {

  private static final int BUFFERS = 3;

  private static final int SUMS = 2;

  /** Where the bases are, and how many. */
  private static final int BASES = BUFFERS + 4 + 2 * SUMS;

  private static final int BASE_COUNT = 3;
  private static final int[] COUNTS = {
    0, 1, 2, 3, 5, 8, 9, 17, 127, 129, 255, 256, 257, 519, 1000, 1664
  };
  private static final int[] STRIDES = {0, 1, 1, 1, 2, 3, -1};

  private final SplittableRandom random;

  private RegionProof(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * Compares regions.
   *
   * @param arguments the number of regions and the number of times to run each
   */
  public static void main(String... arguments) {
    int regions = Integer.parseInt(arguments[0]);
    List<String> failures = failures(regions, Integer.parseInt(arguments[1]));
    failures.forEach(System.out::println);
    System.out.println(LaneWriter.lanes() + " lanes, " + regions + " regions");
  }

  /** The regions whose code gives other bits than the interpreter. */
  static List<String> failures(int regions, int runs) {
    List<String> failures = new ArrayList<>();
    for (int seed = 0; seed < regions; seed++) {
      String failure = new RegionProof(seed).failure(COUNTS[seed % COUNTS.length], runs);
      if (!failure.isEmpty()) {
        failures.add("Region " + seed + " differs: " + failure);
      }
    }
    return failures;
  }

  private String failure(int count, int runs) {
    int size = 3 * count + 40;
    Region region = region(count, size);
    double[][] inputs = new double[BUFFERS][size];
    for (double[] input : inputs) {
      for (int i = 0; i < size; i++) {
        input[i] =
            random.nextInt(8) == 0
                ? Double.longBitsToDouble(random.nextLong())
                : random.nextDouble(-3, 3);
      }
    }
    double[][] expected = buffers(inputs);
    RegionInterpreter interpreter = new RegionInterpreter(region);
    interpreter.run(expected, new double[interpreter.scratch()]);
    RegionCode code = region.compile();
    double[] scratch = new double[code.scratch()];
    double[][] actual = buffers(inputs);
    for (int run = 0; run < runs; run++) {
      code.run(actual, scratch);
    }
    for (int b = 0; b < expected.length; b++) {
      for (int i = 0; i < size; i++) {
        if (Double.doubleToLongBits(expected[b][i]) != Double.doubleToLongBits(actual[b][i])) {
          return count
              + " indexes, store or sum "
              + (b - BUFFERS)
              + " at "
              + i
              + ": "
              + actual[b][i]
              + " for "
              + expected[b][i]
              + " of "
              + region;
        }
      }
    }
    for (Region.Total total : region.totals()) {
      // Before each sum, what is summed is stored.
      double[] terms = actual[total.buffer() - 1];
      double sum = Sums.pairwise(terms, 0, count);
      if (Double.doubleToLongBits(sum) != Double.doubleToLongBits(actual[total.buffer()][0])) {
        return "the sum of " + count + " is " + actual[total.buffer()][0] + " for " + sum;
      }
    }
    return "";
  }

  /** The inputs, a buffer for each store and each sum, and the bases. */
  private static double[][] buffers(double[][] inputs) {
    double[][] buffers = new double[BASES + 1][];
    for (int b = 0; b < buffers.length; b++) {
      buffers[b] = b < BUFFERS ? inputs[b] : new double[inputs[0].length];
    }
    for (int k = 0; k < BASE_COUNT; k++) {
      buffers[BASES][k] = k * k;
    }
    return buffers;
  }

  private Region region(int count, int size) {
    Region.Builder builder = Region.builder(count);
    List<Integer> nodes = new ArrayList<>();
    for (int k = random.nextInt(1, 8); k > 0; k--) {
      int stride = stride();
      nodes.add(builder.load(span(random.nextInt(BUFFERS), offset(stride, count, size), stride)));
    }
    nodes.add(builder.constant(random.nextDouble(-2, 2)));
    // Every third region has calls that cannot be written in lanes.
    boolean mixed = random.nextInt(3) == 0;
    for (int k = random.nextInt(1, 60); k > 0; k--) {
      nodes.add(call(builder, nodes, mixed));
    }
    for (int s = 0; s < 4; s++) {
      int stride = stride();
      int node = s == 0 ? nodes.get(nodes.size() - 1) : pick(nodes);
      builder.store(node, span(BUFFERS + s, offset(stride, count, size), stride));
    }
    for (int s = 0; count > 0 && random.nextBoolean() && s < SUMS; s++) {
      int node = call(builder, nodes, mixed);
      builder.store(node, BUFFERS + 4 + 2 * s, 0, 1);
      builder.sum(node, BUFFERS + 5 + 2 * s, 0);
    }
    return builder.build();
  }

  private int call(Region.Builder builder, List<Integer> nodes, boolean mixed) {
    int x = pick(nodes);
    int y = pick(nodes);
    if (mixed && random.nextInt(5) == 0) {
      return random.nextBoolean()
          ? builder.call("cbrt", (DoubleUnaryOperator) Math::cbrt, x)
          : builder.call("hypot", (DoubleBinaryOperator) Math::hypot, x, y);
    }
    return switch (random.nextInt(6)) {
      case 0 -> call(builder, UnaryFunction.values(), x);
      case 1 -> call(builder, TernaryPrimitive.values(), x, y, pick(nodes));
      case 2 -> builder.call("sine", UnaryFunction.SIN, x);
      default -> call(builder, BinaryPrimitive.values(), x, y);
    };
  }

  private int call(Region.Builder builder, Object[] functions, int... arguments) {
    Object function = functions[random.nextInt(functions.length)];
    return builder.call(function.toString(), function, arguments);
  }

  private int pick(List<Integer> nodes) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Half of them with a base. */
  private Region.Span span(int buffer, int offset, int stride) {
    if (random.nextBoolean()) {
      return new Region.Span(buffer, offset, stride, null);
    }
    int k = random.nextInt(BASE_COUNT);
    return new Region.Span(buffer, offset - k * k, stride, new Region.Place(BASES, k));
  }

  private int stride() {
    return STRIDES[random.nextInt(STRIDES.length)];
  }

  private static int offset(int stride, int count, int size) {
    return stride < 0 ? count - 1 : (size - 3 * count) / 2;
  }
}
