package chainrule.autodiff;

import chainrule.autodiff.real.DecimalReal;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Points for elementwise operations, and ways to apply them. */
final class OperationSamples {
  static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -2,
    3,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final double[] LINE = {
    -1e10, -710.3, -40.1, -26.2, -8.35, -3.7, -2.25, -1.1, -0.93, -0.5, -0.02, -1e-9, -1e-100, 0,
    1e-100, 1e-20, 1e-5, 0.3, 0.75, 0.999, 1.001, 1.4616, 2.7, 5.5, 12.1, 20.3, 36.9, 101.5, 709.1,
    1e5, 1e18, 1e250
  };
  private static final double[] PLANE = {-30.2, -2.5, -0.7, -1e-6, 1e-12, 0.3, 3, 45.6};
  private static final double[] FEW = {-2.5, 0.3, 4};
  private static final double[] ORDERS = {0, 1, 2, 5};

  /** Operations whose first input is the order of a derivative. */
  private static final Set<String> WITH_ORDER =
      Set.of(
          "polygamma",
          "sinc",
          "expm1OverX",
          "loweredPow",
          "expDivide",
          "gaussianDerivative",
          "normalPdfDerivative",
          "xNormalCdfDerivative",
          "xPage",
          "xSigmoid",
          "xTanhSoftplus");

  private OperationSamples() {}

  static boolean hasOrder(Elementwise operation) {
    return WITH_ORDER.contains(operation.name());
  }

  /** Points in and outside the domain. */
  static List<double[]> points(Elementwise operation) {
    return switch (operation.arity()) {
      case 1 -> product(LINE);
      case 2 -> hasOrder(operation) ? product(ORDERS, LINE) : product(PLANE, PLANE);
      default ->
          hasOrder(operation)
              ? product(ORDERS, PLANE, PLANE)
              : product(new double[] {0, 1, -3}, FEW, FEW);
    };
  }

  /** Zeros, infinities and other exceptional numbers in all combinations. */
  static List<double[]> special(Elementwise operation) {
    return switch (operation.arity()) {
      case 1 -> product(SPECIAL);
      case 2 -> hasOrder(operation) ? product(ORDERS, SPECIAL) : product(SPECIAL, SPECIAL);
      default ->
          hasOrder(operation)
              ? product(ORDERS, SPECIAL, SPECIAL)
              : product(new double[] {0, -0.0, 1, Double.NaN}, SPECIAL, SPECIAL);
    };
  }

  private static List<double[]> product(double[]... axes) {
    List<double[]> points = List.of(new double[0]);
    for (double[] axis : axes) {
      List<double[]> longer = new ArrayList<>();
      for (double[] point : points) {
        for (double x : axis) {
          double[] next = Arrays.copyOf(point, point.length + 1);
          next[point.length] = x;
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  /** Applies an operation as its static method does. */
  static Tensor apply(Elementwise operation, Tensor... inputs) {
    return switch (inputs.length) {
      case 1 -> operation.on(inputs[0]);
      case 2 -> operation.on(inputs[0], inputs[1]);
      default -> operation.apply(inputs);
    };
  }

  static double value(Elementwise operation, double... point) {
    Tensor[] inputs = new Tensor[point.length];
    Arrays.setAll(inputs, k -> new Scalar(point[k]));
    return apply(operation, inputs).value();
  }

  static Real real(Elementwise operation, Real... point) {
    Shape[] shapes = new Shape[point.length];
    Real[][] inputs = new Real[point.length][];
    for (int k = 0; k < point.length; k++) {
      shapes[k] = Shape.SCALAR;
      inputs[k] = new Real[] {point[k]};
    }
    return operation.precise(shapes, inputs, Shape.SCALAR)[0];
  }

  static Real real(Elementwise operation, double[] point, int digits) {
    Real[] inputs = new Real[point.length];
    Arrays.setAll(inputs, k -> DecimalReal.of(point[k], digits));
    return real(operation, inputs);
  }

  /** How far a double is from a number, in units of the last place of the number. */
  static double ulps(double actual, Real exact) {
    double rounded = exact.doubleValue();
    if (Double.compare(actual, rounded) == 0 || actual == rounded) {
      return 0;
    }
    if (!Double.isFinite(actual) || !Double.isFinite(rounded)) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = exact.number(actual).subtract(exact).abs().doubleValue();
    return difference / Math.ulp(rounded);
  }
}
