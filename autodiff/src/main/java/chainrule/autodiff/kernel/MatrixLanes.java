package chainrule.autodiff.kernel;

import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Products of matrices in vectors. A tile of the result, a few rows by one or two vectors of
 * columns, stays in registers while its products are added, in order: every lane does for its entry
 * what {@link MatrixProduct} promises.
 */
final class MatrixLanes {
  /**
   * The terms that are added before a tile is put away: the rows of B for them stay in the cache.
   */
  private static final int DEPTH = 256;

  /** The rows of the highest tile. */
  static final int HEIGHT = 8;

  private static final int VECTORS = 2;

  private final int lanes;
  private final Tile[][] tiles;
  private final int[] heights;

  private MatrixLanes() {
    this.lanes = LaneWriter.lanes();
    // As many sums as leave registers for the factors.
    this.heights = lanes * Double.SIZE == 512 ? new int[] {HEIGHT, 4, 2, 1} : new int[] {4, 2, 1};
    this.tiles = new Tile[heights.length][];
    for (int i = 0; i < heights.length; i++) {
      tiles[i] = new Tile[] {tile(heights[i], 1), tile(heights[i], VECTORS)};
    }
  }

  /** Whether there are vectors. */
  static boolean isPresent() {
    return LaneWriter.lanes() > 0;
  }

  /** The code, which is generated when it is first needed. */
  static MatrixLanes instance() {
    return Holder.INSTANCE;
  }

  private static final class Holder {
    static final MatrixLanes INSTANCE = new MatrixLanes();
  }

  /**
   * Sets rows of a product.
   *
   * @param first the first row
   * @param end the row after the last one
   * @param n the columns
   * @param k the terms of each entry
   * @param c receives the rows, from {@code cFrom + first n} on
   * @param space arrays of its own for the time of the product
   */
  void multiply(
      int first,
      int end,
      int n,
      int k,
      MatrixProduct.Matrix a,
      MatrixProduct.Matrix b,
      double[] c,
      int cFrom,
      MatrixProduct.Space space) {
    int wide = VECTORS * lanes;
    for (int left = 0; left < n; left += wide) {
      int columns = Math.min(wide, n - left);
      int vectors = columns > lanes ? VECTORS : 1;
      int width = vectors * lanes;
      boolean whole = columns == width;
      int inPlace = inPlace(b, left, k, width, whole);
      int top = 0;
      do {
        boolean packed = top >= inPlace;
        int depth = Math.min(DEPTH, (packed ? k : inPlace) - top);
        double[] right = b.data;
        int rightFrom = b.from + top * b.row + left;
        int rightRow = b.row;
        if (packed) {
          double[] panel = space.panel(depth * width);
          pack(b, top, left, depth, columns, width, panel);
          right = panel;
          rightFrom = 0;
          rightRow = width;
        }
        int i = first;
        while (i < end) {
          int h = 0;
          while (heights[h] > end - i) {
            h++;
          }
          int height = heights[h];
          Tile tile = tiles[h][vectors - 1];
          int at = a.from + i * a.row + top * a.column;
          int to = cFrom + i * n + left;
          // What is stored beyond a row is in the next one, which is stored later.
          boolean inside = n <= wide && depth == k && (i + height - 1) * n + width <= end * n;
          if (whole || inside) {
            tile.run(
                a.data, at, a.row, a.column, right, rightFrom, rightRow, depth, c, to, n, top > 0);
          } else {
            double[] edge = space.edge(heights[0] * wide);
            if (top > 0) {
              copy(c, to, n, edge, 0, width, height, columns);
            }
            tile.run(
                a.data, at, a.row, a.column, right, rightFrom, rightRow, depth, edge, 0, width,
                top > 0);
            copy(edge, 0, width, c, to, n, height, columns);
          }
          i += height;
        }
        top += depth;
      } while (top < k);
    }
  }

  /** The rows of B that can be read where they are, also beyond the columns that are wanted. */
  private static int inPlace(MatrixProduct.Matrix b, int left, int k, int width, boolean whole) {
    if (b.column != 1 || (!whole && k < DEPTH / 4)) {
      return 0;
    }
    int spare = b.data.length - b.from - left - width;
    return whole ? k : spare < 0 ? 0 : Math.min(k, spare / b.row + 1);
  }

  /** Copies some columns of B, with zeros up to whole vectors. */
  private static void pack(
      MatrixProduct.Matrix b,
      int top,
      int left,
      int depth,
      int columns,
      int width,
      double[] panel) {
    double[] data = b.data;
    for (int p = 0; p < depth; p++) {
      int from = b.from + (top + p) * b.row + left * b.column;
      int to = p * width;
      for (int j = 0; j < columns; j++) {
        panel[to + j] = data[from + j * b.column];
      }
      for (int j = columns; j < width; j++) {
        panel[to + j] = 0;
      }
    }
  }

  private static void copy(
      double[] from,
      int start,
      int row,
      double[] to,
      int toStart,
      int toRow,
      int rows,
      int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[toStart + i * toRow + j] = from[start + i * row + j];
      }
    }
  }

  /** A tile of the result: a generated class. */
  abstract static class Tile {
    /**
     * Sets the tile of C to a product, or adds that to it.
     *
     * @param b rows of whole vectors
     * @param more whether to add
     */
    abstract void run(
        double[] a,
        int aAt,
        int aRow,
        int aColumn,
        double[] b,
        int bAt,
        int bRow,
        int k,
        double[] c,
        int cAt,
        int cRow,
        boolean more);
  }

  private static Tile tile(int height, int vectors) {
    HiddenClass type = new HiddenClass("Tile", Tile.class);
    MethodVisitor code = type.method(0, "run", "([DIII[DIII[DIIZ)V");
    new TileWriter(code, height, vectors).write();
    return type.define(Tile.class);
  }

  /** Writes the method of a tile. */
  private static final class TileWriter {
    // The parameters.
    private static final int A = 1;
    private static final int A_AT = 2;
    private static final int A_ROW = 3;
    private static final int A_COLUMN = 4;
    private static final int B = 5;
    private static final int B_AT = 6;
    private static final int B_ROW = 7;
    private static final int K = 8;
    private static final int C = 9;
    private static final int C_AT = 10;
    private static final int C_ROW = 11;
    private static final int MORE = 12;

    private final MethodVisitor code;
    private final LaneWriter lanes;
    private final int height;
    private final int vectors;
    private final int[][] sums;
    private final int[] rows;

    TileWriter(MethodVisitor code, int height, int vectors) {
      this.code = code;
      this.lanes = new LaneWriter(code, MORE + 1);
      this.height = height;
      this.vectors = vectors;
      this.sums = new int[height][vectors];
      this.rows = new int[height];
    }

    void write() {
      for (int i = 0; i < height; i++) {
        for (int v = 0; v < vectors; v++) {
          lanes.constant(0);
          sums[i][v] = lanes.save();
        }
      }
      Label begin = new Label();
      code.visitVarInsn(Opcodes.ILOAD, MORE);
      code.visitJumpInsn(Opcodes.IFEQ, begin);
      for (int i = 0; i < height; i++) {
        for (int v = 0; v < vectors; v++) {
          place(i, v);
          lanes.load();
          lanes.put(sums[i][v]);
        }
      }
      code.visitLabel(begin);
      for (int i = 0; i < height; i++) {
        rows[i] = lanes.local();
        code.visitVarInsn(Opcodes.ILOAD, A_ROW);
        HiddenClass.push(code, i);
        code.visitInsn(Opcodes.IMUL);
        code.visitVarInsn(Opcodes.ISTORE, rows[i]);
      }
      int p = lanes.local();
      code.visitInsn(Opcodes.ICONST_0);
      code.visitVarInsn(Opcodes.ISTORE, p);
      Label top = new Label();
      Label end = new Label();
      code.visitLabel(top);
      code.visitVarInsn(Opcodes.ILOAD, p);
      code.visitVarInsn(Opcodes.ILOAD, K);
      code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
      term();
      code.visitIincInsn(p, 1);
      code.visitJumpInsn(Opcodes.GOTO, top);
      code.visitLabel(end);
      for (int i = 0; i < height; i++) {
        for (int v = 0; v < vectors; v++) {
          lanes.get(sums[i][v]);
          place(i, v);
          lanes.store();
        }
      }
      code.visitInsn(Opcodes.RETURN);
      HiddenClass.end(code);
    }

    /** Adds one product to each entry. */
    private void term() {
      int[] right = new int[vectors];
      for (int v = 0; v < vectors; v++) {
        code.visitVarInsn(Opcodes.ALOAD, B);
        code.visitVarInsn(Opcodes.ILOAD, B_AT);
        HiddenClass.push(code, v * LaneWriter.lanes());
        code.visitInsn(Opcodes.IADD);
        lanes.load();
        right[v] = lanes.save();
      }
      for (int i = 0; i < height; i++) {
        code.visitVarInsn(Opcodes.ALOAD, A);
        code.visitVarInsn(Opcodes.ILOAD, A_AT);
        code.visitVarInsn(Opcodes.ILOAD, rows[i]);
        code.visitInsn(Opcodes.IADD);
        code.visitInsn(Opcodes.DALOAD);
        lanes.broadcast();
        int left = lanes.save();
        for (int v = 0; v < vectors; v++) {
          lanes.get(left);
          lanes.get(right[v]);
          lanes.get(sums[i][v]);
          lanes.fma();
          lanes.put(sums[i][v]);
        }
      }
      for (int[] step : List.of(new int[] {A_AT, A_COLUMN}, new int[] {B_AT, B_ROW})) {
        code.visitVarInsn(Opcodes.ILOAD, step[0]);
        code.visitVarInsn(Opcodes.ILOAD, step[1]);
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, step[0]);
      }
    }

    /** Pushes the array of C and the place of a vector. */
    private void place(int row, int vector) {
      code.visitVarInsn(Opcodes.ALOAD, C);
      code.visitVarInsn(Opcodes.ILOAD, C_ROW);
      HiddenClass.push(code, row);
      code.visitInsn(Opcodes.IMUL);
      code.visitVarInsn(Opcodes.ILOAD, C_AT);
      code.visitInsn(Opcodes.IADD);
      HiddenClass.push(code, vector * LaneWriter.lanes());
      code.visitInsn(Opcodes.IADD);
    }
  }
}
