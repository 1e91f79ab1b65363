package chainrule.autodiff.kernel;

/** Writes an expression of primitives in lanes. */
final class LaneProgram {

  private LaneProgram() {}

  /**
   * Writes an expression, {@code → v}.
   *
   * @param expression calls nothing but {@link Instructions}
   * @param lanes receives the instructions
   * @param inputs the local variables that hold the vectors of the inputs
   */
  static void write(Expression expression, LaneWriter lanes, int... inputs) {
    int[] locals = new int[expression.size()];
    for (int n = 0; n < expression.size(); n++) {
      Expression.Node node = expression.node(n);
      if (node instanceof Expression.Input input) {
        locals[n] = inputs[input.index()];
      } else {
        if (node instanceof Expression.Constant constant) {
          lanes.constant(constant.value());
        } else {
          Expression.Call call = (Expression.Call) node;
          for (int k = 0; k < call.arity(); k++) {
            lanes.get(locals[call.argument(k)]);
          }
          ((Instructions) call.function).lanes(lanes);
        }
        locals[n] = lanes.save();
      }
    }
    lanes.get(locals[expression.size() - 1]);
  }
}
