package chainrule.autodiff.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegionTest {

  @Test
  void codeGivesTheBitsOfTheInterpreter() {
    assertThat(RegionProof.failures(200, 2)).isEmpty();
  }
}
