package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;

import chainrule.autodiff.ControlFlow;
import chainrule.autodiff.Tensor;
import java.util.Arrays;

/**
 * An LSTM cell of 8 units over a sequence of vectors of 4 entries; the loss is the squared distance
 * of the sum of the units from a target at every step, by the weights [32, 12] and biases [32].
 */
final class LstmProgram implements Program {
  private static final int UNITS = 8;
  private static final int INPUTS = 4;
  private static final int GATES = 4 * UNITS;
  private static final int WIDTH = UNITS + INPUTS;
  private static final int WEIGHTS = GATES * WIDTH;

  private record Entry(Tensor x, Tensor target) {}

  private record State(Tensor h, Tensor c, Tensor loss) {}

  private final int steps;
  private final Tensor inputs;
  private final Tensor targets;
  private final double[] x;
  private final double[] y;

  /** Of every step: what goes into the product, the gates, the cell's new state and its tanh. */
  private final double[] joined;

  private final double[] gates;
  private final double[] cells;
  private final double[] squashed;
  private final double[] errors;
  private final double[] hBar = new double[WIDTH];
  private final double[] cBar = new double[UNITS];
  private final double[] gateBar = new double[GATES];

  LstmProgram(int steps) {
    this.steps = steps;
    inputs = Tensor.normal(Tensor.shape(steps, INPUTS), 6);
    targets = Tensor.normal(Tensor.shape(steps), 7);
    x = inputs.toArray();
    y = targets.toArray();
    joined = new double[steps * WIDTH];
    gates = new double[steps * GATES];
    cells = new double[(steps + 1) * UNITS];
    squashed = new double[steps * UNITS];
    errors = new double[steps];
  }

  @Override
  public Tensor function(Tensor parameters) {
    Tensor weights = slice(parameters, 0, 0, WEIGHTS).reshape(GATES, WIDTH);
    Tensor bias = slice(parameters, 0, WEIGHTS, WEIGHTS + GATES);
    return ControlFlow.fold(
            (State state, Entry entry) -> {
              Tensor z = add(matmul(weights, concatenate(0, state.h(), entry.x())), bias);
              Tensor open = sigmoid(slice(z, 0, 0, 3 * UNITS));
              Tensor forget = slice(open, 0, 0, UNITS);
              Tensor input = slice(open, 0, UNITS, 2 * UNITS);
              Tensor output = slice(open, 0, 2 * UNITS, 3 * UNITS);
              Tensor candidate = tanh(slice(z, 0, 3 * UNITS, GATES));
              Tensor c = add(multiply(forget, state.c()), multiply(input, candidate));
              Tensor h = multiply(output, tanh(c));
              Tensor error = subtract(sum(h), entry.target());
              return new State(h, c, add(state.loss(), square(error)));
            },
            new State(Tensor.zeros(UNITS), Tensor.zeros(UNITS), Tensor.scalar(0)),
            new Entry(inputs, targets))
        .loss();
  }

  private static Tensor sigmoid(Tensor x) {
    return divide(1, add(1, exp(negate(x))));
  }

  @Override
  public double byHand(double[] parameters, double[] gradient) {
    double loss = 0;
    Arrays.fill(joined, 0, UNITS, 0);
    for (int t = 0; t < steps; t++) {
      loss += forward(parameters, t);
    }
    Arrays.fill(gradient, 0);
    Arrays.fill(hBar, 0);
    Arrays.fill(cBar, 0);
    for (int t = steps - 1; t >= 0; t--) {
      backward(parameters, gradient, t);
    }
    return loss;
  }

  private double forward(double[] parameters, int t) {
    int row = t * WIDTH;
    System.arraycopy(x, t * INPUTS, joined, row + UNITS, INPUTS);
    for (int g = 0; g < GATES; g++) {
      double z = parameters[WEIGHTS + g];
      for (int k = 0; k < WIDTH; k++) {
        z += parameters[g * WIDTH + k] * joined[row + k];
      }
      gates[t * GATES + g] = g < 3 * UNITS ? 1 / (1 + Math.exp(-z)) : Math.tanh(z);
    }
    double sum = 0;
    for (int u = 0; u < UNITS; u++) {
      int g = t * GATES + u;
      double c = gates[g] * cells[t * UNITS + u] + gates[g + UNITS] * gates[g + 3 * UNITS];
      cells[(t + 1) * UNITS + u] = c;
      squashed[t * UNITS + u] = Math.tanh(c);
      double h = gates[g + 2 * UNITS] * squashed[t * UNITS + u];
      sum += h;
      if (t + 1 < steps) {
        joined[row + WIDTH + u] = h;
      }
    }
    errors[t] = sum - y[t];
    return errors[t] * errors[t];
  }

  private void backward(double[] parameters, double[] gradient, int t) {
    for (int u = 0; u < UNITS; u++) {
      int g = t * GATES + u;
      double forget = gates[g];
      double input = gates[g + UNITS];
      double output = gates[g + 2 * UNITS];
      double candidate = gates[g + 3 * UNITS];
      double s = squashed[t * UNITS + u];
      double h = hBar[u] + 2 * errors[t];
      double c = cBar[u] + h * output * (1 - s * s);
      gateBar[u] = c * cells[t * UNITS + u] * forget * (1 - forget);
      gateBar[u + UNITS] = c * candidate * input * (1 - input);
      gateBar[u + 2 * UNITS] = h * s * output * (1 - output);
      gateBar[u + 3 * UNITS] = c * input * (1 - candidate * candidate);
      cBar[u] = c * forget;
    }
    Arrays.fill(hBar, 0);
    int row = t * WIDTH;
    for (int g = 0; g < GATES; g++) {
      double bar = gateBar[g];
      gradient[WEIGHTS + g] += bar;
      for (int k = 0; k < WIDTH; k++) {
        hBar[k] += bar * parameters[g * WIDTH + k];
        gradient[g * WIDTH + k] += bar * joined[row + k];
      }
    }
  }

  @Override
  public double[] point() {
    double[] parameters = Tensor.normal(Tensor.shape(WEIGHTS + GATES), 8).toArray();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 0.3;
    }
    return parameters;
  }
}
