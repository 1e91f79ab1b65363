package chainrule.autodiff;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All operations on tensors, made for a static import. Operations work entry by entry on shapes
 * that are equal, or on a scalar and any shape; every other broadcast is an {@link #expand(Tensor,
 * int, int)}.
 *
 * <p>The classes that this one extends hold one family of operations each, with their derivatives.
 */
public final class Operations extends MatrixOperations {
  private Operations() {}

  /**
   * The elementwise operations of this class by name, in the order of their definition; a map that
   * cannot be changed.
   */
  public static Map<String, NamedOperation> named() {
    return NamedOperation.all();
  }

  /** All elementwise operations, in the order of their definition. */
  static List<Elementwise> elementwise() {
    return Stream.of(ARITHMETIC, TRANSCENDENTAL, SPECIAL)
        .flatMap(family -> family.all().stream())
        .toList();
  }
}
