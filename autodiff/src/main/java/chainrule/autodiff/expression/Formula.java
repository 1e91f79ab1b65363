package chainrule.autodiff.expression;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A mathematical expression as a tree. Formulas are values: equal when they are written alike.
 *
 * <p>All operations, those with a sign and those with a name, are {@link Apply}; {@link Vocabulary}
 * says what they compute. {@code toString} writes a formula in the language that {@link Parser}
 * reads.
 */
public sealed interface Formula {

  /** An exact decimal number. */
  record Numeral(BigDecimal value) implements Formula {
    @Override
    public String toString() {
      return FormulaText.of(this);
    }
  }

  /** A variable, a parameter, a definition or a constant by its name. */
  record Name(String name) implements Formula {
    @Override
    public String toString() {
      return FormulaText.of(this);
    }
  }

  /**
   * An operation of the {@link Vocabulary} or a function that is defined, applied to operands.
   *
   * @param axes over which a reduction goes, otherwise {@link Axes#NONE}
   */
  record Apply(String operation, List<Formula> operands, Axes axes) implements Formula {
    public Apply {
      operands = List.copyOf(operands);
    }

    @Override
    public String toString() {
      return FormulaText.of(this);
    }
  }

  /** The derivative of a function of one argument, f''(u), by its argument and at that argument. */
  record Prime(String function, int order, Formula argument) implements Formula {
    @Override
    public String toString() {
      return FormulaText.of(this);
    }
  }

  /**
   * The derivative of a formula or a defined function by names or entries, one for each order; by
   * all that it is a function of if the list is empty.
   */
  record Slope(Formula of, List<Formula> by) implements Formula {
    public Slope {
      by = List.copyOf(by);
    }

    @Override
    public String toString() {
      return FormulaText.of(this);
    }
  }

  /**
   * The axes of a reduction, as in numpy.
   *
   * @param list all axes if it is empty
   * @param keep whether the axes stay, with size 1
   */
  record Axes(List<Integer> list, boolean keep) {
    /** All axes, which go. */
    public static final Axes NONE = new Axes(List.of(), false);

    public Axes {
      list = List.copyOf(list);
    }
  }

  /** A number. */
  static Numeral numeral(long value) {
    return new Numeral(BigDecimal.valueOf(value));
  }

  /** A name. */
  static Name name(String name) {
    return new Name(name);
  }

  /** An operation applied to operands. */
  static Apply apply(String operation, Formula... operands) {
    return new Apply(operation, List.of(operands), Axes.NONE);
  }

  /** The formulas of which this one is made. */
  default List<Formula> parts() {
    if (this instanceof Apply apply) {
      return apply.operands();
    }
    if (this instanceof Prime prime) {
      return List.of(prime.argument());
    }
    if (this instanceof Slope slope) {
      List<Formula> parts = new ArrayList<>(slope.by());
      parts.add(0, slope.of());
      return parts;
    }
    return List.of();
  }

  /** This formula with other parts, as many as it has. */
  default Formula withParts(List<Formula> parts) {
    if (this instanceof Apply apply) {
      return new Apply(apply.operation(), parts, apply.axes());
    }
    if (this instanceof Prime prime) {
      return new Prime(prime.function(), prime.order(), parts.get(0));
    }
    if (this instanceof Slope) {
      return new Slope(parts.get(0), parts.subList(1, parts.size()));
    }
    return this;
  }

  /** Whether this is the given operation. */
  default boolean is(String operation) {
    return this instanceof Apply apply && apply.operation().equals(operation);
  }

  /** Whether this is the given number. */
  default boolean is(long number) {
    return this instanceof Numeral numeral
        && numeral.value().compareTo(BigDecimal.valueOf(number)) == 0;
  }

  /** The names that occur, those of functions not, in the order in which they are written. */
  default Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (this instanceof Name name) {
      names.add(name.name());
    }
    parts().forEach(part -> names.addAll(part.names()));
    return names;
  }

  /** This formula with every part, the innermost first, replaced by what a function makes of it. */
  default Formula map(UnaryOperator<Formula> change) {
    List<Formula> parts = parts();
    return change.apply(
        parts.isEmpty() ? this : withParts(parts.stream().map(part -> part.map(change)).toList()));
  }

  /** This formula with a formula in the place of a name. */
  default Formula substitute(String name, Formula value) {
    return map(part -> part instanceof Name n && n.name().equals(name) ? value : part);
  }

  /** The number of nodes of the tree. */
  default int size() {
    return 1 + parts().stream().mapToInt(Formula::size).sum();
  }
}
