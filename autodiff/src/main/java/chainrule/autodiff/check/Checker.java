package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.Claim;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks derivations that are written as text. */
final class Checker {
  static final long OPERATIONS = 3_000_000;
  static final double SECONDS = 4;

  private static final int MOST_CONSTANTS = 12;
  private static final List<String> COMPARISONS =
      List.of("<", "<=", ">", ">=", "==", "!=", "max", "min", "clip");

  private final Derivation derivation;
  private final long seed;

  Checker(Derivation derivation, long seed) {
    this.derivation = derivation;
    this.seed = seed;
  }

  Report check() {
    long start = System.nanoTime();
    List<Report.ClaimReport> claims = new ArrayList<>();
    for (Claim claim : derivation.claims()) {
      claims.add(new Report.ClaimReport(claim.text(), lines(claim)));
    }
    return new Report(claims, seed, (System.nanoTime() - start) * 1e-9);
  }

  private List<Judgement> lines(Claim claim) {
    Formula target = claim.target();
    Map<String, Shape> variables = variables(claim);
    List<Formula> conditions = new ArrayList<>(derivation.domain());
    conditions.addAll(claim.conditions());
    conditions.removeIf(c -> !variables.keySet().containsAll(derivation.scope().variables(c)));
    Budget budget = Budget.of(OPERATIONS, SECONDS);
    Set<Double> numbers = constants(derivation);
    numbers.addAll(borders(claim, variables, numbers));
    Judge judge =
        new Judge(
            Quantity.of(derivation, target),
            variables,
            numbers,
            inside(conditions),
            combinations(claim.indices()),
            seed,
            budget);
    boolean arrays =
        !claim.indices().isEmpty() || variables.values().stream().anyMatch(s -> !s.isScalar());
    SlipFinder slips =
        new SlipFinder(derivation, target, arrays, judge, Budget.of(OPERATIONS, SECONDS));
    List<Judge.Trial> trials = new ArrayList<>();
    List<SlipFinder.Right> rights = new ArrayList<>();
    for (Claim.Step step : claim.steps()) {
      Judge.Trial trial = judge.trial(Quantity.of(derivation, step.formula()));
      trials.add(trial);
      if (trial.wrong == null && trial.agreeing > 0) {
        rights.add(new SlipFinder.Right(step.formula(), step.line()));
      }
    }
    List<Judgement> lines = new ArrayList<>();
    for (int k = 0; k < trials.size(); k++) {
      Claim.Step step = claim.steps().get(k);
      boolean same = k > 0 && slips.agree(step.formula(), claim.steps().get(k - 1).formula());
      Judge.Trial trial = trials.get(k);
      Line.Slips told = slips(slips, step, rights, trial.wrong);
      Line line = new Line(step.line(), step.text(), trial, same, judge, told);
      lines.add(line.judgement(lines));
    }
    return lines;
  }

  private Line.Slips slips(
      SlipFinder finder, Claim.Step step, List<SlipFinder.Right> rights, @Nullable Point wrong) {
    return new Line.Slips() {
      @Override
      public Slip slip() {
        return finder.find(step.formula(), rights, wrong);
      }

      @Override
      public Coverage coverage() {
        return finder.coverage(step.formula());
      }

      @Override
      public Optional<String> stableForm() {
        return Checker.stableForm(derivation, step.formula());
      }
    };
  }

  /** The first naive spelling of a formula, definitions followed, and what holds in its place. */
  static Optional<String> stableForm(Derivation derivation, Formula formula) {
    return StableForm.of(derivation.scope().inlined(formula)).stream()
        .findFirst()
        .map(form -> form.replacement() + " for " + form.part());
  }

  // ---------------------------------------------------------------- what a claim is about

  private Map<String, Shape> variables(Claim claim) {
    Set<String> names = new LinkedHashSet<>(derivation.scope().variables(claim.target()));
    claim.steps().forEach(step -> names.addAll(derivation.scope().variables(step.formula())));
    claim.indices().forEach(index -> names.remove(index.name()));
    Map<String, Shape> variables = new LinkedHashMap<>();
    names.forEach(name -> variables.put(name, derivation.scope().shape(name)));
    return variables;
  }

  /**
   * Numbers that are written in a derivation, those that are compared first: kinks and
   * singularities are likely there.
   */
  static Set<Double> constants(Derivation derivation) {
    List<Formula> formulas = new ArrayList<>(derivation.domain());
    derivation.scope().definitions().forEach(definition -> formulas.add(definition.body()));
    derivation.claims().forEach(c -> c.steps().forEach(s -> formulas.add(s.formula())));
    Set<Double> constants = new LinkedHashSet<>();
    formulas.forEach(formula -> collect(derivation, formula, false, constants));
    formulas.forEach(formula -> collect(derivation, formula, true, constants));
    return constants;
  }

  /** Collects the numbers of a formula: all, or those in comparisons. */
  private static void collect(
      Derivation derivation, Formula formula, boolean all, Set<Double> constants) {
    if (constants.size() >= MOST_CONSTANTS) {
      return;
    }
    if (all && derivation.scope().variables(formula).isEmpty()) {
      try {
        Tensor value = derivation.evaluate(formula, Map.of(), Budget.of(1000, 1));
        if (value.shape().isScalar()) {
          constants.add(value.value());
        }
      } catch (FormulaException none) {
        // a formula without a value gives no hint
      }
    }
    boolean inside = all || COMPARISONS.stream().anyMatch(formula::is);
    formula.parts().forEach(part -> collect(derivation, part, inside, constants));
  }

  /** The numbers of a claim about one number where a branch may change. */
  private Set<Double> borders(Claim claim, Map<String, Shape> variables, Set<Double> constants) {
    if (variables.size() != 1 || !variables.values().iterator().next().isScalar()) {
      return Set.of();
    }
    String variable = variables.keySet().iterator().next();
    List<Double> points =
        new Points(variables, constants, seed).all().stream().map(Point::number).toList();
    Set<Double> borders = new LinkedHashSet<>();
    borders.addAll(Borders.of(derivation, claim.target(), variable, points));
    claim
        .steps()
        .forEach(s -> borders.addAll(Borders.of(derivation, s.formula(), variable, points)));
    return borders;
  }

  private Predicate<Point> inside(List<Formula> conditions) {
    return point -> {
      for (Formula condition : conditions) {
        try {
          Numbers mask =
              derivation.evaluate(condition, point.balls(25), 25, Side.RIGHT, Budget.of(10_000, 1));
          boolean holds =
              mask.entries().stream()
                  .allMatch(
                      m -> m instanceof Ball ball && ball.isExact() && ball.doubleValue() == 1);
          if (!holds) {
            return false;
          }
        } catch (FormulaException none) {
          return false;
        }
      }
      return true;
    };
  }

  private static List<Map<String, Double>> combinations(List<Claim.Index> indices) {
    List<Map<String, Double>> all = new ArrayList<>();
    for (Claim.Index index : indices) {
      List<Map<String, Double>> longer = new ArrayList<>();
      for (int i = 0; i < index.size(); i++) {
        for (Map<String, Double> before : all.isEmpty() ? List.of(Map.<String, Double>of()) : all) {
          Map<String, Double> more = new LinkedHashMap<>(before);
          more.put(index.name(), (double) i);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }
}
