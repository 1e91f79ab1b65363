package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Taylor series over an arithmetic that cannot tell numbers apart that differ by less than 0.9,
 * unless they are the same object: its masks are then fractions, and its choices by these the mean
 * of both.
 */
@Tag("fast")
class TaylorRealUndecidedTest {

  /** Numbers in the blurred arithmetic are proxies of this interface too. */
  private interface Blurred extends Real {
    DecimalReal exact();
  }

  private static Real blurred(DecimalReal exact) {
    return (Real)
        Proxy.newProxyInstance(
            Blurred.class.getClassLoader(),
            new Class<?>[] {Blurred.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("exact")) {
                return exact;
              }
              Object[] numbers = arguments == null ? new Object[0] : arguments.clone();
              for (int k = 0; k < numbers.length; k++) {
                numbers[k] = numbers[k] instanceof Blurred b ? b.exact() : numbers[k];
              }
              boolean comparison = method.getName().matches("(greater|less|equal|notEqual).*");
              if (comparison && isClose(exact, (DecimalReal) numbers[0])) {
                return blurred(exact.number(0.5));
              }
              double mask = exact.doubleValue();
              if (method.getName().equals("choose") && mask > 0 && mask < 1) {
                Real sum = ((Real) numbers[0]).add((Real) numbers[1]);
                return blurred((DecimalReal) sum.multiply(exact.number(0.5)));
              }
              try {
                Object result = method.invoke(exact, numbers);
                return result instanceof DecimalReal number ? blurred(number) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static boolean isClose(DecimalReal a, DecimalReal b) {
    double distance = Math.abs(a.doubleValue() - b.doubleValue());
    return distance > 0 && distance < 0.9;
  }

  private static double[] at(double x, UnaryOperator<Real> f) {
    Real[] derivatives = TaylorReal.derivatives(f, blurred(DecimalReal.of(x, 20)), 2);
    return Arrays.stream(derivatives).mapToDouble(Real::doubleValue).toArray();
  }

  @Test
  void masksFlowThroughChoices() {
    assertThat(at(0.001, Real::abs)).containsExactly(0.001, 0, 0);
    assertThat(at(2, Real::abs)).containsExactly(2, 1, 0);
    assertThat(at(1.0009765625, x -> x.max(x.number(1)))).containsExactly(1.0009765625, 0.5, 0);
    assertThat(at(-0.0009765625, x -> x.greater(x.number(0)).choose(x.square(), x)))
        .containsExactly((0.0009765625 * 0.0009765625 - 0.0009765625) / 2, 0.5 - 0.0009765625, 1);
    assertThat(at(2.0009765625, Real::floor)).containsExactly(1.5, 0, 0);
  }

  @Test
  void wholePowersOfWhatMayBeZero() {
    double x = 0.0009765625;
    assertThat(at(x, y -> y.pow(y.number(3)))).containsExactly(x * x * x, 3 * x * x, 6 * x);
    assertThat(at(x, y -> y.sin().pow(y.number(1)))[1]).isEqualTo(Math.cos(x));
  }
}
