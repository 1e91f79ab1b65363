package chainrule.autodiff;

/** The cotangents that a backward sweep over a tape has left at its nodes. */
interface Sweep {
  /** The cotangent of a variable of the tape, of its shape; zeros where no gradient arrived. */
  Tensor cotangent(Tensor variable);
}
