package chainrule.autodiff.real;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The functions of {@link Real} by name, and errors against decimal values. */
final class NamedFunctions {

  static final Map<String, UnaryOperator<Real>> UNARY = new LinkedHashMap<>();
  static final Map<String, BinaryOperator<Real>> BINARY = new LinkedHashMap<>();

  static {
    UNARY.put("exp", Real::exp);
    UNARY.put("expm1", Real::expm1);
    UNARY.put("log", Real::log);
    UNARY.put("log1p", Real::log1p);
    UNARY.put("sqrt", Real::sqrt);
    UNARY.put("cbrt", Real::cbrt);
    UNARY.put("sin", Real::sin);
    UNARY.put("cos", Real::cos);
    UNARY.put("tan", Real::tan);
    UNARY.put("asin", Real::asin);
    UNARY.put("acos", Real::acos);
    UNARY.put("atan", Real::atan);
    UNARY.put("sinh", Real::sinh);
    UNARY.put("cosh", Real::cosh);
    UNARY.put("tanh", Real::tanh);
    UNARY.put("asinh", Real::asinh);
    UNARY.put("acosh", Real::acosh);
    UNARY.put("atanh", Real::atanh);
    UNARY.put("erf", Real::erf);
    UNARY.put("erfc", Real::erfc);
    UNARY.put("logGamma", Real::logGamma);
    UNARY.put("digamma", Real::digamma);
    UNARY.put("sech2", Real::sech2);
    UNARY.put("gaussian", Real::gaussian);
    UNARY.put("normalCdf", Real::normalCdf);
    UNARY.put("xLogX", Real::xLogX);
    BINARY.put("pow", Real::pow);
    BINARY.put("hypot", Real::hypot);
    BINARY.put("atan2", Real::atan2);
    BINARY.put("xLogY", Real::xLogY);
    BINARY.put("expSubtract", Real::expSubtract);
    BINARY.put("polygamma", (n, x) -> x.polygamma((int) n.doubleValue()));
    BINARY.put("sinc", (n, x) -> x.sinc((int) n.doubleValue()));
    BINARY.put("expm1OverX", (n, x) -> x.expm1OverX((int) n.doubleValue()));
  }

  private NamedFunctions() {}

  /** The function of the given name at one or two numbers. */
  static Real apply(String name, Real... arguments) {
    return arguments.length == 1
        ? UNARY.get(name).apply(arguments[0])
        : BINARY.get(name).apply(arguments[0], arguments[1]);
  }

  /** The relative error, or the absolute one for zero. */
  static double error(Real actual, BigDecimal expected) {
    BigDecimal difference = new BigDecimal(actual.toString()).subtract(expected).abs();
    return expected.signum() == 0
        ? difference.doubleValue()
        : difference.divide(expected.abs(), new MathContext(10)).doubleValue();
  }

  static double error(Real actual, Real expected) {
    return error(actual, new BigDecimal(expected.toString()));
  }
}
