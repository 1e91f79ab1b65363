package chainrule.autodiff.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lanes give the same bits as scalars, in a virtual machine that has the module of vectors. */
class LanesTest {

  @Test
  void theInterpreterGivesTheSameBitsInLanesAndScalars() throws Exception {
    assertThat(proof(LaneProof.class, List.of("1"), "-Xint"))
        .doesNotContain("in lanes")
        .contains("lanes, ");
  }

  @Test
  void regionsGiveTheSameBitsInLanes() throws Exception {
    assertThat(proof(RegionProof.class, List.of("26", "1"), "-Xint"))
        .doesNotContain("differs")
        .contains("lanes, ");
  }

  @Test
  void matrixProductsHaveTheBitsOfAPlainLoop() throws Exception {
    assertThat(proof(MatrixProof.class, List.of("400")))
        .doesNotContain("differs")
        .contains("lanes, ");
  }

  @Test
  void sumsOfExponentialsHaveTheBitsOfAPlainLoop() throws Exception {
    assertThat(proof(RowProof.class, List.of("400")))
        .doesNotContain("differs")
        .doesNotContain("is off")
        .contains("lanes, ");
  }

  @Test
  @Tag("slow")
  void compiledRegionsGiveTheSameBitsInLanes() throws Exception {
    assertThat(proof(RegionProof.class, List.of("130", "2000")))
        .doesNotContain("differs")
        .contains("lanes, ");
  }

  @Test
  @Tag("slow")
  void compiledCodeGivesTheSameBitsInLanesAndScalars() throws Exception {
    assertThat(proof(LaneProof.class, List.of("2000")))
        .doesNotContain("in lanes")
        .contains("lanes, ");
  }

  private static String proof(Class<?> program, List<String> arguments, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
