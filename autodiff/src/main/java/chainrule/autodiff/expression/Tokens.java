package chainrule.autodiff.expression;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;

/** The tokens of a text, read from front to back, and where the formulas made of them begin. */
final class Tokens {
  private final String source;
  private final List<Token> tokens;
  private final IdentityHashMap<Formula, Integer> offsets = new IdentityHashMap<>();
  private int place;

  Tokens(String source) {
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  String source() {
    return source;
  }

  List<Token> all() {
    return Collections.unmodifiableList(tokens);
  }

  Token peek() {
    return tokens.get(place);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(place + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    place = Math.min(place + 1, tokens.size() - 1);
    return token;
  }

  /** The place of the next token, to come back to. */
  int place() {
    return place;
  }

  void goTo(int place) {
    this.place = place;
  }

  /** Puts others where the tokens from a place up to the next one are; they come next. */
  void replace(int from, List<Token> others) {
    tokens.subList(from, place).clear();
    tokens.addAll(from, others);
    place = from;
  }

  boolean accept(String sign) {
    if (peek().is(sign)) {
      next();
      return true;
    }
    return false;
  }

  /** Reads a sign as often as it follows, and says how often. */
  int count(String sign) {
    int count = 0;
    while (accept(sign)) {
      count++;
    }
    return count;
  }

  void expect(String sign, String where) {
    if (!accept(sign)) {
      throw error(peek(), "expected '" + sign + "' " + where + ", but found " + shown(peek()));
    }
  }

  SyntaxException error(Token token, String problem) {
    return error(token.offset(), problem);
  }

  SyntaxException error(int offset, String problem) {
    return new SyntaxException(source, offset, problem);
  }

  static String shown(Token token) {
    return switch (token.kind()) {
      case BREAK -> token.text().equals(";") ? "';'" : "the end of the line";
      case END -> token.text();
      default -> "'" + token.text() + "'";
    };
  }

  // ---------------------------------------------------------------- formulas

  /** Keeps where a formula begins in the text. */
  <F extends Formula> F at(int offset, F formula) {
    offsets.putIfAbsent(formula, offset);
    return formula;
  }

  Formula operation(int offset, String operation, Formula... operands) {
    return at(offset, Formula.apply(operation, operands));
  }

  /** Where the formulas that were read begin in the text. */
  IdentityHashMap<Formula, Integer> offsets() {
    return offsets;
  }
}
