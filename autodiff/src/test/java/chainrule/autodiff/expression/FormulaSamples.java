package chainrule.autodiff.expression;

import chainrule.autodiff.Shape;
import chainrule.autodiff.real.Ball;
import chainrule.autodiff.real.Real;
import chainrule.autodiff.real.TaylorReal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Formulas in x and what tests do with them: truth over balls, and values. */
final class FormulaSamples {
  static final List<String> ALL =
      List.of(
          "3",
          "x",
          "x + 3",
          "2*x - 5",
          "x^2",
          "x^3 - 2*x^2 + x - 7",
          "1/x",
          "x^(-2)",
          "x^(1/3)",
          "sqrt(x)",
          "1/(1 + exp(-x))",
          "exp(x)/(1 + exp(x))",
          "exp(-x^2/2)",
          "x^2*sin(x)",
          "x*exp(-x)",
          "sin(x)/x",
          "sin(x)*cos(x)",
          "sin(x)/cos(x)",
          "sin(3*x + 1)",
          "tan(x)",
          "log(x)",
          "log(1 + exp(x))",
          "log(x^2 + 1)",
          "log2(x)",
          "log10(3*x)",
          "2^x",
          "10^(-x)",
          "a^x",
          "x^a",
          "x^x",
          "x^2/(1 + x^2)",
          "x/(1 + x)",
          "(x^2 - 1)/(x^2 + 1)",
          "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
          "tanh(x)",
          "tanh(x)^2",
          "sinh(2*x)*cosh(x)",
          "atan(x)",
          "asin(x/3)",
          "acos(x/3)",
          "asinh(x)",
          "acosh(1 + x)",
          "atanh(x/4)",
          "sec(x) + csc(x) + cot(x)",
          "sech(x) + csch(x) + coth(x)",
          "erf(x) - erfc(2*x)",
          "normalCdf(x)*x",
          "gelu(x)",
          "silu(x)",
          "mish(x)",
          "softplus(b*x)/b",
          "softsign(x)",
          "max(x, 0)",
          "max(x, -x, 2 - x^2)",
          "min(x, 2 - x)",
          "where(x > 1, x^2, exp(x))",
          "abs(x - 1)",
          "clip(x, -1, 1)",
          "hypot(x, 3)",
          "atan2(x, 2)",
          "sigmoid(-x)",
          "cbrt(x)",
          "expm1(x)/x",
          "log1p(x^2)",
          "sinc(x)",
          "gaussian(x)",
          "logGamma(x)",
          "digamma(x)",
          "0.5*x*(1 + tanh(0.8*(x + 0.044715*x^3)))",
          "sqrt(x^2 + a^2) - a",
          "x*log(x) - x",
          "exp(-(x - a)^2/(2*b^2))/(b*sqrt(2*pi))",
          "cos(x)*sin(x)*exp(x)",
          "g(x)*(1 - g(x))",
          "g(2*x)^2",
          "h(x, x^2)",
          "xLogY(x, 1 + x)",
          "scaledExpm1(x, a)",
          "xPage(x)",
          "(x + 1)^5*(x - 1)^3",
          "sqrt(1 - (x/4)^2)",
          "(sqrt(x^2 + 1) - 1)^2");

  static final List<String> POINTS = List.of("0.375", "1.625", "2.71");

  private static final String DEFINITIONS = "g(t) = 1/(1 + exp(-t))\nh(u, v) = u^2*v + sin(v)\n";

  private FormulaSamples() {}

  static Derivation read(String formula) {
    return Derivation.parse(DEFINITIONS + "f(x) = " + formula);
  }

  static Formula body(Derivation derivation) {
    return derivation.scope().definitions().get(2).body();
  }

  /** The value at a point, with a = 1.25 and b = 0.75. */
  static Ball at(Derivation derivation, Formula formula, String x) {
    Map<String, Numbers> point = new HashMap<>();
    point.put("x", number(x));
    point.put("a", number("1.25"));
    point.put("b", number("0.75"));
    Real value =
        derivation
            .evaluate(formula, point, 30, TaylorReal.Side.RIGHT, Budget.of(1_000_000, 20))
            .entries()
            .get(0);
    return (Ball) value;
  }

  private static Numbers number(String decimal) {
    return new Numbers(Shape.of(), List.of(Ball.of(decimal, 30)));
  }

  /** Whether two values agree to 20 digits, and are not merely unknown. */
  static boolean agree(Ball a, Ball b) {
    double scale = Math.max(1e-10, Math.abs(b.doubleValue()));
    Ball gap = a.subtract(b);
    return Math.max(Math.abs(gap.lower()), Math.abs(gap.upper())) <= 1e-18 * scale;
  }
}
