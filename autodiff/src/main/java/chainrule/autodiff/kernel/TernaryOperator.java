package chainrule.autodiff.kernel;

/** A function of three {@code double} arguments, a node of an {@link Expression}. */
@FunctionalInterface
public interface TernaryOperator {

  /**
   * Applies this function.
   *
   * @param a the first argument
   * @param b the second argument
   * @param c the third argument
   * @return the value
   */
  double applyAsDouble(double a, double b, double c);
}
