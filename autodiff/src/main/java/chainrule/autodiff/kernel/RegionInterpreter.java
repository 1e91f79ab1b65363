package chainrule.autodiff.kernel;

import java.util.ArrayList;
import java.util.List;

/** Runs a region that is too long to be compiled, node by node. */
final class RegionInterpreter extends RegionCode {
  private final Region region;
  private final Expression.Node[] nodes;
  private final List<RunningSum> sums = new ArrayList<>();
  private final int scratch;

  RegionInterpreter(Region region) {
    this.region = region;
    this.nodes = region.nodes();
    int size = nodes.length;
    for (Region.Total total : region.totals()) {
      sums.add(new RunningSum(size, size + RegionPlan.BLOCK, total.buffer(), total.at()));
      size += RegionPlan.BLOCK + RunningSum.SUMS;
    }
    this.scratch = size;
  }

  @Override
  public int scratch() {
    return scratch;
  }

  @Override
  public void run(double[][] buffers, double[] values) {
    int count = region.count();
    for (int from = 0; from < count; from += RegionPlan.BLOCK) {
      int to = Math.min(from + RegionPlan.BLOCK, count);
      run(buffers, values, from, to);
      for (RunningSum sum : sums) {
        sum.add(values, from, to);
      }
    }
    for (RunningSum sum : sums) {
      sum.end(buffers, values, count);
    }
  }

  @Override
  void run(double[][] buffers, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int n = 0; n < nodes.length; n++) {
        Expression.Node node = nodes[n];
        if (node instanceof Expression.Call call) {
          values[n] = call.evaluate(values);
        } else if (node instanceof Region.Load load) {
          values[n] = buffers[load.from().buffer()][place(buffers, load.from(), i)];
        } else {
          values[n] = ((Expression.Constant) node).value();
        }
      }
      for (Region.Store store : region.stores()) {
        buffers[store.to().buffer()][place(buffers, store.to(), i)] = values[store.node()];
      }
      for (int k = 0; k < sums.size(); k++) {
        values[sums.get(k).terms() + i % RegionPlan.BLOCK] = values[region.totals().get(k).node()];
      }
    }
  }

  private static int place(double[][] buffers, Region.Span span, int index) {
    Region.Place base = span.base();
    int begin = base == null ? 0 : (int) buffers[base.buffer()][base.offset()];
    return begin + span.offset() + index * span.stride();
  }
}
