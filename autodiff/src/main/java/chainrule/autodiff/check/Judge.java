package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Comparison.Outcome;
import chainrule.autodiff.check.Comparison.Result;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges the formulas that are said to equal one target. */
final class Judge {
  private static final int MAX_ARRAY_POINTS = 20;

  /** So many points are tried, however many operations they need; further ones only if few do. */
  private static final int ENOUGH_POINTS = 8;

  private static final int MANY_OPERATIONS = 2000;

  private static final int MAX_SHRINKING = 150;

  private static final int DIGITS_FOR_DOUBLES = 10;

  private static final int NEIGHBOURS = 12;

  /** Between points that are neighbours, smooth derivatives change by less than this part. */
  private static final double JUMP = 1e-4;

  private static final double TINY = 0x1p-50;

  private static final double USUAL = 10;

  /** Loss of more than half of the digits of a double makes a formula unstable. */
  private static final double HALF = 1e-8;

  private final Map<String, Shape> variables;
  private final Comparison comparison;
  private final List<Point> points;
  private final Predicate<Point> domain;

  Judge(
      Quantity target,
      Map<String, Shape> variables,
      Collection<Double> constants,
      Predicate<Point> domain,
      List<Map<String, Double>> indices,
      long seed,
      Budget budget) {
    this.variables = variables;
    this.domain = domain;
    this.comparison = new Comparison(target, budget);
    boolean arrays = variables.values().stream().anyMatch(shape -> !shape.isScalar());
    List<Point> inside = new ArrayList<>();
    for (Point point : new Points(variables, constants, seed).all()) {
      if (domain.test(point) && (!arrays || inside.size() < MAX_ARRAY_POINTS)) {
        inside.add(point);
      }
    }
    this.points = indexed(inside, indices);
  }

  /** The first points with all indices, later ones with one combination each. */
  private static List<Point> indexed(List<Point> points, List<Map<String, Double>> indices) {
    if (indices.isEmpty()) {
      return points;
    }
    List<Point> all = new ArrayList<>();
    for (int p = 0; p < points.size(); p++) {
      for (int k = 0; k < indices.size(); k++) {
        if ((p < 2 && k < 64) || k == p % indices.size()) {
          Point point = points.get(p);
          for (Map.Entry<String, Double> index : indices.get(k).entrySet()) {
            point = point.with(index.getKey(), Tensor.scalar(index.getValue()));
          }
          all.add(point);
        }
      }
    }
    return all;
  }

  List<Point> points() {
    return points;
  }

  Comparison comparison() {
    return comparison;
  }

  /** What is found of a claim at all points; the points at which it differs can be shrunk. */
  final class Trial {
    final Map<Point, Result> results = new HashMap<>();
    final Quantity claim;
    @Nullable Point wrong;
    int agreeing;

    Trial(Quantity claim) {
      this.claim = claim;
      boolean one = variables.size() == 1 && points.stream().allMatch(Point::isOneNumber);
      long before = comparison.budget().spent();
      for (Point point : points) {
        if (!one
            && agreeing >= ENOUGH_POINTS
            && comparison.budget().spent() - before > MANY_OPERATIONS) {
          break;
        }
        Result result = at(point, claim);
        results.put(point, result);
        agreeing += result.outcome() == Outcome.AGREES ? 1 : 0;
        if (result.outcome() == Outcome.DIFFERS) {
          wrong = wrong == null ? point : wrong;
          if (!one) {
            break;
          }
        }
      }
    }

    List<Point> with(Outcome outcome) {
      return points.stream()
          .filter(p -> results.containsKey(p) && resultAt(p).outcome() == outcome)
          .toList();
    }

    Result resultAt(Point point) {
      return results.computeIfAbsent(point, p -> at(p, claim));
    }

    String reason() {
      return points.stream()
          .map(this::resultAt)
          .filter(r -> r.outcome() == Outcome.UNDECIDED)
          .map(Result::reason)
          .findFirst()
          .orElse(
              points.isEmpty()
                  ? "no point of the domain was found"
                  : "the function has no derivative at any point that was tried");
    }
  }

  /**
   * What is found at a point. Where kinks of several parts meet, a claim that takes one value for
   * each part may lie outside of the slopes of the whole: such points prove nothing.
   */
  private Result at(Point point, Quantity claim) {
    Result result = comparison.at(point, claim);
    boolean differs = result.outcome() == Outcome.DIFFERS && result.truth() != null;
    return differs && !point.isOneNumber() && kinksMeet(point, result)
        ? new Result(
            Outcome.NO_TRUTH,
            result.entry(),
            result.claimed(),
            result.truth(),
            null,
            "several kinks meet here")
        : result;
  }

  /** Whether the truth has other values right beside a point, and not just its two slopes. */
  private boolean kinksMeet(Point point, Result result) {
    List<Ball> known = new ArrayList<>(List.of(Objects.requireNonNull(result.truth())));
    if (result.left() != null) {
      known.add(result.left());
    }
    Random random = new Random(point.hashCode());
    for (int k = 0; k < NEIGHBOURS && !comparison.budget().isSpent(); k++) {
      Point near = beside(point, random);
      Ball there =
          comparison
              .truth(near, 25, Side.RIGHT)
              .map(truth -> (Ball) truth.entries().get(result.entry()))
              .orElse(null);
      if (there != null
          && there.isBounded()
          && known.stream().noneMatch(ball -> isNear(ball, there))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNear(Ball a, Ball b) {
    double change = Math.abs(a.subtract(b).doubleValue());
    return change <= JUMP * Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()))
        || change <= JUMP * JUMP;
  }

  private Point beside(Point point, Random random) {
    Map<String, Tensor> moved = point.values();
    for (String name : variables.keySet()) {
      Tensor value = moved.getOrDefault(name, Tensor.scalar(0));
      double[] entries = value.toArray();
      for (int i = 0; i < entries.length; i++) {
        entries[i] += (2 * random.nextDouble() - 1) * TINY * Math.max(1, Math.abs(entries[i]));
      }
      moved.put(name, Tensor.of(value.shape(), entries));
    }
    return new Point(moved);
  }

  Trial trial(Quantity claim) {
    return new Trial(claim);
  }

  // ---------------------------------------------------------------- counterexamples

  /** A simple point at which the claim differs. */
  Counterexample counterexample(Trial trial, Point first) {
    Point simple = shrunk(trial, first);
    Result result = at(simple, trial.claim);
    Ball claimed = result.claimed();
    Ball truth = result.truth();
    if (claimed == null || truth == null) {
      return new Counterexample(simple, "", "undefined", result.reason());
    }
    Shape shape = comparison.truth(simple, 25, Side.RIGHT).map(Numbers::shape).orElse(Shape.of());
    String known = number(truth);
    Ball left = result.left();
    return new Counterexample(
        simple,
        entry(shape, result.entry()),
        number(claimed),
        left == null ? known : "between " + number(left) + " and " + known);
  }

  static String entry(Shape shape, int flat) {
    int[] sizes = shape.sizes();
    String text = "";
    int rest = flat;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      text = rest % sizes[axis] + (text.isEmpty() ? "" : ", ") + text;
      rest /= sizes[axis];
    }
    return text.isEmpty() ? "" : "[" + text + "]";
  }

  static String number(Ball ball) {
    if (!ball.isBounded()) {
      return ball.toString();
    }
    double x = ball.doubleValue();
    return ball.isExact() || (Math.abs(x) > 1e-300 && ball.contains(x))
        ? Point.number(x)
        : ball.midpointText(Math.max(1, Math.min(17, ball.certainDigits())));
  }

  private Point shrunk(Trial trial, Point first) {
    if (first.isOneNumber()) {
      return first;
    }
    Point best = first;
    int tries = 0;
    for (Map.Entry<String, Shape> variable : variables.entrySet()) {
      for (int i = 0; i < variable.getValue().count(); i++) {
        double old = best.values().getOrDefault(variable.getKey(), Tensor.scalar(0)).toArray()[i];
        for (double x : new double[] {0, 1, 2, -1, Math.rint(old), Math.rint(2 * old) / 2}) {
          if (x == old || ++tries > MAX_SHRINKING || comparison.budget().isSpent()) {
            break;
          }
          Point candidate = best.with(variable.getKey(), i, x + 0.0);
          if (domain.test(candidate)) {
            Result result = at(candidate, trial.claim);
            if (result.outcome() == Outcome.DIFFERS
                && result.claimed() != null
                && !result.isKink()) {
              best = candidate;
              break;
            }
          }
        }
      }
    }
    return best;
  }

  // ---------------------------------------------------------------- parts of the line

  /**
   * The half-line where a claim of one variable holds, if it holds on one and fails on the rest.
   */
  String holdsFor(Trial trial) {
    List<Double> good = numbers(trial.with(Outcome.AGREES));
    List<Double> bad = numbers(trial.with(Outcome.DIFFERS));
    // Where both tend to one limit they agree far out to all digits, without being equal.
    long usual = good.stream().filter(x -> Math.abs(x) <= USUAL).count();
    if (variables.size() != 1 || usual < 8 || bad.isEmpty()) {
      return "";
    }
    String name = variables.keySet().iterator().next();
    double goodLow = min(good);
    double goodHigh = -min(good.stream().map(x -> -x).toList());
    double badLow = min(bad);
    double badHigh = -min(bad.stream().map(x -> -x).toList());
    if (badHigh < goodLow) {
      return name + " > " + Point.number(simplest(badHigh, goodLow));
    }
    if (badLow > goodHigh) {
      return name + " < " + Point.number(simplest(goodHigh, badLow));
    }
    return "";
  }

  private static List<Double> numbers(List<Point> points) {
    return points.stream().filter(Point::isOneNumber).map(Point::number).toList();
  }

  private static double min(List<Double> numbers) {
    return numbers.stream().mapToDouble(x -> x).min().orElse(Double.NaN);
  }

  /** The number with the fewest digits from low to high. */
  private static double simplest(double low, double high) {
    if (low <= 0 && high >= 0) {
      return 0;
    }
    for (double step = 1024; step > 1e-9; step /= 2) {
      double x = Math.ceil(low / step) * step;
      if (x <= high) {
        return x;
      }
    }
    return high;
  }

  /** Where the claim has no value though the truth has; isolated points are not named. */
  String noValue(Trial trial) {
    List<Point> none = trial.with(Outcome.NO_CLAIM);
    return none.isEmpty() ? "" : none.get(0).toString() + (none.size() > 1 ? " and others" : "");
  }

  /** Why a claim that has no value anywhere has none. */
  String noValueReason(Trial trial) {
    return trial.with(Outcome.NO_CLAIM).stream()
        .map(trial::resultAt)
        .filter(result -> result.truth() == null)
        .map(Result::reason)
        .findFirst()
        .orElse("it has no value where the derivative has one");
  }

  List<Kink> kinks(Trial trial) {
    List<Kink> kinks = new ArrayList<>();
    for (Point point : points) {
      Result result = trial.results.get(point);
      if (result != null
          && result.outcome() != Outcome.DIFFERS
          && result.left() != null
          && result.truth() != null) {
        Ball claimed = result.claimed();
        kinks.add(
            new Kink(
                point,
                number(result.left()),
                number(result.truth()),
                claimed == null ? "undefined" : number(claimed)));
      }
    }
    return kinks;
  }

  // ---------------------------------------------------------------- doubles

  /** The errors of a claim in doubles. */
  record Doubles(double ulps, Optional<Instability> instability) {}

  Doubles inDoubles(Trial trial) {
    double ulps = 0;
    double worst = 0;
    Point at = null;
    double computedThere = 0;
    String truthThere = "";
    List<Double> lost = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    for (Point point : trial.with(Outcome.AGREES)) {
      if (comparison.budget().isSpent()) {
        break;
      }
      Loss loss = trial.resultAt(point).isKink() ? null : loss(point, trial.claim);
      if (loss == null) {
        continue;
      }
      if (loss.relative > HALF && !explained(point, loss)) {
        if (loss.relative > worst * 1.5) {
          worst = loss.relative;
          at = point;
          computedThere = loss.computed;
          truthThere = number(loss.truth);
        }
        addNumber(lost, point);
      } else {
        ulps = Math.max(ulps, loss.relative > HALF ? 0 : loss.ulps);
        addNumber(kept, point);
      }
    }
    if (at == null) {
      return new Doubles(ulps, Optional.empty());
    }
    String from = variables.size() == 1 ? from(lost, kept, trial.claim) : "";
    return new Doubles(ulps, Optional.of(new Instability(at, computedThere, truthThere, from)));
  }

  private static void addNumber(List<Double> numbers, Point point) {
    if (point.isOneNumber()) {
      numbers.add(point.number());
    }
  }

  private record Loss(int entry, double computed, Ball truth, double relative, double ulps) {}

  /** The worst entry in doubles; null where the truth is no ordinary double. */
  private @Nullable Loss loss(Point point, Quantity claim) {
    Numbers truth = comparison.truth(point, 25, Side.RIGHT).orElse(null);
    if (truth == null) {
      return null;
    }
    Numbers fitted;
    try {
      Tensor computed = claim.inDoubles(point.values(), comparison.budget());
      List<Ball> entries = new ArrayList<>();
      for (double x : computed.toArray()) {
        entries.add(Ball.of(x, 20));
      }
      fitted = Comparison.fitted(new Numbers(computed.shape(), entries), truth);
    } catch (FormulaException none) {
      return null;
    }
    if (fitted == null) {
      return null;
    }
    Loss worst = null;
    for (int i = 0; i < truth.entries().size(); i++) {
      Ball exact = (Ball) truth.entries().get(i);
      double rounded = exact.isBounded() ? exact.doubleValue() : Double.NaN;
      double size = Math.abs(rounded);
      if (!(size > 1e-300 && size < 1e300) || exact.certainDigits() < DIGITS_FOR_DOUBLES) {
        continue;
      }
      double computed = fitted.entries().get(i).doubleValue();
      double error = Double.isFinite(computed) ? Math.abs(computed - rounded) : size;
      Loss loss = new Loss(i, computed, exact, error / size, error / Math.ulp(rounded));
      worst = worst == null || loss.relative > worst.relative ? loss : worst;
    }
    return worst;
  }

  /**
   * Whether changes of the last places of the point explain the error, or it is small beside the
   * truth a little further on, as near a sign change: then it is no loss.
   */
  private boolean explained(Point point, Loss loss) {
    double error = Math.abs(loss.computed - loss.truth.doubleValue());
    return Double.isFinite(error)
        && (4 * change(point, loss, x -> 4 * Math.ulp(x)) >= error
            || HALF * change(point, loss, x -> 0x1p-10 * Math.max(1, Math.abs(x))) >= error);
  }

  /** How much the truth changes when the numbers of a point do. */
  private double change(Point point, Loss loss, DoubleUnaryOperator step) {
    Map<String, Tensor> moved = new HashMap<>();
    point
        .values()
        .forEach(
            (name, value) -> {
              double[] entries = value.toArray();
              for (int i = 0; variables.containsKey(name) && i < entries.length; i++) {
                entries[i] += (i % 2 == 0 ? 1 : -1) * step.applyAsDouble(entries[i]);
              }
              moved.put(name, Tensor.of(value.shape(), entries));
            });
    return comparison
        .truth(new Point(moved), 25, Side.RIGHT)
        .map(truth -> (Ball) truth.entries().get(loss.entry))
        .map(there -> Math.abs(there.subtract(loss.truth).doubleValue()))
        .orElse(0.0);
  }

  /** Where the loss begins, if it lasts from there on: between the last good and the first bad. */
  private String from(List<Double> lost, List<Double> kept, Quantity claim) {
    String name = variables.keySet().iterator().next();
    List<String> parts = new ArrayList<>();
    for (double sign : new double[] {-1, 1}) {
      List<Double> bad = lost.stream().map(x -> x * sign).filter(x -> x > 0).sorted().toList();
      List<Double> good = kept.stream().map(x -> x * sign).filter(x -> x > 0).sorted().toList();
      if (bad.isEmpty()) {
        continue;
      }
      double least = bad.get(0);
      double most = bad.get(bad.size() - 1);
      double below = good.stream().filter(x -> x < least).reduce(0.0, Math::max);
      double above = good.stream().filter(x -> x > most).reduce(Math::min).orElse(0.0);
      if (below > 0 && good.stream().noneMatch(x -> x > least)) {
        double start = border(name, below, least, sign, claim);
        parts.add(name + (sign > 0 ? " > " : " < ") + rounded(sign * start));
      } else if (above > 0 && good.stream().noneMatch(x -> x < most)) {
        double end = border(name, above, most, sign, claim);
        parts.add(
            sign > 0
                ? "0 < " + name + " < " + rounded(end)
                : rounded(-end) + " < " + name + " < 0");
      } else {
        parts.add(name + " near " + rounded(sign * least));
      }
    }
    return String.join(" and for ", parts);
  }

  private double border(String name, double good, double bad, double sign, Quantity claim) {
    double from = good;
    double to = bad;
    for (int k = 0; k < 12 && !comparison.budget().isSpent(); k++) {
      double middle =
          to / from > 4 || from / to > 4 ? Math.sqrt(from) * Math.sqrt(to) : (from + to) / 2;
      Point point = new Point(Map.of(name, Tensor.scalar(sign * middle)));
      Loss loss = loss(point, claim);
      if (loss != null && loss.relative > HALF) {
        to = middle;
      } else {
        from = middle;
      }
    }
    return to;
  }

  private static String rounded(double x) {
    return Point.number(Double.parseDouble(String.format(java.util.Locale.ROOT, "%.3g", x)));
  }
}
