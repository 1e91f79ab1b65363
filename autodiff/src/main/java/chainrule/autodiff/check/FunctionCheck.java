package chainrule.autodiff.check;

import chainrule.autodiff.ChainruleException;
import chainrule.autodiff.Graph;
import chainrule.autodiff.Precise;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Budget;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.Formula;
import chainrule.autodiff.expression.FormulaException;
import chainrule.autodiff.expression.Numbers;
import chainrule.autodiff.expression.SyntaxException;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Checks functions of Java; those that can be captured are read as formulas to name slips. */
final class FunctionCheck {
  private static final String X = "x";
  private static final String V = "v";

  private final UnaryOperator<Tensor> f;
  private final Shape shape;
  private final Predicate<Tensor> domain;
  private final long seed;

  FunctionCheck(UnaryOperator<Tensor> f, Shape shape, Predicate<Tensor> domain, long seed) {
    this.f = f;
    this.shape = shape;
    this.domain = domain;
    this.seed = seed;
  }

  /** The derivatives of several entries along a curve, by entry and order. */
  private record Along(Shape shape, List<List<Real>> derivatives) {
    List<Real> order(int k) {
      return derivatives.stream().map(d -> d.get(k)).toList();
    }
  }

  private Along along(Function<Real, Real[]> curve, Real at, int order, Side side) {
    Shape[] value = new Shape[1];
    Real[][] derivatives =
        TaylorReal.derivativesOfAll(
            t -> {
              Precise.Value y = value(inputs -> f.apply(inputs.get(0)), curve.apply(t));
              value[0] = y.shape();
              return y.entries().toArray(Real[]::new);
            },
            at,
            order,
            side);
    return new Along(value[0], Arrays.stream(derivatives).map(List::of).toList());
  }

  private Precise.Value value(Function<List<Tensor>, Tensor> function, Real[]... inputs) {
    return Precise.value(function, Collections.nCopies(inputs.length, shape), inputs);
  }

  private static Real[] entries(Numbers x) {
    return x.entries().toArray(Real[]::new);
  }

  private static Real[] constants(Numbers x) {
    return x.entries().stream().map(TaylorReal::constant).toArray(Real[]::new);
  }

  private static Numbers at(Map<String, Numbers> point, String name) {
    Numbers value = point.get(name);
    if (value == null) {
      throw new IllegalStateException(name);
    }
    return value;
  }

  // ---------------------------------------------------------------- the three kinds of check

  Report derivative(int order, UnaryOperator<Tensor> claim) {
    Truth truth =
        (point, side) -> {
          Numbers x = at(point, X);
          Real[] fixed = constants(x);
          Real first = x.entries().get(0);
          Along along =
              shape.isScalar()
                  ? along(t -> new Real[] {t}, first, order, side)
                  : along(
                      t -> Arrays.stream(fixed).map(t::add).toArray(Real[]::new),
                      first.number(0),
                      order,
                      side);
          return new Numbers(along.shape(), along.order(order));
        };
    return report("f" + "'".repeat(order) + "(x)", truth, claimed(claim), reading(order, claim), X);
  }

  Report jacobian(UnaryOperator<Tensor> claim) {
    Truth truth =
        (point, side) -> {
          Numbers x = at(point, X);
          List<Along> columns = new ArrayList<>();
          for (int j = 0; j < x.entries().size(); j++) {
            int moved = j;
            Function<Real, Real[]> curve =
                t -> {
                  Real[] entries = constants(x);
                  entries[moved] = t;
                  return entries;
                };
            columns.add(along(curve, x.entries().get(j), 1, side));
          }
          List<Real> entries = new ArrayList<>();
          Shape value = columns.get(0).shape();
          for (int i = 0; i < value.count(); i++) {
            for (Along column : columns) {
              entries.add(column.derivatives().get(i).get(1));
            }
          }
          int[] sizes = Arrays.copyOf(value.sizes(), value.rank() + shape.rank());
          System.arraycopy(shape.sizes(), 0, sizes, value.rank(), shape.rank());
          return new Numbers(Shape.of(sizes), entries);
        };
    return report("J", truth, claimed(claim), Optional.empty(), X);
  }

  Report along(BinaryOperator<Tensor> claim) {
    Truth truth =
        (point, side) -> {
          Real[] x = constants(at(point, X));
          Real[] v = constants(at(point, V));
          Function<Real, Real[]> curve =
              t -> {
                Real[] entries = new Real[x.length];
                for (int i = 0; i < x.length; i++) {
                  entries[i] = x[i].add(t.multiply(v[i]));
                }
                return entries;
              };
          Real zero = at(point, X).entries().get(0).number(0);
          Along along = along(curve, zero, 1, side);
          return new Numbers(along.shape(), along.order(1));
        };
    Function<List<Tensor>, Tensor> claimed = inputs -> claim.apply(inputs.get(0), inputs.get(1));
    return report("D f(x)[v]", truth, claimed, Optional.empty(), X, V);
  }

  private static Function<List<Tensor>, Tensor> claimed(UnaryOperator<Tensor> claim) {
    return inputs -> claim.apply(inputs.get(0));
  }

  private interface Truth {
    Numbers at(Map<String, Numbers> point, Side side);
  }

  private Report report(
      String target,
      Truth truth,
      Function<List<Tensor>, Tensor> claim,
      Optional<Reading> reading,
      String... names) {
    long start = System.nanoTime();
    Map<String, Shape> variables = new LinkedHashMap<>();
    for (String name : names) {
      variables.put(name, shape);
    }
    Judge judge =
        new Judge(
            quantity(truth),
            variables,
            reading.map(r -> Checker.constants(r.derivation())).orElse(java.util.Set.of()),
            point -> domain.test(point.values().getOrDefault(X, Tensor.zeros(shape))),
            List.of(),
            seed,
            Budget.of(Checker.OPERATIONS, Checker.SECONDS));
    Judge.Trial trial = judge.trial(quantity(claim, names));
    String text = reading.map(r -> r.claim().toString()).orElse("the claim");
    Line.Slips slips = reading.map(r -> r.slips(judge)).orElse(Line.NO_SLIPS);
    Judgement line = new Line(1, text, trial, false, judge, slips).judgement(List.of());
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Report(List.of(new Report.ClaimReport(target, List.of(line))), seed, seconds);
  }

  private static Quantity quantity(Truth truth) {
    return new Quantity() {
      @Override
      public Numbers precise(Map<String, Numbers> point, int digits, Side side, Budget budget) {
        try {
          return truth.at(point, side);
        } catch (ChainruleException failed) {
          throw new FormulaException(String.valueOf(failed.getMessage()));
        }
      }

      @Override
      public Tensor inDoubles(Map<String, Tensor> point, Budget budget) {
        throw new UnsupportedOperationException("the truth is not evaluated in doubles");
      }
    };
  }

  private Quantity quantity(Function<List<Tensor>, Tensor> claim, String... names) {
    return new Quantity() {
      @Override
      public Numbers precise(Map<String, Numbers> point, int digits, Side side, Budget budget) {
        Real[][] inputs =
            Arrays.stream(names).map(name -> entries(at(point, name))).toArray(Real[][]::new);
        try {
          Precise.Value y = value(claim, inputs);
          return new Numbers(y.shape(), y.entries());
        } catch (ChainruleException failed) {
          throw new FormulaException(String.valueOf(failed.getMessage()));
        }
      }

      @Override
      public Tensor inDoubles(Map<String, Tensor> point, Budget budget) {
        try {
          return claim.apply(
              Arrays.stream(names)
                  .map(name -> point.getOrDefault(name, Tensor.zeros(shape)))
                  .toList());
        } catch (ChainruleException failed) {
          throw new FormulaException(String.valueOf(failed.getMessage()));
        }
      }
    };
  }

  // ---------------------------------------------------------------- reading code as formulas

  /** Function and claim as text, which is what slips are named by. */
  private record Reading(Derivation derivation, Formula target, Formula claim) {
    Line.Slips slips(Judge judge) {
      SlipFinder finder =
          new SlipFinder(
              derivation, target, false, judge, Budget.of(Checker.OPERATIONS, Checker.SECONDS));
      return new Line.Slips() {
        @Override
        public Slip slip() {
          return finder.find(claim, List.of(), null);
        }

        @Override
        public Coverage coverage() {
          return finder.coverage(claim);
        }

        @Override
        public Optional<String> stableForm() {
          return Checker.stableForm(derivation, claim);
        }
      };
    }
  }

  /** Empty if either cannot be captured or is not written in words of the language. */
  private Optional<Reading> reading(int order, UnaryOperator<Tensor> claim) {
    if (!shape.isScalar()) {
      return Optional.empty();
    }
    try {
      String text =
          "f(x) = "
              + Graph.of(f, shape).formula()
              + "\nf"
              + "'".repeat(order)
              + "(x) = "
              + Graph.of(claim, shape).formula();
      Derivation derivation = Derivation.parse(text);
      var made = derivation.claims().get(0);
      return Optional.of(new Reading(derivation, made.target(), made.steps().get(0).formula()));
    } catch (ChainruleException | SyntaxException | FormulaException unreadable) {
      return Optional.empty();
    }
  }
}
