package chainrule.autodiff.check;

import chainrule.autodiff.Tensor;
import chainrule.autodiff.check.Curve.Piece;
import chainrule.autodiff.check.Profile.Bend;
import chainrule.autodiff.check.Profile.Break;
import chainrule.autodiff.check.Profile.Centre;
import chainrule.autodiff.check.Profile.Course;
import chainrule.autodiff.check.Profile.Curvature;
import chainrule.autodiff.check.Profile.DeadZone;
import chainrule.autodiff.check.Profile.Decay;
import chainrule.autodiff.check.Profile.Evidence;
import chainrule.autodiff.check.Profile.Extremum;
import chainrule.autodiff.check.Profile.Limit;
import chainrule.autodiff.check.Profile.Lipschitz;
import chainrule.autodiff.check.Profile.Monotone;
import chainrule.autodiff.check.Profile.Range;
import chainrule.autodiff.check.Profile.Saturation;
import chainrule.autodiff.check.Profile.Symmetry;
import chainrule.autodiff.check.Profile.Threshold;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.TaylorReal.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Profile}: samples first, then proofs of what the samples say. */
final class Laboratory {
  private static final double STEP = 0.5;
  private static final int NEAR_PIECES = 2000;
  private static final int FAR_PIECES = 100;
  private static final int NEAR_SEARCH = 4000;
  private static final int FAR_SEARCH = 400;
  private static final double TOLERANCE = 1e-5;

  /** A number at the end of the domain that is greater is taken for one that grows for ever. */
  private static final double HUGE = 1e12;

  private static final int MOST_TURNS = 40;
  private static final int SYMMETRY_DIGITS = 30;
  private static final double[] FAR = {1e300, 1e150, 1e75, 1e36, 1e18, 1e9, 1e6, 1e3};
  private static final double[] SLOPES = {1e-3, 1e-6, 1e-9};

  private final UnaryOperator<Tensor> f;
  private final Curve curve;
  private final double[] probes;
  private final List<Interval> domain;
  private final List<Break> breaks;
  private final boolean isSearched;
  private final List<Piece> near = new ArrayList<>();
  private final List<Piece> far = new ArrayList<>();
  private final List<Double> turns;
  private final List<Double> inflections;

  Laboratory(UnaryOperator<Tensor> f) {
    this.f = f;
    this.curve = new Curve(f);
    double[] points = Doubles.probes();
    this.domain = domain(points);
    this.probes =
        Arrays.stream(points)
            .filter(x -> domain.stream().anyMatch(part -> part.contains(x)))
            .toArray();
    domain.forEach(this::cut);
    Breaks nearBreaks = new Breaks(curve, near, NEAR_SEARCH);
    this.isSearched = nearBreaks.isComplete();
    List<Break> all = new ArrayList<>(nearBreaks.found());
    all.addAll(new Breaks(curve, far, FAR_SEARCH).found());
    all.sort(Comparator.comparingDouble(Break::at));
    this.breaks = List.copyOf(all);
    breaks.forEach(b -> cutAt(b.at()));
    this.turns = signChanges(1);
    this.inflections = signChanges(2);
  }

  Profile profile() {
    Range range = range();
    return new Profile(
        domain,
        range,
        monotone(),
        symmetry(),
        lipschitz(),
        breaks,
        limit(-1),
        limit(1),
        saturation(),
        deadZones(),
        curvature(),
        new Rounding(f, curve, probes, breaks).accuracy());
  }

  // ---------------------------------------------------------------- domain and pieces

  private List<Interval> domain(double[] points) {
    List<Interval> parts = new ArrayList<>();
    double low = Double.NaN;
    boolean lowOpen = false;
    for (int i = 0; i < points.length; i++) {
      boolean inside = hasValue(points[i]);
      if (inside && Double.isNaN(low)) {
        double first =
            i == 0 ? Double.NEGATIVE_INFINITY : Doubles.last(points[i], points[i - 1], hasValue());
        low = i == 0 ? first : Doubles.rounder(first, Math.nextDown(first));
        lowOpen = i == 0 || low != first;
      } else if (!inside && !Double.isNaN(low)) {
        double last = Doubles.last(points[i - 1], points[i], hasValue());
        double high = Doubles.rounder(last, Math.nextUp(last)) + 0.0;
        parts.add(new Interval(low, high, lowOpen, high != last));
        low = Double.NaN;
      }
    }
    if (!Double.isNaN(low)) {
      parts.add(new Interval(low, Double.POSITIVE_INFINITY, lowOpen, true));
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "profile: the function has no value at any of the points tried");
    }
    return parts;
  }

  private DoublePredicate hasValue() {
    return this::hasValue;
  }

  private boolean hasValue(double x) {
    Ball value = curve.value(x);
    return !value.isUndefined() && !Curve.isInfinity(value);
  }

  /** Cuts a part of the domain into pieces that balls can hold. */
  private void cut(Interval part) {
    double least = part.least();
    double greatest = part.greatest();
    TreeSet<Double> cuts = new TreeSet<>();
    for (double x = -Doubles.NEAR; x <= Doubles.NEAR; x += STEP) {
      cuts.add(x + 0.0);
    }
    if (part.low() == 0 || part.high() == 0) {
      for (double x = STEP; x > 0; x /= Curve.WIDE) {
        cuts.add(part.low() == 0 ? x : -x);
      }
    }
    cuts.removeIf(x -> !(x > least && x < greatest));
    double from = Math.max(least, -Doubles.NEAR);
    double to = Math.min(greatest, Doubles.NEAR);
    if (least < -Doubles.NEAR) {
      far.add(
          curve.piece(
              part.low() == Double.NEGATIVE_INFINITY ? part.low() : least,
              Math.min(greatest, -Doubles.NEAR)));
    }
    if (greatest > Doubles.NEAR) {
      far.add(
          curve.piece(
              Math.max(least, Doubles.NEAR),
              part.high() == Double.POSITIVE_INFINITY ? part.high() : greatest));
    }
    cuts.add(from);
    cuts.add(to);
    double last = Double.NaN;
    for (double x : cuts) {
      if (last >= from && x <= to && last < x) {
        near.add(curve.piece(last, x));
      }
      last = x;
    }
  }

  private void cutAt(double x) {
    for (List<Piece> pieces : List.of(near, far)) {
      for (int i = 0; i < pieces.size(); i++) {
        Piece piece = pieces.get(i);
        if (piece.low < x && x < piece.high) {
          pieces.set(i, curve.piece(x, piece.high));
          pieces.add(i, curve.piece(piece.low, x));
        }
      }
    }
  }

  /** Where a statement is proved: the run of pieces about the point nearest to zero. */
  private Evidence evidence(Predicate<Piece> holds) {
    List<Interval> failed = new ArrayList<>(Curve.unproved(near, holds, NEAR_PIECES));
    failed.addAll(Curve.unproved(far, holds, FAR_PIECES));
    if (failed.isEmpty()) {
      Interval whole =
          new Interval(
              domain.get(0).low(),
              domain.get(domain.size() - 1).high(),
              domain.get(0).lowOpen(),
              domain.get(domain.size() - 1).highOpen());
      return new Evidence(whole, true);
    }
    Interval longest = null;
    for (Interval part : domain) {
      TreeSet<Double> ends = new TreeSet<>();
      ends.add(part.low());
      ends.add(part.high());
      failed.stream()
          .filter(gap -> gap.high() >= part.low() && gap.low() <= part.high())
          .forEach(
              gap -> {
                ends.add(gap.low());
                ends.add(gap.high());
              });
      double low = Double.NaN;
      for (double high : ends) {
        double from = low;
        boolean gap = failed.stream().anyMatch(g -> g.low() <= from && high <= g.high());
        if (!Double.isNaN(low)
            && !gap
            && (longest == null
                || nearLength(low, high) > nearLength(longest.low(), longest.high()))) {
          longest =
              new Interval(
                  low,
                  high,
                  low == part.low() && part.lowOpen(),
                  high == part.high() && part.highOpen());
        }
        low = high;
      }
    }
    return longest == null || nearLength(longest.low(), longest.high()) <= 0
        ? Evidence.SAMPLED
        : new Evidence(longest, false);
  }

  private static double nearLength(double low, double high) {
    return Math.min(high, Doubles.NEAR) - Math.max(low, -Doubles.NEAR);
  }

  // ---------------------------------------------------------------- signs

  /** Two neighbours among the probes between which a sign changes. */
  private record Change(double from, double to, int before) {}

  /** Where a derivative changes its sign within a part of the domain; of many, near zero. */
  private List<Double> signChanges(int order) {
    List<Change> changes = new ArrayList<>();
    for (Interval part : domain) {
      double from = Double.NaN;
      int sign = 0;
      for (double x : probes) {
        int here = part.contains(x) ? curve.sign(x, order) : 0;
        if (here == 0) {
          continue;
        }
        if (sign == -here && !isPoleBetween(from, x)) {
          changes.add(new Change(from, x, sign));
        }
        sign = here;
        from = x;
      }
    }
    return changes.stream()
        .sorted(Comparator.comparingDouble(c -> Math.abs(c.to)))
        .limit(MOST_TURNS)
        .map(c -> turn(c, order))
        .sorted()
        .toList();
  }

  private double turn(Change change, int order) {
    int before = change.before;
    double last = Doubles.last(change.from, change.to, t -> curve.sign(t, order) == before);
    double first = Doubles.last(change.to, change.from, t -> curve.sign(t, order) == -before);
    // between, the sign is zero or cannot be told
    return last < 0 && first > 0 ? 0 : Doubles.rounder(last, Math.nextUp(last)) + 0.0;
  }

  private boolean isPoleBetween(double low, double high) {
    return breaks.stream().anyMatch(b -> b.isPole() && low <= b.at() && b.at() <= high);
  }

  private Monotone monotone() {
    double rises = Double.NaN;
    double falls = Double.NaN;
    for (double x : simplestFirst()) {
      int sign = isBreak(x) ? 0 : curve.sign(x, 1);
      rises = sign > 0 && Double.isNaN(rises) ? x : rises;
      falls = sign < 0 && Double.isNaN(falls) ? x : falls;
    }
    for (Break b : breaks) {
      if (!b.isPole() && !b.isKink()) {
        rises = b.right() > b.left() && Double.isNaN(rises) ? b.at() : rises;
        falls = b.right() < b.left() && Double.isNaN(falls) ? b.at() : falls;
      }
    }
    if (!Double.isNaN(rises) && !Double.isNaN(falls)) {
      return new Monotone(Course.NEITHER, rises, falls, turns, Evidence.SAMPLED);
    }
    boolean up = !Double.isNaN(rises);
    boolean down = !Double.isNaN(falls);
    Course course = up ? Course.INCREASING : down ? Course.DECREASING : Course.CONSTANT;
    Evidence evidence =
        evidence(
            piece ->
                !mayJump(piece) && (down || piece.lower(1) >= 0) && (up || piece.upper(1) <= 0));
    return new Monotone(course, rises, falls, turns, evidence);
  }

  private boolean isBreak(double x) {
    return breaks.stream().anyMatch(b -> b.at() == x);
  }

  /** Whether values may jump where slopes would not show it. */
  private boolean mayJump(Piece piece) {
    boolean isNear = -Doubles.NEAR <= piece.low && piece.high <= Doubles.NEAR;
    return piece.isDoubtful()
        && !(isNear && isSearched && Double.isFinite(piece.upper(0) - piece.lower(0)));
  }

  private static List<Double> nearestFirst(List<Double> points) {
    List<Double> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble(Math::abs));
    return sorted;
  }

  /** The probes, those with the shortest names first. */
  private List<Double> simplestFirst() {
    List<Double> points = new ArrayList<>();
    for (double x : probes) {
      points.add(x);
    }
    points.sort(
        Comparator.comparingInt((Double x) -> Double.toString(Math.abs(x)).length())
            .thenComparingDouble(Math::abs)
            .thenComparingDouble(x -> -x));
    return points;
  }

  private Curvature curvature() {
    double up = Double.NaN;
    double down = Double.NaN;
    for (double x : simplestFirst()) {
      int sign = isBreak(x) ? 0 : curve.sign(x, 2);
      up = sign > 0 && Double.isNaN(up) ? x : up;
      down = sign < 0 && Double.isNaN(down) ? x : down;
    }
    for (Break b : breaks) {
      // beside a jump a graph lies on both sides of its chords
      boolean jump = !b.isKink() && !b.isPole();
      up = jump || (b.isKink() && b.rightSlope() > b.leftSlope()) ? b.at() : up;
      down = jump || (b.isKink() && b.rightSlope() < b.leftSlope()) ? b.at() : down;
    }
    boolean convex = !Double.isNaN(up);
    boolean concave = !Double.isNaN(down);
    if (convex && concave) {
      return new Curvature(Bend.NEITHER, up, down, inflections, Evidence.SAMPLED);
    }
    Bend bend = convex ? Bend.CONVEX : concave ? Bend.CONCAVE : Bend.STRAIGHT;
    Evidence evidence =
        evidence(
            piece ->
                !mayJump(piece)
                    && (concave || piece.lower(2) >= 0)
                    && (convex || piece.upper(2) <= 0));
    return new Curvature(bend, up, down, inflections, evidence);
  }

  // ---------------------------------------------------------------- extremes

  private Range range() {
    Extremum least = extremum(-1);
    Extremum greatest = extremum(1);
    double low = least.value() - TOLERANCE * Math.max(1, Math.abs(least.value()));
    double high = greatest.value() + TOLERANCE * Math.max(1, Math.abs(greatest.value()));
    boolean unbounded = Double.isInfinite(low) && Double.isInfinite(high);
    Evidence evidence =
        unbounded
            ? Evidence.SAMPLED
            : evidence(piece -> piece.lower(0) >= low && piece.upper(0) <= high);
    return new Range(least, greatest, evidence);
  }

  /** The greatest value of the function times a sign. */
  private Extremum extremum(int sign) {
    Extremum best = new Extremum(sign * Double.NEGATIVE_INFINITY, Double.NaN, false);
    for (int side : new int[] {-1, 1}) {
      Limit limit = limit(side);
      if (limit != null) {
        best = better(best, new Extremum(limit.value(), side / 0.0, false), sign);
      }
    }
    for (Break b : breaks) {
      for (double value : new double[] {b.left(), b.right()}) {
        best = better(best, new Extremum(value, b.at(), b.isKink()), sign);
      }
    }
    for (Interval part : domain) {
      if (Double.isFinite(part.low())) {
        best = better(best, end(part.low(), part.lowOpen(), part.least()), sign);
      }
      if (Double.isFinite(part.high())) {
        best = better(best, end(part.high(), part.highOpen(), part.greatest()), sign);
      }
    }
    for (double x : nearestFirst(turns)) {
      best = better(best, new Extremum(curve.value(x).doubleValue(), x, true), sign);
    }
    for (double x : simplestFirst()) {
      Ball value = curve.value(x);
      if (value.isBounded()) {
        best = better(best, new Extremum(value.doubleValue(), x, true), sign);
        // a limit that is also a value
        if (!best.reached() && value.isExact() && value.doubleValue() == best.value()) {
          best = new Extremum(best.value(), x, true);
        }
      }
    }
    return best;
  }

  private Extremum end(double end, boolean open, double inside) {
    double there = curve.value(end).doubleValue();
    double near = curve.value(inside).doubleValue();
    double value =
        !Double.isNaN(there) ? there : Math.abs(near) > HUGE ? Math.copySign(1 / 0.0, near) : near;
    return new Extremum(value, end, !open);
  }

  private static Extremum better(Extremum a, Extremum b, int sign) {
    // not by digits that a turn loses where it is rounded to a double
    double more = sign * (b.value() - a.value());
    return Double.isInfinite(more)
        ? (more > 0 ? b : a)
        : more > 1e-15 * Math.abs(b.value()) ? b : a;
  }

  private Lipschitz lipschitz() {
    double seen = 0;
    double at = Double.NaN;
    List<Double> points = nearestFirst(inflections);
    simplestFirst().forEach(points::add);
    domain.stream().filter(part -> !part.lowOpen()).forEach(part -> points.add(part.low()));
    for (double x : points) {
      Ball ball = curve.at(x)[1];
      double slope = ball.isNaN() ? Double.NaN : Math.abs(ball.doubleValue());
      if (slope > seen) {
        seen = slope;
        at = x;
      }
    }
    for (Break b : breaks) {
      double slope =
          b.isKink() ? Math.max(Math.abs(b.leftSlope()), Math.abs(b.rightSlope())) : 1 / 0.0;
      if (slope > seen) {
        seen = slope;
        at = b.at();
      }
    }
    for (int side : new int[] {-1, 1}) {
      Limit limit = limit(side);
      double slope = limit == null ? Double.NaN : Math.abs(limit.slope());
      boolean isApproached = slope == seen && seen > 0 && !curve.at(at)[1].isExact();
      if (slope > seen || isApproached) {
        seen = slope;
        at = side / 0.0;
      }
    }
    if (seen > HUGE) {
      return new Lipschitz(1 / 0.0, end(at), 1 / 0.0, Evidence.SAMPLED);
    }
    double bound = seen + TOLERANCE * Math.max(1, seen);
    boolean jumps = breaks.stream().anyMatch(b -> !b.isKink());
    Evidence evidence =
        jumps
            ? Evidence.SAMPLED
            : evidence(piece -> !mayJump(piece) && isSlopeWithin(piece, bound));
    return new Lipschitz(seen, at, bound, evidence);
  }

  /** Where it is that a point lies close to: a break, an end of the domain, or infinity. */
  private double end(double x) {
    TreeSet<Double> ends = new TreeSet<>(Comparator.comparingDouble(end -> Math.abs(end - x)));
    breaks.forEach(b -> ends.add(b.at()));
    domain.forEach(part -> ends.addAll(List.of(part.low(), part.high())));
    double nearest = ends.first();
    return Math.abs(nearest - x) < 1 ? nearest : Math.copySign(1 / 0.0, x);
  }

  private static boolean isSlopeWithin(Piece piece, double bound) {
    return piece.lower(1) >= -bound && piece.upper(1) <= bound;
  }

  // ---------------------------------------------------------------- symmetry

  private Symmetry symmetry() {
    List<Double> points = new ArrayList<>();
    for (double x : probes) {
      // beyond, the functions' own digits are beyond those that are computed
      if (x > 0 && x <= Doubles.NEAR && hasValue(-x)) {
        points.add(x);
      }
    }
    boolean mirrored =
        domain.get(0).low() == -domain.get(domain.size() - 1).high() && !points.isEmpty();
    if (!mirrored) {
      return new Symmetry(Centre.NONE, Double.NaN, 0, Double.NaN);
    }
    double height = hasValue(0) ? curve.value(0).doubleValue() : 0;
    double against = Double.NaN;
    for (Centre centre : List.of(Centre.EVEN, height == 0 ? Centre.ODD : Centre.POINT)) {
      double fails = firstAgainst(centre, points);
      if (Double.isNaN(fails)) {
        return new Symmetry(centre, height, points.size(), Double.NaN);
      }
      against = fails;
    }
    return new Symmetry(Centre.NONE, Double.NaN, 0, against);
  }

  private double firstAgainst(Centre centre, List<Double> points) {
    int digits = 2 * SYMMETRY_DIGITS;
    for (double x : points) {
      Ball right = curve.value(x, digits);
      Ball left = curve.value(-x, digits);
      Ball difference =
          switch (centre) {
            case EVEN -> right.subtract(left);
            case ODD -> right.add(left);
            default -> right.add(left).subtract(curve.value(0, digits).multiply(right.number(2)));
          };
      Ball scale = right.abs().add(left.abs());
      boolean agrees =
          difference.contains(0)
              && (difference.isExact()
                  || difference.abs().divide(scale).upper() <= Math.pow(10, -SYMMETRY_DIGITS));
      if (!agrees) {
        return x;
      }
    }
    return Double.NaN;
  }

  // ---------------------------------------------------------------- far out

  private boolean reaches(int side) {
    return side > 0
        ? domain.get(domain.size() - 1).high() == Double.POSITIVE_INFINITY
        : domain.get(0).low() == Double.NEGATIVE_INFINITY;
  }

  private @Nullable Limit limit(int side) {
    if (!reaches(side)) {
      return null;
    }
    List<Double> points = new ArrayList<>();
    for (double size : FAR) {
      Ball[] there = curve.at(side * size);
      if (there[0].isBounded() && there[1].isBounded()) {
        points.add(side * size);
      }
    }
    if (points.size() < 3) {
      return new Limit(Double.NaN, Double.NaN, Double.NaN);
    }
    double x = points.get(0);
    double value = converged(points, t -> curve.at(t)[0].doubleValue());
    double slope = converged(points, t -> curve.at(t)[1].doubleValue());
    if (Double.isNaN(value)) {
      return new Limit(value, Double.NaN, Double.NaN);
    }
    if (Double.isFinite(value)) {
      return new Limit(value, 0, value);
    }
    // the difference of f and its line is had with the digits that both have in common
    double at = points.stream().filter(t -> Math.abs(t) <= 1e18).findFirst().orElse(x);
    double intercept =
        Double.isFinite(slope) && slope != 0 ? intercept(at, points, slope) : Double.NaN;
    return new Limit(value, Double.isNaN(intercept) ? Double.NaN : slope, intercept);
  }

  private double intercept(double at, List<Double> points, double slope) {
    double other = points.stream().filter(t -> Math.abs(t) < Math.abs(at)).findFirst().orElse(at);
    double here = offset(at, slope);
    double there = offset(other, slope);
    return Math.abs(here - there) <= 1e-6 * (1 + Math.abs(here)) ? here : Double.NaN;
  }

  private double offset(double x, double slope) {
    Ball value = curve.value(x, 80);
    double offset = value.subtract(value.number(slope).multiply(value.number(x))).doubleValue();
    return Math.abs(offset) < 1e-12 ? 0 : offset;
  }

  /** The limit of a function along points from the farthest inwards; NaN if none is seen. */
  private static double converged(List<Double> points, DoubleUnaryOperator g) {
    double far = g.applyAsDouble(points.get(0));
    double nearer = g.applyAsDouble(points.get(1));
    double nearest = g.applyAsDouble(points.get(2));
    // another point nearby tells an oscillation
    double beside = g.applyAsDouble(points.get(0) * 0.9);
    if (Math.abs(far) < 1e-6 && Math.abs(beside) < 1e-6 && Math.abs(far) <= Math.abs(nearer)) {
      return 0;
    }
    if (Math.abs(far - nearer) <= 1e-9 * Math.abs(far)
        && Math.abs(far - beside) <= 1e-9 * Math.abs(far)) {
      return far;
    }
    boolean grows =
        Math.abs(far) > 1.5 * Math.abs(nearer)
            && Math.abs(nearer) > 1.5 * Math.abs(nearest)
            && Math.signum(far) == Math.signum(nearer)
            && Math.abs(far) > Math.abs(beside);
    return grows || Double.isInfinite(far) ? Math.copySign(1 / 0.0, far) : Double.NaN;
  }

  // ---------------------------------------------------------------- saturation and dead zones

  private List<Saturation> saturation() {
    List<Saturation> sides = new ArrayList<>();
    for (int side : new int[] {-1, 1}) {
      Limit limit = limit(side);
      if (limit == null || !Double.isFinite(limit.value())) {
        continue;
      }
      List<Threshold> thresholds = new ArrayList<>();
      for (double slope : SLOPES) {
        double from = from(side, slope);
        if (!Double.isNaN(from)) {
          thresholds.add(new Threshold(slope, from, beyond(side, from, slope)));
        }
      }
      if (!thresholds.isEmpty()) {
        sides.add(decay(side, thresholds));
      }
    }
    return sides;
  }

  /** The point from which on the slope is below a bound at all probes. */
  private double from(int side, double slope) {
    double small = Double.NaN;
    for (int i = 0; i < probes.length; i++) {
      double x = probes[side > 0 ? probes.length - 1 - i : i];
      Ball ball = curve.at(x)[1];
      if (!ball.isBounded()) {
        continue;
      }
      if (Math.abs(ball.doubleValue()) >= slope) {
        return Double.isNaN(small)
            ? Double.NaN
            : border(small, x, t -> Math.abs(curve.at(t)[1].doubleValue()) < slope);
      }
      small = x;
    }
    return Double.NaN;
  }

  private Evidence beyond(int side, double from, double slope) {
    // strictly beyond, where a proof has something to spare
    double start = from + side * Math.max(1e-9, Math.abs(from) * 1e-9);
    List<Piece> inner = new ArrayList<>();
    List<Piece> outer = new ArrayList<>();
    for (List<Piece> pieces : List.of(near, far)) {
      for (Piece piece : pieces) {
        boolean straddles = piece.low < start && start < piece.high;
        if (straddles) {
          inner.add(side > 0 ? curve.piece(start, piece.high) : curve.piece(piece.low, start));
        } else if (side > 0 ? piece.low >= start : piece.high <= start) {
          (pieces.equals(far) ? outer : inner).add(piece);
        }
      }
    }
    Predicate<Piece> holds = piece -> isSlopeWithin(piece, slope);
    boolean innerProved = Curve.unproved(inner, holds, FAR_PIECES).isEmpty();
    boolean outerProved = Curve.unproved(outer, holds, FAR_PIECES).isEmpty();
    double end = outerProved ? side / 0.0 : side * Doubles.NEAR;
    return !innerProved || (!outerProved && Math.abs(from) >= Doubles.NEAR)
        ? Evidence.SAMPLED
        : new Evidence(side > 0 ? new Interval(from, end) : new Interval(end, from), outerProved);
  }

  private Saturation decay(int side, List<Threshold> thresholds) {
    boolean positive = side > 0;
    if (curve.at(side * 512.0)[1].isExact() && curve.sign(side * 512.0, 1) == 0) {
      return new Saturation(positive, thresholds, Decay.EXACT, Double.NaN, Double.NaN);
    }
    for (double x : new double[] {512, 128, 32}) {
      double near = logSlope(side * x);
      double far = logSlope(side * 2 * x);
      if (!Double.isFinite(near) || !Double.isFinite(far) || !(far > near && near > 0)) {
        continue;
      }
      double growth = Math.log(far / near) / Math.log(2);
      double power = Math.rint(growth);
      if (power >= 1 && Math.abs(growth - power) < 0.1) {
        double rate = (far - near) / (Math.pow(2 * x, power) - Math.pow(x, power));
        return new Saturation(positive, thresholds, Decay.EXPONENTIAL, rate, power);
      }
      if (growth < 0.5) {
        double exponent = (far - near) / Math.log(2);
        return new Saturation(positive, thresholds, Decay.ALGEBRAIC, Double.NaN, exponent);
      }
    }
    return new Saturation(positive, thresholds, Decay.UNKNOWN, Double.NaN, Double.NaN);
  }

  /** -log|f′(x)|, or NaN. */
  private double logSlope(double x) {
    Ball slope = curve.at(x)[1];
    return Curve.sign(slope) == 0 ? Double.NaN : -slope.abs().log().doubleValue();
  }

  private List<DeadZone> deadZones() {
    List<DeadZone> zones = new ArrayList<>();
    int first = -1;
    for (int i = 0; i <= probes.length; i++) {
      boolean flat = i < probes.length && isFlat(probes[i]);
      if (flat && first < 0) {
        first = i;
      } else if (!flat && first >= 0) {
        // two probes in a row, so that a kink's or an extremum's slope is none
        if (i - first > 1) {
          double low = first == 0 ? -1 / 0.0 : zoneEnd(probes[first], probes[first - 1]);
          double high = i == probes.length ? 1 / 0.0 : zoneEnd(probes[i - 1], probes[i]);
          zones.add(zone(low, high));
        }
        first = -1;
      }
    }
    return zones;
  }

  private boolean isFlat(double x) {
    for (Side side : Side.values()) {
      Ball slope = curve.at(x, side)[1];
      if (slope.isExact() && slope.doubleValue() == 0) {
        return true;
      }
    }
    return false;
  }

  private double zoneEnd(double inside, double outside) {
    return border(inside, outside, this::isFlat);
  }

  private static double border(double inside, double outside, DoublePredicate holds) {
    double last = Doubles.last(inside, outside, holds);
    return Doubles.rounder(last, outside > last ? Math.nextUp(last) : Math.nextDown(last)) + 0.0;
  }

  private DeadZone zone(double low, double high) {
    List<Piece> within = new ArrayList<>();
    for (List<Piece> pieces : List.of(near, far)) {
      pieces.stream().filter(p -> p.low >= low && p.high <= high).forEach(within::add);
    }
    Interval interval = new Interval(low, high);
    double from = within.stream().mapToDouble(p -> p.low).min().orElse(high);
    double to = within.stream().mapToDouble(p -> p.high).max().orElse(low);
    // the last of it cannot be told from the kink at its end
    for (Interval gap :
        Curve.unproved(within, p -> p.lower(1) == 0 && p.upper(1) == 0, NEAR_PIECES)) {
      from = gap.low() <= from ? gap.high() : from;
      to = gap.high() >= to ? gap.low() : to;
      if (from < gap.low() && gap.high() < to) {
        return new DeadZone(interval, Evidence.SAMPLED);
      }
    }
    return new DeadZone(
        interval,
        from < to
            ? new Evidence(new Interval(from, to), from == low && to == high)
            : Evidence.SAMPLED);
  }
}
