package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;

import chainrule.autodiff.Tensor;
import java.util.Arrays;

/** The mean loss of a logistic regression: rows of 20 features, labels of -1 and 1. */
final class LogisticProgram implements Program {
  private static final int FEATURES = 20;

  private final int rows;
  private final double[] features;
  private final double[] labels;
  private final Tensor x;
  private final Tensor y;

  LogisticProgram(int rows) {
    this.rows = rows;
    x = Tensor.normal(Tensor.shape(rows, FEATURES), 3);
    features = x.toArray();
    labels = Tensor.normal(Tensor.shape(rows), 4).toArray();
    for (int i = 0; i < rows; i++) {
      labels[i] = Math.signum(labels[i]);
    }
    y = Tensor.vector(labels);
  }

  @Override
  public Tensor function(Tensor weights) {
    Tensor margin = multiply(y, matmul(x, weights));
    return mean(log1p(exp(negate(margin))));
  }

  @Override
  public double byHand(double[] weights, double[] gradient) {
    double loss = 0;
    Arrays.fill(gradient, 0);
    for (int i = 0; i < rows; i++) {
      int row = i * FEATURES;
      double score = 0;
      for (int j = 0; j < FEATURES; j++) {
        score += features[row + j] * weights[j];
      }
      double e = Math.exp(-labels[i] * score);
      loss += Math.log1p(e);
      double slope = -labels[i] * e / (1 + e) / rows;
      for (int j = 0; j < FEATURES; j++) {
        gradient[j] += slope * features[row + j];
      }
    }
    return loss / rows;
  }

  @Override
  public double[] point() {
    return Tensor.normal(Tensor.shape(FEATURES), 5).toArray();
  }
}
