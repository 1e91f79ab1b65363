package chainrule.examples.notes;

import chainrule.autodiff.Tensor;
import java.util.stream.DoubleStream;

/** Where functions are looked at. */
final class Points {
  private Points() {}

  /** Equal steps, both ends included. */
  static double[] between(double first, double last, int count) {
    return Tensor.linspace(first, last, count).toArray();
  }

  /** Zero, and both signs from 1e-300 up to an end, in equal ratios and in equal steps. */
  static double[] whole(double end) {
    DoubleStream ratios =
        DoubleStream.of(between(-300, Math.log10(end), 100)).map(e -> Math.pow(10, e));
    DoubleStream steps = DoubleStream.of(between(end / 100, end, 100));
    double[] sizes = DoubleStream.concat(ratios, steps).filter(x -> x <= end).sorted().toArray();
    return DoubleStream.concat(
            DoubleStream.concat(DoubleStream.of(sizes).map(x -> -x).sorted(), DoubleStream.of(0)),
            DoubleStream.of(sizes))
        .toArray();
  }

  /** Equal ratios, both ends included. */
  static double[] ratios(double first, double last, int count) {
    return DoubleStream.of(between(Math.log10(first), Math.log10(last), count))
        .map(e -> Math.pow(10, e))
        .toArray();
  }
}
