package chainrule.autodiff;

import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How right a function and its derivatives are at a point: what they are in doubles, what they are
 * in truth, and the operation where the digits between went. It answers whether a formula loses
 * digits or a derivative does.
 *
 * <pre>{@code
 * Accuracy.of(x -> subtract(sqrt(add(square(x), 1)), 1), scalar(1e-6))
 *
 * value: 4 correct digits of 16; lost in subtract at Model.java:14: 1.0000000000005 - 1
 *     which magnifies 2e12 times the rounding of add at Model.java:14: 1.0E-12 + 1
 *     computed 5.000444502911705E-13, true 4.9999999999987495475E-13
 * gradient: 16 correct digits
 * }</pre>
 *
 * <p>The truth is that of the function of real numbers which the operations spell, at the doubles
 * given: numbers that the function closes over or reads with {@code value()} are taken as they
 * stand. It is computed over balls, numbers with proved error bounds, derivatives by Taylor
 * expansion there, without the engine's rules; what they cannot decide is reported as such. An
 * operation's error is the difference between its double and the exact result for its double
 * operands; it reaches the result times the adjoint, the result's derivative with respect to the
 * operation. So errors are followed to first order.
 *
 * <p>The function is run many times, and must do the same each time: a few times in precise
 * arithmetic for each entry of the point, for the Hessian half the entries times as often. Where a
 * truth vanishes, or nearly so, digits rise, to 1000 at most.
 */
public final class Accuracy {
  /** The digits of a double that can be right. */
  public static final int DIGITS = 16;

  /**
   * An operation as it was applied.
   *
   * @param operation its name
   * @param line the line of the user's code that applied it; of an operation that a derivative
   *     applied, the operation it is the derivative of and that one's line, {@code divide at
   *     Model.java:12}, or empty if it adds up what all uses of the point contribute
   * @param inDerivative whether a derivative applied it
   * @param operands what it was applied to: numbers for an operation that works entry by entry
   * @param result its result, the entry of it that matters most
   * @param text the operation and its operands, {@code 1.0000000000000002 - 1}
   */
  public record Application(
      String operation,
      String line,
      boolean inDerivative,
      List<Tensor> operands,
      double result,
      String text) {
    /** The operation, where it was applied, and to what. */
    @Override
    public String toString() {
      String place =
          !inDerivative
              ? " at " + line
              : line.isEmpty()
                  ? " in the sum of the derivative over all uses of x"
                  : " in the derivative of " + line;
      return operation + place + ": " + text + (Double.isFinite(result) ? "" : " = " + result);
    }
  }

  /**
   * Where digits were lost.
   *
   * @param lost the operation that lost them: by its own rounding, or by magnifying that of others,
   *     as a subtraction of nearly equal numbers does
   * @param share how much of all the error that reached the result came this way, 0 to 1
   * @param rounded where {@code lost} magnifies, the operation whose rounding is the largest part
   * @param magnified how many times that rounding grew in {@code lost}, relative to the numbers
   */
  public record Culprit(
      Application lost, double share, @Nullable Application rounded, double magnified) {
    /** The culprit in words, to follow "lost in". */
    @Override
    public String toString() {
      if (rounded == null) {
        return lost.toString();
      }
      String effect =
          Double.isInfinite(magnified)
              ? "which leaves only"
              : "which magnifies " + times(magnified) + " times";
      return lost + INDENT + effect + " the rounding of " + rounded;
    }

    private static String times(double factor) {
      return factor < 1e4
          ? Long.toString(Math.round(factor))
          : String.format(Locale.ROOT, "%.0e", factor).replaceFirst("e\\+0*", "e");
    }
  }

  /**
   * One number of a report.
   *
   * @param name {@code value}, {@code gradient[0]}, {@code hessian[1][0]}, {@code jacobian[2][0]};
   *     without an index for a scalar
   * @param computed the double that the engine gives
   * @param truth the true number, null where it cannot be told
   * @param truthText the true number in decimal to 20 digits, empty where it cannot be told
   * @param ulps the error in units in the last place of the truth; NaN where it cannot be told
   * @param digits the correct digits, 0 to 16: 16 for an error of at most an ulp, 15 for at most
   *     10; -1 where it cannot be told
   * @param culprit where the digits went; null where none are lost or {@code reason} says more
   * @param reason why it cannot be told, or why digits are lost without a culprit; else empty
   */
  public record Entry(
      String name,
      double computed,
      @Nullable Ball truth,
      String truthText,
      double ulps,
      int digits,
      @Nullable Culprit culprit,
      String reason) {
    /** The entry on one line, and what is to be said about lost digits on lines below it. */
    @Override
    public String toString() {
      if (digits < 0) {
        return name + ": cannot tell: " + reason;
      }
      if (digits == DIGITS) {
        return name + ": 16 correct digits";
      }
      return name
          + ": "
          + digits
          + (digits == 1 ? " correct digit of 16; " : " correct digits of 16; ")
          + (culprit == null ? reason : "lost in " + culprit)
          + INDENT
          + "computed "
          + TensorText.number(computed)
          + ", true "
          + truthText;
    }
  }

  private static final String INDENT = "\n    ";

  // Bounds on what a report may cost: operations recorded, and those times directions expanded in.
  private static final int OPERATIONS = 500_000;
  private static final int EXPANSIONS = 200_000;

  // Where all roundings together explain less of an error, something else made it.
  private static final double EXPLAINED = 1e-2;

  private final UnaryOperator<Tensor> f;
  private final Tensor x;
  private final List<Entry> entries;

  private Accuracy(UnaryOperator<Tensor> f, Tensor x, List<Entry> entries) {
    this.f = f;
    this.x = x;
    this.entries = entries;
  }

  /**
   * The accuracy of the value and the gradient at a point; of a function that is not scalar of its
   * entries and the Jacobian.
   *
   * @throws UsageException if the point is empty, not finite or belongs to another call, the
   *     function's value belongs to another call, or the report would take minutes
   */
  public static Accuracy of(UnaryOperator<Tensor> f, Tensor x) {
    checkPoint(x);
    return new Accuracy(f, x, new Report(f, x).first());
  }

  /**
   * This report with the entries of the Hessian as well.
   *
   * @throws ShapeException if the function's value is not a scalar
   * @throws UsageException if the report would take minutes
   */
  public Accuracy withHessian() {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(new Report(f, x).hessian());
    return new Accuracy(f, x, List.copyOf(all));
  }

  /** All numbers: the value, the gradient or Jacobian, the Hessian if asked for. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * The number of a name.
   *
   * @throws UsageException if there is none of that name
   */
  public Entry entry(String name) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "accuracy: no entry "
                        + name
                        + "; there are "
                        + entries.stream().map(Entry::name).collect(Collectors.joining(", "))));
  }

  /** The entry with the fewest correct digits, first those that cannot be told. */
  public Entry worst() {
    return entries.stream().min(Comparator.comparingInt(Entry::digits)).orElseThrow();
  }

  /** All entries, one after the other. */
  @Override
  public String toString() {
    return entries.stream().map(Entry::toString).collect(Collectors.joining("\n"));
  }

  private static void checkPoint(Tensor x) {
    if (x.mode() != null) {
      throw new UsageException(
          "accuracy: the point belongs to a call that is running; give plain numbers, such as"
              + " Tensor.of(x.shape(), x.toArray())");
    }
    if (x.shape().count() == 0) {
      throw new UsageException("accuracy: the point is empty, of shape " + x.shape());
    }
    for (double entry : x.elements("accuracy")) {
      if (!Double.isFinite(entry)) {
        throw new UsageException(
            "accuracy: the point has the entry "
                + entry
                + ", where derivatives are limits; give finite numbers");
      }
    }
  }

  /** What it takes to make a report. */
  private static final class Report {
    private final UnaryOperator<Tensor> f;
    private final Tensor x;
    private final Truth truth;
    private final Trace values;
    private final Shape out;
    private final Branches taken;
    private final Map<Integer, Branches> precise = new HashMap<>();

    Report(UnaryOperator<Tensor> f, Tensor x) {
      this.f = argument -> Mode.checked("accuracy", f.apply(argument));
      this.x = x;
      this.values = Trace.of(g -> g, this.f, x, OPERATIONS);
      this.taken = Branches.taken(this.f, x);
      this.out = values.result().shape();
      this.truth = new Truth(this.f, x, out.count(), taken.kink());
      if (values.result().mode() != null) {
        throw new UsageException(
            "accuracy: the function closes over a tensor of a call that is running; give it plain"
                + " numbers");
      }
    }

    private void checkCost(long expansions) {
      if (expansions * Math.max(1, values.count()) > EXPANSIONS) {
        throw new UsageException(
            "accuracy: "
                + values.count()
                + " operations in "
                + expansions
                + " directions would take minutes; ask for a function of fewer entries");
      }
    }

    List<Entry> first() {
      int n = x.shape().count();
      int m = out.count();
      checkCost((long) m * n);
      List<Entry> entries = new ArrayList<>();
      double[] computed = f.apply(x).toArray();
      List<Truth.Known> known = truth.values();
      for (int i = 0; i < m; i++) {
        entries.add(entry("value" + index(out, i), computed[i], known.get(i), values, i));
      }
      UnaryOperator<UnaryOperator<Tensor>> slopes =
          out.isScalar() ? Derivatives::grad : Derivatives::jacobian;
      double[] gradient = slopes.apply(f).apply(x).toArray();
      Trace trace = Trace.of(slopes, f, x, OPERATIONS);
      Entry[] all = new Entry[m * n];
      for (int j = 0; j < n; j++) {
        List<Truth.Known> column = truth.slopes(j);
        for (int i = 0; i < m; i++) {
          int at = i * n + j;
          String name =
              (out.isScalar() ? "gradient" : "jacobian" + index(out, i)) + index(x.shape(), j);
          all[at] = entry(name, gradient[at], column.get(i), trace, at);
        }
      }
      entries.addAll(Arrays.asList(all));
      return List.copyOf(entries);
    }

    List<Entry> hessian() {
      int n = x.shape().count();
      checkCost((long) n * (n + 1) / 2);
      double[] computed = Derivatives.hessian(f).apply(x).toArray();
      Trace trace = Trace.of(Derivatives::hessian, f, x, OPERATIONS);
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          int at = i * n + j;
          String name = "hessian" + index(x.shape(), i) + index(x.shape(), j);
          Truth.Known known = truth.second(Math.min(i, j), Math.max(i, j));
          entries.add(entry(name, computed[at], known, trace, at));
        }
      }
      return entries;
    }

    private Entry entry(String name, double computed, Truth.Known known, Trace trace, int at) {
      Ball number = known.number();
      if (number == null) {
        return new Entry(name, computed, null, "", Double.NaN, -1, null, known.reason());
      }
      double ulps = ulps(computed, number);
      int digits = digits(ulps);
      String text =
          number.doubleValue() == 0 && !number.isExact()
              ? "below " + Double.MIN_VALUE
              : number.midpointText(Truth.DIGITS);
      if (digits == DIGITS) {
        return new Entry(name, computed, number, text, ulps, digits, null, "");
      }
      String left = taken.leftBy(precise.computeIfAbsent(known.digits(), this::precise));
      if (left != null) {
        return new Entry(name, computed, number, text, ulps, digits, null, "the doubles " + left);
      }
      double rounded = number.doubleValue();
      double scale = rounded == 0 || Double.isInfinite(rounded) ? computed : rounded;
      Trace.Blame blame = trace.blame(at, scale, known.digits());
      if (blame == null || blame.explained() < EXPLAINED * ulps) {
        String reason =
            "not lost by rounding: the function reads numbers with value(), or the rule of a"
                + " derivative is at fault";
        return new Entry(name, computed, number, text, ulps, digits, null, reason);
      }
      return new Entry(name, computed, number, text, ulps, digits, blame.culprit(), "");
    }

    private Branches precise(int digits) {
      Real[] point =
          Arrays.stream(x.elements("accuracy"))
              .mapToObj(entry -> Ball.of(entry, digits))
              .toArray(Real[]::new);
      return Branches.taken(f, x.shape(), point);
    }
  }

  /** The distance of a double from the truth, in ulps of the truth. */
  public static double ulps(double computed, Ball truth) {
    double rounded = truth.doubleValue();
    if (computed == rounded && (rounded == 0 || Double.isInfinite(rounded))) {
      return 0;
    }
    if (!Double.isFinite(computed) || Double.isInfinite(rounded)) {
      return Double.POSITIVE_INFINITY;
    }
    return truth
        .number(computed)
        .subtract(truth)
        .abs()
        .divide(truth.number(Math.ulp(rounded)))
        .doubleValue();
  }

  private static int digits(double ulps) {
    return (int) Math.max(0, DIGITS - Math.ceil(Math.log10(Math.max(1, ulps))));
  }

  /** The index of an entry, {@code [1][0]}; empty for a scalar. */
  private static String index(Shape shape, int flat) {
    StringBuilder text = new StringBuilder();
    int rest = flat;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      text.insert(0, "[" + rest % shape.size(axis) + "]");
      rest /= shape.size(axis);
    }
    return text.toString();
  }
}
