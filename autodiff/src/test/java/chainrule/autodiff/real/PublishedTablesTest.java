package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares with tables of about 40 digits in the folder given by a system property. */
@Tag("fast")
class PublishedTablesTest {

  private static final int DIGITS = 50;

  /** The rows of a table without its heading. */
  private static List<String> rows(String file) throws IOException {
    String data = System.getProperty("chainrule.data", "");
    assumeTrue(!data.isEmpty(), "system property chainrule.data is not set");
    Path folder = Path.of(System.getProperty("chainrule.root", "")).resolve(data);
    Path table = folder.resolve("functions").resolve(file + ".csv");
    assumeTrue(Files.exists(table), () -> "there is no table " + table);
    return Files.readAllLines(table).stream().skip(1).filter(line -> !line.isBlank()).toList();
  }

  private static UnaryOperator<Real> function(String name) {
    return switch (name) {
      case "gamma" -> x -> x.logGamma().exp();
      case "gammap1m1" -> x -> x.add(x.number(1)).logGamma().expm1();
      case "sinc" -> x -> x.sinc(0);
      default -> NamedFunctions.UNARY.get(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "acosh_data, acosh, 0, 1, 1e-38",
    "asinh_data, asinh, 0, 1, 1e-38",
    "atanh_data, atanh, 0, 1, 1e-38",
    "cbrt_data, cbrt, 1, 0, 1e-38",
    "digamma_data, digamma, 0, 1, 1e-38",
    "digamma_neg_data, digamma, 0, 1, 1e-38",
    "digamma_small_data, digamma, 0, 1, 1e-38",
    "erf_data, erf, 0, 1, 1e-38",
    "erf_data, erfc, 0, 2, 1e-38",
    "erf_large_data, erf, 0, 1, 1e-38",
    "erf_large_data, erfc, 0, 2, 1e-38",
    "erf_small_data, erf, 0, 1, 1e-38",
    "erf_small_data, erfc, 0, 2, 1e-38",
    "erf_inv_data, erf, 1, 0, 1e-38",
    "erfc_inv_data, erfc, 1, 0, 1e-38",
    "log1p_expm1_data, log1p, 0, 1, 1e-38",
    "log1p_expm1_data, expm1, 0, 2, 1e-38",
    "sinc_data, sinc, 0, 1, 1e-38",
    "test_gamma_data.factorials, logGamma, 0, 2, 1e-38",
    "test_gamma_data.factorials, gamma, 0, 1, 1e-38",
    "test_gamma_data.gammap1m1_data, gammap1m1, 0, 1, 1e-38",
    "test_gamma_data.near_0, logGamma, 0, 2, 1e-38",
    "test_gamma_data.near_0, gamma, 0, 1, 1e-38",
    "test_gamma_data.near_1, logGamma, 0, 2, 1e-38",
    "test_gamma_data.near_1, gamma, 0, 1, 1e-38",
    "test_gamma_data.near_2, logGamma, 0, 2, 1e-38",
    "test_gamma_data.near_2, gamma, 0, 1, 1e-38",
    "test_gamma_data.near_m10, logGamma, 0, 2, 1e-38",
    "test_gamma_data.near_m10, gamma, 0, 1, 1e-38",
    "test_gamma_data.near_m55, logGamma, 0, 2, 1e-38",
    "test_gamma_data.near_m55, gamma, 0, 1, 1e-38"
  })
  void agreesWithTable(String file, String function, int argument, int value, double tolerance)
      throws IOException {
    UnaryOperator<Real> f = function(function);
    double worst = 0;
    String worstRow = "";
    for (String row : rows(file)) {
      String[] columns = row.split(",", -1);
      BigDecimal expected = new BigDecimal(columns[value]);
      if (function.equals("gamma")) {
        expected = expected.abs();
      }
      assertMeets(f.apply(Ball.of(columns[argument], DIGITS)), expected, tolerance, row);
      double error =
          NamedFunctions.error(f.apply(DecimalReal.of(columns[argument], DIGITS)), expected);
      if (error > worst) {
        worst = error;
        worstRow = row;
      }
    }
    assertThat(worst).as("error at %s", worstRow).isLessThan(tolerance);
  }

  /** The ball contains a number that rounds to the table's value. */
  private static void assertMeets(Real number, BigDecimal expected, double tolerance, String row) {
    Ball written = Ball.of(expected.toString(), 2 * DIGITS);
    Ball unit = written.abs().multiply(written.number(tolerance));
    Ball rounded = written.subtract(unit).hull(written.add(unit));
    assertThat(((Ball) number).isApartFrom(rounded)).as("%s for %s", number, row).isFalse();
    assertThat(((Ball) number).isBounded()).as(row).isTrue();
  }
}
