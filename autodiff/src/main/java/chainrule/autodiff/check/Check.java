package chainrule.autodiff.check;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.SyntaxException;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Is this derivation right, and if not, which line breaks it?
 *
 * <pre>{@code
 * Check.that(x -> tanh(x)).hasDerivative(x -> subtract(1, square(tanh(x))))    // a Report
 * Check.derivation("f(x) = x*exp(x); f'(x) = exp(x) + x*exp(x) = (1 + x)*exp(x)")
 * }</pre>
 *
 * <p>The truth is the function itself over balls, differentiated by Taylor series: no rule of the
 * engine takes part. So a verdict of wrong is proved at its counterexample, and right means: to at
 * least 13 digits at every point that was tried, or, where it cancels to zero, as far as 60 digits
 * or more tell.
 */
public final class Check {
  private static final long SEED = 42;

  private final UnaryOperator<Tensor> f;
  private final Shape shape;
  private final Predicate<Tensor> domain;
  private final long seed;

  private Check(UnaryOperator<Tensor> f, Shape shape, Predicate<Tensor> domain, long seed) {
    this.f = f;
    this.shape = shape;
    this.domain = domain;
    this.seed = seed;
  }

  /**
   * Checks a derivation written as text.
   *
   * @throws SyntaxException if the text is no derivation; the message has the line and a caret
   */
  public static Report derivation(String text) {
    return derivation(text, SEED);
  }

  /**
   * Checks a derivation written as text, at random points of the given seed besides fixed ones.
   *
   * @throws SyntaxException if the text is no derivation
   */
  public static Report derivation(String text, long seed) {
    return new Checker(Derivation.parse(text), seed).check();
  }

  /** Begins a check of derivatives of a function of one number. */
  public static Check that(UnaryOperator<Tensor> f) {
    return new Check(f, Shape.of(), x -> true, SEED);
  }

  /** The same check of a function of tensors of the given shape. */
  public Check of(int... sizes) {
    return new Check(f, Shape.of(sizes), domain, seed);
  }

  /** The same check, at points of a domain only; by default where the function has a value. */
  public Check where(Predicate<Tensor> inside) {
    return new Check(f, shape, domain.and(inside), seed);
  }

  /** The same check with another seed of its random points. */
  public Check seed(long other) {
    return new Check(f, shape, domain, other);
  }

  /**
   * Whether a function is the derivative, entry by entry for an elementwise function of tensors.
   */
  public Report hasDerivative(UnaryOperator<Tensor> claim) {
    return hasDerivative(1, claim);
  }

  /**
   * Whether a function is the derivative of the given order.
   *
   * @throws IllegalArgumentException if the order is less than 1
   */
  public Report hasDerivative(int order, UnaryOperator<Tensor> claim) {
    if (order < 1) {
      throw new IllegalArgumentException("the order of a derivative is at least 1, not " + order);
    }
    return new FunctionCheck(f, shape, domain, seed).derivative(order, claim);
  }

  /** Whether a function is the gradient of this function, which has one number as its value. */
  public Report hasGradient(UnaryOperator<Tensor> claim) {
    return hasJacobian(claim);
  }

  /** Whether a function is the Jacobian: the shape of the value, then that of the argument. */
  public Report hasJacobian(UnaryOperator<Tensor> claim) {
    return new FunctionCheck(f, shape, domain, seed).jacobian(claim);
  }

  /** Whether {@code claim(x, v)} is the derivative along v. */
  public Report hasDirectionalDerivative(BinaryOperator<Tensor> claim) {
    return new FunctionCheck(f, shape, domain, seed).along(claim);
  }
}
