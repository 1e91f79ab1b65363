package chainrule.autodiff;

import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.TernaryPrimitive;
import chainrule.autodiff.kernel.UnaryPrimitive;

/** Calls of primitives on something that stands for doubles. */
interface Calls<T> {
  T number(double value);

  T call(UnaryPrimitive f, T x);

  T call(BinaryPrimitive f, T x, T y);

  T call(TernaryPrimitive f, T x, T y, T z);
}
