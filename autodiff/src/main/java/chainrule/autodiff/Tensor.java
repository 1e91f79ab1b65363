package chainrule.autodiff;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An immutable n-dimensional array of doubles, row-major; rank 0 is a scalar. Operations are static
 * methods of {@link Operations}, the commonest are methods here too. Inside a function that is
 * being differentiated a tensor also stands for its place in that computation.
 */
public abstract class Tensor {
  Tensor() {}

  // Making tensors.

  /** A number as a tensor of rank 0. */
  public static Tensor scalar(double value) {
    return new Scalar(value);
  }

  /** A tensor of rank 1. */
  public static Tensor vector(double... entries) {
    return Array.owning(Shape.of(entries.length), entries.clone());
  }

  /**
   * A tensor of rank 2 from its rows.
   *
   * @throws ShapeException if the rows differ in length
   */
  public static Tensor matrix(double[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] data = new double[Shape.of(rows.length, columns).count()];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new ShapeException(
            "matrix: row " + i + " has " + rows[i].length + " entries, row 0 has " + columns);
      }
      System.arraycopy(rows[i], 0, data, i * columns, columns);
    }
    return Array.owning(Shape.of(rows.length, columns), data);
  }

  /**
   * A tensor of a shape from its entries, row-major.
   *
   * @throws ShapeException if the entries are not as many as the shape says
   */
  public static Tensor of(Shape shape, double... entries) {
    if (entries.length != shape.count()) {
      throw new ShapeException(
          "of: shape "
              + shape
              + " has "
              + shape.count()
              + " entries, but "
              + entries.length
              + " are given");
    }
    return Array.owning(shape, entries.clone());
  }

  /** A shape: {@code shape(3, 4)}; {@code shape()} is a scalar's. */
  public static Shape shape(int... sizes) {
    return Shape.of(sizes);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return shape.isScalar() ? Scalar.ZERO : Array.owning(shape, new double[shape.count()]);
  }

  /** A tensor of zeros: {@code zeros(3, 4)}. */
  public static Tensor zeros(int... sizes) {
    return zeros(Shape.of(sizes));
  }

  /** A tensor of ones. */
  public static Tensor ones(Shape shape) {
    return full(shape, 1);
  }

  /** A tensor of ones: {@code ones(3, 4)}. */
  public static Tensor ones(int... sizes) {
    return ones(Shape.of(sizes));
  }

  /** A tensor with every entry the same. */
  public static Tensor full(Shape shape, double value) {
    double[] data = new double[shape.count()];
    Arrays.fill(data, value);
    return Array.owning(shape, data);
  }

  /** The identity matrix of n rows. */
  public static Tensor identity(int n) {
    double[] data = new double[Shape.of(n, n).count()];
    for (int i = 0; i < n; i++) {
      data[i * n + i] = 1;
    }
    return Array.owning(Shape.of(n, n), data);
  }

  /** The vector 0, 1, …, n - 1. */
  public static Tensor range(int n) {
    double[] data = new double[Shape.of(n).count()];
    Arrays.setAll(data, i -> i);
    return Array.owning(Shape.of(n), data);
  }

  /**
   * The vector of {@code count} numbers from {@code first} to {@code last} in equal steps, both
   * included. They never turn back nor leave the ends; from -a to a they are symmetric.
   *
   * @throws ShapeException for fewer than two numbers, or ends that are not finite
   */
  public static Tensor linspace(double first, double last, int count) {
    if (count < 2 || !Double.isFinite(first) || !Double.isFinite(last)) {
      throw new ShapeException(
          "linspace: needs two finite ends and at least 2 numbers; got "
              + first
              + ", "
              + last
              + ", "
              + count);
    }
    double[] data = new double[count];
    int steps = count - 1;
    double width = last - first;
    double half = last / 2 - first / 2;
    for (int i = 0; i < count; i++) {
      // from the nearer end
      double part = (double) Math.min(i, steps - i) / steps;
      double way = Double.isInfinite(width) ? half * (2 * part) : width * part;
      data[i] = i <= steps - i ? first + way : last - way;
    }
    return Array.owning(Shape.of(count), data);
  }

  /** Independent standard normal numbers; the same seed gives the same numbers. */
  public static Tensor normal(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] data = new double[shape.count()];
    Arrays.setAll(data, i -> random.nextGaussian());
    return Array.owning(shape, data);
  }

  /** Independent numbers uniform in [0, 1); the same seed gives the same numbers. */
  public static Tensor uniform(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] data = new double[shape.count()];
    Arrays.setAll(data, i -> random.nextDouble());
    return Array.owning(shape, data);
  }

  // Reading tensors.

  /** The shape. */
  public final Shape shape() {
    return shapeOf();
  }

  /**
   * The number in a tensor of one entry. May be branched on: the derivative is then that of the
   * branch taken. What is computed from the number itself is a constant to every derivative.
   *
   * @throws ShapeException for more entries than one, or none
   * @throws UsageException where tensors have no values (during capture)
   */
  public double value() {
    if (shape().count() != 1) {
      throw new ShapeException(
          "value: a tensor of shape "
              + shape()
              + " is not one number; use get(i, j), toArray() or at(i)");
    }
    return elements("value")[0];
  }

  /**
   * The entry at an index, one number for each axis; negative numbers count from the end. A
   * constant to every derivative; {@link #at} reads a tensor that is differentiated through.
   *
   * @throws ShapeException if the index does not fit the shape
   */
  public double get(int... index) {
    return elements("get")[flat("get", index)];
  }

  /** All entries, row-major, as a new array; constants to every derivative. */
  public double[] toArray() {
    return elements("toArray").clone();
  }

  /** The part at an index along the first axes, as a tensor that is differentiated through. */
  public final Tensor at(int... index) {
    return Operations.at(this, index);
  }

  /** The place of an entry among all, row-major. */
  final int flat(String reader, int... index) {
    Shape shape = shape();
    if (index.length != shape.rank()) {
      throw new ShapeException(
          reader
              + ": shape "
              + shape
              + " needs "
              + shape.rank()
              + " indices, got "
              + Arrays.toString(index));
    }
    int flat = 0;
    for (int axis = 0; axis < index.length; axis++) {
      flat = flat * shape.size(axis) + index(reader, shape, axis, index[axis]);
    }
    return flat;
  }

  /** An index along an axis, counted from the front. */
  static int index(String reader, Shape shape, int axis, int index) {
    int size = shape.size(axis);
    int result = index < 0 ? index + size : index;
    if (result < 0 || result >= size) {
      throw new ShapeException(
          reader
              + ": index "
              + index
              + " is out of range along axis "
              + axis
              + " of shape "
              + shape
              + (size == 0
                  ? ", which is empty"
                  : "; indices are 0 to " + (size - 1) + " (or -1 to " + -size + ")"));
    }
    return result;
  }

  /** The entries as numpy prints them, with the middle of long axes left out. */
  @Override
  public String toString() {
    return TensorText.of(shape(), elements("toString"));
  }

  // What the modes need to know.

  abstract Shape shapeOf();

  /** The entries; not to be written to. */
  abstract double[] elements(String reader);

  /** The mode for which this tensor stands in; null for a plain one. */
  @Nullable Mode mode() {
    return null;
  }

  /**
   * A plain tensor as a number of the arithmetic that this one is computed in: a rule applied to it
   * must not fall back to doubles.
   */
  Tensor lift(Tensor constant) {
    return constant;
  }

  // The commonest operations as methods.

  /** See {@link Operations#add(Tensor, Tensor)}. */
  public final Tensor add(Tensor b) {
    return Operations.add(this, b);
  }

  /** See {@link Operations#add(Tensor, Tensor)}. */
  public final Tensor add(double b) {
    return Operations.add(this, b);
  }

  /** See {@link Operations#subtract(Tensor, Tensor)}. */
  public final Tensor subtract(Tensor b) {
    return Operations.subtract(this, b);
  }

  /** See {@link Operations#subtract(Tensor, Tensor)}. */
  public final Tensor subtract(double b) {
    return Operations.subtract(this, b);
  }

  /** See {@link Operations#multiply(Tensor, Tensor)}. */
  public final Tensor multiply(Tensor b) {
    return Operations.multiply(this, b);
  }

  /** See {@link Operations#multiply(Tensor, Tensor)}. */
  public final Tensor multiply(double b) {
    return Operations.multiply(this, b);
  }

  /** See {@link Operations#divide(Tensor, Tensor)}. */
  public final Tensor divide(Tensor b) {
    return Operations.divide(this, b);
  }

  /** See {@link Operations#divide(Tensor, Tensor)}. */
  public final Tensor divide(double b) {
    return Operations.divide(this, b);
  }

  /** See {@link Operations#negate}. */
  public final Tensor negate() {
    return Operations.negate(this);
  }

  /** See {@link Operations#reciprocal}. */
  public final Tensor reciprocal() {
    return Operations.reciprocal(this);
  }

  /** See {@link Operations#abs}. */
  public final Tensor abs() {
    return Operations.abs(this);
  }

  /** See {@link Operations#square}. */
  public final Tensor square() {
    return Operations.square(this);
  }

  /** See {@link Operations#sqrt}. */
  public final Tensor sqrt() {
    return Operations.sqrt(this);
  }

  /** See {@link Operations#pow(Tensor, double)}. */
  public final Tensor pow(double exponent) {
    return Operations.pow(this, exponent);
  }

  /** See {@link Operations#exp}. */
  public final Tensor exp() {
    return Operations.exp(this);
  }

  /** See {@link Operations#log}. */
  public final Tensor log() {
    return Operations.log(this);
  }

  /** See {@link Operations#sin}. */
  public final Tensor sin() {
    return Operations.sin(this);
  }

  /** See {@link Operations#cos}. */
  public final Tensor cos() {
    return Operations.cos(this);
  }

  /** See {@link Operations#tanh}. */
  public final Tensor tanh() {
    return Operations.tanh(this);
  }

  /** See {@link Operations#matmul}. */
  public final Tensor matmul(Tensor b) {
    return Operations.matmul(this, b);
  }

  /** See {@link Operations#sum(Tensor, int...)}. */
  public final Tensor sum(int... axes) {
    return Operations.sum(this, axes);
  }

  /** See {@link Operations#mean(Tensor, int...)}. */
  public final Tensor mean(int... axes) {
    return Operations.mean(this, axes);
  }

  /** See {@link Operations#reshape(Tensor, Shape)}. */
  public final Tensor reshape(int... sizes) {
    return Operations.reshape(this, Shape.of(sizes));
  }

  /** See {@link Operations#transpose(Tensor, int...)}. */
  public final Tensor transpose(int... axes) {
    return Operations.transpose(this, axes);
  }
}
