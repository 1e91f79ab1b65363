package chainrule.autodiff.expression;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The derivatives of the elementary functions, as formulas in u. */
final class Elementary {
  /** The name of the argument in the table. */
  static final String ARGUMENT = "u";

  private static final Map<String, Formula> DERIVATIVES = new HashMap<>();

  static {
    put("exp", "exp(u)");
    put("expm1", "exp(u)");
    put("log", "1/u");
    put("log1p", "1/(1 + u)");
    put("log2", "1/(u*log(2))");
    put("log10", "1/(u*log(10))");
    put("sqrt", "1/(2*sqrt(u))");
    put("cbrt", "1/(3*cbrt(u)^2)");
    put("sin", "cos(u)");
    put("cos", "-sin(u)");
    put("tan", "1/cos(u)^2");
    put("cot", "-1/sin(u)^2");
    put("sec", "sec(u)*tan(u)");
    put("csc", "-csc(u)*cot(u)");
    put("asin", "1/sqrt(1 - u^2)");
    put("acos", "-1/sqrt(1 - u^2)");
    put("atan", "1/(1 + u^2)");
    put("sinh", "cosh(u)");
    put("cosh", "sinh(u)");
    put("tanh", "1 - tanh(u)^2");
    put("coth", "-1/sinh(u)^2");
    put("sech", "-sech(u)*tanh(u)");
    put("csch", "-csch(u)*coth(u)");
    put("sech2", "-2*tanh(u)*sech2(u)");
    put("asinh", "1/sqrt(u^2 + 1)");
    put("acosh", "1/sqrt(u^2 - 1)");
    put("atanh", "1/(1 - u^2)");
    put("gaussian", "-2*u*gaussian(u)");
    put("normalCdf", "normalPdf(u)");
    put("normalPdf", "-u*normalPdf(u)");
    put("erf", "2/sqrt(pi)*exp(-u^2)");
    put("erfc", "-2/sqrt(pi)*exp(-u^2)");
    put("erfDerivative", "-2*u*erfDerivative(u)");
    put("logGamma", "digamma(u)");
    put("digamma", "polygamma(1, u)");
    put("sinc", "(u*cos(u) - sin(u))/u^2");
    put("expm1OverX", "(u*exp(u) - expm1(u))/u^2");
    put("xLogX", "log(u) + 1");
    put("sigmoid", "sigmoid(u)*(1 - sigmoid(u))");
    put("relu", "where(u > 0, 1, 0)");
    put("softplus", "sigmoid(u)");
    put("softsign", "1/(1 + abs(u))^2");
    put("abs", "sign(u)");
    put("silu", "sigmoid(u) + u*sigmoid(u)*(1 - sigmoid(u))");
    put("xSigmoid", "sigmoid(u) + u*sigmoid(u)*(1 - sigmoid(u))");
    put("gelu", "normalCdf(u) + u*normalPdf(u)");
    put("xNormalCdf", "normalCdf(u) + u*normalPdf(u)");
    put("mish", "tanh(softplus(u)) + u*(1 - tanh(softplus(u))^2)*sigmoid(u)");
    put("xTanhSoftplus", "tanh(softplus(u)) + u*(1 - tanh(softplus(u))^2)*sigmoid(u)");
    for (String flat : new String[] {"sign", "floor", "step", "heaviside"}) {
      put(flat, "0");
    }
  }

  private Elementary() {}

  private static void put(String function, String derivative) {
    DERIVATIVES.put(function, read(derivative));
  }

  /** Reads a formula in {@link #ARGUMENT}. */
  static Formula read(String formula) {
    Tokens tokens = new Tokens(formula);
    Known known = new Known(tokens);
    known.declare(ARGUMENT);
    return new Parser(tokens, known).formula();
  }

  /** The derivative of a function at {@link #ARGUMENT}, or null. */
  static @Nullable Formula derivative(String function) {
    return DERIVATIVES.get(function);
  }
}
