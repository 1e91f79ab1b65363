package chainrule.autodiff.kernel;

/** The primitives in lanes, where they are more than one call: the same bits as {@link Steps}. */
final class LaneSteps {

  private static final long SIGN = Long.MIN_VALUE;
  private static final long ONE = Double.doubleToRawLongBits(1);
  private static final double FROM_HERE_WHOLE = 0x1p52;

  private LaneSteps() {}

  static void reciprocal(LaneWriter lanes) {
    int x = lanes.save();
    lanes.constant(1);
    lanes.get(x);
    lanes.binary("div");
  }

  static void square(LaneWriter lanes) {
    int x = lanes.save();
    lanes.get(x);
    lanes.get(x);
    lanes.binary("mul");
  }

  /** Adding and subtracting 2^52 rounds; the sign is put back, for zeros. */
  static void rint(LaneWriter lanes) {
    int x = lanes.save();
    lanes.get(x);
    lanes.get(x);
    lanes.unary("abs");
    lanes.constant(FROM_HERE_WHOLE);
    lanes.binary("add");
    lanes.constant(FROM_HERE_WHOLE);
    lanes.binary("sub");
    withSign(lanes, x);
    lanes.get(x);
    lanes.unary("abs");
    lanes.compare("LT", FROM_HERE_WHOLE);
    lanes.blend();
  }

  static void floor(LaneWriter lanes) {
    int x = lanes.save();
    lanes.get(x);
    rint(lanes);
    int whole = lanes.save();
    lanes.get(whole);
    lanes.get(whole);
    lanes.constant(1);
    lanes.binary("sub");
    lanes.get(whole);
    lanes.get(x);
    lanes.compare("GT");
    lanes.blend();
  }

  static void sign(LaneWriter lanes) {
    int x = lanes.save();
    lanes.get(x);
    lanes.constant(1);
    withSign(lanes, x);
    lanes.get(x);
    lanes.unary("abs");
    lanes.compare("GT", 0);
    lanes.blend();
  }

  /** A magnitude gets the sign of x. */
  private static void withSign(LaneWriter lanes, int x) {
    lanes.toBits();
    lanes.get(x);
    lanes.toBits();
    lanes.bits("AND", SIGN);
    lanes.bits("or");
    lanes.fromBits();
  }

  static void copySign(LaneWriter lanes) {
    int sign = lanes.save();
    lanes.unary("abs");
    withSign(lanes, sign);
  }

  static void powerOfTwo(LaneWriter lanes) {
    lanes.constant(Steps.SHIFT);
    lanes.binary("add");
    lanes.toBits();
    lanes.bits("ADD", Steps.BIAS);
    lanes.bits("LSHL", Steps.FRACTION);
    lanes.fromBits();
  }

  static void scale(LaneWriter lanes) {
    lanes.constant(Steps.SHIFT + 2 * Steps.BIAS);
    lanes.binary("add");
    lanes.toBits();
    int sum = lanes.save();
    lanes.get(sum);
    lanes.bits("LSHR", 1);
    int half = lanes.save();
    lanes.get(half);
    lanes.bits("LSHL", Steps.FRACTION);
    lanes.fromBits();
    lanes.binary("mul");
    lanes.get(sum);
    lanes.get(half);
    lanes.bits("sub");
    lanes.bits("LSHL", Steps.FRACTION);
    lanes.fromBits();
    lanes.binary("mul");
  }

  /** The exponent's bits become the last bits of a double above 2^52. */
  static void exponent(LaneWriter lanes) {
    lanes.toBits();
    lanes.bits("LSHR", Steps.FRACTION);
    lanes.bits("OR", Double.doubleToRawLongBits(FROM_HERE_WHOLE));
    lanes.fromBits();
    lanes.constant(FROM_HERE_WHOLE + Steps.BIAS);
    lanes.binary("sub");
  }

  static void significand(LaneWriter lanes) {
    lanes.toBits();
    lanes.bits("AND", (1L << Steps.FRACTION) - 1);
    lanes.bits("OR", ONE);
    lanes.fromBits();
  }

  static void atMost(LaneWriter lanes) {
    bound(lanes, "GT");
  }

  static void atLeast(LaneWriter lanes) {
    bound(lanes, "LT");
  }

  private static void bound(LaneWriter lanes, String beyond) {
    int bound = lanes.save();
    int x = lanes.save();
    lanes.get(x);
    lanes.get(bound);
    lanes.get(x);
    lanes.get(bound);
    lanes.compare(beyond);
    lanes.blend();
  }

  static void chain(LaneWriter lanes) {
    int p = lanes.save();
    int c = lanes.save();
    lanes.get(c);
    lanes.get(p);
    lanes.binary("mul");
    int product = lanes.save();
    lanes.get(product);
    lanes.get(product);
    lanes.get(product);
    lanes.compare("NE");
    lanes.get(c);
    lanes.compare("EQ", 0);
    lanes.get(p);
    lanes.compare("EQ", 0);
    lanes.masks("or");
    lanes.masks("and");
    lanes.blend(0);
  }

  static void greater(LaneWriter lanes) {
    mask(lanes, "LE", "GT");
  }

  static void greaterOrEqual(LaneWriter lanes) {
    mask(lanes, "LT", "GE");
  }

  static void less(LaneWriter lanes) {
    mask(lanes, "GE", "LT");
  }

  static void lessOrEqual(LaneWriter lanes) {
    mask(lanes, "GT", "LE");
  }

  /** 0 or 1 where one of two complementary comparisons holds, else NaN. */
  private static void mask(LaneWriter lanes, String zero, String one) {
    int b = lanes.save();
    int a = lanes.save();
    lanes.constant(Double.NaN);
    where(lanes, a, zero, b, 0);
    where(lanes, a, one, b, 1);
  }

  static void equal(LaneWriter lanes) {
    equality(lanes, 1, 0);
  }

  static void notEqual(LaneWriter lanes) {
    equality(lanes, 0, 1);
  }

  private static void equality(LaneWriter lanes, double same, double other) {
    int b = lanes.save();
    int a = lanes.save();
    lanes.constant(Double.NaN);
    where(lanes, a, "LT", b, other);
    where(lanes, a, "GT", b, other);
    where(lanes, a, "EQ", b, same);
  }

  private static void where(LaneWriter lanes, int a, String comparison, int b, double value) {
    lanes.get(a);
    lanes.get(b);
    lanes.compare(comparison);
    lanes.blend(value);
  }

  static void where(LaneWriter lanes) {
    int b = lanes.save();
    int a = lanes.save();
    int mask = lanes.save();
    lanes.get(b);
    lanes.get(a);
    lanes.get(mask);
    lanes.compare("NE", 0);
    lanes.blend();
    lanes.get(mask);
    lanes.get(mask);
    lanes.get(mask);
    lanes.compare("NE");
    lanes.blend();
  }

  static void ifPositive(LaneWriter lanes) {
    int b = lanes.save();
    int a = lanes.save();
    int x = lanes.save();
    lanes.get(b);
    lanes.get(a);
    lanes.get(x);
    lanes.compare("GT", 0);
    lanes.blend();
  }
}
