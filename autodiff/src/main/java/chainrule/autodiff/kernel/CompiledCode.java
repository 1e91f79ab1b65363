package chainrule.autodiff.kernel;

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
}
