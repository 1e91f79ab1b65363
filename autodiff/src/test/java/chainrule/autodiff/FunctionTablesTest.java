package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chainrule.autodiff.real.DecimalReal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values against published tables of functions, in a folder that the system property {@code
 * chainrule.data} names. The abscissae of the tables are exact doubles or are rounded to one; then
 * a point where that makes more than the allowed difference is judged by the error it explains.
 */
class FunctionTablesTest {
  private static Arguments table(
      String file, int x, int y, double ulps, String name, UnaryOperator<Tensor> f) {
    return Arguments.of(file, x, y, ulps, name, f);
  }

  static Stream<Arguments> tables() {
    return Stream.of(
        table("acosh_data.csv", 0, 1, 2, "acosh", x -> Operations.acosh(x)),
        table("asinh_data.csv", 0, 1, 2, "asinh", x -> Operations.asinh(x)),
        table("atanh_data.csv", 0, 1, 2, "atanh", x -> Operations.atanh(x)),
        table("cbrt_data.csv", 1, 0, 1, "cbrt", x -> Operations.cbrt(x)),
        table("digamma_data.csv", 0, 1, 4, "digamma", x -> Operations.digamma(x)),
        // near the zeros between the poles, where half a unit of x makes thousands of units
        table("digamma_neg_data.csv", 0, 1, 200, "digamma", x -> Operations.digamma(x)),
        table("digamma_small_data.csv", 0, 1, 4, "digamma", x -> Operations.digamma(x)),
        table("erf_data.csv", 0, 1, 2, "erf", x -> Operations.erf(x)),
        table("erf_data.csv", 0, 2, 3, "erfc", x -> Operations.erfc(x)),
        table("erf_large_data.csv", 0, 1, 2, "erf", x -> Operations.erf(x)),
        table("erf_large_data.csv", 0, 2, 2, "erfc", x -> Operations.erfc(x)),
        table("erf_small_data.csv", 0, 1, 2, "erf", x -> Operations.erf(x)),
        table("erf_small_data.csv", 0, 2, 2, "erfc", x -> Operations.erfc(x)),
        table("log1p_expm1_data.csv", 0, 1, 1, "log1p", x -> Operations.log1p(x)),
        table("log1p_expm1_data.csv", 0, 2, 1, "expm1", x -> Operations.expm1(x)),
        table("sinc_data.csv", 0, 1, 2, "sinc", x -> Operations.sinc(x)),
        table("test_gamma_data.factorials.csv", 0, 2, 4, "logGamma", x -> Operations.logGamma(x)),
        table("test_gamma_data.near_0.csv", 0, 2, 4, "logGamma", x -> Operations.logGamma(x)),
        table("test_gamma_data.near_1.csv", 0, 2, 4, "logGamma", x -> Operations.logGamma(x)),
        table("test_gamma_data.near_2.csv", 0, 2, 4, "logGamma", x -> Operations.logGamma(x)),
        table("test_gamma_data.near_m10.csv", 0, 2, 4, "logGamma", x -> Operations.logGamma(x)),
        table("test_gamma_data.near_m55.csv", 0, 2, 4, "logGamma", x -> Operations.logGamma(x)));
  }

  @ParameterizedTest(name = "{4} in {0}")
  @MethodSource("tables")
  void valuesAgree(String file, int x, int y, double allowed, String name, UnaryOperator<Tensor> f)
      throws IOException {
    Path table = folder().resolve("functions").resolve(file);
    UnaryOperator<Tensor> slope = Derivatives.derivative(f);
    List<String> lines = Files.readAllLines(table);
    double worst = 0;
    String where = "";
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(",", -1);
      DecimalReal abscissa = DecimalReal.of(columns[x].trim(), 60);
      DecimalReal exact = DecimalReal.of(columns[y].trim(), 60);
      Tensor at = Tensor.scalar(abscissa.doubleValue());
      double ulps = OperationSamples.ulps(f.apply(at).value(), exact);
      double rounding = abscissa.number(at.value()).subtract(abscissa).abs().doubleValue();
      ulps -= Math.abs(slope.apply(at).value()) * rounding / Math.ulp(exact.doubleValue());
      if (ulps > worst) {
        worst = ulps;
        where = line;
      }
    }
    assertThat(lines).hasSizeGreaterThan(20);
    assertThat(worst).as("ulps at %s", where).isLessThanOrEqualTo(allowed);
  }

  /** The folder of data; a relative path starts where the build was started. */
  private static Path folder() {
    @Nullable String data = System.getProperty("chainrule.data");
    assumeTrue(data != null, "the system property chainrule.data does not name a folder of data");
    Path root = Path.of(System.getProperty("chainrule.root", "."));
    return root.resolve(String.valueOf(data));
  }
}
