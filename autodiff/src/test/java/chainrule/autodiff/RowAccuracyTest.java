package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Operations.logSumExp;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients and Hessians of logSumExp and norm, also where one entry dominates its row, against
 * their closed forms, of which nothing cancels in so many digits.
 */
@Tag("fast")
class RowAccuracyTest {
  private static final int DIGITS = 700;
  private static final int ROWS = 25;

  /** The shares of the entries of a row: softmax, or the squares of the unit vector. */
  private static Real[] shares(Real... parts) {
    Real sum = Arrays.stream(parts).reduce(parts[0].number(0), Real::add);
    return Arrays.stream(parts).map(part -> part.divide(sum)).toArray(Real[]::new);
  }

  private static Real[] exact(double[] row, UnaryOperator<Real> f) {
    return Arrays.stream(row)
        .mapToObj(x -> f.apply(DecimalReal.of(x, DIGITS)))
        .toArray(Real[]::new);
  }

  private static void within(double bound, double actual, Real exact, double[] row) {
    assertThat(OperationSamples.ulps(actual, exact))
        .as("ulps of %s for %s at %s", actual, exact.doubleValue(), Arrays.toString(row))
        .isLessThanOrEqualTo(bound);
  }

  private static void holds(
      UnaryOperator<Tensor> f, double[] row, Real[] gradient, IntFunction<IntFunction<Real>> bend) {
    Tensor x = vector(row);
    double[] slopes = grad(f).apply(x).toArray();
    double[] forward = hessian(f).apply(x).toArray();
    double[] reverse = jacobian(grad(f)).apply(x).toArray();
    for (int i = 0; i < row.length; i++) {
      within(4, slopes[i], gradient[i], row);
      for (int j = 0; j < row.length; j++) {
        Real exact = bend.apply(i).apply(j);
        within(16, forward[i * row.length + j], exact, row);
        within(16, reverse[i * row.length + j], exact, row);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 40, 700})
  void ofLogSumExp(double spread) {
    SplittableRandom random = new SplittableRandom(7);
    for (int n = 0; n < ROWS; n++) {
      double[] row = random.doubles(2 + n % 4, -spread, spread / 2).toArray();
      Real[] exponentials = exact(row, Real::exp);
      Real[] s = shares(exponentials);
      Real sum = Arrays.stream(exponentials).reduce(s[0].number(0), Real::add);
      double value = Operations.logSumExp(vector(row)).value();
      assertThat(value)
          .isCloseTo(
              sum.log().doubleValue(),
              org.assertj.core.api.Assertions.within(
                  2 * Math.ulp(Math.max(Math.abs(value), spread))));
      holds(
          x -> logSumExp(x),
          row,
          s,
          i ->
              j ->
                  i == j
                      ? s[i].multiply(s[i].number(1).subtract(s[i]))
                      : s[i].multiply(s[j]).negate());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 20", "100, 20", "-100, 20", "306, 1"})
  void ofNorm(int magnitude, int spread) {
    SplittableRandom random = new SplittableRandom(8);
    for (int n = 0; n < ROWS; n++) {
      double[] row =
          IntStream.range(0, 2 + n % 4)
              .mapToDouble(
                  i ->
                      (random.nextDouble() - 0.5)
                          * Math.pow(10, magnitude + spread * random.nextDouble(-1, 1)))
              .toArray();
      Real[] squares = exact(row, Real::square);
      Real norm = Arrays.stream(squares).reduce(squares[0].number(0), Real::add).sqrt();
      Real[] u = exact(row, x -> x.divide(norm));
      Real[] shares = shares(squares);
      within(2, Operations.norm(vector(row)).value(), norm, row);
      holds(
          x -> norm(x),
          row,
          u,
          i ->
              j ->
                  (i == j ? norm.number(1).subtract(shares[i]) : u[i].multiply(u[j]).negate())
                      .divide(norm));
    }
  }

  @Test
  void ofSubnormalNumbersTheNormHasItsSlopes() {
    double least = Double.MIN_VALUE;
    double[] row = {6 * least, -20 * least, 10_000 * least};
    Real[] squares = exact(row, Real::square);
    Real norm = Arrays.stream(squares).reduce(squares[0].number(0), Real::add).sqrt();
    Real[] u = exact(row, x -> x.divide(norm));
    double[] slopes = grad(x -> norm(x)).apply(vector(row)).toArray();
    for (int i = 0; i < row.length; i++) {
      within(4, slopes[i], u[i], row);
    }
  }

  @Test
  void ofLongRows() {
    double[] row = new SplittableRandom(9).doubles(10_000, -3, 3).toArray();
    row[5] = 50;
    Real[] exponentials = new Real[row.length];
    Arrays.setAll(exponentials, i -> DecimalReal.of(row[i], 40).exp());
    Real[] s = shares(exponentials);
    double[] slopes = grad(x -> logSumExp(x)).apply(vector(row)).toArray();
    for (int i = 0; i < 1000; i++) {
      within(4, slopes[i], s[i], new double[] {row[i]});
    }
    Real[] squares = new Real[row.length];
    Arrays.setAll(squares, i -> DecimalReal.of(row[i], 40).square());
    Real norm = Arrays.stream(squares).reduce(squares[0].number(0), Real::add).sqrt();
    within(2, Operations.norm(vector(row)).value(), norm, new double[0]);
  }

  @Test
  void ofInfiniteEntriesAreLimitsFromEqualParts() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(grad(x -> logSumExp(x)).apply(vector(infinite, 3)).toArray()).containsExactly(1, 0);
    assertThat(grad(x -> logSumExp(x)).apply(vector(-infinite, 3)).toArray()).containsExactly(0, 1);
    assertThat(grad(x -> norm(x)).apply(vector(-infinite, 3)).toArray()).containsExactly(-1, 0);
    assertThat(grad(x -> norm(x)).apply(vector(infinite, infinite)).toArray())
        .containsExactly(1 / Math.sqrt(2), 1 / Math.sqrt(2));
    assertThat(grad(x -> logSumExp(x)).apply(vector(infinite, infinite)).toArray())
        .containsExactly(0.5, 0.5);
    assertThat(grad(x -> logSumExp(x)).apply(vector(Double.NaN, 3)).toArray())
        .containsExactly(Double.NaN, Double.NaN);
  }
}
