package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads operands: numbers, names, calls, groups, lists, bars, and what begins with √, ∑ or ∇. */
final class Operands {
  /** Prefixes of numpy and its kin that mean nothing here. */
  private static final Set<String> MODULES =
      Set.of(
          "np",
          "numpy",
          "math",
          "scipy",
          "special",
          "linalg",
          "torch",
          "jnp",
          "jax",
          "nn",
          "functional",
          "F");

  /** Signs that open and close alike: of a value and of a norm. */
  private static final Set<String> BARS = Set.of("|", "‖");

  /** Words that end a formula. */
  private static final Set<String> WORDS = Set.of("for", "if", "else", "and", "in");

  private final Parser parser;
  private final Tokens tokens;
  private final Known known;
  private final Leibniz leibniz;

  /** How often a function was written without arguments. */
  private final Map<String, Integer> bare = new HashMap<>();

  /** Bars that have been opened and not yet closed. */
  private final List<String> openBars = new ArrayList<>();

  Operands(Parser parser, Tokens tokens, Known known) {
    this.parser = parser;
    this.tokens = tokens;
    this.known = known;
    this.leibniz = new Leibniz(parser, this, tokens, known);
  }

  /** Whether a token that follows a factor, without a sign between, begins another one. */
  boolean startsFactor(Token token) {
    return (BARS.contains(token.text()) && !openBars.contains(token.text()))
        || token.kind() == Kind.NUMBER
        || (token.kind() == Kind.NAME && !WORDS.contains(token.text()))
        || token.is("(")
        || token.is("{")
        || token.is("√")
        || token.is("∑");
  }

  Formula primary() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NUMBER) {
      tokens.next();
      return number(token);
    }
    if (token.kind() == Kind.NAME) {
      return named();
    }
    if (token.is("(") || token.is("{")) {
      tokens.next();
      Formula inner = parser.formula();
      if (token.is("(") && tokens.accept(",")) {
        List<Formula> items = new ArrayList<>(List.of(inner));
        items.addAll(arguments(")"));
        return tokens.at(token.offset(), new Apply("list", items, Axes.NONE));
      }
      tokens.expect(token.is("(") ? ")" : "}", "to close the one at column " + column(token));
      return inner;
    }
    if (token.is("[")) {
      tokens.next();
      List<Formula> items = arguments("]");
      if (items.isEmpty()) {
        throw tokens.error(token, "an empty list has no shape");
      }
      return tokens.at(token.offset(), new Apply("list", items, Axes.NONE));
    }
    if (BARS.contains(token.text())) {
      tokens.next();
      openBars.add(token.text());
      Formula inner = parser.formula();
      openBars.remove(openBars.size() - 1);
      tokens.expect(token.text(), "to close the one at column " + column(token));
      return tokens.operation(token.offset(), token.is("|") ? "abs" : "norm", inner);
    }
    if (token.is("√")) {
      tokens.next();
      return tokens.operation(token.offset(), "sqrt", parser.deeper(parser::power));
    }
    if (token.is("∑")) {
      tokens.next();
      return tokens.peek().is("(")
          ? call(new Token(Kind.NAME, "sum", token.offset(), true), null)
          : tokens.operation(token.offset(), "sum", parser.deeper(parser::product));
    }
    if (token.is("∇")) {
      tokens.next();
      return leibniz.gradient(token);
    }
    throw tokens.error(token, "expected a number, a name or '(', but found " + Tokens.shown(token));
  }

  Formula superscript(Token token) {
    String digits = token.text();
    boolean minus = digits.startsWith("-");
    Formula value =
        number(new Token(Kind.NUMBER, minus ? digits.substring(1) : digits, token.offset(), false));
    return minus ? tokens.operation(token.offset(), "negate", value) : value;
  }

  Formula number(Token token) {
    if (!token.text().matches("[^e]{1,1000}(e[+-]?\\d{1,4})?")) {
      throw tokens.error(token, "the number is too long or too far from 1");
    }
    BigDecimal value = new BigDecimal(token.text());
    return tokens.at(token.offset(), new Numeral(value));
  }

  private int column(Token token) {
    return tokens.error(token, "").column();
  }

  // ---------------------------------------------------------------- names

  private Formula named() {
    Token token = tokens.next();
    String text = token.text();
    while (MODULES.contains(text) && tokens.peek().is(".") && tokens.peek(1).kind() == Kind.NAME) {
      tokens.next();
      token = tokens.next();
      text = token.text();
    }
    if (text.equals("frac") || text.equals("dfrac") || text.equals("tfrac")) {
      return leibniz.fraction(token);
    }
    if (text.equals("sqrt") && tokens.peek().is("[")) {
      tokens.next();
      Formula degree = parser.formula();
      tokens.expect("]", "after the degree of the root");
      Formula inverse = tokens.operation(token.offset(), "/", Formula.numeral(1), degree);
      return tokens.operation(token.offset(), "^", primary(), inverse);
    }
    token = subscripted(token);
    text = token.text();
    if (!known.isDefined(text)) {
      Formula derivative = leibniz.derivative(token);
      if (derivative != null) {
        return derivative;
      }
      if (text.equals("grad")) {
        return leibniz.gradient(token);
      }
    }
    if (known.isFunction(text)) {
      return function(token);
    }
    if (tokens.peek().is("'") && !known.isVariable(text)) {
      throw known.unknownFunction(token);
    }
    if (tokens.peek().is("(") && !known.isVariable(text) && !tokens.peek().spaced()) {
      if (known.splits(token, true)) {
        return split(token);
      }
      throw known.unknownFunction(token);
    }
    return variable(token);
  }

  /** x_{1} and x_i of LaTeX as the name x_1. */
  Token subscripted(Token token) {
    if (!tokens.peek().is("_") || !(tokens.peek(1).is("{") || tokens.peek(1).kind() != Kind.SIGN)) {
      return token;
    }
    tokens.next();
    boolean braces = tokens.accept("{");
    StringBuilder name = new StringBuilder(token.text()).append('_');
    do {
      Token part = tokens.next();
      if (part.kind() != Kind.NAME && part.kind() != Kind.NUMBER) {
        throw tokens.error(part, "expected a subscript, but found " + Tokens.shown(part));
      }
      name.append(part.text());
    } while (braces && !tokens.peek().is("}"));
    if (braces) {
      tokens.expect("}", "after the subscript");
    }
    return new Token(Kind.NAME, name.toString(), token.offset(), token.spaced());
  }

  private Formula variable(Token token) {
    String text = token.text();
    Formula entry = known.isVariable(text) ? null : entryBelow(token);
    if (entry != null) {
      return entry;
    }
    if (known.isVariable(text) || Vocabulary.isConstant(text)) {
      return tokens.at(token.offset(), Formula.name(text));
    }
    if (known.splits(token, false)) {
      return split(token);
    }
    if (known.isMistyped(text)) {
      throw known.unknownName(token);
    }
    return tokens.at(token.offset(), Formula.name(text));
  }

  /** s_i, J_{ij} and δ_{ij}, where s and J are arrays; otherwise null. */
  private @Nullable Formula entryBelow(Token token) {
    int line = token.text().indexOf('_');
    String base = token.text().substring(0, Math.max(0, line));
    String below = token.text().substring(line + 1);
    if (base.isEmpty() || !below.matches("\\p{L}{1,4}")) {
      return null;
    }
    List<Formula> operands = new ArrayList<>();
    below
        .chars()
        .forEach(
            c -> operands.add(tokens.at(token.offset(), Formula.name(String.valueOf((char) c)))));
    if ((base.equals("delta") || base.equals("δ")) && below.length() == 2) {
      return tokens.at(token.offset(), new Apply("delta", operands, Axes.NONE));
    }
    Formula array = tokens.at(token.offset(), Formula.name(base));
    if (!known.isVariable(base) || known.rank(array) < below.length()) {
      return null;
    }
    operands.add(0, array);
    return tokens.at(token.offset(), new Apply("entry", operands, Axes.NONE));
  }

  /** Puts the letters of a name back as names of their own, and reads their product. */
  private Formula split(Token token) {
    List<Token> letters = new ArrayList<>();
    for (int i = 0; i < token.text().length(); i++) {
      String letter = token.text().substring(i, i + 1);
      letters.add(new Token(Kind.NAME, letter, token.offset() + i, i == 0));
    }
    tokens.replace(tokens.place() - 1, letters);
    return parser.postfix();
  }

  // ---------------------------------------------------------------- functions

  /** f(x), f'(x), sin^2(x), sin²x, and sin x in LaTeX. */
  private Formula function(Token token) {
    String inverse = known.isDefinedFunction(token.text()) ? null : inverse(token.text());
    if (inverse != null) {
      return function(new Token(Kind.NAME, inverse, token.offset(), token.spaced()));
    }
    int order = tokens.count("'");
    Formula exponent = null;
    if (tokens.peek().kind() == Kind.SUPERSCRIPT) {
      exponent = superscript(tokens.next());
    } else if (tokens.peek().is("^") && startsExponentOfFunction()) {
      tokens.next();
      exponent = tokens.peek().is("{") ? primary() : number(tokens.next());
    }
    Formula value;
    if (tokens.peek().is("(") || tokens.peek().is("{")) {
      int before = bare.getOrDefault(token.text(), 0);
      int start = tokens.place();
      value = order > 0 ? prime(token, order) : call(token, null);
      if (bare.getOrDefault(token.text(), 0) > before) {
        // f(1 - f) speaks of f as of a number: it is a product.
        tokens.goTo(start);
        value = atItsParameters(token, order);
      }
    } else if (known.isDefinedFunction(token.text())) {
      value = atItsParameters(token, order);
    } else if (startsFactor(tokens.peek())) {
      known.checkOperands(token, 1, false);
      Formula operand = parser.deeper(parser::power);
      value =
          order > 0
              ? tokens.at(token.offset(), new Prime(token.text(), order, operand))
              : tokens.operation(token.offset(), token.text(), operand);
    } else {
      throw tokens.error(
          tokens.peek(),
          "expected '(' after " + token.text() + ", but found " + Tokens.shown(tokens.peek()));
    }
    return exponent == null ? value : tokens.operation(token.offset(), "^", value, exponent);
  }

  /** A function without arguments, as f in f(1 - f). */
  private Formula atItsParameters(Token token, int order) {
    bare.merge(token.text(), 1, Integer::sum);
    List<Formula> parameters = new ArrayList<>();
    for (String parameter : known.parameters(token.text())) {
      parameters.add(tokens.at(token.offset(), Formula.name(parameter)));
    }
    if (order > 0 && parameters.size() != 1) {
      throw severalArguments(token);
    }
    return tokens.at(
        token.offset(),
        order > 0
            ? new Prime(token.text(), order, parameters.get(0))
            : new Apply(token.text(), parameters, Axes.NONE));
  }

  private SyntaxException severalArguments(Token token) {
    return tokens.error(
        token,
        "a prime needs a function of one argument; write d"
            + token.text()
            + "/dx for one of several");
  }

  /** asin for sin⁻¹, sin^-1 and sin^{-1}, whose exponent is read; otherwise null. */
  private @Nullable String inverse(String name) {
    String undoing = Vocabulary.undoing(name);
    int length = undoing == null ? 0 : minusOne();
    if (length == 0) {
      return null;
    }
    tokens.goTo(tokens.place() + length);
    return undoing;
  }

  /** The number of tokens of an exponent -1; 0 for another or none. */
  private int minusOne() {
    if (tokens.peek().kind() == Kind.SUPERSCRIPT) {
      return tokens.peek().text().equals("-1") ? 1 : 0;
    }
    boolean braces = tokens.peek().is("^") && tokens.peek(1).is("{");
    int sign = braces ? 2 : 1;
    boolean minusOne =
        tokens.peek().is("^")
            && tokens.peek(sign).is("-")
            && tokens.peek(sign + 1).text().equals("1")
            && (!braces || tokens.peek(sign + 2).is("}"));
    return !minusOne ? 0 : braces ? 5 : 3;
  }

  private boolean startsExponentOfFunction() {
    Token after = tokens.peek(1);
    return after.kind() == Kind.NUMBER || after.is("{");
  }

  private Formula prime(Token token, int order) {
    boolean brace = tokens.peek().is("{");
    tokens.next();
    List<Formula> arguments = arguments(brace ? "}" : ")");
    if (arguments.size() != 1) {
      throw severalArguments(token);
    }
    known.checkOperands(token, 1, false);
    return tokens.at(token.offset(), new Prime(token.text(), order, arguments.get(0)));
  }

  /** A function of the arguments that follow, and of the array whose method it is. */
  Formula call(Token token, @Nullable Formula self) {
    String name = token.text();
    boolean brace = tokens.peek().is("{");
    tokens.next();
    List<Formula> operands = new ArrayList<>();
    if (self != null) {
      operands.add(self);
    }
    List<Integer> axes = new ArrayList<>();
    boolean keep = false;
    if (!tokens.peek().is(brace ? "}" : ")")) {
      do {
        if (tokens.peek().kind() == Kind.NAME && tokens.peek(1).is("=")) {
          Token keyword = tokens.next();
          tokens.next();
          switch (keyword.text()) {
            case "axis", "dim" -> axes(axes);
            case "keepdims", "keepdim" -> keep = tokens.next().isName("True");
            default ->
                throw tokens.error(
                    keyword,
                    name + " has no option " + keyword.text() + "; axis and keepdims are known");
          }
        } else {
          operands.add(parser.formula());
        }
      } while (tokens.accept(","));
    }
    tokens.expect(brace ? "}" : ")", "to close the arguments of " + name);
    known.checkOperands(token, operands.size(), !axes.isEmpty());
    return tokens.at(token.offset(), new Apply(name, operands, new Axes(axes, keep)));
  }

  private void axes(List<Integer> axes) {
    boolean several = tokens.accept("(");
    do {
      boolean minus = tokens.accept("-");
      Token number = tokens.next();
      if (number.kind() != Kind.NUMBER || !number.text().matches("\\d{1,2}")) {
        throw tokens.error(
            number, "expected the number of an axis, but found " + Tokens.shown(number));
      }
      int axis = Integer.parseInt(number.text());
      axes.add(minus ? -axis : axis);
    } while (several && tokens.accept(","));
    if (several) {
      tokens.expect(")", "after the axes");
    }
  }

  /** Formulas with commas between, up to the sign that closes them, which is read too. */
  List<Formula> arguments(String close) {
    List<Formula> arguments = new ArrayList<>();
    if (!tokens.accept(close)) {
      do {
        arguments.add(parser.formula());
      } while (tokens.accept(","));
      tokens.expect(close, "at the end of the list");
    }
    return arguments;
  }
}
