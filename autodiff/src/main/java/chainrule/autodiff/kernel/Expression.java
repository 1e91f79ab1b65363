package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable straight-line program over {@code double} values: an elementwise operation, or the
 * derivative rule of one.
 *
 * <p>The program is a directed acyclic graph of inputs, constants and calls in topological order.
 * The functions that it calls must be pure: they may be evaluated in any order, any number of
 * times, and from any thread, and equal arguments must give equal values.
 *
 * <pre>{@code
 * Expression.Builder b = Expression.builder(2);
 * int tanh = b.call("tanh", Math::tanh, b.input(0));
 * int product = b.call("multiply", (x, y) -> x * y, tanh, b.input(1));
 * Expression e = b.build(product); // multiply(tanh(x0), x1)
 * }</pre>
 */
public final class Expression {

  /** The largest number of inputs of an expression. */
  public static final int MAX_INPUTS = 8;

  /** One step of the program. */
  sealed interface Node permits Input, Constant, Call, Region.Load, Region.Carry {}

  /** Reads an input. */
  record Input(int index) implements Node {}

  /** A constant, by its raw bits so that the signs of zeros and the payloads of NaNs count. */
  record Constant(long bits) implements Node {
    double value() {
      return Double.longBitsToDouble(bits);
    }
  }

  /** Applies a function of one to three arguments to earlier nodes. */
  static final class Call implements Node {
    final String name;
    final Object function;
    private final int[] arguments;

    Call(String name, Object function, int... arguments) {
      this.name = name;
      this.function = function;
      this.arguments = arguments;
    }

    int arity() {
      return arguments.length;
    }

    int argument(int k) {
      return arguments[k];
    }

    /** Returns this call with its arguments renumbered. */
    Call renumbered(int[] numbers) {
      int[] renumbered = new int[arguments.length];
      for (int k = 0; k < renumbered.length; k++) {
        renumbered[k] = numbers[arguments[k]];
      }
      return new Call(name, function, renumbered);
    }

    double evaluate(double[] values) {
      return evaluate(values, arguments.length);
    }

    private double evaluate(double[] values, int arity) {
      double x = values[arguments[0]];
      return switch (arity) {
        case 1 -> ((DoubleUnaryOperator) function).applyAsDouble(x);
        case 2 -> ((DoubleBinaryOperator) function).applyAsDouble(x, values[arguments[1]]);
        default ->
            ((TernaryOperator) function)
                .applyAsDouble(x, values[arguments[1]], values[arguments[2]]);
      };
    }

    /** Calls of the same function object with the same arguments are one, whatever their names. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Call call
          && function == call.function
          && Arrays.equals(arguments, call.arguments);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(function) + Arrays.hashCode(arguments);
    }
  }

  /** Nested text of more calls than this is replaced by one assignment for each call. */
  private static final int NESTED_CALLS = 100;

  private final int inputs;
  private final Node[] nodes;
  private final int used;

  private Expression(int inputs, Node[] nodes) {
    this.inputs = inputs;
    this.nodes = nodes;
    int mask = 0;
    for (Node node : nodes) {
      if (node instanceof Input input) {
        mask |= 1 << input.index();
      }
    }
    this.used = mask;
  }

  /**
   * Starts an expression.
   *
   * @param inputs the number of inputs, at most {@value #MAX_INPUTS}
   * @return an empty builder
   */
  public static Builder builder(int inputs) {
    return new Builder(inputs);
  }

  /**
   * Returns the number of inputs, used or not.
   *
   * @return the number of inputs
   */
  public int inputs() {
    return inputs;
  }

  /**
   * Tells whether the result is computed from an input.
   *
   * @param k the index of the input
   * @return whether the input is read
   */
  public boolean uses(int k) {
    Objects.checkIndex(k, inputs);
    return (used >> k & 1) != 0;
  }

  /**
   * Tells whether this expression is nothing but a constant. Nothing is folded: a call with
   * constant arguments is not a constant.
   *
   * @return whether this is a constant
   */
  public boolean isConstant() {
    return result() instanceof Constant;
  }

  /**
   * Returns the value of a constant expression.
   *
   * @return the constant
   * @throws IllegalStateException if this is not a constant
   */
  public double constant() {
    if (result() instanceof Constant constant) {
      return constant.value();
    }
    throw new IllegalStateException("Not a constant: " + this);
  }

  /**
   * Evaluates this expression by interpreting it.
   *
   * @param values the values of all inputs
   * @return the result
   * @throws IllegalArgumentException if the number of values is not that of the inputs
   */
  public double evaluate(double... values) {
    if (values.length != inputs) {
      throw new IllegalArgumentException(
          "Expected " + inputs + " values but got " + values.length + ": " + this);
    }
    double[] results = new double[nodes.length];
    for (int n = 0; n < nodes.length; n++) {
      Node node = nodes[n];
      if (node instanceof Input input) {
        results[n] = values[input.index()];
      } else if (node instanceof Constant constant) {
        results[n] = constant.value();
      } else {
        results[n] = ((Call) node).evaluate(results);
      }
    }
    return results[nodes.length - 1];
  }

  /**
   * Applies a function of as many arguments as are given.
   *
   * @param function a DoubleUnaryOperator, DoubleBinaryOperator or {@link TernaryOperator}
   * @param arguments one to three arguments
   * @return the value
   */
  public static double apply(Object function, double... arguments) {
    return new Call("", function, 0, 1, 2).evaluate(arguments, arguments.length);
  }

  /** Returns the mask of the used inputs. */
  int used() {
    return used;
  }

  /** Returns the number of nodes; the last one is the result. */
  int size() {
    return nodes.length;
  }

  Node node(int n) {
    return nodes[n];
  }

  private Node result() {
    return nodes[nodes.length - 1];
  }

  @Override
  public String toString() {
    // The number of calls of each node when written out as a tree, saturating.
    long[] calls = new long[nodes.length];
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Call call) {
        calls[n] = 1;
        for (int k = 0; k < call.arity(); k++) {
          calls[n] = Math.min(NESTED_CALLS + 1L, calls[n] + calls[call.argument(k)]);
        }
      }
    }
    boolean nested = calls[nodes.length - 1] <= NESTED_CALLS;
    StringBuilder text = new StringBuilder();
    if (nested) {
      append(text, nodes.length - 1, true);
      return text.toString();
    }
    for (int n = 0; n < nodes.length - 1; n++) {
      if (nodes[n] instanceof Call call) {
        text.append('t').append(n).append(" = ");
        append(text, call, false);
        text.append("; ");
      }
    }
    append(text, (Call) result(), false);
    return text.toString();
  }

  private void append(StringBuilder text, int n, boolean nested) {
    Node node = nodes[n];
    if (node instanceof Input input) {
      text.append('x').append(input.index());
    } else if (node instanceof Constant constant) {
      text.append(constant.value());
    } else if (nested) {
      append(text, (Call) node, true);
    } else {
      text.append('t').append(n);
    }
  }

  private void append(StringBuilder text, Call call, boolean nested) {
    text.append(call.name).append('(');
    for (int k = 0; k < call.arity(); k++) {
      if (k > 0) {
        text.append(", ");
      }
      append(text, call.argument(k), nested);
    }
    text.append(')');
  }

  /**
   * Builds an {@link Expression} node by node. A node is known by a number that is valid for this
   * builder only. Identical nodes are shared; nothing else is simplified. Not thread-safe.
   */
  public static final class Builder {
    private final int inputs;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new HashMap<>();

    private Builder(int inputs) {
      if (inputs < 0 || inputs > MAX_INPUTS) {
        throw new IllegalArgumentException(
            "The number of inputs must be from 0 to " + MAX_INPUTS + ": " + inputs);
      }
      this.inputs = inputs;
    }

    /**
     * Adds an input.
     *
     * @param k the index of the input
     * @return the node
     */
    public int input(int k) {
      return add(new Input(Objects.checkIndex(k, inputs)));
    }

    /**
     * Adds a constant.
     *
     * @param value the value; its raw bits are kept
     * @return the node
     */
    public int constant(double value) {
      return add(new Constant(Double.doubleToRawLongBits(value)));
    }

    /**
     * Adds a call of a function of one argument.
     *
     * @param name the name, for {@link Expression#toString()}
     * @param f a pure function
     * @param x the node of the argument
     * @return the node
     */
    public int call(String name, DoubleUnaryOperator f, int x) {
      return add(name, f, x);
    }

    /**
     * Adds a call of a function of two arguments.
     *
     * @param name the name, for {@link Expression#toString()}
     * @param f a pure function
     * @param x the node of the first argument
     * @param y the node of the second argument
     * @return the node
     */
    public int call(String name, DoubleBinaryOperator f, int x, int y) {
      return add(name, f, x, y);
    }

    /**
     * Adds a call of a function of three arguments.
     *
     * @param name the name, for {@link Expression#toString()}
     * @param f a pure function
     * @param x the node of the first argument
     * @param y the node of the second argument
     * @param z the node of the third argument
     * @return the node
     */
    public int call(String name, TernaryOperator f, int x, int y, int z) {
      return add(name, f, x, y, z);
    }

    /**
     * Completes an expression. Nodes that the result does not need are left out. This builder can
     * be used further, for instance for another result.
     *
     * @param result the node of the result
     * @return the expression
     */
    public Expression build(int result) {
      Objects.checkIndex(result, nodes.size());
      boolean[] needed = new boolean[result + 1];
      needed[result] = true;
      for (int n = result; n >= 0; n--) {
        if (needed[n] && nodes.get(n) instanceof Call call) {
          for (int k = 0; k < call.arity(); k++) {
            needed[call.argument(k)] = true;
          }
        }
      }
      int[] renumbered = new int[result + 1];
      List<Node> kept = new ArrayList<>();
      for (int n = 0; n <= result; n++) {
        if (needed[n]) {
          renumbered[n] = kept.size();
          Node node = nodes.get(n);
          kept.add(node instanceof Call call ? call.renumbered(renumbered) : node);
        }
      }
      return new Expression(inputs, kept.toArray(new Node[0]));
    }

    private int add(String name, Object function, int... arguments) {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(function, "function");
      for (int argument : arguments) {
        Objects.checkIndex(argument, nodes.size());
      }
      return add(new Call(name, function, arguments));
    }

    private int add(Node node) {
      Integer known = numbers.putIfAbsent(node, nodes.size());
      if (known != null) {
        return known;
      }
      nodes.add(node);
      return nodes.size() - 1;
    }
  }
}
