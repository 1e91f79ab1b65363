package chainrule.autodiff.kernel;

/** Runs a region that is too long to be compiled, node by node. */
final class RegionInterpreter extends RegionCode {
  private final Region region;
  private final Expression.Node[] nodes;

  RegionInterpreter(Region region) {
    this.region = region;
    this.nodes = region.nodes();
  }

  @Override
  public int scratch() {
    return nodes.length;
  }

  @Override
  public void run(double[][] buffers, double[] values) {
    run(buffers, values, 0, region.count());
  }

  @Override
  void run(double[][] buffers, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int n = 0; n < nodes.length; n++) {
        Expression.Node node = nodes[n];
        if (node instanceof Expression.Call call) {
          values[n] = call.evaluate(values);
        } else if (node instanceof Region.Load load) {
          values[n] = buffers[load.buffer()][load.offset() + i * load.stride()];
        } else {
          values[n] = ((Expression.Constant) node).value();
        }
      }
      for (Region.Store store : region.stores()) {
        buffers[store.buffer()][store.offset() + i * store.stride()] = values[store.node()];
      }
    }
  }
}
