package chainrule.autodiff.check;

import static chainrule.autodiff.check.FaultyDerivative.minus;
import static chainrule.autodiff.check.FaultyDerivative.square;
import static chainrule.autodiff.expression.Formula.apply;
import static chainrule.autodiff.expression.Formula.numeral;

import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Claim;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.expression.SyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes wrong derivations of right ones: in one line, one mistake that students make. It knows
 * nothing of how the checker finds mistakes.
 */
final class Mutator {
  /**
   * A wrong derivation.
   *
   * @param line that is wrong, the first and only one
   * @param slip that was made
   * @param names all slips that make this function of the line: any of them is a right answer
   */
  record Mutant(
      String file,
      int line,
      String slip,
      Set<String> names,
      Formula right,
      Formula wrong,
      String text) {}

  private record Candidate(String slip, Formula formula) {}

  private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");
  private static final Set<String> LOGARITHMS = Set.of("log", "log2", "log10");
  private static final Set<String> ANGLES = Set.of("sin", "cos", "tan", "cot", "sec", "csc");

  private final String file;
  private final String text;
  private final Derivation derivation;
  private final Random random;

  private Mutator(String file, String text, Random random) {
    this.file = file;
    this.text = text;
    this.derivation = Derivation.parse(text);
    this.random = random;
  }

  /** For every line and slip at most so many mutants, chosen at random. */
  static List<Mutant> of(String file, String text, int perSlip, Random random) {
    Mutator mutator = new Mutator(file, text, random);
    List<Mutant> all = new ArrayList<>();
    for (Claim claim : mutator.derivation.claims()) {
      OwnTruth truth = new OwnTruth(mutator.derivation, claim, random);
      for (Claim.Step step : claim.steps()) {
        all.addAll(mutator.mutants(claim, step, truth, perSlip));
      }
    }
    return all;
  }

  private List<Mutant> mutants(Claim claim, Claim.Step step, OwnTruth truth, int perSlip) {
    Formula right = step.formula();
    Map<String, List<Formula>> made = new LinkedHashMap<>();
    Map<Formula, double[]> values = new LinkedHashMap<>();
    for (Candidate candidate : candidates(claim, step, truth)) {
      Formula wrong = candidate.formula;
      values.computeIfAbsent(wrong, truth::values);
      made.computeIfAbsent(candidate.slip, s -> new ArrayList<>()).add(wrong);
    }
    List<Mutant> mutants = new ArrayList<>();
    made.forEach(
        (slip, formulas) -> {
          int count = 0;
          Set<Formula> distinct = new LinkedHashSet<>(formulas);
          List<Formula> shuffled = new ArrayList<>(distinct);
          Collections.shuffle(shuffled, random);
          for (Formula wrong : shuffled) {
            if (count == perSlip) {
              break;
            }
            String changed = replaced(step, wrong);
            if (changed != null && truth.differs(wrong, right)) {
              Set<String> names = new TreeSet<>(Set.of(slip));
              made.forEach(
                  (other, theirs) -> {
                    if (theirs.stream()
                        .anyMatch(f -> OwnTruth.close(values.get(f), values.get(wrong)))) {
                      names.add(other);
                    }
                  });
              mutants.add(new Mutant(file, step.line(), slip, names, right, wrong, changed));
              count++;
            }
          }
        });
    return mutants;
  }

  /** The text with the formula in the place of a step's; null if that can't be written. */
  private String replaced(Claim.Step step, Formula wrong) {
    String[] lines = text.split("\n", -1);
    int from = 0;
    for (int k = 0; k < step.line() - 1; k++) {
      from += lines[k].length() + 1;
    }
    String pattern =
        Stream.of(step.text().split(" ")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
    Matcher place = Pattern.compile("(?<==)\\s*(" + pattern + ")").matcher(text);
    if (!place.find(from)) {
      return null;
    }
    String changed = text.substring(0, place.start(1)) + wrong + text.substring(place.end(1));
    try {
      boolean there =
          Derivation.parse(changed).claims().stream()
              .flatMap(claim -> claim.steps().stream())
              .anyMatch(
                  s -> s.line() == step.line() && s.formula().toString().equals(wrong.toString()));
      return there ? changed : null;
    } catch (SyntaxException unreadable) {
      return null;
    }
  }

  // ---------------------------------------------------------------- the slips

  private List<Candidate> candidates(Claim claim, Claim.Step step, OwnTruth truth) {
    Formula line = step.formula();
    Formula target = claim.target();
    List<Candidate> all = new ArrayList<>();
    everywhere(all, line, "sign", this::signs);
    add(all, "sign", apply("negate", line));
    everywhere(all, line, "factor", this::factors);
    add(all, "factor", apply("*", numeral(2), line), apply("/", line, numeral(2)));
    everywhere(all, line, "power", this::powers);
    everywhere(all, line, "dropped-inner", f -> withoutInner(f, truth));
    terms(all, line);
    everywhere(all, line, "quotient-square", Mutator::withoutSquare);
    everywhere(all, line, "quotient-order", Mutator::otherOrder);
    everywhere(all, line, "one-minus", Mutator::oneMinus);
    everywhere(all, line, "reciprocal", this::reciprocals);
    add(all, "reciprocal", apply("/", numeral(1), line));
    everywhere(all, line, "function-for-derivative", this::functions);
    if (target instanceof Prime prime) {
      add(all, "function-for-derivative", lower(prime));
    }
    everywhere(all, line, "swapped-arguments", this::swapped);
    if (claim.indices().size() == 2) {
      Name i = Formula.name(claim.indices().get(0).name());
      Name j = Formula.name(claim.indices().get(1).name());
      add(all, "swapped-arguments", line.map(f -> f.equals(i) ? j : f.equals(j) ? i : f));
    }
    everywhere(all, line, "transpose", this::transposed);
    everywhere(all, line, "missing-sum", f -> f.is("sum") ? f.parts() : List.of());
    everywhere(all, line, "mean-for-sum", Mutator::means);
    everywhere(all, line, "log-base", Mutator::bases);
    everywhere(all, line, "degrees", Mutator::degrees);
    whole(all, line, truth);
    if (step.equals(claim.steps().get(0))) {
      for (FaultyDerivative.Faulty faulty : FaultyDerivative.of(derivation, target)) {
        add(all, faulty.slip(), faulty.formula());
      }
    }
    all.removeIf(candidate -> candidate.formula.equals(line));
    return all;
  }

  private static void add(List<Candidate> all, String slip, Formula... formulas) {
    for (Formula formula : formulas) {
      all.add(new Candidate(slip, formula));
    }
  }

  /** A slip at each place of a formula, not in conditions, indices and exponents. */
  private static void everywhere(
      List<Candidate> all, Formula whole, String slip, Function<Formula, List<Formula>> change) {
    changed(whole, change).forEach(f -> all.add(new Candidate(slip, f)));
  }

  private static List<Formula> changed(Formula formula, Function<Formula, List<Formula>> change) {
    if (formula instanceof Apply a && COMPARISONS.contains(a.operation())) {
      return List.of();
    }
    List<Formula> all = new ArrayList<>(change.apply(formula));
    List<Formula> parts = formula.parts();
    boolean first = formula instanceof Slope || formula.is("entry") || formula.is("^");
    int inside = first ? 1 : parts.size();
    for (int k = 0; k < inside; k++) {
      for (Formula part : changed(parts.get(k), change)) {
        all.add(formula.withParts(with(parts, k, part)));
      }
    }
    return all;
  }

  private static List<Formula> with(List<Formula> parts, int k, Formula part) {
    List<Formula> others = new ArrayList<>(parts);
    others.set(k, part);
    return others;
  }

  private static Formula left(Formula f) {
    return f.parts().get(0);
  }

  private static Formula right(Formula f) {
    return f.parts().get(1);
  }

  private boolean varies(Formula formula) {
    return !derivation.scope().variables(formula).isEmpty();
  }

  private List<Formula> signs(Formula f) {
    if (f.is("+")) {
      return List.of(apply("-", left(f), right(f)));
    }
    if (f.is("-")) {
      return List.of(apply("+", left(f), right(f)));
    }
    if (f.is("negate")) {
      return List.of(left(f));
    }
    return f.is("exp") && !left(f).is("negate")
        ? List.of(apply("exp", apply("negate", left(f))))
        : List.of();
  }

  private List<Formula> factors(Formula f) {
    List<Formula> all = new ArrayList<>();
    if (f.is("*") || f.is("/")) {
      for (int k = 0; k < 2; k++) {
        if (f.parts().get(k) instanceof Numeral n && !n.is(0)) {
          Formula more = new Numeral(n.value().add(BigDecimal.ONE));
          all.add(f.withParts(with(f.parts(), k, more)));
          if (f.is("*") || k == 1) {
            all.add(f.parts().get(1 - k));
          }
        }
      }
    }
    if (f.is("+") || f.is("-")) {
      for (int k = 0; k < 2; k++) {
        Formula term = f.parts().get(k);
        if (varies(term)) {
          all.add(f.withParts(with(f.parts(), k, apply("*", numeral(2), term))));
        }
      }
    }
    return all;
  }

  private List<Formula> powers(Formula f) {
    List<Formula> all = new ArrayList<>();
    if (f.is("^")) {
      Formula e = right(f);
      if (e.is(2)) {
        all.add(left(f));
        all.add(apply("^", left(f), numeral(3)));
      } else {
        all.add(apply("^", left(f), minus(e, numeral(1))));
        all.add(
            e.is("-") && right(e).is(1)
                ? apply("^", left(f), left(e))
                : apply(
                    "^",
                    left(f),
                    e instanceof Numeral n
                        ? new Numeral(n.value().add(BigDecimal.ONE))
                        : apply("+", e, numeral(1))));
      }
    }
    if (f.is("*") || f.is("/")) {
      for (int k = 0; k < 2; k++) {
        Formula u = f.parts().get(k);
        boolean simple = u instanceof Name || (u instanceof Apply && u.parts().size() == 1);
        if (simple && varies(u) && !u.is("negate")) {
          all.add(f.withParts(with(f.parts(), k, square(u))));
        }
      }
    }
    if (f.is("sqrt")) {
      all.add(left(f));
    }
    return all;
  }

  /** A product without a factor that is the slope of an inner function, or passes one on. */
  private List<Formula> withoutInner(Formula f, OwnTruth truth) {
    List<Formula> all = new ArrayList<>();
    if (f.is("*")) {
      for (int k = 0; k < 2; k++) {
        Formula factor = f.parts().get(k);
        boolean backward = f.parts().get(1 - k) instanceof Slope && !(factor instanceof Slope);
        if (backward ? varies(factor) : truth.isInnerSlope(factor)) {
          all.add(f.parts().get(1 - k));
        }
      }
    }
    return all;
  }

  /** Sums, in the numerator or in a factor, of which a term is forgotten. */
  private void terms(List<Candidate> all, Formula line) {
    droppedTerms(line).forEach(f -> all.add(new Candidate("product-term", f)));
  }

  private List<Formula> droppedTerms(Formula f) {
    List<Formula> all = new ArrayList<>();
    if (f.is("+") || f.is("-")) {
      if (varies(left(f)) && varies(right(f))) {
        all.add(left(f));
        all.add(f.is("+") ? right(f) : apply("negate", right(f)));
      }
    }
    if (f.is("+") || f.is("-") || f.is("negate") || f.is("*") || f.is("/") || f.is("@")) {
      int inside = f.is("/") ? 1 : f.parts().size();
      for (int k = 0; k < inside; k++) {
        for (Formula part : droppedTerms(f.parts().get(k))) {
          all.add(f.withParts(with(f.parts(), k, part)));
        }
      }
    }
    return all;
  }

  private static List<Formula> withoutSquare(Formula f) {
    if (!f.is("/")) {
      return List.of();
    }
    Formula below = right(f);
    if (below.is("^") && right(below).is(2)) {
      return List.of(apply("/", left(f), left(below)));
    }
    return below.is("*") && left(below).equals(right(below))
        ? List.of(apply("/", left(f), left(below)))
        : List.of();
  }

  private static List<Formula> otherOrder(Formula f) {
    boolean quotientRule =
        f.is("/") && left(f).is("-") && right(f).is("^") && right(right(f)).is(2);
    return quotientRule
        ? List.of(apply("/", apply("-", right(left(f)), left(left(f))), right(f)))
        : List.of();
  }

  /** 1 - y in the place of y(1 - y). */
  private static List<Formula> oneMinus(Formula f) {
    List<Formula> all = new ArrayList<>();
    if (f.is("*")) {
      Formula a = left(f);
      Formula b = right(f);
      if (b.is("-") && left(b).is(1)) {
        if (a.equals(right(b))) {
          all.add(b);
        } else if (a.is("*") && right(a).equals(right(b))) {
          all.add(apply("*", left(a), b));
        } else if (a.is("*") && left(a).equals(right(b))) {
          all.add(apply("*", right(a), b));
        }
      }
      if (a.is("-") && left(a).is(1) && right(a).equals(b)) {
        all.add(a);
      }
    }
    return all;
  }

  private List<Formula> reciprocals(Formula f) {
    List<Formula> all = new ArrayList<>();
    if (f.is("/")) {
      all.add(left(f).is(1) ? right(f) : apply("/", right(f), left(f)));
    }
    if (f.is("*")) {
      for (int k = 0; k < 2; k++) {
        Formula factor = f.parts().get(k);
        if (varies(factor)) {
          all.add(f.withParts(with(f.parts(), k, apply("/", numeral(1), factor))));
        }
      }
    }
    return all;
  }

  private static Formula lower(Prime prime) {
    return prime.order() > 1
        ? new Prime(prime.function(), prime.order() - 1, prime.argument())
        : apply(prime.function(), prime.argument());
  }

  private List<Formula> functions(Formula f) {
    return f instanceof Prime prime ? List.of(lower(prime)) : List.of();
  }

  private List<Formula> swapped(Formula f) {
    if (!(f instanceof Apply a)) {
      return List.of();
    }
    List<Formula> p = a.operands();
    boolean ordered =
        p.size() == 2
            && (Set.of("@", "^", "outer", "solve", "atan2").contains(a.operation())
                || derivation.scope().definition(a.operation()) != null);
    if (ordered) {
      return List.of(new Apply(a.operation(), List.of(p.get(1), p.get(0)), a.axes()));
    }
    if (f.is("where")) {
      return List.of(apply("where", p.get(0), p.get(2), p.get(1)));
    }
    return f.is("entry") && p.size() == 3
        ? List.of(apply("entry", p.get(0), p.get(2), p.get(1)))
        : List.of();
  }

  private List<Formula> transposed(Formula f) {
    if (f.is("T")) {
      return List.of(left(f));
    }
    if (f.is("outer")) {
      return List.of(apply("outer", right(f), left(f)));
    }
    boolean matrix = (f instanceof Name || f instanceof Slope || f.is("@")) && rank(f) == 2;
    return matrix ? List.of(apply("T", f)) : List.of();
  }

  private int rank(Formula f) {
    try {
      return derivation.shape(f).rank();
    } catch (RuntimeException none) {
      return 0;
    }
  }

  private static List<Formula> means(Formula f) {
    if (!(f instanceof Apply a) || !(f.is("sum") || f.is("mean"))) {
      return List.of();
    }
    return List.of(new Apply(f.is("sum") ? "mean" : "sum", a.operands(), a.axes()));
  }

  private static List<Formula> bases(Formula f) {
    if (!(f instanceof Apply a) || !LOGARITHMS.contains(a.operation())) {
      return List.of();
    }
    return f.is("log")
        ? List.of(apply("log10", left(f)), apply("log2", left(f)))
        : List.of(apply("log", left(f)));
  }

  private static List<Formula> degrees(Formula f) {
    if (!(f instanceof Apply a) || !ANGLES.contains(a.operation())) {
      return List.of();
    }
    Formula radians = apply("/", apply("*", left(f), Formula.name("pi")), numeral(180));
    return List.of(new Apply(a.operation(), List.of(radians), Axes.NONE));
  }

  /** Slips in the function that multiply all of its derivative. */
  private void whole(List<Candidate> all, Formula line, OwnTruth truth) {
    Set<String> operations = truth.operations();
    if (operations.stream().anyMatch(LOGARITHMS::contains)) {
      Formula ten = apply("log", numeral(10));
      add(all, "log-base", apply("/", line, ten), apply("*", line, ten));
    }
    if (operations.stream().anyMatch(ANGLES::contains)) {
      Formula pi = Formula.name("pi");
      add(all, "degrees", apply("/", apply("*", line, pi), numeral(180)));
    }
    if (rank(line) == 2) {
      add(all, "transpose", apply("T", line));
    }
    if (operations.contains("mean")) {
      for (Shape shape : truth.shapes()) {
        if (shape.rank() > 0) {
          add(all, "mean-for-sum", apply("*", numeral(shape.size(0)), line));
        }
      }
    }
  }
}
