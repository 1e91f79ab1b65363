package chainrule.autodiff.expression;

/**
 * A piece of text.
 *
 * @param spaced whether white space comes before it
 */
record Token(Kind kind, String text, int offset, boolean spaced) {
  enum Kind {
    NUMBER,
    NAME,
    /** An exponent written above the line; the text holds its digits. */
    SUPERSCRIPT,
    SIGN,
    /** The end of a statement: a line's end outside parentheses, or a semicolon. */
    BREAK,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
