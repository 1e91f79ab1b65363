package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.hvp;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.stopGradient;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.ones;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives inside derivatives, in every combination of modes, are not confused. */
@Tag("fast")
class NestingTest {
  /** A way to differentiate a scalar function of a scalar. */
  interface Way {
    UnaryOperator<Tensor> of(UnaryOperator<Tensor> f);
  }

  private static final List<String> NAMES =
      List.of("grad", "derivative", "jvp", "vjp", "jacobian", "graph of a vector");
  private static final List<Way> WAYS =
      List.of(
          f -> grad(f),
          f -> derivative(f),
          f -> x -> jvp(f, x, scalar(1)).tangent(),
          f -> x -> vjp(f, x).apply(scalar(1)),
          f -> jacobian(f),
          f -> x -> grad(v -> f.apply(v.at(0)), stack(0, x)).at(0));

  static Stream<Arguments> pairs() {
    return Stream.iterate(0, i -> i + 1)
        .limit((long) WAYS.size() * WAYS.size())
        .map(
            i -> {
              int outer = i / WAYS.size();
              int inner = i % WAYS.size();
              String name = NAMES.get(inner) + " in " + NAMES.get(outer);
              return Arguments.of(name, WAYS.get(outer), WAYS.get(inner));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void perturbationsAreNotConfused(String name, Way outer, Way inner) {
    // d/dx (x · d/dy (x + y)) = 1
    UnaryOperator<Tensor> sum = x -> multiply(x, inner.of(y -> add(x, y)).apply(scalar(2)));
    assertThat(outer.of(sum).apply(scalar(3)).value()).isEqualTo(1);
    // d/dx (x · d/dy (x y) at y = 1) = d/dx x² = 2x
    UnaryOperator<Tensor> product =
        x -> multiply(x, inner.of(y -> multiply(x, y)).apply(scalar(1)));
    assertThat(outer.of(product).apply(scalar(3)).value()).isEqualTo(6);
    // d/dx (d/dy (x² y³) at y = x) = d/dx (3 x⁴) = 12 x³
    UnaryOperator<Tensor> at = x -> inner.of(y -> multiply(square(x), pow(y, 3))).apply(x);
    assertThat(outer.of(at).apply(scalar(2)).value()).isEqualTo(96);
    // an inner derivative of something constant in y
    UnaryOperator<Tensor> none = x -> add(x, inner.of(y -> exp(x)).apply(x));
    assertThat(outer.of(none).apply(scalar(2)).value()).isEqualTo(1);
    // the derivative does not look through stopGradient
    UnaryOperator<Tensor> stopped =
        x -> multiply(x, stopGradient(inner.of(y -> multiply(x, y)).apply(x)));
    assertThat(outer.of(stopped).apply(scalar(5)).value()).isEqualTo(5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void secondDerivativesAgree(String name, Way outer, Way inner) {
    UnaryOperator<Tensor> f = x -> multiply(tanh(square(x)), exp(negate(x)));
    double expected = derivative(f, 2).apply(scalar(0.7)).value();
    assertThat(outer.of(inner.of(f)).apply(scalar(0.7)).value()).isCloseTo(expected, within(4e-15));
  }

  @Test
  void threeLevelsOfOneFunctionAreTheThirdDerivative() {
    UnaryOperator<Tensor> sigmoid = x -> divide(1, add(1, exp(negate(x))));
    double third = -0.09635675628958461;
    for (Way a : WAYS) {
      for (Way b : WAYS) {
        for (Way c : WAYS) {
          assertThat(a.of(b.of(c.of(sigmoid))).apply(scalar(0.5)).value())
              .isCloseTo(third, within(1e-15));
        }
      }
    }
  }

  @Test
  void theSlopeOfTheFirstExampleIsThatOfTheSigmoid() {
    UnaryOperator<Tensor> sigmoid = x -> divide(1, add(1, exp(negate(x))));
    assertThat(grad(sigmoid).apply(scalar(0.5)).value()).isEqualTo(0.2350037122015945);
    assertThat(derivative(sigmoid, 0).apply(scalar(0)).value()).isEqualTo(0.5);
  }

  @Test
  void derivativesGoThroughLoopsAndBranches() {
    UnaryOperator<Tensor> root =
        x -> {
          Tensor t = x;
          while (Math.abs(t.value() * t.value() - x.value()) > 1e-12) {
            t = divide(add(t, divide(x, t)), 2);
          }
          return t;
        };
    for (Way way : WAYS) {
      double slope = way.of(root).apply(scalar(2)).value();
      assertThat(slope).isCloseTo(0.5 / Math.sqrt(2), within(1e-12));
      double bend = way.of(way.of(root)).apply(scalar(2)).value();
      assertThat(bend).isCloseTo(-0.25 / Math.pow(2, 1.5), within(1e-9));
    }
  }

  @Test
  void aClosedOverVectorIsDifferentiatedThroughAnInnerHessian() {
    // f(x) = Σ_ij H_ij(x) where H is the Hessian in y of Σ x_i y_i³ at y = 1: f = 6 Σ x
    UnaryOperator<Tensor> f = x -> sum(hessian(y -> sum(multiply(x, pow(y, 3)))).apply(ones(3)));
    assertThat(grad(f).apply(vector(1, 2, 3)).toArray()).containsExactly(6, 6, 6);
    assertThat(jvp(f, vector(1, 2, 3), vector(1, 0, 0)).tangent().value()).isEqualTo(6);
  }

  @Test
  void aHessianTimesAVectorCanBeDifferentiatedInBoth() {
    // v ↦ H v is linear: its Jacobian is H. x ↦ Σ (H(x) v) has the third derivatives as gradient.
    UnaryOperator<Tensor> f = x -> multiply(square(x.at(0)), multiply(x.at(0), x.at(1)));
    Tensor x = vector(2, 3);
    Tensor h = hessian(f).apply(x);
    assertThat(h.toArray()).containsExactly(36, 12, 12, 0);
    assertThat(jacobian(v -> hvp(f, x, v)).apply(vector(5, 7)).toArray()).isEqualTo(h.toArray());
    assertThat(grad(p -> hvp(f, p, vector(1, 0)).at(0)).apply(x).toArray()).containsExactly(18, 12);
  }

  @Test
  void aJacobianIsTheSameByBothModes() {
    // more outputs than inputs goes forward, fewer go reverse
    UnaryOperator<Tensor> wide = x -> concatenate(0, square(x), multiply(x, x.at(0)));
    Tensor j = jacobian(wide).apply(vector(2, 3));
    assertThat(j.shape()).isEqualTo(shape(4, 2));
    assertThat(j.toArray()).containsExactly(4, 0, 0, 6, 4, 0, 3, 2);
    UnaryOperator<Tensor> narrow = x -> slice(wide.apply(x), 0, 2, 4);
    assertThat(jacobian(narrow).apply(vector(2, 3)).toArray()).containsExactly(4, 0, 3, 2);
    assertThat(jacobian(x -> sum(square(x))).apply(ones(2, 2)).shape()).isEqualTo(shape(2, 2));
    assertThat(jacobian(x -> transpose(x)).apply(ones(2, 3)).shape()).isEqualTo(shape(3, 2, 2, 3));
    assertThat(jacobian(x -> vector(1, 2, 3)).apply(vector(1)).toArray()).containsOnly(0);
    assertThat(jacobian(x -> square(x)).apply(vector()).shape()).isEqualTo(shape(0, 0));
    assertThat(hessian(x -> sum(square(x))).apply(vector()).shape()).isEqualTo(shape(0, 0));
  }

  @Test
  void aPullbackOutlivesItsCallAndCanBeAppliedAgain() {
    var pullback = vjp(x -> multiply(x, sum(x)), vector(1, 2));
    assertThat(pullback.apply(vector(1, 0)).toArray()).containsExactly(4, 1);
    assertThat(pullback.apply(vector(0, 1)).toArray()).containsExactly(2, 5);
    assertThat(pullback.apply(vector(1, 0)).toArray()).containsExactly(4, 1);
  }

  @Test
  void aPullbackIsDifferentiableInItsCotangent() {
    // w ↦ vjp(w) is linear; its Jacobian is the transposed Jacobian
    var pullback = vjp(x -> multiply(x, sum(x)), vector(1, 2));
    assertThat(jacobian(pullback::apply).apply(vector(7, 9)).toArray()).containsExactly(4, 2, 1, 5);
  }
}
