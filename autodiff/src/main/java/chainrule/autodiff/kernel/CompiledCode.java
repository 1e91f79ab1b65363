package chainrule.autodiff.kernel;

import org.jspecify.annotations.Nullable;

/** The superclass of generated classes, each of which overrides one of these methods. */
abstract class CompiledCode {

  CompiledCode() {}

  /** Evaluates an expression of at most four inputs. */
  double apply(double a, double b, double c, double d) {
    throw new AssertionError();
  }

  /** Evaluates an expression. */
  double apply(double[] values) {
    throw new AssertionError();
  }

  /** Evaluates an expression for each element. */
  void map(double[] @Nullable [] inputs, double[] out) {
    throw new AssertionError();
  }

  /** Evaluates an expression for each element and adds its products with the factors. */
  void accumulate(double[] factor, double[] @Nullable [] inputs, double[] into) {
    throw new AssertionError();
  }
}
