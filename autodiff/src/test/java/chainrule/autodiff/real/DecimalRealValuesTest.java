package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("fast")
class DecimalRealValuesTest {

  /** The words of one line of a table. */
  private record Row(String name, List<Double> arguments, BigDecimal value) {

    static Row of(String line) {
      List<String> words = List.of(line.split("[ =]+", -1));
      int last = words.size() - 1;
      List<Double> arguments = words.subList(1, last).stream().map(Double::valueOf).toList();
      return new Row(words.get(0), arguments, new BigDecimal(words.get(last)));
    }

    DecimalReal at(int digits) {
      Real[] numbers = arguments.stream().map(x -> DecimalReal.of(x, digits)).toArray(Real[]::new);
      return (DecimalReal) NamedFunctions.apply(name, numbers);
    }
  }

  static Stream<String> rows() {
    return Stream.concat(ElementaryValues.TABLE.lines(), SpecialValues.TABLE.lines());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void agreesWithReferenceValue(String line) {
    Row row = Row.of(line);
    assertThat(NamedFunctions.error(row.at(60), row.value)).isLessThan(1e-49);
    assertThat(row.at(60).doubleValue()).isEqualTo(row.value.doubleValue());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void moreDigitsRoundToTheSame(String line) {
    Row row = Row.of(line);
    String precise = row.at(120).withDigits(60).toString();
    assertThat(row.at(60)).hasToString(precise);
    assertThat(row.at(20)).hasToString(row.at(120).withDigits(20).toString());
  }
}
