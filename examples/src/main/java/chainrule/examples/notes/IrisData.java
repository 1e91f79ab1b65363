package chainrule.examples.notes;

import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.gather;
import static chainrule.autodiff.Operations.sqrt;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Tensor.identity;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.vector;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Fisher's iris flowers. The file says where they come from. */
record IrisData(List<Flower> flowers) {
  static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");

  /** Four lengths in centimetres, of sepals and petals, and the number of the species. */
  record Flower(List<Double> lengths, int species) {}

  static IrisData read() {
    InputStream stream =
        Objects.requireNonNull(
            IrisData.class.getResourceAsStream("iris.csv"), "the resource iris.csv is missing");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return new IrisData(
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .skip(1)
              .map(IrisData::flower)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Flower flower(String line) {
    List<String> cells = List.of(line.split(",", -1));
    return new Flower(
        cells.subList(0, 4).stream().map(Double::valueOf).toList(), SPECIES.indexOf(cells.get(4)));
  }

  /** Every third flower, which training does not see; or the others. */
  IrisData everyThird(boolean heldOut) {
    return new IrisData(
        IntStream.range(0, flowers.size())
            .filter(i -> (i % 3 == 2) == heldOut)
            .mapToObj(flowers::get)
            .toList());
  }

  /** The flowers of some species. */
  IrisData only(int... species) {
    return new IrisData(
        flowers.stream()
            .filter(f -> Arrays.stream(species).anyMatch(s -> s == f.species()))
            .toList());
  }

  /** One flower in each row: its four lengths, less the mean and over the spread given. */
  Tensor features(Tensor mean, Tensor spread) {
    Tensor x = lengths();
    int rows = x.shape().size(0);
    return divide(subtract(x, expand(mean, 0, rows)), expand(spread, 0, rows));
  }

  Tensor mean() {
    return Operations.mean(lengths(), 0);
  }

  Tensor spread() {
    Tensor x = lengths();
    return sqrt(Operations.mean(square(subtract(x, expand(mean(), 0, x.shape().size(0)))), 0));
  }

  /** One flower in each row: 1 in the column of its species, else 0. */
  Tensor oneHot() {
    return gather(identity(SPECIES.size()), species());
  }

  /** The number of each flower's species. */
  Tensor species() {
    return vector(flowers.stream().mapToDouble(Flower::species).toArray());
  }

  /** One flower in each row, in centimetres. */
  Tensor lengths() {
    return matrix(
        flowers.stream()
            .map(f -> f.lengths().stream().mapToDouble(v -> v).toArray())
            .toArray(double[][]::new));
  }
}
