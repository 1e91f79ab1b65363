package chainrule.autodiff.expression;

/**
 * A limit of the operations that an evaluation may take, so that no text runs for ever. A thread
 * that is interrupted has nothing left.
 */
public final class Budget {
  private final long operations;
  private final long deadline;
  private long spent;

  private Budget(long operations, long nanoseconds) {
    this.operations = operations;
    this.deadline = System.nanoTime() + nanoseconds;
  }

  /** A budget of operations and of time. */
  public static Budget of(long operations, double seconds) {
    return new Budget(operations, (long) (seconds * 1e9));
  }

  /** How many operations have been taken. */
  public long spent() {
    return spent;
  }

  /** Whether nothing is left. */
  public boolean isSpent() {
    return spent >= operations || isOver();
  }

  void spend() {
    if (++spent > operations || isOver()) {
      throw new FormulaException("the evaluation takes too long");
    }
  }

  private boolean isOver() {
    return System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted();
  }
}
