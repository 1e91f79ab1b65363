package chainrule.autodiff.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a computation is repeated that loses bits. */
@Tag("fast")
class RefinementTest {
  private static final int BITS = 100;

  private final List<Integer> workings = new ArrayList<>();

  /** A computation that has so many certain bits with so many working ones. */
  private Ball significant(IntUnaryOperator certain) {
    return Refinement.significant(
        working -> {
          workings.add(working);
          int bits = certain.applyAsInt(working);
          Ball ball = Ball.of(1, 40).widened(Magnitude.powerOfTwo(-2L - bits));
          assertThat(ball.certainBits()).isEqualTo(bits);
          return ball;
        },
        BITS);
  }

  @Test
  void enoughBitsAreTakenAtOnce() {
    assertThat(significant(working -> BITS + 2).certainBits()).isEqualTo(BITS + 2);
    assertThat(workings).containsExactly(BITS + 24);
  }

  @Test
  void whatIsMissingIsAdded() {
    assertThat(significant(working -> working - 33).certainBits()).isGreaterThan(BITS + 1);
    assertThat(workings).containsExactly(BITS + 24, BITS + 24 + 11 + 8);
  }

  @Test
  void manyMissingBitsAreAddedInSteps() {
    significant(working -> working < 4000 ? 0 : BITS + 2);
    assertThat(workings.subList(0, 3)).containsExactly(124, 124 + 102 + 8, 234 + 102 + 8);
    assertThat(workings.get(workings.size() - 1)).isBetween(4000, 4110);
  }

  @Test
  void aComputationThatStaysUncertainIsGivenUp() {
    assertThat(significant(working -> 0).certainBits()).isZero();
    int limit = 64 * BITS + (1 << 14);
    assertThat(workings.get(workings.size() - 1)).isBetween(limit + 1, limit + 110);
    assertThat(workings.get(workings.size() - 2)).isLessThanOrEqualTo(limit);
  }

  @Test
  void anUnboundedBallIsTheAnswer() {
    List<Integer> seen = new ArrayList<>();
    Ball unknown =
        Refinement.significant(
            working -> {
              seen.add(working);
              return Ball.of(-1, 40).log();
            },
            BITS);
    assertThat(unknown.isUndefined()).isTrue();
    assertThat(seen).hasSize(1);
  }
}
