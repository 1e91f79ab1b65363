package chainrule.autodiff.expression;

/**
 * A text that is not a formula or derivation. The message has the line with a caret below the
 * place, and says what was expected.
 */
public final class SyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;
  private final String problem;

  SyntaxException(String source, int offset, String problem) {
    // Of a text from outside no stack is of use, and many may come.
    super(message(source, offset, problem), null, false, false);
    this.line = line(source, offset);
    this.column = column(source, offset);
    this.problem = problem;
  }

  /** The line, counted from 1. */
  public int line() {
    return line;
  }

  /** The column, counted from 1. */
  public int column() {
    return column;
  }

  /** What is wrong, in one line without the place. */
  public String problem() {
    return problem;
  }

  /** The number of the line that an offset is in, from 1. */
  static int line(String source, int offset) {
    return 1 + (int) source.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  private static int start(String source, int offset) {
    return source.lastIndexOf('\n', offset - 1) + 1;
  }

  private static int column(String source, int offset) {
    return offset - start(source, offset) + 1;
  }

  private static String message(String source, int offset, String problem) {
    int start = start(source, offset);
    int end = source.indexOf('\n', start);
    String text = source.substring(start, end < 0 ? source.length() : end).replace('\t', ' ');
    int column = offset - start;
    // A long line is shown about the place only.
    int from = Math.max(0, column - 60);
    String shown = text.substring(from, Math.min(text.length(), from + 100));
    return "line "
        + line(source, offset)
        + ", column "
        + (column + 1)
        + ": "
        + problem
        + "\n    "
        + shown
        + "\n    "
        + " ".repeat(column - from)
        + "^";
  }
}
