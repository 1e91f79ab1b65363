package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.Functions.PointFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions at exact numbers to a number of bits, without the digits that balls add: the radius is
 * at most 2^-bits of the midpoint, and the ball meets the one to 100 bits more.
 */
@Tag("fast")
class PointFunctionsTest {

  /** A function and the greatest exponent at which its value still is a number to be written. */
  private record Row(PointFunction function, int maxTop) {}

  private static final int ANY = Integer.MAX_VALUE;

  private static final Map<String, Row> ROWS = rows();

  private static Map<String, Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("exp", new Row(Exponentials::exp, 60));
    rows.put("expm1", new Row(Exponentials::expm1, 60));
    rows.put("log", new Row(Exponentials::log, ANY));
    rows.put("log1p", new Row(Exponentials::log1p, ANY));
    rows.put("sinh", new Row(Exponentials::sinh, 60));
    rows.put("cosh", new Row(Exponentials::cosh, 60));
    rows.put("tanh", new Row(Exponentials::tanh, ANY));
    rows.put("sech2", new Row(Exponentials::sech2, 59));
    rows.put("gaussian", new Row(Exponentials::gaussian, 30));
    rows.put("xLogX", new Row(Exponentials::xLogX, ANY));
    rows.put("asinh", new Row(Exponentials::asinh, ANY));
    rows.put("acosh", new Row(Exponentials::acosh, ANY));
    rows.put("atanh", new Row(Exponentials::atanh, ANY));
    for (int n : new int[] {1, 2, 3, -7, 1000, -1023, 1024, 123_456_789}) {
      rows.put("power " + n, new Row((x, bits) -> power(x, n, bits), ANY));
    }
    rows.put("sin", new Row(Trigonometry::sin, ANY));
    rows.put("cos", new Row(Trigonometry::cos, ANY));
    rows.put("tan", new Row(Trigonometry::tan, ANY));
    rows.put("asin", new Row(Trigonometry::asin, ANY));
    rows.put("acos", new Row(Trigonometry::acos, ANY));
    rows.put("atan", new Row(Trigonometry::atan, ANY));
    rows.put("erf", new Row(ErrorFunctions::erf, ANY));
    rows.put("erfc", new Row(ErrorFunctions::erfc, 30));
    rows.put("normalCdf", new Row(ErrorFunctions::normalCdf, 30));
    rows.put("sqrt", new Row(Roots::sqrt, ANY));
    rows.put("cbrt", new Row(Roots::cbrt, ANY));
    for (int n : new int[] {0, 1, 2, 3, 6}) {
      rows.put("sinc " + n, new Row((x, bits) -> UnitIntegrals.sinc(x, n, bits), ANY));
      rows.put("expm1OverX " + n, new Row((x, bits) -> UnitIntegrals.expm1OverX(x, n, bits), 60));
    }
    rows.put("logGamma", new Row(GammaFunctions::logGamma, ANY));
    rows.put("digamma", new Row(GammaFunctions::digamma, ANY));
    for (int n : new int[] {1, 2, 5}) {
      rows.put("polygamma " + n, new Row((x, bits) -> GammaFunctions.polygamma(x, n, bits), ANY));
    }
    return rows;
  }

  private static Ball power(Big x, int n, int bits) {
    return x.signum() > 0
        ? Exponentials.wholePower(x, Big.of(n), bits)
        : Ball.undefined(bits, "not a positive base");
  }

  private static final int[] EXPONENTS = {
    -1100, -401, -100, -61, -30, -17, -10, -9, -8, -4, -2, -1, 0, 1, 2, 3, 5, 9, 10, 12, 20, 29, 50,
    59, 100, 420, 1010
  };

  /** Numbers near one, powers of two and others; fewer where they take long. */
  private static List<Big> points(int bits) {
    double[] few = {1, 1.3};
    double[] many = {1, 1 + 0x1p-20, 1 - 0x1p-20, 1.3};
    List<Big> points = new ArrayList<>();
    for (int power : new int[] {-7, -8, -9, -70}) {
      points.add(Big.ONE.add(Big.ONE.scale(power)));
      points.add(Big.ONE.add(Big.ONE.scale(power).negate()));
    }
    for (int exponent : EXPONENTS) {
      for (double mantissa : bits > 100 ? few : many) {
        points.add(Big.of(mantissa).scale(exponent));
        points.add(Big.of(-mantissa).scale(exponent));
      }
    }
    return points;
  }

  static Set<String> names() {
    return ROWS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void exactNumbersGiveTheBitsAskedFor(String name) {
    for (int bits : new int[] {2, 5, 20, 53, 100, 400, 1000}) {
      for (Big x : points(bits)) {
        check(name, ROWS.get(name), x, bits);
      }
    }
  }

  private static void check(String name, Row row, Big x, int bits) {
    Supplier<String> what = () -> name + " of " + x.toText(10) + " to " + bits + " bits";
    Ball ball = row.function.at(x, bits);
    Ball more = row.function.at(x, bits + 100);
    assertThat(ball.isUndefined()).as(what).isEqualTo(more.isUndefined());
    assertThat(ball.isApartFrom(more)).as(what).isFalse();
    if (ball.isUndefined() || ball.isInfinite() || x.top() > row.maxTop) {
      return;
    }
    assertThat(ball.isBounded()).as(what).isTrue();
    Big most = ball.midpoint().abs().scale(-bits);
    assertThat(ball.radiusBound().toBig().compareTo(most)).as(what).isNotPositive();
  }
}
