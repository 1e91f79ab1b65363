package chainrule.autodiff.real;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntFunction;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;

/**
 * A number together with its partial derivatives in double precision, over {@link
 * DerivativeStructure} of Commons Math: an independent oracle for derivatives at interior points
 * where a function is smooth.
 *
 * <p>Error functions, gamma functions and the like, which Commons Math does not differentiate, are
 * composed from the known closed forms of their derivatives. Known defects of {@code
 * DerivativeStructure} remain: derivatives of powers and roots at base 0 are NaN or infinite even
 * where they exist; the derivative of {@link #abs} at 0 is that of the side given by the sign of
 * zero; a negative base has powers with constant whole exponents only, up to the range of {@code
 * int}; functions that overflow on the way to a finite derivative give NaN. Comparisons, {@link
 * #sign} and {@link #floor} have the derivative 0.
 *
 * <p>Operations on numbers of other classes throw {@link ClassCastException}, those on numbers of
 * other counts of parameters or orders the exception of Commons Math. Instances are immutable.
 */
public final class DerivativeReal implements Real {

  private static final int DIGITS = 40;

  private final DerivativeStructure structure;

  private DerivativeReal(DerivativeStructure structure) {
    this.structure = structure;
  }

  /** The number with the value and derivatives given. */
  public static DerivativeReal of(DerivativeStructure structure) {
    return new DerivativeReal(structure);
  }

  /** A constant among the given number of free parameters. */
  public static DerivativeReal constant(int parameters, int order, double value) {
    return new DerivativeReal(new DerivativeStructure(parameters, order, value));
  }

  /** The free parameter of the given index, from 0, at the given value. */
  public static DerivativeReal variable(int parameters, int order, int index, double value) {
    return new DerivativeReal(new DerivativeStructure(parameters, order, index, value));
  }

  /** The value and the derivatives as an object of Commons Math. */
  public DerivativeStructure derivativeStructure() {
    return structure;
  }

  /** The partial derivative of the given order in each parameter. */
  public double partialDerivative(int... orders) {
    return structure.getPartialDerivative(orders);
  }

  @Override
  public String toString() {
    return Arrays.toString(structure.getAllDerivatives());
  }

  // ---------------------------------------------------------------- helpers

  private static DerivativeStructure structure(Real number) {
    return ((DerivativeReal) number).structure;
  }

  private DerivativeReal mask(Real that, DoubleBinaryOperator comparison) {
    return number(comparison.applyAsDouble(doubleValue(), that.doubleValue()));
  }

  /** A function given by its derivatives of every order at the value of this number. */
  private DerivativeReal composed(IntFunction<Real> derivatives) {
    double[] values = new double[structure.getOrder() + 1];
    for (int k = 0; k < values.length; k++) {
      values[k] = derivatives.apply(k).doubleValue();
    }
    return new DerivativeReal(structure.compose(values));
  }

  private DecimalReal precise() {
    return DecimalReal.of(doubleValue(), DIGITS);
  }

  private boolean isConstant() {
    double[] all = structure.getAllDerivatives();
    for (int i = 1; i < all.length; i++) {
      if (all[i] != 0) {
        return false;
      }
    }
    return true;
  }

  // ---------------------------------------------------------------- constants and conversions

  @Override
  public DerivativeReal number(double value) {
    return constant(structure.getFreeParameters(), structure.getOrder(), value);
  }

  @Override
  public DerivativeReal pi() {
    return number(Math.PI);
  }

  @Override
  public double doubleValue() {
    return structure.getValue();
  }

  @Override
  public boolean isNaN() {
    return Double.isNaN(doubleValue());
  }

  // ---------------------------------------------------------------- arithmetic

  @Override
  public DerivativeReal add(Real that) {
    return new DerivativeReal(structure.add(structure(that)));
  }

  @Override
  public DerivativeReal subtract(Real that) {
    return new DerivativeReal(structure.subtract(structure(that)));
  }

  @Override
  public DerivativeReal multiply(Real that) {
    return new DerivativeReal(structure.multiply(structure(that)));
  }

  @Override
  public DerivativeReal divide(Real that) {
    return new DerivativeReal(structure.divide(structure(that)));
  }

  @Override
  public DerivativeReal negate() {
    return new DerivativeReal(structure.negate());
  }

  @Override
  public DerivativeReal reciprocal() {
    return new DerivativeReal(structure.reciprocal());
  }

  @Override
  public DerivativeReal abs() {
    return new DerivativeReal(structure.abs());
  }

  @Override
  public DerivativeReal floor() {
    return new DerivativeReal(structure.floor());
  }

  @Override
  public DerivativeReal sqrt() {
    return new DerivativeReal(structure.sqrt());
  }

  @Override
  public DerivativeReal cbrt() {
    return new DerivativeReal(structure.cbrt());
  }

  @Override
  public DerivativeReal sign() {
    return number(Math.signum(doubleValue()));
  }

  @Override
  public DerivativeReal square() {
    return new DerivativeReal(structure.multiply(structure));
  }

  @Override
  public DerivativeReal hypot(Real that) {
    return new DerivativeReal(DerivativeStructure.hypot(structure, structure(that)));
  }

  @Override
  public DerivativeReal pow(Real exponent) {
    DerivativeReal power = (DerivativeReal) exponent;
    double value = power.doubleValue();
    if (!power.isConstant()) {
      return new DerivativeReal(structure.pow(power.structure));
    }
    return new DerivativeReal(
        value == (int) value ? structure.pow((int) value) : structure.pow(value));
  }

  // ---------------------------------------------------------------- elementary functions

  @Override
  public DerivativeReal exp() {
    return new DerivativeReal(structure.exp());
  }

  @Override
  public DerivativeReal expm1() {
    return new DerivativeReal(structure.expm1());
  }

  @Override
  public DerivativeReal log() {
    return new DerivativeReal(structure.log());
  }

  @Override
  public DerivativeReal log1p() {
    return new DerivativeReal(structure.log1p());
  }

  @Override
  public DerivativeReal sin() {
    return new DerivativeReal(structure.sin());
  }

  @Override
  public DerivativeReal cos() {
    return new DerivativeReal(structure.cos());
  }

  @Override
  public DerivativeReal tan() {
    return new DerivativeReal(structure.tan());
  }

  @Override
  public DerivativeReal asin() {
    return new DerivativeReal(structure.asin());
  }

  @Override
  public DerivativeReal acos() {
    return new DerivativeReal(structure.acos());
  }

  @Override
  public DerivativeReal atan() {
    return new DerivativeReal(structure.atan());
  }

  @Override
  public DerivativeReal sinh() {
    return new DerivativeReal(structure.sinh());
  }

  @Override
  public DerivativeReal cosh() {
    return new DerivativeReal(structure.cosh());
  }

  @Override
  public DerivativeReal tanh() {
    return new DerivativeReal(structure.tanh());
  }

  @Override
  public DerivativeReal asinh() {
    return new DerivativeReal(structure.asinh());
  }

  @Override
  public DerivativeReal acosh() {
    return new DerivativeReal(structure.acosh());
  }

  @Override
  public DerivativeReal atanh() {
    return new DerivativeReal(structure.atanh());
  }

  @Override
  public DerivativeReal atan2(Real x) {
    return new DerivativeReal(DerivativeStructure.atan2(structure, structure(x)));
  }

  // ---------------------------------------------------------------- special functions

  @Override
  public DerivativeReal erf() {
    DecimalReal x = precise();
    return composed(k -> k == 0 ? x.erf() : erfDerivative(x, k));
  }

  @Override
  public DerivativeReal erfc() {
    DecimalReal x = precise();
    return composed(k -> k == 0 ? x.erfc() : erfDerivative(x, k).negate());
  }

  /** The k-th derivative 2/√π (-1)^(k-1) H(x) exp(-x²) with the Hermite polynomial H of k - 1. */
  private static Real erfDerivative(DecimalReal x, int k) {
    Real previous = x.number(0);
    Real current = x.gaussian().multiply(x.number(2)).divide(x.pi().sqrt());
    for (int n = 1; n < k; n++) {
      Real next =
          x.multiply(current).add(previous.multiply(x.number(n - 1))).multiply(x.number(-2));
      previous = current;
      current = next;
    }
    return current;
  }

  @Override
  public DerivativeReal logGamma() {
    DecimalReal x = precise();
    return composed(k -> k == 0 ? x.logGamma() : x.polygamma(k - 1));
  }

  @Override
  public DerivativeReal digamma() {
    return polygamma(0);
  }

  @Override
  public DerivativeReal polygamma(int n) {
    DecimalReal x = precise();
    return composed(k -> x.polygamma(n + k));
  }

  @Override
  public DerivativeReal sinc(int n) {
    DecimalReal x = precise();
    return composed(k -> x.sinc(n + k));
  }

  @Override
  public DerivativeReal expm1OverX(int n) {
    DecimalReal x = precise();
    return composed(k -> x.expm1OverX(n + k));
  }

  // ---------------------------------------------------------------- comparison and choice

  @Override
  public Real max(Real that) {
    double left = doubleValue();
    return Double.isNaN(left) || Double.compare(left, Math.max(left, that.doubleValue())) == 0
        ? this
        : that;
  }

  @Override
  public Real min(Real that) {
    double left = doubleValue();
    return Double.isNaN(left) || Double.compare(left, Math.min(left, that.doubleValue())) == 0
        ? this
        : that;
  }

  @Override
  public DerivativeReal greater(Real that) {
    return mask(that, (x, y) -> x > y ? 1 : 0);
  }

  @Override
  public DerivativeReal greaterOrEqual(Real that) {
    return mask(that, (x, y) -> x >= y ? 1 : 0);
  }

  @Override
  public DerivativeReal less(Real that) {
    return mask(that, (x, y) -> x < y ? 1 : 0);
  }

  @Override
  public DerivativeReal lessOrEqual(Real that) {
    return mask(that, (x, y) -> x <= y ? 1 : 0);
  }

  @Override
  public DerivativeReal equalTo(Real that) {
    return mask(that, (x, y) -> x == y ? 1 : 0);
  }

  @Override
  public DerivativeReal notEqualTo(Real that) {
    return mask(that, (x, y) -> x != y ? 1 : 0);
  }

  @Override
  public Real choose(Real ifTrue, Real ifFalse) {
    return isNaN() ? this : doubleValue() == 0 ? ifFalse : ifTrue;
  }
}
