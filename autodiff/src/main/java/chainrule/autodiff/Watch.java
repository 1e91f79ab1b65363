package chainrule.autodiff;

import java.security.CodeSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Watches a computation: every operation is computed one level further out and then shown to a
 * listener, with the line of the user's code that asked for it. Debug mode and the search for kinks
 * listen.
 */
final class Watch extends Mode {
  /**
   * An operation after it has been computed, the line of the user's code that asked for it, and
   * what is being differentiated where it is part of a rule.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sight(
      Operation operation, Tensor[] inputs, Tensor output, String line, @Nullable Rule rule) {}

  /**
   * An operation that is being differentiated, {@code made}: it and the line of the user's code;
   * and its inputs.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Rule(Operation operation, String made, Tensor[] inputs) {
    String text() {
      return operation.name() + " (made by " + made + ")";
    }
  }

  /** Sees an operation after it has been computed, and the result at the end. */
  interface Listener {
    void seen(Sight sight);

    default void ended(Tensor result) {}
  }

  private final String call;
  private final Listener listener;
  private @Nullable Rule rule;

  private Watch(String call, Listener listener) {
    this.call = call;
    this.listener = listener;
  }

  /** A function that is watched wherever it is applied, each time by a new listener. */
  static UnaryOperator<Tensor> function(
      String call, UnaryOperator<Tensor> f, Supplier<Listener> listeners) {
    return x -> {
      Listener listener = listeners.get();
      Watch watch = new Watch(call, listener);
      try {
        Tensor result = f.apply(new Watched(watch, x, "the argument"));
        Tensor below = result.mode() == watch ? ((Watched) result).below : result;
        listener.ended(below);
        return below;
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
    listener.seen(new Sight(operation, below, output, line, rule));
    return new Watched(this, output, operation.name() + " at " + line);
  }

  /**
   * Applies the rule of an operation; where a watch lies under its output, that watch is told what
   * is being differentiated.
   */
  static <T extends @Nullable Object> T differentiating(
      Operation operation, Tensor[] inputs, Tensor output, Supplier<T> rule) {
    Watched watched = watched(output);
    if (watched == null || ((Watch) watched.mode).rule != null) {
      return rule.get();
    }
    Watch watch = (Watch) watched.mode;
    watch.rule = new Rule(operation, watched.made, inputs);
    try {
      return rule.get();
    } finally {
      watch.rule = null;
    }
  }

  /** Where a tensor was made, as far as a watch has seen it: text to append, empty if unknown. */
  static String madeAt(Tensor tensor) {
    Watched watched = watched(tensor);
    return watched == null ? "" : " (made by " + watched.made + ")";
  }

  /** Whether a watch lies under a tensor. */
  static boolean sees(Tensor tensor) {
    return watched(tensor) != null;
  }

  private static @Nullable Watched watched(Tensor tensor) {
    Tensor inner = tensor;
    while (inner instanceof StandIn standIn && !(inner.mode() instanceof Capture)) {
      if (inner instanceof Watched watched) {
        return watched;
      }
      inner = standIn.below();
    }
    return null;
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
