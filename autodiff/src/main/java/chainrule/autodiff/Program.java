package chainrule.autodiff;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled graph: steps over buffers. Many threads may run it at once; each borrows a set of
 * buffers for its run.
 */
final class Program {
  /** In the place of an array that is not there between runs. */
  static final double[] NONE = new double[0];

  private final Schedule.Step[] steps;
  private final int[] inputs;
  private final int[] outputs;
  private final Pool<Workspace> workspaces;

  /** The arrays of one run. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Workspace(double[][] buffers, double[] scratch, double[] number) {}

  /**
   * Makes a program.
   *
   * @param sizes the length of each buffer
   * @param constants buffers that are never written to
   * @param inputs the buffers that the caller brings
   * @param outputs the buffers that the caller takes away, which he brings too
   * @param scratch the length of the scratch array
   */
  Program(
      Schedule.Step[] steps,
      int[] sizes,
      Map<Integer, double[]> constants,
      int[] inputs,
      int[] outputs,
      int scratch) {
    this.steps = steps;
    this.inputs = inputs;
    this.outputs = outputs;
    this.workspaces =
        new Pool<>(
            () -> {
              double[][] buffers = new double[sizes.length][];
              for (int k : inputs) {
                buffers[k] = NONE;
              }
              for (int k : outputs) {
                buffers[k] = NONE;
              }
              for (int k = 0; k < buffers.length; k++) {
                if (buffers[k] == null) {
                  double[] constant = constants.get(k);
                  buffers[k] = constant == null ? new double[sizes[k]] : constant;
                }
              }
              return new Workspace(buffers, new double[scratch], new double[1]);
            });
  }

  /** Runs on arrays of the caller, of the sizes of the inputs and outputs, all different. */
  void run(double[][] in, double[][] out) {
    Workspace workspace = workspaces.take();
    run(workspace, in, out);
    giveBack(workspace);
  }

  /** Borrows the arrays for several runs of one thread. */
  Workspace take() {
    return workspaces.take();
  }

  void run(Workspace workspace, double[][] in, double[][] out) {
    double[][] buffers = workspace.buffers();
    for (int k = 0; k < inputs.length; k++) {
      buffers[inputs[k]] = in[k];
    }
    for (int k = 0; k < outputs.length; k++) {
      buffers[outputs[k]] = out[k];
    }
    run(workspace);
  }

  /**
   * Runs a program of one input.
   *
   * @param first the array of the first result, if it is not a number
   * @param second the array of the second result, if there are two
   * @return the first entry of the first result
   */
  double run(double[] in, double @Nullable [] first, double @Nullable [] second) {
    Workspace workspace = workspaces.take();
    double[][] buffers = workspace.buffers();
    double[] result = first == null ? workspace.number() : first;
    buffers[inputs[0]] = in;
    buffers[outputs[0]] = result;
    if (second != null) {
      buffers[outputs[1]] = second;
    }
    run(workspace);
    double number = result.length == 0 ? 0 : result[0];
    buffers[inputs[0]] = NONE;
    buffers[outputs[0]] = NONE;
    if (second != null) {
      buffers[outputs[1]] = NONE;
    }
    workspaces.giveBack(workspace);
    return number;
  }

  private void run(Workspace workspace) {
    for (Schedule.Step step : steps) {
      step.run(workspace.buffers(), workspace.scratch());
    }
  }

  /** Returns the arrays; those of the caller are not kept alive. */
  void giveBack(Workspace workspace) {
    double[][] buffers = workspace.buffers();
    for (int k : inputs) {
      buffers[k] = NONE;
    }
    for (int k : outputs) {
      buffers[k] = NONE;
    }
    workspaces.giveBack(workspace);
  }
}
