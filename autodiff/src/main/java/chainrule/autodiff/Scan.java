package chainrule.autodiff;

import chainrule.autodiff.kernel.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A loop as one operation. The body is a graph.
 *
 * <ul>
 *   <li>Inputs: the initial carries; tensors whose axis 0 are the steps; tensors that every step
 *       sees, <i>free</i>; and, if {@link #isCounted}, a number n of steps to run, at most {@link
 *       #steps}, of which the others leave zeros.
 *   <li>Variables of the body, in order: the carries, the step's entries, the free ones.
 *   <li>Results of the body, in order: the new carries, the results of the step, and summands.
 *   <li>Output: one vector. Result k begins at {@link #offset}: a carry as it is at the end; a
 *       result of the step stacked along a new axis 0; a sum over the steps by the tree of {@link
 *       Sum}. Each row-major; what no result covers is zero.
 * </ul>
 *
 * A loop may run while a <i>condition</i> holds, a graph of the same variables that looks at the
 * carries and the free ones; then it takes no rows, {@link #steps} are the most that are allowed,
 * and the output begins with the number of steps that it took. Its derivatives are such loops too,
 * and the backward one is counted.
 *
 * <p>Without carries ({@link #isMap}) the steps do not depend on one another; only then are there
 * sums. Steps run in order from 0, or from the last one if {@link #isReversed}; their results lie
 * where their entries do.
 *
 * <p>Reverse mode runs the body with what its backward pass needs as further results of the step
 * (those nodes of the forward pass that the captured pullback uses), then a loop in the other
 * direction over them, whose carries are the cotangents of the carries and the sums of the free
 * inputs' cotangents so far. With checkpoints only the carries are kept, and the body runs again. A
 * map keeps nothing; the cotangents of its free inputs are sums.
 */
final class Scan extends Structured {
  /** How many of each kind there are; the other variables of the body are free. */
  record Layout(int carries, int rows, int results, int sums) {}

  /** How the loop runs. */
  record Course(int steps, boolean reversed, boolean counted, boolean checkpoint) {}

  private final Graph body;
  private final @Nullable Graph condition;
  private final Layout layout;
  private final Course course;
  private final List<Integer> offsets;
  private final int length;
  private final List<Shape> variables;
  private final List<Shape> results;
  private final Map<List<Boolean>, Pullback> pullbacks = new ConcurrentHashMap<>();
  private final Map<List<Boolean>, Scan> duals = new ConcurrentHashMap<>();

  /** The method that makes a loop with a condition, for messages. */
  static final String WHILE_LOOP = "whileLoop";

  /** A loop whose results are packed in order. */
  Scan(Graph body, Layout layout, Course course) {
    this(body, null, layout, course, List.of(), 0);
  }

  /** A loop that runs while a condition holds. */
  static Scan whileLoop(Graph condition, Graph body, int most) {
    Layout layout = new Layout(body.results().size(), 0, 0, 0);
    Course course = new Course(most, false, false, false);
    return new Scan(body, condition, layout, course, List.of(), 1);
  }

  /** A loop whose first results lie at the given offsets, the others in order from there on. */
  private Scan(
      Graph body,
      @Nullable Graph condition,
      Layout layout,
      Course course,
      List<Integer> offsets,
      int length) {
    super(condition != null ? "while" : layout.carries() == 0 ? "map" : "scan");
    this.body = body;
    this.condition = condition;
    this.layout = layout;
    this.course = course;
    this.variables = body.variableShapes();
    this.results = body.shapes();
    List<Integer> all = new ArrayList<>(offsets);
    int end = length;
    for (int k = offsets.size(); k < results.size(); k++) {
      all.add(end);
      end = Math.addExact(end, packed(k).count());
    }
    this.offsets = List.copyOf(all);
    this.length = end;
  }

  Graph body() {
    return body;
  }

  /** What is asked before each step. */
  @Nullable Graph condition() {
    return condition;
  }

  /** The body and then the condition for the new carries, as one more result. */
  Graph step() {
    Graph test = condition;
    if (test == null) {
      return body;
    }
    return Graph.ofAll(
        in -> {
          List<Tensor> results = new ArrayList<>(body.evaluate(in));
          List<Tensor> values = new ArrayList<>(in);
          for (int k = 0; k < layout.carries(); k++) {
            values.set(k, results.get(k));
          }
          results.addAll(test.evaluate(values));
          return results;
        },
        variables);
  }

  Layout layout() {
    return layout;
  }

  int steps() {
    return course.steps();
  }

  boolean isReversed() {
    return course.reversed();
  }

  boolean isCounted() {
    return course.counted();
  }

  boolean isMap() {
    return layout.carries() == 0;
  }

  /** Where a result of the body begins in the output. */
  int offset(int result) {
    return offsets.get(result);
  }

  /** The shape of a result of the body in the output. */
  Shape packed(int result) {
    Shape shape = results.get(result);
    return isStep(result) ? shape.inserted(0, course.steps()) : shape;
  }

  /** Whether a result of the body is kept of every step. */
  boolean isStep(int result) {
    return result >= layout.carries() && result < layout.carries() + layout.results();
  }

  private boolean isSum(int result) {
    return result >= layout.carries() + layout.results();
  }

  private boolean isCarry(int variable) {
    return variable < layout.carries();
  }

  /** Whether a variable of the body is a row of an input. */
  boolean isRow(int variable) {
    return !isCarry(variable) && !isFree(variable);
  }

  private boolean isFree(int variable) {
    return variable >= layout.carries() + layout.rows();
  }

  @Override
  List<Graph> bodies() {
    return condition == null ? List.of(body) : List.of(condition, body);
  }

  @Override
  List<Object> parameters() {
    return List.of(
        bodies(),
        numbers(layout.carries(), layout.rows(), layout.results(), layout.sums()),
        course.steps(),
        course.reversed(),
        course.counted(),
        course.checkpoint(),
        offsets,
        length);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    List<Shape> shapes = new ArrayList<>();
    for (int k = 0; k < variables.size(); k++) {
      Shape shape = variables.get(k);
      shapes.add(isCarry(k) || isFree(k) ? shape : shape.inserted(0, course.steps()));
    }
    if (course.counted()) {
      shapes.add(Shape.SCALAR);
    }
    return shapes;
  }

  static Scan read(GraphReader in) {
    List<Graph> bodies = in.list(in::body);
    int[] counts = in.numbers();
    Course course = new Course(in.number(), in.flag(), in.flag(), in.flag());
    int[] offsets = in.numbers();
    int length = in.number();
    if (bodies.isEmpty() || counts.length != 4) {
      throw in.error("a loop has a body, and four numbers of what it has");
    }
    Graph body = bodies.get(bodies.size() - 1);
    Layout layout = new Layout(counts[0], counts[1], counts[2], counts[3]);
    Graph condition = bodies.size() > 1 ? bodies.get(0) : null;
    Scan scan =
        new Scan(body, condition, layout, course, Arrays.stream(offsets).boxed().toList(), length);
    if (!scan.isConsistent()) {
      throw in.error("the parameters of a loop contradict one another");
    }
    return scan;
  }

  /** Whether carries keep their shapes, and all results have a place. */
  private boolean isConsistent() {
    int carries = layout.carries();
    boolean fits =
        Math.min(layout.rows(), Math.min(layout.results(), layout.sums())) >= 0
            && carries >= 0
            && course.steps() >= 0
            && results.size() == carries + layout.results() + layout.sums()
            && variables.size() >= carries + layout.rows()
            && (carries == 0 || layout.sums() == 0)
            && offsets.size() == results.size()
            && (condition == null
                || (condition.variableShapes().equals(variables)
                    && condition.shapes().equals(List.of(Shape.SCALAR))));
    for (int k = 0; fits && k < results.size(); k++) {
      fits = offset(k) >= 0 && offset(k) + packed(k).count() <= length;
      fits &= !isCarry(k) || results.get(k).equals(variables.get(k));
    }
    return fits;
  }

  @Override
  Object key() {
    return List.of(
        Scan.class, bodies().stream().map(Graph::key).toList(), layout, course, offsets, length);
  }

  @Override
  Shape shape(Shape... inputs) {
    return Shape.of(length);
  }

  @Override
  boolean differentiable(int input) {
    return input < variables.size();
  }

  private interface Sink {
    void accept(int step, List<Tensor> results);
  }

  /** Where a loop ended. */
  private record End(int count, List<Tensor> carries) {}

  private End loop(Tensor[] inputs, Graph.Observer observer, Sink sink) {
    int carries = layout.carries();
    List<Tensor> values = new ArrayList<>(Arrays.asList(inputs).subList(0, variables.size()));
    int count = course.counted() ? (int) inputs[variables.size()].value() : course.steps();
    int i = 0;
    for (; condition == null ? i < count : holds(condition, values, observer); i++) {
      if (i == course.steps()) {
        throw tooMany(i);
      }
      int step = course.reversed() ? count - 1 - i : i;
      for (int k = carries; k < carries + layout.rows(); k++) {
        values.set(k, row(inputs[k], step));
      }
      List<Tensor> out = body.run(values, observer);
      for (int k = 0; k < carries; k++) {
        values.set(k, out.get(k));
      }
      sink.accept(step, out);
    }
    return new End(i, values.subList(0, carries));
  }

  private boolean holds(Graph test, List<Tensor> values, Graph.Observer observer) {
    return holds(WHILE_LOOP, test.run(values, observer).get(0));
  }

  /**
   * Completes a run of compiled code: the results of steps that were not taken are zero.
   *
   * @param taken the steps, or what a {@link Region} gives in their place
   * @param out the results, in which those of a run before may lie
   * @param before the steps of that run
   * @throws UsageException if the condition had no answer, or held for too long
   */
  void ended(int taken, double[] out, int before) {
    if (taken == Region.NO_ANSWER) {
      holds(WHILE_LOOP, Double.NaN);
    }
    if (taken == Region.TOO_MANY) {
      throw tooMany(course.steps());
    }
    for (int k = layout.carries(); k < results.size() && taken < before; k++) {
      int size = results.get(k).count();
      if (isStep(k)) {
        Arrays.fill(out, offset(k) + taken * size, offset(k) + before * size, 0);
      }
    }
  }

  static UsageException tooMany(int most) {
    return new UsageException(
        WHILE_LOOP
            + ": the condition still holds after "
            + most
            + " steps, the most that were allowed; allow more, or change the condition");
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    double[] out = new double[length];
    double[][] summands = new double[results.size()][];
    for (int k = 0; k < summands.length; k++) {
      if (isSum(k)) {
        summands[k] = new double[Math.multiplyExact(course.steps(), results.get(k).count())];
      }
    }
    End end =
        loop(
            inputs,
            (operation, operands) -> {},
            (step, values) -> {
              for (int k = layout.carries(); k < values.size(); k++) {
                int size = results.get(k).count();
                double[] to = isSum(k) ? summands[k] : out;
                int at = (isSum(k) ? 0 : offset(k)) + step * size;
                System.arraycopy(values.get(k).elements(name()), 0, to, at, size);
              }
            });
    if (condition != null) {
      out[0] = end.count();
    }
    for (int k = 0; k < results.size(); k++) {
      int size = results.get(k).count();
      if (isSum(k)) {
        Tensor rows = Array.owning(results.get(k).inserted(0, course.steps()), summands[k]);
        System.arraycopy(Operations.sum(rows, 0).elements(name()), 0, out, offset(k), size);
      } else if (isCarry(k)) {
        System.arraycopy(end.carries().get(k).elements(name()), 0, out, offset(k), size);
      }
    }
    return Array.owning(Shape.of(length), out);
  }

  @Override
  Tensor run(Tensor[] inputs, Graph.Observer observer) {
    List<Tensor> parts = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    List<List<Tensor>> summands = new ArrayList<>();
    for (int k = 0; k < layout.sums(); k++) {
      summands.add(new ArrayList<>());
    }
    int sums = layout.carries() + layout.results();
    End end =
        loop(
            inputs,
            observer,
            (step, values) -> {
              for (int k = layout.carries(); k < sums; k++) {
                parts.add(values.get(k));
                at.add(offset(k) + step * results.get(k).count());
              }
              for (int k = sums; k < values.size(); k++) {
                summands.get(k - sums).add(values.get(k));
              }
            });
    for (int k = 0; k < layout.carries(); k++) {
      parts.add(end.carries().get(k));
      at.add(offset(k));
    }
    if (condition != null) {
      parts.add(new Scalar(end.count()));
      at.add(0);
    }
    for (int k = sums; k < results.size() && !summands.get(k - sums).isEmpty(); k++) {
      parts.add(Operations.sum(Operations.stack(0, summands.get(k - sums)), 0));
      at.add(offset(k));
    }
    return pack(length, parts, at);
  }

  /** Which variables of the body vary where these inputs do: a carry also by what is carried. */
  private boolean[] varying(boolean[] inputs) {
    boolean[] varies = Arrays.copyOf(inputs, variables.size());
    boolean more = true;
    while (more) {
      more = false;
      boolean[] depends = body.dependents(varies, true);
      for (int k = 0; k < layout.carries(); k++) {
        if (depends[body.results().get(k)] && !varies[k]) {
          varies[k] = true;
          more = true;
        }
      }
    }
    return varies;
  }

  /** Which results vary; a carry as its variable does. */
  private boolean[] varyingResults(boolean[] varies) {
    boolean[] depends = body.dependents(varies, true);
    boolean[] vary = new boolean[results.size()];
    for (int k = 0; k < vary.length; k++) {
      vary[k] = isCarry(k) ? varies[k] : depends[body.results().get(k)];
    }
    return vary;
  }

  private static List<Boolean> mask(boolean[] varies) {
    List<Boolean> mask = new ArrayList<>();
    for (boolean b : varies) {
      mask.add(b);
    }
    return List.copyOf(mask);
  }

  @Override
  Dual dual(Tensor[] inputs, @Nullable Tensor[] tangents) {
    boolean[] given = new boolean[variables.size()];
    for (int k = 0; k < given.length; k++) {
      given[k] = tangents[k] != null;
    }
    boolean[] varies = varying(given);
    Scan dual = duals.computeIfAbsent(mask(varies), key -> dual(varies));
    List<Tensor> all = new ArrayList<>();
    for (int[] kind : kinds()) {
      for (int k = kind[0]; k < kind[1]; k++) {
        all.add(inputs[k]);
      }
      for (int k = kind[0]; k < kind[1]; k++) {
        Tensor tangent = tangents[k];
        if (varies[k]) {
          all.add(tangent == null ? Tensor.zeros(inputs[k].shape()) : tangent);
        }
      }
    }
    if (course.counted()) {
      all.add(inputs[variables.size()]);
    }
    Tensor out = dual.apply(all.toArray(new Tensor[0]));
    Shape shape = Shape.of(length);
    return new Dual(part(out, 0, shape), part(out, length, shape));
  }

  /** The ranges of the carries, the step's entries and the free ones among the variables. */
  private int[][] kinds() {
    int rows = layout.carries() + layout.rows();
    return new int[][] {{0, layout.carries()}, {layout.carries(), rows}, {rows, variables.size()}};
  }

  /** The loop with tangents; those of the results lie {@code length} behind the results. */
  private Scan dual(boolean[] varies) {
    Graph jvp = jvp(body, varies);
    boolean[] vary = varyingResults(varies);
    List<Integer> nodes = jvp.variables();
    int[] tangent = new int[varies.length];
    int next = varies.length;
    for (int k = 0; k < varies.length; k++) {
      tangent[k] = varies[k] ? nodes.get(next++) : -1;
    }
    List<Integer> order = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    int[] counts = new int[3];
    for (int kind = 0; kind < 3; kind++) {
      int from = kinds()[kind][0];
      int to = kinds()[kind][1];
      for (int k = from; k < to; k++) {
        order.add(nodes.get(k));
        shapes.add(variables.get(k));
      }
      for (int k = from; k < to; k++) {
        if (varies[k]) {
          order.add(tangent[k]);
          shapes.add(variables.get(k));
        }
      }
      counts[kind] = order.size();
    }
    int sums = layout.carries() + layout.results();
    int[][] kinds = {{0, layout.carries()}, {layout.carries(), sums}, {sums, results.size()}};
    List<Integer> out = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    int[] outCounts = new int[3];
    for (int kind = 0; kind < 3; kind++) {
      for (int k = kinds[kind][0]; k < kinds[kind][1]; k++) {
        out.add(jvp.results().get(k));
        at.add(offset(k));
      }
      for (int k = kinds[kind][0]; k < kinds[kind][1]; k++) {
        if (vary[k]) {
          out.add(jvp.results().get(results.size() + k));
          at.add(length + offset(k));
        }
      }
      outCounts[kind] = out.size();
    }
    Layout both =
        new Layout(
            counts[0],
            counts[1] - counts[0],
            outCounts[1] - outCounts[0],
            outCounts[2] - outCounts[1]);
    return new Scan(
        jvp.part(order, shapes, out),
        condition == null ? null : widened(condition, order, nodes, shapes),
        both,
        course,
        at,
        Math.multiplyExact(2, length));
  }

  /** A condition on more variables, among which are its own. */
  private static Graph widened(
      Graph condition, List<Integer> order, List<Integer> own, List<Shape> shapes) {
    int count = condition.variableShapes().size();
    return Graph.ofAll(
        in ->
            condition.evaluate(
                own.subList(0, count).stream().map(k -> in.get(order.indexOf(k))).toList()),
        shapes);
  }

  @Override
  Recorded recorded(Tensor[] inputs, boolean[] given) {
    boolean[] varies = varying(given);
    Pullback pullback = pullbacks.computeIfAbsent(mask(varies), key -> new Pullback(this, varies));
    Tensor full = pullback.saving.apply(inputs);
    Tensor output = pullback.saving == this ? full : part(full, 0, Shape.of(length));
    return new Recorded(
        this, output, (cotangent, receiver) -> pullback.sweep(inputs, full, cotangent, receiver));
  }

  /** The backward pass for inputs of which these vary. */
  private static final class Pullback {
    private final Scan forward;
    private final boolean[] varies;
    private final boolean[] wanted;

    /** The loop with what is saved as further results of its steps. */
    final Scan saving;

    private final Scan backward;
    private final List<Integer> used = new ArrayList<>();

    Pullback(Scan forward, boolean[] varies) {
      this.forward = forward;
      this.varies = varies;
      this.wanted = forward.varyingResults(varies);
      Graph vjp = vjp(forward.body, varies, wanted);
      int count = varies.length;
      int results = wanted.length;
      List<Integer> nodes = vjp.variables();
      List<Integer> own = nodes.subList(0, count);
      Set<Integer> saved = saved(vjp);
      for (int k = forward.layout.carries(); k < count; k++) {
        if (saved.remove(own.get(k))) {
          used.add(k);
        }
      }
      saving = saving(vjp, own, saved);
      backward =
          backward(
              vjp, nodes, List.copyOf(saved), vjp.results().subList(results, vjp.results().size()));
    }

    /** The nodes of the forward pass, and its variables, from which the backward pass starts. */
    private Set<Integer> saved(Graph vjp) {
      int count = varies.length;
      boolean[] cotangents = new boolean[vjp.variables().size()];
      Arrays.fill(cotangents, count, cotangents.length, true);
      boolean[] linear = vjp.dependents(cotangents, false);
      boolean[] ofStep = new boolean[cotangents.length];
      Arrays.fill(ofStep, 0, forward.layout.carries() + forward.layout.rows(), true);
      boolean[] steps = vjp.dependents(ofStep, false);
      boolean[] needed = new boolean[vjp.nodes().size()];
      vjp.results()
          .subList(wanted.length, vjp.results().size())
          .forEach(result -> needed[result] = true);
      Set<Integer> saved = new TreeSet<>();
      for (int i = needed.length - 1; i >= 0; i--) {
        if (!needed[i]) {
          continue;
        }
        Graph.Node node = vjp.nodes().get(i);
        Operation operation = node.operation();
        if (operation == null) {
          if (node.constant() == null && !linear[i]) {
            saved.add(i);
          }
        } else if (linear[i]
            || forward.course.checkpoint()
            || forward.isMap()
            || !steps[i]
            || operation instanceof ReadView
            || operation instanceof Expand) {
          node.inputs().forEach(k -> needed[k] = true);
        } else {
          saved.add(i);
        }
      }
      return saved;
    }

    private Scan saving(Graph vjp, List<Integer> own, Set<Integer> saved) {
      if (saved.isEmpty()) {
        return forward;
      }
      List<Integer> out = new ArrayList<>(vjp.results().subList(0, wanted.length));
      out.addAll(saved);
      Layout layout = forward.layout;
      return new Scan(
          vjp.part(own, forward.variables, out),
          forward.condition,
          new Layout(layout.carries(), layout.rows(), layout.results() + saved.size(), 0),
          forward.course,
          forward.offsets,
          forward.length);
    }

    private Scan backward(
        Graph vjp, List<Integer> nodes, List<Integer> saved, List<Integer> cotangents) {
      int count = varies.length;
      int[] seed = new int[wanted.length];
      int next = count;
      for (int k = 0; k < seed.length; k++) {
        seed[k] = wanted[k] ? nodes.get(next++) : -1;
      }
      List<Integer> carried = new ArrayList<>();
      List<Shape> accumulated = new ArrayList<>();
      List<Integer> rows = new ArrayList<>(saved);
      List<Integer> free = new ArrayList<>();
      for (int k = 0; k < seed.length; k++) {
        if (wanted[k]) {
          (forward.isCarry(k) ? carried : forward.isSum(k) ? free : rows).add(seed[k]);
        }
      }
      used.forEach(k -> (forward.isFree(k) ? free : rows).add(nodes.get(k)));
      List<Integer> out = new ArrayList<>();
      List<Integer> ofFree = new ArrayList<>();
      int ofRows = 0;
      next = 0;
      for (int k = 0; k < count; k++) {
        if (varies[k]) {
          int cotangent = cotangents.get(next++);
          (forward.isFree(k) ? ofFree : out).add(cotangent);
          ofRows += forward.isFree(k) || forward.isCarry(k) ? 0 : 1;
          if (forward.isFree(k) && !forward.isMap()) {
            accumulated.add(forward.variables.get(k));
          }
        }
      }
      List<Integer> inputs = new ArrayList<>(carried);
      inputs.addAll(rows);
      inputs.addAll(free);
      List<Shape> shapes = inputs.stream().map(k -> vjp.nodes().get(k).shape()).toList();
      List<Integer> all = new ArrayList<>(out);
      all.addAll(ofFree);
      Graph step = vjp.part(inputs, shapes, all);
      int carries = carried.size();
      int sums = accumulated.size();
      List<Shape> shapesWithSums = new ArrayList<>(shapes);
      shapesWithSums.addAll(carries, accumulated);
      Graph body =
          Graph.ofAll(
              in -> {
                List<Tensor> given = new ArrayList<>(in);
                given.subList(carries, carries + sums).clear();
                List<Tensor> values = step.evaluate(given);
                List<Tensor> ordered = new ArrayList<>(values.subList(0, carries));
                for (int k = 0; k < sums; k++) {
                  ordered.add(Operations.add(in.get(carries + k), values.get(out.size() + k)));
                }
                ordered.addAll(values.subList(carries, sums > 0 ? out.size() : values.size()));
                return ordered;
              },
              shapesWithSums);
      return new Scan(
          body,
          new Layout(carries + sums, rows.size(), ofRows, forward.isMap() ? ofFree.size() : 0),
          new Course(
              forward.course.steps(),
              !forward.course.reversed(),
              forward.course.counted() || forward.condition != null,
              forward.course.checkpoint()));
    }

    void sweep(Tensor[] inputs, Tensor full, Tensor cotangent, Receiver receiver) {
      List<Tensor> carried = new ArrayList<>();
      List<Tensor> rows = new ArrayList<>();
      List<Tensor> free = new ArrayList<>();
      for (int k = wanted.length; k < saving.results.size(); k++) {
        rows.add(part(full, saving.offset(k), saving.packed(k)));
      }
      for (int k = 0; k < wanted.length; k++) {
        if (wanted[k]) {
          (forward.isCarry(k) ? carried : forward.isSum(k) ? free : rows)
              .add(part(cotangent, forward.offset(k), forward.packed(k)));
        }
      }
      used.forEach(k -> (forward.isFree(k) ? free : rows).add(inputs[k]));
      if (!forward.isMap()) {
        for (int k = 0; k < varies.length; k++) {
          if (varies[k] && forward.isFree(k)) {
            carried.add(Tensor.zeros(inputs[k].shape()));
          }
        }
      }
      List<Tensor> all = new ArrayList<>(carried);
      all.addAll(rows);
      all.addAll(free);
      if (forward.course.counted()) {
        all.add(inputs[varies.length]);
      } else if (forward.condition != null) {
        all.add(part(full, 0, Shape.SCALAR));
      }
      Tensor out = backward.apply(all.toArray(new Tensor[0]));
      // The cotangents in the order of the backward loop's results: carries, free or rows.
      int carry = 0;
      int row = backward.layout.carries();
      int sum =
          forward.isMap() ? row + backward.layout.results() : count(0, forward.layout.carries());
      for (int k = 0; k < varies.length; k++) {
        if (varies[k]) {
          int at = forward.isCarry(k) ? carry++ : forward.isFree(k) ? sum++ : row++;
          if (receiver.wants(k)) {
            receiver.add(k, part(out, backward.offset(at), backward.packed(at)));
          }
        }
      }
    }

    private int count(int from, int to) {
      int count = 0;
      for (int k = from; k < to; k++) {
        count += varies[k] ? 1 : 0;
      }
      return count;
    }
  }

  @Override
  String text(String... operands) {
    return name() + "[" + course.steps() + "](" + String.join(", ", operands) + ")";
  }
}
