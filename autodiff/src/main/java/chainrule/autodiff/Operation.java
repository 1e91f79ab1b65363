package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One elementary operation: what it computes and how it is differentiated, from which every mode
 * derives what it needs. The kinds are {@link Elementwise}, {@link Linear}, {@link Bilinear},
 * {@link Reduction} and {@link JvpOperation}; an operation with parameters (axes, views) is an
 * object of its own.
 */
public abstract class Operation {
  private final String name;

  Operation(String name) {
    this.name = name;
  }

  /** The name under which the operation is called and printed. */
  public final String name() {
    return name;
  }

  /**
   * What the operation was made with beside its name, so that it can be written down and made
   * again: numbers, flags, words, shapes, views, graphs, and lists of these; null where that cannot
   * be.
   */
  @Nullable List<Object> parameters() {
    return null;
  }

  /** The shapes that the inputs must have; those given where {@link #shape} finds out. */
  List<Shape> inputShapes(List<Shape> given) {
    return given;
  }

  /** Operations with equal keys compute the same. */
  Object key() {
    List<Object> parameters = parameters();
    return parameters == null ? this : List.of(getClass(), name, parameters);
  }

  /** Whole numbers as a parameter. */
  static List<Integer> numbers(int... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** Applies the operation in the innermost mode among the inputs, or in a captured branch. */
  final Tensor apply(Tensor... inputs) {
    Mode mode = null;
    for (Tensor input : inputs) {
      if (input == null) {
        throw missing(inputs);
      }
      mode = Mode.inner(mode, input.mode());
    }
    if (mode == null) {
      return evaluate(inputs);
    }
    for (Tensor input : inputs) {
      if (input instanceof StandIn standIn) {
        standIn.mode.check(name, standIn);
      }
    }
    return Capture.inBranch(mode).interpret(this, inputs);
  }

  private UsageException missing(@Nullable Tensor[] inputs) {
    int place = Arrays.asList(inputs).indexOf(null) + 1;
    return new UsageException(
        name + ": " + (inputs.length == 1 ? "the operand" : "operand " + place) + " is null");
  }

  /**
   * The shape of the result.
   *
   * @throws ShapeException if the shapes do not fit
   */
  abstract Shape shape(Shape... inputs);

  /** The result for plain inputs. */
  abstract Tensor evaluate(Tensor[] inputs);

  /**
   * The result where an input is precise: a composition is applied as such, since it may read
   * values, and so has a shape only once it has been computed; null for all other operations.
   */
  @Nullable Tensor composed(Tensor[] inputs) {
    return null;
  }

  /** The result over precise numbers, row-major; {@code output} is the shape of the result. */
  abstract Real[] precise(Shape[] shapes, Real[][] inputs, Shape output);

  /**
   * The tangent of the output, for tangents of the inputs that vary (null for those that do not; at
   * least one is not null), or null where the derivative is zero.
   */
  abstract @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents);

  /** Hands the contribution of the output's cotangent to every input that the receiver wants. */
  abstract void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver);

  /**
   * Whether the output has a derivative with respect to this input; a mask or an index has none.
   */
  boolean differentiable(int input) {
    return true;
  }

  /**
   * The results for a batch of examples, along axis 0; so lie the examples of the inputs that are
   * batched (at least one), while the others are the same for all examples.
   */
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    List<Tensor> examples = new ArrayList<>();
    for (int k = 0; k < inputs.length; k++) {
      if (batched[k]) {
        examples.add(inputs[k]);
      }
    }
    return ControlFlow.map(
        example -> {
          Tensor[] one = inputs.clone();
          int next = 0;
          for (int k = 0; k < one.length; k++) {
            one[k] = batched[k] ? example.get(next++) : one[k];
          }
          return apply(one);
        },
        List.copyOf(examples));
  }

  /** Whether the function has a kink or a jump at these plain inputs. */
  boolean kink(Tensor[] inputs) {
    return false;
  }

  /** The text of an application to operands that have been printed already. */
  String text(String... operands) {
    return name + "(" + String.join(", ", operands) + ")";
  }

  /** The shapes of tensors. */
  static Shape[] shapes(Tensor[] tensors) {
    Shape[] shapes = new Shape[tensors.length];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = tensors[i].shape();
    }
    return shapes;
  }

  @Override
  public String toString() {
    return name;
  }
}
