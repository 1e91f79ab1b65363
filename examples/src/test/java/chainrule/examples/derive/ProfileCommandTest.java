package chainrule.examples.derive;

import static chainrule.examples.derive.Session.derive;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProfileCommandTest {
  @Test
  void tellsWhatAFunctionDoesAndWhichFormHolds() {
    Session session = derive("profile", "-e", "f(x) = log(1 + exp(x))");
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .contains("range:         (0, ∞), proved")
        .contains("kinks:         none found")
        .containsPattern("(?m)^holds better: log\\(1 \\+ exp\\(x\\)\\) .*log1p");
  }

  @Test
  void isAnObjectOfJson() throws IOException {
    Session session = derive("profile", "--json", "-e", "f(x) = max(0, x)");
    assertThat(session.out().lines()).hasSize(1);
    JsonNode profile = new ObjectMapper().readTree(session.out());
    assertThat(profile.get("function").asText()).isEqualTo("f(x)");
    JsonNode kink = profile.get("breaks").get(0);
    assertThat(kink.get("kink").asBoolean()).isTrue();
    assertThat(kink.get("leftSlope").asDouble()).isZero();
    assertThat(kink.get("rightSlope").asDouble()).isEqualTo(1);
    assertThat(profile.get("range").get("greatest").get("value").asText()).isEqualTo("Infinity");
    assertThat(profile.get("stableForms").isEmpty()).isTrue();
  }
}
