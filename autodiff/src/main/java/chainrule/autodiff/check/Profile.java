package chainrule.autodiff.check;

import chainrule.autodiff.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar function of one variable does: its range, slopes, kinks, symmetry, curvature,
 * limits, where it saturates, and how right it is in doubles.
 *
 * <pre>{@code
 * System.out.println(Profile.of(x -> divide(1, add(1, exp(negate(x))))));
 * }</pre>
 *
 * <p>All is found from the function alone, over balls and their Taylor series, without the engine's
 * derivatives: sampled at about 650 doubles, evenly from -50 to 50 and over all exponents, and then
 * proved where bounds over whole pieces of the line allow it. {@link Evidence} tells these apart;
 * what has none is sampled. The effort is bounded by numbers of pieces, so that the same function
 * has the same profile.
 *
 * @param domain where the function has a finite value: the parts of the line, found by probing
 * @param range its least and greatest value
 * @param monotone whether it rises or falls
 * @param symmetry about the origin, the axis, or the point (0, f(0))
 * @param lipschitz the greatest slope in magnitude
 * @param breaks kinks, jumps and poles, in their order; of many, the first found
 * @param below its limit at -∞, null where the domain does not reach there
 * @param above its limit at ∞, null where the domain does not reach there
 * @param saturation where the slope becomes small, for the sides on which it does
 * @param deadZones intervals of slope zero
 * @param curvature whether it is convex or concave
 * @param accuracy how right the value and two derivatives are in doubles, by order
 */
public record Profile(
    List<Interval> domain,
    Range range,
    Monotone monotone,
    Symmetry symmetry,
    Lipschitz lipschitz,
    List<Break> breaks,
    @Nullable Limit below,
    @Nullable Limit above,
    List<Saturation> saturation,
    List<DeadZone> deadZones,
    Curvature curvature,
    List<Accuracy> accuracy) {

  /** A profile; lists are copied. */
  public Profile {
    domain = List.copyOf(domain);
    breaks = List.copyOf(breaks);
    saturation = List.copyOf(saturation);
    deadZones = List.copyOf(deadZones);
    accuracy = List.copyOf(accuracy);
  }

  /**
   * The profile of a function.
   *
   * @throws chainrule.autodiff.ShapeException if its value is not a scalar
   * @throws IllegalArgumentException if it has no value at any of the probes
   */
  public static Profile of(UnaryOperator<Tensor> f) {
    return new Laboratory(f).profile();
  }

  /**
   * How a statement is known.
   *
   * @param proved where it is proved, by bounds over every double there; null if it is only
   *     sampled. Where a comparison cannot be decided by bounds, as at the border of two branches,
   *     limits and slopes from both sides are taken as equal if 20 digits agree
   * @param everywhere whether that is all of the domain that the statement is about
   */
  public record Evidence(@Nullable Interval proved, boolean everywhere) {
    /** Only tried at the probes. */
    public static final Evidence SAMPLED = new Evidence(null, false);

    /** {@code proved}, {@code proved on [-50, 50], sampled beyond}, {@code sampled}. */
    @Override
    public String toString() {
      return proved == null
          ? "sampled"
          : everywhere ? "proved" : "proved on " + proved + ", sampled beyond";
    }
  }

  /**
   * The least or the greatest value.
   *
   * @param value it, or the limit that values come arbitrarily close to
   * @param at where it is reached or approached, perhaps ±∞
   * @param reached whether it is a value of the function, as far as was seen
   */
  public record Extremum(double value, double at, boolean reached) {}

  /** The values that the function has; the evidence is for all values being within. */
  public record Range(Extremum least, Extremum greatest, Evidence evidence) {
    /** Whether values are of both signs and reach equally far to both sides. */
    public boolean isZeroCentred() {
      return least.value < 0
          && (least.value == -greatest.value
              || Math.abs(least.value + greatest.value) <= 1e-9 * Math.abs(least.value));
    }
  }

  /** Whether a function rises or falls. */
  public enum Course {
    /** Never falls. */
    INCREASING,
    /** Never rises. */
    DECREASING,
    /** Is the same everywhere. */
    CONSTANT,
    /** Rises in one place and falls in another. */
    NEITHER
  }

  /**
   * The course of a function on each part of its domain.
   *
   * @param rises a point where it rises, NaN if none was seen
   * @param falls a point where it falls, NaN if none was seen
   * @param turns where it turns, in their order
   */
  public record Monotone(
      Course course, double rises, double falls, List<Double> turns, Evidence evidence) {
    /** A statement; the list is copied. */
    public Monotone {
      turns = List.copyOf(turns);
    }
  }

  /** What a function is symmetric about. */
  public enum Centre {
    /** f(-x) = -f(x). */
    ODD,
    /** f(-x) = f(x). */
    EVEN,
    /** f(-x) + f(x) = 2 f(0), not zero. */
    POINT,
    /** None of these. */
    NONE
  }

  /**
   * A symmetry, which balls can refute but not prove.
   *
   * @param centre the kind
   * @param height f(0), of a point symmetry
   * @param points at how many points it was seen, to 30 digits; 0 if there is none
   * @param against where it fails, NaN if it does not
   */
  public record Symmetry(Centre centre, double height, int points, double against) {}

  /**
   * A bound of the slope's magnitude.
   *
   * @param seen the greatest slope in magnitude that was seen or approached, perhaps ∞
   * @param at where, perhaps ±∞
   * @param bound what it cannot exceed where the evidence is a proof, at least {@code seen}
   */
  public record Lipschitz(double seen, double at, double bound, Evidence evidence) {}

  /**
   * A point where the function is not smooth.
   *
   * @param at the point
   * @param left the limit from the left, infinite at a pole, NaN where there is none
   * @param right the limit from the right
   * @param leftSlope the slope from the left
   * @param rightSlope the slope from the right
   */
  public record Break(double at, double left, double right, double leftSlope, double rightSlope) {
    /** Whether the function is continuous there. */
    public boolean isKink() {
      return left == right && Double.isFinite(left);
    }

    /** Whether a limit is not finite. */
    public boolean isPole() {
      return !Double.isFinite(left) || !Double.isFinite(right);
    }
  }

  /**
   * The behaviour far out.
   *
   * @param value the limit, ±∞ or NaN if none is seen
   * @param slope of the line that the function approaches, NaN if there is none
   * @param intercept of that line
   */
  public record Limit(double value, double slope, double intercept) {}

  /**
   * From where on the slope is small.
   *
   * @param slope the bound of its magnitude
   * @param from the point beyond which it holds
   */
  public record Threshold(double slope, double from, Evidence evidence) {}

  /** How a slope goes to zero. */
  public enum Decay {
    /** Like exp(-rate |x|^power). */
    EXPONENTIAL,
    /** Like |x|^-power. */
    ALGEBRAIC,
    /** It is zero from some point on. */
    EXACT,
    /** None of these was recognised. */
    UNKNOWN
  }

  /**
   * Saturation on one side.
   *
   * @param positive whether towards ∞, otherwise towards -∞
   * @param rate of an exponential decay
   * @param power of a decay
   */
  public record Saturation(
      boolean positive, List<Threshold> thresholds, Decay decay, double rate, double power) {
    /** A statement; the list is copied. */
    public Saturation {
      thresholds = List.copyOf(thresholds);
    }
  }

  /** An interval on which the slope is exactly zero. */
  public record DeadZone(Interval interval, Evidence evidence) {}

  /** How a graph bends. */
  public enum Bend {
    /** Nowhere down. */
    CONVEX,
    /** Nowhere up. */
    CONCAVE,
    /** Not at all. */
    STRAIGHT,
    /** Up in one place and down in another. */
    NEITHER
  }

  /**
   * The curvature on each part of the domain.
   *
   * @param convexAt a point where it bends up, NaN if none was seen
   * @param concaveAt a point where it bends down, NaN if none was seen
   * @param inflections where the second derivative changes its sign, in their order
   */
  public record Curvature(
      Bend bend, double convexAt, double concaveAt, List<Double> inflections, Evidence evidence) {
    /** A statement; the list is copied. */
    public Curvature {
      inflections = List.copyOf(inflections);
    }
  }

  /**
   * The largest error in doubles, at the probes.
   *
   * @param order 0 for the value, 1 and 2 for derivatives
   * @param ulps the largest error in units in the last place of the truth
   * @param at where
   * @param computed what the engine gives there
   * @param truth what is right, rounded
   * @param lost where no digit is right
   */
  public record Accuracy(
      int order, double ulps, double at, double computed, double truth, List<Interval> lost) {
    /** A statement; the list is copied. */
    public Accuracy {
      lost = List.copyOf(lost);
    }
  }

  /** The report as aligned lines. */
  @Override
  public String toString() {
    return ProfileText.of(this);
  }
}
