package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.concatenate;
import static chainrule.autodiff.Operations.cos;
import static chainrule.autodiff.Operations.diag;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.norm;
import static chainrule.autodiff.Operations.sin;
import static chainrule.autodiff.Operations.sinc;
import static chainrule.autodiff.Operations.slice;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.stack;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.transpose;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.vector;

import chainrule.autodiff.CompiledTree;
import chainrule.autodiff.Derivatives;
import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Hand tracking: the distances of measured points from the skin of a hand, whose bones are turned
 * and which is turned and moved as a whole by the pose θ. In the complicated variant a point of the
 * skin is within a triangle, at barycentric coordinates that are differentiated by too.
 */
final class HandTracking {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "objective",
              input -> {
                HandTracking hand = new HandTracking(input);
                return task(hand::errors, input);
              },
              "jacobian",
              input -> {
                HandTracking hand = new HandTracking(input);
                return task(hand::slopes, input);
              }));

  /** What is differentiated by. */
  private record Pose(Tensor theta, Tensor us) {}

  private static Task<Tensor> task(BinaryOperator<Tensor> f, Input input) {
    Pose pose = new Pose(input.theta(), input.us());
    CompiledTree<Pose, Tensor> compiled =
        Derivatives.compileTree((Pose p) -> f.apply(p.theta(), p.us()), pose);
    return new Task<>(() -> compiled.apply(pose), Json::of);
  }

  private static final int FINGERS = 5;

  /** The angles of a finger: two of its first joint, one each of the others. */
  private static final int ANGLES = 4;

  /** Where the angles of the fingers start: after rotation and translation of the hand. */
  private static final int FIRST_ANGLE = 6;

  /**
   * A hand, and what was measured.
   *
   * @param theta the pose: rotation (axis times angle), translation, angles of the fingers; [26]
   * @param us two barycentric coordinates of each point, in the complicated variant; [c, 2]
   * @param model the hand
   * @param places the vertices that belong to the points; [c, 1], or [c, 3] where they are corners
   *     of triangles
   * @param points the measured points; [c, 3]
   */
  record Input(Tensor theta, Tensor us, Model model, Tensor places, Tensor points) {
    static Input of(JsonNode input) {
      JsonNode data = Json.member(input, "data");
      JsonNode model = Json.member(data, "model");
      Tensor us = Json.tensor(Json.member(input, "us"));
      Tensor found = Json.tensor(Json.member(data, "correspondences"));
      Tensor places =
          us.shape().count() == 0
              ? expand(found, 1, 1)
              : gather(Json.tensor(Json.member(model, "triangles")), found);
      return new Input(
          Json.tensor(Json.member(input, "theta")),
          us,
          Model.of(model),
          places,
          Json.tensor(Json.member(data, "points")));
    }
  }

  /**
   * A hand at rest.
   *
   * @param parents the bone that each bone hangs on, which comes before it; -1 for none
   * @param relatives where each bone is on its parent; [b, 4, 4]
   * @param inverses from the hand to each bone; [b, 4, 4]
   * @param vertices the skin, in homogeneous coordinates; [v, 4]
   * @param weights how much each vertex follows each bone; [v, b]
   * @param mirrored whether it is the other hand
   */
  record Model(
      List<Integer> parents,
      Tensor relatives,
      Tensor inverses,
      Tensor vertices,
      Tensor weights,
      boolean mirrored) {
    static Model of(JsonNode model) {
      return new Model(
          Json.integers(Json.member(model, "parents")),
          Json.tensor(Json.member(model, "base_relatives")),
          Json.tensor(Json.member(model, "inverse_base_absolutes")),
          Json.tensor(Json.member(model, "base_positions")),
          Json.tensor(Json.member(model, "weights")),
          Json.member(model, "is_mirrored").booleanValue());
    }

    /** Skin from bones: the places of the bones side by side, times this, are the vertices. */
    Tensor skin() {
      int bones = parents.size();
      int count = vertices.shape().size(0);
      Tensor onBones = matmul(inverses, expand(transpose(vertices), 0, bones));
      return multiply(onBones, expand(transpose(weights), 1, 4)).reshape(4 * bones, count);
    }
  }

  /** Turns about the x and the z axis, as a matrix that stays, one by the cosine and the sine. */
  private static final class Axis {
    static final Axis X = new Axis(1, 2, 0);
    static final Axis Z = new Axis(0, 1, 2);

    private final Tensor fixed;
    private final Tensor cosine;
    private final Tensor sine;

    Axis(int from, int to, int axis) {
      double[][] f = new double[4][4];
      f[axis][axis] = 1;
      f[3][3] = 1;
      double[][] c = new double[4][4];
      c[from][from] = 1;
      c[to][to] = 1;
      double[][] s = new double[4][4];
      s[to][from] = 1;
      s[from][to] = -1;
      fixed = matrix(f);
      cosine = matrix(c);
      sine = matrix(s);
    }

    Tensor turn(Tensor angle) {
      return add(fixed, add(multiply(cos(angle), cosine), multiply(sin(angle), sine)));
    }
  }

  /** Times a vector: the entries of the matrix of the cross product with it. */
  private static final Tensor CROSS =
      matrix(
          new double[][] {
            {0, 0, 0}, {0, 0, -1}, {0, 1, 0},
            {0, 0, 1}, {0, 0, 0}, {-1, 0, 0},
            {0, -1, 0}, {1, 0, 0}, {0, 0, 0}
          });

  private final Model model;
  private final Tensor points;

  /** The skin at the first, second and third vertex of each point. */
  private final List<Tensor> skins = new ArrayList<>();

  private HandTracking(Input input) {
    model = input.model();
    points = input.points();
    Tensor skin = transpose(model.skin());
    Tensor places = transpose(input.places());
    for (int corner = 0; corner < places.shape().size(0); corner++) {
      skins.add(transpose(gather(skin, places.at(corner))));
    }
  }

  /** The Jacobian; of the coordinates us, which act on their own point only, it has two columns. */
  private Tensor slopes(Tensor theta, Tensor us) {
    Tensor byTheta = jacobian(t -> errors(t, us)).apply(theta);
    if (skins.size() == 1) {
      return byTheta;
    }
    int count = us.shape().size(0);
    List<Tensor> columns = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      Tensor direction = expand(Tensor.identity(2).at(k), 0, count);
      columns.add(Derivatives.jvp(u -> errors(theta, u), us, direction).tangent());
    }
    return concatenate(1, stack(1, columns), byTheta);
  }

  /** The errors, coordinate after coordinate and point after point. */
  private Tensor errors(Tensor theta, Tensor us) {
    Tensor bones = matmul(rotation(slice(theta, 0, 0, 3)), bones(theta));
    Tensor seen = matmul(bones, skins.get(0));
    if (skins.size() == 3) {
      Tensor last = matmul(bones, skins.get(2));
      Tensor u = expand(transpose(us).at(0), 0, 3);
      Tensor v = expand(transpose(us).at(1), 0, 3);
      Tensor second = matmul(bones, skins.get(1));
      seen = add(last, add(multiply(u, subtract(seen, last)), multiply(v, subtract(second, last))));
    }
    int count = points.shape().size(0);
    Tensor moved = add(transpose(seen), expand(slice(theta, 0, 3, 6), 0, count));
    return subtract(points, moved).reshape(3 * count);
  }

  /** Where the bones are, side by side; [3, 4 b]. */
  private Tensor bones(Tensor theta) {
    List<Tensor> relatives = new ArrayList<>();
    for (int bone = 0; bone < model.parents().size(); bone++) {
      relatives.add(model.relatives().at(bone));
    }
    for (int finger = 0; finger < FINGERS; finger++) {
      int angle = FIRST_ANGLE + ANGLES * finger;
      int joint = 2 + 4 * finger;
      relatives.set(
          joint,
          matmul(
              matmul(relatives.get(joint), Axis.Z.turn(theta.at(angle + 1))),
              Axis.X.turn(theta.at(angle))));
      for (int next = 1; next <= 2; next++) {
        Tensor turn = Axis.X.turn(theta.at(angle + 1 + next));
        relatives.set(joint + next, matmul(relatives.get(joint + next), turn));
      }
    }
    List<Tensor> absolutes = new ArrayList<>();
    for (int bone = 0; bone < relatives.size(); bone++) {
      int parent = model.parents().get(bone);
      absolutes.add(
          parent < 0
              ? slice(relatives.get(bone), 0, 0, 3)
              : matmul(absolutes.get(parent), relatives.get(bone)));
    }
    Tensor all = concatenate(1, absolutes);
    return model.mirrored() ? matmul(diag(vector(-1, 1, 1)), all) : all;
  }

  /** Rodrigues' formula I + sin(θ)/θ K + (1 - cos θ)/θ² K², in terms of the half angle. */
  private static Tensor rotation(Tensor axis) {
    Tensor cross = matmul(CROSS, axis).reshape(3, 3);
    Tensor half = divide(norm(axis), 2);
    Tensor sinc = sinc(half);
    return add(
        Tensor.identity(3),
        add(
            multiply(multiply(sinc, cos(half)), cross),
            multiply(divide(square(sinc), 2), matmul(cross, cross))));
  }
}
