package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.cos;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.equal;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.sin;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.sqrt;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.stack;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Operations.where;

import chainrule.autodiff.CompiledTree;
import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Bundle adjustment: how far cameras see points from where they were observed. An observation
 * depends on one camera and one point only, so that the Jacobian is sparse. Errors are written for
 * one observation, entry by entry: given vectors over all observations, they are computed for all,
 * and so are the rows of the Jacobian.
 */
final class BundleAdjustment {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "objective",
              input -> {
                BundleAdjustment adjustment = new BundleAdjustment(input);
                CompiledTree<List<Tensor>, Tensor> errors =
                    Derivatives.compileTree(adjustment::errors, input.variables());
                return new Task<>(
                    () -> errors.apply(input.variables()), BundleAdjustment::errorsToJson);
              },
              "jacobian",
              input -> {
                BundleAdjustment adjustment = new BundleAdjustment(input);
                CompiledTree<List<Tensor>, Tensor> slopes =
                    Derivatives.compileTree(adjustment::slopes, input.variables());
                return new Task<>(
                    () -> adjustment.jacobian(slopes.apply(input.variables())), Sparse::toJson);
              }));

  private static final int CAMERA = 11;
  private static final int PARAMETERS = CAMERA + 3 + 1;

  /** Cameras [n, 11], points [m, 3], weights [p], and the coordinates of the features, [p] each. */
  record Input(Tensor cameras, Tensor points, Tensor weights, Tensor u, Tensor v) {
    /** The benchmark sends one of each, to be repeated. */
    static Input of(JsonNode input) {
      int p = Json.member(input, "p").intValue();
      Tensor feature = Json.tensor(Json.member(input, "feat"));
      return new Input(
          expand(Json.tensor(Json.member(input, "cam")), 0, Json.member(input, "n").intValue()),
          expand(Json.tensor(Json.member(input, "x")), 0, Json.member(input, "m").intValue()),
          expand(Json.tensor(Json.member(input, "w")), 0, p),
          expand(feature.at(0), 0, p),
          expand(feature.at(1), 0, p));
    }

    /** What is differentiated by. */
    List<Tensor> variables() {
      return List.of(cameras, points, weights);
    }
  }

  /** The benchmark reads the first errors, as they are all the same. */
  private static JsonNode errorsToJson(Tensor errors) {
    int p = errors.shape().size(0);
    ObjectNode object = Json.FACTORY.objectNode();
    object
        .putObject("reproj_error")
        .put("repeated", p)
        .set("elements", Json.of(slice(errors.at(0), 0, 0, 2)));
    object.putObject("w_err").put("repeated", p).set("element", Json.of(errors.at(0, 2)));
    return object;
  }

  /** A sparse matrix: where each row starts, and the columns and values of its entries. */
  static final class Sparse {
    private final int[] starts;
    private final int[] columns;
    private final Tensor values;

    Sparse(int[] starts, int[] columns, Tensor values) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
    }

    /** The benchmark reads as many as the first observation has entries, and the last. */
    JsonNode toJson() {
      ObjectNode object = Json.FACTORY.objectNode();
      sample(object.putArray("rows"), Tensor.vector(doubles(starts)), true);
      sample(object.putArray("cols"), Tensor.vector(doubles(columns)), true);
      sample(object.putArray("vals"), values, false);
      return object;
    }

    private static double[] doubles(int[] numbers) {
      return IntStream.of(numbers).asDoubleStream().toArray();
    }

    private static void sample(ArrayNode array, Tensor entries, boolean whole) {
      int last = entries.shape().size(0) - 1;
      for (int i = 0; i <= 2 * PARAMETERS; i++) {
        double entry = entries.get(i < 2 * PARAMETERS ? i : last);
        if (whole) {
          array.add((int) entry);
        } else {
          array.add(entry);
        }
      }
    }
  }

  /** Two coordinates, of one observation or of all. */
  private record Pair(Tensor u, Tensor v) {}

  /** Three coordinates, of one observation or of all. */
  private record Triple(Tensor x, Tensor y, Tensor z) {
    Triple plus(Triple b) {
      return new Triple(add(x, b.x), add(y, b.y), add(z, b.z));
    }

    Triple minus(Triple b) {
      return new Triple(subtract(x, b.x), subtract(y, b.y), subtract(z, b.z));
    }

    Triple times(Tensor factor) {
      return new Triple(multiply(x, factor), multiply(y, factor), multiply(z, factor));
    }

    Triple cross(Triple b) {
      return new Triple(
          subtract(multiply(y, b.z), multiply(z, b.y)),
          subtract(multiply(z, b.x), multiply(x, b.z)),
          subtract(multiply(x, b.y), multiply(y, b.x)));
    }

    Tensor length() {
      return sqrt(add(add(square(x), square(y)), square(z)));
    }
  }

  private final Input input;
  private final int n;
  private final int m;
  private final int p;
  private final int[] camera;
  private final int[] point;
  private final Tensor cameraIndex;
  private final Tensor pointIndex;

  private BundleAdjustment(Input input) {
    this.input = input;
    n = input.cameras().shape().size(0);
    m = input.points().shape().size(0);
    p = input.weights().shape().size(0);
    camera = IntStream.range(0, p).map(i -> i % n).toArray();
    point = IntStream.range(0, p).map(i -> i % m).toArray();
    cameraIndex = Tensor.vector(IntStream.of(camera).asDoubleStream().toArray());
    pointIndex = Tensor.vector(IntStream.of(point).asDoubleStream().toArray());
  }

  /** The errors of each observation: two coordinates, and that of the weight; [p, 3]. */
  private Tensor errors(List<Tensor> variables) {
    Pair error = projectionError(parameters(variables));
    return stack(1, error.u(), error.v(), weightError(variables.get(2)));
  }

  /** The slopes at their places. */
  private Sparse jacobian(Tensor slopes) {
    int[] starts = new int[3 * p + 1];
    int[] columns = new int[slopes.shape().count()];
    int row = 0;
    int entry = 0;
    for (int i = 0; i < p; i++) {
      for (int coordinate = 0; coordinate < 2; coordinate++) {
        for (int j = 0; j < CAMERA; j++) {
          columns[entry++] = CAMERA * camera[i] + j;
        }
        for (int j = 0; j < 3; j++) {
          columns[entry++] = CAMERA * n + 3 * point[i] + j;
        }
        columns[entry++] = CAMERA * n + 3 * m + i;
        starts[++row] = entry;
      }
    }
    for (int i = 0; i < p; i++) {
      columns[entry++] = CAMERA * n + 3 * m + i;
      starts[++row] = entry;
    }
    return new Sparse(starts, columns, slopes);
  }

  /** What each observation depends on: 15 vectors over the observations. */
  private List<Tensor> parameters(List<Tensor> variables) {
    List<Tensor> parameters = new ArrayList<>();
    Tensor cameras = transpose(variables.get(0));
    for (int i = 0; i < CAMERA; i++) {
      parameters.add(gather(cameras.at(i), cameraIndex));
    }
    Tensor points = transpose(variables.get(1));
    for (int i = 0; i < 3; i++) {
      parameters.add(gather(points.at(i), pointIndex));
    }
    parameters.add(variables.get(2));
    return parameters;
  }

  /**
   * The slopes of each observation's two errors by its 15 parameters, then those of the weights.
   */
  private Tensor slopes(List<Tensor> variables) {
    List<Tensor> parameters = parameters(variables);
    Tensor ones = Tensor.ones(p);
    List<Tensor> u = Derivatives.vjp(x -> projectionError(x).u(), parameters).apply(ones);
    List<Tensor> v = Derivatives.vjp(x -> projectionError(x).v(), parameters).apply(ones);
    return concatenate(
        0,
        stack(1, stack(1, u), stack(1, v)).reshape(2 * PARAMETERS * p),
        derivative(BundleAdjustment::weightError).apply(variables.get(2)));
  }

  private Pair projectionError(List<Tensor> x) {
    Pair seen = project(x);
    Tensor weight = x.get(CAMERA + 3);
    return new Pair(
        multiply(weight, subtract(seen.u(), input.u())),
        multiply(weight, subtract(seen.v(), input.v())));
  }

  private static Tensor weightError(Tensor weight) {
    return subtract(1, square(weight));
  }

  private static Pair project(List<Tensor> x) {
    Triple centre = triple(x, 3);
    Triple inCamera = rotate(triple(x, 0), triple(x, CAMERA).minus(centre));
    Tensor u = divide(inCamera.x(), inCamera.z());
    Tensor v = divide(inCamera.y(), inCamera.z());
    Tensor squared = add(square(u), square(v));
    Tensor distortion = add(1, multiply(squared, add(x.get(9), multiply(x.get(10), squared))));
    Tensor scale = multiply(x.get(6), distortion);
    return new Pair(add(multiply(u, scale), x.get(7)), add(multiply(v, scale), x.get(8)));
  }

  private static Triple triple(List<Tensor> x, int from) {
    return new Triple(x.get(from), x.get(from + 1), x.get(from + 2));
  }

  /**
   * Rodrigues' formula x + sin(θ)/θ r×x + (1 - cos θ)/θ² r×(r×x), in terms of the half angle, where
   * nothing cancels.
   */
  private static Triple rotate(Triple rotation, Triple x) {
    Tensor half = divide(rotation.length(), 2);
    Tensor sinc = where(equal(half, 0), 1, divide(sin(half), half));
    Triple once = rotation.cross(x);
    Triple twice = rotation.cross(once);
    return x.plus(once.times(multiply(sinc, cos(half)))).plus(twice.times(divide(square(sinc), 2)));
  }
}
