package chainrule.autodiff.check;

import chainrule.autodiff.Accuracy;
import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Profile.Break;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.TaylorReal.Side;
import chainrule.autodiff.real.Verified;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** How right a function and its derivatives are in doubles, held against balls at the probes. */
final class Rounding {
  /** Digits of the truth that an error in ulps can be told by. */
  private static final int DIGITS = 17;

  private static final double NO_DIGIT = 0.5;
  private static final int MOST = 3;

  private final List<UnaryOperator<Tensor>> functions;
  private final Curve curve;
  private final double[] probes;
  private final List<Break> breaks;

  Rounding(UnaryOperator<Tensor> f, Curve curve, double[] probes, List<Break> breaks) {
    this.functions = List.of(f, Derivatives.derivative(f), Derivatives.derivative(f, 2));
    this.curve = curve;
    this.probes = probes;
    this.breaks = breaks;
  }

  List<Profile.Accuracy> accuracy() {
    List<Profile.Accuracy> orders = new ArrayList<>();
    for (int order = 0; order < Curve.ORDERS; order++) {
      orders.add(accuracy(order));
    }
    return orders;
  }

  private Profile.Accuracy accuracy(int order) {
    double worst = 0;
    double at = Double.NaN;
    List<Interval> lost = new ArrayList<>();
    double low = Double.NaN;
    double last = Double.NaN;
    for (double x : probes) {
      if (!isKnown(x, order)) {
        continue;
      }
      double ulps = ulps(x, order);
      if (ulps > worst) {
        worst = ulps;
        at = x;
      }
      boolean gone = isLost(x, order);
      if (gone && Double.isNaN(low)) {
        low = Double.isNaN(last) ? x : Doubles.last(x, last, t -> isLost(t, order));
      } else if (!gone && !Double.isNaN(low)) {
        add(lost, low, Doubles.last(last, x, t -> isLost(t, order)));
        low = Double.NaN;
      }
      last = x;
    }
    if (!Double.isNaN(low)) {
      add(lost, low, last);
    }
    double computed = Double.isNaN(at) ? Double.NaN : computed(at, order);
    double truth = Double.isNaN(at) ? Double.NaN : truth(at, order).doubleValue();
    return new Profile.Accuracy(order, worst, at, computed, truth, lost);
  }

  private static void add(List<Interval> lost, double low, double high) {
    if (lost.size() < MOST) {
      lost.add(new Interval(low, high));
    }
  }

  private boolean isKnown(double x, int order) {
    Ball truth = truth(x, order);
    return (truth.isBounded() || Double.isInfinite(truth.doubleValue()))
        && Verified.isSettled(truth, DIGITS)
        && breaks.stream().noneMatch(b -> b.at() == x)
        && !truth.isApartFrom(curve.at(x, Side.LEFT)[order]);
  }

  private Ball truth(double x, int order) {
    return curve.at(x)[order];
  }

  private double computed(double x, int order) {
    return functions.get(order).apply(Tensor.scalar(x)).value();
  }

  private double ulps(double x, int order) {
    return Accuracy.ulps(computed(x, order), truth(x, order));
  }

  /** Whether no digit is right, of a number that is not below the normal doubles. */
  private boolean isLost(double x, int order) {
    Ball truth = truth(x, order);
    double rounded = truth.doubleValue();
    double error = Math.abs(computed(x, order) - rounded);
    return isKnown(x, order)
        && Math.abs(rounded) >= Double.MIN_NORMAL
        && !(error <= NO_DIGIT * Math.abs(rounded))
        && !Double.isInfinite(rounded);
  }
}
