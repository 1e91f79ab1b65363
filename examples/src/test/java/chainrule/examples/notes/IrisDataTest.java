package chainrule.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Fisher's flowers are all there. */
class IrisDataTest {
  private final IrisData data = IrisData.read();

  @Test
  void thereAreFiftyFlowersOfEachSpecies() {
    assertThat(data.flowers()).hasSize(150);
    for (int species = 0; species < 3; species++) {
      assertThat(data.only(species).flowers()).hasSize(50);
    }
  }

  @Test
  void theyAreFishersAndNotTheCopyWithTwoMisprints() {
    assertThat(data.flowers().get(34).lengths()).isEqualTo(List.of(4.9, 3.1, 1.5, 0.2));
    assertThat(data.flowers().get(37).lengths()).isEqualTo(List.of(4.9, 3.6, 1.4, 0.1));
  }

  @Test
  void theirMeansAreFishers() {
    double[] setosa = data.only(0).mean().toArray();
    double[] virginica = data.only(2).mean().toArray();
    assertThat(setosa).containsExactly(new double[] {5.006, 3.428, 1.462, 0.246}, offset());
    assertThat(virginica).containsExactly(new double[] {6.588, 2.974, 5.552, 2.026}, offset());
  }

  @Test
  void everyThirdIsHeldOutAndTheRestIsSeen() {
    assertThat(data.everyThird(true).flowers()).hasSize(50);
    assertThat(data.everyThird(false).flowers())
        .hasSize(100)
        .doesNotContain(data.flowers().get(2))
        .contains(data.flowers().get(0), data.flowers().get(1));
  }

  @Test
  void standardisedFeaturesHaveMeanZeroAndSpreadOne() {
    Tensor x = data.features(data.mean(), data.spread());
    Tensor mean = Operations.mean(x, 0);
    Tensor variance = Operations.mean(Operations.square(x), 0);
    assertThat(mean.toArray()).containsExactly(new double[4], offset());
    assertThat(variance.toArray()).containsExactly(new double[] {1, 1, 1, 1}, offset());
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return Assertions.offset(1e-12);
  }
}
