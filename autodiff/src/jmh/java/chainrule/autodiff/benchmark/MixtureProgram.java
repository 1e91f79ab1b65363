package chainrule.autodiff.benchmark;

import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.logSumExp;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.transpose;

import chainrule.autodiff.Tensor;
import java.util.Arrays;

/**
 * The logarithm of the posterior density, without its constants, of a mixture of 5 Gaussians in 3
 * dimensions: n points, a Wishart prior of the inverse covariances QᵀQ. The parameters are
 * logarithms of weights [k], means [k, d], logarithms of the diagonals of the lower triangular Q
 * [k, d], and what is below these [k, d(d-1)/2], row by row.
 */
final class MixtureProgram implements Program {
  private static final int K = 5;
  private static final int D = 3;
  private static final int BELOW = D * (D - 1) / 2;
  private static final int MEANS = K;
  private static final int DIAGONALS = MEANS + K * D;
  private static final int LOWER = DIAGONALS + K * D;
  private static final int COUNT = LOWER + K * BELOW;
  private static final double GAMMA = 1.5;
  private static final double FREEDOM = 2;

  private final int n;
  private final Tensor columns;
  private final Tensor places = places();
  private final double[] points;

  private final double[] factors = new double[K * D * D];
  private final double[] logDeterminants = new double[K];
  private final double[] shares = new double[K];
  private final double[] centred = new double[K * D];
  private final double[] transformed = new double[K * D];

  MixtureProgram(int n) {
    this.n = n;
    Tensor x = Tensor.normal(Tensor.shape(n, D), 11);
    columns = transpose(x);
    points = x.toArray();
  }

  /** Where each entry of a Q is in its diagonal, then its lower part, then a zero. */
  private static Tensor places() {
    double[] places = new double[D * D];
    for (int row = 0; row < D; row++) {
      for (int column = 0; column < D; column++) {
        places[row * D + column] =
            column > row ? D + BELOW : row == column ? row : below(row, column);
      }
    }
    return Tensor.vector(places);
  }

  /** Where an entry below the diagonal is, after the diagonal. */
  private static int below(int row, int column) {
    return D + row * (row - 1) / 2 + column;
  }

  @Override
  public Tensor function(Tensor parameters) {
    Tensor alpha = slice(parameters, 0, 0, MEANS);
    Tensor mu = slice(parameters, 0, MEANS, DIAGONALS).reshape(K, D);
    Tensor q = slice(parameters, 0, DIAGONALS, LOWER).reshape(K, D);
    Tensor l = slice(parameters, 0, LOWER, COUNT).reshape(K, BELOW);
    Tensor diagonals = exp(q);
    Tensor determinants = sum(q, 1);

    Tensor packed = concatenate(1, diagonals, l, Tensor.zeros(K, 1));
    Tensor all = transpose(gather(transpose(packed), places)).reshape(K, D, D);
    Tensor means = matmul(all, mu.reshape(K, D, 1)).reshape(K, D);
    Tensor moved = matmul(all.reshape(K * D, D), columns).reshape(K, D, n);
    Tensor distances = sum(square(subtract(moved, expand(means, 2, n))), 1);

    Tensor weights = expand(add(alpha, determinants), 1, n);
    Tensor likelihood = sum(logSumExp(subtract(weights, multiply(0.5, distances)), 0));
    Tensor normalization = multiply(n, logSumExp(alpha));
    Tensor frobenius = add(sum(square(diagonals)), sum(square(l)));
    Tensor prior =
        subtract(multiply(FREEDOM, sum(determinants)), multiply(0.5 * GAMMA * GAMMA, frobenius));
    return add(subtract(likelihood, normalization), prior);
  }

  @Override
  public double byHand(double[] parameters, double[] gradient) {
    Arrays.fill(gradient, 0);
    double value = prior(parameters, gradient);
    for (int i = 0; i < n; i++) {
      value += point(parameters, gradient, i);
    }
    return value - normalization(parameters, gradient);
  }

  /** Unpacks the factors; the prior and its gradient. */
  private double prior(double[] parameters, double[] gradient) {
    double value = 0;
    for (int j = 0; j < K; j++) {
      logDeterminants[j] = 0;
      for (int row = 0; row < D; row++) {
        int place = DIAGONALS + j * D + row;
        double diagonal = Math.exp(parameters[place]);
        factors[(j * D + row) * D + row] = diagonal;
        logDeterminants[j] += parameters[place];
        value -= 0.5 * GAMMA * GAMMA * diagonal * diagonal;
        gradient[place] += FREEDOM - GAMMA * GAMMA * diagonal * diagonal;
        for (int column = 0; column < row; column++) {
          int lower = LOWER + j * BELOW + below(row, column) - D;
          double entry = parameters[lower];
          factors[(j * D + row) * D + column] = entry;
          value -= 0.5 * GAMMA * GAMMA * entry * entry;
          gradient[lower] -= GAMMA * GAMMA * entry;
        }
      }
      value += FREEDOM * logDeterminants[j];
    }
    return value;
  }

  /** The log-likelihood of a point, without the normalization of the weights. */
  private double point(double[] parameters, double[] gradient, int i) {
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < K; j++) {
      double distance = 0;
      for (int row = 0; row < D; row++) {
        centred[j * D + row] = points[i * D + row] - parameters[MEANS + j * D + row];
        double y = 0;
        for (int column = 0; column <= row; column++) {
          y += factors[(j * D + row) * D + column] * centred[j * D + column];
        }
        transformed[j * D + row] = y;
        distance += y * y;
      }
      shares[j] = parameters[j] + logDeterminants[j] - 0.5 * distance;
      most = Math.max(most, shares[j]);
    }
    double total = 0;
    for (int j = 0; j < K; j++) {
      shares[j] = Math.exp(shares[j] - most);
      total += shares[j];
    }
    for (int j = 0; j < K; j++) {
      double share = shares[j] / total;
      gradient[j] += share;
      for (int row = 0; row < D; row++) {
        double bar = -share * transformed[j * D + row];
        double diagonal = factors[(j * D + row) * D + row];
        gradient[DIAGONALS + j * D + row] += share + bar * centred[j * D + row] * diagonal;
        gradient[MEANS + j * D + row] -= bar * diagonal;
        for (int column = 0; column < row; column++) {
          gradient[LOWER + j * BELOW + below(row, column) - D] += bar * centred[j * D + column];
          gradient[MEANS + j * D + column] -= bar * factors[(j * D + row) * D + column];
        }
      }
    }
    return most + Math.log(total);
  }

  private double normalization(double[] parameters, double[] gradient) {
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < K; j++) {
      most = Math.max(most, parameters[j]);
    }
    double total = 0;
    for (int j = 0; j < K; j++) {
      total += Math.exp(parameters[j] - most);
    }
    for (int j = 0; j < K; j++) {
      gradient[j] -= n * Math.exp(parameters[j] - most) / total;
    }
    return n * (most + Math.log(total));
  }

  @Override
  public double[] point() {
    double[] parameters = Tensor.normal(Tensor.shape(COUNT), 12).toArray();
    for (int i = 0; i < COUNT; i++) {
      parameters[i] *= 0.5;
    }
    return parameters;
  }
}
