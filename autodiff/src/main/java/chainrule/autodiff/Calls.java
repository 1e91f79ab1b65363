package chainrule.autodiff;

import chainrule.autodiff.kernel.BinaryFunction;
import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.TernaryPrimitive;
import chainrule.autodiff.kernel.UnaryFunction;
import chainrule.autodiff.kernel.UnaryPrimitive;

/** Calls of primitives, and of functions made of them, on something that stands for doubles. */
interface Calls<T> {
  T number(double value);

  T call(UnaryPrimitive f, T x);

  T call(BinaryPrimitive f, T x, T y);

  T call(UnaryFunction f, T x);

  T call(BinaryFunction f, T x, T y);

  T call(TernaryPrimitive f, T x, T y, T z);
}
