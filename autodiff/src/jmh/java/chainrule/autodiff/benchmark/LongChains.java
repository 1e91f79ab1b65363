package chainrule.autodiff.benchmark;

import org.openjdk.jmh.annotations.Param;

/** As {@link ChainSizes}, of a length that is too long to be compiled. */
public class LongChains extends EagerGradient {
  /** The program and its size. */
  @Param({"chain-10000000"})
  public String program = "sigmoid";

  @Override
  String program() {
    return program;
  }
}
