package chainrule.autodiff;

import chainrule.autodiff.kernel.Sums;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Scan} in a program: its body is a program of its own, which also computes the next
 * condition if there is one.
 */
final class LoopStep implements Schedule.Step {
  /** An array of a run: a contiguous part of a buffer. */
  record Part(int buffer, int offset, int count) {
    double[] array(double[][] buffers) {
      double[] data = buffers[buffer];
      return data.length == count ? data : Arrays.copyOfRange(data, offset, offset + count);
    }

    /** The same; a copy is kept at a place among others, for the next one. */
    double[] array(double[][] buffers, double[][] copies, int place) {
      double[] data = buffers[buffer];
      if (data.length == count) {
        return data;
      }
      if (copies[place].length != count) {
        copies[place] = new double[count];
      }
      System.arraycopy(data, offset, copies[place], 0, count);
      return copies[place];
    }

    double first(double[][] buffers) {
      return buffers[buffer][offset];
    }

    static double[][] copies(int places) {
      double[][] copies = new double[places][];
      Arrays.fill(copies, Program.NONE);
      return copies;
    }
  }

  private final Scan scan;
  private final @Nullable Program condition;
  private final Program body;
  private final List<Part> inputs;
  private final int output;
  private final int[] sizes;
  private final int[] rowSizes;
  private final int carries;
  private final int rows;
  private final Pool<Own> arrays;

  /**
   * The arrays of one run: inputs and outputs of the body, where the rows among them begin, carries
   * to begin with, copies of inputs, and the array of the condition, which is also the last output.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Own(
      double[][] in,
      double[][] out,
      double[] begins,
      double[][] spare,
      double[][] copies,
      double[][] test,
      double[] scratch) {}

  /**
   * Makes a step.
   *
   * @param condition the compiled condition, for the first step
   * @param body the compiled body, with the condition for the next step
   * @param inputs where the inputs are
   * @param output the buffer of the packed results
   */
  LoopStep(Scan scan, @Nullable Program condition, Program body, List<Part> inputs, int output) {
    this.scan = scan;
    this.condition = condition;
    this.body = body;
    this.inputs = inputs;
    this.output = output;
    this.sizes = scan.body().shapes().stream().mapToInt(Shape::count).toArray();
    this.carries = scan.layout().carries();
    this.rows = carries + scan.layout().rows();
    this.rowSizes =
        scan.body().variableShapes().subList(carries, rows).stream()
            .mapToInt(Shape::count)
            .toArray();
    this.arrays = new Pool<>(this::arrays);
  }

  private boolean isSum(int result) {
    return result >= carries && !scan.isStep(result);
  }

  private Own arrays() {
    int variables = scan.body().variableShapes().size();
    double[] begins = new double[variables + sizes.length];
    double[][] in = new double[variables + 1][];
    in[variables] = begins;
    double[][] out = new double[sizes.length + (condition == null ? 0 : 1)][];
    double[][] spare = new double[carries][];
    for (int k = 0; k < carries; k++) {
      out[k] = new double[sizes[k]];
      spare[k] = new double[sizes[k]];
    }
    for (int k = carries; k < sizes.length; k++) {
      if (isSum(k)) {
        out[k] = new double[scan.steps() * sizes[k]];
      }
    }
    double[] test = {1};
    if (condition != null) {
      out[sizes.length] = test;
    }
    int scratch = 0;
    for (int k = carries; k < sizes.length; k++) {
      scratch = isSum(k) ? Math.max(scratch, Sums.scratch(scan.steps(), sizes[k])) : scratch;
    }
    double[][] copies = Part.copies(variables);
    return new Own(in, out, begins, spare, copies, new double[][] {test}, new double[scratch]);
  }

  @Override
  public void run(double[][] buffers, double[] scratch) {
    Own own = arrays.take();
    double[][] in = own.in();
    double[] packed = buffers[output];
    int variables = in.length - 1;
    int count = scan.isCounted() ? (int) inputs.get(variables).first(buffers) : scan.steps();
    for (int k = 0; k < carries; k++) {
      Part part = inputs.get(k);
      in[k] = own.spare()[k];
      System.arraycopy(buffers[part.buffer()], part.offset(), in[k], 0, part.count());
    }
    for (int k = carries; k < rows; k++) {
      in[k] = buffers[inputs.get(k).buffer()];
    }
    for (int k = rows; k < variables; k++) {
      in[k] = inputs.get(k).array(buffers, own.copies(), k);
    }
    for (int k = carries; k < sizes.length; k++) {
      if (!isSum(k)) {
        own.out()[k] = packed;
      }
    }
    if (condition != null) {
      condition.run(in, own.test());
    }
    Program.Workspace workspace = body.take();
    int steps = 0;
    for (; condition == null ? steps < count : holds(own); steps++) {
      if (steps == scan.steps()) {
        throw Scan.tooMany(steps);
      }
      step(own, workspace, scan.isReversed() ? count - 1 - steps : steps);
    }
    body.giveBack(workspace);
    for (int k = 0; k < carries; k++) {
      System.arraycopy(in[k], 0, packed, scan.offset(k), sizes[k]);
      own.spare()[k] = in[k];
    }
    int before = scan.steps();
    if (condition != null) {
      before = (int) packed[0];
      packed[0] = steps;
    }
    scan.ended(steps, packed, before);
    for (int k = carries; k < sizes.length; k++) {
      if (isSum(k)) {
        double[] terms = own.out()[k];
        Arrays.fill(terms, steps * sizes[k], terms.length, 0);
        Sums.columns(terms, 0, scan.steps(), packed, scan.offset(k), sizes[k], own.scratch());
      }
    }
    giveBack(own);
  }

  /** Returns the arrays; those that are not its own, such as the caller's, are not kept alive. */
  private void giveBack(Own own) {
    Arrays.fill(own.in(), 0, own.in().length - 1, Program.NONE);
    for (int k = carries; k < sizes.length; k++) {
      if (!isSum(k)) {
        own.out()[k] = Program.NONE;
      }
    }
    arrays.giveBack(own);
  }

  private boolean holds(Own own) {
    return Structured.holds(Scan.WHILE_LOOP, own.test()[0][0]);
  }

  private void step(Own own, Program.Workspace workspace, int step) {
    double[][] in = own.in();
    double[][] out = own.out();
    double[] begins = own.begins();
    for (int k = carries; k < rows; k++) {
      begins[k] = inputs.get(k).offset() + step * rowSizes[k - carries];
    }
    for (int k = carries; k < sizes.length; k++) {
      begins[in.length - 1 + k] = (isSum(k) ? 0 : scan.offset(k)) + step * sizes[k];
    }
    body.run(workspace, in, out);
    for (int k = 0; k < carries; k++) {
      double[] carry = out[k];
      out[k] = in[k];
      in[k] = carry;
    }
  }
}
