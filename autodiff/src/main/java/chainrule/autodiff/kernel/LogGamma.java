package chainrule.autodiff.kernel;

import static chainrule.autodiff.kernel.Polynomials.polynomial;
import static chainrule.autodiff.kernel.Polynomials.rational;

/** The logarithm of the absolute value of the gamma function. */
final class LogGamma {

  private static final double LN2_LO = 2.3190468138462996e-17;
  private static final double LN2 = 0.6931471805599453;

  /** {@code log(sqrt(2 pi))} as {@code LOG_ROOT_2PI + LOG_ROOT_2PI_LO}. */
  private static final double LOG_ROOT_2PI = 0.9189385332046728;

  private static final double LOG_ROOT_2PI_LO = -3.8782941580672414e-17;

  private static final double PI_LO = 1.2246467991473532e-16;

  /** {@code f(1 + u) / (u (u - 1)) = ONE_0 + ONE_1 u + u^2 R(u)}, for {@code -0.3 ≤ u < 0.5}. */
  private static final double ONE_0 = 0.5772156649015329;

  private static final double ONE_0_LO = -4.942915152430645e-18;
  private static final double ONE_1 = -0.24525136852258037;
  private static final double[] ONE_P = {
    0.15543426586395107,
    0.4302226783576538,
    0.44332647561805283,
    0.208544787038283,
    0.04355202705134646,
    0.003093327982147878,
    3.9647696687366564e-07
  };
  private static final double[] ONE_Q = {
    1.0,
    3.508680778270858,
    4.858001699523629,
    3.3558097124441013,
    1.1993346224255308,
    0.20526623098452632,
    0.012671445428747765
  };

  /** {@code f(2 + u) / (u (u + 1)) = TWO_0 + TWO_1 u + u^2 R(u)}, for {@code -0.5 ≤ u < 1}. */
  private static final double TWO_0 = 0.42278433509846713;

  private static final double TWO_0_LO = 4.942915152430645e-18;
  private static final double TWO_1 = -0.10031730167435392;
  private static final double[] TWO_P = {
    0.03296500062115583,
    0.04567584934623183,
    0.02359821883890163,
    0.005576803601977562,
    0.000586377236714604,
    2.1033351521718004e-05,
    9.194938006657819e-10
  };
  private static final double[] TWO_Q = {
    1.0,
    1.7612631714116254,
    1.225888018522829,
    0.4265931869985369,
    0.07702748880493047,
    0.006685586986324646,
    0.00021032141261361845
  };

  /**
   * {@code y (f(y + 1/2) - y log(y) + y - log(sqrt(2 pi)))} in {@code 1/y^2}, for {@code y ≥ 2.5}.
   */
  private static final double[] STIRLING_P = {
    -0.04166666666666666,
    -0.5362491651879575,
    -1.995091857170623,
    -2.466899265545278,
    -0.8583171373863704,
    -0.039074799776722076
  };

  private static final double[] STIRLING_Q = {
    1.0, 12.928313297844, 48.61790380026718, 61.81724269726958, 23.47158633785118, 1.640719438965535
  };

  /** The roots between -3 and -2, where the function stays small in between. */
  private static final double RIGHT_ROOT = -2.4570247382208006;

  private static final double RIGHT_ROOT_LO = -3.7075610815513266e-17;
  private static final double LEFT_ROOT = -2.7476826467274127;
  private static final double LEFT_ROOT_LO = 9.055340329338315e-17;

  /** {@code f(u - 2.6)} over the distances to both roots, for {@code |u| < 0.15}. */
  private static final double[] BETWEEN_ROOTS = {
    5.589004404226666,
    -4.195503576241616,
    12.948653794180242,
    -19.176755131275083,
    49.4569718861116,
    -93.06770943546194,
    223.67520826218978,
    -469.64387039529913,
    1102.3371417882195,
    -2444.766249264643,
    5712.160910539715,
    -13047.243422792271,
    30563.98715483055,
    -71025.93385631981,
    167402.17091074184,
    -393345.3773715036,
    917816.0714510457,
    -2172605.8913080003,
    5776204.327194911,
    -13772032.143842557,
    14940088.599034566,
    -35436450.94545205,
    388882252.96411216,
    -935984228.8627129
  };

  private LogGamma() {}

  static double logGamma(double x) {
    if (x > 0) {
      return positive(x);
    }
    double s = x - Math.rint(x);
    if (s == 0 || Double.isInfinite(x)) {
      return Double.POSITIVE_INFINITY;
    }
    if (x > -1e-17) {
      return -Math.log(-x);
    }
    if (x > -0.3) { // a sum of two positive numbers, where the reflection formula has a difference
      return nearOne(x, x - 1) - Math.log(-x);
    }
    if (x > -2.75 && x < -2.45) {
      double right = (x - RIGHT_ROOT) - RIGHT_ROOT_LO;
      double left = (x - LEFT_ROOT) - LEFT_ROOT_LO;
      return right * left * polynomial(BETWEEN_ROOTS, x + 2.6);
    }
    return reflected(x, Math.abs(s));
  }

  /** {@code log(pi / (-x sin(pi s))) - f(-x)}. */
  private static double reflected(double x, double s) {
    double p = Math.PI * s;
    double pLo = Math.fma(Math.PI, s, -p) + PI_LO * s;
    double sine = Math.sin(p);
    double sineLo = pLo * Math.cos(p);
    double d = -x * sine;
    double dLo = Math.fma(-x, sine, -d) - x * sineLo;
    double q = Math.PI / d;
    double rest = Math.fma(-q, d, Math.PI) + PI_LO - q * dLo;
    return Math.log(q) - positive(-x) + rest / Math.PI;
  }

  private static double positive(double x) {
    if (x < 0.7) {
      double y = x < 0.5 ? nearOne(x, x - 1) : nearTwo(x, x - 1);
      return y - Math.log(x);
    }
    if (x < 1.5) {
      return nearOne(x - 1, x - 2);
    }
    if (x < 3) {
      return nearTwo(x - 1, x - 2);
    }
    return stirling(x);
  }

  /** {@code f(1 + u)}, {@code v = u - 1}. */
  private static double nearOne(double u, double v) {
    double p = u * ONE_1;
    double rest = Math.fma(u, ONE_1, -p) + ONE_0_LO + u * u * rational(ONE_P, ONE_Q, u);
    return product(u, v, ONE_0, p, rest);
  }

  /** {@code f(2 + v)}, {@code u = v + 1}. */
  private static double nearTwo(double u, double v) {
    double p = v * TWO_1;
    double rest = Math.fma(v, TWO_1, -p) + TWO_0_LO + v * v * rational(TWO_P, TWO_Q, v);
    return product(u, v, TWO_0, p, rest);
  }

  /** {@code u v (a + b + c)} for {@code |a| > |b|}, small {@code c}. */
  private static double product(double u, double v, double a, double b, double c) {
    double s = a + b;
    double sLo = b - (s - a) + c;
    double h = s + sLo;
    double hLo = sLo - (h - s);
    double p = u * v;
    double pLo = Math.fma(u, v, -p);
    return Math.fma(p, h, Math.fma(p, hLo, pLo * h));
  }

  /** {@code y (log(y) - 1) + log(sqrt(2 pi)) + …} at {@code y = x - 1/2}. */
  private static double stirling(double x) {
    if (x > 1e17) {
      return x * (Math.log(x) - 1);
    }
    double y = x - 0.5;
    int e = Math.getExponent(y * Math.sqrt(2));
    double a = e * LN2;
    double aLo = Math.fma(e, LN2, -a) + e * LN2_LO;
    double m = Math.log(Math.scalb(y, -e));
    // log(y) - 1 = t + tLo
    double h = a - 1;
    double hLo = (a - h) - 1;
    double t = h + m;
    double w = t - h;
    double tLo = (h - (t - w)) + (m - w) + hLo + aLo;
    double p = y * t;
    double pLo = Math.fma(y, t, -p) + y * tLo;
    double f = p + LOG_ROOT_2PI;
    double g = f - p;
    double fLo = (p - (f - g)) + (LOG_ROOT_2PI - g) + LOG_ROOT_2PI_LO + pLo;
    double z = 1 / (y * y);
    return f + (fLo + rational(STIRLING_P, STIRLING_Q, z) / y);
  }
}
