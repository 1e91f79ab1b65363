package chainrule.autodiff.check;

import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Edits.Edit;
import chainrule.autodiff.expression.Budget;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Explains wrong formulas: by their ratio to the truth, by edits that make them right, and by edits
 * of right lines that make them. All is compared in doubles at a few ordinary points.
 */
final class SlipFinder {
  /** A right formula for the same thing, and its line. */
  record Right(Formula formula, int line) {}

  /** Of several explanations the first of this list is told. */
  private static final List<String> PREFERENCE =
      List.of(
          "log-base",
          "degrees",
          "transpose",
          "mean-for-sum",
          "missing-sum",
          "one-minus",
          "quotient-square",
          "quotient-order",
          "power",
          "product-term",
          "swapped-arguments",
          "dropped-inner",
          "sign",
          "factor",
          "reciprocal",
          "function-for-derivative");

  private static final Map<String, String> CLAUSES =
      Map.ofEntries(
          Map.entry("sign", "a sign is wrong"),
          Map.entry("factor", "a constant factor is wrong"),
          Map.entry("power", "a power is off"),
          Map.entry("dropped-inner", "a factor of the chain rule is missing"),
          Map.entry("function-for-derivative", "a function stands in the place of its derivative"),
          Map.entry("product-term", "a term is missing, as of the product rule"),
          Map.entry("quotient-square", "the square of the denominator is missing"),
          Map.entry("quotient-order", "the terms of the numerator are in the wrong order or sign"),
          Map.entry("one-minus", "1 - y stands where y(1 - y) should, or the other way round"),
          Map.entry("transpose", "a matrix is transposed"),
          Map.entry("swapped-arguments", "arguments are swapped"),
          Map.entry("missing-sum", "a sum is missing"),
          Map.entry("mean-for-sum", "a mean stands for a sum, or the other way round"),
          Map.entry("reciprocal", "a reciprocal is missing or too many"),
          Map.entry("log-base", "the base of a logarithm is wrong"),
          Map.entry("degrees", "degrees are taken for radians"));

  /** What multiplies all of the truth by one number. */
  private static final Set<String> CONSTANT_FACTORS =
      Set.of("log-base", "degrees", "mean-for-sum", "dropped-inner", "factor");

  /** Slips that only rules of calculus make. */
  private static final Set<String> RULES = Set.of("dropped-inner", "product-term");

  private static final Set<String> LOGS = Set.of("log", "log2", "log10");

  private static final int NEAREST = 0;
  private static final int NEAR = 1;
  private static final int OTHER_LINE = 2;
  private static final int FAR = 3;

  private static final int SAMPLES = 4;
  private static final double CLOSE = 1e-9;

  /** What is less is a zero. */
  private static final double TINY = 1e-9;

  /** What a zero may become by rounding, in units of {@link #CLOSE}. */
  private static final double ROUNDED = 1e-5;

  private static final int MAX_FACTORS = 10;
  private static final int MAX_TERM = 40;
  private static final int MAX_TERMS = 150;

  private final Derivation derivation;
  private final Formula target;
  private final boolean arrays;
  private final Edits.Kind kind;
  private final Budget budget;
  private final Comparison comparison;
  private final List<Point> samples = new ArrayList<>();
  private final List<Numbers> truths = new ArrayList<>();

  SlipFinder(Derivation derivation, Formula target, boolean arrays, Judge judge, Budget budget) {
    this.derivation = derivation;
    this.target = target;
    this.arrays = arrays;
    this.budget = budget;
    this.kind = new Edits.Kind(arrays, isQuotient(), operations(target).contains("mean"));
    List<Point> points = new ArrayList<>(judge.points());
    points.sort(Comparator.comparingInt(SlipFinder::oddness).thenComparingDouble(SlipFinder::size));
    this.comparison = judge.comparison();
    List<Point> zeros = new ArrayList<>();
    for (Point point : points) {
      if (samples.size() == SAMPLES || oddness(point) > 3) {
        break;
      }
      Numbers truth = comparison.truth(point, 25, Side.RIGHT).orElse(null);
      if (truth != null && isOrdinary(truth)) {
        if (isZero(truth)) {
          zeros.add(point);
        } else {
          addSample(point);
        }
      }
    }
    // zeros tell little, except where there is nothing else or beside other numbers
    zeros.stream().limit(samples.isEmpty() ? SAMPLES : 1).forEach(this::addSample);
  }

  private void addSample(Point point) {
    comparison
        .truth(point, 25, Side.RIGHT)
        .filter(SlipFinder::isOrdinary)
        .ifPresent(
            truth -> {
              samples.add(point);
              truths.add(truth);
            });
  }

  /** Ordinary points tell formulas apart: numbers about 1 that are not whole. */
  private static int oddness(Point point) {
    int oddness = 0;
    for (Tensor value : point.values().values()) {
      for (double x : value.toArray()) {
        double size = Math.abs(x);
        int odd =
            size > 20 || size < 1e-3 ? 4 : size > 4 || size < 0.1 ? 2 : x == Math.rint(x) ? 1 : 0;
        oddness = Math.max(oddness, odd);
      }
    }
    return oddness;
  }

  /** Where numbers are large, differences and softmaxes lose the digits to compare by. */
  private static double size(Point point) {
    return point.values().values().stream()
        .flatMapToDouble(value -> Arrays.stream(value.toArray()))
        .map(Math::abs)
        .max()
        .orElse(0);
  }

  private static boolean isOrdinary(Numbers truth) {
    return truth.entries().stream()
        .allMatch(entry -> ((Ball) entry).isBounded() && Math.abs(entry.doubleValue()) <= 1e9);
  }

  private static boolean isZero(Numbers truth) {
    return truth.entries().stream().allMatch(entry -> Math.abs(entry.doubleValue()) <= TINY);
  }

  // ---------------------------------------------------------------- values

  /** The values of a formula in the shape of the truth; null where it has none. */
  private double @Nullable [] values(Formula formula, int k) {
    return values(formula, samples.get(k).values(), k);
  }

  private double @Nullable [] values(Formula formula, Map<String, Tensor> point, int k) {
    try {
      Tensor value = derivation.evaluate(formula, point, budget);
      List<Ball> entries = new ArrayList<>();
      for (double x : value.toArray()) {
        entries.add(Ball.of(x, 20));
      }
      Numbers fitted = Comparison.fitted(new Numbers(value.shape(), entries), truths.get(k));
      return fitted == null ? null : doubles(fitted);
    } catch (FormulaException none) {
      return null;
    }
  }

  private static double[] doubles(Numbers numbers) {
    return numbers.entries().stream().mapToDouble(Real::doubleValue).toArray();
  }

  private static boolean close(double @Nullable [] a, double @Nullable [] b) {
    if (a == null || b == null || a.length != b.length) {
      return false;
    }
    double size = Arrays.stream(b).map(Math::abs).max().orElse(0);
    double least = Math.max(1e-3 * size, ROUNDED);
    for (int i = 0; i < a.length; i++) {
      if (!(Math.abs(a[i] - b[i]) <= CLOSE * Math.max(Math.abs(b[i]), least))) {
        return false;
      }
    }
    return true;
  }

  /** Whether two formulas agree at all samples. */
  boolean agree(Formula a, Formula b) {
    for (int k = 0; k < samples.size(); k++) {
      if (!close(values(a, k), values(b, k))) {
        return false;
      }
    }
    return !samples.isEmpty();
  }

  private boolean isTruth(Formula formula) {
    for (int k = 0; k < samples.size(); k++) {
      if (!close(values(formula, k), doubles(truths.get(k)))) {
        return false;
      }
    }
    return !samples.isEmpty();
  }

  /** Whether a formula has the values of another, of which the first are known. */
  private boolean has(double @Nullable [][] known, Formula formula) {
    for (int k = 0; k < known.length; k++) {
      if (!close(values(formula, k), known[k])) {
        return false;
      }
    }
    return known.length > 0;
  }

  // ---------------------------------------------------------------- explanations

  /**
   * The likeliest slip.
   *
   * @param point at which the formula is wrong; null if it is not known
   */
  Slip find(Formula wrong, List<Right> rights, @Nullable Point point) {
    if (point != null && isTruth(wrong)) {
      addSample(point);
    }
    if (samples.isEmpty()) {
      return Slip.OTHER;
    }
    double[][] claimed = new double[samples.size()][];
    for (int k = 0; k < claimed.length; k++) {
      double[] values = values(wrong, k);
      claimed[k] = values == null ? new double[0] : values;
    }
    Optional<Slip> function = functionForDerivative(claimed);
    if (function.isPresent()) {
      return function.get();
    }
    List<Explanation> found = new ArrayList<>();
    OptionalRatio ratio = ratio(claimed);
    for (Right right : rights) {
      for (Edit edit : Edits.slips(right.formula(), kind)) {
        if (!budget.isSpent() && has(claimed, edit.whole())) {
          String detail =
              edit.after() + " stands here for " + edit.before() + " of line " + right.line();
          found.add(new Explanation(slip(edit.slip(), detail), edit.far() ? FAR : OTHER_LINE));
        }
      }
    }
    for (Edit edit : Edits.repairs(wrong, kind, innerFactors())) {
      if (!budget.isSpent() && isTruth(edit.whole())) {
        String detail = "it is right with " + edit.after() + " in place of " + edit.before();
        int distance = edit.far() ? FAR : isVectorFirst(edit) ? NEAREST : NEAR;
        found.add(new Explanation(slip(edit.slip(), detail), distance));
      }
    }
    for (FaultyRules.Faulty faulty : FaultyRules.of(derivation, target)) {
      if (!budget.isSpent() && isOf(faulty, claimed)) {
        String detail = "in the derivative of " + faulty.part();
        boolean far = faulty.slip().equals("mean-for-sum") && !kind.mean();
        int distance = far ? FAR : RULES.contains(faulty.slip()) ? NEAREST : NEAR;
        found.add(new Explanation(slip(faulty.slip(), detail), distance));
      }
    }
    if (ratio.known()) {
      Slip factor = ofRatio(ratio.value());
      boolean telling =
          factor.name().equals("degrees")
              || (factor.name().equals("log-base")
                  && operations(target).stream().anyMatch(LOGS::contains));
      found.add(new Explanation(factor, telling ? NEAREST : NEAR));
    }
    if (isReciprocal(claimed)) {
      found.add(new Explanation(slip("reciprocal", "it is 1 over the truth"), NEAR));
    }
    if (found.stream().noneMatch(e -> e.distance() < FAR)) {
      missingTerm(wrong, rights, claimed)
          .ifPresent(term -> found.add(new Explanation(slip("product-term", term), NEAR)));
    }
    if (wrong.is("negate")) {
      found.removeIf(e -> e.name().equals("quotient-order"));
    }
    return likeliest(found, ratio);
  }

  /**
   * What may have gone wrong.
   *
   * @param distance how strange a mistake it would be
   */
  private record Explanation(Slip slip, int distance) {
    String name() {
      return slip.name();
    }
  }

  private static Slip likeliest(List<Explanation> found, OptionalRatio ratio) {
    List<Explanation> likely = new ArrayList<>(found);
    if (ratio.known()) {
      boolean minus = Math.abs(ratio.value() + 1) < CLOSE;
      boolean order =
          found.stream().anyMatch(e -> e.name().equals("quotient-order") && e.distance() < FAR);
      Set<String> constant = minus ? Set.of(order ? "quotient-order" : "sign") : CONSTANT_FACTORS;
      likely.removeIf(e -> !constant.contains(e.name()));
    }
    return likely.stream()
        .min(
            Comparator.comparingInt(Explanation::distance)
                .thenComparingInt(e -> PREFERENCE.indexOf(e.name())))
        .map(Explanation::slip)
        .orElse(Slip.OTHER);
  }

  /** Whether a product v @ A was turned round: few would write it that way. */
  private boolean isVectorFirst(Edit edit) {
    if (!edit.slip().equals("swapped-arguments") || !edit.before().is("@")) {
      return false;
    }
    Formula first = edit.before().parts().get(0);
    return derivation.evaluate(first, samples.get(0).values(), budget).shape().rank() == 1;
  }

  /** Whether a wrong rule gives the values that are claimed. */
  private boolean isOf(FaultyRules.Faulty faulty, double[][] claimed) {
    for (int k = 0; k < claimed.length; k++) {
      try {
        Map<String, Tensor> point = new HashMap<>(samples.get(k).values());
        for (Map.Entry<String, Formula> frozen : faulty.frozen().entrySet()) {
          Formula formula = frozen.getValue();
          Tensor value = derivation.evaluate(formula, samples.get(k).values(), budget);
          point.put(frozen.getKey(), value);
        }
        if (!close(values(faulty.derivative(), point, k), claimed[k])) {
          return false;
        }
      } catch (FormulaException none) {
        return false;
      }
    }
    return true;
  }

  private static Slip slip(String name, String detail) {
    return new Slip(
        name, CLAUSES.getOrDefault(name, name) + (detail.isEmpty() ? "" : ": " + detail));
  }

  private record OptionalRatio(boolean known, double value) {}

  /** The one number by which all of the truth is multiplied, if there is one. */
  private OptionalRatio ratio(double[][] claimed) {
    double ratio = Double.NaN;
    for (int k = 0; k < claimed.length; k++) {
      double[] truth = doubles(truths.get(k));
      if (truth.length != claimed[k].length) {
        return new OptionalRatio(false, 0);
      }
      int largest = 0;
      for (int i = 0; i < truth.length; i++) {
        largest = Math.abs(truth[i]) > Math.abs(truth[largest]) ? i : largest;
      }
      if (Double.isNaN(ratio) && Math.abs(truth[largest]) > TINY) {
        ratio = claimed[k][largest] / truth[largest];
      }
      double factor = ratio;
      if (!close(claimed[k], Arrays.stream(truth).map(x -> factor * x).toArray())) {
        return new OptionalRatio(false, 0);
      }
    }
    boolean other = Double.isFinite(ratio) && ratio != 0 && Math.abs(ratio - 1) > CLOSE;
    return new OptionalRatio(samples.size() > 1 && other, ratio);
  }

  private static boolean isOneOf(double ratio, double... values) {
    return Arrays.stream(values)
        .anyMatch(v -> Math.abs(ratio - v) < CLOSE * v || Math.abs(ratio - 1 / v) < CLOSE / v);
  }

  private Slip ofRatio(double ratio) {
    if (Math.abs(ratio + 1) < CLOSE) {
      return slip("sign", "it is the truth with the other sign");
    }
    double size = Math.abs(ratio);
    if (isOneOf(size, Math.log(2), Math.log(10))) {
      return slip("log-base", "it is " + rounded(ratio) + " times the truth");
    }
    if (isOneOf(size, Math.PI / 180)) {
      return slip("degrees", "it is " + rounded(ratio) + " times the truth");
    }
    // 2 is forgotten more often than a mean of two is taken
    if (arrays && sizes().stream().anyMatch(n -> n > 2 && isOneOf(size, n))) {
      boolean mean =
          Set.copyOf(operations(target)).stream()
              .anyMatch(List.of("mean", "size", "len")::contains);
      if (mean || size < 1) {
        return slip("mean-for-sum", "it is " + rounded(ratio) + " times the truth");
      }
    }
    return slip("factor", "it is " + rounded(ratio) + " times the truth");
  }

  private static String rounded(double ratio) {
    return Point.number(Double.parseDouble(String.format(java.util.Locale.ROOT, "%.8g", ratio)));
  }

  private Set<Integer> sizes() {
    Set<Integer> sizes = new LinkedHashSet<>();
    for (Tensor value : samples.get(0).values().values()) {
      Arrays.stream(value.shape().sizes()).forEach(sizes::add);
      sizes.add(value.shape().count());
    }
    return sizes;
  }

  // ---------------------------------------------------------------- missing terms

  /** A term without which a sum in the formula was written, up to a constant factor. */
  private Optional<String> missingTerm(Formula wrong, List<Right> rights, double[][] claimed) {
    Set<Formula> terms = new LinkedHashSet<>(List.of(numeral(1)));
    rights.forEach(right -> terms.addAll(expanded(right.formula(), 0)));
    terms.addAll(expanded(wrong, 0));
    terms.addAll(expanded(target, 0));
    terms.removeIf(term -> term.size() > MAX_TERM || term.equals(target));
    String variable = variable();
    List<Formula> slopes = new ArrayList<>();
    if (variable != null && !arrays) {
      terms.forEach(term -> slopes.add(new Slope(term, List.of(Formula.name(variable)))));
    }
    terms.addAll(slopes);
    for (UnaryOperator<Formula> place : places(wrong, whole -> whole)) {
      double[][] missing = new double[samples.size()][];
      for (int k = 0; k < missing.length; k++) {
        missing[k] = missing(place, claimed[k], k);
      }
      for (Formula term : terms.stream().limit(MAX_TERMS).toList()) {
        if (budget.isSpent()) {
          return Optional.empty();
        }
        boolean found =
            arrays
                ? isTruth(place.apply(term)) || isTruth(place.apply(apply("negate", term)))
                : isMultiple(missing, term);
        if (found) {
          return Optional.of("one with " + term);
        }
      }
    }
    return Optional.empty();
  }

  /** The places at which something can be added, of which the formula is a linear function. */
  private static List<UnaryOperator<Formula>> places(Formula part, UnaryOperator<Formula> whole) {
    List<UnaryOperator<Formula>> places = new ArrayList<>();
    places.add(added -> whole.apply(apply("+", part, added)));
    boolean linear = part.is("*") || part.is("/") || part.is("negate") || part.is("@");
    int inside = part.is("/") ? 1 : part.parts().size();
    for (int k = 0; linear && k < inside; k++) {
      int changed = k;
      places.addAll(
          places(
              part.parts().get(k),
              replaced -> {
                List<Formula> others = new ArrayList<>(part.parts());
                others.set(changed, replaced);
                return whole.apply(part.withParts(others));
              }));
    }
    return places;
  }

  /** What has to be added at a place to make the truth. */
  private double @Nullable [] missing(UnaryOperator<Formula> place, double[] claimed, int k) {
    double[] more = values(place.apply(numeral(1)), k);
    double[] truth = doubles(truths.get(k));
    if (more == null || more.length != truth.length || claimed.length != truth.length) {
      return null;
    }
    double[] missing = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      double change = truth[i] - claimed[i];
      missing[i] = change == 0 ? 0 : change / (more[i] - claimed[i]);
    }
    return missing;
  }

  /** Whether numbers are a small multiple of the values of a formula. */
  private boolean isMultiple(double @Nullable [][] numbers, Formula formula) {
    double factor = Double.NaN;
    for (int k = 0; k < numbers.length; k++) {
      double[] here = numbers[k];
      double[] values = here == null ? null : values(formula, k);
      if (here == null || values == null || values.length != here.length) {
        return false;
      }
      for (int i = 0; i < here.length; i++) {
        factor = Double.isNaN(factor) && values[i] != 0 ? here[i] / values[i] : factor;
        double error = Math.abs(here[i] - factor * values[i]);
        if (!(error <= CLOSE * Math.abs(here[i]) || values[i] == here[i])) {
          return false;
        }
      }
    }
    double twelfths = 12 * factor;
    return Math.abs(twelfths - Math.rint(twelfths)) < CLOSE && twelfths != 0;
  }

  private boolean isReciprocal(double[][] claimed) {
    for (int k = 0; k < claimed.length; k++) {
      double[] truth = doubles(truths.get(k));
      double[] one = new double[truth.length];
      for (int i = 0; i < one.length; i++) {
        one[i] = 1 / truth[i];
      }
      if (!close(claimed[k], one)) {
        return false;
      }
    }
    return true;
  }

  /** The function itself, or a derivative of another order. */
  private Optional<Slip> functionForDerivative(double[][] claimed) {
    List<Formula> functions = new ArrayList<>();
    if (target instanceof Prime prime) {
      for (int order = 0; order <= prime.order() + 1; order++) {
        functions.add(
            order == 0
                ? Formula.apply(prime.function(), prime.argument())
                : new Prime(prime.function(), order, prime.argument()));
      }
    } else if (target instanceof Slope slope) {
      functions.add(slope.of());
    }
    for (Formula function : functions) {
      if (!function.equals(target) && has(claimed, function)) {
        return Optional.of(slip("function-for-derivative", "it is " + function));
      }
    }
    return Optional.empty();
  }

  // ---------------------------------------------------------------- the graph of the function

  /** Whether the target is made of a quotient whose denominator varies. */
  private boolean isQuotient() {
    String variable = variable();
    return expanded(target, 0).stream()
        .anyMatch(
            part ->
                part.is("/")
                    && (variable == null
                        ? !derivation.scope().variables(part.parts().get(1)).isEmpty()
                        : dependsOn(part.parts().get(1), variable)));
  }

  private List<String> operations(Formula formula) {
    List<String> names = new ArrayList<>();
    expanded(formula, 0)
        .forEach(
            part -> {
              if (part instanceof Apply apply) {
                names.add(apply.operation());
              }
            });
    return names;
  }

  /** All parts of a formula and of what it is defined by. */
  private List<Formula> expanded(Formula formula, int depth) {
    List<Formula> all = new ArrayList<>(List.of(formula));
    formula.parts().forEach(part -> all.addAll(expanded(part, depth)));
    String name =
        formula instanceof Apply apply
            ? apply.operation()
            : formula instanceof Prime prime
                ? prime.function()
                : formula instanceof Name n ? n.name() : "";
    Definition definition = derivation.scope().definition(name);
    if (definition != null && depth < 20 && all.size() < 2000) {
      all.addAll(expanded(definition.body(), depth + 1));
    }
    return all;
  }

  /** What the target is derived by; null if that is not one name. */
  private @Nullable String variable() {
    if (target instanceof Prime prime && prime.argument() instanceof Name name) {
      return name.name();
    }
    if (target instanceof Slope slope
        && !slope.by().isEmpty()
        && slope.by().get(0) instanceof Name name) {
      return name.name();
    }
    Set<String> variables = derivation.scope().variables(target);
    return variables.size() == 1 ? variables.iterator().next() : null;
  }

  private boolean dependsOn(Formula formula, String name) {
    return formula.names().contains(name) || derivation.scope().variables(formula).contains(name);
  }

  /** The derivatives of inner functions by the one variable, where they are not 0, 1 or -1. */
  private List<Formula> innerFactors() {
    String variable = variable();
    if (arrays || variable == null) {
      return List.of();
    }
    Set<Formula> inner = new LinkedHashSet<>();
    for (Formula part : expanded(target, 0)) {
      boolean applied = part.parts().size() == 1 || part.is("^") || part.is("/");
      if (part instanceof Apply && applied && !part.is("negate")) {
        part.parts().stream().filter(u -> u instanceof Apply).forEach(inner::add);
      }
    }
    List<Formula> factors = new ArrayList<>();
    for (Formula part : inner) {
      Formula slope = new Slope(part, Collections.singletonList(Formula.name(variable)));
      double[] values = values(slope, 0);
      boolean trivial =
          values == null
              || values.length != 1
              || Math.abs(Math.abs(values[0]) - 1) < CLOSE
              || values[0] == 0
              || !Double.isFinite(values[0]);
      if (!trivial
          && factors.size() < MAX_FACTORS
          && factors.stream().noneMatch(f -> agree(f, slope))) {
        factors.add(slope);
      }
    }
    return factors;
  }

  // ---------------------------------------------------------------- coverage

  /** How many slips made in a right formula would be seen at the samples. */
  Coverage coverage(Formula right) {
    List<Edit> edits = Edits.slips(right, kind);
    int step = Math.max(1, edits.size() / 40);
    int mutants = 0;
    int caught = 0;
    for (int k = 0; k < edits.size() && !budget.isSpent() && !samples.isEmpty(); k += step) {
      mutants++;
      caught += isTruth(edits.get(k).whole()) ? 0 : 1;
    }
    return new Coverage(caught, mutants);
  }
}
