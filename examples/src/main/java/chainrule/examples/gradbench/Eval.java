package chainrule.examples.gradbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Function;

/**
 * An eval: how its input is read, and its functions by name. A function takes the input and gives
 * what will be run, any number of times; all that happens but once belongs there.
 */
record Eval<I>(Function<JsonNode, I> input, Map<String, Function<I, Task<?>>> functions) {
  /** All evals by the names of their modules. */
  static final Map<String, Eval<?>> ALL =
      Map.ofEntries(
          Map.entry("hello", Hello.EVAL),
          Map.entry("gmm", GaussianMixture.EVAL),
          Map.entry("ba", BundleAdjustment.EVAL),
          Map.entry("ht", HandTracking.EVAL),
          Map.entry("lstm", Lstm.EVAL),
          Map.entry("lse", LogSumExp.EVAL),
          Map.entry("llsq", LeastSquares.EVAL),
          Map.entry("det", CofactorExpansion.EVAL),
          Map.entry("kmeans", KMeans.EVAL),
          Map.entry("ode", RungeKutta.EVAL),
          Map.entry("particle", ChargedParticle.EVAL),
          Map.entry("saddle", SaddlePoint.EVAL));
}
