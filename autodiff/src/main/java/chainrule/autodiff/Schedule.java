package chainrule.autodiff;

import chainrule.autodiff.kernel.BinaryFunction;
import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.Expression;
import chainrule.autodiff.kernel.Region;
import chainrule.autodiff.kernel.RegionCode;
import chainrule.autodiff.kernel.Sums;
import chainrule.autodiff.kernel.TernaryPrimitive;
import chainrule.autodiff.kernel.UnaryFunction;
import chainrule.autodiff.kernel.UnaryPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a program under construction, and its buffers. Elementwise operations are gathered
 * in regions, one loop each: an operation joins the latest region of its length if everything that
 * it needs is computed in that region or before it.
 */
final class Schedule {
  /** Something to do with the buffers of a run. */
  interface Step {
    void run(double[][] buffers, double[] scratch);
  }

  /** A sequence of numbers, one for each index of a loop. */
  sealed interface Column permits Fixed, Stored, Computed {}

  /** The same number for every index. */
  record Fixed(double value) implements Column {}

  /** In a buffer, from step {@code ready} on. */
  record Stored(Region.Span span, int ready) implements Column {
    Stored(int buffer, int offset, int stride, int ready) {
      this(new Region.Span(buffer, offset, stride, null), ready);
    }
  }

  /** A node of a region. */
  static final class Computed implements Column {
    private final Loop loop;
    private final int node;

    private Computed(Loop loop, int node) {
      this.loop = loop;
      this.node = node;
    }
  }

  /**
   * What the chain rule takes as zero whatever the other factor is. The sign of a zero derivative
   * is not promised, so it may be left out of sums.
   */
  static final Fixed NOTHING = new Fixed(0);

  /** A region under construction, at its place among the steps. */
  private static final class Loop {
    private final Region.Builder region;
    private int index;
    private final Map<Integer, Stored> places = new HashMap<>();

    Loop(int count, int index) {
      this.region = Region.builder(count);
      this.index = index;
    }
  }

  /** Before the first step: inputs and constants. */
  static final int AT_START = -1;

  private final boolean careful;
  private final List<Object> steps = new ArrayList<>();
  private final Map<Integer, Loop> latest = new HashMap<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final Set<Integer> results = new HashSet<>();
  private final Map<Integer, double[]> constants = new HashMap<>();
  private final int numbers;
  private int numberCount;

  /**
   * Starts a schedule.
   *
   * @param careful whether products of the chain rule keep their meaning at zeros; else they are
   *     plain products, and a NaN in the results says that it might have mattered
   */
  Schedule(boolean careful) {
    this.careful = careful;
    this.numbers = buffer(0);
  }

  boolean careful() {
    return careful;
  }

  // Buffers.

  /** A new buffer, of zeros before the first run. */
  int buffer(int size) {
    sizes.add(size);
    return sizes.size() - 1;
  }

  /** A buffer that one step writes, all of it, in each run. */
  int result(int size) {
    int buffer = buffer(size);
    results.add(buffer);
    return buffer;
  }

  /**
   * Whether a buffer is a {@link #result} of so many numbers, for which a caller's array serves.
   */
  boolean isResult(int buffer, int size) {
    return results.contains(buffer) && sizes.get(buffer) == size;
  }

  int constant(double[] data) {
    int buffer = buffer(data.length);
    constants.put(buffer, data);
    return buffer;
  }

  // Steps.

  /** Adds a step; what it writes is ready from then on. */
  int add(Step step) {
    steps.add(step);
    return steps.size() - 1;
  }

  private Loop loop(int count, Column... needed) {
    Loop loop = latest.get(count);
    for (Column column : needed) {
      if (loop != null
          && !(column instanceof Computed c && c.loop == loop)
          && ready(column) >= loop.index) {
        loop = null;
      }
    }
    if (loop == null) {
      loop = new Loop(count, steps.size());
      latest.put(count, loop);
      steps.add(loop);
    }
    return loop;
  }

  /** The step that makes a column. */
  static int ready(Column column) {
    if (column instanceof Stored stored) {
      return stored.ready();
    }
    return column instanceof Computed computed ? computed.loop.index : AT_START;
  }

  /**
   * A loop in which numbers are carried from one index to the next. Until it ends, all that varies
   * from index to index is computed in it, and everything else before it.
   */
  final class Sequence {
    private final Loop loop;
    private final @Nullable Loop outer;
    private final List<Column> watched = new ArrayList<>();
    private int carries;

    private Sequence(int count, boolean reversed) {
      this.loop = new Loop(count, Integer.MAX_VALUE);
      this.outer = latest.put(count, loop);
      loop.region.sequence(reversed);
    }

    /** A number that is carried, and where it begins. */
    Column carry(int buffer, int offset) {
      return new Computed(loop, loop.region.carry(buffer, offset));
    }

    /** The next value of the carries in turn, and where the last one goes. */
    void next(Column column, int buffer, int offset) {
      loop.region.next(carries++, node(loop, column), buffer, offset);
    }

    /** See {@link Region.Builder#count}. */
    void count(int buffer, int offset) {
      loop.region.count(buffer, offset);
    }

    /** See {@link Region.Builder#test}. */
    void test(Column column, int buffer, int offset) {
      loop.region.test(node(loop, column), buffer, offset);
    }

    /** What each index gives. */
    void store(Column column, int buffer, int offset, int stride) {
      loop.region.store(node(loop, column), buffer, offset, stride);
    }

    /** What must not be NaN at any index. */
    void watch(Column column) {
      watched.add(column);
    }

    /** Ends the loop: a buffer of one number, which is NaN where something watched was. */
    int end() {
      int answer = buffer(1);
      if (!watched.isEmpty()) {
        Column sum = carry(buffer(1), 0);
        for (Column column : watched) {
          int count = loop.region.count();
          Column seen = call("equal", BinaryPrimitive.EQUAL, count, column, new Fixed(0));
          sum = call("add", BinaryPrimitive.ADD, count, sum, seen);
        }
        next(sum, answer, 0);
      }
      int count = loop.region.count();
      if (outer == null) {
        latest.remove(count);
      } else {
        latest.put(count, outer);
      }
      loop.index = steps.size();
      steps.add(loop);
      return answer;
    }
  }

  /** Begins a loop over two indexes or more. */
  Sequence sequence(int count, boolean reversed) {
    return new Sequence(count, reversed);
  }

  // Operations.

  /** An elementwise operation in a loop of so many indexes. */
  Column apply(Elementwise operation, int count, Column... inputs) {
    return call(operation.name(), operation.kernel().function(), count, inputs);
  }

  Column call(String name, Object function, int count, Column... inputs) {
    Column simple = simplified(function, inputs);
    if (simple != null) {
      return simple;
    }
    if (function == BinaryPrimitive.DIVIDE && inputs[1] instanceof Fixed divisor) {
      double factor = Rewrite.factorFor(divisor.value());
      if (!Double.isNaN(factor)) {
        return call(name, BinaryPrimitive.MULTIPLY, count, inputs[0], new Fixed(factor));
      }
    }
    Object meant =
        function == BinaryPrimitive.CHAIN && !careful ? BinaryPrimitive.MULTIPLY : function;
    int length = isUniform(inputs) ? 1 : count;
    Loop loop = loop(length, inputs);
    int[] arguments = new int[inputs.length];
    for (int k = 0; k < arguments.length; k++) {
      arguments[k] = node(loop, inputs[k]);
    }
    return new Computed(loop, loop.region.call(name, meant, arguments));
  }

  /** Calls in a loop of so many indexes. */
  Calls<Column> calls(int count) {
    return new Calls<>() {
      @Override
      public Column number(double value) {
        return new Fixed(value);
      }

      @Override
      public Column call(UnaryPrimitive f, Column x) {
        return Schedule.this.call(f.name(), f, count, x);
      }

      @Override
      public Column call(BinaryPrimitive f, Column x, Column y) {
        return Schedule.this.call(f.name(), f, count, x, y);
      }

      @Override
      public Column call(UnaryFunction f, Column x) {
        return Schedule.this.call(f.name(), f, count, x);
      }

      @Override
      public Column call(BinaryFunction f, Column x, Column y) {
        return Schedule.this.call(f.name(), f, count, x, y);
      }

      @Override
      public Column call(TernaryPrimitive f, Column x, Column y, Column z) {
        return Schedule.this.call(f.name(), f, count, x, y, z);
      }
    };
  }

  /** Whether columns are the same for every index. */
  static boolean isUniform(Column... columns) {
    for (Column column : columns) {
      boolean uniform =
          column instanceof Stored stored
              ? stored.span().stride() == 0
              : !(column instanceof Computed computed) || computed.loop.region.count() == 1;
      if (!uniform) {
        return false;
      }
    }
    return true;
  }

  /** What has the same value without an operation: products of the chain rule with zero too. */
  private static @Nullable Column simplified(Object function, Column... inputs) {
    if (function == BinaryPrimitive.CHAIN && (isZero(inputs[0]) || isZero(inputs[1]))) {
      return NOTHING;
    }
    if (function == UnaryPrimitive.NEGATE && inputs[0] == NOTHING) {
      return NOTHING;
    }
    if (function == BinaryPrimitive.ADD && inputs[0] == NOTHING) {
      return inputs[1];
    }
    if ((function == BinaryPrimitive.ADD || function == BinaryPrimitive.SUBTRACT)
        && inputs[1] == NOTHING) {
      return inputs[0];
    }
    boolean constant = true;
    @Nullable Double[] numbers = new Double[inputs.length];
    double[] values = new double[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k] instanceof Fixed fixed) {
        numbers[k] = fixed.value();
        values[k] = fixed.value();
      } else {
        constant = false;
      }
    }
    if (constant) {
      return new Fixed(Expression.apply(function, values));
    }
    Rewrite rewrite = Rewrite.of(function, numbers);
    return rewrite == null ? null : inputs[rewrite.result()];
  }

  private static boolean isZero(Column column) {
    return column instanceof Fixed number && number.value() == 0;
  }

  /** The node of a column in a region that may use it. */
  private int node(Loop loop, Column column) {
    if (column instanceof Computed computed && computed.loop == loop) {
      return computed.node;
    }
    if (column instanceof Fixed number) {
      return loop.region.constant(number.value());
    }
    Stored stored = stored(column);
    return loop.region.load(stored.span());
  }

  /** A column that is not a number, in a buffer. */
  Stored stored(Column column) {
    if (column instanceof Stored stored) {
      return stored;
    }
    if (column instanceof Computed computed) {
      return stored(computed.loop, computed.node);
    }
    throw new IllegalArgumentException("a number is in no buffer: " + column);
  }

  private Stored stored(Loop loop, int computed) {
    return loop.places.computeIfAbsent(
        computed,
        node -> {
          int count = loop.region.count();
          boolean single = count == 1;
          int buffer = single ? numbers : buffer(count);
          int offset = single ? numberCount++ : 0;
          loop.region.store(node, buffer, offset, 1);
          return new Stored(buffer, offset, single ? 0 : 1, loop.index);
        });
  }

  /** One entry of a column. */
  Column at(Column column, int index) {
    if (isUniform(column)) {
      return column;
    }
    Stored stored = stored(column);
    Region.Span all = stored.span();
    int place = all.offset() + index * all.stride();
    return new Stored(new Region.Span(all.buffer(), place, 0, all.base()), stored.ready());
  }

  /** Stores a column in a loop of so many indexes; the step after which it is there. */
  int store(Column column, int count, Region.Span to) {
    if (column instanceof Computed computed && computed.loop.region.count() == count) {
      computed.loop.region.store(computed.node, to);
      Region.Span each = count == 1 ? new Region.Span(to.buffer(), to.offset(), 0, to.base()) : to;
      computed.loop.places.putIfAbsent(computed.node, new Stored(each, computed.loop.index));
      return computed.loop.index;
    }
    Column source = column instanceof Fixed ? column : stored(column);
    Loop loop = loop(count, source);
    loop.region.store(node(loop, source), to);
    return loop.index;
  }

  /** Stores the sum of a column over so many indexes; the step after which it is there. */
  int sum(Column column, int count, int buffer, int at) {
    if (column instanceof Computed computed && computed.loop.region.count() == count && count > 1) {
      computed.loop.region.sum(computed.node, buffer, at);
      return computed.loop.index;
    }
    int terms = buffer(count);
    store(column, count, new Region.Span(terms, 0, 1, null));
    return add((buffers, scratch) -> buffers[buffer][at] = Sums.pairwise(buffers[terms], 0, count));
  }

  // The finished program.

  /** Compiles the regions; the program. */
  Program finish(List<Integer> inputs, List<Integer> outputs) {
    sizes.set(numbers, numberCount);
    Step[] compiled = new Step[steps.size()];
    int scratch = 0;
    for (int i = 0; i < compiled.length; i++) {
      if (steps.get(i) instanceof Loop loop) {
        RegionCode code = loop.region.build().compile();
        scratch = Math.max(scratch, code.scratch());
        compiled[i] = code::run;
      } else {
        compiled[i] = (Step) steps.get(i);
      }
    }
    return new Program(
        compiled,
        sizes.stream().mapToInt(s -> s).toArray(),
        Map.copyOf(constants),
        inputs.stream().mapToInt(k -> k).toArray(),
        outputs.stream().mapToInt(k -> k).toArray(),
        scratch);
  }
}
