package chainrule.examples.derive;

import chainrule.autodiff.check.Check;
import chainrule.autodiff.check.Report;
import chainrule.autodiff.expression.SyntaxException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What came of checking one text.
 *
 * @param report unless there is a problem
 * @param problem that kept it from being checked
 */
record Finding(String name, Optional<Report> report, Optional<Problem> problem) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Why a text was not checked.
   *
   * @param message for people; with the line and a caret for errors of syntax
   * @param summary in one line, without the place
   * @param line and column from 1, if they are known
   */
  record Problem(String message, String summary, OptionalInt line, OptionalInt column) {
    static Problem of(String message) {
      return new Problem(message, message, OptionalInt.empty(), OptionalInt.empty());
    }
  }

  /** Reads and checks a text; never fails. */
  static Finding of(Source source, @Nullable Long seed) {
    try {
      String text = source.read();
      Report report = seed == null ? Check.derivation(text) : Check.derivation(text, seed);
      return new Finding(source.name(), Optional.of(report), Optional.empty());
    } catch (SyntaxException e) {
      Problem problem =
          new Problem(
              String.valueOf(e.getMessage()),
              e.problem(),
              OptionalInt.of(e.line()),
              OptionalInt.of(e.column()));
      return new Finding(source.name(), Optional.empty(), Optional.of(problem));
    } catch (IOException e) {
      return unreadable(source.name(), e);
    }
  }

  /** A file or folder that cannot be read. */
  static Finding unreadable(String name, IOException why) {
    return new Finding(
        name, Optional.empty(), Optional.of(Problem.of("cannot be read: " + why.getMessage())));
  }

  ExitStatus status() {
    return report.map(r -> ExitStatus.of(r.verdict())).orElse(ExitStatus.USAGE);
  }

  /** An object on one line, the name first. */
  String toJson() {
    ObjectNode object = JSON.createObjectNode().put("file", name);
    try {
      if (report.isPresent()) {
        object.setAll((ObjectNode) JSON.readTree(report.get().toJson()));
      } else {
        object.setAll(toJson(problem.orElseThrow()));
      }
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode toJson(Problem problem) {
    ObjectNode object = JSON.createObjectNode().put("verdict", "error");
    object.put("message", problem.summary());
    object.put("line", problem.line().isPresent() ? problem.line().getAsInt() : null);
    object.put("column", problem.column().isPresent() ? problem.column().getAsInt() : null);
    return object;
  }
}
