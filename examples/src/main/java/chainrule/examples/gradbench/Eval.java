package chainrule.examples.gradbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Function;

/**
 * An eval: how its input is read, and its functions by name. A function takes the input and gives
 * what will be run, any number of times; all that happens but once belongs there.
 */
record Eval<I>(Function<JsonNode, I> input, Map<String, Function<I, Task<?>>> functions) {}
