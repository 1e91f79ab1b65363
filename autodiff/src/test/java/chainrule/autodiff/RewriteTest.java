package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.kernel.Expression;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What compilation leaves out or replaces changes no value in any double. */
@Tag("fast")
class RewriteTest {
  private static final double[] SPECIAL = {
    0.0, -0.0, 1, -1, Double.MIN_VALUE, Double.MAX_VALUE, 1 / 0.0, -1 / 0.0, Double.NaN
  };

  @Property
  void keepsEveryBit(@ForAll("doubles") double x, @ForAll("doubles") double y) {
    for (Rewrite rewrite : Rewrite.ALL) {
      for (double number : SPECIAL) {
        int arity = arity(rewrite);
        double[] arguments = Arrays.copyOf(new double[] {x, y, x}, arity);
        if (rewrite.number() >= 0) {
          arguments[rewrite.number()] = number;
        }
        if (rewrite.when().test(number)) {
          assertThat(Double.doubleToLongBits(Expression.apply(rewrite.function(), arguments)))
              .as("%s of %s", rewrite.function(), Arrays.toString(arguments))
              .isEqualTo(Double.doubleToLongBits(arguments[rewrite.result()]));
        }
      }
    }
  }

  @Test
  void everyRewriteApplies() {
    for (Rewrite rewrite : Rewrite.ALL) {
      Double[] numbers = new Double[arity(rewrite)];
      double number =
          Arrays.stream(SPECIAL).filter(x -> rewrite.when().test(x)).findFirst().orElseThrow();
      if (rewrite.number() >= 0) {
        numbers[rewrite.number()] = number;
      }
      assertThat(Rewrite.of(rewrite.function(), numbers)).isSameAs(rewrite);
    }
  }

  @Property
  void aPowerOfTwoMayBeAFactor(@ForAll("doubles") double x, @ForAll("divisors") double divisor) {
    double factor = Rewrite.factorFor(divisor);
    assertThat(Double.doubleToLongBits(x * factor))
        .as("%s / %s", x, divisor)
        .isEqualTo(Double.doubleToLongBits(x / divisor));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, 3, 0.1, Double.MIN_VALUE, 0x1p1023, 1 / 0.0, Double.NaN})
  void otherDivisorsStay(double divisor) {
    assertThat(Rewrite.factorFor(divisor)).isNaN();
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.of(Arrays.stream(SPECIAL).boxed().toList()));
  }

  @Provide
  Arbitrary<Double> divisors() {
    return Arbitraries.integers()
        .between(-1022, 1022)
        .flatMap(k -> Arbitraries.of(Math.scalb(1.0, k), -Math.scalb(1.0, k)));
  }

  private static int arity(Rewrite rewrite) {
    return rewrite.function() instanceof DoubleUnaryOperator
        ? 1
        : rewrite.function() instanceof DoubleBinaryOperator ? 2 : 3;
  }
}
