package chainrule.autodiff;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One way to interpret operations, for the duration of one call: reverse, forward, capture,
 * precise, watch. A mode puts {@linkplain StandIn stand-ins} in the place of tensors; an operation
 * asks its inputs for the innermost mode among them, and that mode interprets it. Modes are
 * numbered by a counter: a later call is an inner call, so nested derivatives cannot be confused.
 */
abstract class Mode {
  private static final AtomicLong CALLS = new AtomicLong();

  private final long level = CALLS.incrementAndGet();
  private final Thread owner = Thread.currentThread();
  private boolean open = true;

  /** The name of the call that opened this mode, for messages. */
  abstract String call();

  /** Interprets an operation at least one of whose inputs stands in for this mode. */
  abstract Tensor interpret(Operation operation, Tensor[] inputs);

  /** Ends the call: from now on its stand-ins are refused. */
  void close() {
    open = false;
  }

  /** Refuses a stand-in whose call has ended or that belongs to another thread. */
  final void check(String user, StandIn input) {
    if (!open) {
      throw new UsageException(
          user
              + ": a tensor is used after the call of "
              + call()
              + " that it belongs to has ended"
              + Watch.madeAt(input)
              + "; return what you need from the function, or keep its number with value() or toArray()");
    }
    if (Thread.currentThread() != owner) {
      throw new UsageException(
          user
              + ": a tensor of a call of "
              + call()
              + " on thread "
              + owner.getName()
              + " is used on thread "
              + Thread.currentThread().getName()
              + Watch.madeAt(input)
              + "; call "
              + call()
              + " on the thread that computes, or pass values between threads");
    }
  }

  /** The later of two modes. */
  static @Nullable Mode inner(@Nullable Mode a, @Nullable Mode b) {
    if (a == null) {
      return b;
    }
    return b == null ? a : later(a, b);
  }

  /** The later of two modes. */
  static Mode later(Mode a, Mode b) {
    return a.level > b.level ? a : b;
  }

  /**
   * Refuses a function's result that is null, or belongs to a call which has ended or another
   * thread.
   */
  static Tensor checked(String user, @Nullable Tensor result) {
    if (result == null) {
      throw new UsageException(user + ": the function returned null; return a tensor");
    }
    if (result instanceof StandIn standIn) {
      standIn.mode.check(user, standIn);
    }
    return result;
  }
}
