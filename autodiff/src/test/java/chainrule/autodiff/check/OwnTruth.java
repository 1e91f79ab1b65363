package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.Claim;
import chainrule.autodiff.expression.Definition;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Whether formulas differ as functions, by balls of 40 digits at random points of the domain. It
 * shares neither points nor comparisons with the checker.
 */
final class OwnTruth {
  private static final int DIGITS = 40;
  private static final int POINTS = 8;
  private static final int TRIES = 400;

  private record Place(Map<String, Tensor> doubles, Map<String, Numbers> balls, Numbers truth) {}

  private final Derivation derivation;
  private final Claim claim;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final List<double[]> innerSlopes = new ArrayList<>();
  private final Set<String> operations = new LinkedHashSet<>();

  OwnTruth(Derivation derivation, Claim claim, Random random) {
    this.derivation = derivation;
    this.claim = claim;
    Set<String> names = new LinkedHashSet<>(derivation.scope().variables(claim.target()));
    claim.steps().forEach(step -> names.addAll(derivation.scope().variables(step.formula())));
    claim.indices().forEach(index -> names.remove(index.name()));
    names.forEach(name -> shapes.put(name, derivation.scope().shape(name)));
    for (int k = 0; k < TRIES && places.size() < POINTS; k++) {
      place(k, random);
    }
    List<Formula> parts = new ArrayList<>();
    collect(claim.target(), parts, 0);
    inner(parts);
  }

  private void place(int k, Random random) {
    Map<String, Tensor> doubles = new HashMap<>();
    Map<String, Numbers> balls = new HashMap<>();
    shapes.forEach(
        (name, shape) -> {
          double[] entries = new double[shape.count()];
          for (int i = 0; i < entries.length; i++) {
            double size = Math.exp(random.nextGaussian() * 0.8);
            entries[i] =
                switch (k % 3) {
                  case 0 -> random.nextBoolean() ? size : -size;
                  case 1 -> size;
                  default -> random.nextDouble();
                };
          }
          doubles.put(name, Tensor.of(shape, entries));
        });
    for (Claim.Index index : claim.indices()) {
      doubles.put(index.name(), Tensor.scalar(random.nextInt(index.size())));
    }
    doubles.forEach(
        (name, value) -> {
          List<Ball> entries = new ArrayList<>();
          for (double x : value.toArray()) {
            entries.add(Ball.of(x, DIGITS));
          }
          balls.put(name, new Numbers(value.shape(), entries));
        });
    List<Formula> conditions = new ArrayList<>(derivation.domain());
    conditions.addAll(claim.conditions());
    for (Formula condition : conditions) {
      if (doubles.keySet().containsAll(derivation.scope().variables(condition))) {
        double[] holds = inDoubles(condition, doubles);
        for (double here : holds) {
          if (here != 1) {
            return;
          }
        }
      }
    }
    exact(claim.target(), balls)
        .filter(OwnTruth::isKnown)
        .ifPresent(truth -> places.add(new Place(doubles, balls, truth)));
  }

  private static boolean isKnown(Numbers numbers) {
    return numbers.entries().stream().allMatch(e -> ((Ball) e).isBounded());
  }

  private Optional<Numbers> exact(Formula formula, Map<String, Numbers> point) {
    try {
      Budget budget = Budget.of(1_000_000, 10);
      return Optional.of(derivation.evaluate(formula, point, DIGITS, Side.RIGHT, budget));
    } catch (FormulaException none) {
      return Optional.empty();
    }
  }

  private double[] inDoubles(Formula formula, Map<String, Tensor> point) {
    try {
      return derivation.evaluate(formula, point, Budget.of(1_000_000, 10)).toArray();
    } catch (FormulaException none) {
      return new double[0];
    }
  }

  Set<Shape> shapes() {
    return new LinkedHashSet<>(shapes.values());
  }

  /** The operations that the target is made of. */
  Set<String> operations() {
    return operations;
  }

  /**
   * Whether a formula is another function than a right one: apart from it, or without a value
   * wherever it has one, or of another shape.
   */
  boolean differs(Formula wrong, Formula right) {
    boolean value = false;
    boolean compared = false;
    for (Place place : places) {
      Optional<Numbers> expected = exact(right, place.balls).filter(OwnTruth::isKnown);
      if (expected.isEmpty()) {
        continue;
      }
      compared = true;
      Optional<Numbers> got = exact(wrong, place.balls);
      if (got.isEmpty()) {
        continue;
      }
      List<? extends Real> a = expected.get().entries();
      List<? extends Real> b = got.get().entries();
      if (b.size() != 1 && !got.get().shape().equals(expected.get().shape())) {
        return !isDiagonalOf(got.get().shape(), expected.get().shape());
      }
      value |= isKnown(got.get());
      for (int i = 0; i < a.size(); i++) {
        Ball here = (Ball) b.get(b.size() == 1 ? 0 : i);
        if (here.isBounded() && here.isApartFrom((Ball) a.get(i))) {
          return true;
        }
      }
    }
    return compared && !value;
  }

  /** A vector may be written for a diagonal matrix, or the other way round. */
  private static boolean isDiagonalOf(Shape a, Shape b) {
    return (long) a.count() * a.count() == b.count() || (long) b.count() * b.count() == a.count();
  }

  /** Values at all points, one after the other. */
  double[] values(Formula formula) {
    List<Double> all = new ArrayList<>();
    for (Place place : places) {
      for (double x : inDoubles(formula, place.doubles)) {
        all.add(x);
      }
    }
    return all.stream().mapToDouble(x -> x).toArray();
  }

  /** Whether values are those of one function. */
  static boolean close(double[] a, double[] b) {
    if (a.length != b.length || a.length == 0) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      boolean same = Math.abs(a[i] - b[i]) <= 1e-9 * Math.abs(b[i]) + 1e-300;
      if (!same && !(Double.isNaN(a[i]) && Double.isNaN(b[i])) && a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  // ---------------------------------------------------------------- inner functions

  private void collect(Formula formula, List<Formula> parts, int depth) {
    parts.add(formula);
    formula.parts().forEach(part -> collect(part, parts, depth));
    String called =
        formula instanceof Apply a
            ? a.operation()
            : formula instanceof Prime p ? p.function() : formula instanceof Name n ? n.name() : "";
    operations.add(called);
    Definition definition = derivation.scope().definition(called);
    if (definition != null && depth < 6 && parts.size() < 500) {
      collect(definition.body(), parts, depth + 1);
    }
  }

  private void inner(List<Formula> parts) {
    String by = null;
    if (claim.target() instanceof Prime prime && prime.argument() instanceof Name name) {
      by = name.name();
    } else if (claim.target() instanceof Slope slope
        && !slope.by().isEmpty()
        && slope.by().get(0) instanceof Name name) {
      by = name.name();
    }
    if (by == null || shapes.values().stream().anyMatch(shape -> !shape.isScalar())) {
      return;
    }
    for (Formula part : parts) {
      boolean applied =
          part instanceof Apply a
              && (a.operands().size() == 1 || a.operation().equals("^"))
              && !a.operation().equals("negate");
      if (applied) {
        Formula slope = new Slope(part.parts().get(0), List.of(Formula.name(by)));
        double[] values = values(slope);
        if (values.length == places.size()) {
          innerSlopes.add(values);
        }
      }
    }
  }

  /** Whether a formula is the slope of an inner function of the target, or minus that. */
  boolean isInnerSlope(Formula formula) {
    double[] values = abs(values(formula));
    return innerSlopes.stream().anyMatch(s -> close(abs(s), values));
  }

  private static double[] abs(double[] values) {
    double[] all = values.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.abs(all[i]);
    }
    return all;
  }
}
