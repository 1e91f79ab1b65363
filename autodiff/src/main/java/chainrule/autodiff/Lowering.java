package chainrule.autodiff;

import chainrule.autodiff.Schedule.Column;
import chainrule.autodiff.Schedule.Fixed;
import chainrule.autodiff.Value.Entries;
import chainrule.autodiff.Value.Flat;
import chainrule.autodiff.Value.Placed;
import chainrule.autodiff.Value.SideBySide;
import chainrule.autodiff.Value.Strided;
import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.MatrixProduct;
import chainrule.autodiff.kernel.Region;
import chainrule.autodiff.kernel.Region.Place;
import chainrule.autodiff.kernel.TernaryPrimitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Translates a graph into a program. Small tensors become numbers, entry by entry, in straight-line
 * code, where views and constants cost nothing; long ones become loops, in which elementwise
 * operations are fused; matrix products, sums and gathers are steps of their own, and every other
 * operation is applied as it is.
 */
final class Lowering {
  /** Parts of small tensors are put together entry by entry up to this size. */
  private static final int RENAMED = 512;

  /** Rows of so many entries are computed side by side. */
  private static final int SHORT_ROW = 16;

  /** Fewer rows are not worth a loop. */
  private static final int FEW = 8;

  private final Graph graph;
  private final Schedule schedule;
  private final Values values;

  /** The sizes of small tensors for which loops over vectors are faster than entry by entry. */
  private final Set<Integer> looped;

  private final Set<Shape> shortRows;

  /** The indexes for which entries are computed: 1, or the rows of a map whose body this is. */
  private final int space;

  /** The loop whose body this is, if its indexes follow one another. */
  private final Schedule.@Nullable Sequence sequence;

  private final Calls<Column> calls;

  private Lowering(
      Graph graph, Schedule schedule, int space, Schedule.@Nullable Sequence sequence) {
    this.sequence = sequence;
    this.graph = graph;
    this.schedule = schedule;
    this.space = space;
    this.calls = schedule.calls(space);
    this.values = new Values(graph, schedule);
    this.looped = WrittenOut.looped(graph);
    this.shortRows = WrittenOut.shortRows(graph);
  }

  /**
   * Compiles a graph.
   *
   * @param careful see {@link Schedule}
   */
  static Program compile(Graph graph, boolean careful) {
    return new Lowering(graph, new Schedule(careful), 1, null).compile(null);
  }

  /**
   * Compiles the body of a loop. Rows, and results that are not carried, are parts of larger
   * arrays: where they begin is told by one more input, which has an entry for each variable and
   * then for each result.
   */
  static Program compileStep(Scan scan, boolean careful) {
    return new Lowering(scan.step(), new Schedule(careful), 1, null).compile(scan);
  }

  private Program compile(@Nullable Scan loop) {
    List<Integer> inputs = new ArrayList<>();
    int begins = schedule.buffer(0);
    lower(
        shape -> {
          int k = inputs.size();
          int buffer = schedule.buffer(shape.count());
          Place begin = loop != null && loop.isRow(k) ? new Place(begins, k) : null;
          inputs.add(buffer);
          return new Strided(buffer, 0, shape.strides(), Schedule.AT_START, begin);
        });
    List<Integer> outputs = new ArrayList<>();
    for (int result : graph.results()) {
      Shape shape = values.shape(result);
      int k = outputs.size();
      boolean isPart =
          loop != null && k >= loop.layout().carries() && k < loop.body().results().size();
      if (!isPart
          && values.get(result) instanceof Strided strided
          && schedule.isResult(strided.buffer(), shape.count())
          && strided.isWhole(shape)
          && !outputs.contains(strided.buffer())) {
        outputs.add(strided.buffer());
      } else {
        int buffer = schedule.buffer(shape.count());
        outputs.add(buffer);
        Place begin = isPart ? new Place(begins, inputs.size() + k) : null;
        values.store(result, new Strided(buffer, 0, shape.strides(), Schedule.AT_START, begin));
      }
    }
    if (loop != null) {
      inputs.add(begins);
    }
    return schedule.finish(inputs, outputs);
  }

  /** Translates all nodes; the function gives the next variable a place. */
  private void lower(Function<Shape, Value> variable) {
    for (int i = 0; i < graph.nodes().size(); i++) {
      Graph.Node node = graph.nodes().get(i);
      Operation operation = node.operation();
      Tensor constant = node.constant();
      if (operation != null) {
        values.set(i, lower(operation, node));
      } else {
        values.set(i, constant == null ? variable.apply(node.shape()) : constant(constant));
      }
    }
  }

  private Value constant(Tensor tensor) {
    double[] data = tensor.elements("compile");
    if (data.length <= WrittenOut.SMALL || space > 1) {
      return Entries.of(data.length, e -> new Fixed(data[e]));
    }
    long bits = Double.doubleToRawLongBits(data[0]);
    if (Arrays.stream(data).allMatch(x -> Double.doubleToRawLongBits(x) == bits)) {
      return new Flat(new Fixed(data[0]));
    }
    return Strided.whole(schedule.constant(data), tensor.shape(), Schedule.AT_START);
  }

  // Operations.

  private Value lower(Operation operation, Graph.Node node) {
    List<Integer> inputs = node.inputs();
    Shape shape = node.shape();
    if (operation instanceof Elementwise elementwise) {
      return elementwise(elementwise, inputs, shape);
    }
    if (operation instanceof ReadView read) {
      return read(inputs.get(0), read.view());
    }
    if (operation instanceof Expand expand) {
      return expand(inputs.get(0), expand.view());
    }
    if (operation instanceof PlaceViews place) {
      return place(place, inputs, shape);
    }
    if (operation instanceof Sum sum) {
      return sum(sum, inputs.get(0), shape);
    }
    if (operation instanceof Matmul matmul) {
      return matmul(matmul, inputs, shape);
    }
    if (operation instanceof Reduction reduction) {
      return reduce(reduction, inputs.get(0), shape);
    }
    if (operation instanceof RowMap map) {
      return mapRows(map, inputs.get(0), shape);
    }
    if (operation instanceof Gather gather
        && !gather.isScatter()
        && graph.nodes().get(inputs.get(1)).constant() != null) {
      return gather(gather, inputs, shape);
    }
    if (operation instanceof Scan scan) {
      return scan(scan, inputs, shape);
    }
    if (operation instanceof Cond cond) {
      return choose(cond, inputs, shape);
    }
    return apply(operation, inputs, shape);
  }

  private Value elementwise(Elementwise operation, List<Integer> inputs, Shape shape) {
    int count = shape.count();
    Column[] columns = new Column[inputs.size()];
    if (space == 1 && inputs.stream().anyMatch(k -> values.get(k) instanceof SideBySide)) {
      int rows = shape.size(0);
      return SideBySide.of(
          count / rows,
          j -> {
            for (int k = 0; k < columns.length; k++) {
              int input = inputs.get(k);
              columns[k] =
                  values.shape(input).isScalar() ? values.entry(input, 0) : values.column(input, j);
            }
            return schedule.apply(operation, rows, columns);
          });
    }
    if (space == 1 && (count > WrittenOut.SMALL || looped.contains(count))) {
      for (int k = 0; k < columns.length; k++) {
        int input = inputs.get(k);
        columns[k] = values.shape(input).isScalar() ? values.entry(input, 0) : values.flat(input);
      }
      return new Flat(schedule.apply(operation, count, columns));
    }
    return Entries.of(
        count,
        e -> {
          for (int k = 0; k < columns.length; k++) {
            columns[k] =
                values.entry(inputs.get(k), values.shape(inputs.get(k)).isScalar() ? 0 : e);
          }
          return schedule.apply(operation, space, columns);
        });
  }

  /** A repetition: in short rows, nothing is copied. */
  private Value expand(int input, View view) {
    Shape part = view.part();
    int rows = part.rank() < 2 ? 0 : part.size(0);
    if (space > 1
        || rows <= WrittenOut.SMALL
        || part.count() > SHORT_ROW * rows
        || part.count() == 0
        || !shortRows.contains(part)) {
      return read(input, view);
    }
    int width = part.count() / rows;
    int step = view.strides()[0];
    int[] places = new int[width]; // of the first row
    Arrays.setAll(places, j -> Places.place(view.offset(), part, view.strides(), j));
    boolean constant = step == 1 && Arrays.stream(places).allMatch(p -> p == 0);
    if (constant && values.get(input) instanceof Flat flat) {
      return SideBySide.of(width, j -> flat.column());
    }
    if (step == 0 && values.shape(input).count() <= WrittenOut.SMALL) {
      return SideBySide.of(width, j -> values.entry(input, places[j]));
    }
    Strided from = values.contiguous(input);
    return SideBySide.of(width, j -> from.column(from.offset() + places[j], step));
  }

  private Value read(int input, View view) {
    Shape part = view.part();
    if (space == 1
        && values.get(input) instanceof Strided strided
        && strided.isWhole(view.whole())) {
      return strided.view(view.offset(), view.strides());
    }
    if (space > 1
        || part.count() <= (values.get(input) instanceof Entries ? RENAMED : WrittenOut.SMALL)) {
      int[] places = view.places();
      return Entries.of(places.length, e -> values.entry(input, places[e]));
    }
    if (values.shape(input).isScalar()) {
      return new Flat(values.entry(input, 0));
    }
    if (view.isReshape() && values.get(input) instanceof Flat flat) {
      return flat;
    }
    if (view.isReshape() && values.get(input) instanceof Placed placed) {
      return placed.reshaped(part);
    }
    return values.contiguous(input).view(view.offset(), view.strides());
  }

  private Value place(PlaceViews place, List<Integer> inputs, Shape whole) {
    List<View> views = place.views();
    boolean renamed = space > 1 || whole.count() <= RENAMED;
    for (int input : inputs) {
      renamed &=
          values.get(input) instanceof Entries || values.shape(input).count() <= WrittenOut.SMALL;
    }
    if (renamed) {
      Column[] columns = new Column[whole.count()];
      boolean[] placed = new boolean[columns.length];
      Arrays.fill(columns, new Fixed(0));
      for (int k = 0; k < inputs.size(); k++) {
        int[] places = views.get(k).places();
        for (int e = 0; e < places.length; e++) {
          Column part = values.entry(inputs.get(k), e);
          int at = places[e];
          columns[at] =
              placed[at]
                  ? schedule.call("add", BinaryPrimitive.ADD, space, columns[at], part)
                  : part;
          placed[at] = true;
        }
      }
      return new Entries(columns);
    }
    List<Placed> layers = Places.layers(views, inputs, whole.count());
    if (layers.size() == 1) {
      return values.nested(layers.get(0));
    }
    int covered = views.stream().mapToInt(view -> view.part().count()).sum();
    if (!layers.isEmpty() && 2L * covered >= (long) layers.size() * whole.count()) {
      Column sum = new Fixed(0);
      for (Placed layer : layers) {
        Strided at = values.put(values.nested(layer), whole);
        Column column = at.column(at.offset(), 1);
        sum =
            sum instanceof Fixed
                ? column
                : schedule.call("add", BinaryPrimitive.ADD, whole.count(), sum, column);
      }
      return new Flat(sum);
    }
    int buffer = schedule.result(whole.count());
    Strided[] parts = inputs.stream().map(values::contiguous).toArray(Strided[]::new);
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              double[] to = buffers[buffer];
              Arrays.fill(to, 0);
              for (int k = 0; k < parts.length; k++) {
                views.get(k).place(parts[k].part(views.get(k).part().count()).array(buffers), to);
              }
            });
    return Strided.whole(buffer, whole, ready);
  }

  private Value sum(Sum sum, int input, Shape shape) {
    Rows rows = sum.rows();
    int length = rows.length();
    if (space > 1 || values.shape(input).count() <= WrittenOut.SMALL) {
      int[] places = rows.view().places();
      return Entries.of(
          shape.count(),
          row -> RowLines.sum(calls, length, i -> values.entry(input, places[row * length + i])));
    }
    if (values.get(input) instanceof SideBySide columns) {
      int indexes = values.shape(input).size(0);
      if (isOfRows(rows, columns)) {
        Calls<Column> adding = schedule.calls(indexes);
        return new Flat(RowLines.sum(adding, length, i -> columns.columns()[i]));
      }
      if (length == indexes && rows.count() == columns.columns().length) {
        int buffer = schedule.result(rows.count());
        int ready = Schedule.AT_START;
        for (int j = 0; j < rows.count(); j++) {
          ready = Math.max(ready, schedule.sum(columns.columns()[j], indexes, buffer, j));
        }
        return Strided.whole(buffer, shape, ready);
      }
    }
    int buffer = schedule.result(shape.count());
    if (rows.count() == 1 && values.get(input) instanceof Flat flat && rows.view().isReshape()) {
      return Strided.whole(buffer, shape, schedule.sum(flat.column(), length, buffer, 0));
    }
    Strided from = rows.areColumns() ? values.run(input) : values.arranged(input, rows.view());
    int own = schedule.buffer(rows.scratch());
    int ready =
        schedule.add(
            (buffers, scratch) ->
                rows.sum(
                    buffers[from.buffer()], from.start(buffers), buffers[buffer], buffers[own]));
    return Strided.whole(buffer, shape, ready);
  }

  /** Whether the rows are those that columns stand for. */
  private static boolean isOfRows(Rows rows, SideBySide columns) {
    return rows.view().isReshape() && rows.length() == columns.columns().length;
  }

  private Value matmul(Matmul matmul, List<Integer> inputs, Shape shape) {
    Shape left = values.shape(inputs.get(0));
    Matmul.Sizes sizes = matmul.sizes(left, shape);
    int m = sizes.m();
    int n = sizes.n();
    int k = sizes.k();
    boolean repaired = matmul.isRepaired() && schedule.careful();
    if (space > 1 || WrittenOut.isProduct(sizes)) {
      return Entries.of(
          shape.count(),
          at -> {
            Column sum = new Fixed(0);
            for (int p = 0; p < k; p++) {
              Column x = values.entry(inputs.get(0), matmul.first(sizes, at, p));
              Column y = values.entry(inputs.get(1), matmul.second(sizes, at, p));
              sum = multiplyAdd(x, y, sum, matmul.isRepaired(), repaired);
            }
            return sum;
          });
    }
    // A transposed factor is taken as it lies.
    int first = inputs.get(0);
    int second = inputs.get(1);
    boolean flipA = !repaired && isTransposed(first);
    boolean flipB = !repaired && isTransposed(second);
    boolean transposeA = matmul.transposeA() != flipA;
    boolean transposeB = matmul.transposeB() != flipB;
    Strided a = values.run(flipA ? graph.nodes().get(first).inputs().get(0) : first);
    Strided b = values.run(flipB ? graph.nodes().get(second).inputs().get(0) : second);
    int buffer = schedule.result(shape.count());
    Pool<MatrixProduct> products = new Pool<>(MatrixProduct::new);
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              MatrixProduct product = products.take();
              double[] x = buffers[a.buffer()];
              double[] y = buffers[b.buffer()];
              double[] out = buffers[buffer];
              int atA = a.start(buffers);
              int atB = b.start(buffers);
              for (int i = 0; i < sizes.batches(); i++) {
                product.multiply(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    x,
                    atA + i * m * k,
                    y,
                    atB + i * k * n,
                    out,
                    i * m * n);
              }
              products.giveBack(product);
              if (repaired) {
                matmul.repair(sizes, x, atA, y, atB, out);
              }
            });
    return Strided.whole(buffer, shape, ready);
  }

  /** Whether a node is the transpose of a matrix. */
  private boolean isTransposed(int node) {
    return graph.nodes().get(node).operation() instanceof ReadView read
        && read.view().isTranspose();
  }

  private Column multiplyAdd(Column x, Column y, Column sum, boolean chain, boolean repaired) {
    if (chain && (isZero(x) || isZero(y))) {
      return sum;
    }
    Column added = schedule.call("fma", TernaryPrimitive.FMA, space, x, y, sum);
    if (!repaired) {
      return added;
    }
    Column both =
        schedule.call("multiply", BinaryPrimitive.MULTIPLY, space, nonZero(x), nonZero(y));
    return schedule.call("where", TernaryPrimitive.WHERE, space, both, added, sum);
  }

  private static boolean isZero(Column column) {
    return column instanceof Fixed fixed && fixed.value() == 0;
  }

  /** 0 for zero, else 1, also for NaN. */
  private Column nonZero(Column x) {
    return schedule.call("nonZero", (DoubleUnaryOperator) v -> v == 0 ? 0 : 1, space, x);
  }

  private Value reduce(Reduction reduction, int input, Shape shape) {
    Rows rows = reduction.rows();
    RowLines.Reduced line = reduction.definition().line();
    if (line != null && (space > 1 || values.shape(input).count() <= WrittenOut.SMALL)) {
      return Entries.of(shape.count(), row -> line.at(calls, row(rows, input, row)));
    }
    List<Column> columns = line == null ? List.of() : sideBySide(rows, input);
    if (line != null && !columns.isEmpty()) {
      return new Flat(line.at(schedule.calls(rows.count()), columns));
    }
    Strided from = values.arranged(input, rows.view());
    Reduction.Row kernel = reduction.definition().kernel();
    int buffer = schedule.result(shape.count());
    int count = shape.count();
    int length = rows.length();
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              double[] data = buffers[from.buffer()];
              double[] out = buffers[buffer];
              for (int row = 0; row < count; row++) {
                int start = from.start(buffers) + row * length;
                out[row] = kernel.at(data, start, start + length);
              }
            });
    return Strided.whole(buffer, shape, ready);
  }

  /**
   * Short rows side by side: a column for each entry of a row. None if the rows are long, few, or
   * do not lie regularly.
   */
  private List<Column> sideBySide(Rows rows, int input) {
    if (values.get(input) instanceof SideBySide columns && isOfRows(rows, columns)) {
      return List.of(columns.columns());
    }
    if (rows.length() > SHORT_ROW || rows.count() < FEW || !rows.areRegular()) {
      return List.of();
    }
    Strided from = values.run(input);
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < rows.length(); j++) {
      columns.add(from.column(from.offset() + j * rows.step(), rows.stride()));
    }
    return columns;
  }

  private Value mapRows(RowMap map, int input, Shape shape) {
    Rows rows = map.rows();
    RowLines.Mapped line = map.definition().line();
    int length = rows.length();
    if (line != null && (space > 1 || shape.count() <= WrittenOut.SMALL)) {
      int[] places = rows.view().places();
      Column[] columns = new Column[places.length];
      for (int row = 0; row < rows.count(); row++) {
        List<Column> mapped = line.at(calls, row(rows, input, row));
        for (int i = 0; i < length; i++) {
          columns[places[row * length + i]] = mapped.get(i);
        }
      }
      return new Entries(columns);
    }
    List<Column> columns = line == null ? List.of() : sideBySide(rows, input);
    if (line != null && !columns.isEmpty()) {
      List<Column> mapped = line.at(schedule.calls(rows.count()), columns);
      if (values.get(input) instanceof SideBySide) {
        return new SideBySide(mapped.toArray(new Column[0]));
      }
      Strided at = Strided.whole(schedule.result(shape.count()), shape, Schedule.AT_START);
      int ready = Schedule.AT_START;
      for (int j = 0; j < length; j++) {
        Region.Span to = at.span(j * rows.step(), rows.stride());
        ready = Math.max(ready, schedule.store(mapped.get(j), rows.count(), to));
      }
      return Strided.whole(at.buffer(), shape, ready);
    }
    if (!rows.view().isReshape()) {
      return apply(map, List.of(input), shape);
    }
    Strided from = values.contiguous(input);
    RowMap.Row kernel = map.definition().kernel();
    int buffer = schedule.result(shape.count());
    int count = rows.count();
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              double[] data = from.part(count * length).array(buffers);
              for (int row = 0; row < count; row++) {
                kernel.map(data, row * length, (row + 1) * length, buffers[buffer]);
              }
            });
    return Strided.whole(buffer, shape, ready);
  }

  private List<Column> row(Rows rows, int input, int row) {
    int[] places = rows.view().places();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < rows.length(); i++) {
      columns.add(values.entry(input, places[row * rows.length() + i]));
    }
    return columns;
  }

  /** Picks by an index that is known. */
  private Value gather(Gather gather, List<Integer> inputs, Shape shape) {
    Strided from = values.run(inputs.get(0));
    int[] index = gather.indices(constantOf(inputs.get(1)).elements(gather.name()));
    int slice = index.length == 0 ? 0 : shape.count() / index.length;
    int buffer = schedule.result(shape.count());
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              double[] data = buffers[from.buffer()];
              double[] out = buffers[buffer];
              int at = from.start(buffers);
              if (slice == 1) {
                for (int i = 0; i < index.length; i++) {
                  out[i] = data[at + index[i]];
                }
              } else {
                for (int i = 0; i < index.length; i++) {
                  System.arraycopy(data, at + index[i] * slice, out, i * slice, slice);
                }
              }
            });
    return Strided.whole(buffer, shape, ready);
  }

  private Tensor constantOf(int node) {
    return Objects.requireNonNull(graph.nodes().get(node).constant());
  }

  private Value scan(Scan scan, List<Integer> inputs, Shape shape) {
    if (WrittenOut.isMap(scan)) {
      return map(scan, inputs, shape);
    }
    if (WrittenOut.isSequence(scan)) {
      return sequence(scan, inputs, shape);
    }
    List<LoopStep.Part> parts = values.parts(inputs);
    int buffer = schedule.buffer(shape.count());
    boolean careful = schedule.careful();
    Graph condition = scan.condition();
    int ready =
        schedule.add(
            new LoopStep(
                scan,
                condition == null ? null : compile(condition, careful),
                compileStep(scan, careful),
                parts,
                buffer));
    return Strided.whole(buffer, shape, ready);
  }

  /** Short bodies are both computed, and the results chosen. */
  private Value choose(Cond cond, List<Integer> inputs, Shape shape) {
    Graph ifTrue = cond.bodies().get(0);
    Graph ifFalse = cond.bodies().get(1);
    if (!WrittenOut.isChoice(cond)) {
      boolean careful = schedule.careful();
      int buffer = schedule.buffer(shape.count());
      Schedule.Step step =
          new CondStep(
              cond,
              compile(ifTrue, careful),
              compile(ifFalse, careful),
              values.parts(inputs),
              buffer);
      return Strided.whole(buffer, shape, schedule.add(step));
    }
    Column predicate = values.entry(inputs.get(0), 0);
    if (sequence != null) {
      sequence.watch(predicate);
    } else {
      Strided stored = values.contiguous(inputs.get(0));
      schedule.add(
          (buffers, scratch) ->
              Structured.holds(cond.name(), buffers[stored.buffer()][stored.offset()]));
    }
    List<Integer> variables = inputs.subList(1, inputs.size());
    Lowering first = inlined(ifTrue, variables);
    Lowering second = inlined(ifFalse, variables);
    Column[] columns = new Column[shape.count()];
    Arrays.fill(columns, new Fixed(0));
    for (int k = 0; k < ifTrue.results().size(); k++) {
      int a = ifTrue.results().get(k);
      int b = ifFalse.results().get(k);
      for (int e = 0; e < first.values.shape(a).count(); e++) {
        columns[cond.offset(k) + e] =
            schedule.call(
                "where",
                TernaryPrimitive.WHERE,
                space,
                predicate,
                first.values.entry(a, e),
                second.values.entry(b, e));
      }
    }
    return new Entries(columns);
  }

  /** The nodes of a body among those of this graph. */
  private Lowering inlined(Graph body, List<Integer> inputs) {
    Lowering inlined = new Lowering(body, schedule, space, sequence);
    Iterator<Integer> next = inputs.iterator();
    inlined.lower(
        shape -> {
          int input = next.next();
          return values.get(input) instanceof Placed ? values.contiguous(input) : values.get(input);
        });
    return inlined;
  }

  /** One loop over the rows, whose body is written out entry by entry. */
  private Value map(Scan scan, List<Integer> inputs, Shape shape) {
    int steps = scan.steps();
    int rows = scan.layout().rows();
    Lowering body = new Lowering(scan.body(), schedule, steps, null);
    ListIterator<Integer> next = inputs.listIterator();
    body.lower(
        part -> {
          boolean free = next.nextIndex() >= rows;
          int input = next.next();
          int size = part.count();
          if (free) {
            return Entries.of(size, e -> values.entry(input, e));
          }
          Strided from = values.contiguous(input);
          return Entries.of(size, e -> from.column(from.offset() + e, size));
        });
    int buffer = schedule.buffer(shape.count());
    int ready = Schedule.AT_START;
    List<Integer> results = scan.body().results();
    for (int k = 0; k < results.size(); k++) {
      int size = body.values.shape(results.get(k)).count();
      for (int e = 0; e < size; e++) {
        Column column = body.values.entry(results.get(k), e);
        int at = scan.offset(k) + e;
        ready =
            Math.max(
                ready,
                scan.isStep(k)
                    ? schedule.store(column, steps, new Region.Span(buffer, at, size, null))
                    : schedule.sum(column, steps, buffer, at));
      }
    }
    return Strided.whole(buffer, shape, ready);
  }

  private Value sequence(Scan scan, List<Integer> inputs, Shape shape) {
    int carries = scan.layout().carries();
    int rows = carries + scan.layout().rows();
    List<Shape> variables = scan.body().variableShapes();
    List<Strided> parts = inputs.stream().map(values::contiguous).toList();
    Schedule.Sequence loop = schedule.sequence(scan.steps(), scan.isReversed());
    List<Value> entries = new ArrayList<>();
    for (int k = 0; k < variables.size(); k++) {
      Strided part = parts.get(k);
      int size = variables.get(k).count();
      boolean carried = k < carries;
      int stride = k < rows ? size : 0;
      entries.add(
          Entries.of(
              size,
              e ->
                  carried
                      ? loop.carry(part.buffer(), part.offset() + e)
                      : part.column(part.offset() + e, stride)));
    }
    Lowering body = new Lowering(scan.body(), schedule, scan.steps(), loop);
    Iterator<Value> next = entries.iterator();
    body.lower(part -> next.next());
    int buffer = schedule.buffer(shape.count());
    Strided count = null;
    Graph condition = scan.condition();
    if (condition != null) {
      Lowering test = new Lowering(condition, schedule, scan.steps(), loop);
      Iterator<Value> again = entries.iterator();
      test.lower(part -> again.next());
      loop.test(test.values.entry(condition.results().get(0), 0), buffer, 0);
      count = new Strided(buffer, 0, new int[0], 0);
    } else if (scan.isCounted()) {
      count = parts.get(variables.size());
      loop.count(count.buffer(), count.offset());
    }
    List<Integer> results = scan.body().results();
    for (int k = 0; k < results.size(); k++) {
      int size = body.values.shape(results.get(k)).count();
      for (int e = 0; e < size; e++) {
        Column column = body.values.entry(results.get(k), e);
        if (k < carries) {
          loop.next(column, buffer, scan.offset(k) + e);
        } else {
          loop.store(column, buffer, scan.offset(k) + e, size);
        }
      }
    }
    int answer = loop.end();
    int before = schedule.buffer(1);
    Strided taken = count;
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              Structured.checked("cond", buffers[answer][0]);
              if (taken != null) {
                double steps = buffers[taken.buffer()][taken.offset()];
                scan.ended((int) steps, buffers[buffer], (int) buffers[before][0]);
                buffers[before][0] = steps;
              }
            });
    return Strided.whole(buffer, shape, ready);
  }

  /** Applies the operation itself to copies of the arrays: a custom one may keep its tensors. */
  private Value apply(Operation operation, List<Integer> inputs, Shape shape) {
    Strided[] from = inputs.stream().map(values::contiguous).toArray(Strided[]::new);
    Shape[] shapes = inputs.stream().map(values::shape).toArray(Shape[]::new);
    int buffer = schedule.result(shape.count());
    int ready =
        schedule.add(
            (buffers, scratch) -> {
              Tensor[] tensors = new Tensor[from.length];
              for (int k = 0; k < tensors.length; k++) {
                double[] data = buffers[from[k].buffer()];
                int begin = from[k].offset();
                int end = begin + shapes[k].count();
                tensors[k] = Array.owning(shapes[k], Arrays.copyOfRange(data, begin, end));
              }
              double[] result = operation.evaluate(tensors).elements(operation.name());
              System.arraycopy(result, 0, buffers[buffer], 0, result.length);
            });
    return Strided.whole(buffer, shape, ready);
  }
}
