package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds contain every result and little else: all small mantissas, and all small intervals. */
@Tag("fast")
class BallBoundsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** So that a ball of the value is off by four units in the last place of its bits at most. */
  private static void assertNarrow(Ball actual, double low, double high, int bits) {
    double unit = Math.max(Math.abs(low), Math.abs(high)) * Math.scalb(1.0, 1 - bits);
    double slack = 4 * unit + (high - low) * 1e-7;
    assertThat(actual.lower()).as("%s", actual).isBetween(low - slack, Math.nextUp(low) + 0.0);
    assertThat(actual.upper()).as("%s", actual).isBetween(Math.nextDown(high), high + slack);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 7, 20})
  void arithmeticOfAllSmallMantissas(int bits) {
    int[] radii = {0, 13};
    for (int m = -11; m <= 11; m++) {
      for (int n = -11; n <= 11; n++) {
        for (int r : radii) {
          for (int s : radii) {
            Ball x = Ball.about(Big.of(m).scale(-2), Magnitude.of(r, -5), bits);
            Ball y = Ball.about(Big.of(n), Magnitude.of(s, -4), bits);
            check(x, y, bits);
          }
        }
      }
    }
  }

  private static void check(Ball x, Ball y, int bits) {
    double[] xs = {x.lower(), x.doubleValue(), x.upper()};
    double[] ys = {y.lower(), y.doubleValue(), y.upper()};
    double[] product = {INFINITY, -INFINITY};
    double[] quotient = {INFINITY, -INFINITY};
    for (double a : xs) {
      for (double b : ys) {
        product[0] = Math.min(product[0], a * b);
        product[1] = Math.max(product[1], a * b);
        quotient[0] = Math.min(quotient[0], a / b);
        quotient[1] = Math.max(quotient[1], a / b);
      }
    }
    Ball sum = x.add(y);
    double low = xs[0] + ys[0];
    double high = xs[2] + ys[2];
    assertThat(sum.contains(low) && sum.contains(high)).as("%s + %s: %s", x, y, sum).isTrue();
    assertNarrow(sum, low, high, bits);
    assertNarrow(x.subtract(y), xs[0] - ys[2], xs[2] - ys[0], bits);
    Ball times = x.multiply(y);
    assertThat(times.contains(product[0]) && times.contains(product[1]))
        .as("%s * %s: %s", x, y, times)
        .isTrue();
    assertNarrow(times, product[0], product[1], bits);
    if (ys[0] > 0 || ys[2] < 0) {
      Ball over = x.divide(y);
      assertNarrow(over, quotient[0], quotient[1], Math.min(bits, 16));
      // exactly: a is in the product of the quotient and each number of the divisor
      for (double a : xs) {
        for (double b : ys) {
          assertThat(over.withBits(200).multiply(Ball.ofBits(b, 200)).contains(a))
              .as("%s / %s: %s", x, y, over)
              .isTrue();
        }
      }
    } else if (xs[0] > 0 || xs[2] < 0) {
      assertThat(x.divide(y).isBounded()).isFalse();
    }
  }

  @Test
  void sumsOfNumbersFarApart() {
    for (int bits = 3; bits <= 12; bits++) {
      for (int gap = 0; gap <= 20; gap++) {
        for (int sign : new int[] {1, -1}) {
          Big large = Big.of(5);
          Big small = Big.of(3L * sign).scale(-gap);
          Ball sum = Ball.exact(large, bits).add(Ball.exact(small, bits));
          Ball exact = Ball.exact(large.add(small), 100);
          assertThat(sum.contains(exact)).as("%s ± %s", large, small).isTrue();
          assertNarrow(sum, exact.doubleValue(), exact.doubleValue(), bits - 1);
          Ball turned = Ball.exact(small, bits).add(Ball.exact(large, bits));
          assertThat(turned.contains(exact)).isTrue();
          assertNarrow(turned, exact.doubleValue(), exact.doubleValue(), bits - 1);
        }
      }
    }
  }

  /** What is promised of functions at points: a radius below 2^-bits of the midpoint. */
  private static boolean isNarrow(Ball ball, int bits) {
    return ball.radiusBound().scale(bits).toBig().compareTo(ball.midpoint().abs()) <= 0;
  }

  @Test
  void rootsOfAllSmallNumbers() {
    for (int bits : new int[] {2, 5, 12}) {
      for (int m = 1; m <= 270; m++) {
        for (int scale : new int[] {-3, -2, -1, 0, 4}) {
          Big number = Big.of(m).scale(scale);
          Ball root = Roots.sqrt(number, bits);
          assertThat(root.withBits(200).square().contains(Ball.exact(number, 200))).isTrue();
          assertThat(isNarrow(root, bits)).as("%s", root).isTrue();
          Ball cube = Roots.cbrt(number.negate(), bits).negate();
          assertThat(cube.withBits(200).pow(cube.number(3)).contains(Ball.exact(number, 200)))
              .isTrue();
          assertThat(isNarrow(cube, bits)).as("%s", cube).isTrue();
        }
      }
    }
    for (int m = 1; m <= 100; m++) {
      assertThat(Roots.sqrt(Big.of((long) m * m), 10).isExact()).isTrue();
      assertThat(Roots.cbrt(Big.of((long) m * m * m), 10).isExact()).isTrue();
      assertThat(Roots.sqrt(Big.of((long) m * m + 1), 10).isExact()).isFalse();
      assertThat(Roots.cbrt(Big.of((long) m * m * m + 1), 10).isExact()).isFalse();
    }
  }

  @Test
  void theRootOfZeroIsZero() {
    assertThat(Roots.sqrt(Big.ZERO, 20).isZero()).isTrue();
  }

  @Test
  void longCubeRootsAreRight() {
    for (int bits : new int[] {290, 310, 700, 2000}) {
      Ball root = Roots.cbrt(Big.of(12345), bits);
      assertThat(isNarrow(root, bits)).as("%s", root).isTrue();
      assertThat(root.pow(root.number(3)).contains(12345.0)).isTrue();
    }
  }

  // ---------------------------------------------------------------- small intervals

  private static final double[] POINTS = {-INFINITY, -3, -1, -0.5, 0, 1, 2, INFINITY};

  private record Interval(double low, double high) {
    Ball ball() {
      return Ball.between(low, high, 20);
    }

    /** Numbers of the interval, its ends first. */
    List<Double> points() {
      List<Double> points = new ArrayList<>(List.of(low, high));
      for (double x : new double[] {-1e9, -1, -0.25, 0.25, 1, 1.5, 7}) {
        if (low < x && x < high) {
          points.add(x);
        }
      }
      if (low < 0 && high > 0) {
        points.add(0.0);
      }
      return points;
    }
  }

  private static List<Interval> intervals() {
    List<Interval> all = new ArrayList<>();
    for (double low : POINTS) {
      for (double high : POINTS) {
        if (low <= high) {
          all.add(new Interval(low, high));
        }
      }
    }
    return all;
  }

  private static boolean hasEnds(Ball ball, double low, double high) {
    return near(ball.lower(), low, high - low) && near(ball.upper(), high, high - low);
  }

  private static boolean near(double actual, double expected, double width) {
    return actual == expected || Math.abs(actual - expected) <= 1e-8 * Math.min(width, 10);
  }

  @Test
  void setsOfNumbers() {
    for (Interval p : intervals()) {
      Ball x = p.ball();
      assertThat(hasEnds(x, p.low, p.high)).as("%s", x).isTrue();
      assertThat(hasEnds(x.negate(), -p.high, -p.low)).as("%s", x).isTrue();
      for (Interval q : intervals()) {
        Ball y = q.ball();
        // radii of 30 bits may reach beyond an end, by less than the distance of two points
        boolean within = p.low <= q.low && q.high <= p.high;
        boolean apart = p.high < q.low || q.high < p.low;
        if (within || Math.min(p.low - q.low, 1) > 0.1 || Math.min(q.high - p.high, 1) > 0.1) {
          assertThat(x.contains(y)).as("%s in %s", y, x).isEqualTo(within);
        }
        assertThat(x.isApartFrom(y)).as("%s, %s", x, y).isEqualTo(apart);
        double low = Math.min(p.low, q.low);
        double high = Math.max(p.high, q.high);
        assertThat(hasEnds(x.hull(y), low, high)).as("%s, %s: %s", x, y, x.hull(y)).isTrue();
        low = Math.max(p.low, q.low);
        high = Math.min(p.high, q.high);
        if (apart) {
          assertThatThrownBy(() -> Intervals.intersection(x, y))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith("no intersection");
        } else {
          Ball common = Intervals.intersection(x, y);
          assertThat(common.lower() + 0.0).as("%s, %s", x, y).isBetween(low - 1e-7, low + 0.0);
          assertThat(common.upper() + 0.0).as("%s, %s", x, y).isBetween(high + 0.0, high + 1e-7);
        }
      }
    }
  }

  /** Whether a value at a point agrees with what is said of all points. */
  private static boolean holds(Ball range, Ball value) {
    if (range.isUnknown() || value.isNaN()) {
      return range.isUnknown() || (range.isUndefined() && value.isUndefined());
    }
    return !range.isUndefined() && !range.isApartFrom(value);
  }

  private static final Map<String, BinaryOperator<Real>> OPERATIONS =
      Map.of(
          "add", Real::add,
          "subtract", Real::subtract,
          "multiply", Real::multiply,
          "divide", Real::divide,
          "pow", Real::pow,
          "max", Real::max,
          "min", Real::min,
          "hypot", Real::hypot,
          "atan2", Real::atan2,
          "greater", Real::greater);

  /**
   * An operation on two intervals gives a ball that contains its values at points. Where all are
   * numbers and the operation is monotone along either operand, it is no wider than they are.
   */
  @Test
  void operationsOnIntervalsContainTheirValuesAtPoints() {
    OPERATIONS.forEach(
        (name, operation) -> {
          for (Interval p : intervals()) {
            for (Interval q : intervals()) {
              check(name, operation, p, q);
            }
          }
        });
  }

  private static void check(String name, BinaryOperator<Real> operation, Interval p, Interval q) {
    Ball range = (Ball) operation.apply(p.ball(), q.ball());
    double least = INFINITY;
    double most = -INFINITY;
    for (double a : p.points()) {
      for (double b : q.points()) {
        Ball value = (Ball) operation.apply(Ball.of(a, 20), Ball.of(b, 20));
        assertThat(holds(range, value))
            .as("%s %s %s at %s, %s: %s in %s", name, p, q, a, b, value, range)
            .isTrue();
        least = Math.min(least, value.doubleValue());
        most = Math.max(most, value.doubleValue());
      }
    }
    boolean bounded = Double.isFinite(p.low + p.high) && Double.isFinite(q.low + q.high);
    boolean smooth =
        switch (name) {
          case "divide" -> q.low > 0 || q.high < 0;
          case "pow" -> p.low > 0 || (p.low == 0 && q.low > 0);
          case "atan2" -> q.low > 0;
          default -> true;
        };
    if (bounded && smooth) {
      double slack = 1e-7 * Math.max(most - least, Math.min(Math.abs(most), 1));
      assertThat(range.lower() + 0.0)
          .as("%s %s %s", name, p, q)
          .isBetween(least - slack, least + 0.0);
      assertThat(range.upper() + 0.0)
          .as("%s %s %s", name, p, q)
          .isBetween(most + 0.0, most + slack);
    }
  }

  private static final Map<String, UnaryOperator<Real>> FUNCTIONS = NamedFunctions.UNARY;

  /** The range of a function contains its values, and is not much wider than it must be. */
  @Test
  void rangesOfFunctions() {
    FUNCTIONS.forEach(
        (name, function) -> {
          for (Interval p : intervals()) {
            Ball range = (Ball) function.apply(p.ball());
            double least = INFINITY;
            double most = -INFINITY;
            for (double a : p.points()) {
              Ball value = (Ball) function.apply(Ball.of(a, 20));
              assertThat(holds(range, value))
                  .as("%s %s at %s: %s in %s", name, p, a, value, range)
                  .isTrue();
              least = Math.min(least, value.doubleValue());
              most = Math.max(most, value.doubleValue());
            }
            if (range.isBounded() && !name.equals("tan")) {
              double width = name.equals("sin") || name.equals("cos") ? 2 : most - least;
              assertThat(range.upper() - range.lower())
                  .as("%s %s: %s", name, p, range)
                  .isLessThanOrEqualTo((width + 1e-15 * Math.abs(most)) * 2.5 + 1e-300);
            }
          }
        });
  }

  /** A narrow ball's values spread by its radius times the slope, and hardly more. */
  @Test
  void narrowBallsStayNarrow() {
    Magnitude radius = Magnitude.powerOfTwo(-40);
    FUNCTIONS.forEach(
        (name, function) -> {
          for (double a : new double[] {0.3, 0.7, 1.3, 2.5, 3.9, -0.6, -1.7}) {
            Ball low = (Ball) function.apply(Ball.of(a - 0x1p-40, 60));
            Ball high = (Ball) function.apply(Ball.of(a + 0x1p-40, 60));
            Ball range = (Ball) function.apply(Ball.of(a, 60).widened(radius));
            if (low.isNaN()) {
              assertThat(range.isUndefined()).as("%s at %s", name, a).isTrue();
              continue;
            }
            assertThat(!range.isApartFrom(low) && !range.isApartFrom(high))
                .as("%s %s", name, a)
                .isTrue();
            boolean carried = List.of("sin", "cos", "atan", "tanh", "asinh").contains(name);
            double spread = high.subtract(low).abs().doubleValue() / 2;
            double most = carried ? 0x1p-40 : spread * 1.000001 + (name.equals("tan") ? 1e-11 : 0);
            assertThat(range.radius())
                .as("%s at %s", name, a)
                .isLessThanOrEqualTo(
                    name.equals("logGamma") || name.equals("xLogX")
                        ? most + 1e-12
                        : most * 1.000001);
          }
        });
  }

  @Test
  void whatIsNotWholeOrNotANumberIsSaidOfPowers() {
    double[] bases = {-2.5, -2, -1, -0.5, -0.0, 0.0, 0.5, 1, 2.5};
    double[] exponents = {-3, -2.5, -2, -1, -0.5, -0.0, 0.5, 1, 2, 2.5, 3, 1023, -1023, 1025, 2000};
    for (double base : bases) {
      for (double exponent : exponents) {
        Ball power = Ball.of(base, 20).pow(Ball.of(exponent, 20));
        double expected = Math.pow(base, exponent);
        if ((Math.abs(expected) > 1e-300 && Math.abs(expected) < 1e300) || base == 0) {
          double ulp = Double.isFinite(expected) ? Math.ulp(expected) : 0;
          assertThat(power.doubleValue() + 0.0)
              .as("%s ^ %s", base, exponent)
              .isBetween(expected - ulp, expected + ulp);
        }
        assertThat(power.isUndefined()).isEqualTo(Double.isNaN(expected));
        assertThat(power.isNaN() || power.isExact() || power.certainDigits() >= 20)
            .as("%s ^ %s: %s", base, exponent, power)
            .isTrue();
      }
    }
    Ball huge = Ball.exact(Big.ONE.scale(40).add(Big.ONE), 96);
    Ball root = Ball.of(2, 20).pow(huge);
    assertThat(root.certainDigits()).isGreaterThanOrEqualTo(20);
    assertThat(root.log().divide(huge).isApartFrom(Ball.of(2, 20).log())).isFalse();
    Ball unsigned = Ball.of(0, 20).hull(Ball.of(-0.0, 20));
    assertThat(unsigned.pow(Ball.of(-2, 20)).doubleValue()).isEqualTo(INFINITY);
    assertThat(unsigned.pow(Ball.of(2, 20)).isExact()).isTrue();
    assertThat(unsigned.pow(Ball.of(-3, 20)).upper()).isEqualTo(INFINITY);
    assertThat(unsigned.pow(Ball.of(-3, 20)).lower()).isEqualTo(-INFINITY);
    assertThat(Ball.between(-1, 2, 20).pow(Ball.of(-1, 20)).doubt())
        .contains("divides by a number that may be zero");
    assertThat(Ball.of(1, 20).divide(Ball.of(-1, 20).log()).isUndefined()).isTrue();
    assertThat(Ball.between(-1, 1, 20).log().pow(Ball.between(-1, 1, 20)).isUnknown()).isTrue();
    assertThat(Ball.of(-1, 20).log().pow(Ball.of(2, 20)).isUndefined()).isTrue();
  }

  @Test
  void doubtsAreHandedOn() {
    Ball doubtful = Ball.between(-1, 1, 20).sign();
    String why = "straddles the jump of the sign";
    Ball two = Ball.of(2, 20);
    assertThat(doubtful.add(two).doubt()).contains(why);
    assertThat(two.add(doubtful).doubt()).contains(why);
    assertThat(two.multiply(doubtful).doubt()).contains(why);
    assertThat(doubtful.exp().doubt()).contains(why);
    assertThat(doubtful.hull(two).doubt()).contains(why);
    assertThat(two.hull(doubtful).doubt()).contains(why);
    assertThat(doubtful.reciprocal().doubt()).contains(why);
    assertThat(doubtful.withDigits(5).doubt()).contains(why);
    assertThat(doubtful.withoutDoubt().doubt()).isEmpty();
    assertThat(two.withoutDoubt()).isSameAs(two);
    assertThat(Ball.of(-1, 20).log().add(two).doubt()).contains("outside the domain of log");
    assertThat(two.add(Ball.of(-1, 20).log()).doubt()).contains("outside the domain of log");
    Ball unknown = Ball.between(-1, 1, 20).log();
    assertThat(unknown.add(two).doubt()).contains("may be outside the domain of log");
    assertThat(two.add(unknown).doubt()).contains("may be outside the domain of log");
    assertThat(unknown.widened(Magnitude.powerOfTwo(0)).isUnknown()).isTrue();
  }

  @Test
  void overflowKeepsTheSign() {
    Ball huge = Ball.exact(Big.ONE.scale(1L << 60), 30);
    Ball product = huge.multiply(huge).multiply(Ball.of(-2, 20));
    assertThat(product.upper()).isEqualTo(-Double.MAX_VALUE);
    assertThat(product.lower()).isEqualTo(-INFINITY);
    assertThat(huge.widened(Magnitude.powerOfTwo(1L << 61)).isBounded()).isFalse();
    Ball tiny = Ball.exact(Big.ONE.scale(-(1L << 60)), 30);
    Ball less = tiny.multiply(tiny).scale(-2);
    assertThat(less.contains(0.0)).isTrue();
    assertThat(less.upper()).isEqualTo(Double.MIN_VALUE);
    Ball least = Ball.exact(Big.ONE.scale(-(1L << 61) - 2), 30);
    assertThat(less.contains(least)).isTrue();
    assertThat(Ball.underflow(-1, 30).upper()).isEqualTo(0);
    assertThat(Ball.underflow(1, 30).lower()).isEqualTo(0);
    assertThat(Ball.underflow(-1, 30).lower()).isEqualTo(-Double.MIN_VALUE);
  }

  @Test
  void radiusAndMidpointAreReadable() {
    Ball x = Ball.of(3, 20).widened(Magnitude.powerOfTwo(-10));
    assertThat(x.radius()).isEqualTo(0x1p-10);
    assertThat(x.certainDigits()).isEqualTo(2);
    assertThat(x.midpointText(5)).isEqualTo("3");
    assertThat(Ball.of(-INFINITY, 20).midpointText(5)).isEqualTo("-Infinity");
    assertThat(Ball.of(-0.0, 20).midpointText(5)).isEqualTo("-0.0");
    assertThat(Ball.of(INFINITY, 20).radius()).isZero();
    assertThat(Ball.between(1, INFINITY, 20).radius()).isEqualTo(INFINITY);
    assertThat(Ball.between(1, INFINITY, 20).certainDigits()).isZero();
    assertThat(Ball.between(1, INFINITY, 20)).hasToString("at least 1");
    assertThat(Ball.between(-INFINITY, 1, 20)).hasToString("at most 1");
    assertThat(Ball.of(-INFINITY, 20)).hasToString("-Infinity");
    assertThatThrownBy(() -> Ball.between(1, INFINITY, 20).midpointText(5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no midpoint: at least 1");
  }

  @Test
  void powersOverIntervals() {
    Ball unit = Ball.between(0, 1, 20);
    assertThat(unit.pow(Ball.between(-1, 1, 20)).isUnknown()).isTrue();
    assertThat(Ball.between(0, 2, 20).pow(Ball.of(-2, 20)).upper()).isEqualTo(INFINITY);
    assertThat(Ball.between(0, 2, 20).pow(Ball.of(-2, 20)).lower()).isBetween(0.2499, 0.25);
    assertThat(Ball.between(-2, 1, 20).pow(Ball.of(-2, 20)).lower()).isBetween(0.2499, 0.25);
    assertThat(Ball.of(1, 20).pow(Ball.between(1, INFINITY, 20)).isUnknown()).isTrue();
    Ball line = Ball.between(-1, 1, 20).reciprocal();
    String pole = "divides by a number that may be zero";
    assertThat(unit.pow(line).doubt()).contains(pole);
    assertThat(Ball.between(-1, 2, 20).sign().pow(Ball.of(-1, 20)).doubt())
        .contains("straddles the jump of the sign");
    for (double exponent : new double[] {1000.5, -1e6 - 0.25, 0x1p40 + 0.5}) {
      assertThat(Ball.of(1.1, 20).pow(Ball.of(exponent, 20)).certainDigits()).isEqualTo(20);
    }
  }

  @Test
  void polesAreInTheBallOrNot() {
    Ball digamma = Ball.between(1, INFINITY, 20).digamma();
    assertThat(digamma.lower()).isBetween(-0.57722, -0.57721);
    assertThat(digamma.upper()).isEqualTo(INFINITY);
    double[][] poles = {{0, INFINITY}, {-INFINITY, -1}, {-3, -2.2}, {-2.5, -2}, {-0.5, 0}, {-1, 1}};
    for (double[] ends : poles) {
      Ball ball = Ball.between(ends[0], ends[1], 20);
      assertThat(ball.digamma().isUnknown()).as("%s", ball).isTrue();
      assertThat(ball.logGamma().upper()).as("%s", ball).isEqualTo(INFINITY);
      assertThat(ball.logGamma().isNaN()).as("%s", ball).isFalse();
    }
    double[][] free = {{-2.75, -2.25}, {-0.75, -0.25}, {0.25, 3}};
    for (double[] ends : free) {
      Ball ball = Ball.between(ends[0], ends[1], 20);
      assertThat(ball.digamma().isBounded()).as("%s", ball).isTrue();
      assertThat(ball.logGamma().isBounded()).as("%s", ball).isTrue();
    }
  }

  @Test
  void flatFunctionsOfNarrowBallsAreNarrower() {
    for (UnaryOperator<Real> function : List.<UnaryOperator<Real>>of(Real::atan, Real::asinh)) {
      Ball range = (Ball) function.apply(Ball.of(1000, 60).widened(Magnitude.powerOfTwo(-40)));
      assertThat(range.radius()).isLessThan(1.01e-3 * 0x1p-40);
    }
  }

  @Test
  void longEndsAreKeptOrRoundedOutwards() {
    int bits = 60;
    for (long length : new long[] {100, 150, 240, 300, 1000, 100_000}) {
      Big mid = Big.ONE.add(Big.ONE.scale(-length));
      for (Big point : new Big[] {mid, mid.negate(), Big.ONE.scale(-length)}) {
        Ball ball = Ball.unrounded(point, Magnitude.of(3, -4), bits, null);
        Big exact = point.add(Big.of(3).scale(-4).negate());
        Big low = Intervals.lowEnd(ball);
        assertThat(low.compareTo(exact)).as("%s", length).isNotPositive();
        Big off = exact.add(low.negate());
        assertThat(off.compareTo(Big.ONE.scale(4L - bits))).as("%s", length).isNotPositive();
        assertThat(length > 2 * bits + 100 || off.isZero()).as("%s", length).isTrue();
        Big least = Intervals.lowEnd(ball.negate()).negate();
        assertThat(Intervals.highEnd(ball).compareTo(least)).isZero();
      }
      Big low = mid.add(Big.ONE.scale(-20));
      Ball hull = Ball.exact(low, bits).hull(Ball.of(3, 5).withBits(bits));
      assertThat(hull.contains(Ball.exact(low, bits))).isTrue();
      assertThat(hull.lower()).isGreaterThan(1 + 0.9 * 0x1p-20);
      assertThat(hull.upper()).isLessThan(3 + 0x1p-25);
    }
  }

  @Test
  void commonZerosKeepTheirSign() {
    Ball zero = Ball.of(0.0, 20);
    assertThat(Intervals.intersection(zero, zero).reciprocal().isExact()).isTrue();
    assertThat(zero.hull(Ball.of(-1, 20).log()).doubt()).contains("outside the domain of log");
  }

  @Test
  void exponentialsOfLargeNumbersWithLargeRadii() {
    Ball wide = Ball.of(1e6, 30).widened(Magnitude.powerOfTwo(3));
    Ball range = wide.exp();
    assertThat(range.contains(Ball.of(1e6 - 7.9, 30).exp())).isTrue();
    assertThat(range.contains(Ball.of(1e6 + 7.9, 30).exp())).isTrue();
    assertThat(range.contains(Ball.of(1e6 + 8.1, 30).exp())).isFalse();
    Ball huge = Ball.exact(Big.ONE.scale(61), 100).widened(Magnitude.powerOfTwo(-5));
    assertThat(huge.exp().isBounded()).isFalse();
    assertThat(huge.exp().lower()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void textHasTwoDigitsMoreThanAreCertain() {
    for (int power = 15; power <= 60; power += 5) {
      Ball third = Ball.of(1, 20).divide(Ball.of(3, 20)).widened(Magnitude.powerOfTwo(-power));
      String text = third.toString();
      String digits = text.substring(2, text.indexOf(" ± "));
      assertThat(digits).hasSize(third.certainDigits() + 2).containsOnlyDigits();
    }
    assertThat(Ball.of("-0", 20).doubleValue()).isEqualTo(-0.0);
    assertThat(Ball.of("0", 20)).hasToString("0");
    assertThat(Ball.of("-0", 20)).hasToString("-0");
    assertThat(Ball.of("-2", 20)).hasToString("-2");
    assertThat(Ball.of("1e3", 20).isExact()).isTrue();
    Ball great = Ball.of("1e20000", 20);
    assertThat(great.multiply(Ball.of("1e-20000", 20)).contains(1.0)).isTrue();
    assertThat(great.log().divide(Ball.of(10, 20).log()).contains(20000.0)).isTrue();
  }

  /** Powers of two of wide balls, whose exponents would not fit into a long. */
  @Test
  void exponentsThatAreNotRepresentedAreHalfLinesOrZero() {
    Ball one = Ball.of(1, 20);
    Ball huge = Ball.of(1e18, 20).exp();
    Ball wide = Ball.of(0, 20).hull(huge);
    Ball far = huge.hull(Ball.of(INFINITY, 20));
    Ball near = huge.reciprocal().hull(Ball.of(INFINITY, 20));
    for (int k = 0; k < 5; k++) {
      wide = k == 0 ? wide.multiply(wide) : wide.square();
      far = far.multiply(far).scale(k);
      near = near.square();
      assertThat(wide.contains(one)).isTrue();
      assertThat(wide.lower()).isZero();
      assertThat(wide.upper()).isEqualTo(INFINITY);
      assertThat(far.lower()).isEqualTo(Double.MAX_VALUE);
      assertThat(near.contains(Double.MIN_VALUE)).as("%s", near).isTrue();
      assertThat(near.lower()).isZero();
      assertThat(near.negate().upper()).isZero();
      assertThat(far.negate().upper()).isEqualTo(-Double.MAX_VALUE);
    }
    Ball both = huge.negate().hull(huge);
    assertThat(both.multiply(both).multiply(both).contains(Ball.of(-INFINITY, 20))).isTrue();
  }

  @Test
  void anIntervalThatEndsAtZeroEndsThere() {
    Ball zero = Ball.of(0, 20);
    Big mantissa = new Big(java.math.BigInteger.TEN.pow(300).subtract(java.math.BigInteger.ONE), 0);
    for (Ball end : new Ball[] {Ball.of(3, 20), Ball.exact(mantissa, 99)}) {
      assertThat(zero.hull(end).lower()).isZero();
      assertThat(zero.hull(end).sqrt().isBounded()).isTrue();
      assertThat(zero.hull(end.negate()).upper()).isZero();
    }
    for (int divisor : new int[] {3, -3, 7, 1000003}) {
      Ball quotient = Ball.between(0, 1, 20).divide(Ball.of(divisor, 20));
      assertThat(quotient.mayBeZero()).isTrue();
      assertThat(quotient.multiply(Ball.of(divisor, 20)).sqrt().isBounded()).isTrue();
    }
  }

  @Test
  void whatABallContainsIsToldExactly() {
    // the radius is too small for the ends to be written
    Ball ball = Ball.of(1, 1).widened(Magnitude.powerOfTwo(-100_000));
    assertThat(ball.contains(1.0)).isTrue();
    assertThat(ball.contains(ball)).isTrue();
    assertThat(ball.contains(Math.nextDown(1.0))).isFalse();
    assertThat(ball.contains(Math.nextUp(1.0))).isFalse();
    assertThat(Ball.of(1, 1).contains(ball)).isFalse();
    assertThat(Ball.between(1, 2, 1).contains(ball)).isFalse();
    assertThat(Ball.between(0.5, 2, 1).contains(ball)).isTrue();
    assertThat(ball.contains(Ball.between(1, 2, 1))).isFalse();
    assertThat(Ball.between(-INFINITY, 1, 1).contains(ball)).isFalse();
    assertThat(Ball.between(-INFINITY, 2, 1).contains(ball)).isTrue();
    assertThat(ball.contains(INFINITY)).isFalse();
    Ball tiny = Ball.exact(Big.ONE.scale(-100_000), 36);
    assertThat(ball.contains(Ball.exact(Big.ONE.add(tiny.midpoint()), 36))).isTrue();
    assertThat(ball.contains(Ball.exact(Big.ONE.add(tiny.midpoint().scale(1)), 36))).isFalse();
    assertThat(tiny.hull(Ball.of(0, 1)).contains(tiny)).isTrue();
    assertThat(tiny.hull(Ball.of(0, 1)).contains(tiny.scale(1))).isFalse();
  }

  @Test
  void powersOfANegativeZeroHaveTheSignsOfAllExponents() {
    Ball zero = Ball.of(-0.0, 20);
    Ball reciprocals = zero.pow(Ball.between(-3, -1, 20));
    for (double power = -3; power <= -1; power += 0.25) {
      assertThat(reciprocals.contains(Math.pow(-0.0, power))).as("%s", power).isTrue();
    }
    Ball all = zero.pow(Ball.between(-1, 1, 20));
    assertThat(all.contains(1.0) && all.contains(-INFINITY) && all.contains(INFINITY)).isTrue();
    Ball powers = zero.pow(Ball.between(1, 3, 20));
    assertThat(powers.isZero()).isTrue();
    assertThat(powers.reciprocal().contains(-INFINITY)).isTrue();
    assertThat(powers.reciprocal().contains(INFINITY)).isTrue();
  }

  @Test
  void distancesNeitherOverflowNorCannotTell() {
    for (double size : new double[] {1e18, -1e18}) {
      Ball far = Ball.of(size, 20).exp();
      Ball diagonal = far.multiply(Ball.of(2, 20).sqrt());
      assertThat(far.hypot(far.negate()).isApartFrom(diagonal)).isFalse();
      assertThat(far.hypot(far).certainDigits()).isGreaterThan(18);
      assertThat(far.hypot(Ball.of(1, 20)).certainDigits()).isGreaterThan(18);
    }
    Ball straddling = Ball.of(0.1, 5).hull(Ball.of(-0.4, 5));
    for (Ball other : new Ball[] {Ball.between(-1, 6, 5), Ball.of(1e-25, 5), straddling}) {
      Ball distance = straddling.hypot(other);
      assertThat(distance.lower()).isBetween(0.0, 1e-25);
      assertThat(distance.upper()).isBetween(0.4, 6.1);
      assertThat(other.hypot(straddling).isBounded()).isTrue();
    }
    Ball half = Ball.between(3, INFINITY, 20).hypot(Ball.between(-4, INFINITY, 20));
    assertThat(half.lower()).isEqualTo(3);
    assertThat(half.upper()).isEqualTo(INFINITY);
    assertThat(Ball.of(3, 60).hypot(Ball.of(0.1, 1)).certainDigits()).isEqualTo(60);
    assertThat(Ball.of(0.1, 1).hypot(Ball.of(3, 60)).certainDigits()).isEqualTo(60);
  }

  @Test
  void precisionThatGrowsRoundsNothing() {
    Ball next = Ball.of(Math.nextUp(1.0), 1);
    assertThat(next.withDigits(3).isExact()).isTrue();
    assertThat(next.withDigits(3).withDigits(1).contains(next)).isTrue();
  }

  @Test
  void whatCannotBeToldAtBothEndsIsNotProvedToBeNoNumber() {
    Ball unknown = Ball.unknown(60, "cannot tell");
    Functions.PointFunction function = (x, bits) -> unknown;
    Ball value =
        Ball.between(2, 3, 20)
            .unary("f", Functions.Course.INCREASING, (x, bits) -> unknown, function);
    assertThat(value.isUnknown()).isTrue();
  }

  @Test
  void polygammaFunctionsOfHugeAndTinyNumbersAreAnswered() {
    for (double size : new double[] {-1.59e18, -1e18, -5e17, 5e17, 1e18, 1.59e18}) {
      Ball x = Ball.of(size, 20).exp();
      for (int n = 1; n <= 6; n++) {
        // (-1)^(n+1) psi_n lies between (n-1)!/x^n and that and n!/x^(n+1)
        Ball value = x.polygamma(n);
        Ball least = x.pow(x.number(n)).reciprocal();
        boolean known = value.isBounded() && least.isBounded() && !least.mayBeZero();
        Ball most = least.multiply(x.number(1e6)).add(least.divide(x).multiply(x.number(1e6)));
        Ball range = n % 2 == 0 ? least.hull(most).negate() : least.hull(most);
        assertThat(known && value.isApartFrom(range)).as("%s %s", n, x).isFalse();
      }
    }
  }

  @Test
  void valuesOfUnboundedBallsAreNumbers() {
    Ball line = Ball.between(-INFINITY, INFINITY, 20);
    assertThat(line.square().lower()).isZero();
    assertThat(line.square().upper()).isEqualTo(INFINITY);
    assertThat(Ball.between(-3, INFINITY, 20).square().lower()).isZero();
    assertThat(Ball.between(3, INFINITY, 20).square().lower()).isEqualTo(9);
    assertThat(line.sinc(1).contains(Ball.between(-1, 1, 20))).isTrue();
    assertThat(line.sinc(1).isBounded()).isTrue();
    assertThat(line.sin().isUnknown()).isTrue();
    Ball tangent = Ball.between(-5, 2, 20).tan();
    assertThat(tangent.isNaN()).isFalse();
    assertThat(tangent.contains(line)).isTrue();
  }

  @Test
  void gatesOfWideBallsAreBounded() {
    for (int n = 0; n <= 3; n++) {
      for (Ball wide : List.of(Ball.between(-4, 7, 20), Ball.between(-40, 30, 5))) {
        assertThat(((Ball) wide.xSigmoid(n)).isBounded()).isTrue();
        assertThat(((Ball) wide.xPage(n)).isBounded()).isTrue();
        assertThat(((Ball) wide.xTanhSoftplus(n)).isBounded()).isTrue();
        for (double x : new double[] {-4, -0.5, 0, 2, 7}) {
          Ball at = Ball.of(x, 30);
          assertThat(((Ball) wide.xSigmoid(n)).contains((Ball) at.xSigmoid(n))).isTrue();
          assertThat(((Ball) wide.xPage(n)).contains((Ball) at.xPage(n))).isTrue();
          assertThat(((Ball) wide.xTanhSoftplus(n)).contains((Ball) at.xTanhSoftplus(n))).isTrue();
        }
      }
    }
  }
}
