package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Functions of tensors over numbers of more digits. */
@Tag("fast")
class PreciseTest {
  private static final int DIGITS = 50;

  private static Real real(double value) {
    return DecimalReal.of(value, DIGITS);
  }

  private static Real[] reals(double... values) {
    Real[] reals = new Real[values.length];
    for (int i = 0; i < values.length; i++) {
      reals[i] = real(values[i]);
    }
    return reals;
  }

  private static void assertEqual(Real actual, Real expected) {
    assertThat(actual.subtract(expected).abs().doubleValue())
        .isLessThanOrEqualTo(1e-49 * Math.abs(expected.doubleValue()));
  }

  @Test
  void aScalarFunctionKeepsItsDigits() {
    Real third = real(1).divide(real(3));
    assertEqual(Precise.evaluate(x -> multiply(3, x), third), real(1));
    assertEqual(Precise.evaluate(x -> exp(x), real(1)), real(1).exp());
    assertEqual(
        Precise.evaluate(grad(x -> exp(square(x))), third),
        third.square().exp().multiply(third).multiply(real(2)));
  }

  @Test
  void constantsOfAFunctionAreTheDoublesThatTheyAre() {
    assertEqual(Precise.evaluate(x -> add(x, 0.1), real(0)), real(0.1));
    assertThat(
            Precise.evaluate(x -> add(x, 0.1), real(0))
                .multiply(real(10))
                .subtract(real(1))
                .doubleValue())
        .isEqualTo(5.551115123125783e-17);
    // a division of constants that meet nothing precise is made in doubles
    assertEqual(
        Precise.evaluate(x -> add(x, divide(scalar(1), scalar(3))), real(0)), real(1 / 3.0));
    assertEqual(Precise.evaluate(x -> scalar(0.1), real(0)), real(0.1));
  }

  @Test
  void constantArraysMixWithPreciseOnes() {
    Real third = real(1).divide(real(3));
    Real[] product =
        Precise.evaluate(
            x -> matmul(matrix(new double[][] {{1, 2}, {3, 4}}), x), Shape.of(2), third, real(1));
    assertThat(product).hasSize(2);
    assertEqual(product[0], third.add(real(2)));
    assertEqual(product[1], real(5));
    Real[] slopes =
        Precise.evaluate(
            grad(x -> sum(multiply(vector(1, 10), multiply(x, x.at(0))))),
            Shape.of(2),
            third,
            real(1));
    assertEqual(slopes[0], third.multiply(real(2)).add(real(10)));
    assertEqual(slopes[1], third.multiply(real(10)));
  }

  @Test
  void severalInputsAndShapes() {
    Real[] result =
        Precise.evaluate(
            in -> multiply(in.get(0), in.get(1)),
            List.of(Shape.SCALAR, Shape.of(2, 2)),
            new Real[][] {reals(3), reals(1, 2, 3, 4)});
    assertThat(result).extracting(Real::doubleValue).containsExactly(3.0, 6.0, 9.0, 12.0);
    // an empty one says nothing of the arithmetic, the other does
    assertThat(
            Precise.evaluate(
                in -> concatenate(0, in.get(1), in.get(0)),
                List.of(Shape.of(1), Shape.of(0)),
                new Real[][] {reals(3), reals()}))
        .extracting(Real::doubleValue)
        .containsExactly(3.0);
  }

  @Test
  void valuesCanBeReadAndBranchedOn() {
    List<Double> read = new ArrayList<>();
    Real third = real(1).divide(real(3));
    Real result =
        Precise.evaluate(
            derivative(
                x -> {
                  read.add(x.value());
                  return x.value() > 0 ? square(x) : negate(x);
                }),
            third);
    assertEqual(result, third.multiply(real(2)));
    assertThat(read).containsExactly(1 / 3.0);
    assertThat(
            Precise.evaluate(
                x -> x.get(1) > x.get(0) ? x.at(1) : x.at(0), Shape.of(2), reals(1, 2)))
        .extracting(Real::doubleValue)
        .containsExactly(2.0);
    assertThat(Precise.evaluate(x -> vector(x.toArray()), Shape.of(2), reals(1, 2)))
        .extracting(Real::doubleValue)
        .containsExactly(1.0, 2.0);
  }

  @Test
  void whatIsGivenAndWhatComesOutBelongsToTheCaller() {
    Real[] given = reals(1, 2);
    Real[] result = Precise.evaluate(x -> x, Shape.of(2), given);
    result[0] = real(9);
    assertThat(given[0].doubleValue()).isEqualTo(1);
  }

  @Test
  void structureAndReductionsKeepTheDigits() {
    Real third = real(1).divide(real(3));
    Real[] result =
        Precise.evaluate(
            x -> stack(0, sum(x), prod(x), amax(x), norm(x)), Shape.of(2), third, third);
    assertEqual(result[0], third.add(third));
    assertEqual(result[1], third.square());
    assertEqual(result[2], third);
    assertEqual(result[3], third.multiply(real(2).sqrt()));
  }

  @Test
  void refusesNumbersThatDoNotFitTheShapes() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Precise.evaluate(x -> x, Shape.of(3), reals(1, 2)))
        .withMessage("precise: shapes [[3]] do not fit 1 inputs of 2 numbers");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Precise.evaluate(in -> in.get(0), List.of(Shape.SCALAR), new Real[][] {}))
        .withMessageStartingWith("precise: ");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(
            () ->
                Precise.evaluate(
                    in -> in.get(0), List.of(Shape.SCALAR), new Real[][] {reals(1), reals(2)}))
        .withMessageStartingWith("precise: shapes [[]] do not fit 2 inputs");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Precise.evaluate(x -> x, Shape.of(0)))
        .withMessage("precise: give at least one number; it says which arithmetic to use");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Precise.evaluate(x -> stack(0, x, x), real(1)))
        .withMessage("precise: the function of a scalar has 2 entries; give its shape");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Precise.evaluate(x -> add(x, vector(1, 2, 3)), Shape.of(2), reals(1, 2)))
        .withMessageContaining("[2] and [3]");
  }

  @Test
  void refusesATensorAfterItsCall() {
    List<Tensor> kept = new ArrayList<>();
    Real unused =
        Precise.evaluate(
            x -> {
              kept.add(x);
              return x;
            },
            real(1));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> exp(kept.get(0)))
        .withMessageStartingWith(
            "exp: a tensor is used after the call of precise evaluation that it belongs to");
    assertThatThrownBy(() -> Precise.evaluate(x -> kept.get(0), real(1)))
        .isInstanceOf(UsageException.class);
  }
}
