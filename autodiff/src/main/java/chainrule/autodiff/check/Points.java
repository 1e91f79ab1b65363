package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where claims are tried, simple numbers first: whole numbers, fractions, numbers of the formulas
 * and about them, all magnitudes of doubles, and random ones of a seed.
 */
final class Points {
  private static final double[] SIMPLE = {
    1, 2, -1, 0, -2, 0.5, -0.5, 3, -3, 0.25, -0.25, 1.5, -1.5, 4, -4, 5, -5, 0.75, -0.75, 10, -10
  };

  private static final double[] WIDE = {
    1e-3,
    -1e-3,
    0.1,
    -0.1,
    8,
    -8,
    15,
    -15,
    20,
    -20,
    40,
    -40,
    100,
    -100,
    300,
    -300,
    700,
    -700,
    1000,
    -1000,
    1e-5,
    -1e-5,
    1e-8,
    -1e-8,
    1e-17,
    -1e-17,
    1e-100,
    -1e-100,
    1e-300,
    -1e-300,
    1e5,
    -1e5,
    1e8,
    1e10,
    -1e10,
    1e100,
    -1e100,
    1e300,
    -1e300,
    Double.MIN_VALUE
  };

  private static final double BESIDE = 0.125;
  private static final int RANDOM_NUMBERS = 24;
  private static final int RANDOM_POINTS = 10;

  private final Map<String, Shape> variables;
  private final Set<Double> hints = new LinkedHashSet<>();
  private final Random random;

  /**
   * @param constants numbers that occur in the formulas: kinks are likely there
   */
  Points(Map<String, Shape> variables, Collection<Double> constants, long seed) {
    this.variables = new LinkedHashMap<>(variables);
    for (double c : constants) {
      if (Double.isFinite(c)) {
        hints.add(c + 0.0);
        hints.add(-c + 0.0);
      }
    }
    this.random = new Random(seed);
  }

  List<Point> all() {
    if (variables.isEmpty()) {
      return List.of(new Point(Map.of()));
    }
    boolean scalars = variables.values().stream().allMatch(Shape::isScalar);
    if (scalars && variables.size() == 1) {
      return numbers(variables.keySet().iterator().next());
    }
    return scalars ? tuples() : arrays();
  }

  private List<Point> numbers(String name) {
    Set<Double> xs = new LinkedHashSet<>();
    for (double x : SIMPLE) {
      xs.add(x);
    }
    xs.addAll(hinted());
    for (double x : WIDE) {
      xs.add(x);
    }
    for (int k = 0; k < RANDOM_NUMBERS; k++) {
      xs.add(usual());
    }
    for (int k = 0; k < RANDOM_NUMBERS / 3; k++) {
      xs.add(Math.scalb(1 + random.nextDouble(), random.nextInt(600) - 300) * sign());
    }
    List<Point> points = new ArrayList<>();
    xs.forEach(x -> points.add(new Point(Map.of(name, Tensor.scalar(x + 0.0)))));
    return points;
  }

  /** The numbers of the formulas, beside them, and between them. */
  private Set<Double> hinted() {
    Set<Double> xs = new LinkedHashSet<>();
    double before = Double.NaN;
    for (double c : new TreeSet<>(hints)) {
      xs.add(c);
      xs.add(c + BESIDE);
      xs.add(c - BESIDE);
      if (!Double.isNaN(before)) {
        xs.add(before / 2 + c / 2);
      }
      before = c;
    }
    return xs;
  }

  private double sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  /** A number of usual size with few digits, so that it is short to write. */
  private double usual() {
    double x = sign() * Math.exp(random.nextGaussian() * 1.2);
    return Math.rint(x * 100) / 100;
  }

  /** Points of several numbers. */
  private List<Point> tuples() {
    List<Point> points = new ArrayList<>();
    double[][] starts = {
      {1, 2, 3, 4, 5},
      {2, 1, 1, 3, 2},
      {1, 1, 1, 1, 1},
      {0.5, 0.25, 2, 3, 1.5},
      {-1, 2, -3, 1, -2},
      {2, -1, 3, -2, 1},
      {-2, -3, -1, -1.5, -0.5},
      {0, 0, 0, 0, 0},
      {0, 1, 2, 3, 4},
      {1, 0, 1, 0, 1},
      {0.25, 0.5, 0.75, 0.5, 0.25},
      {0.5, 0.5, 0.5, 0.5, 0.5},
      {3, 0.5, 0.5, 0.25, 0.125},
      {-1, -1, -1, -1, -1},
      {10, 2, 0.5, 5, 3}
    };
    for (double[] start : starts) {
      points.add(filled((name, k) -> start[k % start.length]));
    }
    int turn = 0;
    for (double c : hinted()) {
      int place = turn++ % variables.size();
      points.add(filled((name, k) -> k == place ? c : usual()));
    }
    for (int k = 0; k < 3 * RANDOM_POINTS; k++) {
      points.add(filled((name, i) -> usual()));
    }
    for (int k = 0; k < RANDOM_POINTS; k++) {
      points.add(filled((name, i) -> Math.abs(usual())));
      points.add(filled((name, i) -> random.nextInt(128) / 128.0));
    }
    for (double scale : new double[] {1e-8, 1e-3, 20, 1e3, 1e10}) {
      points.add(filled((name, i) -> usual() * scale));
      points.add(filled((name, i) -> i == 0 ? usual() * scale : usual()));
    }
    return points;
  }

  private List<Point> arrays() {
    List<Point> points = new ArrayList<>();
    points.add(filled((name, k) -> k % 3 - (k % 2 == 0 ? 0.0 : 0.5)));
    for (int k = 0; k < 6; k++) {
      points.add(filled((name, i) -> usual()));
    }
    positive(points, 2);
    points.add(filled((name, i) -> 0));
    points.add(filled((name, i) -> 1));
    List<Double> known = List.copyOf(hinted());
    for (int k = 0; k < 2 && !known.isEmpty(); k++) {
      points.add(filled((name, i) -> known.get(random.nextInt(known.size()))));
    }
    for (int k = 0; k < 2; k++) {
      points.add(filled((name, i) -> random.nextInt(3) - 1));
    }
    for (double scale : new double[] {1e-3, 10, 50}) {
      points.add(filled((name, i) -> usual() * scale));
    }
    positive(points, RANDOM_POINTS);
    return points;
  }

  private void positive(List<Point> points, int count) {
    for (int k = 0; k < count; k++) {
      points.add(filled((name, i) -> Math.abs(usual())));
      points.add(filled((name, i) -> (1 + random.nextInt(63)) / 64.0));
    }
  }

  private interface Entry {
    double of(String name, int k);
  }

  /** A point whose numbers are counted through all variables. */
  private Point filled(Entry entry) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    int counted = 0;
    for (Map.Entry<String, Shape> variable : variables.entrySet()) {
      double[] entries = new double[variable.getValue().count()];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = entry.of(variable.getKey(), counted++) + 0.0;
      }
      values.put(variable.getKey(), Tensor.of(variable.getValue(), entries));
    }
    return new Point(values);
  }
}
