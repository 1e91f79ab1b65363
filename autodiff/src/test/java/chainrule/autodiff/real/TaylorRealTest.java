package chainrule.autodiff.real;

import static chainrule.autodiff.real.TaylorReal.Side.LEFT;
import static chainrule.autodiff.real.TaylorReal.Side.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("fast")
class TaylorRealTest {

  private static final int ORDER = 4;
  private static final int DIGITS = 40;

  private static final double[] USUAL = {-7.5, -2, -0.7, 0.3, 1, 2.3, 12};
  private static final double[] INSIDE = {-0.999, -0.3, 1e-5, 0.7};
  private static final double[] POSITIVE = {1e-10, 0.3, 1, 7.5, 1e5};

  /** Points where a function is smooth, if the usual ones are not. */
  private static final Map<String, double[]> POINTS =
      Map.ofEntries(
          Map.entry("asin", INSIDE),
          Map.entry("acos", INSIDE),
          Map.entry("atanh", INSIDE),
          Map.entry("acosh", new double[] {1.001, 1.7, 20}),
          Map.entry("log1p", new double[] {-0.999, -1e-8, 0.3, 20}),
          Map.entry("log", POSITIVE),
          Map.entry("sqrt", POSITIVE),
          Map.entry("xLogX", POSITIVE),
          Map.entry("power", new double[] {1e-10, 0.3, 1, 7.5}),
          Map.entry("family", new double[] {-0.7, 0.3, 2.3}),
          Map.entry("rootPower", POSITIVE),
          Map.entry("logGamma", new double[] {-7.5, -0.7, 0.3, 1, 12}),
          Map.entry("digamma", new double[] {-7.5, -0.7, 0.3, 1, 12}),
          Map.entry("polygamma", new double[] {-7.5, -0.7, 0.3, 1, 12}),
          Map.entry("extremes", new double[] {-2, 0.3, 2.3}),
          Map.entry("choice", new double[] {-2, 0.3, 2.3}),
          Map.entry("steps", new double[] {-7.5, 0.3, 2.3}));

  @Test
  void whereTheValueIsInfiniteAFiniteSlopeIsNone() {
    Real zero = Ball.of(0, 100);
    Real[] beyond = TaylorReal.derivatives(x -> x.add(x.number(1).divide(x.number(0))), zero, 1);
    assertThat(beyond[0].doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(beyond[1].isNaN()).isTrue();
    Real[] log = TaylorReal.derivatives(Real::log, zero, 1);
    assertThat(log[0].doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(log[1].doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    Real[] far = TaylorReal.derivatives(x -> x, Ball.of(Double.POSITIVE_INFINITY, 100), 1);
    assertThat(far[1].doubleValue()).isEqualTo(1);
  }

  private static final Map<String, UnaryOperator<Real>> FURTHER =
      Map.ofEntries(
          Map.entry("polygamma", x -> x.polygamma(1)),
          Map.entry("sinc", x -> x.sinc(1)),
          Map.entry("expm1OverX", x -> x.expm1OverX(2)),
          Map.entry("power", x -> x.pow(x)),
          Map.entry("powerOfTwo", x -> x.number(2).pow(x.square())),
          Map.entry("wholePower", x -> x.pow(x.number(3)).add(x.pow(x.number(-4)))),
          Map.entry("rootPower", x -> x.pow(x.number(-1.5))),
          Map.entry("atan2", x -> x.atan2(x.square().subtract(x.number(0.1)))),
          Map.entry("atan2Constant", x -> x.number(-2).atan2(x)),
          Map.entry("hypot", x -> x.hypot(x.number(2))),
          Map.entry("hypotOfTwo", x -> x.sin().hypot(x.add(x.number(1)))),
          Map.entry("xLogY", x -> x.xLogY(x.square())),
          Map.entry("xLogConstant", x -> x.xLogY(x.number(3)).add(x.number(3).xLogY(x.exp()))),
          Map.entry("expSubtract", x -> x.expSubtract(x.square())),
          Map.entry("arithmetic", x -> x.add(x.pi()).divide(x).subtract(x.negate().abs())),
          Map.entry("composed", x -> x.sin().exp().add(x.number(1)).log().tanh().erf()),
          Map.entry("family", x -> x.cosh().logGamma().sinc(2)),
          Map.entry("choice", x -> x.greater(x.number(1)).choose(x.square(), x.reciprocal())),
          Map.entry("extremes", x -> x.max(x.number(1)).multiply(x.min(x.square()))),
          Map.entry("steps", x -> x.multiply(x.floor().add(x.sign()))));

  static Stream<Arguments> functions() {
    return Stream.concat(NamedFunctions.UNARY.entrySet().stream(), FURTHER.entrySet().stream())
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void agreesWithDifferences(String name, UnaryOperator<Real> f) {
    for (double point : POINTS.getOrDefault(name, USUAL)) {
      DecimalReal x = DecimalReal.of(point, DIGITS);
      Real[] derivatives = TaylorReal.derivatives(f, x, ORDER);
      for (int order = 0; order <= ORDER; order++) {
        Real expected = Differences.derivative(f, x, order);
        // near a zero of a derivative the error is that of the terms of its sum
        Real terms = derivatives[Math.max(0, order - 1)].abs().max(x.number(1e-3));
        Real bound = expected.abs().max(terms).multiply(x.number(1e-33));
        assertThat(derivatives[order].subtract(expected).abs().less(bound).doubleValue())
            .as("%s at %s, order %s: %s, %s", name, x, order, derivatives[order], expected)
            .isEqualTo(1);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void agreesWithDerivativeStructures(String name, UnaryOperator<Real> f) {
    for (double point : POINTS.getOrDefault(name, USUAL)) {
      DerivativeReal expected = (DerivativeReal) f.apply(DerivativeReal.variable(1, 3, 0, point));
      double[] actual = at(point, f, 3, RIGHT);
      for (int order = 0; order <= 3; order++) {
        double wanted = expected.partialDerivative(order);
        // that of xˣ and the like is NaN or imprecise at some points
        if (Double.isFinite(wanted)) {
          assertThat(Math.abs(actual[order] - wanted))
              .as("%s at %s, order %s: %s", name, point, order, actual[order])
              .isLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
        }
      }
    }
  }

  private static double[] at(double point, UnaryOperator<Real> f, int order, TaylorReal.Side side) {
    Real[] derivatives = TaylorReal.derivatives(f, DecimalReal.of(point, 30), order, side);
    return Arrays.stream(derivatives).mapToDouble(Real::doubleValue).toArray();
  }

  private static void assertSides(
      UnaryOperator<Real> f, double point, double[] left, double[] right) {
    assertDerivatives(f, point, LEFT, left);
    assertDerivatives(f, point, RIGHT, right);
  }

  private static void assertDerivatives(
      UnaryOperator<Real> f, double point, TaylorReal.Side side, double... expected) {
    double[] actual = at(point, f, expected.length - 1, side);
    for (int k = 0; k < expected.length; k++) {
      assertThat(actual[k] + 0.0)
          .as("order %s from the %s at %s: %s", k, side, point, Arrays.toString(actual))
          .isEqualTo(Double.valueOf(expected[k]));
    }
  }

  private static double[] list(double... values) {
    return values;
  }

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  @Test
  void kinksHaveTwoSides() {
    assertSides(Real::abs, 0, list(0, -1, 0), list(0, 1, 0));
    assertSides(x -> x.square().sqrt(), 0, list(0, -1, 0), list(0, 1, 0));
    assertSides(x -> x.max(x.square()), 1, list(1, 1, 0), list(1, 2, 2));
    assertSides(x -> x.min(x.square()), 1, list(1, 2, 2), list(1, 1, 0));
    assertSides(x -> x.max(x), 1, list(1, 1, 0), list(1, 1, 0));
    assertSides(x -> x.hypot(x.number(0)), 0, list(0, -1, 0), list(0, 1, 0));
    assertSides(x -> x.hypot(x.add(x.number(0))), 0, list(0, -Math.sqrt(2)), list(0, Math.sqrt(2)));
    assertSides(
        x -> x.greater(x.number(0)).choose(x, x.number(0.01).multiply(x)),
        0,
        list(0, 0.01, 0),
        list(0, 1, 0));
    assertSides(x -> x.cos().asin(), 0, list(Math.PI / 2, 1, 0), list(Math.PI / 2, -1, 0));
    assertSides(x -> x.square().atan2(x), 0, list(Math.PI, 1), list(0, 1));
  }

  @Test
  void jumpsHaveTheValueOfTheSide() {
    assertSides(Real::floor, 2, list(1, 0), list(2, 0));
    assertSides(Real::floor, 2.5, list(2, 0), list(2, 0));
    assertSides(x -> x.negate().floor(), 2, list(-2, 0), list(-3, 0));
    assertSides(Real::sign, 0, list(-1, 0), list(1, 0));
    assertSides(x -> x.atan2(x.number(-1)), 0, list(-Math.PI, -1, 0), list(Math.PI, -1, 0));
    assertSides(x -> x.less(x.number(3)), 3, list(1, 0), list(0, 0));
    assertSides(x -> x.lessOrEqual(x.number(3)), 3, list(1, 0), list(0, 0));
    assertSides(x -> x.greaterOrEqual(x.number(3)), 3, list(0, 0), list(1, 0));
    assertSides(x -> x.equalTo(x.number(3)), 3, list(0, 0), list(0, 0));
    assertSides(x -> x.notEqualTo(x.number(3)), 3, list(1, 0), list(1, 0));
    assertSides(x -> x.equalTo(x.add(x.number(0))), 3, list(1, 0), list(1, 0));
    assertSides(x -> x.square().greater(x.number(0)), 0, list(1, 0, 0), list(1, 0, 0));
  }

  @Test
  void bordersOfDomains() {
    assertSides(Real::sqrt, 0, list(0, NAN, NAN), list(0, INF, -INF, INF));
    assertSides(Real::cbrt, 0, list(0, INF, INF), list(0, INF, -INF));
    assertSides(x -> x.square().negate().cbrt(), 0, list(0, INF, INF), list(0, -INF, INF));
    assertSides(Real::log, 0, list(-INF, NAN, NAN), list(-INF, INF, -INF));
    assertSides(Real::log1p, -1, list(-INF, NAN, NAN), list(-INF, INF, -INF));
    assertSides(Real::asin, 1, list(Math.PI / 2, INF, INF), list(Math.PI / 2, NAN, NAN));
    assertSides(Real::acos, -1, list(Math.PI, NAN, NAN), list(Math.PI, -INF, INF));
    assertSides(Real::acosh, 1, list(0, NAN, NAN), list(0, INF, -INF));
    assertSides(Real::atanh, -1, list(-INF, NAN, NAN), list(-INF, INF, -INF));
    assertSides(Real::xLogX, 0, list(0, NAN, NAN), list(0, -INF, INF, -INF));
    assertSides(x -> x.xLogY(x), 0, list(0, NAN, NAN), list(0, -INF, INF, -INF));
    assertSides(Real::reciprocal, 0, list(-INF, -INF, -INF), list(INF, -INF, INF));
    assertSides(x -> x.square().reciprocal(), 0, list(INF, INF, INF), list(INF, -INF, INF));
    assertSides(Real::logGamma, 0, list(INF, INF, INF), list(INF, -INF, INF));
    assertSides(Real::log, -2, list(NAN, NAN), list(NAN, NAN));
    assertSides(x -> x.square().sqrt().sqrt(), 0, list(0, -INF), list(0, INF));
  }

  @Test
  void powersAtZeroAndOfNegativeNumbers() {
    double[] zeros = list(0, 0, 0, 0);
    assertSides(x -> x.pow(x.number(0)), 0, list(1, 0, 0), list(1, 0, 0));
    assertSides(x -> x.pow(x.number(1)), 0, list(0, 1, 0), list(0, 1, 0));
    assertSides(x -> x.pow(x.number(2)), 0, list(0, 0, 2, 0), list(0, 0, 2, 0));
    assertSides(x -> x.pow(x.number(5)), 0, zeros, zeros);
    assertSides(x -> x.pow(x.number(0.5)), 0, list(0, NAN, NAN), list(0, INF, -INF));
    assertSides(x -> x.pow(x.number(1.5)), 0, list(0, NAN, NAN), list(0, 0, INF, -INF));
    assertSides(x -> x.pow(x.number(-1)), 0, list(-INF, -INF), list(INF, -INF));
    assertSides(x -> x.square().pow(x.number(1.5)), 0, list(0, 0, 0, -6), list(0, 0, 0, 6));
    UnaryOperator<Real> level = x -> x.pow(x.multiply(x.number(0)).add(x.number(2)));
    assertSides(level, -3, list(9, -6, 2, 0), list(9, -6, 2, 0));
    assertSides(x -> x.pow(x.number(3)), -2, list(-8, 12, -12, 6, 0), list(-8, 12, -12, 6, 0));
    assertSides(x -> x.pow(x.number(-1)), -2, list(-0.5, -0.25), list(-0.5, -0.25));
    assertSides(x -> x.pow(x.number(0.5)), -2, list(NAN, NAN), list(NAN, NAN));
    assertSides(x -> x.number(0).pow(x), 2, list(0, 0, 0), list(0, 0, 0));
    assertSides(x -> x.number(-3).pow(x), 2, list(9, NAN), list(9, NAN));
    assertSides(x -> x.pow(x), 0, list(1, NAN, NAN), list(1, -INF, INF));
    assertSides(x -> x.subtract(x).pow(x.number(2)), 3, zeros, zeros);
  }

  @Test
  void quotientsWithZerosAtTheStart() {
    UnaryOperator<Real> sinc = x -> x.sin().divide(x);
    UnaryOperator<Real> cosine = x -> x.number(1).subtract(x.cos()).divide(x.square());
    double third = 1 / 3.0;
    assertSides(sinc, 0, list(1, 0, -third, 0, 0.2), list(1, 0, -third, 0, 0.2));
    assertSides(cosine, 0, list(0.5, 0, -third / 4), list(0.5, 0, -third / 4));
    assertSides(x -> sinc.apply(x).exp().subtract(x.number(1).exp()), 0, list(0), list(0));
    assertSides(x -> x.divide(x.abs()), 0, list(-1, 0), list(1, 0));
    assertSides(x -> x.sin().divide(x.square()), 0, list(-INF, -INF), list(INF, -INF));
    assertSides(x -> x.divide(x.subtract(x)), 2, list(NAN), list(NAN));
    // a quotient that is not chosen does no harm
    assertSides(
        x -> x.greater(x.number(1)).choose(x.square(), x.divide(x.subtract(x))),
        2,
        list(4, 4, 2),
        list(4, 4, 2));
  }

  @Test
  void tailsKeepRelativeAccuracy() {
    DecimalReal x = DecimalReal.of(700, 40);
    Real exp = x.negate().exp();
    Real[] sigmoid =
        TaylorReal.derivatives(y -> y.number(1).add(y.negate().exp()).reciprocal(), x, 2);
    assertThat(NamedFunctions.error(sigmoid[1], exp)).isLessThan(1e-38);
    assertThat(NamedFunctions.error(sigmoid[2], exp.negate())).isLessThan(1e-38);
    Real[] tanh = TaylorReal.derivatives(Real::tanh, x, 2);
    assertThat(NamedFunctions.error(tanh[2], x.sech2().multiply(x.number(-2)))).isLessThan(1e-38);
    Real[] tiny = TaylorReal.derivatives(Real::tanh, DecimalReal.of(1e-300, 40), 2);
    assertThat(tiny[2].doubleValue()).isEqualTo(-2e-300);
    Real[] hypot = TaylorReal.derivatives(y -> y.hypot(y.number(1)), DecimalReal.of(1e100, 40), 2);
    assertThat(hypot[2].doubleValue()).isEqualTo(1e-300);
    Real[] erfc = TaylorReal.derivatives(Real::erfc, DecimalReal.of(500, 40), 2);
    assertThat(erfc[2].divide(erfc[1]).doubleValue()).isEqualTo(-1000);
  }

  @Test
  void functionsThatDoNotDependOnTheVariable() {
    assertSides(x -> x.number(3).sqrt().square(), 1, list(3, 0, 0), list(3, 0, 0));
    assertSides(
        x -> x.number(3).atan2(x.number(4)),
        1,
        list(Math.atan2(3, 4), 0),
        list(0.6435011087932844, 0));
    assertSides(x -> x.number(3).hypot(x.number(4)), 1, list(5, 0), list(5, 0));
    assertSides(x -> x.number(2).xLogY(x.number(1)), 1, list(0, 0), list(0, 0));
    assertSides(x -> x.number(0).xLogY(x), 0, list(0, 0), list(0, 0));
    assertSides(x -> x.number(2).pow(x.number(3)), 1, list(8, 0), list(8, 0));
    // a number of the coefficients' arithmetic is a constant
    DecimalReal two = DecimalReal.of(2, 30);
    assertSides(x -> two, 1, list(2, 0), list(2, 0));
    assertSides(x -> x.square().multiply(two), 1, list(2, 4, 4), list(2, 4, 4));
  }

  @Test
  void notANumber() {
    assertSides(x -> x.max(x.number(NAN)), 1, list(NAN, NAN), list(NAN, NAN));
    assertSides(x -> x.number(NAN), 1, list(NAN, NAN), list(NAN, NAN));
    assertSides(x -> x.number(NAN).choose(x, x), 1, list(NAN, NAN), list(NAN, NAN));
    assertSides(Real::exp, NAN, list(NAN, NAN), list(NAN, NAN));
    // equal values, and derivatives of which one is not a number: nobody can tell
    assertSides(x -> x.sqrt().greater(x).choose(x, x.negate()), 0, list(NAN, NAN), list(0, 1));
  }

  @Test
  void readsAsItsValueAndCoefficients() {
    Real[] seen = new Real[1];
    TaylorReal.derivatives(
        x -> {
          seen[0] = x.square();
          return seen[0];
        },
        DecimalReal.of(3, 20),
        1);
    assertThat(seen[0].doubleValue()).isEqualTo(9);
    assertThat(seen[0].isNaN()).isFalse();
    assertThat(seen[0]).hasToString("[9, 6]");
    assertThatThrownBy(() -> TaylorReal.derivatives(Real::exp, DecimalReal.of(1, 20), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void zeroOverAPowerIsZeroAtThePole() {
    Real zero = Ball.of(0, DIGITS);
    Real[] derivatives =
        TaylorReal.derivatives(x -> x.number(0).divide(x.square()), zero, 1, RIGHT);
    assertThat(derivatives).extracting(Real::doubleValue).containsExactly(0.0, 0.0);
  }

  @Test
  void derivativesOfHighOrderAreProved() {
    Ball one = Ball.of(1, DIGITS);
    Real[] derivatives = TaylorReal.derivatives(Real::exp, one, 40);
    Ball truth = Ball.of(1, 2 * DIGITS).exp();
    for (Real derivative : derivatives) {
      assertThat(((Ball) derivative).contains(truth)).isTrue();
    }
  }

  @Test
  void whatIsNotKnownIsNotProvedToBeNoNumber() {
    Ball about = Ball.between(0.5, 1.5, DIGITS);
    for (UnaryOperator<Real> f :
        Stream.<UnaryOperator<Real>>of(
                Real::asin,
                Real::atanh,
                x -> x.subtract(x.number(1)).sqrt(),
                x ->
                    x.sin().divide(x.number(1).subtract(x).multiply(x.subtract(x.number(1)).sin())))
            .toList()) {
      for (Real derivative : TaylorReal.derivatives(f, about, 2, LEFT)) {
        assertThat(((Ball) derivative).isUndefined()).isFalse();
      }
    }
    // 0 · ∞ in the composition, and yet all derivatives are zero
    Real[] flat =
        TaylorReal.derivatives(
            x -> x.square().reciprocal().negate().exp(), Ball.of(0, DIGITS), 2, RIGHT);
    assertThat(((Ball) flat[0]).isZero()).isTrue();
    assertThat(((Ball) flat[1]).isUnknown() && ((Ball) flat[2]).isUnknown()).isTrue();
    // more zeros at the start than orders are computed
    UnaryOperator<Real> power = x -> x.pow(x.number(60)).divide(x.pow(x.number(60)));
    Real[] deep = TaylorReal.derivatives(power, Ball.of(0, DIGITS), 1, RIGHT);
    assertThat(((Ball) deep[0]).isUnknown() && ((Ball) deep[1]).isUnknown()).isTrue();
    assertThat(((Ball) TaylorReal.derivatives(Real::log, Ball.of(-1, 20), 1)[1]).isUndefined())
        .isTrue();
  }

  @Test
  void anIntervalUpToTheBorderOfTheDomainHasNoSlopeBeyondIt() {
    Map<UnaryOperator<Real>, Ball> borders =
        Map.of(
            Real::sqrt,
            Ball.between(0, 1, DIGITS),
            x -> x.pow(x.number(2.5)),
            Ball.between(0, 1, DIGITS),
            Real::log,
            Ball.between(0, 1, DIGITS),
            Real::asin,
            Ball.between(-1, 0, DIGITS),
            Real::acos,
            Ball.between(-1, 0, DIGITS),
            Real::acosh,
            Ball.between(1, 2, DIGITS));
    borders.forEach(
        (f, interval) -> {
          Real[] beyond = TaylorReal.derivatives(f, interval, 1, LEFT);
          assertThat(beyond[0].isNaN()).isFalse();
          assertThat(((Ball) beyond[1]).isUnknown()).isTrue();
          assertThat(TaylorReal.derivatives(f, interval, 1, RIGHT)[1].isNaN()).isFalse();
        });
  }
}
