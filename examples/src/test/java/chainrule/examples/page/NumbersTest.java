package chainrule.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers read well. */
class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-20, −20",
    "0.25, 0.25",
    "0.30000000000000004, 0.3",
    "123.456, 123.5",
    "1e-3, 0.001",
    "1e-10, 10⁻¹⁰",
    "-2.0611536e-9, −2.061·10⁻⁹",
    "1e300, 10³⁰⁰",
    "4.9e-324, 4.9·10⁻³²⁴",
    "NaN, NaN",
    "-Infinity, −∞",
  })
  void fourDigitsAreEnough(double number, String text) {
    assertThat(Numbers.text(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "-1, −1",
    "2.0611536181902037e-9, 2.0611536181902037·10⁻⁹",
    "-1e22, −1·10²²",
    "NaN, NaN"
  })
  void allDigitsAreShownWhereTheyMatter(double number, String text) {
    assertThat(Numbers.all(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 0.5", "12.345, 12.3", "99.99, 100.0", "1e15, 10¹⁵", "NaN, NaN"})
  void ulpsHaveOneDecimal(double ulps, String text) {
    assertThat(Numbers.ulps(ulps)).isEqualTo(text);
  }
}
