package chainrule.autodiff;

import static java.util.stream.Collectors.joining;

import chainrule.autodiff.kernel.TernaryOperator;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Defines elementwise operations and keeps a list of them: name, kernel, the same over {@link Real}
 * numbers, partial derivatives, and where they have kinks. A null partial is a derivative of zero
 * everywhere.
 */
final class Define {
  /** A partial derivative of a function of one input; {@code y} is its value. */
  interface Rule1 {
    Tensor at(Tensor x, Tensor y);
  }

  /** A partial derivative of a function of two inputs; {@code y} is its value. */
  interface Rule2 {
    Tensor at(Tensor a, Tensor b, Tensor y);
  }

  /** A partial derivative of a function of three inputs; {@code y} is its value. */
  interface Rule3 {
    Tensor at(Tensor a, Tensor b, Tensor c, Tensor y);
  }

  /** A function of three precise numbers. */
  interface Real3 {
    Real at(Real a, Real b, Real c);
  }

  /** A condition on two doubles. */
  interface Predicate2 {
    boolean at(double a, double b);
  }

  private final List<Elementwise> all = new ArrayList<>();

  List<Elementwise> all() {
    return List.copyOf(all);
  }

  Definition unary(String name, DoubleUnaryOperator f, UnaryOperator<Real> real) {
    return new Definition(name, new Elementwise.Scalars.Unary(f), in -> real.apply(in[0]));
  }

  Definition binary(String name, DoubleBinaryOperator f, BinaryOperator<Real> real) {
    return new Definition(name, new Elementwise.Scalars.Binary(f), in -> real.apply(in[0], in[1]));
  }

  Definition ternary(String name, TernaryOperator f, Real3 real) {
    return new Definition(
        name, new Elementwise.Scalars.Ternary(f), in -> real.at(in[0], in[1], in[2]));
  }

  /** A definition under way; ends with its derivatives. */
  final class Definition {
    private final String name;
    private final Elementwise.Scalars kernel;
    private final Elementwise.RealFunction real;
    private Elementwise.Kink kink = in -> false;
    private Elementwise.Notation notation =
        (called, operands) ->
            Stream.of(operands).map(Graph::strip).collect(joining(", ", called + "(", ")"));
    private Elementwise.@Nullable Rule @Nullable [] alone;

    private Definition(String name, Elementwise.Scalars kernel, Elementwise.RealFunction real) {
      this.name = name;
      this.kernel = kernel;
      this.real = real;
    }

    /** Printed between its operands, or before its one operand. */
    Definition infix(String symbol) {
      notation =
          (called, operands) ->
              operands.length == 1
                  ? symbol + operands[0]
                  : "(" + operands[0] + " " + symbol + " " + operands[1] + ")";
      return this;
    }

    Definition kinkAt(DoublePredicate where) {
      kink = in -> where.test(in[0]);
      return this;
    }

    Definition kinkAt(Predicate2 where) {
      kink = in -> where.at(in[0], in[1]);
      return this;
    }

    /**
     * The partials where only one of two inputs varies, at a kink another choice than where both
     * do.
     */
    Definition alone(Rule2 first, Rule2 second) {
      alone = rules(first, second);
      return this;
    }

    Elementwise derivative(Rule1 rule) {
      return done((in, y) -> rule.at(in[0], y));
    }

    Elementwise derivatives(@Nullable Rule2 first, @Nullable Rule2 second) {
      return done(rules(first, second));
    }

    Elementwise derivatives(@Nullable Rule3 first, @Nullable Rule3 second, @Nullable Rule3 third) {
      return done(rule(first), rule(second), rule(third));
    }

    /** The derivative is zero wherever there is one. */
    Elementwise constant() {
      return done(new Elementwise.Rule[kernel.arity()]);
    }

    private Elementwise done(Elementwise.@Nullable Rule... rules) {
      Elementwise operation =
          new Elementwise(name, kernel, real, rules, alone == null ? rules : alone, kink, notation);
      all.add(operation);
      return operation;
    }

    private static Elementwise.@Nullable Rule[] rules(
        @Nullable Rule2 first, @Nullable Rule2 second) {
      return new Elementwise.Rule[] {
        first == null ? null : (in, y) -> first.at(in[0], in[1], y),
        second == null ? null : (in, y) -> second.at(in[0], in[1], y)
      };
    }

    private static Elementwise.@Nullable Rule rule(@Nullable Rule3 rule) {
      return rule == null ? null : (in, y) -> rule.at(in[0], in[1], in[2], y);
    }
  }
}
