package chainrule.autodiff.check;

import static chainrule.autodiff.Operations.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Profile.Bend;
import chainrule.autodiff.check.Profile.Break;
import chainrule.autodiff.check.Profile.Centre;
import chainrule.autodiff.check.Profile.Course;
import chainrule.autodiff.check.Profile.Decay;
import chainrule.autodiff.check.Profile.Saturation;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Profiles against what is known by mathematics. */
class ProfileTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Offset<Double> CLOSE = within(1e-6);

  private static Profile of(UnaryOperator<Tensor> f) {
    return Profile.of(f);
  }

  private static void assertRange(Profile profile, double least, double greatest) {
    assertThat(profile.range().least().value()).isCloseTo(least, CLOSE);
    if (Double.isInfinite(greatest)) {
      assertThat(profile.range().greatest().value()).isEqualTo(greatest);
    } else {
      assertThat(profile.range().greatest().value()).isCloseTo(greatest, CLOSE);
    }
  }

  private static void assertCourse(Profile profile, Course course, Bend bend, Centre centre) {
    assertThat(profile.monotone().course()).isEqualTo(course);
    assertThat(profile.curvature().bend()).isEqualTo(bend);
    assertThat(profile.symmetry().centre()).isEqualTo(centre);
  }

  @Test
  void sigmoid() {
    Profile profile = of(x -> reciprocal(add(1, exp(negate(x)))));
    assertThat(profile.domain()).singleElement().matches(Interval::isLine);
    assertRange(profile, 0, 1);
    assertThat(profile.range().evidence().everywhere()).isTrue();
    assertThat(profile.range().least().reached()).isFalse();
    assertThat(profile.range().greatest().reached()).isFalse();
    assertThat(profile.range().isZeroCentred()).isFalse();
    assertCourse(profile, Course.INCREASING, Bend.NEITHER, Centre.POINT);
    assertThat(profile.monotone().evidence().proved()).matches(on -> on.contains(-40));
    assertThat(profile.symmetry().height()).isEqualTo(0.5);
    assertThat(profile.lipschitz().seen()).isEqualTo(0.25);
    assertThat(profile.lipschitz().at()).isZero();
    assertThat(profile.curvature().inflections()).containsExactly(0.0);
    assertThat(profile.breaks()).isEmpty();
    assertThat(profile.saturation()).hasSize(2);
    Saturation right = profile.saturation().get(1);
    assertThat(right.decay()).isEqualTo(Decay.EXPONENTIAL);
    assertThat(right.power()).isEqualTo(1);
    assertThat(right.rate()).isCloseTo(1, within(1e-3));
    // y (1 - y) = 0.001 at y = (1 + sqrt(0.996)) / 2, and x = log(y / (1 - y))
    double y = (1 + Math.sqrt(0.996)) / 2;
    assertThat(right.thresholds().get(0).from()).isCloseTo(Math.log(y / (1 - y)), CLOSE);
    assertThat(right.thresholds().get(0).evidence().everywhere()).isTrue();
    assertThat(profile.toString())
        .contains("range:         (0, 1), proved; not reached")
        .contains("monotone:      increasing, proved on [-50, ∞), sampled beyond");
  }

  @Test
  void tanhIsOddAndZeroCentred() {
    Profile profile = of(x -> tanh(x));
    assertRange(profile, -1, 1);
    assertThat(profile.range().isZeroCentred()).isTrue();
    assertCourse(profile, Course.INCREASING, Bend.NEITHER, Centre.ODD);
    assertThat(profile.lipschitz().seen()).isEqualTo(1);
    assertThat(profile.lipschitz().evidence().everywhere()).isTrue();
    assertThat(profile.saturation()).allMatch(side -> Math.abs(side.rate() - 2) < 1e-2);
    assertThat(profile.accuracy()).allMatch(order -> order.ulps() < 4 && order.lost().isEmpty());
  }

  @Test
  void relu() {
    Profile profile = of(x -> max(x, 0));
    assertRange(profile, 0, INFINITY);
    assertThat(profile.range().least().reached()).isTrue();
    assertCourse(profile, Course.INCREASING, Bend.CONVEX, Centre.NONE);
    assertThat(profile.monotone().evidence().everywhere()).isTrue();
    assertThat(profile.breaks()).containsExactly(new Break(0, 0, 0, 0, 1));
    assertThat(profile.deadZones()).hasSize(1);
    assertThat(profile.deadZones().get(0).interval()).isEqualTo(new Interval(-INFINITY, 0));
    assertThat(profile.deadZones().get(0).evidence().proved()).isNotNull();
    assertThat(profile.above()).isEqualTo(new Profile.Limit(INFINITY, 1, 0));
    assertThat(profile.saturation().get(0).decay()).isEqualTo(Decay.EXACT);
  }

  @Test
  void leakyRelu() {
    Profile profile = of(x -> where(greater(x, 0), x, multiply(0.01, x)));
    assertThat(profile.range().isZeroCentred()).isTrue();
    assertCourse(profile, Course.INCREASING, Bend.CONVEX, Centre.NONE);
    assertThat(profile.breaks()).containsExactly(new Break(0, 0, 0, 0.01, 1));
    assertThat(profile.below()).isEqualTo(new Profile.Limit(-INFINITY, 0.01, 0));
    assertThat(profile.deadZones()).isEmpty();
    assertThat(profile.saturation()).isEmpty();
  }

  @Test
  void softplusLosesDigitsInItsNaiveSpellingOnly() {
    Profile naive = of(x -> log(add(1, exp(x))));
    Profile stable = of(x -> where(greater(x, 0), add(x, log1p(exp(negate(x)))), log1p(exp(x))));
    for (Profile profile : List.of(naive, stable)) {
      assertRange(profile, 0, INFINITY);
      assertCourse(profile, Course.INCREASING, Bend.CONVEX, Centre.NONE);
      assertThat(profile.lipschitz().seen()).isEqualTo(1);
      assertThat(profile.lipschitz().at()).isEqualTo(INFINITY);
      assertThat(profile.above()).isEqualTo(new Profile.Limit(INFINITY, 1, 0));
      assertThat(profile.breaks()).isEmpty();
    }
    // 1 + exp(x) is 1 below log(2^-53) = -36.74, and exp(x) overflows above 709.78
    List<Interval> lost = naive.accuracy().get(0).lost();
    assertThat(lost.get(0).high()).isBetween(-36.8, -36.0);
    assertThat(lost.get(1).low()).isCloseTo(709.7827, within(1e-3));
    assertThat(stable.accuracy()).allMatch(order -> order.ulps() < 4 && order.lost().isEmpty());
  }

  @Test
  void gelu() {
    Profile profile = of(x -> xNormalCdf(x));
    assertRange(profile, -0.16997120747990369, INFINITY);
    assertThat(profile.range().least().at()).isCloseTo(-0.7517915246935645, CLOSE);
    assertThat(profile.range().isZeroCentred()).isFalse();
    // the slope is greatest where x^2 = 2: Φ(√2) + √2 φ(√2)
    assertThat(profile.lipschitz().seen()).isCloseTo(1.1289042, CLOSE);
    assertThat(profile.lipschitz().at()).isCloseTo(Math.sqrt(2), CLOSE);
    assertThat(profile.lipschitz().bound()).isBetween(1.1289042, 1.12892);
    assertThat(profile.lipschitz().evidence().proved()).matches(on -> on.contains(-49));
    assertThat(profile.saturation().get(0).power()).isEqualTo(2);
    assertThat(profile.saturation().get(0).rate()).isCloseTo(0.5, within(1e-3));
  }

  @Test
  void silu() {
    Profile profile = of(x -> divide(x, add(1, exp(negate(x)))));
    assertRange(profile, -0.2784645427610738, INFINITY);
    assertThat(profile.range().least().at()).isCloseTo(-1.278464542761074, CLOSE);
    assertThat(profile.range().evidence().proved()).matches(on -> on.contains(-49));
    assertThat(profile.monotone().course()).isEqualTo(Course.NEITHER);
    assertThat(profile.monotone().turns()).hasSize(1);
    assertThat(profile.lipschitz().seen()).isCloseTo(1.0998393, CLOSE);
    assertThat(profile.curvature().inflections()).hasSize(2);
    assertThat(profile.below()).isEqualTo(new Profile.Limit(0, 0, 0));
  }

  @Test
  void absoluteValueAndSquare() {
    Profile abs = of(x -> abs(x));
    assertCourse(abs, Course.NEITHER, Bend.CONVEX, Centre.EVEN);
    assertThat(abs.breaks()).containsExactly(new Break(0, 0, 0, -1, 1));
    assertThat(abs.monotone().turns()).containsExactly(0.0);
    assertThat(abs.lipschitz().seen()).isEqualTo(1);
    Profile square = of(x -> square(x));
    assertRange(square, 0, INFINITY);
    assertCourse(square, Course.NEITHER, Bend.CONVEX, Centre.EVEN);
    assertThat(square.curvature().evidence().everywhere()).isTrue();
    assertThat(square.lipschitz().seen()).isEqualTo(INFINITY);
    assertThat(square.breaks()).isEmpty();
  }

  @Test
  void sine() {
    Profile profile = of(x -> sin(x));
    assertRange(profile, -1, 1);
    assertThat(profile.range().greatest().reached()).isTrue();
    assertCourse(profile, Course.NEITHER, Bend.NEITHER, Centre.ODD);
    assertThat(profile.monotone().turns())
        .filteredOn(x -> Math.abs(x) < 50)
        .hasSize(32)
        .allSatisfy(x -> assertThat(Math.cos(x)).isCloseTo(0, within(1e-9)));
    assertThat(profile.lipschitz().seen()).isEqualTo(1);
    assertThat(profile.above()).matches(limit -> Double.isNaN(limit.value()));
  }

  @Test
  void logarithmHasADomain() {
    Profile profile = of(x -> log(x));
    assertThat(profile.domain()).containsExactly(new Interval(0, INFINITY, true, true));
    assertRangeIsTheLine(profile);
    assertCourse(profile, Course.INCREASING, Bend.CONCAVE, Centre.NONE);
    assertThat(profile.below()).isNull();
    assertThat(profile.lipschitz().seen()).isEqualTo(INFINITY);
    assertThat(profile.lipschitz().at()).isZero();
  }

  @Test
  void reciprocalHasADomainOfTwoParts() {
    Profile profile = of(x -> reciprocal(x));
    assertThat(profile.domain())
        .containsExactly(
            new Interval(-INFINITY, 0, true, true), new Interval(0, INFINITY, true, true));
    assertRangeIsTheLine(profile);
    assertCourse(profile, Course.DECREASING, Bend.NEITHER, Centre.ODD);
    assertThat(profile.saturation())
        .hasSize(2)
        .allMatch(side -> side.decay() == Decay.ALGEBRAIC && Math.abs(side.power() - 2) < 1e-3);
  }

  private static void assertRangeIsTheLine(Profile profile) {
    assertThat(profile.range().least().value()).isEqualTo(-INFINITY);
    assertThat(profile.range().greatest().value()).isEqualTo(INFINITY);
  }

  @Test
  void hardTanhHasTwoKinks() {
    Profile profile = of(x -> min(max(x, -1), 1));
    assertRange(profile, -1, 1);
    assertThat(profile.range().isZeroCentred()).isTrue();
    assertThat(profile.breaks())
        .containsExactly(new Break(-1, -1, -1, 0, 1), new Break(1, 1, 1, 1, 0));
    assertThat(profile.deadZones()).hasSize(2);
    assertCourse(profile, Course.INCREASING, Bend.NEITHER, Centre.ODD);
  }

  @Test
  void gaussian() {
    Profile profile = of(x -> exp(negate(square(x))));
    assertRange(profile, 0, 1);
    assertThat(profile.range().least().reached()).isFalse();
    assertThat(profile.range().greatest().reached()).isTrue();
    assertCourse(profile, Course.NEITHER, Bend.NEITHER, Centre.EVEN);
    assertThat(profile.lipschitz().seen()).isCloseTo(Math.sqrt(2 / Math.E), CLOSE);
    assertThat(profile.curvature().inflections()).hasSize(2);
    assertThat(profile.curvature().inflections().get(1)).isCloseTo(Math.sqrt(0.5), CLOSE);
    assertThat(profile.saturation()).allMatch(side -> side.power() == 2);
  }

  @Test
  void jumpsAndPolesAreNoKinks() {
    Profile step = of(x -> greater(x, 0));
    assertThat(step.breaks()).singleElement().matches(b -> !b.isKink() && !b.isPole());
    assertThat(step.monotone().course()).isEqualTo(Course.INCREASING);
    assertThat(step.lipschitz().seen()).isEqualTo(INFINITY);
    Profile pole = of(x -> reciprocal(subtract(x, 0.3)));
    assertThat(pole.breaks())
        .singleElement()
        .isEqualTo(new Break(0.3, -INFINITY, INFINITY, Double.NaN, Double.NaN));
    assertRangeIsTheLine(pole);
    assertThat(of(x -> tan(x)).breaks()).allMatch(Break::isPole);
  }

  @Test
  void aFunctionWithoutValuesIsRefused() {
    assertThatThrownBy(() -> of(x -> log(subtract(-1, square(x)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no value");
  }
}
