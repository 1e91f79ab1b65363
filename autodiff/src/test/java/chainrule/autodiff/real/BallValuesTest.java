package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Balls contain the true values, and are narrow. */
@Tag("fast")
class BallValuesTest {
  private static final int MORE_DIGITS = 130;

  private record Row(String name, List<Double> arguments, String value) {
    Ball truth() {
      Ball written = Ball.of(value, MORE_DIGITS);
      Ball unit = written.abs().multiply(Ball.of("1e-99", MORE_DIGITS));
      return written.subtract(unit).hull(written.add(unit));
    }

    /** The function where the arguments are balls of the given number of digits. */
    Ball at(int digits) {
      return apply(name, arguments.stream().map(x -> Ball.of(x, digits)).toList());
    }

    @Override
    public String toString() {
      return name + arguments;
    }
  }

  private static Ball apply(String name, List<Ball> arguments) {
    return (Ball) NamedFunctions.apply(name, arguments.toArray(new Real[0]));
  }

  private static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(BallValuesTest.class.getResourceAsStream("ball-values.txt")),
                StandardCharsets.UTF_8))) {
      for (String line : reader.lines().filter(text -> !text.startsWith("#")).toList()) {
        List<String> words = List.of(line.split(" "));
        List<Double> arguments =
            words.subList(1, words.size() - 1).stream().map(Double::valueOf).toList();
        rows.add(new Row(words.get(0), arguments, words.get(words.size() - 1)));
      }
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 17, 30, 60, 90})
  void exactNumbersGiveNarrowBallsAboutTheTruth(int digits) {
    for (Row row : ROWS) {
      Ball ball = row.at(digits);
      assertThat(ball.isApartFrom(row.truth())).as("%s: %s", row, ball).isFalse();
      assertThat(ball.certainDigits()).as("%s: %s", row, ball).isGreaterThanOrEqualTo(digits);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 40})
  void wideArgumentsGiveBallsWithTheTruthOfEachNumberInThem(int digits) {
    check(ROWS, digits, new SplittableRandom(digits));
  }

  @Tag("slow")
  @Test
  void aMillionBalls() {
    SplittableRandom random = new SplittableRandom(20261124);
    for (int round = 0; round < 1_000_000 / ROWS.size() + 1; round++) {
      check(ROWS, 3 + random.nextInt(80), random);
    }
  }

  /** Blurs the arguments by a random width on either side, and expects the table's value within. */
  private static void check(List<Row> rows, int digits, SplittableRandom random) {
    for (Row row : rows) {
      List<Ball> arguments = new ArrayList<>();
      boolean ordered = NamedFunctions.BINARY.containsKey(row.name) && isFamily(row.name);
      for (int k = 0; k < row.arguments.size(); k++) {
        Ball exact = Ball.of(row.arguments.get(k), digits);
        arguments.add(ordered && k == 0 ? exact : blurred(exact, random));
      }
      Ball ball = apply(row.name, arguments);
      assertThat(ball.isUndefined()).as("%s at %s", row, arguments).isFalse();
      assertThat(ball.isApartFrom(row.truth())).as("%s at %s: %s", row, arguments, ball).isFalse();
      Ball within = row.at(digits + 20);
      assertThat(ball.isUnknown() || !ball.isApartFrom(within)).as("%s", row).isTrue();
    }
  }

  private static boolean isFamily(String name) {
    return List.of("polygamma", "sinc", "expm1OverX").contains(name);
  }

  /** A ball that contains the number, off its midpoint. */
  private static Ball blurred(Ball exact, SplittableRandom random) {
    Ball size = exact.abs().scale(-1 - random.nextInt(random.nextInt(1, 300)));
    Ball low = exact.subtract(size.multiply(exact.number(random.nextDouble())));
    Ball high = exact.add(size.multiply(exact.number(random.nextDouble())));
    return low.hull(high);
  }

  @Test
  void moreDigitsAreWithinFewer() {
    for (Row row : ROWS) {
      Ball few = row.at(12);
      Ball many = row.at(50);
      assertThat(few.contains(many)).as("%s: %s in %s", row, many, few).isTrue();
    }
  }
}
