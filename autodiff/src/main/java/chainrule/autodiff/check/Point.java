package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.real.Ball;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Doubles for variables. Immutable. */
public final class Point {
  /** Longer texts of arrays are cut. */
  private static final int LONG = 80;

  private final Map<String, Tensor> values;

  Point(Map<String, Tensor> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** The values by name. */
  public Map<String, Tensor> values() {
    return new LinkedHashMap<>(values);
  }

  Map<String, Numbers> balls(int digits) {
    Map<String, Numbers> balls = new HashMap<>();
    values.forEach(
        (name, value) -> {
          List<Ball> entries =
              Arrays.stream(value.toArray()).mapToObj(x -> Ball.of(x, digits)).toList();
          balls.put(name, new Numbers(value.shape(), entries));
        });
    return balls;
  }

  Point with(String name, Tensor value) {
    Map<String, Tensor> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Point(changed);
  }

  Point with(String name, int entry, double value) {
    Tensor old = values.getOrDefault(name, Tensor.scalar(0));
    double[] entries = old.toArray();
    entries[entry] = value;
    return with(name, Tensor.of(old.shape(), entries));
  }

  /** The number of a point of one scalar variable. */
  double number() {
    return values.values().iterator().next().value();
  }

  boolean isOneNumber() {
    return values.size() == 1 && values.values().iterator().next().shape().equals(Shape.of());
  }

  /** As {@code x = 0.5, v = [1, 2]}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + text(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String text(Tensor value) {
    if (value.shape().isScalar()) {
      return number(value.value());
    }
    if (value.shape().rank() == 1) {
      return Arrays.stream(value.toArray())
          .mapToObj(Point::number)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= LONG ? text : text.substring(0, LONG) + "…";
  }

  static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e7
        ? String.valueOf((long) x)
        : String.valueOf(x).replaceAll("\\.0(?=E|$)", "");
  }
}
