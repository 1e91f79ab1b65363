package chainrule.nn.activations;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Real;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An activation of one number: as the engine computes it, and in closed form with its first two
 * derivatives, spelled without cancellation.
 *
 * @param turns where the value (never), the first and the second derivative change sign, but for 0
 */
record Curve(
    String name,
    UnaryOperator<Tensor> engine,
    List<UnaryOperator<Real>> closed,
    List<List<Double>> turns) {

  /** How near to a sign change counts as near, relative to its distance from 0. */
  private static final double NEAR = 0.75;

  Curve turning(List<Double> slope, List<Double> curvature) {
    return new Curve(name, engine, closed, List.of(List.of(), slope, curvature));
  }

  boolean turnsNear(int order, double x) {
    return turns.get(order).stream().anyMatch(t -> Math.abs(x - t) <= NEAR * Math.abs(t));
  }

  @Override
  public String toString() {
    return name;
  }
}
