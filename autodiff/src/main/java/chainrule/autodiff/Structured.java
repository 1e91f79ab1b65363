package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Control flow as one operation: its bodies are graphs. Several results are packed into one vector,
 * each row-major; where no result lies, the vector is zero.
 */
abstract class Structured extends Operation {
  /** The output and its tangent. */
  record Dual(Tensor output, Tensor tangent) {}

  Structured(String name) {
    super(name);
  }

  /** The bodies, to print and to compile. */
  abstract List<Graph> bodies();

  /** The result by plain operations on the inputs, in whatever mode these are. */
  abstract Tensor run(Tensor[] inputs, Graph.Observer observer);

  /** Applies the operation for reverse mode, and keeps what the backward sweep needs. */
  abstract Recorded recorded(Tensor[] inputs, boolean[] varies);

  /** Output and tangent in one pass; a tangent is null where the input does not vary. */
  abstract Dual dual(Tensor[] inputs, @Nullable Tensor[] tangents);

  @Override
  Tensor evaluate(Tensor[] inputs) {
    return run(inputs, (operation, operands) -> {});
  }

  @Override
  Tensor composed(Tensor[] inputs) {
    Tensor[] lifted = inputs.clone();
    for (Tensor input : inputs) {
      if (input.mode() != null) {
        Arrays.setAll(lifted, k -> input.lift(inputs[k]));
      }
    }
    return run(lifted, (operation, operands) -> {});
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    return Precise.evaluate(in -> composed(in.toArray(new Tensor[0])), List.of(shapes), inputs);
  }

  @Override
  Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    return dual(inputs, tangents).tangent();
  }

  @Override
  void reverse(Tensor[] inputs, Tensor output, Tensor cotangent, Receiver receiver) {
    boolean[] varies = new boolean[inputs.length];
    for (int k = 0; k < varies.length; k++) {
      varies[k] = receiver.wants(k);
    }
    recorded(inputs, varies).reverse(inputs, output, cotangent, receiver);
  }

  @Override
  boolean kink(Tensor[] inputs) {
    boolean[] kink = new boolean[1];
    Tensor unused = run(inputs, (operation, operands) -> kink[0] |= operation.kink(operands));
    return kink[0];
  }

  // What the bodies' derivatives have in common.

  /**
   * Values and tangents of a body. Variables: its own, then the tangents of those that vary.
   * Results: its own, then the tangents of all results.
   */
  static Graph jvp(Graph body, boolean[] varies) {
    List<Shape> shapes = new ArrayList<>(body.variableShapes());
    int count = shapes.size();
    for (int k = 0; k < count; k++) {
      if (varies[k]) {
        shapes.add(shapes.get(k));
      }
    }
    return Graph.ofAll(
        in -> {
          Forward forward = new Forward("the derivative of a body");
          List<Tensor> inputs = new ArrayList<>();
          int next = count;
          for (int k = 0; k < count; k++) {
            inputs.add(varies[k] ? forward.variable(in.get(k), in.get(next++)) : in.get(k));
          }
          List<Tensor> outputs = body.evaluate(inputs);
          forward.close();
          List<Tensor> results = new ArrayList<>();
          outputs.forEach(output -> results.add(forward.value(output)));
          outputs.forEach(output -> results.add(forward.tangent(output)));
          return results;
        },
        shapes);
  }

  /**
   * Values and cotangents of a body. Variables: its own, then the cotangents of the wanted results.
   * Results: its own, then the cotangents of the variables that vary.
   */
  static Graph vjp(Graph body, boolean[] varies, boolean[] wanted) {
    List<Shape> shapes = new ArrayList<>(body.variableShapes());
    int count = shapes.size();
    for (int k = 0; k < wanted.length; k++) {
      if (wanted[k]) {
        shapes.add(body.shapes().get(k));
      }
    }
    return Graph.ofAll(
        in -> {
          Reverse reverse = new Reverse("the derivative of a body");
          List<Tensor> inputs = new ArrayList<>();
          for (int k = 0; k < count; k++) {
            inputs.add(varies[k] ? reverse.variable(in.get(k)) : in.get(k));
          }
          List<Tensor> outputs = body.evaluate(inputs);
          reverse.close();
          List<Tensor> from = new ArrayList<>();
          for (int k = 0; k < wanted.length; k++) {
            if (wanted[k]) {
              from.add(outputs.get(k));
            }
          }
          Sweep sweep = reverse.sweep(from, in.subList(count, in.size()));
          List<Tensor> results = new ArrayList<>();
          outputs.forEach(output -> results.add(reverse.value(output)));
          for (int k = 0; k < count; k++) {
            if (varies[k]) {
              results.add(sweep.cotangent(inputs.get(k)));
            }
          }
          return results;
        },
        shapes);
  }

  /** Where each of several shapes begins in a vector that holds them in order, and its length. */
  static int[] offsets(List<Shape> shapes) {
    int[] offsets = new int[shapes.size() + 1];
    for (int k = 0; k < shapes.size(); k++) {
      offsets[k + 1] = Math.addExact(offsets[k], shapes.get(k).count());
    }
    return offsets;
  }

  private static View view(Shape whole, int offset, Shape part) {
    return new View(whole, part, offset, part.strides());
  }

  /** A result out of a packed vector. */
  static Tensor part(Tensor packed, int offset, Shape shape) {
    return new ReadView("part", view(packed.shape(), offset, shape)).apply(packed);
  }

  /** Packs tensors into a vector of this length, each at its offset. */
  static Tensor pack(int length, List<Tensor> parts, List<Integer> offsets) {
    if (parts.isEmpty()) {
      return Tensor.zeros(length);
    }
    List<View> views = new ArrayList<>();
    for (int k = 0; k < parts.size(); k++) {
      views.add(view(Shape.of(length), offsets.get(k), parts.get(k).shape()));
    }
    return new PlaceViews("pack", Shape.of(length), views).apply(parts.toArray(new Tensor[0]));
  }

  static Tensor pack(List<Tensor> parts) {
    int[] offsets = offsets(parts.stream().map(Tensor::shape).toList());
    List<Integer> starts = Arrays.stream(offsets, 0, parts.size()).boxed().toList();
    return pack(offsets[parts.size()], parts, starts);
  }

  /** Entry i along axis 0. */
  static Tensor row(Tensor x, int i) {
    Shape part = x.shape().without(0);
    int stride = Math.max(1, part.count());
    return new ReadView("row", new View(x.shape(), part, i * stride, part.strides())).apply(x);
  }

  /** Whether a condition holds; a NaN neither holds nor fails. */
  static boolean holds(String user, Tensor condition) {
    if (!condition.shape().isScalar()) {
      throw new ShapeException(
          user
              + ": the condition has shape "
              + condition.shape()
              + ", not that of a scalar; reduce it with amax (any) or amin (all)");
    }
    return holds(user, condition.value());
  }

  static boolean holds(String user, double value) {
    return checked(user, value) != 0;
  }

  /** A condition that is not NaN. */
  static double checked(String user, double value) {
    if (Double.isNaN(value)) {
      throw new UsageException(
          user
              + ": the condition is NaN, so neither branch is right; compare numbers that are not");
    }
    return value;
  }
}
