package chainrule.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The Jacobian matrix of a function where most entries are zero whatever the argument. Once, the
 * captured graph tells which entries can differ from zero, and columns that share no row get the
 * same colour (or rows that share no column, if that takes fewer colours). Then each call needs but
 * one directional derivative for each colour, all of them at once in compiled code.
 *
 * <p>Source: Curtis, Powell and Reid, On the estimation of sparse Jacobian matrices, 1974;
 * Gebremedhin, Manne and Pothen, What color is your Jacobian?, SIAM Review 47, 2005; colours are
 * given greedily, the fullest first.
 *
 * <p>Thread-safe. Made by {@link Derivatives#sparseJacobian}.
 */
public final class SparseJacobian implements Function<Tensor, SparseMatrix> {
  private final Shape shape;
  private final int columns;
  private final int[] rowStarts;
  private final int[] columnIndexes;

  /** Whether columns share colours; else rows do. */
  private final boolean byColumns;

  private final int[] colours;
  private final CompiledFunction compressed;

  SparseJacobian(UnaryOperator<Tensor> f, Shape shape) {
    this.shape = shape;
    this.columns = shape.count();
    Graph graph = Graph.of(f, shape);
    int[][] pattern = Sparsity.of(graph, columns);
    this.rowStarts = new int[pattern.length + 1];
    for (int i = 0; i < pattern.length; i++) {
      rowStarts[i + 1] = Math.addExact(rowStarts[i], pattern[i].length);
    }
    this.columnIndexes = Arrays.stream(pattern).flatMapToInt(Arrays::stream).toArray();
    int[][] transposed = transposed(pattern, columns);
    int[] ofColumns = colours(transposed, pattern);
    int[] ofRows = colours(pattern, transposed);
    this.byColumns = count(ofColumns) <= count(ofRows);
    this.colours = byColumns ? ofColumns : ofRows;
    Shape seeded = byColumns ? shape : graph.shape();
    Tensor seeds = seeds(seeded);
    this.compressed =
        Derivatives.compile(
            byColumns
                ? x -> Derivatives.vmap(t -> Derivatives.jvp(f, x, t).tangent(), seeds)
                : x -> {
                  var pullback = Derivatives.vjp((Tensor v) -> f.apply(v), x);
                  return Derivatives.vmap(c -> pullback.apply(c), seeds);
                },
            shape);
  }

  /** For each column its rows. */
  private static int[][] transposed(int[][] pattern, int columns) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      rows.add(new ArrayList<>());
    }
    for (int i = 0; i < pattern.length; i++) {
      for (int j : pattern[i]) {
        rows.get(j).add(i);
      }
    }
    return rows.stream()
        .map(list -> list.stream().mapToInt(k -> k).toArray())
        .toArray(int[][]::new);
  }

  /**
   * A colour for each line, so that lines that cross a common one differ.
   *
   * @param crossing for each line those that it crosses
   * @param back for each of those the lines
   */
  private static int[] colours(int[][] crossing, int[][] back) {
    int[] colours = new int[crossing.length];
    Arrays.fill(colours, -1);
    int[] taken = new int[crossing.length + 1];
    Arrays.fill(taken, -1);
    List<Integer> fullestFirst =
        IntStream.range(0, crossing.length)
            .boxed()
            .sorted(Comparator.comparingInt(k -> -crossing[k].length))
            .toList();
    for (int line : fullestFirst) {
      for (int crossed : crossing[line]) {
        for (int other : back[crossed]) {
          if (colours[other] >= 0) {
            taken[colours[other]] = line;
          }
        }
      }
      int colour = 0;
      while (crossing[line].length > 0 && taken[colour] == line) {
        colour++;
      }
      colours[line] = colour;
    }
    return colours;
  }

  private static int count(int[] colours) {
    return 1 + Arrays.stream(colours).max().orElse(-1);
  }

  /** For each colour a tensor with ones where that colour is. */
  private Tensor seeds(Shape of) {
    int size = of.count();
    double[] seeds = new double[Math.multiplyExact(colours(), size)];
    for (int k = 0; k < size; k++) {
      seeds[colours[k] * size + k] = 1;
    }
    return Array.owning(of.inserted(0, colours()), seeds);
  }

  /** The number of colours: directional derivatives that one Jacobian takes. */
  public int colours() {
    return count(colours);
  }

  /** The number of entries that can differ from zero. */
  public int entries() {
    return columnIndexes.length;
  }

  /**
   * The Jacobian at a point: a row for each entry of the value, a column for each of the argument,
   * both row-major.
   *
   * @throws ShapeException if the argument has another shape than the function was captured for
   */
  @Override
  public SparseMatrix apply(Tensor x) {
    if (!x.shape().equals(shape)) {
      throw new ShapeException(
          "sparseJacobian: the function was captured for shape "
              + shape
              + ", and is called with "
              + x.shape());
    }
    double[] values = new double[columnIndexes.length];
    double[] data = compressed.apply(x).elements("sparseJacobian");
    int rows = rowStarts.length - 1;
    for (int i = 0; i < rows; i++) {
      for (int k = rowStarts[i]; k < rowStarts[i + 1]; k++) {
        int j = columnIndexes[k];
        values[k] = byColumns ? data[colours[j] * rows + i] : data[colours[i] * columns + j];
      }
    }
    return new SparseMatrix(columns, rowStarts, columnIndexes, values);
  }

  @Override
  public String toString() {
    return "SparseJacobian for shape "
        + shape
        + ", "
        + entries()
        + " entries, "
        + colours()
        + (byColumns ? " colours of columns" : " colours of rows");
  }
}
