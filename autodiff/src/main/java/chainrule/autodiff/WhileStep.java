package chainrule.autodiff;

import java.util.Arrays;
import java.util.List;

/** Runs a {@link While} in a program: condition and body are programs of their own. */
final class WhileStep implements Schedule.Step {
  private final While loop;
  private final Program condition;
  private final Program body;
  private final List<LoopStep.Part> inputs;
  private final int output;
  private final int[] sizes;
  private final Pool<Own> arrays;

  /**
   * The arrays of one run: inputs and outputs of the body, carries to begin with, the condition.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Own(double[][] in, double[][] out, double[][] spare, double[][] test) {}

  WhileStep(While loop, Program condition, Program body, List<LoopStep.Part> inputs, int output) {
    this.loop = loop;
    this.condition = condition;
    this.body = body;
    this.inputs = inputs;
    this.output = output;
    this.sizes = loop.bodies().get(1).shapes().stream().mapToInt(Shape::count).toArray();
    this.arrays =
        new Pool<>(
            () ->
                new Own(
                    new double[inputs.size()][],
                    Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new),
                    Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new),
                    new double[1][1]));
  }

  @Override
  public void run(double[][] buffers, double[] scratch) {
    Own own = arrays.take();
    double[][] in = own.in();
    double[][] out = own.out();
    int carries = sizes.length;
    for (int k = 0; k < in.length; k++) {
      LoopStep.Part part = inputs.get(k);
      if (k < carries) {
        in[k] = own.spare()[k];
        System.arraycopy(buffers[part.buffer()], part.offset(), in[k], 0, part.count());
      } else {
        in[k] = part.array(buffers);
      }
    }
    Program.Workspace tests = condition.take();
    Program.Workspace steps = body.take();
    int count = 0;
    for (condition.run(tests, in, own.test());
        Structured.holds(loop.name(), new Scalar(own.test()[0][0]));
        condition.run(tests, in, own.test())) {
      if (count == loop.most()) {
        throw While.tooMany(count);
      }
      body.run(steps, in, out);
      for (int k = 0; k < carries; k++) {
        double[] carry = out[k];
        out[k] = in[k];
        in[k] = carry;
      }
      count++;
    }
    body.giveBack(steps);
    condition.giveBack(tests);
    double[] packed = buffers[output];
    packed[0] = count;
    for (int k = 0; k < carries; k++) {
      System.arraycopy(in[k], 0, packed, loop.offset(k), sizes[k]);
      own.spare()[k] = in[k];
    }
    arrays.giveBack(own);
  }
}
