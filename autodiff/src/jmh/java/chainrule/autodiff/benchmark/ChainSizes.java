package chainrule.autodiff.benchmark;

import org.openjdk.jmh.annotations.Param;

/** The cost of the gradient of a chain of scalar operations, unrolled, against its length. */
public class ChainSizes extends CompiledGradient {
  /** The program and its size. */
  @Param({"chain-1000", "chain-10000", "chain-100000", "chain-1000000"})
  public String program = "sigmoid";

  @Override
  String program() {
    return program;
  }
}
