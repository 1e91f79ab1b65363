package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A program that compares lanes, scalars and function objects bit by bit, as often as its argument
 * says, and prints what differs. {@link LanesTest} runs it with the module of vectors.
 */
final class LaneProof {

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    1.5,
    -2.5,
    0.3,
    -0.7,
    3,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0x1p52,
    0x1.fffffffffffffp51,
    -0x1.fffffffffffffp52,
    0x1p53,
    709.78,
    709.79,
    -745.13,
    -745.14,
    1023,
    -1022
  };

  private LaneProof() {}

  /**
   * Compares all.
   *
   * @param arguments the number of times to run each loop
   */
  public static void main(String... arguments) {
    int runs = Integer.parseInt(arguments[0]);
    List<Instructions> all = new ArrayList<>();
    all.addAll(List.of(UnaryPrimitive.values()));
    all.addAll(List.of(BinaryPrimitive.values()));
    all.addAll(List.of(TernaryPrimitive.values()));
    all.addAll(List.of(UnaryFunction.values()));
    all.addAll(List.of(BinaryFunction.values()));
    for (Instructions instructions : all) {
      compare(instructions, runs);
    }
    System.out.println(LaneWriter.lanes() + " lanes, " + all.size() + " functions");
  }

  private static void compare(Instructions instructions, int runs) {
    int arity =
        instructions instanceof DoubleUnaryOperator
            ? 1
            : instructions instanceof DoubleBinaryOperator ? 2 : 3;
    double[][] in = inputs();
    LaneLoop lanes = LaneLoop.of(instructions, arity, true);
    LaneLoop scalars = LaneLoop.of(instructions, arity, false);
    double[] fromLanes = new double[in[0].length];
    double[] fromScalars = new double[in[0].length];
    for (int run = 0; run < runs; run++) {
      lanes.run(in[0], in[1], in[2], fromLanes);
      scalars.run(in[0], in[1], in[2], fromScalars);
    }
    for (int i = 0; i < fromLanes.length; i++) {
      double expected = value(instructions, in[0][i], in[1][i], in[2][i]);
      if (differ(expected, fromLanes[i]) || differ(expected, fromScalars[i])) {
        System.out.printf(
            "%s(%s, %s, %s): %s in lanes, %s in scalars, %s as a function%n",
            instructions, in[0][i], in[1][i], in[2][i], fromLanes[i], fromScalars[i], expected);
      }
    }
  }

  /** All pairs of special values, with a third that goes round, and random ones; 7 in the tail. */
  private static double[][] inputs() {
    int pairs = SPECIAL.length * SPECIAL.length;
    int length = (pairs + 512) / 8 * 8 + 7;
    double[][] in = new double[3][length];
    SplittableRandom random = new SplittableRandom(20);
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < 3; k++) {
        in[k][i] =
            i % 2 == 0
                ? Double.longBitsToDouble(random.nextLong())
                : (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-30, 12));
      }
      if (i < pairs) {
        in[0][i] = SPECIAL[i % SPECIAL.length];
        in[1][i] = SPECIAL[i / SPECIAL.length];
        in[2][i] = SPECIAL[(i + i / SPECIAL.length) % SPECIAL.length];
      }
    }
    return in;
  }

  private static double value(Instructions instructions, double a, double b, double c) {
    if (instructions instanceof DoubleUnaryOperator f) {
      return f.applyAsDouble(a);
    }
    if (instructions instanceof DoubleBinaryOperator f) {
      return f.applyAsDouble(a, b);
    }
    return ((TernaryOperator) instructions).applyAsDouble(a, b, c);
  }

  private static boolean differ(double a, double b) {
    return Double.doubleToLongBits(a) != Double.doubleToLongBits(b);
  }
}
