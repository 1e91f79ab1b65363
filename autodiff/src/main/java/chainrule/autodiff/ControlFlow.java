package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Loops and branches that a captured function keeps. In a function that is not captured they are
 * what plain Java's {@code for} and {@code if} are, and derivatives of every order follow likewise.
 * Where a {@link Graph} is captured, a plain loop is unrolled and a branch cannot read its
 * condition; one of these becomes a single operation whose body has been captured once.
 *
 * <p>State, entries and results are tensors, or records, lists and maps of such ({@link Trees}).
 * Bodies may close over tensors, which then are differentiated too. Values are the same, captured
 * or not, to the last bit; in gradients, sums over the steps are taken in a fixed order.
 */
public final class ControlFlow {
  private ControlFlow() {}

  /** What a step of {@link #scan} hands on, and what it gives. */
  public record Step<C, Y>(C carry, Y result) {}

  /** The state after the last step, and the results of all steps, stacked along a new axis 0. */
  public record Scanned<C, Y>(C carry, Y results) {}

  /** What a captured loop keeps for its backward pass. */
  public enum Keep {
    /** What the derivative of the body needs: the fastest. */
    RESIDUALS,
    /** The state before each step; the body runs again in the backward pass: the least memory. */
    CARRIES
  }

  /**
   * A loop with state: {@code body(carry, x)} is called with each entry along axis 0 of every
   * tensor of {@code xs}, in order.
   *
   * @throws ShapeException if the tensors of {@code xs} differ in the size of axis 0, or the body
   *     changes the shape of the state
   * @throws UsageException if the body changes the form of the state
   */
  public static <C, X, Y> Scanned<C, Y> scan(BiFunction<C, X, Step<C, Y>> body, C init, X xs) {
    return scan(body, init, xs, Keep.RESIDUALS);
  }

  /** As {@link #scan(BiFunction, Object, Object)}, with a choice of what a captured loop keeps. */
  public static <C, X, Y> Scanned<C, Y> scan(
      BiFunction<C, X, Step<C, Y>> body, C init, X xs, Keep keep) {
    return scan("scan", body, init, xs, size("scan", xs), keep);
  }

  /** A loop with state that runs {@code count} times and gives a result at each step. */
  public static <C, Y> Scanned<C, Y> scan(Function<C, Step<C, Y>> body, C init, int count) {
    return scan(
        "scan", (carry, none) -> body.apply(carry), init, NONE, count(count), Keep.RESIDUALS);
  }

  /** A loop with state over the entries along axis 0 of {@code xs}; gives the last state. */
  public static <C, X> C fold(BiFunction<C, X, C> body, C init, X xs) {
    return fold(body, init, xs, Keep.RESIDUALS);
  }

  /** As {@link #fold(BiFunction, Object, Object)}, with a choice of what a captured loop keeps. */
  public static <C, X> C fold(BiFunction<C, X, C> body, C init, X xs, Keep keep) {
    return scan(
            "fold",
            (C carry, X x) -> new Step<>(body.apply(carry, x), NONE),
            init,
            xs,
            size("fold", xs),
            keep)
        .carry();
  }

  /** Applies a function {@code count} times: {@code f(f(…f(init)))}. */
  public static <C> C iterate(UnaryOperator<C> body, C init, int count) {
    return scan(
            "iterate",
            (C carry, List<Tensor> none) -> new Step<>(body.apply(carry), NONE),
            init,
            NONE,
            count(count),
            Keep.RESIDUALS)
        .carry();
  }

  private static final List<Tensor> NONE = List.of();

  /** What the result of a branch is called in messages. */
  private static final String BRANCH = "cond: the result of a branch";

  private static int count(int count) {
    if (count < 0) {
      throw new UsageException("a loop of " + count + " steps; the count is negative");
    }
    return count;
  }

  /** The size of axis 0 that all tensors share. */
  static <X> int size(String user, X xs) {
    List<Tensor> leaves = Trees.leaves(xs);
    if (leaves.isEmpty()) {
      throw new UsageException(user + ": there is no tensor to go along; give a count of steps");
    }
    List<Shape> shapes = leaves.stream().map(Tensor::shape).toList();
    for (Shape shape : shapes) {
      if (shape.isScalar() || shape.size(0) != shapes.get(0).size(0)) {
        throw new ShapeException(
            user
                + ": goes along axis 0 of every tensor, whose sizes must be equal; the shapes are "
                + shapes
                + ". What every step is to see whole, the body can close over");
      }
    }
    return shapes.get(0).size(0);
  }

  private static <P> P refill(P form, Iterator<Tensor> tensors) {
    return Trees.map(form, leaf -> tensors.next());
  }

  /** Checks that a body keeps the form and the shapes of the state. */
  private static <C> C kept(String user, C before, C after) {
    return Trees.zip(
        user + ": the state that the body returns",
        before,
        after,
        (x, y) -> {
          if (!x.shape().equals(y.shape())) {
            throw new ShapeException(
                user
                    + ": the body is given a state of shape "
                    + x.shape()
                    + " and returns one of shape "
                    + y.shape()
                    + "; the state keeps its shape from step to step");
          }
          return y;
        });
  }

  private static <C, Y> Step<C, Y> made(String user, @Nullable Step<C, Y> step) {
    if (step == null) {
      throw new UsageException(user + ": the body returned null; return a Step");
    }
    return step;
  }

  /** What the result of a body is called in messages. */
  private static String resultOf(String user) {
    return user + ": the result of the body";
  }

  /** A body as a graph of the leaves of carry and entry, and the form of its results. */
  private record Captured<C, Y>(Graph graph, Step<C, Y> form) {}

  private static <C, X, Y> Captured<C, Y> capture(
      String user, BiFunction<C, X, Step<C, Y>> body, C init, X xs) {
    List<Shape> shapes = new ArrayList<>();
    Trees.leaves(init).forEach(leaf -> shapes.add(leaf.shape()));
    Trees.leaves(xs).forEach(leaf -> shapes.add(leaf.shape().without(0)));
    List<Step<C, Y>> form = new ArrayList<>();
    Graph graph =
        Graph.ofAll(
            in -> {
              Iterator<Tensor> variables = in.iterator();
              C carry = refill(init, variables);
              Step<C, Y> step = made(user, body.apply(carry, refill(xs, variables)));
              form.add(step);
              List<Tensor> results = new ArrayList<>(Trees.leaves(kept(user, carry, step.carry())));
              results.addAll(Trees.leaves(resultOf(user), step.result()));
              return results;
            },
            shapes);
    return new Captured<>(graph, form.get(0));
  }

  private static <C, X, Y> Scanned<C, Y> scan(
      String user, BiFunction<C, X, Step<C, Y>> body, C init, X xs, int count, Keep keep) {
    if (!Capture.isOpen() && count > 0) {
      C carry = init;
      List<Y> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int step = i;
        Step<C, Y> next =
            made(user, body.apply(carry, Trees.map(xs, x -> Structured.row(x, step))));
        carry = kept(user, carry, next.carry());
        results.add(next.result());
      }
      return new Scanned<>(carry, stack(user, results));
    }
    Captured<C, Y> captured = capture(user, body, init, xs);
    if (!Capture.isOpen()) {
      // No step is run: the body only says what the results would be.
      Y none =
          Trees.map(captured.form().result(), leaf -> Tensor.zeros(leaf.shape().inserted(0, 0)));
      return new Scanned<>(init, none);
    }
    Graph.Closed closed = Graph.closed(List.of(captured.graph()));
    List<Tensor> inputs = new ArrayList<>(Trees.leaves(init));
    int carries = inputs.size();
    inputs.addAll(Trees.leaves(xs));
    int rows = inputs.size() - carries;
    inputs.addAll(closed.free());
    Graph graph = closed.graphs().get(0);
    int results = graph.shapes().size();
    if (results == 0) {
      return new Scanned<>(init, captured.form().result());
    }
    Scan scan =
        new Scan(
            graph,
            new Scan.Layout(carries, rows, results - carries, 0),
            new Scan.Course(count, false, false, keep == Keep.CARRIES));
    Tensor packed = scan.apply(inputs.toArray(new Tensor[0]));
    List<Tensor> parts = new ArrayList<>();
    for (int k = 0; k < results; k++) {
      parts.add(Structured.part(packed, scan.offset(k), scan.packed(k)));
    }
    Iterator<Tensor> out = parts.iterator();
    return new Scanned<>(refill(init, out), refill(captured.form().result(), out));
  }

  /** Stacks trees of one form, leaf by leaf. */
  private static <Y> Y stack(String user, List<Y> trees) {
    List<List<Tensor>> columns = new ArrayList<>();
    Trees.leaves(resultOf(user), trees.get(0)).forEach(leaf -> columns.add(new ArrayList<>()));
    for (Y tree : trees) {
      Y checked =
          Trees.zip(
              resultOf(user),
              trees.get(0),
              tree,
              (first, leaf) -> {
                if (!first.shape().equals(leaf.shape())) {
                  throw new ShapeException(
                      user
                          + ": the body gives a result of shape "
                          + first.shape()
                          + " at first and one of shape "
                          + leaf.shape()
                          + " later; results that are stacked have one shape");
                }
                return leaf;
              });
      List<Tensor> leaves = Trees.leaves(checked);
      for (int k = 0; k < leaves.size(); k++) {
        columns.get(k).add(leaves.get(k));
      }
    }
    return refill(trees.get(0), columns.stream().map(c -> Operations.stack(0, c)).iterator());
  }

  /**
   * Applies a function to each entry along axis 0 of every tensor of {@code xs}; the results are
   * stacked along a new axis 0. What the function closes over is shared: its gradient is the sum
   * over the entries.
   *
   * @throws ShapeException if the tensors of {@code xs} differ in the size of axis 0
   */
  public static <X, Y> Y map(Function<X, Y> f, X xs) {
    return scan(
            "map",
            (List<Tensor> none, X x) -> new Step<>(none, f.apply(x)),
            NONE,
            xs,
            size("map", xs),
            Keep.CARRIES)
        .results();
  }

  /**
   * One of two functions of the operands, by a predicate that is a scalar: not zero is true. Where
   * a graph is captured, both are captured, and one of them runs. Inside {@link Derivatives#vmap}
   * they are captured too if the predicate stands for all examples, and every example has its own
   * choice.
   *
   * @throws ShapeException if the predicate is no scalar, or, under capture, the results differ in
   *     shape
   * @throws UsageException if the predicate is NaN when it is read, or, under capture, the results
   *     differ in form
   */
  public static <P, R> R cond(
      Tensor predicate, Function<P, R> ifTrue, Function<P, R> ifFalse, P operands) {
    if (!Capture.isOpen() && !Batch.isPart(predicate)) {
      R result = (Structured.holds("cond", predicate) ? ifTrue : ifFalse).apply(operands);
      if (result == null) {
        throw new UsageException(BRANCH + " is null");
      }
      return result;
    }
    if (!predicate.shape().isScalar()) {
      throw new ShapeException(
          "cond: the predicate has shape " + predicate.shape() + ", not that of a scalar");
    }
    Captured<P, R> yes = captured(BRANCH, Graph::ofBranch, ifTrue, operands);
    Captured<P, R> no = captured(BRANCH, Graph::ofBranch, ifFalse, operands);
    R form =
        Trees.zip(
            yes.form().result(),
            no.form().result(),
            (a, b) -> {
              if (!a.shape().equals(b.shape())) {
                throw new ShapeException(
                    "cond: the branches give shapes "
                        + a.shape()
                        + " and "
                        + b.shape()
                        + "; a captured choice has one shape");
              }
              return a;
            });
    Graph.Closed closed = Graph.closed(List.of(yes.graph(), no.graph()));
    Cond cond = new Cond(closed.graphs().get(0), closed.graphs().get(1));
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(predicate);
    inputs.addAll(Trees.leaves(operands));
    inputs.addAll(closed.free());
    Tensor packed = cond.apply(inputs.toArray(new Tensor[0]));
    List<Shape> shapes = yes.graph().shapes();
    List<Tensor> parts = new ArrayList<>();
    for (int k = 0; k < shapes.size(); k++) {
      parts.add(Structured.part(packed, cond.offset(k), shapes.get(k)));
    }
    return refill(form, parts.iterator());
  }

  /** As {@link #cond(Tensor, Function, Function, Object)}, of what the functions close over. */
  public static <R> R cond(Tensor predicate, Supplier<R> ifTrue, Supplier<R> ifFalse) {
    return cond(predicate, none -> ifTrue.get(), none -> ifFalse.get(), NONE);
  }

  /** How a body is captured. */
  private interface Capturing {
    Graph of(Function<List<Tensor>, List<Tensor>> body, List<Shape> shapes);
  }

  private static <P, R> Captured<P, R> captured(
      String called, Capturing capturing, Function<P, R> f, P operands) {
    List<Shape> shapes = Trees.leaves(operands).stream().map(Tensor::shape).toList();
    List<R> form = new ArrayList<>();
    Graph graph =
        capturing.of(
            in -> {
              R result = f.apply(refill(operands, in.iterator()));
              form.add(result);
              return Trees.leaves(called, result);
            },
            shapes);
    return new Captured<>(graph, new Step<>(operands, form.get(0)));
  }

  /**
   * Applies the body while a condition on the state, a scalar, is not zero. Inside {@link
   * Derivatives#vmap} every example takes as many steps as it needs.
   *
   * @param most the most steps; where a graph is captured, a derivative keeps as many states
   * @throws UsageException if the condition still holds after so many steps, or is NaN when it is
   *     read
   * @throws ShapeException if the body changes the shape of the state
   */
  public static <C> C whileLoop(
      Function<C, Tensor> condition, UnaryOperator<C> body, C init, int most) {
    count(most);
    C carry = init;
    int done = 0;
    if (!Capture.isOpen()) {
      Tensor holds = Mode.checked("whileLoop", condition.apply(carry));
      while (!Batch.isPart(holds)) {
        if (!Structured.holds("whileLoop", holds)) {
          return carry;
        }
        if (done++ == most) {
          throw Scan.tooMany(most);
        }
        carry = kept("whileLoop", carry, body.apply(carry));
        holds = Mode.checked("whileLoop", condition.apply(carry));
      }
    }
    return captured(condition, body, carry, most - done);
  }

  private static <C> C captured(
      Function<C, Tensor> condition, UnaryOperator<C> body, C init, int most) {
    Captured<C, Tensor> test = captured("whileLoop: the condition", Graph::ofAll, condition, init);
    if (!test.graph().shape().isScalar()) {
      throw new ShapeException(
          "whileLoop: the condition has shape " + test.graph().shape() + ", not that of a scalar");
    }
    Captured<C, List<Tensor>> step =
        capture(
            "whileLoop",
            (C carry, List<Tensor> none) -> new Step<>(body.apply(carry), NONE),
            init,
            NONE);
    Graph.Closed closed = Graph.closed(List.of(test.graph(), step.graph()));
    Scan loop = Scan.whileLoop(closed.graphs().get(0), closed.graphs().get(1), most);
    List<Tensor> inputs = new ArrayList<>(Trees.leaves(init));
    List<Shape> shapes = inputs.stream().map(Tensor::shape).toList();
    inputs.addAll(closed.free());
    Tensor packed = loop.apply(inputs.toArray(new Tensor[0]));
    List<Tensor> parts = new ArrayList<>();
    for (int k = 0; k < shapes.size(); k++) {
      parts.add(Structured.part(packed, loop.offset(k), shapes.get(k)));
    }
    return refill(init, parts.iterator());
  }
}
