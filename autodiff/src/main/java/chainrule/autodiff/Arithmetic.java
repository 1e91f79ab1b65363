package chainrule.autodiff;

import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.TernaryPrimitive;
import chainrule.autodiff.kernel.UnaryPrimitive;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import java.util.function.BinaryOperator;

/** Arithmetic, comparisons and choices. */
abstract class Arithmetic {
  static final Define ARITHMETIC = new Define();

  private static final Tensor ONE = new Scalar(1);
  private static final Tensor MINUS_ONE = new Scalar(-1);

  private static final Elementwise ADD =
      ARITHMETIC
          .binary("add", BinaryPrimitive.ADD, Real::add)
          .infix("+")
          .derivatives((a, b, y) -> ONE, (a, b, y) -> ONE);
  private static final Elementwise SUBTRACT =
      ARITHMETIC
          .binary("subtract", BinaryPrimitive.SUBTRACT, Real::subtract)
          .infix("-")
          .derivatives((a, b, y) -> ONE, (a, b, y) -> MINUS_ONE);
  private static final Elementwise MULTIPLY =
      ARITHMETIC
          .binary("multiply", BinaryPrimitive.MULTIPLY, Real::multiply)
          .infix("*")
          .derivatives((a, b, y) -> b, (a, b, y) -> a);
  private static final Elementwise DIVIDE =
      ARITHMETIC
          .binary("divide", BinaryPrimitive.DIVIDE, Real::divide)
          .infix("/")
          .derivatives((a, b, y) -> reciprocal(b), (a, b, y) -> negate(divide(y, b)));
  private static final Elementwise CHAIN =
      ARITHMETIC
          .binary("absoluteZeroMultiply", BinaryPrimitive.CHAIN, Arithmetic::chain)
          .infix("·")
          .derivatives((c, p, y) -> p, (c, p, y) -> c);
  private static final Elementwise NEGATE =
      ARITHMETIC
          .unary("negate", UnaryPrimitive.NEGATE, Real::negate)
          .infix("-")
          .derivative((x, y) -> MINUS_ONE);
  private static final Elementwise RECIPROCAL =
      ARITHMETIC
          .unary("reciprocal", UnaryPrimitive.RECIPROCAL, Real::reciprocal)
          .derivative((x, y) -> negate(square(y)));
  private static final Elementwise SQUARE =
      ARITHMETIC
          .unary("square", UnaryPrimitive.SQUARE, Real::square)
          .derivative((x, y) -> multiply(2, x));
  private static final Elementwise ABS =
      ARITHMETIC
          .unary("abs", UnaryPrimitive.ABS, Real::abs)
          .kinkAt(x -> x == 0)
          .derivative((x, y) -> sign(x));
  private static final Elementwise SIGN =
      ARITHMETIC.unary("sign", UnaryPrimitive.SIGN, Real::sign).kinkAt(x -> x == 0).constant();
  private static final Elementwise FLOOR =
      ARITHMETIC
          .unary("floor", UnaryPrimitive.FLOOR, Real::floor)
          .kinkAt(x -> x == Math.rint(x) && !Double.isInfinite(x))
          .constant();
  private static final Elementwise STOP =
      ARITHMETIC.unary("stopGradient", UnaryPrimitive.IDENTITY, Arithmetic::stopped).constant();

  private static final Elementwise MAX =
      ARITHMETIC
          .binary("max", BinaryPrimitive.MAX, Real::max)
          .kinkAt((a, b) -> a == b)
          .alone((a, b, y) -> greater(a, b), (a, b, y) -> greater(b, a))
          .derivatives(
              (a, b, y) -> share(greater(a, b), a, b), (a, b, y) -> share(greater(b, a), a, b));
  private static final Elementwise MIN =
      ARITHMETIC
          .binary("min", BinaryPrimitive.MIN, Real::min)
          .kinkAt((a, b) -> a == b)
          .alone((a, b, y) -> less(a, b), (a, b, y) -> less(b, a))
          .derivatives((a, b, y) -> share(less(a, b), a, b), (a, b, y) -> share(less(b, a), a, b));
  private static final Elementwise WHERE =
      ARITHMETIC
          .ternary("where", TernaryPrimitive.WHERE, Real::choose)
          .derivatives(
              null,
              (m, a, b, y) -> notEqual(m, Scalar.ZERO),
              (m, a, b, y) -> equal(m, Scalar.ZERO));

  private static final Elementwise GREATER =
      comparison("greater", ">", BinaryPrimitive.GREATER, Real::greater);
  private static final Elementwise GREATER_OR_EQUAL =
      comparison("greaterOrEqual", ">=", BinaryPrimitive.GREATER_OR_EQUAL, Real::greaterOrEqual);
  private static final Elementwise LESS = comparison("less", "<", BinaryPrimitive.LESS, Real::less);
  private static final Elementwise LESS_OR_EQUAL =
      comparison("lessOrEqual", "<=", BinaryPrimitive.LESS_OR_EQUAL, Real::lessOrEqual);
  private static final Elementwise EQUAL =
      comparison("equal", "==", BinaryPrimitive.EQUAL, Real::equalTo);
  private static final Elementwise NOT_EQUAL =
      comparison("notEqual", "!=", BinaryPrimitive.NOT_EQUAL, Real::notEqualTo);

  Arithmetic() {}

  private static Elementwise comparison(
      String name, String symbol, BinaryPrimitive mask, BinaryOperator<Real> real) {
    return ARITHMETIC.binary(name, mask, real).infix(symbol).kinkAt((a, b) -> a == b).constant();
  }

  private static Tensor share(Tensor wins, Tensor a, Tensor b) {
    return add(wins, multiply(0.5, equal(a, b)));
  }

  private static Real stopped(Real x) {
    return x instanceof TaylorReal series ? series.stopped() : x;
  }

  static Real chain(Real c, Real p) {
    Real zero = c.number(0);
    boolean either = c.equalTo(zero).doubleValue() == 1 || p.equalTo(zero).doubleValue() == 1;
    Real product = c.multiply(p);
    return either && product.isNaN() ? zero : product;
  }

  /**
   * The product of the chain rule; factors of 1 and -1 leave no operation behind, unless somebody
   * watches.
   */
  static Tensor chain(Tensor c, Tensor p) {
    if (p instanceof Scalar factor && Math.abs(factor.value) == 1) {
      return factor.value == 1 ? c : negate(c);
    }
    if (c instanceof Scalar factor && Math.abs(factor.value) == 1 && !Watch.sees(p)) {
      return factor.value == 1 ? p : negate(p);
    }
    return CHAIN.on(c, p);
  }

  static Operation chainProduct() {
    return CHAIN;
  }

  static Operation stop() {
    return STOP;
  }

  /** {@code a + b}, entry by entry. */
  public static Tensor add(Tensor a, Tensor b) {
    return ADD.on(a, b);
  }

  /** {@code a + b}. */
  public static Tensor add(double a, Tensor b) {
    return ADD.on(new Scalar(a), b);
  }

  /** {@code a + b}. */
  public static Tensor add(Tensor a, double b) {
    return ADD.on(a, new Scalar(b));
  }

  /** {@code a - b}, entry by entry. */
  public static Tensor subtract(Tensor a, Tensor b) {
    return SUBTRACT.on(a, b);
  }

  /** {@code a - b}. */
  public static Tensor subtract(double a, Tensor b) {
    return SUBTRACT.on(new Scalar(a), b);
  }

  /** {@code a - b}. */
  public static Tensor subtract(Tensor a, double b) {
    return SUBTRACT.on(a, new Scalar(b));
  }

  /** {@code a · b}, entry by entry; for the matrix product see {@link Operations#matmul}. */
  public static Tensor multiply(Tensor a, Tensor b) {
    return MULTIPLY.on(a, b);
  }

  /** {@code a · b}. */
  public static Tensor multiply(double a, Tensor b) {
    return MULTIPLY.on(new Scalar(a), b);
  }

  /** {@code a · b}. */
  public static Tensor multiply(Tensor a, double b) {
    return MULTIPLY.on(a, new Scalar(b));
  }

  /** {@code a / b}, entry by entry. */
  public static Tensor divide(Tensor a, Tensor b) {
    return DIVIDE.on(a, b);
  }

  /** {@code a / b}. */
  public static Tensor divide(double a, Tensor b) {
    return DIVIDE.on(new Scalar(a), b);
  }

  /** {@code a / b}. */
  public static Tensor divide(Tensor a, double b) {
    return DIVIDE.on(a, new Scalar(b));
  }

  /**
   * {@code c · p} as the chain rule multiplies: zero if either factor is zero, even where the other
   * is infinite or NaN. CppAD calls it {@code azmul}.
   */
  public static Tensor absoluteZeroMultiply(Tensor c, Tensor p) {
    return CHAIN.on(c, p);
  }

  /** {@code -x}. */
  public static Tensor negate(Tensor x) {
    return NEGATE.on(x);
  }

  /** {@code 1 / x}. */
  public static Tensor reciprocal(Tensor x) {
    return RECIPROCAL.on(x);
  }

  /** {@code x²}. */
  public static Tensor square(Tensor x) {
    return SQUARE.on(x);
  }

  /** {@code |x|}; the derivative at the kink is 0. */
  public static Tensor abs(Tensor x) {
    return ABS.on(x);
  }

  /** -1, 0 or 1, with derivative 0. */
  public static Tensor sign(Tensor x) {
    return SIGN.on(x);
  }

  /** The largest whole number not above x, with derivative 0. */
  public static Tensor floor(Tensor x) {
    return FLOOR.on(x);
  }

  static Tensor stopGradient(Tensor x) {
    return STOP.on(x);
  }

  /**
   * The larger of a and b, entry by entry; over an axis see {@link Operations#amax}. At a tie the
   * derivative is the least subgradient: 0 where one of them varies, a half for each where both do.
   */
  public static Tensor max(Tensor a, Tensor b) {
    return MAX.on(a, b);
  }

  /** The larger of a and b; derivative 0 at a tie. */
  public static Tensor max(double a, Tensor b) {
    return MAX.on(new Scalar(a), b);
  }

  /**
   * The larger of a and the number b, entry by entry (not an axis: see {@link Operations#amax});
   * derivative 0 at a tie.
   */
  public static Tensor max(Tensor a, double b) {
    return MAX.on(a, new Scalar(b));
  }

  /** The smaller of a and b; at a tie as {@link #max(Tensor, Tensor)}. */
  public static Tensor min(Tensor a, Tensor b) {
    return MIN.on(a, b);
  }

  /** The smaller of a and b; derivative 0 at a tie. */
  public static Tensor min(double a, Tensor b) {
    return MIN.on(new Scalar(a), b);
  }

  /** The smaller of a and b; derivative 0 at a tie. */
  public static Tensor min(Tensor a, double b) {
    return MIN.on(a, new Scalar(b));
  }

  /**
   * x kept between two bounds, {@code min(max(x, low), high)}; derivative 1 between them, 0 at and
   * beyond them.
   */
  public static Tensor clip(Tensor x, Tensor low, Tensor high) {
    return min(max(x, low), high);
  }

  /**
   * x kept between two bounds; derivative 1 between them, 0 at and beyond them.
   *
   * @throws ShapeException if low is above high
   */
  public static Tensor clip(Tensor x, double low, double high) {
    if (!(low <= high)) {
      throw new ShapeException(
          "clip: the lower bound " + low + " is not below the upper bound " + high);
    }
    return clip(x, new Scalar(low), new Scalar(high));
  }

  /**
   * a where the mask is not 0, else b, entry by entry. Derivatives flow to the entries chosen only;
   * what the other branch computes cannot harm them. A NaN in the mask gives NaN.
   */
  public static Tensor where(Tensor mask, Tensor a, Tensor b) {
    return WHERE.apply(mask, a, b);
  }

  /** a where the mask is not 0, else b. */
  public static Tensor where(Tensor mask, double a, Tensor b) {
    return WHERE.apply(mask, new Scalar(a), b);
  }

  /** a where the mask is not 0, else b. */
  public static Tensor where(Tensor mask, Tensor a, double b) {
    return WHERE.apply(mask, a, new Scalar(b));
  }

  /** a where the mask is not 0, else b. */
  public static Tensor where(Tensor mask, double a, double b) {
    return WHERE.apply(mask, new Scalar(a), new Scalar(b));
  }

  /** The mask of {@code a > b}: 1 where it holds, else 0, NaN where either is NaN; derivative 0. */
  public static Tensor greater(Tensor a, Tensor b) {
    return GREATER.on(a, b);
  }

  /** The mask of {@code a > b}. */
  public static Tensor greater(double a, Tensor b) {
    return GREATER.on(new Scalar(a), b);
  }

  /** The mask of {@code a > b}. */
  public static Tensor greater(Tensor a, double b) {
    return GREATER.on(a, new Scalar(b));
  }

  /** The mask of {@code a ≥ b}: 1 where it holds, else 0, NaN where either is NaN; derivative 0. */
  public static Tensor greaterOrEqual(Tensor a, Tensor b) {
    return GREATER_OR_EQUAL.on(a, b);
  }

  /** The mask of {@code a ≥ b}. */
  public static Tensor greaterOrEqual(double a, Tensor b) {
    return GREATER_OR_EQUAL.on(new Scalar(a), b);
  }

  /** The mask of {@code a ≥ b}. */
  public static Tensor greaterOrEqual(Tensor a, double b) {
    return GREATER_OR_EQUAL.on(a, new Scalar(b));
  }

  /** The mask of {@code a < b}: 1 where it holds, else 0, NaN where either is NaN; derivative 0. */
  public static Tensor less(Tensor a, Tensor b) {
    return LESS.on(a, b);
  }

  /** The mask of {@code a < b}. */
  public static Tensor less(double a, Tensor b) {
    return LESS.on(new Scalar(a), b);
  }

  /** The mask of {@code a < b}. */
  public static Tensor less(Tensor a, double b) {
    return LESS.on(a, new Scalar(b));
  }

  /** The mask of {@code a ≤ b}: 1 where it holds, else 0, NaN where either is NaN; derivative 0. */
  public static Tensor lessOrEqual(Tensor a, Tensor b) {
    return LESS_OR_EQUAL.on(a, b);
  }

  /** The mask of {@code a ≤ b}. */
  public static Tensor lessOrEqual(double a, Tensor b) {
    return LESS_OR_EQUAL.on(new Scalar(a), b);
  }

  /** The mask of {@code a ≤ b}. */
  public static Tensor lessOrEqual(Tensor a, double b) {
    return LESS_OR_EQUAL.on(a, new Scalar(b));
  }

  /** The mask of {@code a = b}: 1 where it holds, else 0, NaN where either is NaN; derivative 0. */
  public static Tensor equal(Tensor a, Tensor b) {
    return EQUAL.on(a, b);
  }

  /** The mask of {@code a = b}. */
  public static Tensor equal(double a, Tensor b) {
    return EQUAL.on(new Scalar(a), b);
  }

  /** The mask of {@code a = b}. */
  public static Tensor equal(Tensor a, double b) {
    return EQUAL.on(a, new Scalar(b));
  }

  /** The mask of {@code a ≠ b}: 1 where it holds, else 0, NaN where either is NaN; derivative 0. */
  public static Tensor notEqual(Tensor a, Tensor b) {
    return NOT_EQUAL.on(a, b);
  }

  /** The mask of {@code a ≠ b}. */
  public static Tensor notEqual(double a, Tensor b) {
    return NOT_EQUAL.on(new Scalar(a), b);
  }

  /** The mask of {@code a ≠ b}. */
  public static Tensor notEqual(Tensor a, double b) {
    return NOT_EQUAL.on(a, new Scalar(b));
  }
}
