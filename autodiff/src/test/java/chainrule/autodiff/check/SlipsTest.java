package chainrule.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.check.Mutator.Mutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Derivations with one slip in one line: caught, the line named, the slip named. */
class SlipsTest {
  private static final long SEED = Long.getLong("chainrule.slips.seed", 42);

  /** What the checker says of a mutant. */
  private record Answer(Mutant mutant, Report report, double seconds) {
    boolean caught() {
      return report.verdict() == Verdict.WRONG;
    }

    boolean line() {
      return report.firstWrongLine().orElse(0) == mutant.line();
    }

    String named() {
      return report.firstWrong().flatMap(Judgement::slip).map(Slip::name).orElse("nothing");
    }

    boolean slip() {
      return mutant.names().contains(named());
    }

    @Override
    public String toString() {
      return String.format(
          "%s, line %d: %s for %s%nmade %s, named %s%n%s",
          mutant.file(),
          mutant.line(),
          mutant.wrong(),
          mutant.right(),
          mutant.names(),
          named(),
          report);
    }
  }

  private static List<Mutant> mutants(List<Path> files, int perSlip) throws IOException {
    List<Mutant> all = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      Random random = new Random(SEED + name.hashCode());
      all.addAll(Mutator.of(name, Files.readString(file), perSlip, random));
    }
    return all;
  }

  private static List<Answer> answers(List<Mutant> mutants) {
    List<Answer> answers = new ArrayList<>();
    for (Mutant mutant : mutants) {
      Report report = Check.derivation(mutant.text());
      answers.add(new Answer(mutant, report, report.seconds()));
    }
    return answers;
  }

  private static double percent(List<Answer> answers, Predicate<Answer> holds) {
    return 100.0 * answers.stream().filter(holds).count() / answers.size();
  }

  private static void assertGood(List<Answer> answers) {
    assertThat(answers).as("not caught").allMatch(Answer::caught);
    assertThat(percent(answers, Answer::line)).as("%% of lines").isGreaterThanOrEqualTo(95);
    assertThat(percent(answers, Answer::slip)).as("%% of slips").isGreaterThanOrEqualTo(80);
  }

  @Test
  void aSampleIsCaught() throws IOException {
    System.out.println("the seed of the slips is " + SEED);
    List<Path> files = new ArrayList<>(CorpusTest.derivations());
    Collections.shuffle(files, new Random(SEED));
    List<Mutant> mutants = mutants(files.subList(0, 60), 1);
    Collections.shuffle(mutants, new Random(SEED));
    assertGood(answers(mutants.subList(0, 300)));
  }

  @Test
  @Tag("slips")
  void allAreCaught() throws IOException {
    List<Answer> answers = answers(mutants(CorpusTest.derivations(), 1));
    System.out.println(table(answers));
    answers.stream().filter(a -> !a.caught() || !a.line()).forEach(System.out::println);
    assertGood(answers);
  }

  /** Rows are slips that were made, columns what was named. */
  private static String table(List<Answer> answers) {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    TreeSet<String> columns = new TreeSet<>();
    for (Answer answer : answers) {
      // another name for the same function counts as the one that was made
      String named = answer.slip() ? answer.mutant().slip() : answer.named();
      columns.add(named);
      counts
          .computeIfAbsent(answer.mutant().slip(), s -> new TreeMap<>())
          .merge(named, 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder(String.format("%24s", "made \\ named"));
    columns.forEach(column -> text.append(String.format("%8.7s", column)));
    counts.forEach(
        (slip, row) -> {
          text.append(String.format("%n%24s", slip));
          columns.forEach(column -> text.append(String.format("%8s", row.getOrDefault(column, 0))));
        });
    double slowest = answers.stream().mapToDouble(Answer::seconds).max().orElse(0);
    long same = answers.stream().filter(a -> a.named().equals(a.mutant().slip())).count();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%d mutants: %.2f %% caught, %.2f %% with the line, %.2f %% with the slip"
                + " (%.2f %% by the very name); slowest %.2f s, seed %d",
            answers.size(),
            percent(answers, Answer::caught),
            percent(answers, Answer::line),
            percent(answers, Answer::slip),
            100.0 * same / answers.size(),
            slowest,
            SEED));
    return text.toString();
  }
}
