package chainrule.autodiff;

import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class NamedOperationTest {
  private final Map<String, NamedOperation> named = Operations.named();

  @Test
  void holdsWhatAUserCanCallAndNothingElse() {
    assertThat(named)
        .containsKeys("add", "exp", "where", "greater", "polygamma", "normalPdf", "atan2")
        .doesNotContainKeys("loweredPow", "cosine", "oneMinusSquare", "stopGradient");
    assertThat(named).allSatisfy((name, operation) -> assertThat(operation).hasToString(name));
    assertThatThrownBy(() -> named.remove("exp")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void appliesWhatItNames() {
    assertThat(named.get("exp").apply(scalar(0)).value()).isEqualTo(1);
    assertThat(named.get("hypot").apply(vector(3, 5), vector(4, 12)).toArray())
        .containsExactly(5, 13);
    assertThat(named.get("where").apply(scalar(0), scalar(1), scalar(2)).value()).isEqualTo(2);
    assertThat(named.get("sinc").apply(scalar(0)).value()).isEqualTo(1);
    assertThat(named.get("digamma").apply(scalar(3)).value())
        .isEqualTo(Operations.digamma(scalar(3)).value());
  }

  @Test
  void tellsOperandsAndOrders() {
    assertThat(named.get("polygamma").hasOrder()).isTrue();
    assertThat(named.get("pow").hasOrder()).isFalse();
    assertThat(named.get("where").arity()).isEqualTo(3);
    assertThatThrownBy(() -> named.get("pow").apply(scalar(1)))
        .isInstanceOf(UsageException.class)
        .hasMessage("pow has 2 operands, but was given 1");
  }
}
