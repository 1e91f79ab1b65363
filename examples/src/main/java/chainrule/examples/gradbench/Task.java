package chainrule.examples.gradbench;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A function bound to its input.
 *
 * @param run applies the function; this is what is timed
 * @param output the result as the eval wants it
 */
record Task<T>(Supplier<T> run, Function<T, JsonNode> output) {
  /** A function of one tensor, compiled, whose value is the answer. */
  static Task<Tensor> compiled(UnaryOperator<Tensor> f, Tensor x) {
    return of(Derivatives.compile(f, x.shape()), x);
  }

  /** A function of one tensor, whose value is the answer. */
  static Task<Tensor> of(UnaryOperator<Tensor> f, Tensor x) {
    return new Task<>(() -> f.apply(x), Json::of);
  }
}
