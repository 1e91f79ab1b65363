package chainrule.autodiff.expression;

import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What names mean: definitions, and the shapes of variables. Immutable. */
public final class Scope {
  private static final int MAX_INLINED = 2000;

  private final Map<String, Definition> definitions;
  private final Map<String, Shape> shapes;

  Scope(Map<String, Definition> definitions, Map<String, Shape> shapes) {
    this.definitions = new LinkedHashMap<>(definitions);
    this.shapes = new LinkedHashMap<>(shapes);
  }

  /** The definition of a name, or null. */
  public @Nullable Definition definition(String name) {
    return definitions.get(name);
  }

  /** All definitions, in their order. */
  public List<Definition> definitions() {
    return List.copyOf(definitions.values());
  }

  /** The shape of a variable: as declared, otherwise a scalar. */
  public Shape shape(String variable) {
    return shapes.getOrDefault(variable, Shape.of());
  }

  /** The variables that the value of a formula depends on, definitions followed. */
  public Set<String> variables(Formula formula) {
    Set<String> found = new LinkedHashSet<>();
    collect(formula, Set.of(), found, new LinkedHashSet<>());
    return found;
  }

  /** Whether a definition uses itself, perhaps by way of others. */
  boolean isCircular(Definition definition) {
    return uses(definition, definition.name(), new LinkedHashSet<>());
  }

  private boolean uses(Definition definition, String name, Set<String> seen) {
    Set<String> used = new LinkedHashSet<>();
    functions(definition.body(), used);
    Set<String> names = definition.body().names();
    names.removeAll(definition.parameters());
    used.addAll(names);
    for (String one : used) {
      Definition next = definitions.get(one);
      if (one.equals(name) || (next != null && seen.add(one) && uses(next, name, seen))) {
        return true;
      }
    }
    return false;
  }

  private static void functions(Formula formula, Set<String> found) {
    if (formula instanceof Apply apply) {
      found.add(apply.operation());
    } else if (formula instanceof Prime prime) {
      found.add(prime.function());
    }
    formula.parts().forEach(part -> functions(part, found));
  }

  private void collect(Formula formula, Set<String> bound, Set<String> found, Set<String> seen) {
    if (formula instanceof Name name) {
      Definition definition = definitions.get(name.name());
      if (bound.contains(name.name())) {
        return;
      }
      if (definition != null && definition.isFunction()) {
        collect(definition.at(), bound, found, seen);
      } else if (definition != null) {
        if (seen.add(name.name())) {
          collect(definition.body(), Set.of(), found, seen);
        }
      } else if (!Vocabulary.isConstant(name.name()) || shapes.containsKey(name.name())) {
        found.add(name.name());
      }
      return;
    }
    for (Formula part : formula.parts()) {
      collect(part, bound, found, seen);
    }
    String function =
        formula instanceof Apply apply
            ? apply.operation()
            : formula instanceof Prime prime ? prime.function() : "";
    Definition definition = definitions.get(function);
    if (definition != null && seen.add(function + "(")) {
      collect(definition.body(), Set.copyOf(definition.parameters()), found, seen);
    }
  }

  /** A formula with definitions in the place of what they define, if that does not grow long. */
  public Formula inlined(Formula formula) {
    Formula result = formula;
    for (int depth = 0; depth < definitions.size(); depth++) {
      Formula next = result.map(this::inlinedOnce);
      if (next.size() > MAX_INLINED || next.equals(result)) {
        break;
      }
      result = next;
    }
    return result;
  }

  private Formula inlinedOnce(Formula part) {
    String name =
        part instanceof Name n ? n.name() : part instanceof Apply apply ? apply.operation() : "";
    Definition definition = definitions.get(name);
    boolean fits =
        definition != null
            && definition.isFunction() == part instanceof Apply
            && definition.parameters().size() == part.parts().size();
    return fits ? substituted(definition, part.parts()) : part;
  }

  private static Formula substituted(Definition definition, List<Formula> arguments) {
    return definition
        .body()
        .map(
            part -> {
              int k = part instanceof Name name ? definition.parameters().indexOf(name.name()) : -1;
              return k < 0 ? part : arguments.get(k);
            });
  }

  /** Whether a function acts entry by entry, so that its derivative is one of each entry. */
  boolean isElementwise(String function) {
    Definition definition = definitions.get(function);
    return definition == null
        ? Vocabulary.isElementwise(function, 1)
        : isElementwise(definition.body());
  }

  private boolean isElementwise(Formula formula) {
    boolean itself = true;
    if (formula instanceof Slope) {
      itself = false;
    } else if (formula instanceof Apply apply) {
      String operation = apply.operation();
      itself =
          definitions.containsKey(operation)
              ? isElementwise(operation)
              : Vocabulary.isElementwise(operation, apply.operands().size());
    } else if (formula instanceof Prime prime) {
      itself = isElementwise(prime.function());
    }
    return itself && formula.parts().stream().allMatch(this::isElementwise);
  }

  /** The variables or parameters by which a gradient without names is taken. */
  List<Formula> arguments(Formula of) {
    if (of instanceof Name name) {
      Definition definition = definitions.get(name.name());
      if (definition != null && definition.isFunction()) {
        return definition.parameters().stream().<Formula>map(Formula::name).toList();
      }
    }
    if (of instanceof Apply apply && definitions.containsKey(apply.operation())) {
      return apply.operands();
    }
    return variables(of).stream().<Formula>map(Formula::name).toList();
  }
}
