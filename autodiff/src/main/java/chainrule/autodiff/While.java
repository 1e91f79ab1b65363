package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop that runs while a condition holds, as one operation. Inputs: the initial carries, then
 * free tensors; condition and body share these as their variables. Output: one vector, first the
 * number of steps, then the carries in order. Derivatives are those of a {@link Scan} of so many
 * steps, which runs the body again.
 */
final class While extends Structured {
  private final Graph condition;
  private final Graph body;
  private final int most;
  private final int[] offsets;

  // For derivatives; it keeps those of the body once they have been captured.
  private final Scan scan;

  While(Graph condition, Graph body, int most) {
    super("while");
    this.condition = condition;
    this.body = body;
    this.most = most;
    this.offsets = offsets(body.shapes());
    this.scan =
        new Scan(
            body,
            new Scan.Layout(offsets.length - 1, 0, 0, 0),
            new Scan.Course(most, false, true, false));
  }

  /** Condition and body. */
  @Override
  List<Graph> bodies() {
    return List.of(condition, body);
  }

  /** The most steps. */
  int most() {
    return most;
  }

  /** Where a carry begins in the output. */
  int offset(int carry) {
    return 1 + offsets[carry];
  }

  private int carries() {
    return body.shapes().size();
  }

  private int length() {
    return 1 + offsets[carries()];
  }

  @Override
  Object key() {
    return List.of(While.class, condition.key(), body.key(), most);
  }

  @Override
  Shape shape(Shape... inputs) {
    return Shape.of(length());
  }

  @Override
  Tensor run(Tensor[] inputs, Graph.Observer observer) {
    List<Tensor> values = new ArrayList<>(Arrays.asList(inputs));
    int count = 0;
    while (holds(name(), condition.run(values, observer).get(0))) {
      if (count == most) {
        throw tooMany(most);
      }
      List<Tensor> carries = body.run(values, observer);
      for (int k = 0; k < carries.size(); k++) {
        values.set(k, carries.get(k));
      }
      count++;
    }
    List<Tensor> parts = new ArrayList<>();
    parts.add(new Scalar(count));
    parts.addAll(values.subList(0, carries()));
    return pack(parts);
  }

  static UsageException tooMany(int most) {
    return new UsageException(
        "whileLoop: the condition still holds after "
            + most
            + " steps, the most that were allowed; allow more, or change the condition");
  }

  private Tensor[] counted(Tensor[] inputs, Tensor output) {
    Tensor[] all = Arrays.copyOf(inputs, inputs.length + 1);
    all[inputs.length] = part(output, 0, Shape.SCALAR);
    return all;
  }

  @Override
  Dual dual(Tensor[] inputs, @Nullable Tensor[] tangents) {
    Tensor output = apply(inputs);
    @Nullable Tensor[] all = Arrays.copyOf(tangents, inputs.length + 1);
    Tensor tangent = scan.dual(counted(inputs, output), all).tangent();
    return new Dual(output, pack(length(), List.of(tangent), List.of(1)));
  }

  @Override
  Recorded recorded(Tensor[] inputs, boolean[] varies) {
    Tensor output = apply(inputs);
    Recorded loop =
        scan.recorded(counted(inputs, output), Arrays.copyOf(varies, inputs.length + 1));
    return new Recorded(
        this,
        output,
        (cotangent, receiver) -> {
          Tensor carries = part(cotangent, 1, loop.output().shape());
          loop.reverse(inputs, loop.output(), carries, receiver);
        });
  }

  @Override
  String text(String... operands) {
    return name() + "[" + most + "](" + String.join(", ", operands) + ")";
  }
}
