package chainrule.autodiff;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Things that a call needs for itself and the next call can use again. A thread mostly gets back
 * what it returned, without allocating; what does not fit is left to the garbage collector.
 */
final class Pool<T> {
  private static final int PLACES = 16;

  private final AtomicReferenceArray<T> spare = new AtomicReferenceArray<>(PLACES);
  private final Supplier<T> maker;

  Pool(Supplier<T> maker) {
    this.maker = maker;
  }

  T take() {
    T known = spare.getAndSet(place(), null);
    return known == null ? maker.get() : known;
  }

  void giveBack(T used) {
    // A volatile write would wait for all before it, which costs more than a small function.
    spare.setRelease(place(), used);
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }
}
