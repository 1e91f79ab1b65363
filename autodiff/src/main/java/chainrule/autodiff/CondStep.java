package chainrule.autodiff;

import java.util.Arrays;
import java.util.List;

/** Runs a {@link Cond} in a program: each branch is a program of its own. */
final class CondStep implements Schedule.Step {
  private final Cond cond;
  private final Program ifTrue;
  private final Program ifFalse;
  private final List<LoopStep.Part> inputs;
  private final int output;
  private final int[] sizes;
  private final Pool<Own> arrays;

  /** The arrays of one run: inputs, copies of some, and outputs of a branch. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Own(double[][] in, double[][] copies, double[][] out) {}

  CondStep(Cond cond, Program ifTrue, Program ifFalse, List<LoopStep.Part> inputs, int output) {
    this.cond = cond;
    this.ifTrue = ifTrue;
    this.ifFalse = ifFalse;
    this.inputs = inputs;
    this.output = output;
    this.sizes = cond.bodies().get(0).shapes().stream().mapToInt(Shape::count).toArray();
    this.arrays =
        new Pool<>(
            () ->
                new Own(
                    new double[inputs.size() - 1][],
                    LoopStep.Part.copies(inputs.size()),
                    Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new)));
  }

  @Override
  public void run(double[][] buffers, double[] scratch) {
    Own own = arrays.take();
    LoopStep.Part predicate = inputs.get(0);
    for (int k = 1; k < inputs.size(); k++) {
      own.in()[k - 1] = inputs.get(k).array(buffers, own.copies(), k);
    }
    boolean holds = Structured.holds(cond.name(), predicate.first(buffers));
    (holds ? ifTrue : ifFalse).run(own.in(), own.out());
    double[] packed = buffers[output];
    Arrays.fill(packed, 0);
    for (int k = 0; k < sizes.length; k++) {
      System.arraycopy(own.out()[k], 0, packed, cond.offset(k), sizes[k]);
    }
    Arrays.fill(own.in(), Program.NONE); // the caller's arrays are not kept alive
    arrays.giveBack(own);
  }
}
