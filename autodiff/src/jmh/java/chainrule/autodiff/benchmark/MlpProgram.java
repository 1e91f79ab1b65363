package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.logSoftmax;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;

import chainrule.autodiff.Tensor;
import java.util.Arrays;

/** The cross-entropy of a batch under a network 784-128-64-10 with tanh, by all its parameters. */
final class MlpProgram implements Program {
  private static final int[] SIZES = {784, 128, 64, 10};
  private static final int LAYERS = SIZES.length - 1;
  private static final int CLASSES = SIZES[LAYERS];

  private final int batch;
  private final Tensor images;
  private final Tensor labels;
  private final double[] oneHot;

  /** The input, and what each layer gives; and the adjoints of these. */
  private final double[][] layers = new double[LAYERS + 1][];

  private final double[][] adjoints = new double[LAYERS + 1][];

  MlpProgram(int batch) {
    this.batch = batch;
    images = Tensor.uniform(Tensor.shape(batch, SIZES[0]), 9);
    oneHot = new double[batch * CLASSES];
    for (int i = 0; i < batch; i++) {
      oneHot[i * CLASSES + 7 * i % CLASSES] = 1;
    }
    labels = Tensor.of(Tensor.shape(batch, CLASSES), oneHot);
    layers[0] = images.toArray();
    for (int l = 1; l <= LAYERS; l++) {
      layers[l] = new double[batch * SIZES[l]];
      adjoints[l] = new double[batch * SIZES[l]];
    }
  }

  @Override
  public Tensor function(Tensor parameters) {
    Tensor y = images;
    int from = 0;
    for (int l = 1; l <= LAYERS; l++) {
      int bias = from + SIZES[l - 1] * SIZES[l];
      Tensor weights = slice(parameters, 0, from, bias).reshape(SIZES[l - 1], SIZES[l]);
      from = bias + SIZES[l];
      Tensor z = add(matmul(y, weights), expand(slice(parameters, 0, bias, from), 0, batch));
      y = l < LAYERS ? tanh(z) : z;
    }
    return divide(negate(sum(multiply(labels, logSoftmax(y, 1)))), batch);
  }

  @Override
  public double byHand(double[] parameters, double[] gradient) {
    int from = 0;
    for (int l = 1; l <= LAYERS; l++) {
      layer(parameters, from, l);
      from += (SIZES[l - 1] + 1) * SIZES[l];
    }
    double loss = crossEntropy();
    for (int l = LAYERS; l >= 1; l--) {
      from -= (SIZES[l - 1] + 1) * SIZES[l];
      layerBackward(parameters, gradient, from, l);
    }
    return loss;
  }

  private void layer(double[] parameters, int from, int l) {
    int m = SIZES[l - 1];
    int n = SIZES[l];
    double[] in = layers[l - 1];
    double[] out = layers[l];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(parameters, from + m * n, out, i * n, n);
      for (int k = 0; k < m; k++) {
        double x = in[i * m + k];
        for (int j = 0; j < n; j++) {
          out[i * n + j] += x * parameters[from + k * n + j];
        }
      }
    }
    if (l < LAYERS) {
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.tanh(out[i]);
      }
    }
  }

  private double crossEntropy() {
    double loss = 0;
    double[] scores = layers[LAYERS];
    for (int i = 0; i < batch; i++) {
      int row = i * CLASSES;
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < CLASSES; j++) {
        most = Math.max(most, scores[row + j]);
      }
      double total = 0;
      for (int j = 0; j < CLASSES; j++) {
        total += Math.exp(scores[row + j] - most);
      }
      double logTotal = most + Math.log(total);
      for (int j = 0; j < CLASSES; j++) {
        double logProbability = scores[row + j] - logTotal;
        loss -= oneHot[row + j] * logProbability;
        adjoints[LAYERS][row + j] = (Math.exp(logProbability) - oneHot[row + j]) / batch;
      }
    }
    return loss / batch;
  }

  private void layerBackward(double[] parameters, double[] gradient, int from, int l) {
    int m = SIZES[l - 1];
    int n = SIZES[l];
    double[] in = layers[l - 1];
    double[] bar = adjoints[l];
    Arrays.fill(gradient, from, from + (m + 1) * n, 0);
    for (int i = 0; i < batch; i++) {
      for (int k = 0; k < m; k++) {
        double x = in[i * m + k];
        for (int j = 0; j < n; j++) {
          gradient[from + k * n + j] += x * bar[i * n + j];
        }
      }
      for (int j = 0; j < n; j++) {
        gradient[from + m * n + j] += bar[i * n + j];
      }
    }
    if (l == 1) {
      return;
    }
    for (int i = 0; i < batch; i++) {
      for (int k = 0; k < m; k++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += parameters[from + k * n + j] * bar[i * n + j];
        }
        double y = in[i * m + k];
        adjoints[l - 1][i * m + k] = sum * (1 - y * y);
      }
    }
  }

  @Override
  public double[] point() {
    int count = 0;
    for (int l = 1; l <= LAYERS; l++) {
      count += (SIZES[l - 1] + 1) * SIZES[l];
    }
    double[] parameters = Tensor.normal(Tensor.shape(count), 10).toArray();
    for (int i = 0; i < count; i++) {
      parameters[i] *= 0.05;
    }
    return parameters;
  }
}
