package chainrule.autodiff.kernel;

/**
 * A number in twice the precision of a double, {@code hi + lo}: to some 100 bits, as long as
 * neither part underflows. The virtual machine keeps such records out of memory where it compiles
 * the code that uses them.
 *
 * <p>Source: Dekker, A floating-point technique for extending the available precision, 1971; Knuth,
 * The art of computer programming 2, section 4.2.2.
 */
record Twin(double hi, double lo) {
  static final Twin ZERO = new Twin(0, 0);
  static final Twin ONE = new Twin(1, 0);

  static Twin of(double x) {
    return new Twin(x, 0);
  }

  static Twin product(double a, double b) {
    double p = a * b;
    return new Twin(p, Math.fma(a, b, -p));
  }

  double value() {
    return hi + lo;
  }

  Twin negate() {
    return new Twin(-hi, -lo);
  }

  /** The sum, with {@code |lo|} within half an ulp of {@code hi} also where it cancels. */
  Twin plus(Twin that) {
    double s = hi + that.hi;
    double t = s - hi;
    double rest = ((hi - (s - t)) + (that.hi - t)) + (lo + that.lo);
    double sum = s + rest;
    return new Twin(sum, rest - (sum - s));
  }

  Twin plus(double that) {
    return plus(of(that));
  }

  Twin times(Twin that) {
    double p = hi * that.hi;
    return new Twin(p, Math.fma(hi, that.hi, -p) + (hi * that.lo + lo * that.hi));
  }

  Twin times(double that) {
    double p = hi * that;
    return new Twin(p, Math.fma(hi, that, -p) + lo * that);
  }

  Twin divide(double that) {
    double q = hi / that;
    return new Twin(q, (Math.fma(-q, that, hi) + lo) / that);
  }

  Twin reciprocal() {
    double r = 1 / hi;
    return new Twin(r, r * (Math.fma(-r, hi, 1) - r * lo));
  }
}
