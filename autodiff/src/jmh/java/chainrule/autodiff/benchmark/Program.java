package chainrule.autodiff.benchmark;

import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;

/**
 * A scalar function of one tensor, written once with the engine's operations, and its value and
 * gradient by hand in plain Java: loops over doubles that call {@link Math}, write to arrays made
 * beforehand, and are not tuned further.
 */
interface Program {
  /** The function. */
  Tensor function(Tensor x);

  /** Its value, and its gradient into an array, by hand. */
  double byHand(double[] x, double[] gradient);

  /** Where it is evaluated. */
  double[] point();

  /** The shape of its argument. */
  default Shape shape() {
    return Shape.of(point().length);
  }

  /**
   * The program of a name such as {@code rosenbrock-1000}.
   *
   * @param name the name, and for some a dash and a size
   */
  static Program of(String name) {
    String[] parts = name.split("-", 2);
    int size = parts.length == 1 ? 0 : Integer.parseInt(parts[1]);
    return switch (parts[0]) {
      case "sigmoid" -> new SigmoidProgram();
      case "rosenbrock" -> new RosenbrockProgram(size);
      case "elementwise" -> new ElementwiseProgram(size);
      case "logistic" -> new LogisticProgram(size);
      case "lstm" -> new LstmProgram(size);
      case "scan" -> new RecurrenceProgram(size, true);
      case "chain" -> new RecurrenceProgram(size / 2, false);
      case "mlp" -> new MlpProgram(size);
      case "gmm" -> new MixtureProgram(size);
      default -> throw new IllegalArgumentException("there is no program " + name);
    };
  }
}
