package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;

@Tag("fast")
class TaylorRealLawsTest {

  private static final int DIGITS = 40;

  /** A function by name, for readable reports. */
  record Named(String name, UnaryOperator<Real> f) {
    Real[] at(Real x) {
      return TaylorReal.derivatives(f, x, 3);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Provide
  Arbitrary<Named> functions() {
    return Arbitraries.of(
        List.of(
            new Named("exp", Real::exp),
            new Named("sin", Real::sin),
            new Named("atan", Real::atan),
            new Named("tanh", Real::tanh),
            new Named("erf", Real::erf),
            new Named("asinh", Real::asinh),
            new Named("gaussian", Real::gaussian),
            new Named("sinc", x -> x.sinc(0)),
            new Named("cosh", Real::cosh),
            new Named("logistic", x -> x.exp().divide(x.exp().add(x.number(1)))),
            new Named("square", Real::square)));
  }

  private static void assertClose(Real actual, Real expected, Real scale) {
    Real bound = scale.abs().max(scale.number(1)).multiply(scale.number(1e-35));
    assertThat(actual.subtract(expected).abs().less(bound).doubleValue())
        .as("%s should be %s", actual, expected)
        .isEqualTo(1);
  }

  @Property(tries = 100)
  void productRule(
      @ForAll("functions") Named f,
      @ForAll("functions") Named g,
      @ForAll @DoubleRange(min = -3, max = 3) double point) {
    Real x = DecimalReal.of(point, DIGITS);
    Real[] a = f.at(x);
    Real[] b = g.at(x);
    Real[] product = TaylorReal.derivatives(y -> f.f.apply(y).multiply(g.f.apply(y)), x, 3);
    double[][] binomials = {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}};
    for (int n = 0; n <= 3; n++) {
      Real sum = x.number(0);
      Real scale = x.number(0);
      for (int k = 0; k <= n; k++) {
        Real term = x.number(binomials[n][k]).multiply(a[k]).multiply(b[n - k]);
        sum = sum.add(term);
        scale = scale.add(term.abs());
      }
      assertClose(product[n], sum, scale);
    }
  }

  @Property(tries = 100)
  void chainRule(
      @ForAll("functions") Named f,
      @ForAll("functions") Named g,
      @ForAll @DoubleRange(min = -3, max = 3) double point) {
    Real x = DecimalReal.of(point, DIGITS);
    Real[] b = g.at(x);
    Real[] a = f.at(b[0]);
    Real[] chain = TaylorReal.derivatives(y -> f.f.apply(g.f.apply(y)), x, 3);
    Real square = b[1].square();
    Real first = a[1].multiply(b[1]);
    Real second = a[2].multiply(square).add(a[1].multiply(b[2]));
    Real third =
        a[3].multiply(square.multiply(b[1]))
            .add(a[2].multiply(b[1]).multiply(b[2]).multiply(x.number(3)))
            .add(a[1].multiply(b[3]));
    Real scale = chain[0].abs().add(a[3].abs().add(a[2].abs()).add(a[1].abs()));
    Real inner = b[1].abs().add(b[2].abs()).add(b[3].abs()).add(x.number(1));
    scale = scale.multiply(inner.square().multiply(inner));
    assertClose(chain[0], a[0], scale);
    assertClose(chain[1], first, scale);
    assertClose(chain[2], second, scale);
    assertClose(chain[3], third, scale);
  }

  @Property(tries = 100)
  void inverseFunctions(@ForAll @DoubleRange(min = 0.01, max = 0.99) double point) {
    List<UnaryOperator<Real>> identities =
        List.of(
            x -> x.log().exp(),
            x -> x.exp().log(),
            x -> x.expm1().log1p(),
            x -> x.log1p().expm1(),
            x -> x.sin().asin(),
            x -> x.asin().sin(),
            x -> x.acos().cos(),
            x -> x.tan().atan(),
            x -> x.atan().tan(),
            x -> x.sinh().asinh(),
            x -> x.asinh().sinh(),
            x -> x.cosh().acosh(),
            x -> x.tanh().atanh(),
            x -> x.atanh().tanh(),
            x -> x.square().sqrt(),
            x -> x.sqrt().square(),
            x -> x.cbrt().pow(x.number(3)),
            x -> x.reciprocal().reciprocal(),
            x -> x.sin().atan2(x.cos()),
            x -> x.sin().multiply(x).hypot(x.cos().multiply(x)),
            x -> x.erf().add(x.erfc()).multiply(x));
    for (UnaryOperator<Real> identity : identities) {
      Real x = DecimalReal.of(point, DIGITS);
      Real[] derivatives = TaylorReal.derivatives(identity, x, 3);
      Real scale = x.number(1e6); // 1/x³
      assertClose(derivatives[0], x, x);
      assertClose(derivatives[1], x.number(1), scale);
      assertClose(derivatives[2], x.number(0), scale);
      assertClose(derivatives[3], x.number(0), scale);
    }
  }
}
