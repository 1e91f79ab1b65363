package chainrule.examples.gradbench;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.log;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.stack;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.nn.activations.Activations.sigmoid;

import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The loss of a network of LSTM layers with diagonal weights, which predicts from each row of a
 * sequence the next one.
 */
final class Lstm {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "objective",
              input -> {
                Lstm lstm = new Lstm(input);
                return new Task<>(() -> lstm.loss(input.parameters()), Json::of);
              },
              "jacobian",
              input -> {
                Lstm lstm = new Lstm(input);
                UnaryOperator<Parameters> gradient = p -> Derivatives.grad(lstm::loss, p);
                return new Task<>(() -> gradient.apply(input.parameters()), Parameters::toJson);
              }));

  /**
   * What is differentiated by.
   *
   * @param main weights and biases of the layers in turn, each for the forget, input and output
   *     gates and the change; [2 layers, 4 b]
   * @param extra weights of the input, weights and biases of the output; [3, b]
   */
  record Parameters(Tensor main, Tensor extra) {
    JsonNode toJson() {
      return Json.of(
          concatenate(0, main.reshape(main.shape().count()), extra.reshape(extra.shape().count())));
    }
  }

  /** The parameters, hidden and cell states of the layers [2 layers, b], and the rows [c, b]. */
  record Input(Parameters parameters, Tensor state, Tensor sequence) {
    static Input of(JsonNode input) {
      return new Input(
          new Parameters(
              Json.tensor(Json.member(input, "main_params")),
              Json.tensor(Json.member(input, "extra_params"))),
          Json.tensor(Json.member(input, "state")),
          Json.tensor(Json.member(input, "sequence")));
    }
  }

  private final int layers;
  private final int b;
  private final int steps;
  private final Tensor state;
  private final Tensor inputs;
  private final Tensor targets;

  private Lstm(Input input) {
    state = input.state();
    layers = state.shape().size(0) / 2;
    b = state.shape().size(1);
    steps = input.sequence().shape().size(0) - 1;
    inputs = slice(input.sequence(), 0, 0, steps);
    targets = slice(input.sequence(), 0, 1, steps + 1);
  }

  Tensor loss(Parameters parameters) {
    Tensor extra = parameters.extra();
    Tensor x = multiply(inputs, expand(extra.at(0), 0, steps));
    for (int layer = 0; layer < layers; layer++) {
      x =
          layer(
              parameters.main().at(2 * layer).reshape(4, b),
              parameters.main().at(2 * layer + 1).reshape(4, b),
              state.at(2 * layer),
              state.at(2 * layer + 1),
              x);
    }
    Tensor y = affine(x, extra.at(1), extra.at(2));
    // The benchmark's logSumExp has a 2 within.
    Tensor normalization = log(add(sum(exp(y), 1), 2));
    Tensor total = sum(multiply(targets, subtract(y, expand(normalization, 1, b))));
    return divide(negate(total), steps * b);
  }

  /**
   * The hidden states after each row. What depends on the rows alone is computed for all at once.
   */
  private Tensor layer(Tensor weights, Tensor biases, Tensor hidden, Tensor cell, Tensor rows) {
    Tensor forget = sigmoid(affine(rows, weights.at(0), biases.at(0)));
    Tensor output = sigmoid(affine(rows, weights.at(2), biases.at(2)));
    List<Tensor> all = new ArrayList<>();
    Tensor h = hidden;
    Tensor c = cell;
    for (int t = 0; t < steps; t++) {
      Tensor input = sigmoid(add(multiply(h, weights.at(1)), biases.at(1)));
      Tensor change = tanh(add(multiply(h, weights.at(3)), biases.at(3)));
      c = add(multiply(c, forget.at(t)), multiply(input, change));
      h = multiply(output.at(t), tanh(c));
      all.add(h);
    }
    return stack(0, all);
  }

  private Tensor affine(Tensor rows, Tensor weights, Tensor biases) {
    return add(multiply(rows, expand(weights, 0, steps)), expand(biases, 0, steps));
  }
}
