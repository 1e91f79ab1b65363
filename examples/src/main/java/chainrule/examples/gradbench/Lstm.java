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
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.nn.activations.Activations.sigmoid;

import chainrule.autodiff.ControlFlow;
import chainrule.autodiff.ControlFlow.Step;
import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

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
                var loss = Derivatives.compileTree(lstm::loss, input.parameters());
                return new Task<>(() -> loss.apply(input.parameters()), Json::of);
              },
              "jacobian",
              input -> {
                Lstm lstm = new Lstm(input);
                var gradient =
                    Derivatives.compileTree(
                        (Parameters p) -> Derivatives.grad(lstm::loss, p), input.parameters());
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

  /** What a layer hands on from row to row: [b] each. */
  record State(Tensor hidden, Tensor cell) {}

  /** The gates that depend on the rows alone: [c - 1, b] for all of them, [b] for one. */
  record Gates(Tensor forget, Tensor output) {}

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
    Tensor inputWeights = weights.at(1);
    Tensor changeWeights = weights.at(3);
    Tensor inputBiases = biases.at(1);
    Tensor changeBiases = biases.at(3);
    return ControlFlow.scan(
            (State before, Gates gates) -> {
              Tensor input = sigmoid(add(multiply(before.hidden(), inputWeights), inputBiases));
              Tensor change = tanh(add(multiply(before.hidden(), changeWeights), changeBiases));
              Tensor c = add(multiply(before.cell(), gates.forget()), multiply(input, change));
              Tensor h = multiply(gates.output(), tanh(c));
              return new Step<>(new State(h, c), h);
            },
            new State(hidden, cell),
            new Gates(forget, output))
        .results();
  }

  private Tensor affine(Tensor rows, Tensor weights, Tensor biases) {
    return add(multiply(rows, expand(weights, 0, steps)), expand(biases, 0, steps));
  }
}
