package chainrule.autodiff.expression;

import java.util.List;

/**
 * A name that a derivation defines.
 *
 * @param parameters of a function; empty for a value
 * @param line where it stands, from 1
 */
public record Definition(String name, List<String> parameters, Formula body, int line) {
  public Definition {
    parameters = List.copyOf(parameters);
  }

  /** Whether this is a function and not a value. */
  public boolean isFunction() {
    return !parameters.isEmpty();
  }

  /** The function at its own parameters, or the name. */
  public Formula at() {
    return isFunction()
        ? new Formula.Apply(
            name, parameters.stream().<Formula>map(Formula.Name::new).toList(), Formula.Axes.NONE)
        : Formula.name(name);
  }
}
