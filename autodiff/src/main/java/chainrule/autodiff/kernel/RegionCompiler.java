package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Generates the code of a region.
 *
 * <p>A long program is cut into methods, because HotSpot compiles short methods sooner and those of
 * more than 8,000 bytes never. What one method computes and a later one needs goes through a
 * scratch array, whose places are used again. The methods of a loop take turns on blocks of the
 * loop, so that the scratch array stays in the cache.
 *
 * <p>Where there are vectors, a method of a loop whose calls are all {@link Instructions} is
 * preceded by one that runs whole vectors, with the same bits, and leaves it the rest.
 */
final class RegionCompiler {
  /** The methods in one class: its constants are limited. */
  private static final int CLASS_METHODS = 100;

  /** A longer program is interpreted: to compile it would take longer than it is worth. */
  private static final int MAX_CALLS = 60_000;

  // The local variables of the method that calls the others.
  private static final int BEGIN = 3;
  private static final int END = 4;
  private static final int DONE = 5;

  private static final String LOOP_DESCRIPTOR = "([[D[DII)V";
  private static final String LANES_DESCRIPTOR = "([[D[DII)I";

  private final RegionPlan plan;

  /** The places after the plan's, which methods of vectors copy what lies apart to and from. */
  private int columns;

  /** Whether a method has one of vectors before it. */
  private boolean inLanes;

  private RegionCompiler(RegionPlan plan) {
    this.plan = plan;
  }

  static RegionCode compile(Region region) {
    if (region.count() == 0) {
      return new Parts(List.of(), List.of(), 0, 1, 0, null);
    }
    if (region.sequence() != null) {
      return sequence(region);
    }
    if (region.calls() > MAX_CALLS) {
      return new RegionInterpreter(region);
    }
    return new RegionCompiler(new RegionPlan(region)).compile();
  }

  /** One method, whatever its length: each index needs what the one before computed. */
  private static RegionCode sequence(Region region) {
    HiddenClass type = new HiddenClass("Sequence", Part.class);
    String name = "sequence";
    int access = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE;
    new SequenceBody(type, type.method(access, name, LOOP_DESCRIPTOR), region).writeSequence();
    MethodVisitor run = type.method(0, "run", LOOP_DESCRIPTOR);
    call(run, type.name(), name, BEGIN);
    end(run);
    List<Part> parts = List.of(type.define(Part.class));
    return new Parts(parts, List.of(), region.count(), region.count(), 0, null);
  }

  private RegionCode compile() {
    int count = plan.region.count();
    List<Part> compiled = new ArrayList<>();
    for (int first = 0; first < plan.methods; first += CLASS_METHODS) {
      compiled.add(compile(first, Math.min(plan.methods, first + CLASS_METHODS)));
    }
    int size = (plan.scratchSize + columns) * plan.block;
    List<RunningSum> sums = new ArrayList<>();
    for (Region.Total total : plan.region.totals()) {
      int terms = plan.scratch[total.node()] * plan.block;
      sums.add(new RunningSum(terms, size, total.buffer(), total.at()));
      size += RunningSum.SUMS;
    }
    boolean whole = plan.methods == 1 && columns == 0 && sums.isEmpty();
    int turn = whole ? count : Math.min(RegionPlan.BLOCK, count);
    Trial trial = inLanes ? new Trial(Math.min(plan.width, count)) : null;
    return new Parts(compiled, sums, count, turn, size, trial);
  }

  private Part compile(int first, int end) {
    HiddenClass type = new HiddenClass("Region", Part.class);
    MethodVisitor run = type.method(0, "run", LOOP_DESCRIPTOR);
    MethodVisitor lanesRun = type.method(0, "runVectors", LOOP_DESCRIPTOR);
    int access = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE;
    List<RegionPlan.Members> members = plan.members(first, end);
    for (int p = first; p < end; p++) {
      String name = "part" + p;
      RegionPlan.Members own = members.get(p - first);
      new RegionBody(plan, type, type.method(access, name, LOOP_DESCRIPTOR), p).write(own);
      int from = BEGIN;
      if (plan.isVector(p, own)) {
        String lanes = "lanes" + p;
        LaneBody body = new LaneBody(plan, type, type.method(access, lanes, LANES_DESCRIPTOR), p);
        columns = Math.max(columns, body.writeLanes(own));
        runLanes(lanesRun, type.name(), lanes);
        from = DONE;
        inLanes = true;
      }
      call(run, type.name(), name, BEGIN);
      call(lanesRun, type.name(), name, from);
    }
    end(run);
    end(lanesRun);
    return type.define(Part.class);
  }

  private static void end(MethodVisitor run) {
    run.visitInsn(Opcodes.RETURN);
    HiddenClass.end(run);
  }

  /** Calls a method from the index in a local variable on. */
  private static void call(MethodVisitor run, String type, String name, int from) {
    run.visitVarInsn(Opcodes.ALOAD, 1);
    run.visitVarInsn(Opcodes.ALOAD, 2);
    run.visitVarInsn(Opcodes.ILOAD, from);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitMethodInsn(Opcodes.INVOKESTATIC, type, name, LOOP_DESCRIPTOR, false);
  }

  /**
   * Calls a method of vectors, and once more for the last of them if some indexes are left: what is
   * computed twice is the same.
   */
  private void runLanes(MethodVisitor run, String type, String lanes) {
    Label done = new Label();
    run.visitVarInsn(Opcodes.ALOAD, 1);
    run.visitVarInsn(Opcodes.ALOAD, 2);
    run.visitVarInsn(Opcodes.ILOAD, BEGIN);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitMethodInsn(Opcodes.INVOKESTATIC, type, lanes, LANES_DESCRIPTOR, false);
    run.visitVarInsn(Opcodes.ISTORE, DONE);
    if (plan.padded || plan.inPlace) {
      return;
    }
    run.visitVarInsn(Opcodes.ILOAD, DONE);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitJumpInsn(Opcodes.IF_ICMPGE, done);
    run.visitVarInsn(Opcodes.ILOAD, END);
    HiddenClass.push(run, plan.width);
    run.visitInsn(Opcodes.ISUB);
    run.visitVarInsn(Opcodes.ILOAD, BEGIN);
    run.visitJumpInsn(Opcodes.IF_ICMPLT, done);
    run.visitVarInsn(Opcodes.ALOAD, 1);
    run.visitVarInsn(Opcodes.ALOAD, 2);
    run.visitVarInsn(Opcodes.ILOAD, END);
    HiddenClass.push(run, plan.width);
    run.visitInsn(Opcodes.ISUB);
    run.visitVarInsn(Opcodes.ILOAD, END);
    run.visitMethodInsn(Opcodes.INVOKESTATIC, type, lanes, LANES_DESCRIPTOR, false);
    run.visitVarInsn(Opcodes.ISTORE, DONE);
    run.visitLabel(done);
  }

  /** Some methods of a region: a generated class. */
  abstract static class Part {
    /** Runs the indexes from one to before another. */
    abstract void run(double[][] buffers, double[] scratch, int from, int to);

    /** The same, as far as possible in vectors. */
    void runVectors(double[][] buffers, double[] scratch, int from, int to) {
      run(buffers, scratch, from, to);
    }
  }

  private static final class Parts extends RegionCode {
    private final Part[] parts;
    private final RunningSum[] sums;
    private final int count;
    private final int turn;
    private final int scratch;
    private final @Nullable Trial trial;

    /**
     * Makes code.
     *
     * @param turn the indexes that the parts take turns on
     * @param trial whether to run in vectors, if there are any
     */
    Parts(
        List<Part> parts,
        List<RunningSum> sums,
        int count,
        int turn,
        int scratch,
        @Nullable Trial trial) {
      this.parts = parts.toArray(new Part[0]);
      this.sums = sums.toArray(new RunningSum[0]);
      this.count = count;
      this.turn = turn;
      this.scratch = scratch;
      this.trial = trial;
    }

    @Override
    public int scratch() {
      return scratch;
    }

    @Override
    public void run(double[][] buffers, double[] places) {
      if (trial == null && parts.length == 1 && turn == count && sums.length == 0) {
        parts[0].run(buffers, places, 0, count);
        return;
      }
      run(buffers, places, 0, count);
      for (RunningSum sum : sums) {
        sum.end(buffers, places, count);
      }
    }

    @Override
    void run(double[][] buffers, double[] places, int first, int end) {
      boolean vectors = trial != null && trial.vectorsWon();
      boolean open = trial != null && trial.isOpen();
      int step = open ? Math.min(turn, RegionPlan.BLOCK) : turn;
      int from = first;
      while (from < end) {
        int to = from + Math.min(step, end - from);
        if (trial != null && open) {
          tryOut(trial, buffers, places, from, to);
        } else {
          turn(vectors, buffers, places, from, to);
        }
        for (RunningSum sum : sums) {
          sum.add(places, from, to);
        }
        from = to;
      }
    }

    private void turn(boolean vectors, double[][] buffers, double[] places, int from, int to) {
      for (Part part : parts) {
        if (vectors) {
          part.runVectors(buffers, places, from, to);
        } else {
          part.run(buffers, places, from, to);
        }
      }
    }

    /** Runs a sample in vectors and the rest in scalars. */
    private void tryOut(Trial open, double[][] buffers, double[] places, int from, int to) {
      int sample = open.sample(to - from);
      long start = System.nanoTime();
      if (sample > 0) {
        turn(true, buffers, places, from, from + sample);
        long end = System.nanoTime();
        open.vectors(sample, end - start);
        start = end;
      }
      if (from + sample < to) {
        turn(false, buffers, places, from + sample, to);
        open.scalars(to - from - sample, System.nanoTime() - start);
      }
    }
  }
}
