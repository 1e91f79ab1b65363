package chainrule.autodiff;

import java.security.CodeSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Watches a computation: every operation is computed one level further out and then shown to a
 * listener, with the line of the user's code that asked for it. Debug mode and the search for kinks
 * listen.
 */
final class Watch extends Mode {
  /** Sees an operation after it has been computed. */
  interface Listener {
    void seen(Operation operation, Tensor[] inputs, Tensor output, String line);
  }

  private final String call;
  private final Listener listener;

  private Watch(String call, Listener listener) {
    this.call = call;
    this.listener = listener;
  }

  /** A function that is watched wherever it is applied. */
  static UnaryOperator<Tensor> function(String call, UnaryOperator<Tensor> f, Listener listener) {
    return x -> {
      Watch watch = new Watch(call, listener);
      try {
        Tensor result = f.apply(new Watched(watch, x, "the argument"));
        return result.mode() == watch ? ((Watched) result).below : result;
      } finally {
        watch.close();
      }
    };
  }

  @Override
  String call() {
    return call;
  }

  @Override
  Tensor interpret(Operation operation, Tensor[] inputs) {
    Tensor[] below = new Tensor[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      below[k] = inputs[k].mode() == this ? ((Watched) inputs[k]).below : inputs[k];
    }
    Tensor output = operation.apply(below);
    String line = userLine();
    listener.seen(operation, below, output, line);
    return new Watched(this, output, operation.name() + " at " + line);
  }

  /** Where a tensor was made, as far as a watch has seen it: text to append, empty if unknown. */
  static String madeAt(Tensor tensor) {
    Tensor inner = tensor;
    while (inner instanceof StandIn standIn) {
      if (inner instanceof Watched watched) {
        return " (made by " + watched.made + ")";
      }
      if (inner.mode() instanceof Capture) {
        return "";
      }
      inner = standIn.below();
    }
    return "";
  }

  /** The line of the innermost caller outside the engine, {@code Programs.java:14}. */
  static String userLine() {
    Optional<StackWalker.StackFrame> user =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(
                frames -> frames.filter(frame -> !isEngine(frame.getDeclaringClass())).findFirst());
    return user.map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
        .orElse("unknown line");
  }

  private static boolean isEngine(Class<?> type) {
    if (type.getClassLoader() == null || type.isHidden()) {
      return true;
    }
    CodeSource engine = Tensor.class.getProtectionDomain().getCodeSource();
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source != null
        && engine != null
        && source.getLocation().equals(engine.getLocation())
        && type.getName().startsWith("chainrule.autodiff.");
  }

  private static final class Watched extends StandIn {
    final Tensor below;
    final String made;

    Watched(Watch mode, Tensor below, String made) {
      super(mode);
      this.below = below;
      this.made = made;
    }

    @Override
    Tensor below() {
      return below;
    }
  }
}
