package chainrule.autodiff.benchmark;

import org.openjdk.jmh.annotations.Param;

/**
 * The cost of the gradient of an elementwise function against the number of its entries; {@link
 * Gradients} has 1,000 and a million.
 */
public class ArraySizes extends CompiledGradient {
  /** The program and its size. */
  @Param({"elementwise-10000", "elementwise-100000", "elementwise-10000000"})
  public String program = "sigmoid";

  @Override
  String program() {
    return program;
  }
}
