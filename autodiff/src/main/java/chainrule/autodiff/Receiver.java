package chainrule.autodiff;

/** Where an operation leaves the contributions of its output's cotangent to those of its inputs. */
interface Receiver {
  /** Whether this input varies. */
  boolean wants(int input);

  /** Adds a contribution that has the input's shape. */
  void add(int input, Tensor contribution);

  /** Adds a contribution to the part of the input's cotangent that the view shows. */
  void addAt(int input, View view, Tensor contribution);

  /** Whether values and cotangents are all numbers and arrays. */
  boolean isPlain();

  /**
   * The array that collects the cotangent of an input of rank 1 or more, to add into, if all is
   * plain.
   */
  double[] buffer(int input);
}
