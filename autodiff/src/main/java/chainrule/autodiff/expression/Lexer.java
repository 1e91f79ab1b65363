package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Token.Kind;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a text into tokens. Signs of Unicode and commands of LaTeX that have a plain spelling become
 * that; {@code #} and {@code %} begin a comment.
 */
final class Lexer {
  /** The longest text that is read, in characters. */
  static final int MAX_LENGTH = 100_000;

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** Besides white space: no-break and zero-width spaces, a byte order mark, TeX's mathematics. */
  private static final String BLANKS = "$\u00a0\u200b\ufeff";

  private static final List<String> LONG_SIGNS = List.of("**", "<=", ">=", "==", "!=", ":=");
  private static final String OPERATORS_BEFORE_BREAK = "+-*/@=";
  private static final String OPERATORS_AFTER_BREAK = "+*/@";
  private static final String SIGNS = "+-*/^@()[]{},:;=<>.'|&√∇∑_!";

  private static final Map<Character, String> UNICODE =
      Map.ofEntries(
          Map.entry('·', "*"),
          Map.entry('⋅', "*"),
          Map.entry('×', "*"),
          Map.entry('∗', "*"),
          Map.entry('÷', "/"),
          Map.entry('−', "-"),
          Map.entry('–', "-"),
          Map.entry('≤', "<="),
          Map.entry('≥', ">="),
          Map.entry('≠', "!="),
          Map.entry('′', "'"),
          Map.entry('’', "'"),
          Map.entry('″', "''"),
          Map.entry('‴', "'''"),
          Map.entry('Σ', "∑"));

  /** Commands that stand for a sign. */
  private static final Map<String, String> COMMAND_SIGNS =
      Map.ofEntries(
          Map.entry("cdot", "*"),
          Map.entry("times", "*"),
          Map.entry("div", "/"),
          Map.entry("le", "<="),
          Map.entry("leq", "<="),
          Map.entry("ge", ">="),
          Map.entry("geq", ">="),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("ne", "!="),
          Map.entry("neq", "!="),
          Map.entry("prime", "'"),
          Map.entry("nabla", "∇"),
          Map.entry("sum", "∑"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("vert", "|"));

  /** Commands that make what follows larger. */
  private static final List<String> COMMAND_SIZES =
      List.of("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr");

  /** Commands that set a name in another font. */
  private static final List<String> COMMAND_FONTS =
      List.of("operatorname", "mathrm", "text", "mathbf", "boldsymbol");

  /** Other commands that change only how a formula looks. */
  private static final List<String> COMMAND_SPACES =
      List.of("quad", "qquad", "displaystyle", "limits", "!", ",", ";", ":", " ", "rm");

  /** Marks above a letter: ŷ is the name y_hat. */
  private static final List<String> COMMAND_MARKS = List.of("hat", "bar", "tilde", "vec", "dot");

  /** Commands that the parser reads, and capital Greek letters. */
  private static final Set<String> COMMANDS =
      Set.of(
          "frac", "dfrac", "tfrac", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma",
          "Upsilon", "Psi", "Omega", "ell");

  /** Commands that stand for a letter or name of another spelling. */
  private static final Map<String, String> COMMAND_NAMES =
      Map.of("varepsilon", "epsilon", "varphi", "phi", "top", "T", "intercal", "T", "infty", "inf");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int place;
  private int depth;
  private boolean spaced;

  private Lexer(String source) {
    this.source = source;
  }

  /** The tokens of a text, the last of which is the end. */
  static List<Token> tokens(String source) {
    if (source.length() > MAX_LENGTH) {
      throw new SyntaxException(
          "",
          0,
          "the text has " + source.length() + " characters; at most " + MAX_LENGTH + " are read");
    }
    Lexer lexer = new Lexer(source);
    lexer.read();
    lexer.joinPrimes();
    lexer.joinLines();
    return lexer.tokens;
  }

  private void read() {
    while (place < source.length()) {
      int start = place;
      char c = source.charAt(place);
      if (c == '#' || c == '%') {
        int end = source.indexOf('\n', place);
        place = end < 0 ? source.length() : end;
      } else if (c == '\n' || c == '\r') {
        place++;
        lineEnd(start);
      } else if (Character.isWhitespace(c) || BLANKS.indexOf(c) >= 0) {
        place++;
        spaced = true;
      } else if (c == ';') {
        place++;
        add(depth > 0 ? Kind.SIGN : Kind.BREAK, depth > 0 ? "," : ";", start);
      } else if (isDigit(c)
          || (c == '.'
              && place + 1 < source.length()
              && isDigit(source.charAt(place + 1))
              && !afterOperand())) {
        number();
      } else if (SUPERSCRIPTS.indexOf(c) >= 0 || c == '⁻') {
        superscript();
      } else if (Character.getType(c) == Character.OTHER_NUMBER && fraction(c)) {
        place++;
      } else if (c == 'ᵀ') {
        place++;
        add(Kind.SIGN, ".", start);
        add(Kind.NAME, "T", start);
      } else if (c == '\\') {
        command();
      } else if (isLetter(c)) {
        name();
      } else {
        sign();
      }
    }
    add(Kind.END, "the end", source.length());
  }

  /** A line's end ends a statement, unless parentheses are open. */
  private void lineEnd(int start) {
    spaced = true;
    if (depth == 0) {
      add(Kind.BREAK, "\n", start);
    }
  }

  /** f^{\prime} and f^\prime of LaTeX as f'. */
  private void joinPrimes() {
    for (int i = 1; i + 1 < tokens.size(); i++) {
      if (!tokens.get(i).is("^")) {
        continue;
      }
      boolean brace = tokens.get(i + 1).is("{");
      int from = brace ? i + 2 : i + 1;
      int end = from;
      while (tokens.get(end).is("'")) {
        end++;
      }
      if (end > from && (!brace || tokens.get(end).is("}"))) {
        if (brace) {
          tokens.remove(end);
        }
        tokens.subList(i, from).clear();
      }
    }
  }

  /**
   * Removes ends of lines inside a formula: behind an operator or =, before one that begins no
   * statement or is a minus set in, and before the first = of a statement.
   */
  private void joinLines() {
    List<Token> joined = new ArrayList<>();
    boolean equated = false;
    boolean begins = true;
    boolean isDomain = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() != Kind.BREAK) {
        isDomain = begins ? token.isName("for") : isDomain;
        equated = equated || token.is("=");
        begins = false;
      } else if (token.text().equals(";")) {
        begins = true;
        equated = false;
      } else if (!begins) {
        int following = i + 1;
        while (tokens.get(following).text().equals("\n")) {
          following++;
        }
        Token next = tokens.get(following);
        boolean goesOn =
            goesOn(joined.get(joined.size() - 1), OPERATORS_BEFORE_BREAK)
                || goesOn(next, OPERATORS_AFTER_BREAK)
                || (next.is("-") && isIndented(next))
                || (next.is("=") && !equated && !isDomain);
        if (goesOn && next.kind() != Kind.END) {
          continue;
        }
        begins = true;
        equated = false;
      }
      joined.add(token);
    }
    tokens.clear();
    tokens.addAll(joined);
  }

  private static boolean goesOn(Token token, String operators) {
    return token.kind() == Kind.SIGN
        && token.text().length() == 1
        && operators.contains(token.text());
  }

  private boolean isIndented(Token token) {
    char before = source.charAt(token.offset() - 1);
    return before == ' ' || before == '\t';
  }

  private boolean afterOperand() {
    if (tokens.isEmpty() || spaced) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return last.kind() == Kind.NAME || last.is(")") || last.is("]");
  }

  private void add(Kind kind, String text, int offset) {
    tokens.add(new Token(kind, text, offset, spaced));
    spaced = false;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (Character.isLetter(c) && c != 'ᵀ' && c != 'Σ') || c == '∂';
  }

  private void number() {
    int start = place;
    digits();
    if (place < source.length() && source.charAt(place) == '.') {
      place++;
      digits();
    }
    int mark = place;
    if (place < source.length() && (source.charAt(place) == 'e' || source.charAt(place) == 'E')) {
      place++;
      if (place < source.length() && "+-".indexOf(source.charAt(place)) >= 0) {
        place++;
      }
      int from = place;
      digits();
      if (place == from || (place < source.length() && isLetter(source.charAt(place)))) {
        place = mark; // 2exp(x), 2e^x
      }
    }
    add(Kind.NUMBER, source.substring(start, place).replace('E', 'e'), start);
  }

  /** Reads ½ and its like as (1/2). */
  private boolean fraction(char c) {
    String[] parts =
        Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC).split("\u2044", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return false;
    }
    add(Kind.SIGN, "(", place);
    add(Kind.NUMBER, parts[0], place);
    add(Kind.SIGN, "/", place);
    add(Kind.NUMBER, parts[1], place);
    add(Kind.SIGN, ")", place);
    return true;
  }

  private void digits() {
    while (place < source.length() && isDigit(source.charAt(place))) {
      place++;
    }
  }

  private void superscript() {
    int start = place;
    StringBuilder digits = new StringBuilder();
    while (place < source.length()) {
      char c = source.charAt(place);
      int digit = SUPERSCRIPTS.indexOf(c);
      if (digit >= 0) {
        digits.append(digit);
      } else if (c == '⁻' && digits.length() == 0) {
        digits.append('-');
      } else {
        break;
      }
      place++;
    }
    if (digits.toString().equals("-")) {
      throw new SyntaxException(source, start, "a raised minus needs a raised number behind it");
    }
    add(Kind.SUPERSCRIPT, digits.toString(), start);
  }

  private void name() {
    int start = place;
    while (place < source.length()) {
      char c = source.charAt(place);
      boolean letter =
          isLetter(c)
              || isDigit(c)
              || (c == '_'
                  && place + 1 < source.length()
                  && (isLetter(source.charAt(place + 1))
                      || isDigit(source.charAt(place + 1))
                      || source.charAt(place + 1) == '_'));
      boolean below = c >= '₀' && c <= '₉';
      if (!letter && !below) {
        break;
      }
      place++;
    }
    add(Kind.NAME, source.substring(start, place), start);
  }

  private void command() {
    int start = place++;
    int from = place;
    while (place < source.length() && isLetter(source.charAt(place))) {
      place++;
    }
    if (place == from && place < source.length()) {
      place++;
    }
    String command = source.substring(from, place);
    if (command.equals("{") || command.equals("}")) {
      sign(command.equals("{") ? "(" : ")", start);
    } else if (command.equals("|")
        || command.equals("lVert")
        || command.equals("rVert")
        || command.equals("Vert")) {
      sign("‖", start);
    } else if (COMMAND_FONTS.contains(command) && nameInBraces(start, "")) {
      return;
    } else if (COMMAND_MARKS.contains(command) && nameInBraces(start, "_" + command)) {
      return;
    } else if (COMMAND_SIZES.contains(command) && bracket(start)) {
      return;
    } else if (COMMAND_SPACES.contains(command)
        || COMMAND_SIZES.contains(command)
        || COMMAND_FONTS.contains(command)) {
      spaced = true;
    } else if (COMMAND_SIGNS.containsKey(command)) {
      sign(COMMAND_SIGNS.getOrDefault(command, ""), start);
    } else if (command.equals("partial")) {
      while (place < source.length() && source.charAt(place) == ' ') {
        place++;
      }
      int name = place;
      while (place < source.length() && isLetter(source.charAt(place))) {
        place++;
      }
      add(Kind.NAME, "∂" + source.substring(name, place), start);
    } else if (command.equals("\\")) {
      throw new SyntaxException(
          source, start, "a line break \\\\ has no place in a formula; write another line");
    } else {
      String name = COMMAND_NAMES.getOrDefault(command, command);
      if (!COMMANDS.contains(name)
          && !Vocabulary.isFunction(name)
          && !Vocabulary.isConstant(name)
          && !Vocabulary.isLetter(name)) {
        throw new SyntaxException(
            source, start, "the command \\" + command + " has no meaning here");
      }
      add(Kind.NAME, name, start);
    }
  }

  /** Reads \\left[ and \\right] as parentheses. */
  private boolean bracket(int start) {
    char c = place < source.length() ? source.charAt(place) : ' ';
    if (c != '[' && c != ']') {
      return false;
    }
    place++;
    sign(c == '[' ? "(" : ")", start);
    return true;
  }

  /** Reads {name}, if that comes next, as the name with a mark behind it. */
  private boolean nameInBraces(int start, String mark) {
    int end = source.indexOf('}', place);
    boolean braces = place < source.length() && source.charAt(place) == '{' && end > 0;
    String name = braces ? source.substring(place + 1, end) : "";
    if (!name.matches("\\p{L}[\\p{L}0-9]*")) {
      return false;
    }
    place = end + 1;
    add(Kind.NAME, name + mark, start);
    return true;
  }

  private void sign() {
    int start = place;
    for (String sign : LONG_SIGNS) {
      if (source.startsWith(sign, place)) {
        place += sign.length();
        sign(sign.equals("**") ? "^" : sign.equals(":=") ? "=" : sign, start);
        return;
      }
    }
    char c = source.charAt(place);
    String sign = UNICODE.getOrDefault(c, String.valueOf(c));
    if (SIGNS.indexOf(c) < 0 && !UNICODE.containsKey(c) && c != '‖') {
      throw new SyntaxException(
          source,
          start,
          "'" + Character.toString(source.codePointAt(start)) + "' has no meaning here");
    }
    place++;
    sign(sign, start);
  }

  private void sign(String sign, int start) {
    switch (sign) {
      case "(", "[", "{" -> depth++;
      case ")", "]", "}" -> depth = Math.max(0, depth - 1);
      default -> {}
    }
    if (sign.startsWith("'")) {
      sign.chars().forEach(c -> add(Kind.SIGN, "'", start));
    } else {
      add(Kind.SIGN, sign, start);
    }
  }
}
