package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.hvp;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Operations.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Differences;
import chainrule.autodiff.real.Real;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Laws that hold for every function, tried on random expressions over a vector of three. */
@Tag("fast")
class LawsTest {
  private static final int SIZE = 3;
  private static final Shape VECTOR = Shape.of(SIZE);

  /** Functions that stay within moderate numbers and meet no kink. */
  private static final List<UnaryOperator<Tensor>> UNARY =
      List.of(
          x -> sin(x),
          x -> cos(x),
          x -> tanh(x),
          x -> gaussian(x),
          x -> erf(x),
          x -> atan(x),
          x -> asinh(x),
          x -> sinc(x),
          x -> exp(sin(x)),
          x -> sqrt(add(1, square(x))),
          x -> log1p(square(x)),
          x -> normalCdf(x),
          x -> expm1OverX(tanh(x)),
          x -> pow(add(2, cos(x)), 2.5),
          x -> reciprocal(add(2, sin(x))),
          x -> flip(x, 0),
          x -> cumsum(tanh(x), 0),
          x -> sin(slice(concatenate(0, x, negate(x)), 0, 1, 1 + SIZE)),
          x -> gather(x, Tensor.vector(2, 0, 2)),
          x -> scatterAdd(x, Tensor.vector(1, 1, 0), SIZE),
          x -> subtract(x, expand(mean(x), VECTOR)),
          x -> subtract(x, logSumExp(x)),
          x -> divide(x, add(1, norm(add(2, square(x))))),
          x -> sum(multiply(expand(x, 0, SIZE), expand(x, 1, SIZE)), 1),
          x -> diag(reshape(stack(0, x, tanh(x), sin(x)), Shape.of(SIZE, SIZE))),
          x -> amax(transpose(stack(0, x, add(x, 3))), 1),
          x -> multiply(x, prod(tanh(x))));

  private static final List<BinaryOperator<Tensor>> BINARY =
      List.of(
          (a, b) -> add(a, b),
          (a, b) -> subtract(a, b),
          (a, b) -> tanh(multiply(a, b)),
          (a, b) -> divide(a, add(1, square(b))),
          (a, b) -> atan2(a, add(2, square(b))),
          (a, b) -> hypot(a, add(1, square(b))),
          (a, b) -> expSubtract(sin(a), tanh(b)),
          (a, b) -> max(a, add(b, 5.003)),
          (a, b) -> where(Tensor.vector(1, 0, 1), sin(a), cos(b)),
          (a, b) -> pow(add(2, sin(a)), cos(b)),
          (a, b) -> slice(reshape(stack(1, a, b), Shape.of(2 * SIZE)), 0, 1, 1 + SIZE));

  /** A random function from vectors to vectors; the same seed gives the same one. */
  private static UnaryOperator<Tensor> function(long seed) {
    return x -> random(new Random(seed), x, 4);
  }

  private static Tensor random(Random random, Tensor x, int depth) {
    if (depth == 0) {
      return random.nextInt(4) == 0 ? vector(random) : x;
    }
    if (random.nextInt(3) == 0) {
      Tensor a = random(random, x, depth - 1);
      Tensor b = random(random, x, depth - 1);
      return BINARY.get(random.nextInt(BINARY.size())).apply(a, b);
    }
    Tensor a = random(random, x, depth - 1);
    return UNARY.get(random.nextInt(UNARY.size())).apply(a);
  }

  private static Tensor vector(Random random) {
    double[] entries = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      entries[i] = random.nextInt(-20, 21) / 8.0 + 0.01 * i;
    }
    return Tensor.vector(entries);
  }

  private static Tensor vector(long seed, int which) {
    return vector(new Random(31 * seed + which));
  }

  private static void close(Tensor actual, Tensor expected, double relative) {
    double size = 1;
    for (double x : expected.toArray()) {
      size = Math.max(size, Math.abs(x));
    }
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double[] a = actual.toArray();
    double[] e = expected.toArray();
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(e[i], within(relative * size));
    }
  }

  @Property(tries = 150)
  void pullbackAndPushforwardAreTransposes(@ForAll int seed) {
    UnaryOperator<Tensor> f = function(seed);
    Tensor x = vector(seed, 0);
    Tensor v = vector(seed, 1);
    Tensor w = vector(seed, 2);
    Tensor jv = jvp(f, x, v).tangent();
    Tensor jw = vjp(f, x).apply(w);
    double size = 1 + norm(jv).value() * norm(w).value() + norm(jw).value() * norm(v).value();
    assertThat(Trees.dot(jv, w).value()).isCloseTo(Trees.dot(v, jw).value(), within(1e-13 * size));
  }

  @Property(tries = 100)
  void thePullbackIsLinear(@ForAll int seed) {
    var pullback = vjp(function(seed), vector(seed, 0));
    Tensor v = vector(seed, 1);
    Tensor w = vector(seed, 2);
    Tensor both = pullback.apply(add(multiply(2, v), w));
    close(both, add(multiply(2, pullback.apply(v)), pullback.apply(w)), 1e-13);
    assertThat(pullback.apply(Tensor.zeros(VECTOR)).toArray())
        .usingComparatorWithPrecision(0.0)
        .containsOnly(0);
  }

  @Property(tries = 100)
  void theJacobianOfACompositeIsTheProduct(@ForAll int seed) {
    UnaryOperator<Tensor> inner = function(seed);
    UnaryOperator<Tensor> outer = function(seed + 7919L);
    Tensor x = vector(seed, 0);
    Tensor product = matmul(jacobian(outer).apply(inner.apply(x)), jacobian(inner).apply(x));
    close(jacobian(y -> outer.apply(inner.apply(y))).apply(x), product, 1e-12);
  }

  @Property(tries = 100)
  void theJacobianIsTheSameByBothModes(@ForAll int seed) {
    UnaryOperator<Tensor> f = function(seed);
    Tensor x = vector(seed, 0);
    UnaryOperator<Tensor> twice = y -> concatenate(0, f.apply(y), f.apply(y));
    close(slice(jacobian(twice).apply(x), 0, 0, SIZE), jacobian(f).apply(x), 1e-13);
  }

  @Property(tries = 100)
  void hessiansAreSymmetricAndTheSameByEveryNesting(@ForAll int seed) {
    UnaryOperator<Tensor> f = x -> sum(function(seed).apply(x));
    Tensor x = vector(seed, 0);
    Tensor h = hessian(f).apply(x);
    close(transpose(h), h, 1e-12);
    close(jacobian(grad(f)).apply(x), h, 1e-12);
    Tensor v = vector(seed, 1);
    Tensor hv = hvp(f, x, v);
    close(grad(y -> Trees.dot(grad(f).apply(y), v)).apply(x), hv, 1e-12);
    close(grad(y -> jvp(f, y, v).tangent()).apply(x), hv, 1e-12);
    double twice = jvp(y -> jvp(f, y, v).tangent(), x, v).tangent().value();
    double size = 1 + norm(hv).value() * norm(v).value();
    assertThat(twice).isCloseTo(Trees.dot(hv, v).value(), within(1e-12 * size));
  }

  @Property(tries = 40)
  void derivativesAreThoseOfDifferencesInPreciseArithmetic(@ForAll int seed) {
    UnaryOperator<Tensor> f = x -> sum(function(seed).apply(x));
    Tensor x = vector(seed, 0);
    Tensor v = vector(seed, 1);
    UnaryOperator<Real> line =
        t -> {
          Real[] point = new Real[SIZE];
          for (int i = 0; i < SIZE; i++) {
            point[i] = t.number(x.get(i)).add(t.multiply(t.number(v.get(i))));
          }
          return Precise.evaluate(f, VECTOR, point)[0];
        };
    Real zero = DecimalReal.of(0, 30);
    double slope = jvp(f, x, v).tangent().value();
    double bend = Trees.dot(hvp(f, x, v), v).value();
    double size = 1 + norm(grad(f).apply(x)).value() * norm(v).value();
    double truth = Differences.derivative(line, zero, 1).doubleValue();
    assertThat(slope).isCloseTo(truth, within(1e-12 * size));
    double second = Differences.derivative(line, zero, 2).doubleValue();
    double size2 = 1 + norm(hessian(f).apply(x)).value() * norm(v).value() * norm(v).value();
    assertThat(bend).isCloseTo(second, within(1e-11 * size2));
  }

  @Property(tries = 60)
  void capturedFunctionsHaveTheShapeOfTheirResult(@ForAll int seed) {
    Graph graph = Graph.of(function(seed), VECTOR);
    assertThat(graph.shape()).isEqualTo(VECTOR);
    Graph gradient = Graph.of(grad(x -> sum(function(seed).apply(x))), VECTOR);
    assertThat(gradient.shape()).isEqualTo(VECTOR);
    assertThat(gradient.toString()).contains("result ");
  }
}
