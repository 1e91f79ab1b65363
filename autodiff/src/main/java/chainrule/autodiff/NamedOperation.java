package chainrule.autodiff;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An elementwise operation by its name, for programs that do not know which operation they apply: a
 * language of text, a table of all operations.
 */
public final class NamedOperation {
  private final String name;
  private final Elementwise operation;
  private final boolean hasOrder;

  /** Whether this is the function of order 0 of a family whose first operand is the order. */
  private final boolean first;

  private NamedOperation(String name, Elementwise operation, boolean hasOrder, boolean first) {
    this.name = name;
    this.operation = operation;
    this.hasOrder = hasOrder;
    this.first = first;
  }

  /** The operations that are public methods of {@link Operations}, by name, as defined there. */
  static Map<String, NamedOperation> all() {
    Map<String, NamedOperation> named = new LinkedHashMap<>();
    for (Elementwise operation : Operations.elementwise()) {
      String name = operation.name();
      for (Method method : Operations.class.getMethods()) {
        if (method.getName().equals(name) && Modifier.isStatic(method.getModifiers())) {
          boolean hasOrder = method.getParameterTypes()[0] == int.class;
          boolean first = method.getParameterCount() < operation.arity();
          named.put(name, new NamedOperation(name, operation, hasOrder, first));
        }
      }
      if (name.equals("polygamma")) {
        named.put("digamma", new NamedOperation("digamma", operation, false, true));
      }
    }
    return Collections.unmodifiableMap(named);
  }

  /** The name of the method of {@link Operations}. */
  public String name() {
    return name;
  }

  /** The number of operands. */
  public int arity() {
    return first ? operation.arity() - 1 : operation.arity();
  }

  /** Whether the first operand is the order of a derivative, a whole number that cannot vary. */
  public boolean hasOrder() {
    return hasOrder;
  }

  /**
   * The operation on corresponding entries; the first operand of one that has an order is a tensor
   * too.
   *
   * @throws UsageException if there are more or fewer operands than {@link #arity}
   * @throws ShapeException if shapes differ that are not those of scalars
   */
  public Tensor apply(Tensor... operands) {
    if (operands.length != arity()) {
      throw new UsageException(
          name + " has " + arity() + " operands, but was given " + operands.length);
    }
    return first ? operation.apply(Scalar.ZERO, operands[0]) : operation.apply(operands.clone());
  }

  @Override
  public String toString() {
    return name;
  }
}
