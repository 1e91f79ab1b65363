package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A choice as one operation. Inputs: the predicate, a scalar, then the variables that both bodies
 * share. Output: the results of the body that was chosen, packed into one vector in order; what no
 * result covers is zero. Derivatives choose between the derivatives of the bodies, which run the
 * body again.
 */
final class Cond extends Structured {
  private final Graph ifTrue;
  private final Graph ifFalse;
  private final List<Integer> offsets;
  private final int length;

  /** A choice whose results are packed in order. */
  Cond(Graph ifTrue, Graph ifFalse) {
    this(
        ifTrue, ifFalse, starts(ifTrue.shapes()), offsets(ifTrue.shapes())[ifTrue.shapes().size()]);
  }

  private Cond(Graph ifTrue, Graph ifFalse, List<Integer> offsets, int length) {
    super("cond");
    this.ifTrue = ifTrue;
    this.ifFalse = ifFalse;
    this.offsets = offsets;
    this.length = length;
  }

  private static List<Integer> starts(List<Shape> shapes) {
    return Arrays.stream(offsets(shapes), 0, shapes.size()).boxed().toList();
  }

  /** The bodies for a predicate that is not zero, and for one that is. */
  @Override
  List<Graph> bodies() {
    return List.of(ifTrue, ifFalse);
  }

  /** Where a result of the bodies begins in the output. */
  int offset(int result) {
    return offsets.get(result);
  }

  @Override
  List<Object> parameters() {
    return List.of(ifTrue, ifFalse, offsets, length);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    List<Shape> shapes = new ArrayList<>(List.of(Shape.SCALAR));
    shapes.addAll(ifTrue.variableShapes());
    return shapes;
  }

  static Cond read(GraphReader in) {
    Graph ifTrue = in.body();
    Graph ifFalse = in.body();
    List<Integer> offsets = in.list(in::number);
    int length = in.number();
    List<Shape> shapes = ifTrue.shapes();
    boolean fits =
        shapes.equals(ifFalse.shapes())
            && ifTrue.variableShapes().equals(ifFalse.variableShapes())
            && offsets.size() == shapes.size();
    for (int k = 0; fits && k < shapes.size(); k++) {
      fits = offsets.get(k) >= 0 && offsets.get(k) + shapes.get(k).count() <= length;
    }
    if (!fits) {
      throw in.error("the parameters of a condition contradict one another");
    }
    return new Cond(ifTrue, ifFalse, offsets, length);
  }

  @Override
  Object key() {
    return List.of(Cond.class, ifTrue.key(), ifFalse.key(), offsets, length);
  }

  @Override
  Shape shape(Shape... inputs) {
    return Shape.of(length);
  }

  @Override
  boolean differentiable(int input) {
    return input > 0;
  }

  @Override
  Tensor run(Tensor[] inputs, Graph.Observer observer) {
    Graph chosen = holds(name(), inputs[0]) ? ifTrue : ifFalse;
    List<Tensor> results = chosen.run(Arrays.asList(inputs).subList(1, inputs.length), observer);
    return pack(length, results, offsets);
  }

  @Override
  Dual dual(Tensor[] inputs, @Nullable Tensor[] tangents) {
    boolean[] varies = new boolean[inputs.length - 1];
    List<Tensor> all = new ArrayList<>(List.of(inputs));
    for (int k = 1; k < inputs.length; k++) {
      Tensor tangent = tangents[k];
      if (tangent != null) {
        varies[k - 1] = true;
        all.add(tangent);
      }
    }
    List<Integer> at = new ArrayList<>(offsets);
    offsets.forEach(offset -> at.add(length + offset));
    Cond dual =
        new Cond(jvp(ifTrue, varies), jvp(ifFalse, varies), at, Math.multiplyExact(2, length));
    Tensor out = dual.apply(all.toArray(new Tensor[0]));
    Shape shape = Shape.of(length);
    return new Dual(part(out, 0, shape), part(out, length, shape));
  }

  @Override
  Recorded recorded(Tensor[] inputs, boolean[] given) {
    return new Recorded(
        this,
        apply(inputs),
        (cotangent, receiver) -> {
          boolean[] varies = Arrays.copyOfRange(given, 1, given.length);
          Cond pullback = new Cond(pullback(ifTrue, varies), pullback(ifFalse, varies));
          List<Tensor> all = new ArrayList<>(List.of(inputs));
          for (int k = 0; k < offsets.size(); k++) {
            all.add(part(cotangent, offsets.get(k), ifTrue.shapes().get(k)));
          }
          Tensor out = pullback.apply(all.toArray(new Tensor[0]));
          int next = 0;
          for (int k = 1; k < inputs.length; k++) {
            if (given[k]) {
              receiver.add(k, part(out, pullback.offset(next++), inputs[k].shape()));
            }
          }
        });
  }

  /** The cotangents of the variables that vary, from the variables and all results' cotangents. */
  private static Graph pullback(Graph body, boolean[] varies) {
    int results = body.shapes().size();
    boolean[] wanted = new boolean[results];
    Arrays.fill(wanted, true);
    Graph vjp = vjp(body, varies, wanted);
    return vjp.part(
        vjp.variables(),
        vjp.variableShapes(),
        vjp.results().subList(results, vjp.results().size()));
  }
}
